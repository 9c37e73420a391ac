internal import Formats
internal import System
internal import Workflow

/// Something that a node of the host's has to do, in the host, for a prompt that runs in a child.
struct NodeCall: WireRecord {
    enum Task: WireChoice {
        case describe
        case validate(NodeInputs)
        case fingerprint(NodeInputs)
        case neededLazyInputs(NodeInputs, Place)
        case execute(NodeInputs, Place)

        static let wire: [WireForm<Task>] = [
            WireForm(describe) { if case .describe = $0 { true } else { false } },
            WireForm(validate) { if case .validate(let inputs) = $0 { inputs } else { nil } },
            WireForm(fingerprint) { if case .fingerprint(let inputs) = $0 { inputs } else { nil } },
            WireForm(neededLazyInputs) {
                if case .neededLazyInputs(let inputs, let place) = $0 { (inputs, place) } else { nil }
            },
            WireForm(execute) { if case .execute(let inputs, let place) = $0 { (inputs, place) } else { nil } },
        ]
    }

    /// Where in the prompt.
    struct Place: WireRecord {
        var nodeID: String
        var displayNodeID: String
        var listIndex: Int

        static let wire = WireForm<Place>.record(Place.init(nodeID:displayNodeID:listIndex:)) {
            ($0.nodeID, $0.displayNodeID, $0.listIndex)
        }
    }

    var nodeClass: HostClass
    var task: Task

    init(_ nodeClass: HostClass, _ task: Task) {
        self.nodeClass = nodeClass
        self.task = task
    }

    static let wire = WireForm<NodeCall>.record({ NodeCall($0, $1) }) { ($0.nodeClass, $0.task) }
}

extension NodeCall.Place {
    init(_ context: any NodeContext) {
        self.init(nodeID: context.nodeID, displayNodeID: context.displayNodeID, listIndex: context.listIndex)
    }
}

/// How such a call went.
enum CallAnswer: WireChoice {
    case described(NodeSchema, customValidatedInputs: Set<String>)
    /// Of `validate`.
    case text(String?)
    case fingerprint(JSON?)
    case names([String])
    case output(NodeOutput)
    /// The output comes later, under the same number.
    case pending
    case failed(NodeError)
    case cancelled

    static let wire: [WireForm<CallAnswer>] = [
        WireForm(described) { if case .described(let schema, let inputs) = $0 { (schema, inputs) } else { nil } },
        WireForm(text) { if case .text(let text) = $0 { .some(text) } else { nil } },
        WireForm(fingerprint) { if case .fingerprint(let value) = $0 { .some(value) } else { nil } },
        WireForm(names) { if case .names(let names) = $0 { names } else { nil } },
        WireForm(output) { if case .output(let output) = $0 { output } else { nil } },
        WireForm(pending) { if case .pending = $0 { true } else { false } },
        WireForm(failed) { if case .failed(let error) = $0 { error } else { nil } },
        WireForm(cancelled) { if case .cancelled = $0 { true } else { false } },
    ]
}
