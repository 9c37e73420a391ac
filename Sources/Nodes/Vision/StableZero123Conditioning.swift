internal import Formats
internal import Glibc
internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// Shows Stable Zero123 a picture and tells it from where it is to be seen.
struct StableZero123Conditioning: Node {
    /// One view, or one for each item of the batch, each a step further.
    let isBatched: Bool
    let environment: NodeEnvironment

    var schema: NodeSchema {
        func angle(_ name: String) -> InputSchema {
            .float(name, default: 0, min: -180, max: 180, step: 0.1, extra: ["round": false])
        }
        let steps = isBatched ? [angle("elevation_batch_increment"), angle("azimuth_batch_increment")] : []
        return NodeSchema.v3(
            isBatched ? "StableZero123_Conditioning_Batched" : "StableZero123_Conditioning",
            category: "conditioning/3d_models",
            inputs: [
                .socket("clip_vision", "CLIP_VISION"), .socket("init_image", "IMAGE"), .socket("vae", "VAE"),
                .int("width", default: 256, min: 16, max: maximumResolution, step: 8),
                .int("height", default: 256, min: 16, max: maximumResolution, step: 8),
                .int("batch_size", default: 1, min: 1, max: 4096), angle("elevation"), angle("azimuth"),
            ] + steps,
            outputs: .promptsAndLatent(), "Shows Stable Zero123 a picture, and from where it is to be seen.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (model, vae) = (try inputs.clipVision(), try inputs.vae())
        let image = try inputs.image("init_image")
        let (width, height) = (try inputs.int("width"), try inputs.int("height"))
        let batch = try inputs.int("batch_size")
        let shape = try Allocation.checked([batch, 4, height / 8, width / 8], "a latent")
        let compute = environment.compute(context.cancellation)
        let output = try translatingErrors { try model.encode(image, crops: true, compute) }
        let fitted = try Resampling.image(
            image, width: width, height: height, .bilinear, crop: .center, cancellation: context.cancellation)
        let picture = try translatingErrors { try vae.encode(fitted, compute) }
        guard output.embeds.rank == 2 else {
            throw NodeError("RuntimeError", "Stable Zero123 wants a CLIP vision model, not SigLIP")
        }
        // the pictures' embeddings are tokens; views are items
        let (tokens, embedding) = (output.embeds.shape[0], output.embeds.shape[1])
        let views = isBatched ? batch : 1
        let (elevation, azimuth) = (try inputs.float("elevation"), try inputs.float("azimuth"))
        let steps =
            isBatched
            ? (try inputs.float("elevation_batch_increment"), try inputs.float("azimuth_batch_increment")) : (0, 0)
        var values: [Float] = []
        let embeds = output.embeds.floats
        var angles = (elevation, azimuth)
        for _ in 0..<views {
            for token in 0..<tokens {
                values += embeds[token * embedding..<(token + 1) * embedding]
                values += Self.camera(elevation: angles.0, azimuth: angles.1)
            }
            angles = (angles.0 + steps.0, angles.1 + steps.1)
        }
        let positive = Conditioning.Entry(
            hidden: Tensor(values, shape: [views, tokens, embedding + 4]), concatLatent: picture)
        let negative = Conditioning.Entry(
            hidden: Tensor(zeros: [1, tokens, embedding]), concatLatent: Tensor(zeros: picture.shape))
        var latent = Latent(Tensor(zeros: shape))
        if isBatched { latent.setBatchIndex(Array(repeating: 0, count: batch)) }
        return .values(Conditioning([positive]).value, Conditioning([negative]).value, latent.value)
    }

    /// The place of the camera relative to the picture's (cvlab-columbia/zero123): polar angle, sine and cosine of the
    /// azimuth, and the polar angle of the first camera.
    private static func camera(elevation: Double, azimuth: Double) -> [Float] {
        func radians(_ degrees: Float) -> Float { degrees * Float(Double.pi / 180) }
        let turn = radians(Float(azimuth))
        return [radians((90 - Float(elevation)) - 90), sin(turn), cos(turn), radians(90)]
    }
}

extension Conditioning.Entry {
    fileprivate init(hidden: Tensor, concatLatent: Tensor) {
        self.init(hidden: hidden)
        self.concatLatent = concatLatent
    }
}
