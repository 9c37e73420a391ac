internal import Folders
internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// A file whose weights count for some prompts, or for part of sampling.
struct CreateHook: Node {
    /// What changes weights.
    enum Source: Sendable { case lora, model }

    private let environment: NodeEnvironment
    private let source: Source
    /// Whether a text encoder's weights stay.
    private let modelOnly: Bool

    init(_ source: Source, modelOnly: Bool, _ environment: NodeEnvironment) {
        (self.source, self.modelOnly, self.environment) = (source, modelOnly, environment)
    }

    private var folder: String { source == .lora ? "loras" : "checkpoints" }
    private var input: String { source == .lora ? "lora_name" : "ckpt_name" }

    var schema: NodeSchema {
        let strengths = (["strength_model"] + (modelOnly ? [] : ["strength_clip"])).map {
            InputSchema.float($0, default: 1, min: -20, max: 20, step: 0.01)
        }
        let (name, title) = source == .lora ? ("Lora", "LoRA") : ("ModelAsLora", "Model as LoRA")
        let thing =
            switch (source, modelOnly) {
            case (.lora, false): "A LoRA that counts"
            case (.lora, true): "A LoRA of the diffusion model alone that counts"
            case (.model, false): "Another checkpoint whose weights count"
            case (.model, true): "Another diffusion model whose weights count"
            }
        return NodeSchema(
            "CreateHook\(name)\(modelOnly ? "ModelOnly" : "")",
            displayName: "Create Hook \(title)\(modelOnly ? " (MO)" : "")", category: "advanced/hooks/create",
            inputs: [InputSchema.choice(input, environment.folders.files(of: folder))] + strengths + [
                InputSchema.link("prev_hooks", "HOOKS", section: .optional)
            ],
            outputs: [OutputSchema("HOOKS")]
        ).with {
            $0.description = "\(thing) for some prompts, or for part of sampling."; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let model = try inputs.float("strength_model")
        let text = modelOnly ? 0 : try inputs.float("strength_clip")
        let previous = try inputs.hooks("prev_hooks") ?? HookGroup()
        if source == .lora && model == 0 && text == 0 { return .values(.hooks(previous)) }
        let weights = try weights(try inputs.string(input), context.cancellation)
        let hook = WeightHook(weights, modelStrength: model, textStrength: text)
        return .values(.hooks(previous.combined(with: HookGroup([(hook, [])]))))
    }

    private func weights(_ name: String, _ cancellation: Cancellation) throws -> WeightHook.Source {
        switch source {
        case .lora: return .lora(try environment.lora(name, cancellation))
        case .model:
            let checkpoint = try environment.load(CheckpointLoader(), [(name, folder)], cancellation)
            return .model(network: checkpoint.model.weights, text: checkpoint.textEncoder?.weights)
        }
    }
}
