internal import Glibc
internal import Models
internal import Sampling
internal import Tensors
internal import Workflow

/// Windows over a batch or a video that is too long to be drawn at once (AnimateDiff's uniform ones, and others).
struct ContextWindows: Sendable {
    enum Schedule: String, Sendable {
        case fixed = "standard_static"
        case uniform = "standard_uniform"
        case looped = "looped_uniform"
        case batched
    }

    /// How windows that overlap are averaged.
    enum Fusion: String, Sendable {
        case pyramid, relative, flat
        case linear = "overlap-linear"
    }

    let length: Int
    let overlap: Int
    let schedule: Schedule
    let stride: Int
    let isClosed: Bool
    let fusion: Fusion

    var overlapTooLarge: NodeError {
        NodeError("ValueError", "context_overlap (\(overlap)) must be below context_length (\(length))")
    }

    /// The places of each window over `count` of them, more than fit into one.
    ///
    /// - Throws: `NodeError` for windows that would not move on, or that cannot be moved inside.
    func windows(of count: Int, step: Int) throws(NodeError) -> [[Int]] {
        guard schedule == .batched || overlap < length else { throw overlapTooLarge }
        let windows = scheduled(count, step)
        if let place = windows.joined().first(where: { $0 >= count }) {
            throw NodeError(
                "IndexError", "a context window with a stride of up to \(stride) has place \(place) of \(count)")
        }
        return windows
    }

    private func scheduled(_ count: Int, _ step: Int) -> [[Int]] {
        switch schedule {
        case .batched:
            return Swift.stride(from: 0, to: count, by: length).map { Array($0..<min($0 + length, count)) }
        case .fixed:
            var windows: [[Int]] = []
            for start in Swift.stride(from: 0, to: count, by: length - overlap) {
                if start + length >= count {
                    windows.append(Array(count - length..<count))
                    break
                }
                windows.append(Array(start..<start + length))
            }
            return windows
        case .looped: return uniform(count, step, reach: isClosed ? 0 : -overlap)
        case .uniform: return unrolled(uniform(count, step, reach: -overlap), count)
        }
    }

    /// Windows that begin elsewhere at each step, and go on at the beginning where they reach the end.
    private func uniform(_ count: Int, _ step: Int, reach: Int) -> [[Int]] {
        let shift = Self.orderedHalving(step)
        let pad = Int((Double(count) * shift).rounded(.toNearestOrEven))
        let strides = min(stride, Int(log2(Double(count) / Double(length)).rounded(.up)) + 1)
        var windows: [[Int]] = []
        for level in 0..<strides {
            let pace = 1 << level
            let start = Int(shift * Double(pace)) + pad
            for first in Swift.stride(from: start, to: count + pad + reach, by: length * pace - overlap) {
                windows.append((0..<length).map { (first + $0 * pace) % count })
            }
        }
        return windows
    }

    /// The same without going on at the beginning: such windows are moved to the end. Each is there once.
    private func unrolled(_ given: [[Int]], _ count: Int) -> [[Int]] {
        var windows = given
        var equal: [Int] = []
        var index = 0
        while index < windows.count {
            let window = windows[index]
            if let turn = window.indices.dropFirst().first(where: { window[$0] < window[$0 - 1] }) {
                let missing = window[turn]
                let offsets = window.map { ($0 - window[0] + count) % count }
                windows[index] = offsets.map { $0 + count - offsets[offsets.count - 1] - 1 }
                if !windows[(index + 1) % windows.count].contains(missing) {
                    windows.insert(Array(missing..<missing + length), at: index + 1)
                }
            }
            if windows[..<index].contains(windows[index]) { equal.append(index) }
            index += 1
        }
        for index in equal.reversed() { windows.remove(at: index) }
        return windows
    }

    /// The bits of a number in the other order, as a fraction: 0, 1/2, 1/4, 3/4, ...
    private static func orderedHalving(_ value: Int) -> Double {
        var bits = UInt64(value), reversed: UInt64 = 0
        for _ in 0..<64 {
            reversed = reversed << 1 | bits & 1
            bits >>= 1
        }
        return Double(reversed) / 0x1p64
    }

    /// How much each place of a window counts; nil for weights that depend on the others'.
    func weights(_ window: [Int], of count: Int) -> [Float]? {
        switch fusion {
        case .relative: return nil
        case .flat: return [Float](repeating: 1, count: window.count)
        case .pyramid: return window.indices.map { Float(min($0 + 1, window.count - $0)) }
        case .linear:
            var weights = [Float](repeating: 1, count: window.count)
            let ramp = (0..<min(overlap, window.count)).map { place -> Float in
                overlap == 1 ? 1e-37 : 1e-37 + Float(place) / Float(overlap - 1)
            }
            if window.min()! > 0 { for (place, value) in ramp.enumerated() { weights[place] = value } }
            if window.max()! < count - 1 {
                // a ramp of one place begins at its start, which is 1 here
                for (place, value) in ramp.enumerated() {
                    weights[window.count - 1 - place] = overlap == 1 ? 1 : value
                }
            }
            return weights
        }
    }

    /// FreeNoise (Qiu et al., 2023): the noise behind the first window is the first one's, shuffled.
    func shuffled(_ noise: Tensor, axis: Int, seed: UInt64) -> Tensor {
        var generator = TorchGenerator(seed: seed)
        var order = Array(0..<noise.shape[axis])
        let delta = length - overlap
        for start in Swift.stride(from: 0, to: order.count - length, by: max(delta, 1)) {
            let place = start + length
            let count = min(delta, order.count - place)
            guard count > 0 else { break }
            let sources = generator.permutation(count).map { order[$0 + start] }
            for (offset, source) in sources.enumerated() { order[place + offset] = source }
        }
        return noise.gathered(order, axis: axis)
    }
}
