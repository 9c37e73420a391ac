internal import Formats
internal import CComfy
internal import Engine
internal import System
internal import Tensors
internal import Workflow

/// Behind a `comfy_value *`.
final class ValueObject: HandleObject {
    static var handleName: String { "value" }

    let value: Value
    /// How many containers lie in one another; bounded, since trees are walked recursively.
    let depth: Int
    private static let greatestDepth = 200

    /// Texts that the host was lent: the value's own under -1, keys under their place.
    private let texts = Monitor<[Int: TextMemory]>([:])
    /// Pictures that the host was lent, by their place.
    private let pictures = Monitor<[Int: ImageMemory]>([:])

    init(_ value: Value, depth: Int = 0) throws(Failure) {
        guard depth <= Self.greatestDepth else {
            throw Failure(
                COMFY_STATUS_INVALID_ARGUMENT, "values lie more than \(Self.greatestDepth) deep in one another")
        }
        self.value = value
        self.depth = depth
    }

    /// A part of this one's value, so not deeper.
    private init(part value: Value, of whole: ValueObject) {
        self.value = value
        depth = whole.depth
    }

    func part(_ value: Value) -> ValueObject { ValueObject(part: value, of: self) }

    /// A text that lives as long as this object.
    func lend(_ text: String, place: Int = -1) -> TextMemory {
        texts.withLock { texts in
            let memory = texts[place] ?? TextMemory(text)
            texts[place] = memory
            return memory
        }
    }

    /// A picture that lives as long as this object.
    func lend(_ picture: @autoclosure () -> PixelImage, place: Int) throws(OutOfMemoryError) -> ImageMemory {
        try pictures.withLock { (pictures) throws(OutOfMemoryError) in
            if let memory = pictures[place] { return memory }
            let memory = try ImageMemory(copying: picture(), index: place, nodeID: nil)
            pictures[place] = memory
            return memory
        }
    }

    func wrong(_ expected: String) -> Failure {
        Failure(COMFY_STATUS_INVALID_ARGUMENT, "the value is \(value.kindName), not \(expected)")
    }
}

extension Value {
    var kind: Int {
        switch self {
        case .null: COMFY_VALUE_KIND_NULL
        case .bool: COMFY_VALUE_KIND_BOOL
        case .int: COMFY_VALUE_KIND_INT
        case .float: COMFY_VALUE_KIND_FLOAT
        case .string: COMFY_VALUE_KIND_STRING
        case .tensor: COMFY_VALUE_KIND_TENSOR
        case .list: COMFY_VALUE_KIND_LIST
        case .dictionary: COMFY_VALUE_KIND_DICTIONARY
        case .object(let object):
            switch object {
            case is HostObject: COMFY_VALUE_KIND_OBJECT
            case is ExecutionBlocker: COMFY_VALUE_KIND_BLOCKER
            default: COMFY_VALUE_KIND_ENGINE_OBJECT
            }
        }
    }

    /// As messages name it.
    var kindName: String {
        switch kind {
        case COMFY_VALUE_KIND_NULL: "null"
        case COMFY_VALUE_KIND_BOOL: "a truth value"
        case COMFY_VALUE_KIND_INT: "an integer"
        case COMFY_VALUE_KIND_FLOAT: "a float"
        case COMFY_VALUE_KIND_STRING: "a text"
        case COMFY_VALUE_KIND_TENSOR: "a tensor"
        case COMFY_VALUE_KIND_LIST: "a list"
        case COMFY_VALUE_KIND_DICTIONARY: "a dictionary"
        case COMFY_VALUE_KIND_OBJECT: "an object of the host"
        case COMFY_VALUE_KIND_BLOCKER: "a blocker"
        default: "an object of the engine"
        }
    }
}

/// An object of the host's on its way between the host's nodes.
final class HostObject: EngineObject {
    let object: HostPointer
    private let release: @Sendable () -> Void

    init(_ object: HostPointer, release: @escaping @Sendable () -> Void) {
        self.object = object
        self.release = release
    }

    deinit { release() }
}

extension DynamicPrompt {
    /// A node as nodes of the host read it.
    func dictionary(_ id: String) -> Value? {
        guard let node = node(id) else { return nil }
        return .dictionary([
            "class_type": .string(node.classType), "inputs": .dictionary(node.inputs), "node_id": .string(id),
            "parent_node_id": parentNodeID(id).map { .string($0) } ?? .null,
            "display_node_id": .string(displayNodeID(id)), "real_node_id": .string(realNodeID(id)),
        ])
    }
}
