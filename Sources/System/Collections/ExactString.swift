internal import Glibc

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
        guard utf8.count == other.utf8.count else { return false }
        var (a, b) = (self, other)
        return a.withUTF8 { a in b.withUTF8 { b in areSame(a, b) } }
    }
}

/// Whether as many bytes are equal as the first buffer has.
@usableFromInline func areSame(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = a.baseAddress, let second = b.baseAddress else { return true }
    return memcmp(first, second, a.count) == 0
}
