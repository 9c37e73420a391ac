internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

/// Runs `body` and turns the errors of the layers below into what a ComfyUI user knows. Cancellation stays what it is.
func translatingErrors<T>(_ body: () throws -> T) throws -> T {
    do {
        return try body()
    } catch let error as FormatError {
        throw NodeError(error)
    } catch let error as SystemError {
        throw NodeError(error)
    } catch let error as ModelError {
        throw NodeError("RuntimeError", error.message)
    } catch let error as SamplingError {
        throw NodeError("ValueError", error.description)
    } catch let error as OutOfMemoryError {
        throw NodeError("MemoryError", error.description)
    }
}

extension NodeError {
    /// A file could not be read or written.
    init(_ error: FormatError) { self.init(error, otherwise: "ValueError") }

    /// The same with the type of what is wrong with the file itself.
    init(_ error: FormatError, otherwise type: String) {
        switch error.code {
        case .io: self.init("OSError", error.message)
        case .outOfMemory: self.init("MemoryError", error.message)
        default: self.init(type, error.message)
        }
    }

    init(_ error: SystemError) { self.init(error.code == .io ? "OSError" : "MemoryError", error.message) }
}
