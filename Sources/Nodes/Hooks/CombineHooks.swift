internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// So many hooks as one.
struct CombineHooks: Node {
    private let names: [String]
    let schema: NodeSchema

    /// - Parameter count: at most 8
    init(_ count: Int) {
        names = "ABCDEFGH".prefix(count).map { "hooks_\($0)" }
        schema = NodeSchema(
            "CombineHooks\(count)", displayName: "Combine Hooks [\(count)]", category: "advanced/hooks/combine",
            inputs: names.map { .link($0, "HOOKS", section: .optional) }, outputs: [OutputSchema("HOOKS")]
        ).with {
            $0.description = "Several hooks as one."; $0.isExperimental = true
        }
    }

    /// All that are there; nothing where there are none.
    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var combined: HookGroup?
        for name in names {
            guard let group = try inputs.hooks(name) else { continue }
            combined = combined?.combined(with: group) ?? group
        }
        return .values(combined.map { .hooks($0) } ?? .null)
    }
}
