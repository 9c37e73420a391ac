package import Tensors

/// Work on pictures in tiles that overlap and fade into each other there, as ComfyUI's `tiled_scale` does it
/// (comfy/utils.py): tiles begin at even steps, and the last one may be smaller.
package struct OverlappingTiles: Sendable {
    package let tileHeight: Int
    package let tileWidth: Int
    package let overlap: Int

    /// Of a picture [B, H, W, C]: if it is a single tile, nothing is shared. Nil unless tiles are larger than what they share.
    package init?(height: Int, width: Int, overlap: Int, of picture: Tensor) {
        let isOne = picture.shape[1] <= height && picture.shape[2] <= width
        self.overlap = isOne ? 0 : overlap
        guard self.overlap >= 0, height > self.overlap, width > self.overlap else { return nil }
        (tileHeight, tileWidth) = (height, width)
    }

    /// How many tiles a picture has.
    package func count(height: Int, width: Int) -> Int {
        places(height, tileHeight).count * places(width, tileWidth).count
    }

    /// Where tiles of a length begin along a side, and how long they are.
    private func places(_ length: Int, _ tile: Int) -> [Range<Int>] {
        guard length > tile else { return [0..<length] }
        return stride(from: 0, to: length - overlap, by: tile - overlap).map { start in
            let start = max(0, min(length - overlap, start))
            return start..<start + min(tile, length - start)
        }
    }

    /// What `body` makes of each tile, put together.
    ///
    /// - Parameters:
    ///   - x: [1, H, W, C]
    ///   - scale: the result's length for 1 of x along each side, `up / down`; pictures of lengths that `down` divides
    ///   - body: [1, h, w, C] -> [1, h * up / down, w * up / down, D]
    /// - Returns: [1, H * up / down, W * up / down, D]
    package func map(
        _ x: Tensor, scale: (up: Int, down: Int), _ body: (Tensor) throws -> Tensor
    ) throws -> Tensor {
        let (height, width) = (x.shape[1], x.shape[2])
        if height <= tileHeight && width <= tileWidth { return try body(x) }
        func scaled(_ length: Int) -> Int { length * scale.up / scale.down }
        var (sum, weight): (Tensor?, Tensor?)
        for rows in places(height, tileHeight) {
            for columns in places(width, tileWidth) {
                let tile = try body(x.cropped(rows: rows, columns: columns))
                let (h, w, channels) = (tile.shape[1], tile.shape[2], tile.shape[3])
                precondition(h == scaled(rows.count) && w == scaled(columns.count))
                if sum == nil {
                    sum = try Tensor(allocatingZeros: [1, scaled(height), scaled(width), channels])
                    weight = try Tensor(allocatingZeros: [1, scaled(height), scaled(width), 1])
                }
                let (down, across) = (fading(h, scaled(overlap)), fading(w, scaled(overlap)))
                let (top, left) = (scaled(rows.lowerBound), scaled(columns.lowerBound))
                sum!.addTile(tile, top: top, left: left, rows: down, columns: across)
                weight!.addTile(
                    Tensor(repeating: 1, [1, h, w, 1]), top: top, left: left, rows: down, columns: across)
            }
        }
        var result = sum!
        let channels = result.shape[3]
        result.withMutableFloats { target in
            weight!.withFloats { weights in
                for pixel in weights.indices.halting() {
                    for c in 0..<channels { target[pixel * channels + c] /= weights[pixel] }
                }
            }
        }
        return result
    }

    /// The weights along a tile's side: they rise over the overlap at both ends, of a picture's edge too.
    private func fading(_ length: Int, _ overlap: Int) -> [Float] {
        var weights = [Float](repeating: 1, count: length)
        guard overlap < length else { return weights }
        for i in 0..<overlap {
            let weight = Float(Double(i + 1) / Double(overlap))
            weights[i] *= weight
            weights[length - 1 - i] *= weight
        }
        return weights
    }
}
