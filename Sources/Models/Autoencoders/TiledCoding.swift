internal import Images
package import Tensors

/// Coding in overlapping tiles of given size, three times with tiles of other proportions, of which the mean is taken:
/// ComfyUI's tiled nodes (comfy/sd.py, `decode_tiled_` and `encode_tiled_`).
extension LatentCodec {
    /// The tiles' proportions in the order in which their results are added.
    ///
    /// - Parameter x: [B, H, W, C]
    private static func tilings(
        _ x: Tensor, _ size: Int, _ overlap: Int, isDecoding: Bool
    ) throws(ModelError) -> [OverlappingTiles] {
        let (half, double) = (size / 2, size * 2)
        // width, height
        let sizes =
            isDecoding
            ? [(half, double), (double, half), (size, size)] : [(size, size), (double, half), (half, double)]
        var tilings: [OverlappingTiles] = []
        for (width, height) in sizes {
            guard let tiles = OverlappingTiles(height: height, width: width, overlap: overlap, of: x) else {
                throw ModelError(.badInput, "tiles of \(width)x\(height) cannot overlap by \(overlap)")
            }
            tilings.append(tiles)
        }
        return tilings
    }

    /// latent: [B, C, h, w] -> [B, h * downscale, w * downscale, 3] in 0...1
    ///
    /// - Parameters:
    ///   - tile, overlap: in places of the latent
    ///   - onTile: called after each tile, with how many there are
    package func decodeTiled(
        _ latent: Tensor, tile: Int, overlap: Int, _ compute: Compute, onTile: (Int) -> Void
    ) throws -> Tensor {
        let places = Layout.nhwc(latent)
        let tilings = try Self.tilings(places, tile, overlap, isDecoding: true)
        let sum = try coded(places, tilings, scale: (downscale, 1), onTile) { tile in
            try decodeUnclamped(Layout.nchw(tile), compute)
        }
        return try sum.mapped { min(max(($0 / 3 + 1) / 2, 0), 1) }
    }

    /// picture: [B, H, W, 3 or more] in 0...1 -> [B, C, H / downscale, W / downscale]
    ///
    /// - Parameters:
    ///   - tile, overlap: in pixels
    ///   - onTile: called after each tile, with how many there are
    package func encodeTiled(
        _ picture: Tensor, tile: Int, overlap: Int, _ compute: Compute, onTile: (Int) -> Void
    ) throws -> Tensor {
        guard tile % (2 * downscale) == 0, overlap % downscale == 0 else {
            throw ModelError(
                .badInput, "tiles of \(tile) that overlap by \(overlap) are no whole places of a latent")
        }
        let part = try cropped(picture)
        let tilings = try Self.tilings(part, tile, overlap, isDecoding: false)
        let sum = try coded(part, tilings, scale: (1, downscale), onTile) { tile in
            Layout.nhwc(try encode(tile, compute))
        }
        return Layout.nchw(try sum.mapped { $0 / 3 })
    }

    /// The sum over the tilings. x: [B, H, W, C]
    private func coded(
        _ x: Tensor, _ tilings: [OverlappingTiles], scale: (up: Int, down: Int), _ onTile: (Int) -> Void,
        _ body: (Tensor) throws -> Tensor
    ) throws -> Tensor {
        let count = x.shape[0] * tilings.reduce(0) { $0 + $1.count(height: x.shape[1], width: x.shape[2]) }
        let items = try (0..<x.shape[0]).map { item in
            var sum: Tensor?
            for tiles in tilings {
                let part = try tiles.map(x.slice(item..<item + 1), scale: scale) { tile in
                    defer { onTile(count) }
                    return try body(tile)
                }
                sum = sum.map { $0 + part } ?? part
            }
            return sum!
        }
        return Tensor.concatenated(items)
    }
}
