internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// Latents of LTX Video that begin with given pictures or are guided by some.
enum LTXFilms {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            FilmNode(environment, startSchema, start), FilmNode(environment, placeSchema, place),
            FilmNode(environment, guideSchema, guide), FilmNode(environment, cropSchema, crop),
        ]
    }

    private static let startSchema: NodeSchema = .v3(
        "LTXVImgToVideo", category: "conditioning/video_models",
        inputs: [
            .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"), .socket("vae", "VAE"),
            .socket("image", "IMAGE"), .int("width", default: 768, min: 64, max: 16384, step: 32, linked: .linkedSizes),
            .int("height", default: 512, min: 64, max: 16384, step: 32, linked: .linkedSizes),
            .int("length", default: 97, min: 9, max: 16384, step: 8, linked: .linkedSizes),
            .int("batch_size", default: 1, min: 1, max: 4096),
            InputSchema.float("strength", default: 1.0, min: 0.0, max: 1.0).optional,
        ],
        outputs: .promptsAndLatent(), "A latent of LTX Video that begins with given pictures.")

    private static func start(_ call: FilmCall) throws -> [Value] {
        let shape = try call.shape(channels: 128, by: 8, downscale: 32)
        let pictures = try call.encoded(call.fitted(call.inputs.image("image")))
        let strength = Float(try call.inputs.float("strength"))
        let prompts = try call.both { (_, _) throws(NodeError) in }
        return prompts + [try begun(Tensor(zeros: shape), with: pictures, strength: strength)]
    }

    /// samples: [B, C, T, h, w], part: [1, C, t, h, w]
    private static func begun(_ samples: Tensor, with part: Tensor, strength: Float) throws -> Value {
        let shape = [samples.shape[0], 1, samples.shape[2], 1, 1]
        let frames = min(part.shape[2], samples.shape[2])
        let mask = try FilmTensors.placing(
            Tensor(repeating: 1 - strength, [1, 1, frames, 1, 1]), in: Tensor(repeating: 1, shape))
        var latent = Latent(try FilmTensors.placing(part, in: samples))
        latent.setNoiseMask(mask)
        return latent.value
    }

    private static let placeSchema: NodeSchema = .v3(
        "LTXVImgToVideoInplace", category: "conditioning/video_models",
        inputs: [
            .socket("vae", "VAE"), .socket("image", "IMAGE"), .socket("latent", "LATENT"),
            .float("strength", default: 1.0, min: 0.0, max: 1.0), .bool("bypass", default: false),
        ], outputs: [OutputSchema("LATENT", name: "latent")],
        "Puts given pictures at the beginning of a latent of LTX Video.")

    private static func place(_ call: FilmCall) throws -> [Value] {
        let latent = try film(call)
        if call.has("bypass"), try call.inputs.bool("bypass") { return [call.inputs["latent"] ?? .null] }
        let vae = try call.inputs.vae()
        let (height, width) = (latent.shape[3] * vae.downscale, latent.shape[4] * vae.downscale)
        let pictures = try call.encoded(call.fitted(call.inputs.image("image"), width: width, height: height))
        return [try begun(latent, with: pictures, strength: Float(call.inputs.float("strength")))]
    }

    /// The samples of the input `latent`. [B, C, T, h, w]
    private static func film(_ call: FilmCall) throws -> Tensor {
        let samples = try call.inputs.latent("latent", ranks: Latent.anyRank).samples
        guard samples.rank == 5 else {
            throw NodeError("ValueError", "latent is not a latent of a film: \(samples.shape)")
        }
        return samples
    }

    /// The mask of the input `latent`, or one that lets all be made. [B, 1, T, h, w], or [B, 1, T, 1, 1]
    private static func mask(_ call: FilmCall, _ samples: Tensor) throws -> Tensor {
        guard let mask = call.inputs["latent"]?.dictionary?["noise_mask"]?.tensor else {
            return Tensor(repeating: 1, [samples.shape[0], 1, samples.shape[2], 1, 1])
        }
        guard mask.rank == 5, mask.shape[2] == samples.shape[2] else {
            throw NodeError("ValueError", "the latent's noise_mask of shape \(mask.shape) is none of a film")
        }
        return try floats(mask)
    }

    // MARK: Guides

    private static let guideSchema: NodeSchema = .v3(
        "LTXVAddGuide", category: "conditioning/video_models",
        inputs: [
            .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"), .socket("vae", "VAE"),
            .socket("latent", "LATENT"), .socket("image", "IMAGE"),
            .int("frame_idx", default: 0, min: -9999, max: 9999),
            .float("strength", default: 1.0, min: 0.0, max: 1.0, step: 0.01),
        ],
        outputs: .promptsAndLatent(), "Adds pictures to a latent of LTX Video that guide the film at one of its frames."
    )

    private static func guide(_ call: FilmCall) throws -> [Value] {
        let vae = try call.inputs.vae()
        let scale = max(vae.frames(of: 2) - 1, 1)
        let samples = try film(call)
        let mask = try mask(call, samples)
        let images = try call.inputs.image("image")
        let count = (images.shape[0] - 1) / scale * scale + 1
        let (height, width) = (samples.shape[3] * vae.downscale, samples.shape[4] * vae.downscale)
        let part = try call.encoded(
            call.fitted(images.slice(0..<count), width: width, height: height, crop: .disabled))
        var frame = try call.inputs.int("frame_idx")
        if frame < 0 {
            frame = max((samples.shape[2] - (try keyframes(call)) - 1) * scale + 1 + frame, 0)
        }
        if count > 1, frame != 0 { frame = (frame - 1) / scale * scale + 1 }
        guard (frame + scale - 1) / scale + part.shape[2] <= samples.shape[2] else {
            throw NodeError("ValueError", "Conditioning frames exceed the length of the latent sequence.")
        }
        let places = coordinates(part, frame: frame, scales: [scale, vae.downscale, vae.downscale])
        let strength = Float(try call.inputs.float("strength"))
        let prompts = try call.both { (entry, _) throws(NodeError) in
            let old = (entry.others.first { $0.key == "keyframe_idxs" }?.value as? Value)?.tensor
            let all = try FilmTensors.joined([old, places].compactMap { $0 }, axis: 2)
            entry.set("keyframe_idxs", .tensor(all))
        }
        let more = Layout.repeated(part, toBatch: samples.shape[0])
        var latent = Latent(try FilmTensors.joined([samples, more], axis: 2))
        let weight = Tensor(
            repeating: 1 - strength, [mask.shape[0], 1, part.shape[2], mask.shape[3], mask.shape[4]])
        latent.setNoiseMask(try FilmTensors.joined([mask, weight], axis: 2))
        return prompts + [latent.value]
    }

    /// Where each place of a latent begins and ends, in frames and pixels; the first latent frame is one frame.
    /// part: [B, C, t, h, w] -> [B, 3, t h w, 2]
    private static func coordinates(_ part: Tensor, frame: Int, scales: [Int]) -> Tensor {
        let sizes = Array(part.shape[2...])
        let count = sizes.reduce(1, *)
        var values: [Float] = []
        values.reserveCapacity(part.shape[0] * 3 * count * 2)
        for _ in 0..<part.shape[0] {
            for axis in 0..<3 {
                for place in 0..<count {
                    let at = [place / (sizes[1] * sizes[2]), place / sizes[2] % sizes[1], place % sizes[2]][axis]
                    for edge in 0..<2 {
                        var value = (at + edge) * scales[axis]
                        if axis == 0 {
                            if frame == 0 { value = max(value + 1 - scales[0], 0) }
                            value += frame
                        }
                        values.append(Float(value))
                    }
                }
            }
        }
        return Tensor(values, shape: [part.shape[0], 3, count, 2])
    }

    /// How many latent frames of the film are guides, as the positive prompt tells.
    private static func keyframes(_ call: FilmCall) throws -> Int {
        let prompt = try call.inputs.conditioning("positive")
        let known = prompt.entries.lazy.compactMap { entry in
            (entry.others.first { $0.key == "keyframe_idxs" }?.value as? Value)?.tensor
        }.first
        guard let known, known.rank == 4, known.shape[1] == 3, known.shape[3] == 2 else { return 0 }
        let values = try floats(known).floats
        let places = known.shape[2]
        var starts = Set<Float>()
        for item in 0..<known.shape[0] {
            for place in 0..<places { starts.insert(values[(item * 3 * places + place) * 2]) }
        }
        return starts.count
    }

    private static let cropSchema: NodeSchema = .v3(
        "LTXVCropGuides", category: "conditioning/video_models",
        inputs: [
            .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"), .socket("latent", "LATENT"),
        ],
        outputs: .promptsAndLatent(), "Takes the frames that guided a film out of its latent.")

    private static func crop(_ call: FilmCall) throws -> [Value] {
        let samples = try film(call)
        let mask = try mask(call, samples)
        let guides = try keyframes(call)
        let rest = samples.shape[2] - guides
        guard rest > 0 else {
            throw NodeError("ValueError", "the latent has \(samples.shape[2]) frames, of which \(guides) guide")
        }
        let prompts = try call.both { (entry, _) throws(NodeError) in
            if guides > 0 { entry.set("keyframe_idxs", .null) }
        }
        var latent = Latent(Layout.part(samples, axis: 2, 0..<rest))
        latent.setNoiseMask(Layout.part(mask, axis: 2, 0..<rest))
        return prompts + [latent.value]
    }
}
