internal import Formats
internal import System
internal import Tensors

/// What a node may ask and say while it runs. It may outlive the run; then it says nothing more.
final class RunContext: NodeContext {
    let nodeID: String
    let displayNodeID: String
    let listIndex: Int
    let cancellation: Cancellation
    private let request: PromptRequest
    private let parentNodeID: String?
    private let realNodeID: String
    private let realClassName: String
    /// The node's place in the graph.
    private let index: Int
    private let messages: RunMessages
    private let log: ProgressLog
    private let graphs = GraphPrefixes()

    var promptID: String { request.promptID }
    var clientID: String? { request.clientID }
    var extraData: JSONObject { request.extraData }

    init(
        _ node: GraphNode, parentNodeID: String?, realClassName: String, request: PromptRequest,
        cancellation: Cancellation, listIndex: Int, messages: RunMessages, log: ProgressLog
    ) {
        nodeID = node.id
        displayNodeID = node.displayID
        self.request = request
        self.listIndex = listIndex
        self.cancellation = cancellation
        self.parentNodeID = parentNodeID
        realNodeID = node.realID
        self.realClassName = realClassName
        index = node.index
        self.messages = messages
        self.log = log
    }

    private var sink: EventSink { messages.sink }

    func allocateGraphPrefix() -> String {
        graphs.next(nodeID: nodeID, listIndex: listIndex)
    }

    func progress(value: Double, max: Double, preview: Preview?) {
        let max = Self.number(max)
        let value = (value > (max.number ?? 0)) ? max : Self.number(value)
        sink.send {
            guard let snapshot = log.update(nodeID, value: value, max: max) else { return [] }
            var events = [WorkflowEvent(snapshot, clientID: sink.clientID)]
            if let preview {
                events.append(WorkflowEvent("preview", previewMetadata, preview: preview, clientID: sink.clientID))
            }
            events.append(
                WorkflowEvent(
                    "progress", ["value": value, "max": max, "prompt_id": .string(promptID), "node": .string(nodeID)]))
            return events
        }
    }

    /// Bytes of a text event; what is longer is shortened.
    private static let maximumTextBytes = 64 << 10

    func text(_ text: String) {
        let text = text.shortened(toBytes: Self.maximumTextBytes)
        sink.send("progress_text", ["nodeId": .string(nodeID), "text": .string(text)])
    }

    func warn(_ message: String) {
        messages.warn(message, node: index, id: realNodeID, className: realClassName)
    }

    private var previewMetadata: JSON {
        [
            "node_id": .string(nodeID), "prompt_id": .string(promptID), "display_node_id": .string(displayNodeID),
            "parent_node_id": parentNodeID.map { .string($0) } ?? .null, "real_node_id": .string(realNodeID),
        ]
    }

    /// Whole numbers are integers in the events: steps are counted.
    private static func number(_ value: Double) -> JSON {
        if let whole = Int128(exactly: value) { return .int(whole) }
        return .double(value.isFinite ? value : 0)
    }
}
