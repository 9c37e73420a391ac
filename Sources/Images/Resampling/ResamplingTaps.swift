internal import Glibc

/// Which inputs make up each output along one axis, and how much each counts.
struct ResamplingTaps {
    /// The taps of output i are `first[i]..<first[i + 1]`.
    private(set) var first: [Int] = [0]
    private(set) var indices: [Int] = []
    private(set) var weights: [Float] = []
    /// What a sum of taps is divided by; only `area` has other than 1.
    private(set) var divisors: [Float] = []

    var count: Int { first.count - 1 }

    /// Sizes are positive. The arithmetic is PyTorch's `interpolate` with `align_corners=False`, in f32
    /// (aten/src/ATen/native/UpSample.h, AdaptiveAveragePooling.cpp).
    init(_ method: ResamplingMethod, from input: Int, to output: Int) {
        let scale = Float(input) / Float(output)
        for i in 0..<output {
            var divisor: Float = 1
            switch method {
            case .nearestExact:
                add(min(Int((scale * (Float(i) + 0.5)).rounded(.down)), input - 1), 1)
            case .area:
                let start = i * input / output
                let end = ((i + 1) * input + output - 1) / output
                for j in start..<end { add(j, 1) }
                divisor = Float(end - start)
            case .bicubic:
                let center = Self.position(i, scale)
                let base = center.rounded(.down)
                let t = center - base
                let distances = [1 + t, t, 1 - t, 2 - t]
                for (j, distance) in distances.enumerated() {
                    let weight = j == 0 || j == 3 ? Self.cubicOuter(distance) : Self.cubicInner(distance)
                    add(min(max(Int(base) - 1 + j, 0), input - 1), weight)
                }
            case .bilinear, .bislerp, .lanczos:
                let (low, high, fraction) = Self.linear(i, scale: scale, input: input)
                add(low, 1 - fraction)
                add(high, fraction)
            }
            first.append(indices.count)
            divisors.append(divisor)
        }
    }

    /// The two neighbours of output i and the weight of the second.
    static func linear(_ i: Int, scale: Float, input: Int) -> (low: Int, high: Int, fraction: Float) {
        let position = max(position(i, scale), 0)
        let low = min(Int(position), input - 1)
        return (low, min(low + 1, input - 1), min(max(position - Float(low), 0), 1))
    }

    /// Where the middle of output i lies among the inputs, rounded once as in PyTorch's fused arithmetic: in bislerp
    /// the last bit decides which neighbours are taken.
    private static func position(_ i: Int, _ scale: Float) -> Float { Float(-0.5).addingProduct(scale, Float(i) + 0.5) }

    private mutating func add(_ index: Int, _ weight: Float) {
        indices.append(index)
        weights.append(weight)
    }

    /// Keys' cubic convolution with a = -0.75, for distances up to 1 and from 1 to 2.
    private static func cubicInner(_ x: Float) -> Float { (1.25 * x - 2.25) * x * x + 1 }
    private static func cubicOuter(_ x: Float) -> Float { ((-0.75 * x + 3.75) * x - 6) * x + 3 }
}
