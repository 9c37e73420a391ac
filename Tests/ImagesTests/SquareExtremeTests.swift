import Images
import System
import Tensors
import Testing

@Suite struct SquareExtremeTests {
    /// Against all places of the square, one by one.
    @Test(arguments: [1, 2, 3, 4, 5, 20]) func isThatOfAllPlaces(_ size: Int) throws {
        let (height, width, channels) = (7, 9, 2)
        let values = (0..<(2 * height * width * channels)).map { Float(($0 * 7919) % 101) / 101 }
        let image = Tensor(values, shape: [2, height, width, channels])
        let least = try SquareExtreme.least(size).apply(to: image, Cancellation()).floats
        let most = try SquareExtreme.most(size).apply(to: image, Cancellation()).floats
        for b in 0..<2 {
            for y in 0..<height {
                for x in 0..<width {
                    for c in 0..<channels {
                        var around: [Float] = []
                        for v in (y - size / 2)..<(y - size / 2 + size) where (0..<height).contains(v) {
                            for u in (x - size / 2)..<(x - size / 2 + size) where (0..<width).contains(u) {
                                around.append(values[((b * height + v) * width + u) * channels + c])
                            }
                        }
                        let at = ((b * height + y) * width + x) * channels + c
                        #expect(least[at] == around.min() && most[at] == around.max())
                    }
                }
            }
        }
    }

    @Test func cancellationStops() {
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: CancellationError.self) {
            try SquareExtreme.most(3).apply(to: Tensor(zeros: [1, 4, 4, 3]), cancellation)
        }
    }
}
