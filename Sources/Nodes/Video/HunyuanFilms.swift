internal import Formats
internal import Glibc
internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// What Hunyuan's networks are shown.
enum HunyuanFilms {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            FilmNode(environment, startSchema, start), FilmNode(environment, refineSchema, refine),
            FilmNode(environment, enlargeSchema, enlarge), FilmNode(environment, bodySchema, body),
            FilmNode(environment, viewsSchema, views),
        ]
    }

    private static let startSchema: NodeSchema = .v3(
        "HunyuanImageToVideo", category: "conditioning/video_models",
        inputs: .film(
            of: [.socket("positive", "CONDITIONING"), .socket("vae", "VAE")], width: 848, length: 53,
            [
                .combo("guidance_type", ["v1 (concat)", "v2 (replace)", "custom"]),
                .socket("start_image", "IMAGE", section: .optional),
            ]),
        outputs: [OutputSchema("CONDITIONING", name: "positive"), OutputSchema("LATENT", name: "latent")],
        "Shows HunyuanVideo the picture that a film begins with.")

    private static func start(_ call: FilmCall) throws -> [Value] {
        let shape = try call.shape(channels: 16)
        guard call.has("start_image") else {
            return [try call.inputs.conditioning("positive").value, try call.emptyLatent(shape)]
        }
        let pictures = try call.pictures("start_image")
        let encoded = try call.encoded(pictures)
        let mask = FilmTensors.mask(
            zeros: (pictures.shape[0] - 1) / 4 + 1, like: [shape[2], encoded.shape[3], encoded.shape[4]])
        var latent = Latent(Tensor(zeros: shape))
        let kind = try call.inputs.string("guidance_type")
        if kind == "v2 (replace)" {
            latent.samples = try FilmTensors.placing(encoded, in: latent.samples)
            latent.setNoiseMask(mask)
        }
        let positive = try call.inputs.conditioning("positive") { (entry) throws(NodeError) in
            switch kind {
            case "v1 (concat)": (entry.concatLatent, entry.concatMask) = (encoded, mask)
            case "v2 (replace)": entry.set("guiding_frame_index", .int(0))
            default: entry.set("ref_latent", .tensor(encoded))
            }
        }
        return [positive, latent.value]
    }

    private static let refineSchema: NodeSchema = .v3(
        "HunyuanRefinerLatent", category: "sd",
        inputs: [
            .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"), .socket("latent", "LATENT"),
            .float("noise_augmentation", default: 0.1, min: 0.0, max: 1.0, step: 0.01),
        ],
        outputs: .promptsAndLatent(), "Shows the refiner of Hunyuan Image a latent.")

    private static func refine(_ call: FilmCall) throws -> [Value] {
        let samples = try call.inputs.latent("latent", ranks: Latent.anyRank).samples
        guard samples.rank >= 4 else {
            throw NodeError("ValueError", "latent is not a latent of a picture: \(samples.shape)")
        }
        let noise = try call.inputs.float("noise_augmentation")
        let rank = samples.rank
        let shape = [samples.shape[0], 32, samples.shape[rank - 3], samples.shape[rank - 2], samples.shape[rank - 1]]
        return try call.both { (entry, _) throws(NodeError) in
            entry.concatLatent = samples
            entry.noiseAugmentation = noise
        } + [call.emptyLatent(Allocation.checked(shape, "a latent"))]
    }

    private static let enlargeSchema: NodeSchema = .v3(
        "HunyuanVideo15SuperResolution", category: "sd",
        inputs: [
            .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"), .socket("latent", "LATENT"),
            .float("noise_augmentation", default: 0.7, min: 0.0, max: 1.0, step: 0.01),
            .socket("vae", "VAE", section: .optional), .socket("start_image", "IMAGE", section: .optional),
            .socket("clip_vision_output", "CLIP_VISION_OUTPUT", section: .optional),
        ],
        outputs: .promptsAndLatent(), "Shows the super-resolution of HunyuanVideo 1.5 a latent and a picture.")

    private static func enlarge(_ call: FilmCall) throws -> [Value] {
        let samples = try call.inputs.latent("latent", ranks: Latent.anyRank).samples
        guard samples.rank == 5 else {
            throw NodeError("ValueError", "latent is not a latent of a film: \(samples.shape)")
        }
        let (batch, channels) = (samples.shape[0], samples.shape[1])
        let shape = try Allocation.checked(
            [batch, channels * 2 + 2] + samples.shape[2...], "a latent")
        func plane(_ channels: Int, _ value: Float) -> Tensor {
            Tensor(repeating: value, [batch, channels] + samples.shape[2...])
        }
        var picture = plane(channels, 0)
        // what the reference marks lies over the first channel of the latent, not beside the picture
        var latent = samples
        if call.has("start_image") {
            let fitted = try call.fitted(
                call.inputs.image("start_image"), width: samples.shape[4] * 16, height: samples.shape[3] * 16)
            picture = try FilmTensors.placing(call.encoded(fitted), in: picture)
            let first = Layout.part(samples, axis: 1, 0..<1)
            let marked = try FilmTensors.placing(
                Tensor(repeating: 1, [batch, 1, 1] + samples.shape[3...]), in: first)
            let rest = Layout.part(samples, axis: 1, 1..<channels)
            latent = try FilmTensors.joined([marked, rest].filter { $0.count > 0 }, axis: 1)
        }
        let parts = [picture, plane(1, 0), latent, plane(1, 1)]
        let concat = Layout.joined(parts, axis: 1, shape: shape)
        let noise = try call.inputs.float("noise_augmentation")
        let seen = try call.seen()
        return try call.both { (entry, _) throws(NodeError) in
            entry.concatLatent = concat
            entry.noiseAugmentation = noise
            entry.set("clip_vision_output", seen)
        } + [call.inputs["latent"] ?? .null]
    }

    // MARK: Bodies

    private static let bodySchema: NodeSchema = .v3(
        "Hunyuan3Dv2Conditioning", category: "conditioning/video_models",
        inputs: [.socket("clip_vision_output", "CLIP_VISION_OUTPUT")],
        outputs: [OutputSchema("CONDITIONING", name: "positive"), OutputSchema("CONDITIONING", name: "negative")],
        "Shows Hunyuan 3D a picture of a body.")

    private static func body(_ call: FilmCall) throws -> [Value] {
        prompts(try call.inputs.clipVisionOutput().lastHidden)
    }

    private static func prompts(_ tokens: Tensor) -> [Value] {
        [tokens, Tensor(zeros: tokens.shape)].map { Conditioning([Conditioning.Entry(hidden: $0)]).value }
    }

    private static let viewsSchema: NodeSchema = .v3(
        "Hunyuan3Dv2ConditioningMultiView", category: "conditioning/video_models",
        inputs: [
            .socket("front", "CLIP_VISION_OUTPUT", section: .optional),
            .socket("left", "CLIP_VISION_OUTPUT", section: .optional),
            .socket("back", "CLIP_VISION_OUTPUT", section: .optional),
            .socket("right", "CLIP_VISION_OUTPUT", section: .optional),
        ], outputs: [OutputSchema("CONDITIONING", name: "positive"), OutputSchema("CONDITIONING", name: "negative")],
        "Shows Hunyuan 3D a body from several sides.")

    private static func views(_ call: FilmCall) throws -> [Value] {
        var parts: [Tensor] = []
        for (side, name) in ["front", "left", "back", "right"].enumerated() where call.has(name) {
            let tokens = try call.inputs.clipVisionOutput(name).lastHidden
            let width = tokens.shape[2]
            guard width % 2 == 0 else { throw NodeError("ValueError", "the tokens' width \(width) is odd") }
            let place = position(side, width: width)
            parts.append(
                Layout.map(tokens.shape, from: tokens) { source, target in
                    for i in target.indices.halting() { target[i] = source[i] + place[i % width] }
                })
        }
        guard !parts.isEmpty else { throw NodeError("ValueError", "a picture of one side at least is needed") }
        return prompts(try FilmTensors.joined(parts, axis: 1))
    }

    /// The sinusoidal embedding of a position: sines, then cosines (Vaswani et al., 2017).
    private static func position(_ place: Int, width: Int) -> [Float] {
        let angles = (0..<(width / 2)).map { Double(place) / pow(10000, Double($0) / Double(width / 2)) }
        return angles.map { Float(sin($0)) } + angles.map { Float(cos($0)) }
    }
}
