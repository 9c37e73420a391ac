internal import Glibc
internal import Sampling
internal import Tensors

/// How the reference holds patched weights in 8 bits: rounded to either neighbour by chance, from numbers that the
/// weight's name seeds (comfy/float.py). So a patch that is smaller than a step still counts.
struct StochasticRounding: WeightPatch {
    private let format: Float8
    private let isScaled: Bool
    private let seed: UInt64

    /// - Parameters:
    ///   - isScaled: weights are divided by a scale before, so that the largest becomes the format's (comfy/quant_ops.py).
    ///   - name: ComfyUI's.
    init(to format: Float8, isScaled: Bool, name: String) {
        (self.format, self.isScaled) = (format, isScaled)
        seed = Self.seed(name)
    }

    /// Of the numbers for a weight (`string_to_seed` in comfy/model_patcher.py).
    static func seed(_ name: String) -> UInt64 { UInt64(crc32(name)) }

    var byteCount: Int { 0 }
    func fits(_ shape: [Int]) -> Bool { true }

    func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        let (length, format) = (weight.rowLength, format)
        let scale = isScaled ? try weight.expanded().largest / format.largest : 1
        let inverse = 1 / scale
        // one after the other: where a row's numbers begin is known once those before are drawn
        var generator = TorchGenerator(seed: seed)
        let count = weight.rowCount * length
        var numbers = try Tensor(allocating: [count])
        numbers.withMutableFloats { generator.fillUniformHalves($0) }
        let drawn = numbers
        return try body { rows, elements in
            elements.withUnsafeMutableBufferPointer { elements in
                drawn.withFloats { drawn in
                    let first = rows.lowerBound * length
                    for i in elements.indices {
                        elements[i] = scale * Self.rounded(elements[i] * inverse, to: format, by: drawn[first + i])
                    }
                }
            }
        }
    }

    /// Half precision first; then the mantissa plus a number of 0 ..< 1, cut off. Every step is rounded as the reference's
    /// halves are.
    private static func rounded(_ value: Float, to format: Float8, by number: Float) -> Float {
        let (mantissa, bias): (Float, Float) = format == .e4m3 ? (8, 7) : (4, 15)
        let largest = format.largest
        let half = Float(Float16(value))
        let size = abs(half)
        guard size > 0, size.isFinite else { return half.isNaN ? half : half == 0 ? 0 : half < 0 ? -largest : largest }
        let exponent = max(Float(Float16(log2f(size))).rounded(.down) + bias, 0)
        let step = exp2f(exponent == 0 ? 1 - bias : exponent - bias)
        let scaled = exponent == 0 ? size / step * mantissa : (size / step - 1) * mantissa
        let cut = Float(Float16(scaled + number)).rounded(.down) / mantissa
        let result = min(exponent == 0 ? step * cut : step * (1 + cut), largest)
        return half < 0 ? -result : result
    }

    /// ISO 3309's, as zlib computes it.
    private static func crc32(_ text: String) -> UInt32 {
        ~text.utf8.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 0 ? 0 : 0xEDB8_8320) }
        }
    }
}

extension Tensor {
    /// The largest size of an element.
    var largest: Float { withFloats { $0.reduce(0) { max($0, abs($1)) } } }
}
