/// A text encoder from files of its own.
package final class LoadedTextEncoder: Sendable {
    package let encoder: any TextEncoder

    init(_ encoder: any TextEncoder) { self.encoder = encoder }
}
