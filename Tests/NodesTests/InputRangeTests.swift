import Folders
import Formats
import System
import Tensors
import TestSupport
import Testing
import Workflow

@testable import Nodes

/// What a link brings is no longer checked when a prompt is validated: the node's schema does it when the value is taken.
@Suite struct InputRangeTests {
    private static func nodes() -> [any Node] { BuiltinNodes.all(.test(TemporaryFolder().folders, threads: 1)) }

    @Test(arguments: [
        ("EmptyImage", "width", "0", "width must be at least 1, not 0"),
        ("EmptyImage", "batch_size", "-1", "batch_size must be at least 1, not -1"),
        ("EmptyLatentImage", "height", "7", "height must be at least 8, not 7"),
        ("SolidMask", "width", "-5", "width must be at least 1, not -5"),
    ]) func whatALinkBringsIsChecked(_ name: String, _ input: String, _ value: String, _ message: String) throws {
        var inputs: JSONObject = ["width": 16, "height": 16, "batch_size": 1, "color": 0, "value": 1]
        inputs[input] = ["n", 0]
        let registry = NodeRegistry(Self.nodes())
        let workflow: JSONObject = [
            "n": ["class_type": "PrimitiveInt", "inputs": ["value": .int(try #require(Int128(value)))]],
            "1": ["class_type": .string(name), "inputs": .object(inputs)],
            "2": ["class_type": "PreviewAny", "inputs": ["source": ["1", 0]]],
        ]
        let executor = PromptExecutor(registry: registry)
        let validation = executor.validate(prompt: .object(workflow), targets: ["2"])
        try #require(validation.isValid, "\(validation.nodeErrors)")
        let outcome = executor.execute(
            PromptRequest(promptID: "p", prompt: validation.prompt), outputs: validation.goodOutputs)
        guard case .failed(let error) = outcome.status else {
            Issue.record("\(outcome.status)")
            return
        }
        #expect(error["exception_message"]?.string?.contains(message) == true, "\(error)")
    }

    /// Both ends of a range that is the schema's own.
    @Test func bothEndsCount() throws {
        let image = Value.tensor(Tensor(zeros: [1, 2, 2, 3]))
        func colors(_ count: Int128) throws {
            _ = try ImageQuantize().run(["image": image, "colors": .int(count), "dither": .string("none")])
        }
        try colors(1)
        try colors(256)
        for count in [0, 257] as [Int128] {
            let error = #expect(throws: NodeError.self) { try colors(count) }
            #expect(error?.type == "ValueError")
            #expect(error?.message == "colors must be in 1...256, not \(count)")
        }
    }

    /// A link may bring whatever the widget offers.
    @Test func linksMayBringWhatWidgetsOffer() {
        for schema in Self.nodes().map(\.schema) {
            for input in schema.inputs {
                guard let linked = input.linked else { continue }
                var own = input
                own.linked = nil
                #expect(own.integers.clamped(to: linked) == own.integers, "\(schema.name).\(input.name)")
            }
        }
    }
}
