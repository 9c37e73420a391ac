internal import Folders
internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct CreateHookLora: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "CreateHookLora", displayName: "Create Hook LoRA", category: "advanced/hooks/create",
            inputs: [
                .choice("lora_name", environment.folders.files(of: "loras")),
                .float("strength_model", default: 1, min: -20, max: 20, step: 0.01),
                .float("strength_clip", default: 1, min: -20, max: 20, step: 0.01),
                .link("prev_hooks", "HOOKS", section: .optional),
            ],
            outputs: [OutputSchema("HOOKS")]
        ).with {
            $0.description = "A LoRA that counts for some prompts, or for part of sampling."; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        try environment.loraHook(
            inputs, context, model: inputs.float("strength_model"), text: inputs.float("strength_clip"))
    }
}

struct CreateHookLoraModelOnly: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "CreateHookLoraModelOnly", displayName: "Create Hook LoRA (MO)", category: "advanced/hooks/create",
            inputs: [
                .choice("lora_name", environment.folders.files(of: "loras")),
                .float("strength_model", default: 1, min: -20, max: 20, step: 0.01),
                .link("prev_hooks", "HOOKS", section: .optional),
            ],
            outputs: [OutputSchema("HOOKS")]
        ).with {
            $0.description =
                "A LoRA of the diffusion model alone that counts for some prompts, or for part of sampling.";
            $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        try environment.loraHook(inputs, context, model: inputs.float("strength_model"), text: 0)
    }
}

struct CreateHookModelAsLora: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "CreateHookModelAsLora", displayName: "Create Hook Model as LoRA", category: "advanced/hooks/create",
            inputs: [
                .choice("ckpt_name", environment.folders.files(of: "checkpoints")),
                .float("strength_model", default: 1, min: -20, max: 20, step: 0.01),
                .float("strength_clip", default: 1, min: -20, max: 20, step: 0.01),
                .link("prev_hooks", "HOOKS", section: .optional),
            ],
            outputs: [OutputSchema("HOOKS")]
        ).with {
            $0.description = "Another checkpoint whose weights count for some prompts, or for part of sampling.";
            $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        try environment.modelHook(
            inputs, context, model: inputs.float("strength_model"), text: inputs.float("strength_clip"))
    }
}

struct CreateHookModelAsLoraModelOnly: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "CreateHookModelAsLoraModelOnly", displayName: "Create Hook Model as LoRA (MO)",
            category: "advanced/hooks/create",
            inputs: [
                .choice("ckpt_name", environment.folders.files(of: "checkpoints")),
                .float("strength_model", default: 1, min: -20, max: 20, step: 0.01),
                .link("prev_hooks", "HOOKS", section: .optional),
            ],
            outputs: [OutputSchema("HOOKS")]
        ).with {
            $0.description = "Another diffusion model whose weights count for some prompts, or for part of sampling.";
            $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        try environment.modelHook(inputs, context, model: inputs.float("strength_model"), text: 0)
    }
}

extension NodeEnvironment {
    fileprivate func loraHook(
        _ inputs: NodeInputs, _ context: any NodeContext, model: Double, text: Double
    ) throws -> NodeResult {
        let previous = try inputs.hooks("prev_hooks") ?? HookGroup()
        if model == 0 && text == 0 { return .values(.hooks(previous)) }
        let lora = try lora(try inputs.string("lora_name"), context.cancellation)
        let hook = WeightHook(.lora(lora), modelStrength: model, textStrength: text)
        return .values(.hooks(previous.combined(with: HookGroup([(hook, [])]))))
    }

    fileprivate func modelHook(
        _ inputs: NodeInputs, _ context: any NodeContext, model: Double, text: Double
    ) throws -> NodeResult {
        let previous = try inputs.hooks("prev_hooks") ?? HookGroup()
        let file = (name: try inputs.string("ckpt_name"), category: "checkpoints")
        let checkpoint = try load(CheckpointLoader(), [file], context.cancellation)
        let weights = WeightHook.Source.model(
            network: checkpoint.model.weights, text: checkpoint.textEncoder?.weights)
        let hook = WeightHook(weights, modelStrength: model, textStrength: text)
        return .values(.hooks(previous.combined(with: HookGroup([(hook, [])]))))
    }
}
