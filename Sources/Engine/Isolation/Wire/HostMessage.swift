internal import Formats
internal import Workflow

/// What a host says to its worker.
enum HostMessage: WireMessage {
    /// The first one.
    case setup(WorkerSetup)
    /// An image in memory, or that there is none of that name any more.
    case image(name: String, PixelImage?)
    /// A model file in memory, or that there is none any more.
    case modelFile(folder: String, name: String, SharedMemory?)
    /// All node classes of the host's own.
    case classes([HostClass])
    case run(PromptJob, logLevel: Int)
    /// Cancels the prompt that runs.
    case cancel
    /// To be answered under that number.
    case request(UInt64, WorkerRequest)
    case ping
    /// How a node call ended, if the node has not put it off.
    case answer(UInt64, CallAnswer)
    case progress(call: UInt64, value: Double, max: Double, preview: PixelImage?)
    case text(call: UInt64, String)
    /// The client is being destroyed: asynchronous nodes are waited for only while they show signs of life.
    case closing
    /// A node call that was put off shows one.
    case alive(call: UInt64)

    func write(to writer: inout WireWriter) {
        func put(_ kind: UInt8) { writer.write(byte: kind) }
        switch self {
        case .setup(let setup):
            put(0)
            writer.write(setup)
        case .image(let name, let image):
            put(1)
            writer.write(name)
            writer.write(image)
        case .modelFile(let folder, let name, let memory):
            put(2)
            writer.write(folder)
            writer.write(name)
            writer.write(memory != nil)
            if let memory { writer.write(shared: memory) }
        case .classes(let classes):
            put(3)
            writer.write(classes)
        case .run(let job, let logLevel):
            put(4)
            writer.write(job)
            writer.write(logLevel)
        case .cancel: put(5)
        case .request(let number, let request):
            put(6)
            writer.write(number)
            writer.write(request)
        case .ping: put(7)
        case .answer(let call, let answer):
            put(8)
            writer.write(call)
            writer.write(answer)
        case .progress(let call, let value, let max, let preview):
            put(9)
            writer.write(call)
            writer.write(value)
            writer.write(max)
            writer.write(preview)
        case .text(let call, let text):
            put(10)
            writer.write(call)
            writer.write(text)
        case .closing: put(11)
        case .alive(let call):
            put(12)
            writer.write(call)
        }
    }

    init(from reader: inout WireReader) throws {
        switch try reader.byte() {
        case 0: self = .setup(try reader.read())
        case 1: self = .image(name: try reader.read(), try reader.read())
        case 2:
            let (folder, name): (String, String) = (try reader.read(), try reader.read())
            var memory: SharedMemory?
            if try reader.read() {
                guard case .shared(let shared, _) = try reader.block() else { throw WireError("a file not shared") }
                memory = shared
            }
            self = .modelFile(folder: folder, name: name, memory)
        case 3: self = .classes(try reader.read())
        case 4: self = .run(try reader.read(), logLevel: try reader.read())
        case 5: self = .cancel
        case 6: self = .request(try reader.read(), try reader.read())
        case 7: self = .ping
        case 8: self = .answer(try reader.read(), try reader.read())
        case 9:
            self = .progress(
                call: try reader.read(), value: try reader.read(), max: try reader.read(), preview: try reader.read())
        case 10: self = .text(call: try reader.read(), try reader.read())
        case 11: self = .closing
        case 12: self = .alive(call: try reader.read())
        case let kind: throw WireError("a message of kind \(kind)")
        }
    }
}

/// A node class of the host's.
struct HostClass: WireCodable, Sendable, Hashable {
    var name: String
    /// Tells classes of one name apart.
    var registration: Int

    init(name: String, registration: Int) {
        self.name = name
        self.registration = registration
    }

    func write(to writer: inout WireWriter) {
        writer.write(name)
        writer.write(registration)
    }
    init(from reader: inout WireReader) throws { self.init(name: try reader.read(), registration: try reader.read()) }
}

/// What is asked of a worker beside its prompts.
enum WorkerRequest: WireCodable, Sendable {
    /// Answered with the report.
    case memory
    case load(folder: String, name: String)
    /// Answered with whether there was one.
    case unload(folder: String, name: String)
    case unloadAll
    case clearCache

    func write(to writer: inout WireWriter) {
        switch self {
        case .memory: writer.write(byte: 0)
        case .load(let folder, let name):
            writer.write(byte: 1)
            writer.write([folder, name])
        case .unload(let folder, let name):
            writer.write(byte: 2)
            writer.write([folder, name])
        case .unloadAll: writer.write(byte: 3)
        case .clearCache: writer.write(byte: 4)
        }
    }

    init(from reader: inout WireReader) throws {
        func names() throws -> (String, String) {
            let names: [String] = try reader.read()
            guard names.count == 2 else { throw WireError("a request without its names") }
            return (names[0], names[1])
        }
        switch try reader.byte() {
        case 0: self = .memory
        case 1:
            let (folder, name) = try names()
            self = .load(folder: folder, name: name)
        case 2:
            let (folder, name) = try names()
            self = .unload(folder: folder, name: name)
        case 3: self = .unloadAll
        case 4: self = .clearCache
        case let kind: throw WireError("a request of kind \(kind)")
        }
    }
}

extension PromptJob: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(promptID)
        writer.write(clientID)
        writer.write(workflow)
        writer.write(targets)
        writer.write(extraData)
        writer.write([traceContext.traceparent, traceContext.traceState])
    }
    init(from reader: inout WireReader) throws {
        promptID = try reader.read()
        clientID = try reader.read()
        workflow = try reader.read()
        targets = try reader.read()
        extraData = try reader.read()
        let trace: [String] = try reader.read()
        guard trace.count == 2, let context = SpanContext(traceparent: trace[0], tracestate: trace[1]) else {
            throw WireError("a prompt without its trace")
        }
        traceContext = context
    }
}
