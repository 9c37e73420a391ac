import TestSupport
import Tensors
import Testing

@testable import Models

@Suite struct NearestTests {
    /// PyTorch 2.13's `interpolate(mode="nearest")` of 0, 1, 2, ... to these sizes.
    @Test(
        arguments: [
            (2, 8, [0, 0, 0, 0, 1, 1, 1, 1]), (3, 7, [0, 0, 0, 1, 1, 2, 2]), (5, 3, [0, 1, 3]),
            (4, 7, [0, 0, 1, 1, 2, 2, 3]),
            (7, 10, [0, 0, 1, 2, 2, 3, 4, 4, 5, 6]),
        ] as [(Int, Int, [Float])]) func placesArePyTorchs(old: Int, new: Int, expected: [Float]) throws
    {
        let row = Tensor((0..<old).map { Float($0) }, shape: [1, 1, old, 1])
        #expect(try row.nearest(height: 1, width: new).floats == expected)
        let column = Tensor((0..<2 * old).map { Float($0) }, shape: [1, old, 1, 2])
        #expect(try column.nearest(height: new, width: 1).floats == expected.flatMap { [2 * $0, 2 * $0 + 1] })
    }
}
