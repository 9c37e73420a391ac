internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct CLIPMergeSimple: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "CLIPMergeSimple", category: "advanced/model_merging",
            inputs: [
                .link("clip1", "CLIP"),
                .link("clip2", "CLIP"),
                .float("ratio", default: 1, min: 0, max: 1, step: 0.01),
            ],
            outputs: [OutputSchema("CLIP")]
        ).with { $0.description = "Two text encoders as one, each with its share." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let ratio = try inputs.float("ratio")
        return .values(try inputs.mergedClips(environment, context, kept: ratio, share: 1 - ratio))
    }
}

struct CLIPMergeSubtract: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "CLIPMergeSubtract", category: "advanced/model_merging",
            inputs: [
                .link("clip1", "CLIP"),
                .link("clip2", "CLIP"),
                .float("multiplier", default: 1, min: -10, max: 10, step: 0.01),
            ],
            outputs: [OutputSchema("CLIP")]
        ).with { $0.description = "What one text encoder has beyond another." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let multiplier = try inputs.float("multiplier")
        return .values(try inputs.mergedClips(environment, context, kept: multiplier, share: -multiplier))
    }
}

struct CLIPMergeAdd: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "CLIPMergeAdd", category: "advanced/model_merging",
            inputs: [
                .link("clip1", "CLIP"),
                .link("clip2", "CLIP"),
            ],
            outputs: [OutputSchema("CLIP")]
        ).with { $0.description = "The sum of two text encoders, one of which may be a difference." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(try inputs.mergedClips(environment, context, kept: 1, share: 1))
    }
}

extension NodeInputs {
    fileprivate func mergedClips(
        _ environment: NodeEnvironment, _ context: any NodeContext, kept: Double, share: Double
    ) throws -> Value {
        let first = try object("clip1", ClipObject.self, "a CLIP")
        let second = try object("clip2", ClipObject.self, "a CLIP")
        guard let own = first.encoder.weights, let other = second.encoder.weights else {
            throw NodeError("RuntimeError", "a text encoder of this kind cannot be merged")
        }
        return try translatingErrors {
            let patches = try own.merging(other) { _ in (kept, share) }
            return .object(try first.patched(by: patches, environment.compute(context.cancellation)))
        }
    }
}
