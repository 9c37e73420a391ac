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

    /// In fixed point Winograd's transform loses less than half of what rounding the factors to bf16 would.
    @Test(arguments: [
        ([1, 24, 24, 64], 40), ([2, 13, 18, 33], 33), ([1, 9, 40, 160], 20), ([3, 8, 8, 16], 70), ([1, 8, 8, 520], 32),
        ([1, 70, 75, 48], 36),
    ])
    func winogradIsCloserThanRoundedFactors(shape: [Int], outputs: Int) throws {
        let channels = shape[3], out = shape.dropLast() + [outputs]
        let x = Tensor.random(shape, seed: 21)
        let w = Tensor.random([outputs, channels, 3, 3], seed: 22, scale: 1 / Float(9 * channels).squareRoot())
        let (bias, itemBias) = (Tensor.random([outputs], seed: 23), Tensor.random([shape[0], outputs], seed: 24))
        let residual = Tensor.random(Array(out), seed: 25)
        func exact(_ x: Tensor, _ w: Tensor) -> [Double] {
            Oracle.conv2d(x, w, bias, itemBias, stride: 1, padding: .same(1), .silu, residual)
        }
        let expected = exact(x, w)
        func error(_ values: [Double]) -> Double {
            zip(values, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        }
        let coarse = try error(exact(rounded(x), w.converted(to: .bf16).converted(to: .f32)))
        for dtype in [DType.f32, .f16] {
            let stored = try w.converted(to: dtype)
            let weight = try ConvWeight(weight: stored, bias: bias)
            let result = try result {
                try $0.conv2d(
                    x, weight, padding: .same(1), itemBias: itemBias, activation: .silu, residual: residual)
            }
            #expect(error(result.floats.map(Double.init)) < coarse / 2)
        }
    }

    func convolved(_ x: Tensor, _ w: Tensor) throws -> [Float] {
        let weight = try ConvWeight(weight: w)
        return try result { try $0.conv2d(x, weight, padding: .same(1)) }.floats
    }

    /// The largest factors of one sign, and a channel that has all of the weight: no sum overflows.
    @Test func winogradSumsStayInRange() throws {
        let side = 12, channels = 128
        var single = Tensor(zeros: [32, channels, 3, 3])
        single.withMutableFloats { for output in 0..<32 { $0[(output * channels + 5) * 9 + 4] = -3 } }
        let all = Tensor(repeating: 0.25, [32, channels, 3, 3])
        for magnitude: Float in [1, 3e-30, 5e28] {
            let x = Tensor(repeating: magnitude, [1, side, side, channels])
            let inner = (side / 2 * side + side / 2) * 32
            let (sum, one) = try (convolved(x, all)[inner], convolved(x, single)[inner])
            #expect(abs(sum / (magnitude * 0.25 * 9 * Float(channels)) - 1) < 1e-3)
            #expect(abs(one / (magnitude * -3) - 1) < 1e-3)
        }
    }

    /// One pixel far above the others takes precision from its surroundings alone.
    @Test func winogradScalesAreLocal() throws {
        let side = 24
        var x = Tensor.random([1, side, side, 64], seed: 26)
        let w = Tensor.random([32, 64, 3, 3], seed: 27, scale: 0.05)
        let plain = try convolved(x, w)
        x.withMutableFloats { $0[0] = 1e6 }
        let outlying = try convolved(x, w)
        let far = (12 * side + 12) * 32
        #expect(outlying[far..<far + 32] == plain[far..<far + 32])
    }

    /// What is not finite is seen in the result; nothing becomes of zeros.
    @Test(arguments: [Float.nan, .infinity, -.infinity]) func winogradKeepsWhatIsNotFinite(value: Float) throws {
        let side = 12
        var x = Tensor(zeros: [1, side, side, 64])
        let w = Tensor.random([32, 64, 3, 3], seed: 28)
        #expect(try convolved(x, w).allSatisfy { $0 == 0 })
        #expect(try convolved(x, Tensor(zeros: [32, 64, 3, 3])).allSatisfy { $0 == 0 })
        x.withMutableFloats { $0[(5 * side + 5) * 64 + 7] = value }
        let result = try convolved(x, w)
        #expect((0..<32).allSatisfy { !result[(5 * side + 5) * 32 + $0].isFinite })
        #expect(result[..<32].allSatisfy { $0 == 0 })
        var weights = w
        weights.withMutableFloats { $0[4] = value }
        let outputs = try convolved(.random([1, side, side, 64], seed: 29), weights)
        #expect(!outputs[(5 * side + 5) * 32].isFinite && outputs[(5 * side + 5) * 32 + 1].isFinite)
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
