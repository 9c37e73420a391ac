internal import CComfy
internal import Formats
internal import Glibc

/// libcomfy.so, loaded while we run, as a host would use it.
final class Library {
    typealias ErrorOut = UnsafeMutablePointer<OpaquePointer?>?
    typealias TextOut = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?

    let createClient:
        @convention(c) (
            UnsafeMutablePointer<OpaquePointer?>?, UnsafePointer<comfy_client_options>?, ErrorOut
        ) -> comfy_status
    let destroyClient: @convention(c) (OpaquePointer?) -> Void
    let schemas: @convention(c) (TextOut, OpaquePointer?, UnsafePointer<CChar>?, ErrorOut) -> comfy_status
    let loadModel:
        @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, ErrorOut) -> comfy_status
    let clearHistory: @convention(c) (OpaquePointer?, ErrorOut) -> comfy_status
    let queuePrompt:
        @convention(c) (
            UnsafeMutablePointer<OpaquePointer?>?, OpaquePointer?, UnsafePointer<CChar>?,
            UnsafePointer<comfy_prompt_options>?, ErrorOut
        ) -> comfy_status
    let wait: @convention(c) (OpaquePointer?, Int64, ErrorOut) -> comfy_status
    let taskError: @convention(c) (TextOut, OpaquePointer?, ErrorOut) -> comfy_status
    let state: @convention(c) (UnsafeMutablePointer<comfy_task_state>?, OpaquePointer?, ErrorOut) -> comfy_status
    let pollTask: @convention(c) (UnsafeMutablePointer<comfy_event>?, OpaquePointer?, Int64, ErrorOut) -> comfy_status
    let pollClient: @convention(c) (UnsafeMutablePointer<comfy_event>?, OpaquePointer?, Int64, ErrorOut) -> comfy_status
    let releaseTask: @convention(c) (OpaquePointer?) -> Void
    let errorMessage: @convention(c) (OpaquePointer?) -> UnsafePointer<CChar>?
    let releaseError: @convention(c) (OpaquePointer?) -> Void
    let free: @convention(c) (UnsafeMutableRawPointer?) -> Void

    /// Where it lies: as installed, or beside us as SwiftPM builds it.
    static func path() throws(BenchError) -> String {
        guard let real = realpath("/proc/self/exe", nil) else { throw BenchError("no /proc/self/exe") }
        defer { Glibc.free(real) }
        let program = String(cString: real)
        let folder = program[..<(program.lastIndex(of: "/") ?? program.startIndex)]
        let places = ["\(folder)/../lib/libcomfy.so", "\(folder)/libcomfy.so"]
        guard let found = places.first(where: { access($0, R_OK) == 0 }) else {
            throw BenchError("no \(places.joined(separator: " and no "))")
        }
        return found
    }

    /// The functions of the library by their names, which it loads the first time.
    struct Symbols {
        private let handle: UnsafeMutableRawPointer

        init() throws(BenchError) {
            guard let handle = dlopen(try Library.path(), RTLD_NOW | RTLD_LOCAL) else {
                throw BenchError(String(cString: dlerror()))
            }
            self.handle = handle
        }

        /// `T` is the function's type.
        func callAsFunction<T>(_ name: String) throws(BenchError) -> T {
            guard let address = dlsym(handle, name) else { throw BenchError(String(cString: dlerror())) }
            return unsafeBitCast(address, to: T.self)
        }
    }

    init() throws(BenchError) {
        let symbol = try Symbols()
        createClient = try symbol("comfy_client_create")
        destroyClient = try symbol("comfy_client_destroy")
        schemas = try symbol("comfy_client_get_node_schemas")
        loadModel = try symbol("comfy_client_load_model")
        clearHistory = try symbol("comfy_client_clear_history")
        queuePrompt = try symbol("comfy_client_queue_prompt")
        wait = try symbol("comfy_task_wait")
        taskError = try symbol("comfy_task_get_error")
        state = try symbol("comfy_task_get_state")
        pollTask = try symbol("comfy_task_poll_event")
        pollClient = try symbol("comfy_client_poll_event")
        releaseTask = try symbol("comfy_task_release")
        errorMessage = try symbol("comfy_error_message")
        releaseError = try symbol("comfy_error_release")
        free = try symbol("comfy_free")
    }

    /// Throws what a call says.
    func check(_ call: (ErrorOut) -> comfy_status) throws(BenchError) {
        var error: OpaquePointer?
        guard call(&error) != 0 else { return }
        defer { releaseError(error) }
        throw BenchError(errorMessage(error).map { String(cString: $0) } ?? "unknown error")
    }
}

/// A client of the library; destroyed with this object.
final class LibraryClient {
    let library: Library
    let handle: OpaquePointer?

    /// Models lie in `models`, pictures go into `base`.
    init(
        _ library: Library, base: String, models: String? = nil, configuration: String? = nil, threads: Int? = nil,
        flags: Int = 0, eventQueueSize: Int = 0, executor: comfy_executor = comfy_executor(COMFY_EXECUTOR_AUTO)
    ) throws(BenchError) {
        self.library = library
        var options = comfy_client_options()
        options.size = MemoryLayout<comfy_client_options>.size
        options.threads = UInt32(threads ?? 0)
        options.flags = UInt32(flags)
        options.event_queue_size = UInt32(eventQueueSize)
        options.executor = executor
        let texts = [base, models, configuration].map { $0.map { strdup($0) } ?? nil }
        defer { for text in texts { Glibc.free(text) } }
        options.base_directory = UnsafePointer(texts[0])
        options.models_directory = UnsafePointer(texts[1])
        options.configuration = UnsafePointer(texts[2])
        var client: OpaquePointer?
        try library.check { library.createClient(&client, &options, $0) }
        handle = client
    }

    deinit { library.destroyClient(handle) }

    func queue(_ workflow: String) throws(BenchError) -> LibraryTask {
        var task: OpaquePointer?
        try library.check { library.queuePrompt(&task, handle, workflow, nil, $0) }
        return LibraryTask(library, task)
    }

    /// Runs a workflow to its success.
    func run(_ workflow: String) throws(BenchError) { try queue(workflow).finish() }
}

/// A prompt that was queued.
final class LibraryTask {
    private let library: Library
    private let handle: OpaquePointer?

    init(_ library: Library, _ handle: OpaquePointer?) {
        self.library = library
        self.handle = handle
    }

    deinit { library.releaseTask(handle) }

    /// Waits for its success.
    func finish() throws(BenchError) {
        try library.check { library.wait(handle, -1, $0) }
        var state: comfy_task_state = 0
        try library.check { library.state(&state, handle, $0) }
        guard state != 2 else { return }
        var text: UnsafeMutablePointer<CChar>?
        _ = library.taskError(&text, handle, nil)
        defer { library.free(text) }
        throw BenchError("the workflow failed: \(text.map { String(cString: $0) } ?? "no reason given")")
    }

    /// When, on the clock of `now`, the first event comes that `wanted` wants.
    func time(ofFirst wanted: (_ name: String, _ json: String) -> Bool) throws(BenchError) -> Double {
        var event = comfy_event()
        event.size = MemoryLayout<comfy_event>.size
        while library.pollTask(&event, handle, -1, nil) == 0 {
            if wanted(String(cString: event.name), String(cString: event.json)) { return now() }
        }
        try finish()
        throw BenchError("the workflow ended without the event")
    }
}
