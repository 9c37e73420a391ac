internal import Formats
internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// Films that Wan makes after other films, masks and subjects.
enum WanControls {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            FilmNode(environment, funSchema, fun), FilmNode(environment, fun22Schema, fun22),
            FilmNode(environment, vaceSchema, vace), FilmNode(environment, phantomSchema, phantom),
        ]
    }

    private static let funSchema: NodeSchema = .v3(
        "WanFunControlToVideo", category: "conditioning/video_models",
        inputs: .film([
            .socket("clip_vision_output", "CLIP_VISION_OUTPUT", section: .optional),
            .socket("start_image", "IMAGE", section: .optional), .socket("control_video", "IMAGE", section: .optional),
        ]),
        outputs: .promptsAndLatent(), "Shows Wan Fun a film to follow and the picture that its own begins with.")

    private static func fun(_ call: FilmCall) throws -> [Value] {
        let shape = try call.shape(channels: 16)
        let latent = try control(call, shape, FilmTensors.wan21)
        let seen = try call.seen()
        return try call.both { (entry, _) throws(NodeError) in
            entry.concatLatent = latent
            entry.set("clip_vision_output", seen)
        } + [call.emptyLatent(shape)]
    }

    /// The film to follow, then the picture of the start: twice the channels.
    private static func control(_ call: FilmCall, _ shape: [Int], _ means: [Float]) throws -> Tensor {
        let halves = try ["control_video", "start_image"].map { name in
            let empty = try FilmTensors.blank(shape, means)
            guard call.has(name) else { return empty }
            return try FilmTensors.placing(call.encoded(call.pictures(name)), in: empty)
        }
        return try FilmTensors.joined(halves, axis: 1)
    }

    private static let fun22Schema: NodeSchema = .v3(
        "Wan22FunControlToVideo", category: "conditioning/video_models",
        inputs: .film([
            .socket("ref_image", "IMAGE", section: .optional), .socket("control_video", "IMAGE", section: .optional),
        ]),
        outputs: .promptsAndLatent(), "Shows Wan 2.2 Fun a film to follow and a picture to look at.")

    private static func fun22(_ call: FilmCall) throws -> [Value] {
        let vae = try call.inputs.vae()
        let channels = vae.latentChannels
        let shape = try call.shape(channels: channels, downscale: vae.downscale)
        let latent = try control(call, shape, channels == 48 ? FilmTensors.wan22 : FilmTensors.wan21)
        let mask = Tensor(repeating: 1, [1, 4, shape[2], shape[3], shape[4]])
        let reference = try call.has("ref_image") ? call.encoded(call.pictures("ref_image", count: 1)) : nil
        return try call.both { (entry, _) throws(NodeError) in
            (entry.concatLatent, entry.concatMask) = (latent, mask)
            entry.set("concat_mask_index", .int(Int128(channels)))
            if let reference { entry.referenceLatents = (entry.referenceLatents ?? []) + [reference] }
        } + [call.emptyLatent(shape)]
    }

    // MARK: VACE

    private static let vaceSchema: NodeSchema = .v3(
        "WanVaceToVideo", category: "conditioning/video_models",
        inputs: .film([
            .float("strength", default: 1.0, min: 0.0, max: 1000.0, step: 0.01),
            .socket("control_video", "IMAGE", section: .optional), .socket("control_masks", "MASK", section: .optional),
            .socket("reference_image", "IMAGE", section: .optional),
        ]),
        outputs: .promptsAndLatent([OutputSchema("INT", name: "trim_latent")]),
        aliases: ["video conditioning", "video control"],
        "Shows Wan VACE a film, which parts of it are to be made anew and a picture to look at.")

    private static func vace(_ call: FilmCall) throws -> [Value] {
        let length = try call.size("length")
        let strength = try call.inputs.float("strength")
        var shape = try call.shape(channels: 16)
        guard try call.size("width") % 8 == 0, try call.size("height") % 8 == 0 else {
            throw NodeError("ValueError", "width and height must be multiples of 8")
        }
        var film = try call.grey(length)
        if call.has("control_video") {
            film.replaceItems(from: 0, with: try WanPictures.threeChannels(call.pictures("control_video")))
        }
        let mask = try fullMask(call, length)
        var frames = try FilmTensors.joined(
            [call.encoded(kept(film, mask) { 1 - $0 }), call.encoded(kept(film, mask) { $0 })], axis: 1)
        var places = folded(mask, frames: shape[2])
        var added = 0
        if call.has("reference_image") {
            let picture = try call.encoded(call.pictures("reference_image", count: 1))
            let reference = try FilmTensors.joined(
                [picture, FilmTensors.blank(picture.shape, FilmTensors.wan21)], axis: 1)
            frames = try FilmTensors.joined([reference, frames], axis: 2)
            added = picture.shape[2]
            let seen = Tensor(zeros: [1, 64, min(added, places.shape[2]), places.shape[3], places.shape[4]])
            places = try FilmTensors.joined([seen, places], axis: 2)
            shape[2] += added
        }
        return try call.both { (entry, _) throws(NodeError) in
            entry.append("vace_frames", .tensor(frames))
            entry.append("vace_mask", .tensor(places))
            entry.append("vace_strength", .float(strength))
        } + [call.emptyLatent(Allocation.checked(shape, "a latent")), .int(Int128(added))]
    }

    /// [length, height, width, 1], 1 where nothing is given
    private static func fullMask(_ call: FilmCall, _ length: Int) throws -> Tensor {
        let (height, width) = (try call.size("height"), try call.size("width"))
        var mask = Tensor(repeating: 1, try Allocation.checked([length, height, width, 1], "a mask"))
        if call.has("control_masks") {
            let given = try call.inputs.mask("control_masks")
            mask.replaceItems(
                from: 0,
                with: try Resampling.mask(
                    given.slice(0..<min(given.shape[0], length)), width: width, height: height, crop: .center,
                    cancellation: call.cancellation))
        }
        return mask
    }

    /// The film around its grey, times a weight from the mask.
    private static func kept(_ film: Tensor, _ mask: Tensor, _ weight: (Float) -> Float) -> Tensor {
        Layout.map(film.shape, from: film) { source, target in
            mask.withFloats { mask in
                for i in target.indices.halting() { target[i] = (source[i] - 0.5) * weight(mask[i / 3]) + 0.5 }
            }
        }
    }

    /// The 8x8 pixels of a place as channels, the nearest picture for each latent frame.
    /// mask: [L, H, W, 1] -> [1, 64, T, H / 8, W / 8]
    private static func folded(_ mask: Tensor, frames: Int) -> Tensor {
        let (length, high, wide) = (mask.shape[0], mask.shape[1] / 8, mask.shape[2] / 8)
        let step = Float(length) / Float(frames)
        return Layout.map([1, 64, frames, high, wide], from: mask) { source, target in
            var at = 0
            for pixel in 0..<64 {
                for frame in (0..<frames).halting(each: high * wide) {
                    let picture = min(Int((Float(frame) + 0.5) * step), length - 1)
                    for y in 0..<high {
                        let row = (picture * high + y) * 8 + pixel / 8
                        for x in 0..<wide {
                            target[at] = source[row * wide * 8 + x * 8 + pixel % 8]
                            at += 1
                        }
                    }
                }
            }
        }
    }

    // MARK: Subjects

    private static let phantomSchema: NodeSchema = .v3(
        "WanPhantomSubjectToVideo", category: "conditioning/video_models",
        inputs: .film([.socket("images", "IMAGE", section: .optional)]),
        outputs: [
            OutputSchema("CONDITIONING", name: "positive"), OutputSchema("CONDITIONING", name: "negative_text"),
            OutputSchema("CONDITIONING", name: "negative_img_text"), OutputSchema("LATENT", name: "latent"),
        ], "Shows Wan Phantom the subjects of a film.")

    private static func phantom(_ call: FilmCall) throws -> [Value] {
        let shape = try call.shape(channels: 16)
        var subjects: Tensor?
        if call.has("images") {
            let pictures = try call.pictures("images")
            let parts = try (0..<pictures.shape[0]).map { try call.encoded(pictures.slice($0..<$0 + 1)) }
            subjects = try FilmTensors.joined(parts, axis: 2)
        }
        let nothing = try subjects.map { try FilmTensors.blank($0.shape, FilmTensors.wan21) }
        func prompt(_ name: String, _ latent: Tensor?) throws -> Value {
            try call.inputs.conditioning(name) { (entry) throws(NodeError) in
                entry.set("time_dim_concat", latent.map { .tensor($0) })
            }
        }
        return [
            try prompt("positive", subjects), try prompt("negative", subjects), try prompt("negative", nothing),
            try call.emptyLatent(shape),
        ]
    }
}
