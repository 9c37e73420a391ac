internal import Formats
internal import Workflow

/// Something that a node of the host's has to do, in the host, for a prompt that runs in a worker.
struct NodeCall: WireCodable, Sendable {
    enum Task: Sendable {
        case describe
        case validate(NodeInputs)
        case fingerprint(NodeInputs)
        case neededLazyInputs(NodeInputs, Place)
        case execute(NodeInputs, Place)
    }

    /// Where in the prompt.
    struct Place: WireCodable, Sendable {
        var nodeID: String
        var displayNodeID: String
        var listIndex: Int

        init(_ context: any NodeContext) {
            nodeID = context.nodeID
            displayNodeID = context.displayNodeID
            listIndex = context.listIndex
        }

        func write(to writer: inout WireWriter) {
            writer.write(nodeID)
            writer.write(displayNodeID)
            writer.write(listIndex)
        }
        init(from reader: inout WireReader) throws {
            nodeID = try reader.read()
            displayNodeID = try reader.read()
            listIndex = try reader.read()
        }
    }

    var nodeClass: HostClass
    var task: Task

    init(_ nodeClass: HostClass, _ task: Task) {
        self.nodeClass = nodeClass
        self.task = task
    }

    func write(to writer: inout WireWriter) {
        writer.write(nodeClass)
        switch task {
        case .describe: writer.write(byte: 0)
        case .validate(let inputs):
            writer.write(byte: 1)
            writer.write(inputs)
        case .fingerprint(let inputs):
            writer.write(byte: 2)
            writer.write(inputs)
        case .neededLazyInputs(let inputs, let place):
            writer.write(byte: 3)
            writer.write(inputs)
            writer.write(place)
        case .execute(let inputs, let place):
            writer.write(byte: 4)
            writer.write(inputs)
            writer.write(place)
        }
    }

    init(from reader: inout WireReader) throws {
        nodeClass = try reader.read()
        switch try reader.byte() {
        case 0: task = .describe
        case 1: task = .validate(try reader.read())
        case 2: task = .fingerprint(try reader.read())
        case 3: task = .neededLazyInputs(try reader.read(), try reader.read())
        case 4: task = .execute(try reader.read(), try reader.read())
        case let kind: throw WireError("a node call of kind \(kind)")
        }
    }
}

/// How such a call went.
enum CallAnswer: WireCodable, Sendable {
    case described(NodeSchema, customValidatedInputs: Set<String>)
    /// Of `validate`.
    case text(String?)
    case fingerprint(JSON?)
    case names([String])
    case output(NodeOutput)
    /// The output comes later, under the same number.
    case pending
    case failed(NodeError)
    case cancelled

    func write(to writer: inout WireWriter) {
        switch self {
        case .described(let schema, let inputs):
            writer.write(byte: 0)
            writer.write(schema)
            writer.write(inputs)
        case .text(let text):
            writer.write(byte: 1)
            writer.write(text)
        case .fingerprint(let fingerprint):
            writer.write(byte: 2)
            writer.write(fingerprint)
        case .names(let names):
            writer.write(byte: 3)
            writer.write(names)
        case .output(let output):
            writer.write(byte: 4)
            writer.write(output)
        case .pending: writer.write(byte: 5)
        case .failed(let error):
            writer.write(byte: 6)
            writer.write(error)
        case .cancelled: writer.write(byte: 7)
        }
    }

    init(from reader: inout WireReader) throws {
        switch try reader.byte() {
        case 0: self = .described(try reader.read(), customValidatedInputs: try reader.read())
        case 1: self = .text(try reader.read())
        case 2: self = .fingerprint(try reader.read())
        case 3: self = .names(try reader.read())
        case 4: self = .output(try reader.read())
        case 5: self = .pending
        case 6: self = .failed(try reader.read())
        case 7: self = .cancelled
        case let kind: throw WireError("an answer of kind \(kind)")
        }
    }
}
