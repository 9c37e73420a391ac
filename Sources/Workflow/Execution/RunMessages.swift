internal import Formats
internal import System
internal import Tensors

/// What of a run's events the history keeps: how it began and ended, and what was warned of. From any thread.
final class RunMessages: Sendable {
    let sink: EventSink
    private let promptID: String
    private let kept = Lock<[JSON]>([])
    private let warnings = Lock((room: WarningRoom(), told: [(node: Int, message: String)]()))

    init(promptID: String, _ sink: EventSink) {
        self.promptID = promptID
        self.sink = sink
    }

    /// For the history: [[name, data], ...]
    var all: [JSON] { kept.withLock { $0 } }

    /// Sends an event and keeps it, and gives its data with the time.
    @discardableResult
    func announce(_ name: String, _ data: JSONObject = [:]) -> JSONObject {
        var data = data
        data["prompt_id"] = .string(promptID)
        data["timestamp"] = .int(Int128(Clock.milliseconds()))
        sink.send { [data] in
            kept.withLock { $0.append([.string(name), .object(data)]) }
            return [WorkflowEvent(name, .object(data), clientID: sink.clientID)]
        }
        return data
    }

    /// Tells of something that a node leaves out or does not do as it was said; once, and within bounds.
    ///
    /// - Parameters:
    ///   - node: its place in the graph
    ///   - id: of the user's node that it stems from
    func warn(_ message: String, node: Int, id: String, className: String) {
        let admitted = warnings.withLock { warnings in
            // The cache keeps it for each node of an expansion, whoever has told it first.
            let isNew = !warnings.told.contains { $0.node == node && $0.message.isExactly(message) }
            if isNew, warnings.told.count < WarningRoom.maximumCount {
                warnings.told.append((node, message.shortened(toBytes: WarningRoom.maximumMessageBytes)))
            }
            return warnings.room.admit(message, of: id)
        }
        guard let admitted else { return }
        let data = announce(
            "warning", ["node_id": .string(id), "node_type": .string(className), "message": .string(admitted)])
        Log.warning("node \(id) (\(className)): \(admitted)", data)
    }

    /// What these nodes have warned of.
    func warnings(of isIncluded: (_ node: Int) -> Bool) -> [String] {
        warnings.withLock { warnings in warnings.told.filter { isIncluded($0.node) }.map(\.message) }
    }

    /// Says how many warnings had no room. Before the event that ends the run.
    func closeWarnings() {
        let omitted = warnings.withLock { $0.room.omitted }
        guard omitted > 0 else { return }
        announce(
            "warning",
            [
                "node_id": .null, "node_type": .null,
                "message": .string("\(omitted) further \(omitted == 1 ? "warning was" : "warnings were") left out"),
            ])
    }
}
