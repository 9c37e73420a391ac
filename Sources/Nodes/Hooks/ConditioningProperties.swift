internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// Says where, when and with which hooks a prompt counts, or a prompt and its negative one.
struct ConditioningSetProperties: Node {
    /// What conditionings are called.
    private let names: [String]
    /// Whether they come beside others.
    private let combines: Bool
    let schema: NodeSchema

    init(isPair: Bool, combines: Bool) {
        let names = isPair ? ["positive", "negative"] : ["cond"]
        (self.names, self.combines) = (names, combines)
        let links = ((combines ? names : []) + names.map { "\($0)_NEW" }).map { InputSchema.link($0, "CONDITIONING") }
        schema = NodeSchema(
            "\(isPair ? "Pair" : "")ConditioningSetProperties\(combines ? "AndCombine" : "")",
            displayName: "Cond \(isPair ? "Pair " : "")Set Props\(combines ? " Combine" : "")",
            category: "advanced/hooks/cond \(isPair ? "pair" : "single")",
            inputs: links + ConditioningProperties.inputs,
            outputs: isPair ? names.map { OutputSchema("CONDITIONING", name: $0) } : [OutputSchema("CONDITIONING")]
        ).with {
            $0.description =
                "Says where, when and with which hooks \(combines ? "a further" : "a") prompt "
                + (isPair ? "and its negative one count." : "counts.")
            $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let properties = try inputs.properties()
        let values = try names.map { name in
            let new = try properties.set(on: inputs.conditioning("\(name)_NEW"))
            guard combines else { return new.value }
            return Conditioning(try inputs.conditioning(name).entries + new.entries).value
        }
        return .finished(NodeOutput(values))
    }
}

struct PairConditioningCombine: Node {
    var schema: NodeSchema {
        NodeSchema(
            "PairConditioningCombine", displayName: "Cond Pair Combine", category: "advanced/hooks/cond pair",
            inputs: [
                .link("positive_A", "CONDITIONING"),
                .link("negative_A", "CONDITIONING"),
                .link("positive_B", "CONDITIONING"),
                .link("negative_B", "CONDITIONING"),
            ],
            outputs: [OutputSchema("CONDITIONING", name: "positive"), OutputSchema("CONDITIONING", name: "negative")]
        ).with {
            $0.description = "Two pairs of prompts as one."; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let values = try ["positive", "negative"].map { name in
            Conditioning(
                try inputs.conditioning("\(name)_A").entries + inputs.conditioning("\(name)_B").entries
            ).value
        }
        return .values(values[0], values[1])
    }
}

/// What the nodes of this file set.
private struct ConditioningProperties {
    var hooks: HookGroup?
    var mask: Tensor?
    var strength: Double
    var setsAreaToBounds: Bool
    var timesteps: (start: Double, end: Double)?

    static let inputs: [InputSchema] = [
        .float("strength", default: 1, min: 0, max: 10, step: 0.01),
        .choice("set_cond_area", ["default", "mask bounds"]),
        .link("mask", "MASK", section: .optional),
        .link("hooks", "HOOKS", section: .optional),
        .link("timesteps", "TIMESTEPS_RANGE", section: .optional),
    ]

    /// Combinations that were made, by the hooks that were there.
    private let combined = Lock<[ObjectIdentifier: HookGroup]>([:])

    init(hooks: HookGroup?, mask: Tensor?, strength: Double, setsAreaToBounds: Bool, timesteps: (Double, Double)?) {
        (self.hooks, self.mask, self.strength) = (hooks, mask, strength)
        (self.setsAreaToBounds, self.timesteps) = (setsAreaToBounds, timesteps)
    }

    func set(on conditioning: Conditioning) -> Conditioning {
        Conditioning(
            conditioning.entries.map { entry in
                var entry = entry
                entry.addHooks(hooks, combined)
                if let mask {
                    entry.mask = mask
                    entry.setsAreaToBounds = setsAreaToBounds
                    entry.maskStrength = strength
                }
                if let timesteps { (entry.startPercent, entry.endPercent) = timesteps }
                return entry
            })
    }
}

extension Conditioning.Entry {
    /// Hooks beside those that are there. Entries with the same ones get the same combination, so that they go through the
    /// network together.
    mutating func addHooks(_ added: HookGroup?, _ known: Lock<[ObjectIdentifier: HookGroup]>) {
        guard let added else { return }
        guard let own = hooks as? HookGroup else {
            hooks = added
            return
        }
        hooks = known.withLock { known in
            let combination = known[ObjectIdentifier(own)] ?? own.combined(with: added)
            known[ObjectIdentifier(own)] = combination
            return combination
        }
    }
}

extension NodeInputs {
    fileprivate func properties() throws -> ConditioningProperties {
        var mask: Tensor?
        if let given = self["mask"]?.tensor {
            let whole = try floats(given)
            mask = whole.rank < 3 ? whole.reshaped([1] + whole.shape) : whole
        }
        return ConditioningProperties(
            hooks: try hooks("hooks"), mask: mask, strength: try float("strength"),
            setsAreaToBounds: try string("set_cond_area") != "default", timesteps: try timestepsRange("timesteps"))
    }

    /// An optional TIMESTEPS_RANGE.
    fileprivate func timestepsRange(_ name: String) throws(NodeError) -> (Double, Double)? {
        switch self[name] {
        case nil, .null?: return nil
        case let value?:
            guard let parts = value.list?.compactMap(\.float), parts.count == 2 else {
                throw wrong(name, "a part of sampling")
            }
            return (parts[0], parts[1])
        }
    }
}
