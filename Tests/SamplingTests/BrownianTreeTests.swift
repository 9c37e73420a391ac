import Formats
import Tensors
import TestSupport
import Testing

@testable import Sampling

@Suite struct BrownianTreeTests {
    /// numpy.random.SeedSequence(entropy, spawn_key=..., pool_size=...).generate_state(n)
    @Test func seedsAreNumPys() {
        #expect(SeedSequence(entropy: 0).state(4) == [2_968_811_710, 3_677_149_159, 745_650_761, 2_884_920_346])
        #expect(
            SeedSequence(entropy: 12_345_678_901_234, spawnKey: [5, 3], poolSize: 24).state(4)
                == [1_934_182_032, 3_514_538_631, 2_989_841_709, 3_108_050_942])
    }

    /// What torchsde gives (make_brownian.py).
    @Test func incrementsAreTorchsdes() throws {
        let trees = try JSON(parsing: Fixtures.bytes("sampling/brownian.json"))["trees"]?.array ?? []
        #expect(trees.count == 2)
        for row in trees {
            let shape = (row["shape"]?.array ?? []).compactMap(\.int)
            let tree = BrownianTree(
                shape: shape, range: row["low"]!.number!...row["high"]!.number!, seed: SamplingTable.seed(row))
            for (query, expected) in zip(row["queries"]!.array!, row["increments"]!.array!) {
                let ends = query.array!.compactMap(\.number)
                let increment = tree.increment(from: ends[0], to: ends[1]).floats
                for (value, wanted) in zip(increment.suffix(12), SamplingTable.floats(expected)) {
                    #expect(abs(value - wanted) < 2e-6, "\(query)")
                }
            }
        }
    }

    /// Increments over neighbouring intervals add up to the whole, in any order of asking.
    @Test func incrementsAgree() {
        let tree = BrownianTree(shape: [1, 2, 3, 4], range: 0.03...14.6, seed: 7)
        let whole = tree.increment(from: 0.03, to: 14.6)
        let parts =
            tree.increment(from: 5, to: 14.6) + tree.increment(from: 0.03, to: 1) + tree.increment(from: 1, to: 5)
        #expect(relativeDifference(parts, whole) < 1e-5)
        #expect(tree.increment(from: 3, to: 3).floats.allSatisfy { $0 == 0 })
        // Beyond the ends nothing moves.
        #expect(tree.increment(from: -2, to: 20).floats == whole.floats)
    }

    @Test func noiseHasUnitVariance() {
        let noise = BrownianNoise(shape: [1, 4, 64, 64], sigmas: [14.6, 3, 0.5, 0], seed: 3)
        for (from, to) in [(14.6, 3), (3, 0.5), (14.6, 0.5)] as [(Float, Float)] {
            let values = noise(from: from, to: to).floats
            let variance = values.reduce(0) { $0 + $1 * $1 } / Float(values.count)
            #expect(abs(variance - 1) < 0.05)
        }
        // Down and up the same way.
        #expect((noise(from: 3, to: 0.5) + noise(from: 0.5, to: 3)).floats.allSatisfy { $0 == 0 })
    }
}
