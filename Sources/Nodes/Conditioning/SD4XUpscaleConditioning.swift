internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct SD4XUpscaleConditioning: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "SD_4XUpscale_Conditioning", category: "conditioning/upscale_diffusion",
            inputs: [
                .socket("images", "IMAGE"), .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"),
                .float("scale_ratio", default: 4, min: 0, max: 10, step: 0.01),
                .float("noise_augmentation", default: 0, min: 0, max: 1, step: 0.001),
            ],
            outputs: .promptsAndLatent(), "Gives a picture to Stable Diffusion's x4 upscaler.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let images = try inputs.image("images")
        let (ratio, noise) = (try inputs.float("scale_ratio"), try inputs.float("noise_augmentation"))
        /// A quarter of the enlarged side.
        func side(_ length: Int) throws(NodeError) -> Int {
            let whole = max(1, (Double(length) * ratio).rounded(.toNearestOrEven))
            guard let pixels = Int(exactly: whole), pixels >= 4, pixels <= 1 << 24 else {
                throw NodeError("ValueError", "a picture of \(images.shape) times \(ratio) has no size")
            }
            return pixels / 4
        }
        let (height, width) = (try side(images.shape[1]), try side(images.shape[2]))
        guard images.shape[3] >= 3 else {
            throw NodeError("ValueError", "the upscaler wants pictures of 3 channels, not of shape \(images.shape)")
        }
        let colours = Layout.matchingChannels(images, 3).map { $0 * 2 - 1 }
        let small = try Resampling.latent(
            Layout.nchw(colours), width: width, height: height, .bilinear, crop: .center,
            cancellation: context.cancellation)
        let shape = try Allocation.checked([images.shape[0], 4, height, width], "a latent")
        let conditionings = try ["positive", "negative"].map { name in
            try inputs.conditioning(name) { entry in
                entry.concatImage = small
                entry.noiseAugmentation = noise
            }
        }
        return .values(conditionings[0], conditionings[1], Latent(Tensor(zeros: shape)).value)
    }
}
