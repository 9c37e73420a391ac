internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// A prompt for wherever the others do not count, or a prompt and its negative one.
struct ConditioningSetDefaultCombine: Node {
    /// What conditionings are called.
    private let names: [String]
    let schema: NodeSchema

    init(isPair: Bool) {
        let names = isPair ? ["positive", "negative"] : ["cond"]
        self.names = names
        let links = (names + names.map { "\($0)_DEFAULT" }).map { InputSchema.link($0, "CONDITIONING") }
        schema = NodeSchema(
            "\(isPair ? "Pair" : "")ConditioningSetDefaultCombine",
            displayName: "Cond \(isPair ? "Pair " : "")Set Default Combine",
            category: "advanced/hooks/cond \(isPair ? "pair" : "single")",
            inputs: links + [InputSchema.link("hooks", "HOOKS", section: .optional)],
            outputs: isPair ? names.map { OutputSchema("CONDITIONING", name: $0) } : [OutputSchema("CONDITIONING")]
        ).with {
            $0.description =
                "A prompt \(isPair ? "and its negative one " : "")for wherever the others do not count."
            $0.isExperimental = true
        }
    }

    /// Conditionings with others behind them, which count where those do not.
    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let hooks = try inputs.hooks("hooks")
        let combined = Lock<[ObjectIdentifier: HookGroup]>([:])
        let values = try names.map { name in
            let new = try inputs.conditioning("\(name)_DEFAULT").entries.map { entry in
                var entry = entry
                entry.addHooks(hooks, combined)
                entry.isDefault = true
                return entry
            }
            return Conditioning(try inputs.conditioning(name).entries + new).value
        }
        return .finished(NodeOutput(values))
    }
}
