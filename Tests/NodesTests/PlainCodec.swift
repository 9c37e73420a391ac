import Tensors

@testable import Models

/// An autoencoder of simple arithmetic. A latent frame is the first picture of its group: means of squares, mixed.
struct PlainCodec: LatentCodec {
    var latentChannels = 16
    var downscale = 8
    /// Pictures of a latent frame; 0 where there are no frames.
    var by = 4
    let floatsPerPlace = 0

    var hasFrames: Bool { by > 0 }
    func frames(of latentFrames: Int) -> Int { hasFrames ? (latentFrames - 1) * by + 1 : latentFrames }
    func decodeUnclamped(_ latent: Tensor, _ compute: Compute) throws -> Tensor { latent }

    func encode(_ picture: Tensor, _ compute: Compute) throws -> Tensor {
        let picture = try cropped(picture)
        let step = max(by, 1)
        let count = (picture.shape[0] - 1) / step + 1
        let (high, wide) = (picture.shape[1] / downscale, picture.shape[2] / downscale)
        let places = high * wide
        // as frames of channels, or as pictures of channels
        let (frameStride, channelStride) = hasFrames ? (places, places * count) : (places * latentChannels, places)
        var result = [Float](repeating: 0, count: latentChannels * count * places)
        let values = picture.floats
        for t in 0..<count {
            for place in 0..<places {
                var means = [Float](repeating: 0, count: 3)
                for j in 0..<downscale {
                    for i in 0..<downscale {
                        let row = step * t * picture.shape[1] + place / wide * downscale + j
                        let at = (row * picture.shape[2] + place % wide * downscale + i) * picture.shape[3]
                        for k in 0..<3 { means[k] += values[at + k] }
                    }
                }
                for c in 0..<latentChannels {
                    var sum = Float(c) / 16
                    for k in 0..<3 {
                        sum += means[k] / Float(downscale * downscale) * Float((c * 3 + k * 5) % 7 - 3) / 4
                    }
                    result[c * channelStride + t * frameStride + place] = sum
                }
            }
        }
        let shape = hasFrames ? [1, latentChannels, count, high, wide] : [count, latentChannels, high, wide]
        return Tensor(result, shape: shape)
    }
}
