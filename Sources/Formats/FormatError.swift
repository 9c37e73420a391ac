package import System

/// Why a document or file could not be read or written.
package struct FormatError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// The file cannot be opened, read or written; the message holds the system's reason.
        case io
        /// The system refuses memory.
        case outOfMemory
        /// Over a limit: size, depth, pixel count.
        case tooLarge
        /// Not what its format allows.
        case malformed
        /// A format or a variant that is not supported.
        case unsupported
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

extension FormatError {
    /// A file could not be opened, read or written.
    package init(_ error: SystemError) {
        self.init(error.code == .outOfResources ? .outOfMemory : .io, error.message)
    }

    /// Runs `body`, which throws `OutOfMemoryError` alone, and turns that into an error of formats.
    package static func allocating<T>(_ body: () throws -> T) throws(FormatError) -> T {
        do { return try body() } catch { throw FormatError(.outOfMemory, "\(error)") }
    }
}
