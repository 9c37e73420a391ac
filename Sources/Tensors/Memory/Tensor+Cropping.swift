extension Tensor {
    /// A part of each picture of a batch. [B, H, W, C] -> [B, rows.count, columns.count, C]
    package func cropped(rows: Range<Int>, columns: Range<Int>) throws(OutOfMemoryError) -> Tensor {
        precondition(rank == 4 && dtype == .f32)
        let (batch, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
        precondition(rows.lowerBound >= 0 && rows.upperBound <= height)
        precondition(columns.lowerBound >= 0 && columns.upperBound <= width)
        if rows.count == height && columns.count == width { return self }
        let result = try Tensor(allocating: [batch, rows.count, columns.count, channels])
        let (source, target, line) = (floatPointer, result.freshPointer, columns.count * channels)
        for item in 0..<batch {
            for index in (0..<rows.count).halting(each: line) {
                let row = rows.lowerBound + index
                (target + (item * rows.count + index) * line).update(
                    from: source + ((item * height + row) * width + columns.lowerBound) * channels, count: line)
            }
        }
        return result
    }
}
