internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

/// Multiplies the projections of one kind of attention of a UNet.
struct UNetAttentionMultiply: Node {
    let environment: NodeEnvironment
    let schema: NodeSchema
    /// As the weights' names have it.
    private let attention: String

    static func toItself(_ environment: NodeEnvironment) -> Self {
        Self(
            environment, "UNetSelfAttentionMultiply", "attn1",
            "Multiplies the projections of a UNet's attention to itself.")
    }

    static func toPrompt(_ environment: NodeEnvironment) -> Self {
        Self(
            environment, "UNetCrossAttentionMultiply", "attn2",
            "Multiplies the projections of a UNet's attention to the prompt.")
    }

    private init(_ environment: NodeEnvironment, _ name: String, _ attention: String, _ description: String) {
        (self.environment, self.attention) = (environment, attention)
        schema = NodeSchema.v3(
            name, category: "_for_testing/attention_experiments",
            inputs: .factors(of: .socket("model", "MODEL"), ["q", "k", "v", "out"]), outputs: [OutputSchema("MODEL")],
            description
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let model = try inputs.model()
        var patches: [String: [any WeightPatch]] = [:]
        for name in model.weights?.names ?? [] {
            for (projection, input) in [("to_q", "q"), ("to_k", "k"), ("to_v", "v"), ("to_out.0", "out")]
            where name.contains(text: ".\(attention).\(projection).") {
                patches[name] = [ScalePatch(Float(try inputs.float(input)))]
            }
        }
        let compute = environment.compute(context.cancellation)
        return .values(.object(ModelObject(try translatingErrors { try model.patched(by: patches, compute) })))
    }
}

struct UNetTemporalAttentionMultiply: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema.v3(
            "UNetTemporalAttentionMultiply", category: "_for_testing/attention_experiments",
            inputs: .factors(
                of: .socket("model", "MODEL"),
                ["self_structural", "self_temporal", "cross_structural", "cross_temporal"]),
            outputs: [OutputSchema("MODEL")],
            "Multiplies what a video UNet's attentions give, over the picture and over time."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var patches: [String: [any WeightPatch]] = [:]
        let model = try inputs.model()
        for name in model.weights?.names ?? [] {
            for (attention, kind) in [("attn1", "self"), ("attn2", "cross")] {
                guard name.contains(text: ".\(attention).to_out.0.") else { continue }
                let part = name.contains(text: ".time_stack.") ? "temporal" : "structural"
                patches[name] = [ScalePatch(Float(try inputs.float("\(kind)_\(part)")))]
            }
        }
        let compute = environment.compute(context.cancellation)
        return .values(.object(ModelObject(try translatingErrors { try model.patched(by: patches, compute) })))
    }
}

struct CLIPAttentionMultiply: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema.v3(
            "CLIPAttentionMultiply", category: "_for_testing/attention_experiments",
            inputs: .factors(of: .socket("clip", "CLIP"), ["q", "k", "v", "out"]),
            outputs: [OutputSchema("CLIP")], aliases: ["clip attention scale", "text encoder attention"],
            "Multiplies the projections of a text encoder's attention."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let clip = try inputs.clip()
        var patches: [String: [any WeightPatch]] = [:]
        for name in clip.encoder.weights?.names ?? [] {
            for (path, input) in [("q_proj", "q"), ("k_proj", "k"), ("v_proj", "v"), ("out_proj", "out")]
            where name.contains(text: ".self_attn.\(path).") {
                patches[name] = [ScalePatch(Float(try inputs.float(input)))]
            }
        }
        let compute = environment.compute(context.cancellation)
        return .values(.object(try translatingErrors { try clip.patched(by: patches, compute) }))
    }
}

extension [InputSchema] {
    /// What is multiplied, then a factor for each of its parts.
    fileprivate static func factors(of subject: InputSchema, _ names: [String]) -> [InputSchema] {
        [subject] + names.map { InputSchema.float($0, default: 1, min: 0, max: 10, step: 0.01) }
    }
}
