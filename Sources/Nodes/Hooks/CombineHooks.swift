internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct CombineHooks2: Node {
    var schema: NodeSchema {
        NodeSchema(
            "CombineHooks2", displayName: "Combine Hooks [2]", category: "advanced/hooks/combine",
            inputs: [
                .link("hooks_A", "HOOKS", section: .optional),
                .link("hooks_B", "HOOKS", section: .optional),
            ],
            outputs: [OutputSchema("HOOKS")]
        ).with {
            $0.description = "Several hooks as one."; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(try inputs.combinedHooks(["hooks_A", "hooks_B"]))
    }
}

struct CombineHooks4: Node {
    var schema: NodeSchema {
        NodeSchema(
            "CombineHooks4", displayName: "Combine Hooks [4]", category: "advanced/hooks/combine",
            inputs: [
                .link("hooks_A", "HOOKS", section: .optional),
                .link("hooks_B", "HOOKS", section: .optional),
                .link("hooks_C", "HOOKS", section: .optional),
                .link("hooks_D", "HOOKS", section: .optional),
            ],
            outputs: [OutputSchema("HOOKS")]
        ).with {
            $0.description = "Several hooks as one."; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(try inputs.combinedHooks(["hooks_A", "hooks_B", "hooks_C", "hooks_D"]))
    }
}

struct CombineHooks8: Node {
    var schema: NodeSchema {
        NodeSchema(
            "CombineHooks8", displayName: "Combine Hooks [8]", category: "advanced/hooks/combine",
            inputs: [
                .link("hooks_A", "HOOKS", section: .optional),
                .link("hooks_B", "HOOKS", section: .optional),
                .link("hooks_C", "HOOKS", section: .optional),
                .link("hooks_D", "HOOKS", section: .optional),
                .link("hooks_E", "HOOKS", section: .optional),
                .link("hooks_F", "HOOKS", section: .optional),
                .link("hooks_G", "HOOKS", section: .optional),
                .link("hooks_H", "HOOKS", section: .optional),
            ],
            outputs: [OutputSchema("HOOKS")]
        ).with {
            $0.description = "Several hooks as one."; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(
            try inputs.combinedHooks([
                "hooks_A", "hooks_B", "hooks_C", "hooks_D", "hooks_E", "hooks_F", "hooks_G", "hooks_H",
            ]))
    }
}

extension NodeInputs {
    /// All that are there; nothing where there are none.
    fileprivate func combinedHooks(_ names: [String]) throws(NodeError) -> Value {
        var combined: HookGroup?
        for name in names {
            guard let group = try hooks(name) else { continue }
            combined = combined?.combined(with: group) ?? group
        }
        return combined.map { .hooks($0) } ?? .null
    }
}
