package import Formats
package import System

/// Why a request to the engine was refused or failed.
package struct EngineError: Error, Sendable, CustomStringConvertible {
    package enum Code: Int, Sendable {
        case invalidArgument, invalidJSON, invalidConfiguration, notFound, notReady, queueFull
        case validationFailed, executionFailed, cancelled, closed, unsupported, io, outOfResources, internalError,
            alreadyExists
    }

    package var code: Code
    package var message: String
    /// ComfyUI's validation errors, the data of `execution_error`, or which configuration keys are wrong.
    package var details: JSON?

    package init(_ code: Code, _ message: String, details: JSON? = nil) {
        self.code = code
        self.message = message
        self.details = details
    }

    package var description: String { message }
}

extension EngineError {
    package init(_ error: SystemError) {
        self.init(error.code == .io ? .io : .outOfResources, error.message)
    }

    /// Runs `body` and turns what the system refuses into an error of the engine's.
    package static func translating<T>(_ body: () throws(SystemError) -> T) throws(EngineError) -> T {
        do { return try body() } catch { throw EngineError(error) }
    }
}
