internal import Formats
internal import Workflow

/// What a worker says to its host.
enum WorkerMessage: WireMessage {
    /// Of the prompt that runs: these outputs are valid and will be computed.
    case validated(outputs: [String])
    case event(WorkflowEvent)
    case progress(ProgressChange, clientID: String?)
    case finished(PromptResult)
    /// Something that a node of the host's has to do.
    case call(UInt64, NodeCall)
    case log(level: Int, String, fields: String)
    case reply(UInt64, Result<JSON, EngineError>)
    case pong
    /// A span that has ended, as JSON.
    case span(JSON)

    func write(to writer: inout WireWriter) {
        func put(_ kind: UInt8) { writer.write(byte: kind) }
        switch self {
        case .validated(let outputs):
            put(0)
            writer.write(outputs)
        case .event(let event):
            put(1)
            writer.write(event)
        case .progress(let change, let clientID):
            put(2)
            writer.write(change)
            writer.write(clientID)
        case .finished(let result):
            put(3)
            writer.write(result)
        case .call(let number, let call):
            put(4)
            writer.write(number)
            writer.write(call)
        case .log(let level, let message, let fields):
            put(5)
            writer.write(level)
            writer.write(message)
            writer.write(fields)
        case .reply(let number, .success(let value)):
            put(6)
            writer.write(number)
            writer.write(value)
        case .reply(let number, .failure(let error)):
            put(7)
            writer.write(number)
            writer.write(error)
        case .pong: put(8)
        case .span(let record):
            put(9)
            writer.write(record)
        }
    }

    init(from reader: inout WireReader) throws {
        switch try reader.byte() {
        case 0: self = .validated(outputs: try reader.read())
        case 1: self = .event(try reader.read())
        case 2: self = .progress(try reader.read(), clientID: try reader.read())
        case 3: self = .finished(try reader.read())
        case 4: self = .call(try reader.read(), try reader.read())
        case 5: self = .log(level: try reader.read(), try reader.read(), fields: try reader.read())
        case 6: self = .reply(try reader.read(), .success(try reader.read()))
        case 7: self = .reply(try reader.read(), .failure(try reader.read()))
        case 8: self = .pong
        case 9: self = .span(try reader.read())
        case let kind: throw WireError("a message of kind \(kind)")
        }
    }
}

extension WorkflowEvent: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(name)
        writer.write(data)
        writer.write(image)
        writer.write(outputImages)
        writer.write(clientID)
    }
    init(from reader: inout WireReader) throws {
        let (name, data): (String, JSON) = (try reader.read(), try reader.read())
        let image: PixelImage? = try reader.read()
        let images: [PixelImage] = try reader.read()
        self.init(name, data, image: image, clientID: try reader.read())
        outputImages = images
    }
}

extension PromptResult: WireCodable {
    func write(to writer: inout WireWriter) {
        switch outcome {
        case .success(let outputs, let nodeErrors):
            writer.write(byte: 0)
            writer.write(outputs)
            writer.write(nodeErrors)
        case .invalid(let data):
            writer.write(byte: 1)
            writer.write(data)
        case .failed(let data):
            writer.write(byte: 2)
            writer.write(data)
        case .cancelled(let data):
            writer.write(byte: 3)
            writer.write(data)
        }
        writer.write(messages)
        writer.write(meta)
    }
    init(from reader: inout WireReader) throws {
        let outcome: PromptTask.Outcome =
            switch try reader.byte() {
            case 0: .success(outputs: try reader.read(), nodeErrors: try reader.read())
            case 1: .invalid(try reader.read())
            case 2: .failed(try reader.read())
            case 3: .cancelled(try reader.read())
            case let kind: throw WireError("an outcome of kind \(kind)")
            }
        self.init(outcome, messages: try reader.read(), meta: try reader.read())
    }
}

extension EngineError: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(code.rawValue)
        writer.write(message)
        writer.write(details)
    }
    init(from reader: inout WireReader) throws {
        guard let code = Code(rawValue: try reader.read()) else { throw WireError("an unknown error") }
        self.init(code, try reader.read(), details: try reader.read())
    }
}
