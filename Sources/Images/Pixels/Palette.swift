package import System

/// A few colours that stand for all of a picture.
package struct Palette {
    /// Red, green and blue, 0...255.
    package typealias Color = SIMD3<Int32>

    package let colors: [Color]

    private struct Tone {
        let color: Color
        let count: Int
    }

    /// Median cut: the box of colours with the most pixels is cut in half, across where it looks longest, until there
    /// are enough boxes; each gives its mean.
    package init(of pixels: [Color], limit: Int, _ cancellation: Cancellation) throws(CancellationError) {
        var tones = try Self.tones(pixels, cancellation)
        var boxes = [0..<tones.count]
        while boxes.count < limit {
            try cancellation.check()
            let weights = boxes.map { box in box.count > 1 ? tones[box].reduce(0) { $0 + $1.count } : 0 }
            guard let fullest = weights.indices.max(by: { weights[$0] < weights[$1] }), weights[fullest] > 0 else {
                break
            }
            let box = boxes[fullest]
            let axis = Self.longestAxis(tones[box])
            tones[box].sort { $0.color[axis] < $1.color[axis] }
            var (cut, passed) = (box.lowerBound, 0)
            repeat {
                passed += tones[cut].count
                cut += 1
            } while passed * 2 < weights[fullest] && cut < box.upperBound - 1
            boxes[fullest] = box.lowerBound..<cut
            boxes.append(cut..<box.upperBound)
        }
        colors = boxes.map { Self.mean(tones[$0]) }
    }

    /// The colours that there are, in ascending order.
    private static func tones(_ pixels: [Color], _ cancellation: Cancellation) throws(CancellationError) -> [Tone] {
        let sorted = try sorted(pixels, cancellation)
        var tones: [Tone] = []
        var start = 0
        for end in 1..<max(sorted.count + 1, 1) {
            if end % (1 << 16) == 0 { try cancellation.check() }
            if end < sorted.count && sorted[end] == sorted[start] { continue }
            let packed = sorted[start]
            tones.append(Tone(color: [packed >> 16, packed >> 8 & 255, packed & 255], count: end - start))
            start = end
        }
        return tones
    }

    /// Packed into 24 bits, by the lower half of them and then by the upper: a sort whose time is known.
    private static func sorted(_ pixels: [Color], _ cancellation: Cancellation) throws(CancellationError) -> [Int32] {
        var values = [Int32](repeating: 0, count: pixels.count)
        for place in pixels.indices {
            if place % (1 << 16) == 0 { try cancellation.check() }
            values[place] = pixels[place].x << 16 | pixels[place].y << 8 | pixels[place].z
        }
        for shift in [0, 12] as [Int32] {
            var ends = [Int](repeating: 0, count: 1 << 12)
            for value in values { ends[Int(value >> shift & 0xfff)] += 1 }
            for digit in 1..<ends.count { ends[digit] += ends[digit - 1] }
            var ordered = values
            for place in values.indices.reversed() {
                if place % (1 << 16) == 0 { try cancellation.check() }
                let digit = Int(values[place] >> shift & 0xfff)
                ends[digit] -= 1
                ordered[ends[digit]] = values[place]
            }
            values = ordered
        }
        return values
    }

    /// As the eye weighs the channels.
    private static func longestAxis(_ tones: ArraySlice<Tone>) -> Int {
        var (low, high) = (Color(repeating: 255), Color(repeating: 0))
        for tone in tones {
            low = pointwiseMin(low, tone.color)
            high = pointwiseMax(high, tone.color)
        }
        let lengths = (high &- low) &* [77, 150, 29]
        return (0..<3).max { lengths[$0] < lengths[$1] } ?? 0
    }

    private static func mean(_ tones: ArraySlice<Tone>) -> Color {
        var (sum, count) = (SIMD3<Int>(repeating: 0), 0)
        for tone in tones {
            sum &+= SIMD3<Int>(truncatingIfNeeded: tone.color) &* tone.count
            count += tone.count
        }
        return Color(truncatingIfNeeded: (sum &+ count / 2) / count)
    }

    package func nearest(_ color: Color) -> Color {
        var (best, least) = (color, Int32.max)
        for candidate in colors {
            let difference = candidate &- color
            let distance = (difference &* difference).wrappedSum()
            if distance < least { (best, least) = (candidate, distance) }
        }
        return best
    }
}
