/// Why the system did not do what it was asked for.
package struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// A file cannot be opened, read or written; the message holds the system's reason.
        case io
        /// No thread, no descriptor, no memory.
        case outOfResources
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
