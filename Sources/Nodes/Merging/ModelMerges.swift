internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct ModelMergeSimple: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "ModelMergeSimple", category: "advanced/model_merging",
            inputs: [
                .link("model1", "MODEL"),
                .link("model2", "MODEL"),
                .float("ratio", default: 1, min: 0, max: 1, step: 0.01),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = "Two diffusion models as one, each with its share." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let ratio = try inputs.float("ratio")
        return .values(try inputs.merged(environment, context) { _ in (ratio, 1 - ratio) })
    }
}

struct ModelMergeSubtract: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "ModelMergeSubtract", category: "advanced/model_merging",
            inputs: [
                .link("model1", "MODEL"),
                .link("model2", "MODEL"),
                .float("multiplier", default: 1, min: -10, max: 10, step: 0.01),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = "What one diffusion model has beyond another." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let multiplier = try inputs.float("multiplier")
        return .values(try inputs.merged(environment, context) { _ in (multiplier, -multiplier) })
    }
}

struct ModelMergeAdd: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "ModelMergeAdd", category: "advanced/model_merging",
            inputs: [
                .link("model1", "MODEL"),
                .link("model2", "MODEL"),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = "The sum of two diffusion models, one of which may be a difference." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(try inputs.merged(environment, context) { _ in (1, 1) })
    }
}

extension NodeInputs {
    /// The first model with something of the second one in each weight.
    func merged(
        _ environment: NodeEnvironment, _ context: any NodeContext,
        _ amounts: (_ name: String) throws -> (kept: Double, share: Double)?
    ) throws -> Value {
        let (first, second) = (try model("model1"), try model("model2"))
        guard let own = first.weights, let other = second.weights else {
            throw NodeError("RuntimeError", "a model of this kind cannot be merged")
        }
        return try translatingErrors {
            let patches = try own.merging(other, amounts)
            if patches.isEmpty && own.names.count > 0 && !own.names.contains(where: { other.shape($0) != nil }) {
                Warnings.tell("the models have no weights in common; the first is left as it is")
            }
            let compute = environment.compute(context.cancellation)
            return .object(ModelObject(try first.patched(by: patches, compute)))
        }
    }
}
