import Configuration
import Formats
import Glibc
import Synchronization
import System
import Tensors
import TestSupport
import Workflow

@testable import Engine

/// Gives a number; never cached as equal to another of its class.
struct NumberNode: AddedNode {
    var schema: NodeSchema {
        NodeSchema(
            "Number", category: "test",
            inputs: [InputSchema("value", .named("INT"), ["default": 0, "min": 0, "max": 100])],
            outputs: [OutputSchema("INT")])
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .finished(NodeOutput([inputs["value"] ?? .null]))
    }
}

/// An output node that shows its number as UI and as an image of one grey pixel.
struct ShowNode: AddedNode {
    var schema: NodeSchema {
        var schema = NodeSchema("Show", category: "test", inputs: [InputSchema("value", .named("INT"))])
        schema.isOutputNode = true
        return schema
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let value = inputs["value"]?.int ?? 0
        let image = PixelImage(width: 1, height: 1, channels: 1, bytes: [UInt8(clamping: value)])
        return .finished(
            NodeOutput(
                [], ui: ["images": [["filename": .string("\(value).png"), "subfolder": "", "type": "temp"]]],
                images: [image]))
    }
}

/// Works in steps until a gate opens or it is cancelled; says when it has begun.
struct SlowNode: AddedNode {
    let gate: Gate

    final class Gate: Sendable {
        let began = Atomic<Int>(0)
        let isOpen = Atomic<Bool>(false)
        let ended = Atomic<Int>(0)

        /// Throws if the node does not begin.
        func waitUntilBegan(_ count: Int = 1) throws {
            let deadline = Clock.monotonic() + 60_000_000_000
            while Clock.monotonic() < deadline {
                if began.load(ordering: .relaxed) >= count { return }
                usleep(500)
            }
            throw EngineError(.internalError, "the slow node never began")
        }
    }

    var schema: NodeSchema {
        var schema = NodeSchema(
            "Slow", category: "test", inputs: [InputSchema("value", .named("INT"))], outputs: [OutputSchema("INT")])
        schema.isNotIdempotent = true
        return schema
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        gate.began.wrappingAdd(1, ordering: .relaxed)
        var step = 0.0
        while !gate.isOpen.load(ordering: .relaxed) {
            try context.cancellation.check()
            step += 1
            if step <= 4 {
                let pixels = PixelImage(width: 2, height: 2, channels: 3, bytes: Array(repeating: 7, count: 12))
                context.progress(value: step, max: 4, preview: .image(pixels))
            }
            usleep(1000)
        }
        return .finished(NodeOutput([inputs["value"] ?? .null]))
    }

    func fingerprint(_ inputs: NodeInputs) throws -> JSON? { .double(.nan) }
}

/// Works until a gate opens, whatever becomes of its prompt.
struct StubbornNode: Node {
    let gate: SlowNode.Gate

    var schema: NodeSchema {
        var schema = NodeSchema("Stubborn", category: "test", inputs: [])
        schema.isOutputNode = true
        schema.isNotIdempotent = true
        return schema
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        gate.began.wrappingAdd(1, ordering: .relaxed)
        while !gate.isOpen.load(ordering: .relaxed) { usleep(1000) }
        gate.ended.wrappingAdd(1, ordering: .relaxed)
        return .finished(NodeOutput())
    }
}

/// Shows a hundred pictures as fast as it can.
struct ShowingNode: Node {
    static let images = (0..<100).map { number in
        let side = 1 + number % 10 * 16
        let bytes = Array(repeating: UInt8(number), count: side * side * 3)
        return PixelImage(width: side, height: side, channels: 3, bytes: bytes)
    }

    var schema: NodeSchema {
        var schema = NodeSchema("Showing", category: "test", inputs: [])
        schema.isOutputNode = true
        schema.isNotIdempotent = true
        return schema
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        for (index, image) in Self.images.enumerated() {
            context.progress(value: Double(index), max: Double(Self.images.count), preview: .image(image))
        }
        return .finished(NodeOutput())
    }

    func fingerprint(_ inputs: NodeInputs) throws -> JSON? { .double(.nan) }
}

/// Leaves its answer to others.
struct LaterNode: Node {
    let begun = Monitor<PendingOutput?>(nil)

    var schema: NodeSchema {
        var schema = NodeSchema("Later", category: "test", inputs: [])
        schema.isOutputNode = true
        return schema
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let pending = PendingOutput()
        begun.update { $0 = pending }
        return .pending(pending)
    }
}

/// Fails.
struct FailingNode: Node {
    var schema: NodeSchema {
        var schema = NodeSchema("Failing", category: "test", inputs: [InputSchema("value", .named("INT"))])
        schema.isOutputNode = true
        return schema
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        throw NodeError("ValueError", "no good")
    }
}

/// Workflows of these nodes.
enum Workflows {
    /// 1 -> 2
    static func show(_ value: Int) -> JSONObject {
        [
            "1": ["class_type": "Number", "inputs": ["value": .int(Int128(value))]],
            "2": ["class_type": "Show", "inputs": ["value": ["1", 0]]],
        ]
    }

    /// 1 -> 3 (slow) -> 2
    static func slow(_ value: Int) -> JSONObject {
        [
            "1": ["class_type": "Number", "inputs": ["value": .int(Int128(value))]],
            "3": ["class_type": "Slow", "inputs": ["value": ["1", 0]]],
            "2": ["class_type": "Show", "inputs": ["value": ["3", 0]]],
        ]
    }

    static let stubborn: JSONObject = ["1": ["class_type": "Stubborn", "inputs": [:]]]

    static let failing: JSONObject = [
        "1": ["class_type": "Number", "inputs": ["value": 3]],
        "2": ["class_type": "Failing", "inputs": ["value": ["1", 0]]],
    ]
}

/// A client of the test nodes, and the gate of its slow node.
func makeClient(_ change: (inout ClientOptions) -> Void = { _ in }) throws -> (Client, SlowNode.Gate) {
    var options = ClientOptions()
    change(&options)
    let gate = SlowNode.Gate()
    if Executors.isIsolated { options.executor = .isolated }
    let nodes: [any Node] = [NumberNode(), ShowNode(), SlowNode(gate: gate), FailingNode()]
    let client = try Client(options, registry: NodeRegistry(nodes))
    return (client, gate)
}

/// The names of a task's events to its end.
func names(_ task: PromptTask) -> [String] {
    var result: [String] = []
    while case .event(let event, _) = task.events.next(until: Deadline(milliseconds: 30_000)) {
        result.append(event.name)
    }
    return result
}
