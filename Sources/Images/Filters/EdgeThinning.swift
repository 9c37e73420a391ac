package import Formats
package import System

/// Lines in grey pictures, worn down to one pixel: "High Quality Edge Thinning using Pure Python" by Lvmin Zhang (2023, in
/// Mikubill/sd-webui-controlnet and lllyasviel/ControlNet-v1-1-nightly, annotator/lineart and util, Apache 2.0). What lies
/// beyond the border fits everything.
package struct EdgeThinning {
    private let width: Int
    private let height: Int
    private var values: [UInt8]

    /// - Parameter image: of one channel.
    package init(_ image: PixelImage) {
        precondition(image.channels == 1)
        (width, height, values) = (image.width, image.height, image.bytes)
    }

    package var image: PixelImage { PixelImage(width: width, height: height, channels: 1, bytes: values) }

    /// The values that are the largest of themselves and both neighbours in one of four directions; 0 elsewhere.
    package mutating func keepRidges() {
        let old = values
        for y in 0..<height {
            for x in 0..<width {
                let isRidge = [(1, 0), (0, 1), (1, 1), (1, -1)].contains { dx, dy in
                    [-1, 1].allSatisfy { side in
                        let (column, row) = (x + side * dx, y + side * dy)
                        guard (0..<width).contains(column), (0..<height).contains(row) else { return true }
                        return old[row * width + column] <= old[y * width + x]
                    }
                }
                if !isRidge { values[y * width + x] = 0 }
            }
        }
    }

    /// 255 above the level that parts the values best (Otsu, 1979), 0 up to it.
    package mutating func binarize() {
        var counts = [Int](repeating: 0, count: 256)
        for value in values { counts[Int(value)] += 1 }
        let total = Double(values.count)
        let mean = counts.enumerated().reduce(0.0) { $0 + Double($1.offset * $1.element) } / total
        var (share, low, best, level) = (0.0, 0.0, 0.0, 0)
        for (value, count) in counts.enumerated() {
            let own = Double(count) / total
            low *= share
            share += own
            let rest = 1 - share
            guard min(share, rest) >= Double(Float.ulpOfOne) else { continue }
            low = (low + Double(value) * own) / share
            let high = (mean - share * low) / rest
            let variance = share * rest * (low - high) * (low - high)
            if variance > best { (best, level) = (variance, value) }
        }
        for at in values.indices { values[at] = Int(values[at]) > level ? 255 : 0 }
    }

    /// - Parameter prunes: single pixels at the ends of lines go too.
    package mutating func thin(prunes: Bool, _ cancellation: Cancellation) throws(CancellationError) {
        for _ in 0..<32 {
            try cancellation.check()
            if !removeOnce(Self.thinning) { break }
        }
        if prunes { _ = removeOnce(Self.pruning) }
    }

    /// What a pixel's neighbourhood has to be, in rows: 1 light, -1 dark, 0 either.
    private typealias Pattern = [Int]

    private static let thinning = turned([-1, -1, -1, 0, 1, 0, 1, 1, 1], [0, -1, -1, 1, 1, -1, 0, 1, 0])
    private static let pruning = turned([-1, -1, -1, -1, 1, -1, 0, 0, -1], [-1, -1, -1, -1, 1, -1, -1, 0, 0])

    /// Both patterns as they are, and turned against the clock by one, two and three quarters.
    private static func turned(_ first: Pattern, _ second: Pattern) -> [Pattern] {
        var (patterns, turns) = ([first, second], [first, second])
        for _ in 0..<3 {
            turns = turns.map { pattern in (0..<9).map { pattern[$0 % 3 * 3 + 2 - $0 / 3] } }
            patterns += turns
        }
        return patterns
    }

    /// Takes away what fits a pattern, for one after the other; whether there was something.
    private mutating func removeOnce(_ patterns: [Pattern]) -> Bool {
        var hasChanged = false
        for pattern in patterns {
            let found = values.indices.filter { fits(pattern, at: $0) }
            for place in found { values[place] = 0 }
            hasChanged = hasChanged || !found.isEmpty
        }
        return hasChanged
    }

    private func fits(_ pattern: Pattern, at place: Int) -> Bool {
        let (x, y) = (place % width, place / width)
        for (index, wanted) in pattern.enumerated() where wanted != 0 {
            let (column, row) = (x + index % 3 - 1, y + index / 3 - 1)
            guard (0..<width).contains(column), (0..<height).contains(row) else { continue }
            guard (values[row * width + column] > 127) == (wanted > 0) else { return false }
        }
        return true
    }
}
