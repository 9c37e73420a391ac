/// Why sound or a film could not be read or written.
package struct MediaError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        /// FFmpeg's libraries are not there, or not those that are known; the message names the packages.
        case missing
        /// Not what can be read, or what cannot be written.
        case failed
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
