package import Tensors

/// The autoencoder of Wan 2.1 (Wan et al., 2025, arXiv 2503.20314) and of Qwen-Image: causal in time, a latent frame
/// stands for four, the first for one.
package final class WanAutoencoder: AutoencoderModel {
    package let latentChannels: Int
    package let downscale: Int
    package let byteCount: Int
    package let room: WeightRoom
    private let reader: WeightReader
    private let timeScale: Int
    private let encoder: WanHalf
    private let decoder: WanHalf
    /// 1x1x1 at the latent.
    private let quantize: CausalConvolution
    private let postQuantize: CausalConvolution

    package init(_ reader: WeightReader) throws {
        (room, self.reader) = (reader.room, reader)
        encoder = try WanHalf(reader.at("encoder"), .down)
        decoder = try WanHalf(reader.at("decoder"), .up)
        let moments = encoder.outputChannels
        quantize = try CausalConvolution(reader.at("conv1"), inputs: moments, outputs: moments, kernel: (1, 1))
        latentChannels = decoder.inputChannels
        postQuantize = try CausalConvolution(
            reader.at("conv2"), inputs: latentChannels, outputs: latentChannels, kernel: (1, 1))
        (downscale, timeScale) = (decoder.scale, decoder.timeScale)
        guard moments == 2 * latentChannels, encoder.inputChannels >= 3,
            decoder.outputChannels == encoder.inputChannels, encoder.scale == downscale,
            encoder.timeScale == timeScale
        else {
            throw ModelError(.badShape, "\(reader.fileName): the autoencoder's channels do not fit together")
        }
        byteCount = encoder.byteCount + decoder.byteCount + quantize.byteCount + postQuantize.byteCount
    }

    package func weights() throws -> [(name: String, shape: [Int], weight: StoredWeight)] {
        try reader.names.filter { name in
            ["encoder.", "decoder.", "conv1.", "conv2."].contains { name.hasPrefix($0) }
        }.map { name in
            let weight = try reader.weight(name)
            return (name, weight.shape, weight)
        }
    }

    package var floatsPerPlace: Int { decoder.placeByteCount / 4 }
    package var hasFrames: Bool { true }

    package func frames(of latentFrames: Int) -> Int { max(0, (latentFrames - 1) * timeScale + 1) }

    /// latent: [B, C, (T,) h, w] -> [B * T', h * downscale, w * downscale, 3]
    package func decodeUnclamped(_ latent: Tensor, _ compute: Compute) throws -> Tensor {
        let latent = latent.rank == 4 ? latent.withFrames : latent
        guard latent.rank == 5, latent.shape[1] == latentChannels, latent.count > 0 else {
            throw ModelError(.badInput, "a latent of shape \(latent.shape); the VAE wants \(latentChannels) channels")
        }
        let compute = compute.computing(.autoencoder)
        let places = latent.shape[2] * latent.shape[3] * latent.shape[4]
        let pictures = try (0..<latent.shape[0]).map { item in
            try room.use {
                try room.budget.withWorkingMemory(places * decoder.placeByteCount) {
                    let frames = try latent.slice(item..<item + 1).reshaped(Array(latent.shape.dropFirst()))
                        .framesFirst(compute)
                    return try decoder(postQuantize(frames, compute), compute).channels(3)
                }
            }
        }
        return Tensor.concatenated(pictures)
    }

    /// A batch of pictures is a video, whose frames beyond the last whole group are left out.
    /// picture: [T, H, W, 3 or more] in 0...1 -> [1, C, T', H / downscale, W / downscale]
    package func encode(_ picture: Tensor, _ compute: Compute) throws -> Tensor {
        guard picture.rank == 4, picture.shape[3] >= 3, picture.shape[0] > 0, picture.shape[1] >= downscale,
            picture.shape[2] >= downscale
        else { throw ModelError(.badInput, "a picture of shape \(picture.shape) cannot be encoded") }
        let compute = compute.computing(.autoencoder)
        let groups = (picture.shape[0] - 1) / timeScale
        let frames = try cropped(picture.slice(0..<1 + groups * timeScale))
        let whole = try withAlpha(frames.channels(3)).mapped { $0 * 2 - 1 }
        let places = whole.shape[0] * whole.shape[1] * whole.shape[2] / (downscale * downscale)
        return try room.use {
            try room.budget.withWorkingMemory(places * encoder.placeByteCount) {
                let moments = try quantize(encoder(whole, compute), compute)
                let mean = try compute.channels(moments, 0..<latentChannels)
                return try mean.channelsFirst(compute)
            }
        }
    }

    /// Networks of pictures with transparency have it as a fourth channel; it is 1.
    private func withAlpha(_ picture: Tensor) throws -> Tensor {
        guard encoder.inputChannels > 3 else { return picture }
        let shape = picture.shape
        var values = try Tensor(allocating: Array(shape.dropLast()) + [encoder.inputChannels])
        let channels = encoder.inputChannels
        values.withMutableFloats { target in
            picture.withFloats { source in
                for i in target.indices.halting() {
                    let (pixel, channel) = i.quotientAndRemainder(dividingBy: channels)
                    target[i] = channel < 3 ? source[pixel * 3 + channel] : 1
                }
            }
        }
        return values
    }
}

extension Tensor {
    /// [C, T, H, W] -> [T, H, W, C]
    func framesFirst(_ compute: Compute) throws -> Tensor {
        let (channels, frames, height, width) = (shape[0], shape[1], shape[2], shape[3])
        return try compute.nhwc(reshaped([1, channels, frames * height, width]))
            .reshaped([frames, height, width, channels])
    }

    /// [T, H, W, C] -> [1, C, T, H, W]
    func channelsFirst(_ compute: Compute) throws -> Tensor {
        let (frames, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
        return try compute.nchw(reshaped([1, frames * height, width, channels]))
            .reshaped([1, channels, frames, height, width])
    }
}
