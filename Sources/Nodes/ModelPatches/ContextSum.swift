internal import Tensors

/// What windows give for each side of guidance, averaged where they overlap.
struct ContextSum {
    private let shape: [Int]
    private let axis: Int
    private var sums: [[Float]] = []
    /// Of each place along the axis.
    private var counts: [Float]
    private var isRelative = false

    /// - Parameter shape: of the whole.
    init(shape: [Int], axis: Int) {
        (self.shape, self.axis) = (shape, axis)
        counts = [Float](repeating: 0, count: shape[axis])
    }

    private var inner: Int { shape.dropFirst(axis + 1).reduce(1, *) }

    mutating func add(_ parts: [Tensor], _ window: [Int], _ windows: ContextWindows) throws {
        if sums.isEmpty {
            sums = try parts.map { _ in try [Float](allocating: shape.reduce(1, *), repeating: 0) }
        }
        let weights = windows.weights(window, of: shape[axis])
        isRelative = weights == nil
        // of those that a window has twice, the last one counts in the reference, but where the average is a running one
        let last = Dictionary(zip(window, window.indices), uniquingKeysWith: { $1 })
        for (place, index) in window.enumerated() where isRelative || last[index] == place {
            let (kept, added) = weights.map { (1, $0[place]) } ?? relativeWeights(window, index)
            if let weights { counts[index] += weights[place] }
            for (side, part) in parts.enumerated() {
                add(part, place, window.count, to: index, kept: kept, added: added, side)
            }
        }
    }

    /// A running average, to which a window's middle counts more than its ends.
    private mutating func relativeWeights(_ window: [Int], _ index: Int) -> (kept: Float, added: Float) {
        let (first, last) = (Double(window[0]), Double(window[window.count - 1]))
        let bias = max(1e-2, 1 - abs(Double(index) - (first + last) / 2) / ((last - first + 1e-2) / 2))
        let total = Double(counts[index])
        counts[index] = Float(total + bias)
        return (Float(total / (total + bias)), Float(bias / (total + bias)))
    }

    private mutating func add(
        _ part: Tensor, _ place: Int, _ count: Int, to index: Int, kept: Float, added: Float, _ side: Int
    ) {
        let (inner, whole) = (inner, shape[axis])
        part.withFloats { values in
            for outer in 0..<shape.prefix(axis).reduce(1, *) {
                let source = (outer * count + place) * inner
                let target = (outer * whole + index) * inner
                for i in 0..<inner {
                    sums[side][target + i] = sums[side][target + i] * kept + values[source + i] * added
                }
            }
        }
    }

    var results: [Tensor] {
        let (inner, whole) = (inner, shape[axis])
        return sums.map { sum in
            guard !isRelative else { return Tensor(sum, shape: shape) }
            return Tensor(
                sum.enumerated().map { index, value in value / counts[index / inner % whole] }, shape: shape)
        }
    }
}
