/// What the head of an HTTP answer says.
package struct HTTPResponse: Sendable, Equatable {
    package var status: Int
    /// "HTTP/1.1 404 Not Found"
    package var statusLine: String

    /// nil for what is no answer of HTTP/1.
    package init?(head: [UInt8]) {
        let text = String(decoding: head, as: UTF8.self)
        let line = text.prefix { !$0.isNewline }
        // RFC 9112, section 4: the version, a space, three digits
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[0].utf8.count == 8,
            let status = Int(words[1]), (100..<600).contains(status)
        else { return nil }
        self.status = status
        statusLine = String(line)
    }
}
