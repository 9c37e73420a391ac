internal import Formats
internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// Shows Wan Animate a character, and how body and face move, piece by piece of a longer film.
enum WanAnimate {
    static func all(_ environment: NodeEnvironment) -> [any Node] { [FilmNode(environment, schema, animate)] }

    private static let schema: NodeSchema = NodeSchema.v3(
        "WanAnimateToVideo", category: "conditioning/video_models",
        inputs: .film(
            length: 77,
            [
                .int("continue_motion_max_frames", default: 5, min: 1, max: 16384, step: 4),
                .int("video_frame_offset", default: 0, min: 0, max: 16384, step: 1),
                .socket("clip_vision_output", "CLIP_VISION_OUTPUT", section: .optional),
                .socket("reference_image", "IMAGE", section: .optional),
                .socket("face_video", "IMAGE", section: .optional), .socket("pose_video", "IMAGE", section: .optional),
                .socket("background_video", "IMAGE", section: .optional),
                .socket("character_mask", "MASK", section: .optional),
                .socket("continue_motion", "IMAGE", section: .optional),
            ]),
        outputs: .promptsAndLatent([
            OutputSchema("INT", name: "trim_latent"), OutputSchema("INT", name: "trim_image"),
            OutputSchema("INT", name: "video_frame_offset"),
        ]), "Shows Wan Animate a character, and how its body and its face move."
    ).with { $0.isExperimental = true }

    private static func animate(_ call: FilmCall) throws -> [Value] {
        let length = try call.size("length")
        let shape = try call.shape(channels: 16)
        let character = try call.encoded(reference(call))
        let (frames, high, wide) = (shape[2], character.shape[3], character.shape[4])
        var offset = try call.size("video_frame_offset")

        // what the piece before has left, then the background, then grey
        var film = try call.grey(length)
        var begun = 0
        if call.has("continue_motion") {
            let motion = try last(call, "continue_motion", call.size("continue_motion_max_frames"))
            offset = max(0, offset - motion.shape[0])
            let pictures = try WanPictures.threeChannels(
                call.fitted(motion.slice(max(motion.shape[0] - length, 0)..<motion.shape[0]), .area))
            film.replaceItems(from: 0, with: pictures)
            begun = (pictures.shape[0] - 1) / 4 + 1
        }
        let kept = max(0, begun * 4 - 3)
        if let background = try piece(call, "background_video", offset, length), background.shape[0] > kept {
            let pictures = try WanPictures.threeChannels(call.fitted(background, .area))
            film.replaceItems(from: kept, with: pictures.slice(kept..<pictures.shape[0]))
        }

        var mask = Tensor(repeating: 1, [1, 1, frames * 4, high, wide])
        if begun > 0 {
            mask = try FilmTensors.placing(Tensor(zeros: [1, 1, min(begun * 4, frames * 4), high, wide]), in: mask)
        }
        if let figure = try figure(call, offset, length, width: wide, height: high), figure.shape[2] > kept {
            mask = try FilmTensors.placing(
                Layout.part(figure, axis: 2, kept..<figure.shape[2]), in: mask, at: kept)
        }
        let known = Tensor(zeros: [1, 4, character.shape[2], high, wide])
        let latent = try FilmTensors.joined([character, call.encoded(film)], axis: 2)
        let places = try FilmTensors.joined([known, FilmTensors.folded(mask)], axis: 2)

        let pose = try poses(call, offset, length)
        let face = try faces(call, offset, length)
        let still = face.map { Tensor(repeating: -1, $0.shape) }
        let seen = try call.seen()
        let prompts = try call.both { (entry, isPositive) throws(NodeError) in
            entry.set("clip_vision_output", seen)
            entry.set("pose_video_latent", pose.map { .tensor($0) })
            entry.set("face_video_pixels", (isPositive ? face : still).map { .tensor($0) })
            (entry.concatLatent, entry.concatMask) = (latent, places)
        }
        let trimmed = character.shape[2]
        let empty = try Allocation.checked([shape[0], 16, frames + trimmed, shape[3], shape[4]], "a latent")
        return prompts + [
            try call.emptyLatent(empty), .int(Int128(trimmed)), .int(Int128(kept)), .int(Int128(offset + length)),
        ]
    }

    /// The character's picture; black without one.
    private static func reference(_ call: FilmCall) throws -> Tensor {
        guard call.has("reference_image") else {
            return Tensor(zeros: try Allocation.checked([1, call.size("height"), call.size("width"), 3], "a picture"))
        }
        return try call.pictures("reference_image", .area)
    }

    private static func last(_ call: FilmCall, _ name: String, _ count: Int) throws -> Tensor {
        let images = try call.inputs.image(name)
        return images.slice(max(images.shape[0] - count, 0)..<images.shape[0])
    }

    /// At most `length` pictures of a film from a place on; nil where it ends before.
    private static func piece(_ call: FilmCall, _ name: String, _ offset: Int, _ length: Int) throws -> Tensor? {
        guard call.has(name) else { return nil }
        let images = try call.inputs.image(name)
        guard images.shape[0] > offset else { return nil }
        return images.slice(offset..<min(images.shape[0], offset + length))
    }

    /// How the body moves; the last picture stands for those that are missing.
    private static func poses(_ call: FilmCall, _ offset: Int, _ length: Int) throws -> Tensor? {
        guard let given = try piece(call, "pose_video", offset, length) else { return nil }
        let film = try call.fitted(given, .area)
        let count = film.shape[0]
        _ = try Allocation.checked([length] + film.shape.dropFirst(), "a film")
        let rest = (count..<max(length, count)).map { _ in film.slice(count - 1..<count) }
        return try call.encoded(Tensor.concatenated([film] + rest))
    }

    /// The face, 512x512 in -1...1. [1, C, T, 512, 512]
    private static func faces(_ call: FilmCall, _ offset: Int, _ length: Int) throws -> Tensor? {
        guard let given = try piece(call, "face_video", offset, length) else { return nil }
        let film = try call.fitted(given, .area, width: 512, height: 512).map { $0 * 2 - 1 }
        let (count, channels) = (film.shape[0], film.shape[3])
        return Layout.transposed(film.reshaped([1, count * 512 * 512, channels]), count * 512 * 512, channels)
            .reshaped([1, channels, count, 512, 512])
    }

    /// Where the character is to be. [1, 1, T, h, w]
    private static func figure(
        _ call: FilmCall, _ offset: Int, _ length: Int, width: Int, height: Int
    ) throws -> Tensor? {
        guard call.has("character_mask") else { return nil }
        var masks = try call.inputs.mask("character_mask")
        if masks.shape[0] == 1 {
            _ = try Allocation.checked([length] + masks.shape.dropFirst(), "a mask")
            masks = Layout.repeated(masks, toBatch: length)
        } else {
            guard masks.shape[0] > offset else { return nil }
            masks = masks.slice(offset..<masks.shape[0])
        }
        masks = masks.slice(0..<min(masks.shape[0], length))
        return try Resampling.mask(
            masks, width: width, height: height, .nearestExact, crop: .center, cancellation: call.cancellation
        ).reshaped([1, 1, masks.shape[0], height, width])
    }
}
