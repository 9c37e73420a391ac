internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// Two diffusion models as one, each part of the network with a share of its own.
struct BlockMerge {
    /// Parts whose names begin in one way.
    enum Part {
        case one(String)
        /// `#` stands for 0, 1, ... up to a count.
        case numbered(String, Int)

        var names: [String] {
            switch self {
            case .one(let name): [name]
            case .numbered(let name, let count): (0..<count).map { name.replacing(text: "#", with: String($0)) }
            }
        }
    }

    let name: String
    let parts: [String]

    init(_ name: String, _ parts: [Part]) { (self.name, self.parts) = (name, parts.flatMap(\.names)) }
}

struct BlockMergeNode: Node {
    let merge: BlockMerge
    var category = "advanced/model_merging/model_specific"
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            merge.name, category: category,
            inputs: [.link("model1", "MODEL"), .link("model2", "MODEL")]
                + merge.parts.map { .float($0, default: 1, min: 0, max: 1, step: 0.01) },
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = "Two diffusion models as one, each part of the network with a share of its own." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let ratios = try merge.parts.map { (part: $0, ratio: try inputs.float($0)) }
        // what no name fits goes with the first that the prompt gives
        let first = try inputs.float(inputs.values.keys.first(where: merge.parts.contains) ?? merge.parts[0])
        return .values(
            try inputs.mergedModels(environment, context) { name in
                let path = name.hasPrefix(Self.prefix) ? name.dropFirst(Self.prefix.count) : name[...]
                let fitting = ratios.filter { path.hasPrefix($0.part) }
                // the longest name counts
                let ratio = fitting.max { $0.part.utf8.count < $1.part.utf8.count }?.ratio ?? first
                return (ratio, 1 - ratio)
            })
    }

    private static let prefix = "diffusion_model."
}
