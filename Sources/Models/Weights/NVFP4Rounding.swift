internal import Glibc
internal import Sampling
internal import Tensors

/// How the reference holds patched weights in `NVFP4`: with new scales, and noise from numbers that the weight's name seeds
/// before each is cut to a code (comfy/float.py, `stochastic_round_quantize_nvfp4_block`).
struct NVFP4Rounding: WeightPatch {
    private let seed: UInt64

    /// - Parameter name: ComfyUI's.
    init(name: String) { seed = StochasticRounding.seed(name) }

    var byteCount: Int { 0 }
    func fits(_ shape: [Int]) -> Bool { shape.count == 2 && shape[1] % NVFP4.blockSize == 0 }

    func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        var rounded = try weight.expanded()
        let scale = rounded.largest / (Float8.e4m3.largest * NVFP4.largest)
        var generator = TorchGenerator(seed: seed)
        let size = NVFP4.blockSize
        rounded.withMutableFloats { values in
            for start in stride(from: 0, to: values.count, by: size) {
                let block = UnsafeMutableBufferPointer(rebasing: values[start..<start + size])
                let largest = block.reduce(0) { max($0, abs($1)) }
                let factor = scale * Float8.e4m3.rounded(min(largest / NVFP4.largest / scale, Float8.e4m3.largest))
                for i in block.indices {
                    let code = Self.code(of: block[i] / factor, generator.uniform())
                    block[i] = NVFP4.values[code] * factor
                }
            }
        }
        let (result, length) = (rounded, weight.rowLength)
        return try body { rows, elements in
            result.withFloats { values in
                for i in elements.indices { elements[i] = values[rows.lowerBound * length + i] }
            }
        }
    }

    /// The reference's: an exponent of 2 bits and a mantissa that may become 2, which then falls together with a bit of the
    /// exponent.
    private static func code(of value: Float, _ number: Float) -> Int {
        let value = value.isNaN ? 0 : value
        let step = exp2f(clamped(log2f(abs(value)) + 1) - 2)
        let size = abs(value + (number - 0.5) * step * 1.25)
        let exponent = clamped(log2f(size) + 1.1925)
        let mantissa = exponent > 0 ? (size / exp2f(exponent - 1) - 1) * 2 : size * 2
        return (value.sign == .minus ? 8 : 0) | Int(exponent) << 1 | Int(min(mantissa.rounded(.toNearestOrEven), 2))
    }

    private static func clamped(_ exponent: Float) -> Float { min(max(exponent.rounded(.down), 0), 3) }
}
