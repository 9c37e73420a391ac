internal import Tensors

/// How Flux.2's autoencoder makes its latents smaller: squares of 2x2 places become channels, which are then normed by
/// what a batch norm has seen of them (black-forest-labs/flux2, autoencoder.py).
struct LatentFolding: Sendable {
    static let side = 2
    /// Of the batch norm, as in the reference's configuration.
    private static let eps = 1e-4

    /// [4 C] each
    private let means: [Float]
    private let deviations: [Float]

    var channels: Int { means.count }

    /// - Parameters:
    ///   - reader: at the batch norm
    ///   - channels: of the latent before, C
    init(_ reader: WeightReader, channels: Int) throws {
        let count = channels * Self.side * Self.side
        means = try reader.tensor("running_mean", [count]).floats
        deviations = try reader.tensor("running_var", [count]).floats.map {
            Float((max(Double($0), 0) + Self.eps).squareRoot())
        }
    }

    /// [B, C, H, W] -> [B, 4 C, H / 2, W / 2]; what is over is cut off.
    func folded(_ latent: Tensor) throws(OutOfMemoryError) -> Tensor {
        let (batch, height, width) = (latent.shape[0], latent.shape[2] / Self.side, latent.shape[3] / Self.side)
        var result = try Tensor(allocating: [batch, channels, height, width])
        result.withMutableFloats { target in
            latent.withFloats { source in
                forEach(batch, height, width, latent.shape[3], latent.shape[2]) { inner, outer, channel in
                    target[inner] = (source[outer] - means[channel]) / deviations[channel]
                }
            }
        }
        return result
    }

    /// [B, 4 C, h, w] -> [B, C, 2 h, 2 w]
    func unfolded(_ latent: Tensor) throws(OutOfMemoryError) -> Tensor {
        let (batch, height, width) = (latent.shape[0], latent.shape[2], latent.shape[3])
        let area = Self.side * Self.side
        var result = try Tensor(
            allocating: [batch, channels / area, height * Self.side, width * Self.side])
        result.withMutableFloats { target in
            latent.withFloats { source in
                forEach(batch, height, width, width * Self.side, height * Self.side) { inner, outer, channel in
                    target[outer] = source[inner] * deviations[channel] + means[channel]
                }
            }
        }
        return result
    }

    /// Each number of a folded latent: its index there, its index in the other one, and its channel.
    private func forEach(
        _ batch: Int, _ height: Int, _ width: Int, _ outerWidth: Int, _ outerHeight: Int,
        _ body: (Int, Int, Int) -> Void
    ) {
        let area = Self.side * Self.side
        var inner = 0
        for item in 0..<batch {
            for channel in 0..<channels {
                let (own, fold) = channel.quotientAndRemainder(dividingBy: area)
                let plane = (item * (channels / area) + own) * outerHeight
                for y in 0..<height {
                    let row = (plane + y * Self.side + fold / Self.side) * outerWidth + fold % Self.side
                    for x in 0..<width {
                        body(inner, row + x * Self.side, channel)
                        inner += 1
                    }
                }
            }
        }
    }
}
