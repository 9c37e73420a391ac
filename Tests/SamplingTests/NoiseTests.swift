import Formats
import Tensors
import TestSupport
import Testing

@testable import Sampling

@Suite struct NoiseTests {
    /// Draws of several sizes one after the other: both of PyTorch's paths, with the spare number between them.
    @Test func drawsPyTorchsBits() throws {
        let rows = try SamplingTable().rows("noise")
        #expect(rows.count == 7)
        for row in rows {
            var generator = TorchGenerator(seed: SamplingTable.seed(row))
            for draw in row["draws"]?.array ?? [] {
                let values = generator.randn(try #require(draw.array?[0].int))
                let expected = SamplingTable.floats(draw.array?[1])
                #expect(Array(values.suffix(40)) == expected, "seed \(SamplingTable.seed(row)), \(values.count) values")
            }
        }
    }

    @Test(arguments: [0, 8_566_257, UInt64.max])
    func initialNoiseIsTheReferences(seed: UInt64) throws {
        let goldens = try SafetensorsFile(path: Fixtures.path("reference/goldens/internals.safetensors"))
        let expected = try goldens.tensor("noise.seed\(seed)")
        #expect(try NoiseSource.seeded(seed).noise(shape: [2, 4, 8, 12]).floats == expected.floats)
    }

    @Test func noiseIndices() throws {
        let goldens = try SafetensorsFile(path: Fixtures.path("reference/goldens/internals.safetensors"))
        let expected = try goldens.tensor("noise.seed8566257.inds_1_2").floats
        let noise = try NoiseSource.seeded(8_566_257).noise(shape: [2, 4, 8, 12], batchIndex: [1, 2])
        #expect(noise.floats == expected)
        let turned = try NoiseSource.seeded(8_566_257).noise(shape: [3, 4, 8, 12], batchIndex: [2, 1, 2])
        #expect(turned.slice(1..<3).floats == expected)
        #expect(turned.slice(0..<1).floats == turned.slice(2..<3).floats)
    }

    @Test func noiseOnTheWay() throws {
        let goldens = try SafetensorsFile(path: Fixtures.path("reference/goldens/internals.safetensors"))
        var generator = TorchGenerator(seed: 8_566_258)
        for i in 0...1 {
            #expect(
                generator.randn([1, 4, 8, 12]).floats == (try goldens.tensor("noise_sampler.default.cpu.\(i)").floats))
        }
    }

    /// `torch.rand(..., dtype=torch.half)` of seeds 123 and 7 (PyTorch 2.13), in 2048ths; the last became 1.
    @Test func uniformHalves() {
        func drawn(_ seed: UInt64, _ count: Int) -> [Float] {
            var generator = TorchGenerator(seed: seed)
            var values = [Float](repeating: -1, count: count)
            values.withUnsafeMutableBufferPointer { generator.fillUniformHalves($0) }
            return values.map { $0 * 2048 }
        }
        #expect(drawn(123, 8) == [606.5, 1058, 515.5, 1410, 151.5, 1775, 279.75, 209.875])
        #expect(drawn(7, 16705)[16704] == 0)
    }

    @Test(arguments: [[0], [0, 1, 2], [0, -1], [0, Int.max]])
    func badIndices(indices: [Int]) {
        #expect(throws: SamplingError.self) {
            try NoiseSource.seeded(1).noise(shape: [2, 4, 2, 2], batchIndex: indices)
        }
    }
}
