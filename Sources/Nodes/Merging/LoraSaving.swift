internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct LoraSave: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema.v3(
            "LoraSave", displayName: "Extract and Save Lora", category: "_for_testing",
            inputs: [
                .string("filename_prefix", default: "loras/ComfyUI_extracted_lora", extra: ["multiline": false]),
                .int("rank", default: 8, min: 1, max: 4096, step: 1),
                .combo("lora_type", ["standard", "full_diff"]),
                .bool("bias_diff", default: true),
                .socket("model_diff", "MODEL", section: .optional),
                .socket("text_encoder_diff", "CLIP", section: .optional),
                .hidden("prompt", "PROMPT"),
                .hidden("extra_pnginfo", "EXTRA_PNGINFO"),
            ],
            outputs: [], aliases: ["export lora"],
            "Writes what one model has beyond another (a difference of two) to a LoRA's file."
        ).with {
            $0.isExperimental = true; $0.isOutputNode = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (rank, isWhole) = (try inputs.int("rank"), try inputs.string("lora_type") == "full_diff")
        let hasBiases = try inputs.bool("bias_diff")
        var saved = SavedModel()
        if case .object? = inputs["model_diff"], let weights = try inputs.model("model_diff").weights {
            try saved.addDifference(
                weights.names, weights.weight, from: "", rank: rank, isWhole: isWhole, hasBiases: hasBiases)
        }
        if case .object? = inputs["text_encoder_diff"],
            let weights = try inputs.object("text_encoder_diff", ClipObject.self, "a CLIP").encoder.weights
        {
            try saved.addDifference(
                weights.names, weights.weight, from: "text_encoders.", rank: rank, isWhole: isWhole,
                hasBiases: hasBiases)
        }
        guard !saved.entries.isEmpty else { return .finished(NodeOutput(ui: [:])) }
        guard isWhole || SingularValues.isAvailable else {
            throw NodeError("RuntimeError", "\(SingularValues.missing)")
        }
        try saved.write(prefix: try inputs.string("filename_prefix"), environment, context) { _, _ in [:] }
        return .finished(NodeOutput(ui: [:]))
    }
}

struct SaveLoRA: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema.v3(
            "SaveLoRA", displayName: "Save LoRA Weights", category: "loaders",
            inputs: [
                .socket("lora", "LORA_MODEL"),
                .string("prefix", default: "loras/ComfyUI_trained_lora", extra: ["multiline": false]),
                .socket("steps", "INT", section: .optional),
                .hidden("prompt", "PROMPT"),
                .hidden("extra_pnginfo", "EXTRA_PNGINFO"),
            ],
            outputs: [], aliases: ["export lora"],
            "Writes a LoRA that is in memory to a file."
        ).with {
            $0.isExperimental = true; $0.isOutputNode = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let lora = try inputs.object("lora", LoraObject.self, "a LORA_MODEL").file
        var prefix = try inputs.string("prefix")
        if inputs["steps"] != nil { prefix += "_\(try inputs.int("steps"))_steps" }
        var saved = SavedModel()
        for name in lora.source.names {
            saved.add(name, try translatingErrors { try lora.source.weight(name).expanded() })
        }
        let metadata = inputs.savedMetadata(environment)
        try saved.write(prefix: prefix, environment, context) { _, _ in metadata }
        return .finished(NodeOutput(ui: [:]))
    }
}

extension SavedModel {
    /// The factors of each weight's largest singular values, or the weights themselves.
    fileprivate mutating func addDifference(
        _ names: [String], _ weight: @escaping (String) throws -> StoredWeight, from prefix: String, rank: Int,
        isWhole: Bool, hasBiases: Bool
    ) throws {
        for name in names {
            let stored = try translatingErrors { try weight(name) }
            if name.hasSuffix(".bias") {
                if hasBiases { addHalves(prefix + name.dropLast("bias".count) + "diff_b", stored.shape, stored) }
                continue
            }
            guard name.hasSuffix(".weight") else { continue }
            let stem = prefix + name.dropLast(".weight".count)
            if isWhole || stored.shape.count < 2 {
                if isWhole || hasBiases { addHalves("\(stem).diff", stored.shape, stored) }
                continue
            }
            let extraction = LoraExtraction(stored, rank: rank)
            addHalves("\(stem).lora_up.weight", extraction.upShape) { try extraction.factors().up }
            addHalves("\(stem).lora_down.weight", extraction.downShape) { try extraction.factors().down }
        }
    }

    private mutating func addHalves(_ name: String, _ shape: [Int], _ stored: StoredWeight) {
        addHalves(name, shape) { try stored.expanded() }
    }
}
