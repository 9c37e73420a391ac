internal import Testing

/// A text that is too long for a test's name.
package struct LongText: Sendable, CustomTestStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    package var testDescription: String { "\(text.prefix(12).debugDescription)... of \(text.utf8.count) bytes" }
}
