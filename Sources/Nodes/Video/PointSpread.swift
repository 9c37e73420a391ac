internal import Glibc
internal import System
internal import Tensors

/// The first frame of a latent carried along by points: each later place takes on what lies under the nearest of them.
struct PointSpread {
    /// For each point where it is in each picture, in parts of half the shorter side from the middle. [N][1 + 4 (T - 1)]
    let points: [[SIMD2<Float>?]]
    /// How fast a point's weight falls off.
    let temperature: Float
    /// How many of the nearest points count at a place.
    let count: Int

    /// latent: [1, C, T, h, w] in model space -> the same, and what is to be made: [1, 4, T, h, w]
    func apply(to latent: Tensor, _ cancellation: Cancellation) throws -> (latent: Tensor, mask: Tensor) {
        let (channels, frames) = (latent.shape[1], latent.shape[2])
        let (high, wide) = (latent.shape[3], latent.shape[4])
        let plane = high * wide
        let extent = SIMD2(Float(wide), Float(high)) / Float(min(high, wide))
        let source = try latent.copiedFloats()
        let features = points.map { feature(under: $0[0], source, latent.shape, extent) }
        var result = latent
        var mask = Tensor(zeros: [1, 4, frames, high, wide])
        for frame in 1..<max(frames, 1) {
            try cancellation.check()
            let known = points.enumerated().compactMap { number, path -> (number: Int, point: SIMD2<Float>)? in
                let group = path[(frame - 1) * 4 + 1...frame * 4].compactMap { $0 }
                guard !group.isEmpty else { return nil }
                let sum = group.reduce(SIMD2<Float>(0, 0), +)
                return (number, sum / (Float(group.count) + 1e-5))
            }
            for pixel in 0..<plane {
                let place = SIMD2(
                    wide > 1 ? extent.x * (2 * Float(pixel % wide) / Float(wide - 1) - 1) : -extent.x,
                    high > 1 ? extent.y * (2 * Float(pixel / wide) / Float(high - 1) - 1) : -extent.y)
                let weights = known.map { known in
                    let way = known.point - place
                    return (number: known.number, weight: exp(-(way.x * way.x + way.y * way.y) * temperature))
                }
                let nearest = weights.sorted { $0.weight > $1.weight }.prefix(count)
                let total = nearest.reduce(0) { $0 + $1.weight }
                let rest = 1 - min(max(total, 0), 1)
                result.withMutableFloats { values in
                    for channel in 0..<channels {
                        let at = (channel * frames + frame) * plane + pixel
                        values[at] = nearest.reduce(source[at] * rest) { $0 + features[$1.number][channel] * $1.weight }
                    }
                }
                mask.withMutableFloats { values in
                    for part in 0..<4 { values[(part * frames + frame) * plane + pixel] = 1 - total }
                }
            }
        }
        return (result, mask)
    }

    /// What lies under a point in the first frame, between places; nothing outside. A point that is not known lies in the
    /// upper left corner.
    private func feature(
        under point: SIMD2<Float>?, _ source: [Float], _ shape: [Int], _ extent: SIMD2<Float>
    ) -> [Float] {
        let (channels, frames, high, wide) = (shape[1], shape[2], shape[3], shape[4])
        let share = (point ?? -extent) / extent
        let x = ((min(max(share.x, -1), 1) + 1) * Float(wide) - 1) / 2
        let y = ((min(max(share.y, -1), 1) + 1) * Float(high) - 1) / 2
        let (left, top) = (x.rounded(.down), y.rounded(.down))
        return (0..<channels).map { channel in
            var sum: Float = 0
            for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                let (column, row) = (Int(left) + dx, Int(top) + dy)
                guard (0..<wide).contains(column), (0..<high).contains(row) else { continue }
                let weight = (dx == 0 ? 1 - (x - left) : x - left) * (dy == 0 ? 1 - (y - top) : y - top)
                sum += source[(channel * frames * high + row) * wide + column] * weight
            }
            return sum
        }
    }
}
