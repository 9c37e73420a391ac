package import Tensors

/// ComfyUI's VAE "pixel_space": the latent is the picture in -1...1.
package struct PixelSpace: LatentCodec {
    package init() {}

    package var latentChannels: Int { 3 }
    package var downscale: Int { 1 }
    package var floatsPerPlace: Int { 0 }

    package func decodeUnclamped(_ latent: Tensor, _ compute: Compute) throws -> Tensor {
        guard latent.rank == 4, latent.shape[1] == 3 else {
            throw ModelError(.badInput, "a latent of shape \(latent.shape) has no colours")
        }
        return try compute.nhwc(latent)
    }

    package func encode(_ picture: Tensor, _ compute: Compute) throws -> Tensor {
        guard picture.rank == 4, picture.shape[3] >= 3 else {
            throw ModelError(.badInput, "a picture of shape \(picture.shape) has no colours")
        }
        let planes = try compute.nchw(picture)
        let colours = (0..<planes.shape[0]).map { item in
            planes.slice(item..<item + 1).reshaped(Array(planes.shape.dropFirst())).slice(0..<3)
        }
        return Tensor.concatenated(colours).reshaped([planes.shape[0], 3] + planes.shape.dropFirst(2)).map {
            $0 * 2 - 1
        }
    }
}
