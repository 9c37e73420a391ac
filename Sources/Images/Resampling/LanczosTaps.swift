internal import Glibc
internal import System
internal import Tensors
internal import Tensors

/// The integer weights of one axis.
struct LanczosTaps {
    private static let bits = 22
    private var starts: [Int] = []
    private var weights: [[Int]] = []

    init(from input: Int, to output: Int) {
        let scale = Double(input) / Double(output)
        let filterScale = max(scale, 1)
        let support = 3 * filterScale
        for i in 0..<output {
            let center = (Double(i) + 0.5) * scale
            let low = max(Int(center - support + 0.5), 0)
            let high = min(Int(center + support + 0.5), input)
            var values = (low..<high).map { Self.lanczos((Double($0) - center + 0.5) / filterScale) }
            let sum = values.reduce(0, +)
            if sum != 0 { values = values.map { $0 / sum } }
            starts.append(low)
            weights.append(values.map { Int($0 * Double(1 << Self.bits) + ($0 < 0 ? -0.5 : 0.5)) })
        }
    }

    /// Resizes `lines` lines of pixels that lie `stride` apart.
    func apply(
        _ source: [UInt8], lines: Int, lineStride: Int, stride: Int, channels: Int, outLineStride: Int, outStride: Int,
        _ cancellation: Cancellation?
    ) throws(CancellationError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: lines * starts.count * channels)
        for i in starts.indices {
            try cancellation?.check()
            let taps = weights[i]
            for line in (0..<lines).halting(each: taps.count * channels) {
                for c in 0..<channels {
                    var sum = 1 << (Self.bits - 1)
                    var at = line * lineStride + starts[i] * stride + c
                    for weight in taps {
                        sum += Int(source[at]) * weight
                        at += stride
                    }
                    result[line * outLineStride + i * outStride + c] = UInt8(clamping: sum >> Self.bits)
                }
            }
        }
        return result
    }

    private static func lanczos(_ x: Double) -> Double { x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0 }
    private static func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(x * .pi) / (x * .pi) }
}
