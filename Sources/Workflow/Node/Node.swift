package import Formats
package import System

/// A node class. One instance serves every node of its class in every prompt, from any thread.
package protocol Node: Sendable {
    /// Asked anew for each validation, so that combos of files are fresh.
    var schema: NodeSchema { get }

    /// ComfyUI's VALIDATE_INPUTS: nil when the inputs are fine, else what is wrong with them ("" where there is
    /// nothing more to say). Called with the inputs of `customValidatedInputs` only; linked ones are absent, and of the
    /// hidden ones only UNIQUE_ID is known.
    func validate(_ inputs: NodeInputs) throws -> String?
    /// The inputs that `validate` takes; their ranges and combos are not checked against the schema.
    /// "*" stands for all of them (Python's **kwargs); "input_types" hands over a dictionary of the types that the
    /// links bring, and the links' types are then not checked. Empty: `validate` is never called.
    var customValidatedInputs: Set<String> { get }

    /// ComfyUI's IS_CHANGED, called with as much of the inputs: joins the cache key; NaN never equals itself, so the node always runs.
    func fingerprint(_ inputs: NodeInputs) throws -> JSON?

    /// ComfyUI's check_lazy_status: the lazy inputs that are still needed. Inputs not yet computed are absent and
    /// named in `inputs.missing`. Asked again until it names nothing that is missing.
    func neededLazyInputs(_ inputs: NodeInputs, _ context: any NodeContext) throws -> [String]

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult
}

/// A node class that was added to a client after its making, and may be taken out again.
package protocol AddedNode: Node {}

extension Node {
    package func validate(_ inputs: NodeInputs) throws -> String? { nil }
    package var customValidatedInputs: Set<String> { [] }
    package func fingerprint(_ inputs: NodeInputs) throws -> JSON? { nil }
    package func neededLazyInputs(_ inputs: NodeInputs, _ context: any NodeContext) throws -> [String] {
        inputs.missing
    }
}

/// Inputs by name. Links are resolved, literals converted, hidden inputs filled in.
package struct NodeInputs: Sendable {
    package var values: ValueDictionary
    /// Links whose values are not there: lazy ones that nobody has asked for yet.
    package var missing: [String]
    /// What the node's class says of them.
    package var declared: [InputSchema]

    package init(
        _ values: ValueDictionary = ValueDictionary(), missing: [String] = [], declared: [InputSchema] = []
    ) {
        self.values = values
        self.missing = missing
        self.declared = declared
    }

    package subscript(name: String) -> Value? { values[name] }
}

/// What a node may ask and say while it runs.
package protocol NodeContext: AnyObject, Sendable {
    var nodeID: String { get }
    var displayNodeID: String { get }
    var promptID: String { get }
    var clientID: String? { get }
    /// What the client sent along: "extra_pnginfo", "preview_method", ...
    var extraData: JSONObject { get }
    /// Which call this is where the node is mapped over lists.
    var listIndex: Int { get }
    /// A fresh prefix for the ids of an expansion, ComfyUI's "node.call.graph.": the same from run to run.
    func allocateGraphPrefix() -> String
    /// Raised when the prompt is cancelled; long work looks at it often (every operation of `Compute` does).
    var cancellation: Cancellation { get }

    /// Sends `progress_state`, then the preview if there is one, then `progress`: ComfyUI's order.
    func progress(value: Double, max: Double, preview: Preview?)
    /// Sends a text event for this node.
    func text(_ text: String)
    /// Tells of something in a file or an input that is left out or not done as it says: an event `warning`, which the
    /// history keeps too. Told once, and again in each prompt that finds the node in the cache. What a node calls says
    /// it by `Warnings.tell`.
    func warn(_ message: String)
}

package enum NodeResult: Sendable {
    case finished(NodeOutput)
    /// The outcome comes later, from another thread; other nodes run meanwhile.
    case pending(PendingOutput)

    /// The outcome of a node that only gives values, one an output.
    package static func values(_ values: Value...) -> NodeResult { .finished(NodeOutput(values)) }
}

package struct NodeOutput: Sendable {
    /// One value an output; with `expansion` they may be links into it (`.list([.string(id), .int(slot)])`).
    package var values: [Value]
    /// What `executed` announces and the result holds, e.g. {"images": [...]}.
    package var ui: JSONObject?
    /// The pixels behind `ui["images"]`, in its order.
    package var images: [PixelImage]
    /// A subgraph that takes this node's place.
    package var expansion: Subgraph?
    /// Stands in place of all values.
    package var blocker: ExecutionBlocker?

    package init(
        _ values: [Value] = [], ui: JSONObject? = nil, images: [PixelImage] = [], expansion: Subgraph? = nil,
        blocker: ExecutionBlocker? = nil
    ) {
        self.values = values
        self.ui = ui
        self.images = images
        self.expansion = expansion
        self.blocker = blocker
    }
}

/// Stands in an output's place to stop everything that depends on it, with or without an error message.
package final class ExecutionBlocker: EngineObject {
    package let message: String?
    package init(message: String?) { self.message = message }

    /// What ComfyUI's is called where an error shows a node's inputs.
    package var className: String { "comfy_execution.graph_utils.ExecutionBlocker" }
}
