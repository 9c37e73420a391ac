/// How much is told of one piece of work: so many different warnings, and so many bytes.
package struct WarningRoom: Sendable {
    package static let maximumCount = 100
    package static let maximumBytes = 64 << 10
    /// Of one message.
    package static let maximumMessageBytes = 2000

    private var told: Set<ExactString> = []
    private var bytes = 0
    /// How many found no room.
    package private(set) var omitted = 0

    package init() {}

    /// The message as it may be told, shortened if it is overlong; nil if it was told already or there is no room left.
    ///
    /// - Parameter source: of whom it is; equal messages of several sources are told apart.
    package mutating func admit(_ message: String, of source: String = "") -> String? {
        let message = message.shortened(toBytes: Self.maximumMessageBytes)
        let key = ExactString("\(source)\u{0}\(message)")
        guard !told.contains(key) else { return nil }
        guard told.count < Self.maximumCount, bytes + message.utf8.count <= Self.maximumBytes else {
            omitted += 1
            return nil
        }
        told.insert(key)
        bytes += message.utf8.count
        return message
    }
}

extension String {
    /// Itself, or as much of its beginning as has room in so many bytes before "…".
    package func shortened(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: Swift.max(limit - 3, 0))
        // Not within a scalar
        while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return self[..<end] + "…"
    }
}
