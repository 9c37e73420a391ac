internal import Formats
internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// Films that Wan makes to a sound, which a node of a host has encoded.
enum WanSounds {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            FilmNode(environment, humoSchema, humo),
            FilmNode(environment, speechSchema) { try speech($0, isMore: false) },
            FilmNode(environment, moreSchema) { try speech($0, isMore: true) },
        ]
    }

    private static let humoSchema: NodeSchema = NodeSchema.v3(
        "WanHuMoImageToVideo", category: "conditioning/video_models",
        inputs: .film(
            length: 97,
            [
                .socket("audio_encoder_output", "AUDIO_ENCODER_OUTPUT", section: .optional),
                .socket("ref_image", "IMAGE", section: .optional),
            ]),
        outputs: .promptsAndLatent(), "Shows Wan HuMo a person and lets it hear a sound."
    ).with { $0.isExperimental = true }

    private static func humo(_ call: FilmCall) throws -> [Value] {
        let shape = try call.shape(channels: 16)
        let picture =
            try call.has("ref_image")
            ? call.encoded(call.pictures("ref_image", count: 1))
            : Tensor(zeros: [shape[0], 16, 1, shape[3], shape[4]])
        let sound =
            try call.has("audio_encoder_output")
            ? EncodedSound(call.inputs["audio_encoder_output"]).windows(pictures: call.size("length"))
            : Tensor(allocatingZeros: Allocation.checked([shape[0], shape[2] + 1, 8, 5, 1280], "a sound"))
        return try call.both { (entry, isPositive) throws(NodeError) in
            let seen = isPositive ? picture : Tensor(zeros: picture.shape)
            entry.referenceLatents = (entry.referenceLatents ?? []) + [seen]
            entry.set("audio_embed", .tensor(isPositive ? sound : Tensor(zeros: sound.shape)))
        } + [call.emptyLatent(shape)]
    }

    // MARK: Speech

    private static let speechSchema: NodeSchema = .v3(
        "WanSoundImageToVideo", category: "conditioning/video_models",
        inputs: .film(
            length: 77,
            [
                .socket("audio_encoder_output", "AUDIO_ENCODER_OUTPUT", section: .optional),
                .socket("ref_image", "IMAGE", section: .optional),
                .socket("control_video", "IMAGE", section: .optional),
                .socket("ref_motion", "IMAGE", section: .optional),
            ]),
        outputs: .promptsAndLatent(), "Shows Wan S2V a person and lets it hear a sound.")

    private static let moreSchema: NodeSchema = .v3(
        "WanSoundImageToVideoExtend", category: "conditioning/video_models",
        inputs: [
            .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"), .socket("vae", "VAE"),
            .int("length", default: 77, min: 1, max: 16384, step: 4, linked: .linkedSizes),
            .socket("video_latent", "LATENT"),
            .socket("audio_encoder_output", "AUDIO_ENCODER_OUTPUT", section: .optional),
            .socket("ref_image", "IMAGE", section: .optional), .socket("control_video", "IMAGE", section: .optional),
        ],
        outputs: .promptsAndLatent(), "Lets Wan S2V go on with a film and its sound.")

    /// - Parameter isMore: the film goes on with that of the input `video_latent`.
    private static func speech(_ call: FilmCall, isMore: Bool) throws -> [Value] {
        var motion: Tensor?
        var offset = 0
        let shape: [Int]
        let size: (width: Int, height: Int)
        if isMore {
            let before = try call.inputs.latent("video_latent", ranks: Latent.anyRank).samples
            guard before.rank == 5 else {
                throw NodeError("ValueError", "video_latent is not a latent of a film: \(before.shape)")
            }
            (motion, offset) = (before, before.shape[2] * 4)
            size = (before.shape[4] * 8, before.shape[3] * 8)
            shape = try Allocation.checked(
                [before.shape[0], 16, call.latentFrames(), before.shape[3], before.shape[4]], "a latent")
        } else {
            size = (try call.size("width"), try call.size("height"))
            shape = try call.shape(channels: 16)
            motion = try call.has("ref_motion") ? encodedMotion(call, size) : nil
        }
        func encoded(_ name: String, _ count: Int) throws -> Tensor? {
            guard call.has(name) else { return nil }
            let images = try call.inputs.image(name)
            return try call.encoded(
                call.fitted(images.slice(0..<min(images.shape[0], count)), width: size.width, height: size.height))
        }
        let picture = try encoded("ref_image", 1)
        var control = try FilmTensors.blank(shape, FilmTensors.wan21)
        if let film = try encoded("control_video", call.size("length")) {
            control = try FilmTensors.placing(film, in: control)
        }
        let sound =
            try call.has("audio_encoder_output")
            ? EncodedSound(call.inputs["audio_encoder_output"]).bucket(from: offset, frames: shape[2] * 4) : nil
        let last = motion.map { Layout.part($0, axis: 2, max($0.shape[2] - 19, 0)..<$0.shape[2]) }
        return try call.both { (entry, isPositive) throws(NodeError) in
            if let sound { entry.set("audio_embed", .tensor(isPositive ? sound : Tensor(zeros: sound.shape))) }
            if let picture { entry.referenceLatents = (entry.referenceLatents ?? []) + [picture] }
            entry.set("reference_motion", last.map { .tensor($0) })
            entry.set("control_video", .tensor(control))
        } + [call.emptyLatent(shape)]
    }

    /// The last 73 pictures of a film, grey before them if there are fewer.
    private static func encodedMotion(_ call: FilmCall, _ size: (width: Int, height: Int)) throws -> Tensor {
        let images = try call.inputs.image("ref_motion")
        let count = min(images.shape[0], 73)
        let fitted = try WanPictures.threeChannels(
            call.fitted(images.slice(images.shape[0] - count..<images.shape[0]), width: size.width, height: size.height)
        )
        var film = try call.grey(73)
        film.replaceItems(from: 73 - count, with: fitted)
        return try call.encoded(film)
    }
}
