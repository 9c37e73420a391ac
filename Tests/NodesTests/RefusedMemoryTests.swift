import Formats
import Models
import System
import Tensors
import TestSupport
import Testing
import Workflow

@testable import Nodes

/// Every class that runs on simple inputs, with each of its requests for memory refused in turn.
@Suite struct RefusedMemoryTests {
    private static let base: TemporaryFolder = {
        let base = TemporaryFolder()
        base.makeFolder("output")
        base.makeFolder("temp")
        return base
    }()
    private static let nodes = BuiltinNodes.all(.test(base.folders, threads: 1))

    /// Small inputs of an input's type; nil if there is nothing simple.
    private static func value(_ input: InputSchema) -> Value? {
        let values = (0..<2 * 24 * 16 * 3).map { (place: Int) -> Float in Float(place % 97) / 97 }
        let image = Tensor(values, shape: [2, 24, 16, 3])
        switch input.kind {
        case .combo(let choices): return choices.first.map { Value($0) }
        case .named(let type):
            switch type {
            case "IMAGE": return .tensor(image)
            case "MASK": return .tensor(Tensor(repeating: 0.5, [2, 24, 16]))
            case "LATENT": return .dictionary(["samples": .tensor(Tensor(repeating: 0.25, [2, 4, 24, 16]))])
            case "INT", "FLOAT", "STRING", "BOOLEAN": return input.options?["default"].map { Value($0) }
            case "COMBO": return input.options?["options"]?.array?.first.map { Value($0) }
            default: return nil
            }
        }
    }

    private static func inputs(_ schema: NodeSchema) -> ValueDictionary? {
        var values = ValueDictionary()
        for input in schema.inputs where input.section == .required {
            guard let value = value(input) else { return nil }
            values[input.name] = value
        }
        return values
    }

    private static let runnable: [String] = nodes.map(\.schema).filter { inputs($0) != nil }.map(\.name)

    private static func run(_ node: any Node, _ inputs: ValueDictionary, refusing number: Int?) -> (Int, (any Error)?) {
        var thrown: (any Error)?
        let count = RefusedRequest.counting(refusing: number) {
            do {
                _ = try Refusal.noticing {
                    try node.execute(NodeInputs(inputs, declared: node.schema.inputs), TestContext())
                }
            } catch {
                thrown = error
            }
        }
        return (count, thrown)
    }

    @Test(arguments: runnable) func whateverIsRefused(_ name: String) throws {
        let node = try #require(Self.nodes.first { $0.schema.name == name })
        let inputs = try #require(Self.inputs(node.schema))
        let (count, failure) = Self.run(node, inputs, refusing: nil)
        // What is wrong with these inputs is so without a refusal too.
        if failure != nil { return }
        // All of them with COMFY_TEST_ALL; a sample else.
        let all = ProcessEnvironment.current["COMFY_TEST_ALL"] != nil
        for number in stride(from: 0, to: count, by: all ? 1 : max(count / 12, 1)) {
            let (_, error) = Self.run(node, inputs, refusing: number)
            let isMemory = (error as? NodeError)?.type == "MemoryError" || error is OutOfMemoryError
            #expect(error == nil || isMemory, "\(name): request \(number) of \(count): \(error.map { "\($0)" } ?? "")")
        }
        let (_, afterwards) = Self.run(node, inputs, refusing: nil)
        #expect(afterwards == nil)
    }

    @Test func manyClassesAreTried() { #expect(Self.runnable.count > 60) }
}
