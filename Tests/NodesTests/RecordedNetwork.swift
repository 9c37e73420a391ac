import Formats
import Models
import System
import TestSupport
import Tensors
import Workflow

@testable import Nodes

/// The network of recorded.json, and what is compared of the objects that nodes make around it: see reference_network.py.
enum RecordedNetwork {
    private static let base = TemporaryFolder()
    static let nodes = Dictionary(
        uniqueKeysWithValues: BuiltinNodes.all(Parity.environment(base, models: Parity.models))
            .map { ($0.schema.name, $0) })
    /// The model, its text encoder and its autoencoder.
    private static let parts = Result {
        try run("CheckpointLoaderSimple", ["ckpt_name": .string("sd1_small_random_fp16.safetensors")])
    }
    private static let prompts = ["positive": "a red circle", "negative": "blurry"].mapValues { text in
        Result { try encoded(text, parts.get()[1]) }
    }

    private static func run(_ name: String, _ inputs: ValueDictionary) throws -> [Value] {
        try nodes[name]!.run(inputs).values
    }

    private static func encoded(_ text: String, _ clip: Value) throws -> Value {
        try run("CLIPTextEncode", ["clip": clip, "text": .string(text)])[0]
    }

    /// nil: it is not one of the network's.
    static func object(_ name: String, _ json: JSON) throws -> Value? {
        switch name {
        case "NETWORK": try parts.get()[0]
        case "NETWORK_CLIP": try parts.get()[1]
        case "NETWORK_VAE": try parts.get()[2]
        case "PROMPT": try prompts[json["side"]!.string!]!.get()
        case "SAMPLER": try run("KSamplerSelect", ["sampler_name": .string("euler")])[0]
        default: nil
        }
    }

    /// What a model makes of the latent that the script begins with.
    static func facts(_ model: ModelObject) throws -> ValueDictionary {
        let drawn = try run(
            "KSampler",
            [
                "model": .object(model), "positive": prompts["positive"]!.get(), "negative": prompts["negative"]!.get(),
                "latent_image": .dictionary([
                    "samples": .tensor(RecordedValue.noise([1, 4, 12, 8], seed: 43, low: -3, high: 3)),
                    "noise_mask": .tensor(RecordedValue.noise([1, 1, 12, 8], seed: 44, low: 0, high: 1)),
                ]),
                "seed": .int(5), "steps": .int(4), "cfg": .float(5), "denoise": .float(1),
                "sampler_name": .string("euler"), "scheduler": .string("normal"),
            ])
        return ["sampled": drawn[0].dictionary?["samples"] ?? .null]
    }

    static func facts(_ clip: ClipObject) throws -> ValueDictionary {
        let entry = try encoded("a red circle", .object(clip)).list?.first?.list
        return ["hidden": entry?[0] ?? .null, "pooled": entry?[1].dictionary?["pooled_output"] ?? .null]
    }
}
