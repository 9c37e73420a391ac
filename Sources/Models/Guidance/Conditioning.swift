/// What steers one side of guidance: encoded prompts, whose predictions are averaged where they overlap.
package struct Conditioning: Sendable {
    package var entries: [Entry]

    package init(_ entries: [Entry] = []) { self.entries = entries }
}
