import Images
import System
import Tensors
import Testing

@Suite struct FilterTests {
    @Test func kernelsSumToOne() {
        for radius in [1, 2, 5] {
            #expect(abs(SquareKernel.gaussian(radius: radius, sigma: 0.7).weights.reduce(0, +) - 1) < 1e-6)
            let sharp = SquareKernel.sharpening(radius: radius, sigma: 1, alpha: 0.7)
            #expect(abs(sharp.weights.reduce(0, +) - 1) < 1e-4)
            #expect(sharp.weights[sharp.weights.count / 2] > 1)
        }
    }

    /// Beyond the border lies the mirrored picture, without its border line.
    @Test func bordersAreMirrored() throws {
        let kernel = SquareKernel(radius: 1, weights: [0, 0, 0, 1, 0, 0, 0, 0, 0])
        let image = Tensor([1, 2, 3, 4, 5, 6], shape: [1, 2, 3, 1])
        #expect(kernel.fits(width: 3, height: 2) && !kernel.fits(width: 3, height: 1))
        #expect(try kernel.apply(to: image, Cancellation()).floats == [2, 1, 2, 5, 4, 5])
    }

    @Test func edgesOfASquare() throws {
        var values = [Float](repeating: 0, count: 16 * 16)
        for y in 4..<12 { for x in 4..<12 { values[y * 16 + x] = 1 } }
        let grey = Tensor(values, shape: [1, 16, 16, 1])
        let (rows, columns) = EdgeDetector.blur
        let blurred = try columns.apply(
            to: rows.apply(to: EdgeDetector.grey(grey), Cancellation()), Cancellation())
        let edges = try EdgeDetector(low: 0.2, high: 0.6).edges(of: blurred, Cancellation())
        #expect(edges.shape == [1, 16, 16, 3])
        let found = edges.channel(0).floats
        // the middle of the square and the corners of the picture have none, its sides do
        #expect(found[8 * 16 + 8] == 0 && found[0] == 0)
        #expect((3...5).contains { found[8 * 16 + $0] == 1 } && (11...12).contains { found[$0 * 16 + 8] == 1 })
    }
}
