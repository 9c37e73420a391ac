/// The weights of PyTorch's bicubic interpolation with antialiasing (aten/src/ATen/native/cpu/UpSampleKernel.cpp): Keys'
/// cubic with a = -0.5 that widens where a picture gets smaller, as Pillow's.
struct AntialiasedTaps {
    /// For each pixel of the result: the first of the source, and the weights from there on.
    let taps: [(first: Int, weights: [Float])]

    init(from input: Int, to output: Int) {
        let scale = Double(input) / Double(output)
        let widening = max(scale, 1)
        let support = 2 * widening
        taps = (0..<output).map { index in
            let center = scale * (Double(index) + 0.5)
            let first = max(Int(center - support + 0.5), 0)
            let last = min(Int(center + support + 0.5), input)
            let weights = (first..<max(last, first + 1)).map { place in
                Self.cubic((Double(place) - center + 0.5) / widening)
            }
            let sum = weights.reduce(0, +)
            return (first, weights.map { Float($0 / sum) })
        }
    }

    private static func cubic(_ x: Double) -> Double {
        let (a, x) = (-0.5, abs(x))
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
        return 0
    }
}
