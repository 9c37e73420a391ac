import Sampling
import Tensors
import Testing

@testable import Models

@Suite struct NoiseMaskTests {
    /// Linear, from the middles of places: that of frame i of five is at (i + 0.5) * 2 / 5 - 0.5 of two.
    private static let fifths: [Float] = [0, 0.1, 0.5, 0.9, 1]

    /// Pictures of 2x3 of one value each.
    private func plain(_ values: [Float], _ shape: [Int]) -> Tensor {
        Tensor(values.flatMap { [Float](repeating: $0, count: 6) }, shape: shape)
    }

    private func values(_ mask: Tensor) -> [Float] {
        stride(from: 0, to: mask.count, by: 20).map { mask.floats[$0] }
    }

    private func isNear(_ a: [Float], _ b: [Float]) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 }
    }

    @Test func itemsAreFramesOfAFilm() throws {
        let mask = try NoiseMask.fitted(plain([0, 1], [2, 1, 2, 3]), to: [2, 3, 5, 4, 5])
        #expect(mask.shape == [2, 3, 5, 4, 5])
        #expect(isNear(values(mask), (0..<6).flatMap { _ in Self.fifths }))
    }

    @Test func eachFilmMayHaveItsOwn() throws {
        let mask = try NoiseMask.fitted(plain([0, 1, 1, 0], [2, 1, 2, 2, 3]), to: [3, 1, 5, 4, 5])
        let own = Self.fifths + Self.fifths.reversed() + Self.fifths
        #expect(isNear(values(mask), own))
    }

    @Test func picturesTakeItemsInTurn() throws {
        let mask = try NoiseMask.fitted(plain([0.25, 0.5], [2, 1, 2, 3]), to: [3, 2, 4, 5])
        #expect(isNear(values(mask), [0.25, 0.25, 0.5, 0.5, 0.25, 0.25]))
    }

    @Test func aMaskOfOtherDimensionsIsRefused() {
        #expect(throws: SamplingError.self) {
            try NoiseMask.fitted(plain([0, 1], [1, 2, 1, 2, 3]), to: [1, 2, 1, 4, 5])
        }
        #expect(throws: SamplingError.self) { try NoiseMask.fitted(plain([0], [1, 1, 1, 2, 3]), to: [1, 4, 4, 5]) }
    }
}
