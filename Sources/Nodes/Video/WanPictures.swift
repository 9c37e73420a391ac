internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// Films that begin, or end, with given pictures: what Wan's and Hunyuan's networks are shown of them.
enum WanPictures {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            FilmNode(environment, wanSchema, wan),
            FilmNode(environment, lastFramesSchema) { call in
                try ends(call, seen: [call.seen("clip_vision_start_image"), call.seen("clip_vision_end_image")])
            },
            FilmNode(environment, inpaintingSchema) { call in try ends(call, seen: [call.seen()]) },
            FilmNode(environment, cameraSchema, camera), FilmNode(environment, wan22Schema, wan22),
            FilmNode(environment, hunyuan15Schema, hunyuan15), FilmNode(environment, kandinskySchema, kandinsky),
        ]
    }

    private static let wanSchema: NodeSchema = .v3(
        "WanImageToVideo", category: "conditioning/video_models",
        inputs: .film([
            .socket("clip_vision_output", "CLIP_VISION_OUTPUT", section: .optional),
            .socket("start_image", "IMAGE", section: .optional),
        ]),
        outputs: .promptsAndLatent(), "Shows Wan the picture that a film begins with.")

    private static func wan(_ call: FilmCall) throws -> [Value] {
        let shape = try call.shape(channels: 16)
        let start = try call.has("start_image") ? beginning(call, frames: shape[2]) : nil
        let seen = try call.seen()
        return try call.both { (entry, _) throws(NodeError) in
            if let start { (entry.concatLatent, entry.concatMask) = (start.latent, start.mask) }
            entry.set("clip_vision_output", seen)
        } + [call.emptyLatent(shape)]
    }

    /// The pictures of `start_image` and grey ones behind them, and which latent frames are to be made.
    static func beginning(_ call: FilmCall, frames: Int) throws -> (latent: Tensor, mask: Tensor) {
        let start = try call.pictures("start_image")
        let count = start.shape[0]
        let rest = try call.size("length") - count
        let film = try rest > 0 ? FilmTensors.joined([threeChannels(start), call.grey(rest)], axis: 0) : start
        let latent = try call.encoded(film)
        let shape = [frames, latent.shape[3], latent.shape[4]]
        return (latent, FilmTensors.mask(zeros: (count - 1) / 4 + 1, like: shape))
    }

    static func threeChannels(_ pictures: Tensor) throws(NodeError) -> Tensor {
        guard pictures.shape[3] >= 3 else {
            throw NodeError("ValueError", "pictures of 3 channels are needed, not of \(pictures.shape[3])")
        }
        return Layout.matchingChannels(pictures, 3)
    }

    // MARK: Both ends

    private static let lastFramesSchema: NodeSchema = .v3(
        "WanFirstLastFrameToVideo", category: "conditioning/video_models",
        inputs: .film([
            .socket("clip_vision_start_image", "CLIP_VISION_OUTPUT", section: .optional),
            .socket("clip_vision_end_image", "CLIP_VISION_OUTPUT", section: .optional),
            .socket("start_image", "IMAGE", section: .optional), .socket("end_image", "IMAGE", section: .optional),
        ]),
        outputs: .promptsAndLatent(), "Shows Wan the pictures that a film begins and ends with.")

    private static let inpaintingSchema: NodeSchema = .v3(
        "WanFunInpaintToVideo", category: "conditioning/video_models",
        inputs: .film([
            .socket("clip_vision_output", "CLIP_VISION_OUTPUT", section: .optional),
            .socket("start_image", "IMAGE", section: .optional), .socket("end_image", "IMAGE", section: .optional),
        ]),
        outputs: .promptsAndLatent(), "Shows Wan Fun the pictures that a film begins and ends with.")

    private static func ends(_ call: FilmCall, seen: [Value?]) throws -> [Value] {
        let vae = try call.inputs.vae()
        let length = try call.size("length")
        let shape = try call.shape(channels: vae.latentChannels, downscale: vae.downscale)
        var film = try call.grey(length)
        var mask = Tensor(repeating: 1, [1, 1, shape[2] * 4, shape[3], shape[4]])
        let total = mask.shape[2]
        if call.has("start_image") {
            let start = try threeChannels(call.pictures("start_image"))
            film.replaceItems(from: 0, with: start)
            mask = try FilmTensors.placing(zeros(mask, min(start.shape[0] + 3, total)), in: mask)
        }
        if call.has("end_image") {
            let images = try call.inputs.image("end_image")
            let end = try threeChannels(
                call.fitted(images.slice(max(images.shape[0] - length, 0)..<images.shape[0])))
            film.replaceItems(from: length - end.shape[0], with: end)
            mask = try FilmTensors.placing(zeros(mask, end.shape[0]), in: mask, at: total - end.shape[0])
        }
        let latent = try call.encoded(film)
        let given = seen.compactMap { $0 }
        let both = given.count == 2 ? try sideBySide(call) : given.first
        return try call.both { (entry, _) throws(NodeError) in
            (entry.concatLatent, entry.concatMask) = (latent, FilmTensors.folded(mask))
            entry.set("clip_vision_output", both)
        } + [call.emptyLatent(shape)]
    }

    private static func zeros(_ mask: Tensor, _ count: Int) -> Tensor {
        Tensor(zeros: [1, 1, count, mask.shape[3], mask.shape[4]])
    }

    /// The tokens of both pictures one behind the other.
    private static func sideBySide(_ call: FilmCall) throws(NodeError) -> Value {
        let outputs = [
            try call.inputs.clipVisionOutput("clip_vision_start_image"),
            try call.inputs.clipVisionOutput("clip_vision_end_image"),
        ]
        let tokens = try FilmTensors.joined(outputs.map(\.penultimate), axis: 1)
        return .object(
            CLIPVisionOutputObject(
                CLIPVisionOutput(lastHidden: outputs[0].lastHidden, penultimate: tokens, embeds: outputs[0].embeds)))
    }

    // MARK: A moving camera, and the mask in the latent

    private static let cameraSchema: NodeSchema = .v3(
        "WanCameraImageToVideo", category: "conditioning/video_models",
        inputs: .film([
            .socket("clip_vision_output", "CLIP_VISION_OUTPUT", section: .optional),
            .socket("start_image", "IMAGE", section: .optional),
            .socket("camera_conditions", "WAN_CAMERA_EMBEDDING", section: .optional),
        ]),
        outputs: .promptsAndLatent(), "Shows Wan Fun the picture that a film begins with and the way of the camera.")

    private static func camera(_ call: FilmCall) throws -> [Value] {
        let shape = try call.shape(channels: 16)
        var picture: (latent: Tensor, mask: Tensor)?
        if call.has("start_image") {
            let start = try call.pictures("start_image")
            let latent = try FilmTensors.placing(call.encoded(start), in: FilmTensors.blank(shape, FilmTensors.wan21))
            let places = [shape[2] * 4, shape[3], shape[4]]
            picture = (latent, FilmTensors.folded(FilmTensors.mask(zeros: start.shape[0] + 3, like: places)))
        }
        let seen = try call.seen()
        let path = call.has("camera_conditions") ? call.inputs["camera_conditions"] : nil
        return try call.both { (entry, _) throws(NodeError) in
            if let picture { (entry.concatLatent, entry.concatMask) = (picture.latent, picture.mask) }
            entry.set("camera_conditions", path)
            entry.set("clip_vision_output", seen)
        } + [call.emptyLatent(shape)]
    }

    private static let wan22Schema: NodeSchema = .v3(
        "Wan22ImageToVideoLatent", category: "conditioning/inpaint",
        inputs: .film(
            of: [.socket("vae", "VAE")], width: 1280, height: 704, length: 49, step: 32,
            [.socket("start_image", "IMAGE", section: .optional)]), outputs: [OutputSchema("LATENT")],
        "A latent of Wan 2.2 whose first frames are given pictures.")

    private static func wan22(_ call: FilmCall) throws -> [Value] {
        let shape = try call.shape(batch: 1, channels: 48, downscale: 16)
        guard call.has("start_image") else { return [try call.emptyLatent(shape)] }
        let start = try call.encoded(call.pictures("start_image"))
        return [
            try StartLatent.value(
                call, FilmTensors.placing(start, in: Tensor(zeros: shape)),
                FilmTensors.mask(zeros: start.shape[2], like: shape), means: FilmTensors.wan22)
        ]
    }

    // MARK: Hunyuan and Kandinsky

    private static let hunyuan15Schema: NodeSchema = .v3(
        "HunyuanVideo15ImageToVideo", category: "conditioning/video_models",
        inputs: .film(
            width: 848, length: 33,
            [
                .socket("start_image", "IMAGE", section: .optional),
                .socket("clip_vision_output", "CLIP_VISION_OUTPUT", section: .optional),
            ]),
        outputs: .promptsAndLatent(), "Shows HunyuanVideo 1.5 the picture that a film begins with.")

    private static func hunyuan15(_ call: FilmCall) throws -> [Value] {
        let shape = try call.shape(channels: 32, downscale: 16)
        var picture: (latent: Tensor, mask: Tensor)?
        if call.has("start_image") {
            let start = try call.pictures("start_image")
            picture = (
                try FilmTensors.placing(call.encoded(start), in: Tensor(zeros: shape)),
                FilmTensors.mask(zeros: (start.shape[0] - 1) / 4 + 1, like: shape)
            )
        }
        let seen = try call.seen()
        return try call.both { (entry, _) throws(NodeError) in
            if let picture { (entry.concatLatent, entry.concatMask) = (picture.latent, picture.mask) }
            entry.set("clip_vision_output", seen)
        } + [call.emptyLatent(shape)]
    }

    private static let kandinskySchema: NodeSchema = .v3(
        "Kandinsky5ImageToVideo", category: "conditioning/video_models",
        inputs: .film(width: 768, height: 512, length: 121, [.socket("start_image", "IMAGE", section: .optional)]),
        outputs: .promptsAndLatent([OutputSchema("LATENT", name: "cond_latent")]),
        "Shows Kandinsky 5 the picture that a film begins with.")

    private static func kandinsky(_ call: FilmCall) throws -> [Value] {
        let shape = try call.shape(channels: 16)
        var start: (latent: Tensor, mask: Tensor)?
        if call.has("start_image") {
            let pictures = try call.pictures("start_image")
            start = (
                try call.encoded(pictures), FilmTensors.mask(zeros: (pictures.shape[0] - 1) / 4 + 1, like: shape)
            )
        }
        let prompts = try call.both { (entry, _) throws(NodeError) in
            guard let start else { return }
            entry.set("time_dim_replace", .tensor(start.latent))
            entry.concatMask = start.mask
        }
        let given = start.map { Latent($0.latent).value } ?? .dictionary([:])
        return prompts + [try call.emptyLatent(shape), given]
    }
}
