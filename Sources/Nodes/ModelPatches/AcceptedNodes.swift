internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct TorchCompileModel: Node {
    var schema: NodeSchema {
        NodeSchema(
            "TorchCompileModel", category: "_for_testing",
            inputs: [
                .link("model", "MODEL,VAE"),
                InputSchema.string("object_patch", default: "").placed(in: .optional),
                InputSchema.bool("fullgraph", default: false).placed(in: .optional),
                InputSchema.bool("dynamic", default: false).placed(in: .optional),
                InputSchema.choice(
                    "backend", ["inductor", "torch_tensorrt", "onnxrt", "cudagraphs", "openxla", "tvm"],
                    options: ["default": "inductor"]
                ).placed(in: .optional),
                InputSchema.choice(
                    "mode", ["default", "reduce-overhead", "max-autotune", "max-autotune-no-cudagraphs"],
                    options: ["default": "max-autotune"]
                ).placed(in: .optional),
                InputSchema.int("torch_tensorrt_optimization_level", default: 3, min: 1, max: 5).placed(in: .optional),
            ],
            outputs: [OutputSchema("MODEL,VAE", name: "model or vae")]
        ).with {
            $0.description =
                "Accepted for workflows that have it: nothing is compiled here, kernels are there already.";
            $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        Warnings.tell("TorchCompileModel changes nothing here: there is nothing to compile")
        return .values(try inputs.given("model"))
    }
}

struct WanBlockSwap: Node {
    var schema: NodeSchema {
        .v3(
            "wanBlockSwap", category: "", inputs: [.socket("model", "MODEL")], outputs: [OutputSchema("MODEL")],
            "Accepted for workflows that have it: it changes nothing, as in ComfyUI."
        ).with { $0.isDeprecated = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(try inputs.given("model"))
    }
}

struct QuantizeModel: Node {
    var schema: NodeSchema {
        NodeSchema(
            "QuantizeModel", category: "_for_testing",
            inputs: [
                .socket("model", "MODEL"),
                .choice("strategy", ["torchao", "torchao-autoquant", "quanto"], options: ["default": "torchao"]),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with {
            $0.description = "Accepted for workflows that have it: weights stay in the type of their file.";
            $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        Warnings.tell("QuantizeModel changes nothing here: weights stay in the type of their file")
        return .values(try inputs.given("model"))
    }
}

struct LayerwiseCast: Node {
    var schema: NodeSchema {
        NodeSchema(
            "LayerwiseCast", category: "sd",
            inputs: [
                .socket("model", "MODEL"),
                .choice("dtype", ["float8_e4m3fn", "float8_e5m2"], options: [:]),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = "Accepted for workflows that have it: weights stay in the type of their file." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        Warnings.tell("LayerwiseCast changes nothing here: weights stay in the type of their file")
        return .values(try inputs.given("model"))
    }
}

struct GroupOffload: Node {
    var schema: NodeSchema {
        NodeSchema(
            "GroupOffload", category: "sd",
            inputs: [
                .socket("model", "MODEL")
            ],
            outputs: [OutputSchema("MODEL")]
        ).with {
            $0.description =
                "Accepted for workflows that have it: weights are in memory only as long as the budget allows."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        Warnings.tell(
            "GroupOffload changes nothing here: weights are in memory only as long as the memory budget allows")
        return .values(try inputs.given("model"))
    }
}

struct ModelComputeDtype: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ModelComputeDtype", category: "advanced/debug/model",
            inputs: [
                .link("model", "MODEL"),
                .choice("dtype", ["default", "fp32", "fp16", "bf16"]),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with {
            $0.description =
                "Accepted for workflows that have it: the type that is computed in is a setting of the client."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        if try inputs.string("dtype") != "default" {
            Warnings.tell(
                "ModelComputeDtype changes nothing here: the type that is computed in is a setting of the client")
        }
        return .values(try inputs.given("model"))
    }
}

/// Of ComfyUI's newer releases.
struct ModelAttentionBackend: Node {
    private static let ours = "pytorch attention"

    var schema: NodeSchema {
        NodeSchema.v3(
            "ModelAttentionBackend", displayName: "Model Attention Backend", category: "model/patch",
            inputs: [
                .socket("model", "MODEL"), .combo("attention", [Self.ours], default: Self.ours),
            ],
            outputs: [OutputSchema("MODEL", name: "model")],
            "Accepted for workflows that have it: attention is always the library's own."
        ).with { $0.isExperimental = true }
    }

    /// Workflows name backends of other machines; ComfyUI goes on without them too.
    var customValidatedInputs: Set<String> { ["attention"] }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let name = try inputs.string("attention")
        if name != Self.ours {
            Warnings.tell("ModelAttentionBackend: there is no \(name) here; attention is the library's own")
        }
        return .values(try inputs.given("model"))
    }
}

extension NodeInputs {
    /// What a link brought, whatever it is.
    fileprivate func given(_ name: String) throws(NodeError) -> Value {
        guard let value = self[name] else { throw wrong(name, "there") }
        return value
    }
}
