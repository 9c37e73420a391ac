internal import Images
internal import Tensors
internal import Workflow

/// Latents whose first or last frames are given pictures, which a mask keeps.
enum StartLatent {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            FilmNode(environment, cosmosSchema) { call in try latent(call, by: 8, means: nil) },
            FilmNode(environment, predictSchema) { call in try latent(call, by: 4, means: FilmTensors.wan21) },
        ]
    }

    private static let cosmosSchema: NodeSchema = .v3(
        "CosmosImageToVideoLatent", category: "conditioning/inpaint",
        inputs: .film(
            of: [.socket("vae", "VAE")], width: 1280, height: 704, length: 121, frames: 8,
            [.socket("start_image", "IMAGE", section: .optional), .socket("end_image", "IMAGE", section: .optional)]),
        outputs: [OutputSchema("LATENT")], "A latent of Cosmos whose first or last frames are given pictures.")

    private static let predictSchema: NodeSchema = .v3(
        "CosmosPredict2ImageToVideoLatent", category: "conditioning/inpaint",
        inputs: .film(
            of: [.socket("vae", "VAE")], width: 848, length: 93,
            [.socket("start_image", "IMAGE", section: .optional), .socket("end_image", "IMAGE", section: .optional)]),
        outputs: [OutputSchema("LATENT")],
        "A latent of Cosmos Predict 2 whose first or last frames are given pictures.")

    private static func latent(_ call: FilmCall, by frames: Int, means: [Float]?) throws -> [Value] {
        let shape = try call.shape(batch: 1, channels: 16, by: frames)
        guard call.has("start_image") || call.has("end_image") else { return [try call.emptyLatent(shape)] }
        var samples = Tensor(zeros: shape)
        var mask = FilmTensors.mask(zeros: 0, like: shape)
        func put(_ part: Tensor, at start: Int) throws {
            samples = try FilmTensors.placing(part, in: samples, at: start)
            mask = try FilmTensors.placing(
                Tensor(zeros: [1, 1, part.shape[2], shape[3], shape[4]]), in: mask, at: start)
        }
        if call.has("start_image") { try put(padded(call, "start_image", padding: 1), at: 0) }
        if call.has("end_image") {
            let part = try padded(call, "end_image", padding: 0)
            guard part.shape[2] <= shape[2] else {
                throw NodeError("RuntimeError", "\(part.shape[2]) latent frames do not fit into \(shape[2])")
            }
            try put(part, at: shape[2] - part.shape[2])
        }
        return [try value(call, samples, mask, means: means)]
    }

    /// The latent frames of an input's pictures, encoded with grey ones behind them.
    private static func padded(_ call: FilmCall, _ name: String, padding: Int) throws -> Tensor {
        let length = try call.size("length")
        let pictures = try WanPictures.threeChannels(call.pictures(name))
        let count = pictures.shape[0]
        let latentCount = (count - 1) / 8 + 1
        var film = try call.grey(min(length, (latentCount + padding) * 8 - 7))
        guard film.shape[0] >= count else {
            throw NodeError("RuntimeError", "\(count) pictures do not fit into \(film.shape[0]): give 8 n + 1 of them")
        }
        film.replaceItems(from: 0, with: pictures)
        let latent = try call.encoded(film)
        return Layout.part(latent, axis: 2, 0..<min(latentCount, latent.shape[2]))
    }

    /// - Parameter means: what the frames that are to be made are set to, where a model wants that.
    static func value(_ call: FilmCall, _ samples: Tensor, _ mask: Tensor, means: [Float]?) throws -> Value {
        let samples = try means.map { try FilmTensors.blanked(samples, mask, $0) } ?? samples
        let batch = try call.size("batch_size")
        _ = try Allocation.checked([batch] + samples.shape.dropFirst(), "a latent")
        var latent = Latent(Layout.repeated(samples, toBatch: batch))
        latent.setNoiseMask(Layout.repeated(mask, toBatch: batch))
        return latent.value
    }
}
