/// The neighbours of each output along one axis. ComfyUI finds them by interpolating the coordinates themselves, so that
/// rounding decides near whole numbers; the same is done here.
struct SlerpTaps {
    private(set) var low: [Int] = []
    private(set) var high: [Int] = []
    private(set) var ratio: [Float] = []

    init(from input: Int, to output: Int) {
        let scale = Float(input) / Float(output)
        for i in 0..<output {
            let (first, second, fraction) = ResamplingTaps.linear(i, scale: scale, input: input)
            func interpolated(_ value: (Int) -> Int) -> Float {
                Float(value(first)) * (1 - fraction) + Float(value(second)) * fraction
            }
            let position = interpolated { $0 }
            low.append(min(Int(position), input - 1))
            ratio.append(position - position.rounded(.down))
            high.append(min(Int(interpolated { min($0 + 1, input - 1) }), input - 1))
        }
    }
}
