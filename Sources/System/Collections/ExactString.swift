/// A text that equals those of the same bytes alone, as in Python and in the file system. Swift's own takes spellings
/// that Unicode calls equivalent for one: "é" as one scalar, and as an "e" with an accent.
public struct ExactString: Hashable, Sendable {
    public let text: String

    @inlinable public init(_ text: String) { self.text = text }

    @inlinable public static func == (a: Self, b: Self) -> Bool { a.text.isExactly(b.text) }

    @inlinable public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { bytes in
            hasher.combine(bytes.count)
            hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
    }
}

extension String {
    /// Whether it has the same bytes.
    @inlinable public func isExactly(_ other: String) -> Bool {
        // Texts that are not even equivalent are the common case, and told apart fast
        self == other && utf8.elementsEqual(other.utf8)
    }
}
