import Formats
import System
import Testing
import Workflow
import WorkflowTestSupport

@testable import Engine

/// A rule of ComfyUI's workflow semantics: prompts that one client runs one after another, and what each has to tell.
struct SemanticsRow: Sendable, CustomTestStringConvertible {
    /// The part of the semantics that it belongs to.
    enum Bullet: String, Sendable { case schemas, validation, execution, caching, events }

    struct Prompt: Sendable {
        let workflow: String
        var targets: [String]?
        var extraData: JSONObject = [:]
        /// One line an event, as `EventStory` writes them.
        var story: [String] = []
        /// The outputs of a prompt that succeeds, or the error of one that does not; also the errors of outputs that
        /// were left out.
        var outputs: String?
        var error: String?
    }

    let bullet: Bullet
    let name: String
    var configuration: JSONObject = [:]
    var sendsServerEvents = false
    let prompts: [Prompt]

    var testDescription: String { "\(bullet): \(name)" }

    init(
        _ bullet: Bullet, _ name: String, configuration: JSONObject = [:], sendsServerEvents: Bool = false,
        _ prompts: Prompt...
    ) {
        self.bullet = bullet
        self.name = name
        self.configuration = configuration
        self.sendsServerEvents = sendsServerEvents
        self.prompts = prompts
    }
}

/// Events in few words, ids of prompts and times left out.
struct EventStory {
    private var nodes: JSONObject = [:]

    static func lines(_ events: [EngineEvent]) -> [String] {
        var story = EventStory()
        return events.map { story.line($0) }
    }

    private mutating func line(_ event: EngineEvent) -> String {
        let data = event.data
        func text(_ key: String) -> String { data[key].map { $0.string ?? $0.serialized() } ?? "?" }
        switch event.name {
        case "execution_start": return "start"
        case "execution_success": return "success"
        case "execution_cached":
            return "cached " + (data["nodes"]?.array ?? []).compactMap(\.string).joined(separator: ",")
        case "progress_state": return change(data)
        case "executing":
            let (node, shown) = (text("node"), text("display_node"))
            return node == shown || shown == "?" ? "executing \(node)" : "executing \(node) as \(shown)"
        case "executed": return "executed \(text("node")) \(text("output"))"
        case "progress": return "progress \(text("node")) \(text("value"))/\(text("max"))"
        case "preview":
            return "preview \(text("node_id")) \(event.image?.width ?? 0)x\(event.image?.height ?? 0)"
        case "progress_text": return "text \(text("nodeId")) \(text("text"))"
        case "execution_error":
            return "error \(text("node_id")) \(text("exception_type")): \(text("exception_message"))"
        case "execution_interrupted": return "interrupted \(text("node_id")) \(text("executed"))"
        case "status": return "status \(data["status"]?["exec_info"]?["queue_remaining"]?.int ?? -1)"
        default: return event.name
        }
    }

    /// What is new in a `progress_state`, which tells of all nodes each time.
    private mutating func change(_ data: JSON) -> String {
        let now = data["nodes"]?.object ?? [:]
        defer { nodes = now }
        let changed = now.filter { nodes[$0.key] != $0.value }.map { id, state in
            let parent = state["parent_node_id"]?.string.map { " of \($0)" } ?? ""
            return "\(id)\(parent) \(state["state"]?.string ?? "") "
                + "\(state["value"]?.serialized() ?? "")/\(state["max"]?.serialized() ?? "")"
        }
        return changed.isEmpty ? "state again" : "state " + changed.joined(separator: ", ")
    }
}
