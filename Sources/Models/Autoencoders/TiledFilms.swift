internal import Images
package import Tensors

/// Films in overlapping tiles, once, each of them whole in time: what ComfyUI's tiled nodes do for autoencoders that see
/// frames (comfy/sd.py, `decode_tiled_3d` and `encode_tiled_3d`).
extension LatentCodec {
    /// latent: [B, C, T, h, w] -> [B * T', h * downscale, w * downscale, 3] in 0...1
    ///
    /// - Parameters:
    ///   - tile, overlap: in places of the latent
    ///   - onTile: called after each tile, with how many there are
    package func decodeTiledFilm(
        _ latent: Tensor, tile: Int, overlap: Int, _ compute: Compute, onTile: (Int) -> Void
    ) throws -> Tensor {
        guard latent.rank == 5 else { throw ModelError(.badInput, "a latent of shape \(latent.shape) has no frames") }
        let (batch, channels, frames, height, width) =
            (latent.shape[0], latent.shape[1], latent.shape[2], latent.shape[3], latent.shape[4])
        let items = Layout.nhwc(latent.reshaped([batch, channels * frames, height, width]))
        let tiles = try Self.tiles(items, tile, overlap)
        let count = batch * tiles.count(height: height, width: width)
        let films = try (0..<batch).map { item in
            let film = try tiles.map(items.slice(item..<item + 1), scale: (downscale, 1)) { tile in
                defer { onTile(count) }
                let part = Layout.nchw(tile).reshaped([1, channels, frames, tile.shape[1], tile.shape[2]])
                return Self.timeInside(try decodeUnclamped(part, compute))
            }
            return Self.timeOutside(film, self.frames(of: frames))
        }
        return try Tensor.concatenated(films).mapped { min(max(($0 + 1) / 2, 0), 1) }
    }

    /// picture: [T, H, W, 3 or more] in 0...1 -> [1, C, T', H / downscale, W / downscale]
    ///
    /// - Parameters:
    ///   - tile, overlap: in pixels
    ///   - onTile: called after each tile, with how many there are
    package func encodeTiledFilm(
        _ picture: Tensor, tile: Int, overlap: Int, _ compute: Compute, onTile: (Int) -> Void
    ) throws -> Tensor {
        let part = try cropped(picture)
        guard tile % downscale == 0, overlap % downscale == 0 else {
            throw ModelError(
                .badInput, "tiles of \(tile) that overlap by \(overlap) are no whole places of a latent")
        }
        let tiles = try Self.tiles(part, tile, overlap)
        let count = tiles.count(height: part.shape[1], width: part.shape[2])
        var frames = 0
        let latent = try tiles.map(Self.timeInside(part), scale: (1, downscale)) { tile in
            defer { onTile(count) }
            let places = try encode(Self.timeOutside(tile, part.shape[0]), compute)
            frames = places.shape[2]
            return Layout.nhwc(places.reshaped([1, latentChannels * frames, places.shape[3], places.shape[4]]))
        }
        return Layout.nchw(latent).reshaped([1, latentChannels, frames, latent.shape[1], latent.shape[2]])
    }

    /// - Parameter x: [B, H, W, C]
    private static func tiles(_ x: Tensor, _ size: Int, _ overlap: Int) throws(ModelError) -> OverlappingTiles {
        guard let tiles = OverlappingTiles(height: size, width: size, overlap: overlap, of: x) else {
            throw ModelError(.badInput, "tiles of \(size)x\(size) cannot overlap by \(overlap)")
        }
        return tiles
    }

    /// [T, H, W, C] -> [1, H, W, C * T]
    private static func timeInside(_ x: Tensor) -> Tensor {
        let (frames, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        return Layout.transposed(x.reshaped([1, frames, height * width * channels]), frames, height * width * channels)
            .reshaped([1, height, width, channels * frames])
    }

    /// [1, H, W, C * T] -> [T, H, W, C]
    private static func timeOutside(_ x: Tensor, _ frames: Int) -> Tensor {
        let (height, width, channels) = (x.shape[1], x.shape[2], x.shape[3] / frames)
        return Layout.transposed(x.reshaped([1, height * width * channels, frames]), height * width * channels, frames)
            .reshaped([frames, height, width, channels])
    }
}
