internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct ConditioningSetDefaultCombine: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ConditioningSetDefaultCombine", displayName: "Cond Set Default Combine",
            category: "advanced/hooks/cond single",
            inputs: [
                .link("cond", "CONDITIONING"),
                .link("cond_DEFAULT", "CONDITIONING"),
                .link("hooks", "HOOKS", section: .optional),
            ],
            outputs: [OutputSchema("CONDITIONING")]
        ).with {
            $0.description = "A prompt for wherever the others do not count."; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(try inputs.withDefaults([("cond", "cond_DEFAULT")])[0])
    }
}

struct PairConditioningSetDefaultCombine: Node {
    var schema: NodeSchema {
        NodeSchema(
            "PairConditioningSetDefaultCombine", displayName: "Cond Pair Set Default Combine",
            category: "advanced/hooks/cond pair",
            inputs: [
                .link("positive", "CONDITIONING"),
                .link("negative", "CONDITIONING"),
                .link("positive_DEFAULT", "CONDITIONING"),
                .link("negative_DEFAULT", "CONDITIONING"),
                .link("hooks", "HOOKS", section: .optional),
            ],
            outputs: [OutputSchema("CONDITIONING", name: "positive"), OutputSchema("CONDITIONING", name: "negative")]
        ).with {
            $0.description = "A prompt and its negative one for wherever the others do not count.";
            $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let values = try inputs.withDefaults([
            ("positive", "positive_DEFAULT"), ("negative", "negative_DEFAULT"),
        ])
        return .values(values[0], values[1])
    }
}

extension NodeInputs {
    /// Conditionings with others behind them, which count where those do not.
    fileprivate func withDefaults(_ names: [(name: String, defaults: String)]) throws -> [Value] {
        let hooks = try hooks("hooks")
        let combined = Lock<[ObjectIdentifier: HookGroup]>([:])
        return try names.map { name, defaults in
            let new = try conditioning(defaults).entries.map { entry in
                var entry = entry
                entry.addHooks(hooks, combined)
                entry.isDefault = true
                return entry
            }
            return Conditioning(try conditioning(name).entries + new).value
        }
    }
}
