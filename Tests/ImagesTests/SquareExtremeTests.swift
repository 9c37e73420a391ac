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
                        /// From so many places before this one on.
                        func around(_ before: Int) -> [Float] {
                            func places(_ at: Int, _ length: Int) -> Range<Int> {
                                max(at - before, 0)..<min(at - before + size, length)
                            }
                            return places(y, height).flatMap { v in
                                places(x, width).map { u in values[((b * height + v) * width + u) * channels + c] }
                            }
                        }
                        let at = ((b * height + y) * width + x) * channels + c
                        #expect(least[at] == around(size / 2).min() && most[at] == around((size - 1) / 2).max())
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
