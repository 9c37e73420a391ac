internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// Empty latents of sound and of bodies, which say what they are.
enum EmptyTypedLatents {
    static let all: [any Node] = [
        node(
            "EmptyLatentAudio", "Empty Latent Audio", "latent/audio",
            [seconds(47.6), batch(section: .optional)], type: "audio", "Makes empty latents of sound for Stable Audio."
        ) { inputs in
            [64, try length(try inputs.float("seconds") * 44100 / 2048 / 2, .toNearestOrEven) * 2]
        },
        node(
            "EmptyAceStepLatentAudio", nil, "latent/audio", [seconds(120), batch()], type: "audio",
            "Makes empty latents of sound for ACE-Step."
        ) { inputs in
            [8, 16, try length(try inputs.float("seconds") * 44100 / 512 / 8, .towardZero)]
        },
        node(
            "EmptyLatentHunyuan3Dv2", nil, "latent/3d",
            [.int("resolution", default: 3072, min: 1, max: 8192, linked: 1 ... .max), batch()], type: "hunyuan3dv2",
            "Makes empty latents of bodies for Hunyuan 3D."
        ) { inputs in
            [64, try inputs.int("resolution")]
        },
    ]

    private static func seconds(_ value: Double) -> InputSchema {
        .float("seconds", default: value, min: 1, max: 1000, step: 0.1)
    }

    private static func batch(section: InputSchema.Section = .required) -> InputSchema {
        var input = InputSchema.int("batch_size", default: 1, min: 1, max: 4096, linked: 1 ... .max)
        input.section = section
        return input
    }

    private static func length(_ value: Double, _ rule: FloatingPointRoundingRule) throws(NodeError) -> Int {
        guard let length = Int(exactly: value.rounded(rule)), (0...(1 << 40)).contains(length) else {
            throw NodeError("ValueError", "the length \(value) is out of range")
        }
        return length
    }

    /// - Parameter shape: without the batch.
    private static func node(
        _ name: String, _ displayName: String?, _ category: String, _ inputs: [InputSchema], type: String,
        _ description: String, _ shape: @escaping @Sendable (NodeInputs) throws -> [Int]
    ) -> FunctionNode {
        let schema = NodeSchema.v3(
            name, displayName: displayName, category: category, inputs: inputs, outputs: [OutputSchema("LATENT")],
            description)
        return FunctionNode(schema) { inputs in
            let batch = inputs["batch_size"] == nil ? 1 : try inputs.int("batch_size")
            let samples = try Tensor(allocatingZeros: Allocation.checked([batch] + (try shape(inputs)), "a latent"))
            return [.dictionary(["samples": .tensor(samples), "type": .string(type)])]
        }
    }
}
