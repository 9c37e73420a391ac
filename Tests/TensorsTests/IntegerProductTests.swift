import SyntheticModels
import System
import Testing

@testable import Tensors

/// Linear layers of integers of 8 bits, beside the same in double precision.
@Suite struct IntegerProductTests {
    private static let computes = [1, 2, 3].map {
        Compute(pool: ThreadPool(threads: $0), integers: .unet).computing(.unet)
    }

    /// M, K, N: whole tiles and panels and parts of them, and sums in more than one piece.
    @Test(arguments: [(16, 256, 256), (50, 601, 300), (97, 1000, 257), (20, 6003, 256)])
    func closeForAnyNumberOfThreads(_ m: Int, _ k: Int, _ n: Int) throws {
        let x = Tensor.random([1, m, k], seed: 1), residual = Tensor.random([1, m, n], seed: 2)
        let layer = try LinearWeight(weight: .random([n, k], seed: 3), bias: .random([n], seed: 4))
        let results = try Self.computes.map { try $0.linear(x, layer, activation: .silu, residual: residual).floats }
        #expect(results[1] == results[0] && results[2] == results[0])
        let expected = Oracle.linear(x, try layer.weight.expanded(), layer.bias, .silu, residual)
        let error = Self.difference(results[0], expected)
        // factors end at 3.46 deviations, 127 units: each is off by a unit's 1 / sqrt 12 of that, 0.0079 at most
        #expect(error < 0.0115 && error > 1e-4, "\(error)")
    }

    /// Rows of very different sizes have units of their own.
    @Test func eachTokenHasAUnit() throws {
        let (m, k, n) = (32, 512, 256)
        let sizes = (0..<m).map { Float(sign: .plus, exponent: $0 - 16, significand: 1) }
        let base = Tensor.random([m, k], seed: 5).floats
        let x = Tensor(base.indices.map { base[$0] * sizes[$0 / k] }, shape: [1, m, k])
        let layer = try LinearWeight(weight: .random([n, k], seed: 6), bias: nil)
        let result = try Self.computes[0].linear(x, layer).floats
        let expected = Oracle.linear(x, try layer.weight.expanded(), nil, .none, nil)
        for row in 0..<m {
            let part = row * n..<(row + 1) * n
            // turned numbers are normal: of 512 the largest is 4.5 deviations off in few rows, 127 units
            #expect(Self.difference(Array(result[part]), Array(expected[part])) < 0.015)
        }
    }

    /// A row of zeros has no unit.
    @Test func zeros() throws {
        let layer = try LinearWeight(weight: Tensor(zeros: [256, 256]), bias: .random([256], seed: 7))
        let result = try Self.computes[0].linear(Tensor(zeros: [1, 16, 256]), layer).floats
        #expect(result == (0..<16).flatMap { _ in layer.bias!.floats })
    }

    /// Few rows or outputs, and what is asked for other parts of a model, are as they were.
    @Test func smallLayersStay() throws {
        let plain = Compute(pool: ThreadPool(threads: 1))
        let others = Compute(pool: ThreadPool(threads: 1), integers: .unet).computing(.autoencoder)
        for (m, k, n) in [(15, 256, 256), (16, 255, 256), (16, 256, 255)] {
            let x = Tensor.random([1, m, k], seed: 8)
            let layer = try LinearWeight(weight: .random([n, k], seed: 9), bias: nil)
            #expect(try Self.computes[0].linear(x, layer).floats == plain.linear(x, layer).floats)
        }
        let x = Tensor.random([1, 16, 256], seed: 8)
        let layer = try LinearWeight(weight: .random([256, 256], seed: 9), bias: nil)
        #expect(try others.linear(x, layer).floats == plain.linear(x, layer).floats)
    }

    private static func difference(_ a: [Float], _ b: [Double]) -> Double {
        let squares = zip(a, b).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
        return (squares / b.reduce(0) { $0 + $1 * $1 }).squareRoot()
    }
}
