package import System
package import Tensors

/// Contrast limited adaptive histogram equalization (K. Zuiderveld, Graphics Gems IV) of what is brightest in each pixel,
/// with the sizes and the rounding of scikit-image.
package struct AdaptiveEqualization: Sendable {
    /// How much of a region may have one value, as a share of it; 0 for no limit.
    package let limit: Double

    private static let greys = 1 << 14
    private static let bins = 256

    package init(limit: Double) { self.limit = limit }

    /// picture: [1, H, W, 3], same shape
    package func apply(to picture: Tensor, _ cancellation: Cancellation) throws(CancellationError) -> Tensor {
        let (height, width) = (picture.shape[1], picture.shape[2])
        let values = try picture.withFloats { source throws(CancellationError) in
            try lines(height, width, cancellation) { max(source[3 * $0], source[3 * $0 + 1], source[3 * $0 + 2]) }
        }
        let new = try equalized(values, height, width, cancellation)
        // colour and saturation stay: all channels by the same factor
        var result = picture
        result.withMutableFloats { target in
            for place in values.indices.halting(each: 3) {
                let value = values[place]
                for c in 0..<3 {
                    target[3 * place + c] = value > 0 ? target[3 * place + c] / value * new[place] : new[place]
                }
            }
        }
        return result
    }

    /// What `body` makes of each place of a picture.
    private func lines<Element>(
        _ height: Int, _ width: Int, _ cancellation: Cancellation, _ body: (Int) -> Element
    ) throws(CancellationError) -> [Element] {
        var result: [Element] = []
        result.reserveCapacity(height * width)
        for line in 0..<height {
            try cancellation.check()
            for place in line * width..<(line + 1) * width { result.append(body(place)) }
        }
        return result
    }

    private func equalized(
        _ values: [Float], _ height: Int, _ width: Int, _ cancellation: Cancellation
    ) throws(CancellationError) -> [Float] {
        guard let low = values.min(), let high = values.max(), low < high else { return values }
        try cancellation.check()
        let binSize = 1 + Self.greys / Self.bins
        let binned = try lines(height, width, cancellation) { place in
            let level = ((values[place] - low) / (high - low) * Float(Self.greys - 1)).rounded(.toNearestOrEven)
            // NaN is black
            return (level > 0 ? Int(min(level, Float(Self.greys - 1))) : 0) / binSize
        }
        let kernel = (rows: max(height / 8, 1), columns: max(width / 8, 1))
        func padding(_ size: Int, _ kernel: Int) -> (before: Int, all: Int) {
            let before = kernel / 2
            return (before, before + size + (kernel - size % kernel) % kernel + (kernel + 1) / 2)
        }
        let (padRows, padColumns) = (padding(height, kernel.rows), padding(width, kernel.columns))
        let rows = (0..<padRows.all).map { Self.reflected($0 - padRows.before, height) }
        let columns = (0..<padColumns.all).map { Self.reflected($0 - padColumns.before, width) }
        func value(_ y: Int, _ x: Int) -> Int { binned[rows[y] * width + columns[x]] }

        // a mapping for each region
        let regions = (rows: padRows.all / kernel.rows - 1, columns: padColumns.all / kernel.columns - 1)
        let elements = kernel.rows * kernel.columns
        let most = limit > 0 ? max(Int(limit * Double(elements)), 1) : elements
        var maps: [[Float]] = []
        for row in 0..<regions.rows {
            try cancellation.check()
            for column in 0..<regions.columns {
                var counts = [Int](repeating: 0, count: Self.bins)
                let (top, left) = (kernel.rows / 2 + row * kernel.rows, kernel.columns / 2 + column * kernel.columns)
                for y in top..<(top + kernel.rows) {
                    for x in left..<(left + kernel.columns) { counts[value(y, x)] += 1 }
                }
                Self.clip(&counts, most)
                var sum = 0
                maps.append(
                    counts.map { count in
                        sum += count
                        let scaled = Double(sum) * (Double(Self.greys - 1) / Double(elements))
                        return Float(min(scaled, Double(Self.greys - 1)).rounded(.towardZero))
                    })
            }
        }
        func map(_ row: Int, _ column: Int) -> [Float] {
            let (row, column) = (min(max(row, 0), regions.rows - 1), min(max(column, 0), regions.columns - 1))
            return maps[row * regions.columns + column]
        }

        // between the mappings of the four regions around
        var result = [Float](repeating: 0, count: height * width)
        for y in 0..<height {
            if y % 16 == 0 { try cancellation.check() }
            let (blockY, placeY) = (y + padRows.before).quotientAndRemainder(dividingBy: kernel.rows)
            let weightY = Double(placeY) / Double(kernel.rows)
            for x in 0..<width {
                let (blockX, placeX) = (x + padColumns.before).quotientAndRemainder(dividingBy: kernel.columns)
                let weightX = Double(placeX) / Double(kernel.columns)
                let bin = binned[y * width + x]
                var sum: Float = 0
                for (row, column, weight) in [
                    (blockY - 1, blockX - 1, (1 - weightY) * (1 - weightX)),
                    (blockY - 1, blockX, (1 - weightY) * weightX),
                    (blockY, blockX - 1, weightY * (1 - weightX)), (blockY, blockX, weightY * weightX),
                ] { sum += Float(Double(map(row, column)[bin]) * weight) }
                result[y * width + x] = sum.rounded(.towardZero)
            }
        }
        try cancellation.check()
        guard let least = result.min(), let largest = result.max(), least < largest else {
            return try lines(height, width, cancellation) { min(result[$0], 1) }
        }
        return try lines(height, width, cancellation) { (result[$0] - least) / (largest - least) }
    }

    /// Mirrored at the border as often as it takes, without the border line.
    private static func reflected(_ place: Int, _ size: Int) -> Int {
        guard size > 1 else { return 0 }
        let period = 2 * (size - 1)
        let folded = ((place % period) + period) % period
        return folded < size ? folded : period - folded
    }

    /// No count above the limit; what is over goes to the others, evenly and then one by one.
    private static func clip(_ counts: inout [Int], _ limit: Int) {
        var excess = 0
        for bin in counts.indices where counts[bin] > limit {
            excess += counts[bin] - limit
            counts[bin] = limit
        }
        let share = excess / counts.count
        let upper = limit - share
        for bin in counts.indices {
            if counts[bin] < upper {
                counts[bin] += share
                excess -= share
            } else if counts[bin] < limit {
                excess += counts[bin] - limit
                counts[bin] = limit
            }
        }
        while excess > 0 {
            let before = excess
            for start in counts.indices {
                let open = counts.count { $0 < limit }
                let step = max(1, open / excess)
                for bin in stride(from: start, to: counts.count, by: step) where counts[bin] < limit {
                    counts[bin] += 1
                    excess -= 1
                }
                if excess <= 0 { break }
            }
            if excess == before { break }
        }
    }
}
