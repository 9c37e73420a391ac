internal import CComfy
internal import Configuration
internal import EditorFormat
internal import Engine
internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// Where a function puts its error, if the host wants one.
typealias ErrorOut = UnsafeMutablePointer<OpaquePointer?>

/// A status with its reason, on the way to the host.
struct Failure: Error {
    var status: Int
    var message: String
    var details: JSON?

    init(_ status: Int, _ message: String, details: JSON? = nil) {
        self.status = status
        self.message = message
        self.details = details
    }

    init(_ error: any Error) {
        switch error {
        case let error as Failure: self = error
        case let error as EngineError: self.init(error.code.status, error.message, details: error.details)
        case let error as SystemError:
            self.init(error.code == .io ? COMFY_STATUS_IO : COMFY_STATUS_OUT_OF_RESOURCES, error.message)
        case let error as FormatError:
            self.init(error.code.status, error.message)
        case let error as OutOfMemoryError: self.init(COMFY_STATUS_OUT_OF_RESOURCES, error.description)
        case let error as NodeError: self.init(COMFY_STATUS_EXECUTION_FAILED, "\(error.type): \(error.message)")
        case let error as PromptChangeError:
            self.init(
                error.reason == .absent ? COMFY_STATUS_NOT_FOUND : COMFY_STATUS_INVALID_ARGUMENT, error.message)
        case is CancellationError: self.init(COMFY_STATUS_CANCELLED, "cancelled")
        default: self.init(COMFY_STATUS_INTERNAL, "\(error)")
        }
    }
}

extension FormatError.Code {
    fileprivate var status: Int {
        switch self {
        case .io: COMFY_STATUS_IO
        case .outOfMemory: COMFY_STATUS_OUT_OF_RESOURCES
        case .tooLarge, .malformed, .unsupported: COMFY_STATUS_INVALID_ARGUMENT
        }
    }
}

extension EngineError.Code {
    fileprivate var status: Int {
        switch self {
        case .invalidArgument: COMFY_STATUS_INVALID_ARGUMENT
        case .invalidJSON: COMFY_STATUS_INVALID_JSON
        case .invalidConfiguration: COMFY_STATUS_INVALID_CONFIGURATION
        case .notFound: COMFY_STATUS_NOT_FOUND
        case .notReady: COMFY_STATUS_NOT_READY
        case .queueFull: COMFY_STATUS_QUEUE_FULL
        case .validationFailed: COMFY_STATUS_VALIDATION_FAILED
        case .executionFailed: COMFY_STATUS_EXECUTION_FAILED
        case .cancelled: COMFY_STATUS_CANCELLED
        case .closed: COMFY_STATUS_CLOSED
        case .unsupported: COMFY_STATUS_UNSUPPORTED
        case .io: COMFY_STATUS_IO
        case .outOfResources: COMFY_STATUS_OUT_OF_RESOURCES
        case .internalError: COMFY_STATUS_INTERNAL
        case .alreadyExists: COMFY_STATUS_ALREADY_EXISTS
        }
    }
}

/// Runs an entry point's body; what it throws becomes a status and, if the host wants it, an error object.
func boundary(_ error: ErrorOut?, _ body: @escaping () throws -> Int) -> comfy_status {
    StackRoom.isEnough ? perform(error, body) : boundaryElsewhere(error, body)
}

private func perform(_ error: ErrorOut?, _ body: () throws -> Int) -> comfy_status {
    let refusals = MemoryReserve.refusals
    do {
        return comfy_status(try body())
    } catch let thrown {
        // what C libraries make of a refusal may look like a fault of the input
        let isRefused = MemoryReserve.refusals != refusals
        MemoryReserve.fill()
        var failure = Failure(thrown)
        if isRefused { failure = Failure(COMFY_STATUS_OUT_OF_RESOURCES, "out of memory (\(failure.message))") }
        return fail(failure, error)
    }
}

/// The same for a thread whose stack is small: another one does it.
private func boundaryElsewhere(_ error: ErrorOut?, _ body: @escaping () throws -> Int) -> comfy_status {
    do {
        return try withRoom { perform(error, body) }
    } catch let refusal {
        return fail(Failure(refusal), error)
    }
}

/// Runs `body` where the stack has room for deep work.
func withRoom<R>(_ body: @escaping () -> R) throws(SystemError) -> R {
    if StackRoom.isEnough { return body() }
    let (isInside, isInsideHandler) = (HostCall.isInside, Log.isInsideHandler)
    return try StackRoom.elsewhere {
        var result: R?
        func work() { result = body() }
        func call() { isInside ? HostCall.perform(work) : work() }
        isInsideHandler ? Log.asInsideHandler(call) : call()
        return result!
    }
}

/// Lets go of what a handle stands for, if it is one.
func release<Object: AnyObject & Sendable>(_ handle: OpaquePointer?, _ type: Object.Type) {
    do {
        try withRoom { _ = HandleTable.remove(handle, type) }
    } catch {
        _ = HandleTable.remove(handle, type)
    }
}

private func fail(_ failure: Failure, _ error: ErrorOut?) -> comfy_status {
    error?.pointee = HandleTable.insert(ErrorObject(failure))
    return comfy_status(failure.status)
}

// MARK: What comes in

/// What a handle stands for.
protocol HandleObject: AnyObject, Sendable {
    /// As messages call it.
    static var handleName: String { get }
}

/// The object behind a handle.
func resolve<Object: HandleObject>(_ handle: OpaquePointer?, _ type: Object.Type) throws(Failure) -> Object {
    guard let object = HandleTable.object(handle, type) else { throw invalid(handle, type) }
    return object
}

/// The object behind a handle, which is none from now on.
func take<Object: HandleObject>(_ handle: OpaquePointer?, _ type: Object.Type) throws(Failure) -> Object {
    guard let object = HandleTable.remove(handle, type) else { throw invalid(handle, type) }
    return object
}

private func invalid(_ handle: OpaquePointer?, _ type: any HandleObject.Type) -> Failure {
    let name = type.handleName
    return Failure(
        COMFY_STATUS_INVALID_HANDLE, handle == nil ? "the \(name) is NULL" : "not a live handle of a \(name)")
}

/// A parameter that must not be NULL.
func required<T>(_ pointer: T?, _ name: String) throws(Failure) -> T {
    guard let pointer else { throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "\(name) is NULL") }
    return pointer
}

/// A text that may be NULL.
func optionalText(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(Failure) -> String? {
    guard let pointer else { return nil }
    guard let text = String(validatingCString: pointer) else {
        throw Failure(COMFY_STATUS_INVALID_UTF8, "\(name) is not UTF-8")
    }
    return text
}

/// A text that must be there and not empty.
func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(Failure) -> String {
    guard let text = try optionalText(required(pointer, name), name), !text.isEmpty else {
        throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "\(name) is empty")
    }
    return text
}

/// A text that holds JSON.
func json(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(Failure) -> JSON {
    do {
        return try JSON(parsing: text(pointer, name))
    } catch let error as FormatError {
        throw Failure(COMFY_STATUS_INVALID_JSON, "\(name): \(error.message)")
    } catch {
        throw Failure(error)
    }
}

/// A text that holds a JSON object.
func jsonObject(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(Failure) -> JSONObject {
    guard let object = try json(pointer, name).object else {
        throw Failure(COMFY_STATUS_INVALID_JSON, "\(name) is JSON, but no object")
    }
    return object
}

// MARK: What goes out

/// Puts a document into the host's variable, as text to be freed.
func put(_ json: JSON, _ out: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) throws(Failure) {
    var writer = JSONWriter()
    writer.write(json)
    guard !writer.isRefused else { throw Failure(COMFY_STATUS_OUT_OF_RESOURCES, "out of memory: a text of JSON") }
    out.pointee = try writer.withOutput { (bytes) throws(Failure) in try LooseMemory.string(bytes) }
}
