internal import Tensors

/// How an image is cut into overlapping tiles, all of one size, and put together again.
struct Tiling {
    /// Places that neighbours share: their values pass from the one to the other over these.
    static let overlap = 8
    /// Along a side; smaller tiles would have too little to go by.
    static let minimum = 32

    let height: Int
    let width: Int
    /// Of a tile.
    let tileHeight: Int
    let tileWidth: Int

    /// Tiles of at most so many places of an image, but not below the minimum: strips of full width as long as those can
    /// be high enough, since they overlap least.
    ///
    /// Nil if that is all of it.
    init?(height: Int, width: Int, places: Int) {
        guard height * width > places else { return nil }
        self.height = height
        self.width = width
        let rows = max(places / width, min(Self.minimum, height))
        tileHeight = min(rows, height)
        tileWidth = min(max(places / tileHeight, min(Self.minimum, width)), width)
        if tileHeight == height && tileWidth == width { return nil }
    }

    /// Where tiles of a length begin, evenly spread so that neighbours share `overlap` places or more.
    static func starts(_ length: Int, _ tile: Int) -> [Int] {
        guard tile < length else { return [0] }
        let count = (length - overlap + tile - overlap - 1) / (tile - overlap)
        return (0..<count).map { ($0 * (length - tile) + (count - 1) / 2) / (count - 1) }
    }

    /// What `body` makes of each tile, in one image. Where tiles overlap their values are mixed, with weights that fall
    /// towards a tile's edges.
    ///
    /// - Parameters:
    ///   - image: [1, height * scaleIn, width * scaleIn, C], of `scaleIn` pixels a place along a side.
    ///   - body: [1, h * scaleIn, w * scaleIn, C] -> [1, h * scaleOut, w * scaleOut, D]
    /// - Returns: [1, height * scaleOut, width * scaleOut, D]
    func map(_ image: Tensor, scaleIn: Int, scaleOut: Int, _ body: (Tensor) throws -> Tensor) throws -> Tensor {
        var result: Tensor?
        let (tops, lefts) = (Self.starts(height, tileHeight), Self.starts(width, tileWidth))
        let columns = Self.weights(lefts, tileWidth, width, scaleOut)
        let rows = Self.weights(tops, tileHeight, height, scaleOut)
        for (top, rowWeights) in zip(tops, rows) {
            for (left, columnWeights) in zip(lefts, columns) {
                let tile = try body(
                    image.cropped(
                        rows: top * scaleIn..<(top + tileHeight) * scaleIn,
                        columns: left * scaleIn..<(left + tileWidth) * scaleIn))
                let (h, w, channels) = (tile.shape[1], tile.shape[2], tile.shape[3])
                precondition(h == tileHeight * scaleOut && w == tileWidth * scaleOut)
                if result == nil {
                    result = try Tensor(allocatingZeros: [1, height * scaleOut, width * scaleOut, channels])
                }
                result!.addTile(
                    tile, top: top * scaleOut, left: left * scaleOut, rows: rowWeights, columns: columnWeights)
            }
        }
        return result!
    }

    /// For each tile along an axis the weight of each of its pixels; those of one pixel of the image add up to 1.
    private static func weights(_ starts: [Int], _ tile: Int, _ length: Int, _ scale: Int) -> [[Float]] {
        let count = tile * scale
        var sums = [Float](repeating: 0, count: length * scale)
        var result: [[Float]] = []
        for start in starts {
            let weights = (0..<count).map { i in
                // an edge of the image is no edge of a tile
                let before = start == 0 ? count : i + 1
                let behind = start + tile == length ? count : count - i
                return Float(min(before, behind, overlap * scale))
            }
            for i in 0..<count { sums[start * scale + i] += weights[i] }
            result.append(weights)
        }
        for (index, start) in starts.enumerated() {
            for i in 0..<count { result[index][i] /= sums[start * scale + i] }
        }
        return result
    }
}
