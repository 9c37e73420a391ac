import Tensors
import Testing

/// Functions and normalisations within 1e-6 of their twins in f64, for every instruction set (COMFY_CPU).
@Suite struct AccuracyTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))
    static let bound = 1e-6

    /// From -105 to 105, denser around 0, with the powers of two down to the smallest numbers.
    static let sweep: Tensor = {
        var values = (-210_000...210_000).map { Float($0) / 2000 }
        values += (-20_000...20_000).map { Float($0) / 10_000 }
        for exponent in -149...6 { values += [-Float.ulpOfOne.squareRoot(), -1, 1, 1.3].map { $0 * exp2(exponent) } }
        return Tensor(values, shape: [values.count])
    }()

    private static func exp2(_ exponent: Int) -> Float { Float(sign: .plus, exponent: exponent, significand: 1) }

    /// The largest error, of the result itself or of 1 where the result is smaller.
    func absoluteError(_ result: Tensor, _ expected: [Double]) -> Double {
        zip(result.floats, expected).reduce(0) { worst, pair in
            let error = abs(Double(pair.0) - pair.1) / max(1, abs(pair.1))
            return error <= worst ? worst : error
        }
    }

    /// The largest error in parts of the result, or of 2^-100 where the result is smaller: exp overflows before the
    /// quotient of these is 0.
    func relativeError(_ result: Tensor, _ expected: [Double]) -> Double {
        zip(result.floats, expected).reduce(0) { worst, pair in
            let error = abs(Double(pair.0) - pair.1) / max(0x1p-100, abs(pair.1))
            return error <= worst ? worst : error
        }
    }

    /// The largest error in parts of the largest result.
    func errorOfLargest(_ result: Tensor, _ expected: [Double]) -> Double {
        let largest = expected.reduce(0) { max($0, abs($1)) }
        return zip(result.floats, expected).reduce(0) { worst, pair in
            let error = abs(Double(pair.0) - pair.1) / largest
            return error <= worst ? worst : error
        }
    }

    /// SiLU is x / (1 + exp(-x)): below -20 it shows exp itself. Its error is relative.
    @Test func silu() throws {
        let result = try Self.compute.activate(Self.sweep, .silu)
        #expect(relativeError(result, Self.sweep.floats.map { Oracle.activate(Double($0), .silu) }) <= Self.bound)
    }

    /// Left of 0 these are what two numbers near 1 leave, or have an exponent that is rounded: absolute there.
    @Test(arguments: [Activation.gelu, .quickGelu])
    func gelu(_ activation: Activation) throws {
        let result = try Self.compute.activate(Self.sweep, activation)
        let expected = Self.sweep.floats.map { Oracle.activate(Double($0), activation) }
        #expect(absoluteError(result, expected) <= Self.bound)
    }

    /// Each row of scores: as wide as attention's in every network, with spreads from none to one place taking all.
    @Test(arguments: [1, 7, 77, 256, 1030], [Float(0), 1, 10, 60])
    func softmax(keys: Int, spread: Float) throws {
        let x = Tensor.random([5, keys], seed: UInt64(keys), scale: spread, mean: 3)
        #expect(errorOfLargest(try Self.compute.softmax(x), Oracle.softmax(x)) <= Self.bound)
    }

    @Test(arguments: [Float(0), 2], [Float(1e-3), 1, 1e3])
    func groupNorm(mean: Float, scale: Float) throws {
        let x = Tensor.random([2, 5, 7, 320], seed: 5, scale: scale, mean: mean * scale)
        let (w, bias) = (Tensor.random([320], seed: 6), Tensor.random([320], seed: 7))
        for activation in [Activation.none, .silu] {
            let result = try Self.compute.groupNorm(
                x, NormWeight(weight: w, bias: bias), groups: 32, eps: 1e-5, activation: activation)
            let expected = Oracle.groupNorm(x, w, bias, groups: 32, eps: 1e-5, activation)
            #expect(errorOfLargest(result, expected) <= Self.bound)
        }
    }

    @Test(arguments: [Float(0), 2], [Float(1e-3), 1, 1e3])
    func layerNorm(mean: Float, scale: Float) throws {
        for width in [320, 768, 1281] {
            let x = Tensor.random([9, width], seed: 8, scale: scale, mean: mean * scale)
            let (w, bias) = (Tensor.random([width], seed: 9), Tensor.random([width], seed: 10))
            let result = try Self.compute.layerNorm(x, NormWeight(weight: w, bias: bias), eps: 1e-5)
            #expect(errorOfLargest(result, Oracle.layerNorm(x, w, bias, eps: 1e-5)) <= Self.bound)
        }
    }
}
