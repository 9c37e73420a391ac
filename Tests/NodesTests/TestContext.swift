import Formats
import Synchronization
import System
import TestSupport
import Tensors
import Workflow

@testable import Nodes

/// A context for a node that is called directly.
final class TestContext: NodeContext {
    let nodeID = "1"
    let displayNodeID = "1"
    let promptID = "prompt"
    let clientID: String? = nil
    let extraData: JSONObject = [:]
    let listIndex = 0
    let cancellation = Cancellation()
    let texts = Mutex<[String]>([])
    let warnings = Mutex<[String]>([])
    let steps = Mutex<[(value: Double, max: Double, preview: PixelImage?)]>([])

    func allocateGraphPrefix() -> String { "1.0.0." }
    func progress(value: Double, max: Double, preview: Preview?) {
        let image: PixelImage? = if case .image(let image)? = preview { image } else { nil }
        steps.withLock { $0.append((value, max, image)) }
    }
    func text(_ text: String) { texts.withLock { $0.append(text) } }
    func warn(_ message: String) { warnings.withLock { $0.append(message) } }
}

extension Node {
    /// The outputs for these inputs.
    func run(_ inputs: ValueDictionary, _ context: TestContext = TestContext()) throws -> NodeOutput {
        guard case .finished(let output) = try execute(NodeInputs(inputs, declared: schema.inputs), context) else {
            fatalError("pending")
        }
        return output
    }
}
