import Formats
import Models
import Sampling
import System
import Tensors
import Tokenizers
import Workflow

@testable import Nodes

/// The objects of recorded.json, and what is compared of objects: see reference_models.py and reference_cases.py.
enum RecordedObjects {
    private static let compute = Compute(pool: ThreadPool(threads: 1))

    // MARK: Made for both sides

    static func object(_ name: String, _ json: JSON) -> Value {
        func setting(_ key: String) -> Int { json[key]?.int ?? 0 }
        func noise(_ shape: [Int], _ offset: Int) -> Tensor {
            RecordedValue.noise(shape, seed: UInt64(setting("seed") + offset), low: -1, high: 1)
        }
        switch name {
        case "MODEL":
            return .object(
                ModelObject(
                    DiffusionModel(network: PlainNetwork(), sampling: DiscreteSampling(), latentFormat: .sd1)))
        case "VAE":
            let codec = PlainCodec(
                latentChannels: setting("channels"), downscale: setting("downscale"), by: setting("by"))
            return .object(VAEObject(codec))
        case "CLIP": return .object(ClipObject(PlainEncoder()))
        case "CLIP_VISION_OUTPUT":
            let output = CLIPVisionOutput(
                lastHidden: noise([1, 3, 4], 0), penultimate: noise([1, 3, 4], 1), embeds: noise([1, 5], 2))
            return .object(CLIPVisionOutputObject(output))
        case "HOOKS": return .hooks(HookGroup())
        case "HOOK_KEYFRAMES": return .keyframes([HookKeyframe(strength: 0.5, startPercent: 0.25)])
        case "LATENT_OPERATION": return .object(LatentOperation { x, _ in x.map { $0 * $0 * 0.25 } })
        case "VOXEL": return .dictionary(["data": RecordedValue.input(json["data"] ?? .null)])
        default:
            guard let object = try! RecordedNetwork.object(name, json) else { fatalError("no object \(name)") }
            return object
        }
    }

    /// Says the same of each text.
    private final class PlainEncoder: TextEncoder {
        let byteCount = 0
        let room = WeightRoom()

        func encode(
            _ prompt: Prompt, layer: Int?, embedding: EmbeddingLookup, _ compute: Compute
        ) throws -> EncodedPrompt {
            EncodedPrompt(
                hidden: Tensor((0..<8).map { Float($0) }, shape: [1, 2, 4]),
                pooled: Tensor((0..<5).map { Float($0) / 4 }, shape: [1, 5]))
        }
    }

    /// Gives noise whose seed is the prompt's first number, without its sign, in thousandths.
    private final class PlainNetwork: DenoisingNetwork {
        let byteCount = 0
        let room = WeightRoom()
        let floatsPerPlace = 1

        func callAsFunction(
            _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
        ) throws -> Tensor {
            let width = inputs.context.count / x.shape[0]
            var counts: [UInt64: Int] = [:]
            return .concatenated(
                (0..<x.shape[0]).map { item in
                    let seed = UInt64(abs(Double(inputs.context.floats[item * width])) * 1000)
                    let index = counts[seed, default: 0] % 2
                    counts[seed] = index + 1
                    return RecordedObjects.noise(seed).slice(index..<index + 1)
                })
        }
    }

    private static func noise(_ seed: UInt64) -> Tensor {
        RecordedValue.noise([2, 4, 6, 8], seed: seed, low: -1, high: 1)
    }

    // MARK: Compared

    /// What a dictionary holds, or what is compared of an object.
    static func facts(_ value: Value) -> ValueDictionary? {
        guard case .object(let object) = value else { return value.dictionary }
        do {
            switch object {
            case let object as ModelObject:
                if object.model.network is PlainNetwork { return try facts(object.model) }
                return try RecordedNetwork.facts(object)
            case let object as ClipObject: return try RecordedNetwork.facts(object)
            case let object as GuiderObject:
                return ["denoised": .tensor(try denoised(object.model, object.guider))]
            case let object as SamplerObject: return ["sampled": .tensor(try sampled(object.sampler))]
            case let object as HookKeyframesObject:
                let frames = object.keyframes.map { Value.list([.float($0.startPercent), .float($0.strength)]) }
                return ["keyframes": .list(frames)]
            case let operation as LatentOperation:
                let x = RecordedValue.noise([2, 4, 40, 36], seed: 2, low: -3, high: 3)
                return ["applied": .tensor(try operation(x, nil))]
            case let object as NoiseObject: return ["noise": .tensor(try object.noise.noise(shape: [2, 4, 6, 8]))]
            case let object as CompositeContext:
                return [
                    "x": .int(Int128(object.x)), "y": .int(Int128(object.y)), "width": .int(Int128(object.width)),
                    "height": .int(Int128(object.height)),
                ]
            case let object as MeshObject:
                return [
                    "vertices": .list(object.meshes.map { triples($0.vertices) }),
                    "faces": .list(object.meshes.map { triples($0.faces.map { Float($0) }) }),
                ]
            default: return nil
            }
        } catch {
            return ["error": .string("\(error)")]
        }
    }

    /// Whether what is compared of an object is an error.
    static func isRefused(_ value: Value) -> Bool {
        guard case .object = value else { return false }
        return facts(value)?["error"] != nil
    }

    private static func triples(_ values: [Float]) -> Value {
        .tensor(Tensor(values, shape: [values.count / 3, 3]))
    }

    private static func facts(_ model: DiffusionModel) throws -> ValueDictionary {
        let sampling = model.sampling
        var numbers = [Double(sampling.sigmaMin), Double(sampling.sigmaMax)]
        numbers += [0, 0.25, 0.5, 0.75, 1].map { sampling.percentToSigma($0) }
        numbers += [0.125, 0.5, 0.9, 7].map { Double(sampling.timestep(of: $0)) }
        func prompt(_ value: Float) -> Conditioning {
            Conditioning([Conditioning.Entry(hidden: Tensor(repeating: value, [1, 2, 4]))])
        }
        let guider = CFGGuider(positive: prompt(0.5), negative: prompt(0.25), scale: 8)
        return ["sampling": .list(numbers.map { .float($0) }), "denoised": .tensor(try denoised(model, guider))]
    }

    private static func denoised(_ model: DiffusionModel, _ guider: any Guider) throws -> Tensor {
        let x = noise(40)
        return try GuidedDenoiser(model: model, guider: guider, shape: x.shape, compute: compute)(x, 1.5).x0
    }

    /// What a sampler makes of noise with a model that divides by what it is told of the level.
    private static func sampled(_ sampler: Sampler) throws -> Tensor {
        try sampler.sample(
            sampling: DiscreteSampling(), sigmas: [14, 6, 2.5, 1, 0.25, 0], noise: noise(41), latent: noise(42), seed: 5
        ) { x, sigma in
            let square = sigma * sigma
            let (positive, negative) = (x.map { $0 / (square + 1) }, x.map { $0 / (square + 2) })
            return Denoised(positive, conditional: positive, unconditional: negative)
        }
    }
}
