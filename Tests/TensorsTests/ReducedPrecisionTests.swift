import Tensors
import Testing

/// Products and attention whose factors are rounded to bf16.
@Suite(.enabled(if: Compute.multipliesBF16)) struct ReducedPrecisionTests {
    static let computes = [1, 2, 3].map { Compute(pool: ThreadPool(threads: $0), bf16: .unet).computing(.unet) }

    /// The result, which must not depend on the number of threads.
    func result(_ run: (Compute) throws -> Tensor) throws -> Tensor {
        let results = try Self.computes.map(run)
        for other in results.dropFirst() { #expect(other.bits == results[0].bits) }
        return results[0]
    }

    /// What the products make of their factors [..., K]: fewer than 16 channels are not worth rounding.
    func rounded(_ x: Tensor) throws -> Tensor {
        x.shape.last! < 16 ? x : try x.converted(to: .bf16).converted(to: .f32)
    }

    func worst(_ result: Tensor, _ expected: [Double]) -> Double {
        zip(result.floats, expected).map { abs(Double($0) - $1) / (1 + abs($1)) }.max() ?? 0
    }

    /// Sums are f32: with factors that are bf16 already the result is as good as that of f32.
    @Test(arguments: [
        (1, 1, 1), (2, 320, 1280), (77, 64, 96), (154, 768, 320), (105, 33, 17), (300, 65, 513), (1025, 40, 70),
        (600, 7, 1100), (5, 2700, 9), (97, 1281, 33),
    ])
    func linearSumsInF32(m: Int, k: Int, n: Int) throws {
        let x = Tensor.random([m, k], seed: 1), w = Tensor.random([n, k], seed: 2, scale: 1 / Float(k).squareRoot())
        let (bias, residual) = (Tensor.random([n], seed: 3), Tensor.random([m, n], seed: 4))
        func factors(_ dtype: DType) throws -> (Tensor, Tensor) {
            try (rounded(x), rounded(w.converted(to: dtype).converted(to: .f32)))
        }
        for dtype in [DType.f32, .f16, .bf16] {
            let weight = try LinearWeight(weight: w.converted(to: dtype), bias: bias)
            let result = try result { try $0.linear(x, weight, activation: .silu, residual: residual) }
            let (x, w) = try factors(dtype)
            #expect(worst(result, Oracle.linear(x, w, bias, .silu, residual)) < 1e-5)
        }
        let weight = try LinearWeight(weight: w)
        let plain = try result { try $0.linear(x, weight) }
        let (roundedX, roundedW) = try factors(.f32)
        #expect(worst(plain, Oracle.linear(roundedX, roundedW, nil, .none, nil)) < 1e-5)
    }

    /// Convolutions that Winograd's transform would not make faster.
    @Test(arguments: [(2, 17, 2, 3), (1, 1, 1, 3), (2, 8, 1, 1), (1, 9, 2, 2)])
    func convolutionsSumInF32(batch: Int, side: Int, stride: Int, kernel: Int) throws {
        let padding = ConvPadding(top: kernel / 2, left: kernel / 2, bottom: kernel / 2, right: kernel / 2)
        for (inputs, outputs) in [(33, 40), (320, 7), (4, 70)] {
            let x = Tensor.random([batch, side, side, inputs], seed: 11)
            let scale = 1 / Float(inputs * kernel * kernel).squareRoot()
            let w = Tensor.random([outputs, inputs, kernel, kernel], seed: 12, scale: scale)
            let (bias, itemBias) = (Tensor.random([outputs], seed: 13), Tensor.random([batch, outputs], seed: 14))
            let weight = try ConvWeight(weight: w, bias: bias)
            let result = try result {
                try $0.conv2d(x, weight, stride: stride, padding: padding, itemBias: itemBias, activation: .silu)
            }
            let isRounded = inputs >= 16
            let expected = try Oracle.conv2d(
                isRounded ? rounded(x) : x, isRounded ? w.converted(to: .bf16).converted(to: .f32) : w, bias, itemBias,
                stride: stride, padding: padding, .silu, nil)
            #expect(worst(result, expected) < 1e-5)
        }
    }

    @Test func gatedLinear() throws {
        let x = Tensor.random([130, 320], seed: 5)
        let w = Tensor.random([2 * 77, 320], seed: 6, scale: 0.05), bias = Tensor.random([2 * 77], seed: 7)
        let weight = try LinearWeight(weight: w, bias: bias)
        let expected = try Oracle.geglu(Oracle.linear(rounded(x), rounded(w), bias, .none, nil), n: 77)
        #expect(try worst(result { try $0.gatedLinear(x, weight) }, expected) < 1e-5)
    }

    /// Queries, keys, values and weights are off by up to 2^-9 of themselves each.
    @Test(arguments: [
        (1, 1, 1, 1, 1, false), (2, 64, 64, 8, 8, false), (1, 256, 77, 8, 40, false), (2, 77, 77, 12, 64, true),
        (3, 33, 33, 2, 160, false), (1, 300, 301, 1, 512, false), (2, 600, 600, 4, 40, true), (1, 130, 3, 4, 81, false),
        (0, 4, 4, 1, 4, false),
    ])
    func attention(batch: Int, queries: Int, keys: Int, heads: Int, width: Int, causal: Bool) throws {
        let q = Tensor.random([batch, queries, heads * width], seed: 41)
        let k = Tensor.random([batch, keys, heads * width], seed: 42)
        let v = Tensor.random([batch, keys, heads * width], seed: 43)
        let result = try result { try $0.attention(q: q, k: k, v: v, heads: heads, causal: causal) }
        #expect(worst(result, Oracle.attention(q, k, v, heads: heads, causal: causal)) < 0.03)
    }

    /// Only the parts that ask for it are rounded.
    @Test func otherPartsStayInF32() throws {
        let compute = Self.computes[0]
        let x = Tensor.random([9, 64], seed: 8)
        let w = try LinearWeight(weight: .random([40, 64], seed: 9))
        let exact = try Compute(pool: compute.pool).linear(x, w)
        #expect(try compute.computing(.autoencoder).linear(x, w).bits == exact.bits)
        #expect(try compute.linear(x, w).bits != exact.bits)
    }
}
