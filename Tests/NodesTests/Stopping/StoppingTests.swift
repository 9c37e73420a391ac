import Folders
import Formats
import Models
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// Every node class with large inputs, cancelled: none goes on for long. A sample; all of them with COMFY_TEST_ALL.
@Suite(.serialized) struct StoppingTests {
    private static let base = TemporaryFolder()
    private static let nodes: [any Node] = BuiltinNodes.all(
        Parity.environment(base, models: Parity.models, kinds: [.tiny, .embedding], threads: 1))
    private static let isWhole = ProcessEnvironment.current["COMFY_TEST_ALL"] != nil

    /// One of each kind of work.
    private static let sample = [
        "ImageBlend", "ImageQuantize", "GrowMask", "LatentMultiply", "PorterDuffImageComposite", "SaveImage",
        "StringReplace", "EmptyImage", "Morphology", "JsonExtractString", "RegexMatch", "StringFormat",
    ]

    /// Frames of films are coded on other threads.
    private static let coding: Set = ["SaveWEBM", "SaveVideo", "LTXVPreprocess"]

    private static let names =
        isWhole
        ? nodes.map(\.schema.name).filter { name in
            ProcessEnvironment.current["COMFY_TEST_ALL"].map { $0 == "1" || name.hasPrefix($0) } ?? true
        } : sample

    @Test(arguments: names) func cancelledNodesEnd(_ name: String) throws {
        let node = try #require(Self.nodes.first { $0.schema.name == name })
        let schema = node.schema
        let report = StoppingReport(
            name, sizes: LargeInputs.levels, longest: Self.isWhole ? 1000 : 300, ofProcess: Self.coding.contains(name)
        ) { level in
            guard let inputs = LargeInputs(level, Self.nodes).inputs(schema) else { throw NodeError("", "no inputs") }
            return { cancellation in
                _ = try node.execute(inputs, StoppingContext(cancellation))
            }
        }
        if Self.isWhole { print("stopping: \(report)") }
        if !Self.isWhole || report.failure == nil { #expect(report.isFine, "\(report)") }
    }
}

/// A context whose cancellation is given.
final class StoppingContext: NodeContext {
    let nodeID = "1"
    let displayNodeID = "1"
    let promptID = "prompt"
    let clientID: String? = nil
    let extraData: JSONObject = [:]
    let listIndex = 0
    let cancellation: Cancellation

    init(_ cancellation: Cancellation) { self.cancellation = cancellation }

    func allocateGraphPrefix() -> String { "1.0.0." }
    func progress(value: Double, max: Double, preview: Preview?) {}
    func text(_ text: String) {}
    func warn(_ message: String) {}
}
