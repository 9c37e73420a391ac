extension Tensor {
    /// Adds a tile to a part of an image, each pixel times the weights of its row and its column.
    /// self: [1, H, W, C], tile: [1, rows.count, columns.count, C]
    package mutating func addTile(_ tile: Tensor, top: Int, left: Int, rows: [Float], columns: [Float]) {
        let (width, channels) = (shape[2], shape[3])
        precondition(tile.shape == [1, rows.count, columns.count, channels])
        precondition(top >= 0 && left >= 0 && top + rows.count <= shape[1] && left + columns.count <= width)
        withMutableFloats { target in
            tile.withFloats { source in
                for (y, rowWeight) in rows.enumerated() {
                    for (x, columnWeight) in columns.enumerated() {
                        let weight = rowWeight * columnWeight
                        let to = ((top + y) * width + left + x) * channels
                        let from = (y * columns.count + x) * channels
                        for c in 0..<channels { target[to + c] += weight * source[from + c] }
                    }
                }
            }
        }
    }

    /// The first channels of each pixel. [..., C] -> [..., count]
    package func channels(_ count: Int) throws(OutOfMemoryError) -> Tensor {
        let channels = shape[rank - 1]
        precondition(count <= channels)
        guard count < channels else { return self }
        let result = try Tensor(allocating: shape.dropLast() + [count])
        let (source, target) = (floatPointer, result.freshPointer)
        for pixel in (0..<shape.dropLast().reduce(1, *)).halting(each: count) {
            (target + pixel * count).update(from: source + pixel * channels, count: count)
        }
        withExtendedLifetime(self) {}
        return result
    }
}
