internal import System
package import Tensors

/// AutoencoderKL: pictures to latents an eighth their size and back
/// (CompVis/latent-diffusion, ldm/modules/diffusionmodules/model.py). Sizes are read from the weights.
package final class Autoencoder: AutoencoderModel {
    package let latentChannels: Int
    /// Pixels of the picture for one of the latent, along each side.
    package let downscale: Int
    /// Nothing is done in tiles there.
    package var floatsPerPlace: Int { 4 * max(encoder?.latentWidth ?? 0, decoder?.latentWidth ?? 0) }
    /// Bytes of the weights as stored.
    package let byteCount: Int
    package let room: WeightRoom

    private let reader: WeightReader
    private let encoder: AutoencoderHalf?
    private let decoder: AutoencoderHalf?
    private let quantize: LinearWeight?
    private let postQuantize: LinearWeight?
    /// What makes latents smaller behind the encoder.
    private let folding: LatentFolding?

    /// What ComfyUI says where a VAE is wanted and the file has none.
    package static let invalid = ModelError(
        .notDetected,
        "ERROR: VAE is invalid: None\n\nIf the VAE is from a checkpoint loader node your checkpoint does not contain a valid VAE."
    )

    /// - Parameter reader: at the tensors `encoder...`, `decoder...`, `quant_conv...`; one half may be missing.
    package init(_ reader: WeightReader) throws {
        room = reader.room
        self.reader = reader
        let parts = reader.children("")
        /// Some files keep the 1x1 convolutions at the latent inside the halves.
        func projection(_ half: String, _ name: String, inputs: Int? = nil, outputs: Int? = nil) throws -> LinearWeight?
        {
            let inside = reader.children(half).contains(name)
            // a file that has one has both
            guard inside || parts.contains("quant_conv") || parts.contains("post_quant_conv") else { return nil }
            return try reader.linear(inside ? "\(half).\(name)" : name, inputs: inputs, outputs: outputs)
        }
        encoder = parts.contains("encoder") ? try AutoencoderHalf(reader.at("encoder"), .down) : nil
        decoder = parts.contains("decoder") ? try AutoencoderHalf(reader.at("decoder"), .up) : nil
        quantize = try encoder.flatMap { try projection("encoder", "quant_conv", inputs: $0.outputChannels) }
        postQuantize = try decoder.flatMap { try projection("decoder", "post_quant_conv", outputs: $0.inputChannels) }
        guard let half = decoder ?? encoder else { throw reader.missing("decoder.conv_in.weight") }
        let moments = quantize?.outputs ?? encoder?.outputChannels ?? 0
        let channels = postQuantize?.inputs ?? decoder?.inputChannels ?? moments / 2
        folding =
            parts.contains("bn") ? try LatentFolding(reader.at("bn"), channels: channels) : nil
        latentChannels = folding?.channels ?? channels
        downscale = half.scale * (folding == nil ? 1 : LatentFolding.side)
        guard channels > 0, encoder == nil || moments == 2 * channels,
            encoder?.inputChannels ?? 3 == 3, decoder?.outputChannels ?? 3 == 3,
            encoder?.scale ?? half.scale == half.scale
        else {
            throw ModelError(.badShape, "\(reader.fileName): the autoencoder's channels do not fit together")
        }
        byteCount =
            (encoder?.byteCount ?? 0) + (decoder?.byteCount ?? 0) + (quantize?.byteCount ?? 0)
            + (postQuantize?.byteCount ?? 0)
    }

    package func weights() throws -> [(name: String, shape: [Int], weight: StoredWeight)] {
        try reader.names.filter { name in
            ["encoder.", "decoder.", "quant_conv.", "post_quant_conv.", "bn."].contains { name.hasPrefix($0) }
        }.map { name in
            // Flux.2's file has them inside the halves
            let inside = ["encoder.quant_conv.", "decoder.post_quant_conv."].contains { name.hasPrefix($0) }
            let weight = try reader.weight(name)
            // diffusers' attentions are linear
            let isFlat = name.contains(text: ".attn_1.") && weight.shape.count == 2
            return (
                inside ? String(name.dropFirst("encoder.".count)) : name, weight.shape + (isFlat ? [1, 1] : []), weight
            )
        }
    }

    package func decodeUnclamped(_ latent: Tensor, _ compute: Compute) throws -> Tensor {
        guard let decoder else { throw ModelError(.unsupported, "this autoencoder has no decoder") }
        guard latent.rank == 4, latent.shape[1] == latentChannels, latent.count > 0 else {
            throw ModelError(.badInput, "a latent of shape \(latent.shape); the VAE wants \(latentChannels) channels")
        }
        let compute = compute.computing(.autoencoder)
        let latent = try folding?.unfolded(latent) ?? latent
        return try eachItem(of: latent, decoder, height: latent.shape[2], width: latent.shape[3]) { item, tiling in
            var x = try compute.nhwc(item)
            if let postQuantize { x = try compute.linear(x, postQuantize) }
            return try decoder(x, tiling, compute)
        }
    }

    /// picture [B, H, W, 3 or more] in 0...1 -> latent [B, C, H / downscale, W / downscale]: the mean of the posterior.
    /// What is over a multiple of `downscale` is cropped evenly from both sides; channels beyond RGB are ignored.
    package func encode(_ picture: Tensor, _ compute: Compute) throws -> Tensor {
        guard let encoder else { throw ModelError(.unsupported, "this autoencoder has no encoder") }
        guard picture.rank == 4, picture.shape[3] >= 3, picture.shape[0] > 0, picture.shape[1] >= downscale,
            picture.shape[2] >= downscale
        else { throw ModelError(.badInput, "a picture of shape \(picture.shape) cannot be encoded") }
        let compute = compute.computing(.autoencoder)
        let side = folding == nil ? 1 : LatentFolding.side
        let (height, width) = (picture.shape[1] / downscale * side, picture.shape[2] / downscale * side)
        return try eachItem(of: picture, encoder, height: height, width: width) { item, tiling in
            var moments = try encoder(croppedAndCentred(item), tiling, compute)
            if let quantize { moments = try compute.linear(moments, quantize) }
            let both = try compute.nchw(moments)
            // the mean comes first, the logarithm of the variance behind it
            let channels = both.shape[1] / 2
            let mean = both.reshaped(Array(both.shape.dropFirst())).slice(0..<channels)
                .reshaped([1, channels, both.shape[2], both.shape[3]])
            return try folding?.folded(mean) ?? mean
        }
    }

    /// `body` for each item [1, ...] of a batch, the results [1, ...] in one batch: the work is the same as for all at
    /// once, and the memory a fraction. It gets a tiling of the latent if the budget has no room for the whole, or the
    /// machine has none after all.
    private func eachItem(
        of batch: Tensor, _ half: AutoencoderHalf, height: Int, width: Int,
        _ body: (Tensor, Tiling?) throws -> Tensor
    ) throws -> Tensor {
        let budget = room.budget
        func run(_ index: Int, _ tiling: Tiling?) throws -> Tensor {
            let places = tiling.map { $0.tileHeight * $0.tileWidth } ?? height * width
            return try room.use {
                try budget.withWorkingMemory(places * half.placeByteCount) {
                    try body(batch.slice(index..<index + 1), tiling)
                }
            }
        }
        func run(_ index: Int) throws -> Tensor {
            let allowed = budget.activationAllowance / half.placeByteCount
            if let tiling = Tiling(height: height, width: width, places: allowed) {
                Warnings.tell("the VAE works in tiles: a picture of this size needs more memory than there is for it")
                return try run(index, tiling)
            }
            do {
                return try run(index, nil)
            } catch let error as OutOfMemoryError {
                guard let tiling = Tiling(height: height, width: width, places: height * width / 8) else { throw error }
                Warnings.tell("out of memory: the VAE tries it again in tiles")
                return try run(index, tiling)
            }
        }
        let first = try run(0)
        guard batch.shape[0] > 1 else { return first }
        var result = try Tensor(allocating: [batch.shape[0]] + first.shape.dropFirst())
        for index in 0..<batch.shape[0] {
            result.replaceItems(from: index, with: index == 0 ? first : try run(index))
        }
        return result
    }

    /// [1, H, W, C] in 0...1 -> [1, H', W', 3] in -1...1
    private func croppedAndCentred(_ picture: Tensor) throws(OutOfMemoryError) -> Tensor {
        try cropped(picture).channels(3).mapped { $0 * 2 - 1 }
    }
}
