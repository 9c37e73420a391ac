internal import Formats
internal import Images
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

/// Shows Stable Video Diffusion and Stable Video 3D the picture that they set in motion.
struct StillToFilm: Node {
    let environment: NodeEnvironment
    /// Stable Video 3D, which goes around it.
    let isOrbit: Bool

    var schema: NodeSchema { isOrbit ? Self.orbit : Self.video }

    private static let video: NodeSchema = NodeSchema(
        "SVD_img2vid_Conditioning", category: "conditioning/video_models",
        inputs: [
            .link("clip_vision", "CLIP_VISION"), .link("init_image", "IMAGE"), .link("vae", "VAE"),
            .int("width", default: 1024, min: 16, max: 16384, step: 8, linked: .linkedSizes),
            .int("height", default: 576, min: 16, max: 16384, step: 8, linked: .linkedSizes),
            .int("video_frames", default: 14, min: 1, max: 4096),
            .int("motion_bucket_id", default: 127, min: 1, max: 1023), .int("fps", default: 6, min: 1, max: 1024),
            .float("augmentation_level", default: 0.0, min: 0.0, max: 10.0, step: 0.01),
        ],
        outputs: .promptsAndLatent()
    ).with { $0.description = "Shows Stable Video Diffusion the picture that it sets in motion." }

    private static let orbit: NodeSchema = .v3(
        "SV3D_Conditioning", category: "conditioning/3d_models",
        inputs: [
            .socket("clip_vision", "CLIP_VISION"), .socket("init_image", "IMAGE"), .socket("vae", "VAE"),
            .int("width", default: 576, min: 16, max: 16384, step: 8, linked: .linkedSizes),
            .int("height", default: 576, min: 16, max: 16384, step: 8, linked: .linkedSizes),
            .int("video_frames", default: 21, min: 1, max: 4096),
            InputSchema(
                "elevation", .named("FLOAT"), ["default": 0.0, "max": 90.0, "min": -90.0, "round": false, "step": 0.1]),
        ],
        outputs: .promptsAndLatent(), "Shows Stable Video 3D the body that it goes around.")

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let model = try inputs.clipVision()
        let image = try inputs.image("init_image")
        let frames = try inputs.int("video_frames")
        let shape = try Allocation.checked(
            [frames, 4, inputs.int("height") / 8, inputs.int("width") / 8], "a latent")
        let compute = environment.compute(context.cancellation)
        let embeds = try translatingErrors { try model.encode(image, crops: true, compute) }.embeds
        guard embeds.rank == 2 else {
            throw NodeError("RuntimeError", "these models want a CLIP vision model, not SigLIP")
        }
        var picture = try Resampling.image(
            image, width: inputs.int("width"), height: inputs.int("height"), .bilinear, crop: .center,
            cancellation: context.cancellation)
        if !isOrbit { try disturb(&picture, by: Float(inputs.float("augmentation_level"))) }
        let latent = try translatingErrors { try inputs.vae().encode(picture, compute) }
        let facts = try isOrbit ? Self.views(frames, inputs.float("elevation")) : Self.motion(inputs)
        let hidden = embeds.reshaped([1] + embeds.shape)
        let prompts = [(hidden, latent), (Tensor(zeros: hidden.shape), Tensor(zeros: latent.shape))].map {
            (tokens, concat) -> Value in
            var entry = Conditioning.Entry(hidden: tokens)
            entry.concatLatent = concat
            entry.others = facts
            return Conditioning([entry]).value
        }
        return .values(prompts[0], prompts[1], Latent(try Tensor(allocatingZeros: shape)).value)
    }

    /// Noise on the picture. The reference's is another one in each run; this one is the same.
    private func disturb(_ picture: inout Tensor, by level: Float) throws {
        guard level > 0 else { return }
        let noise = try translatingErrors { [shape = picture.shape] in try NoiseSource.seeded(0).noise(shape: shape) }
        picture = try Broadcast.combine(picture, noise) { $0 + $1 * level }
    }

    private static func motion(_ inputs: NodeInputs) throws -> [(key: String, value: any Sendable)] {
        [
            ("motion_bucket_id", Value.int(Int128(try inputs.int("motion_bucket_id")))),
            ("fps", Value.int(Int128(try inputs.int("fps")))),
            ("augmentation_level", Value.float(try inputs.float("augmentation_level"))),
        ]
    }

    private static func views(_ frames: Int, _ elevation: Double) -> [(key: String, value: any Sendable)] {
        let step = 360 / Double(max(frames, 2) - 1)
        var azimuth = 0.0
        var azimuths: [Value] = []
        for _ in 0..<frames {
            azimuths.append(.float(azimuth))
            azimuth += step
        }
        return [
            ("elevation", Value.list([Value](repeating: .float(elevation), count: frames))),
            ("azimuth", Value.list(azimuths)),
        ]
    }
}
