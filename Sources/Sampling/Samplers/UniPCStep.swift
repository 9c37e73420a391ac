internal import Glibc
internal import Tensors

/// One step of UniPC, in time -log(sigma).
struct UniPCStep {
    /// The paper's B(h): h, or e^h - 1.
    enum Variant { case bh1, bh2 }

    /// A prediction and its time.
    struct Point {
        let prediction: Tensor
        let time: Double

        init(_ prediction: Tensor, sigma: Float) {
            self.prediction = prediction
            time = -Double(FloatMath.log(sigma))
        }
    }

    private let order: Int
    private let last: Point
    /// x at the step's end if the prediction stayed constant.
    private let base: Tensor
    /// The changes of the prediction towards the earlier points.
    private let slopes: [Tensor]
    /// The conditions that the weights of the slopes meet.
    private let matrix: [[Double]]
    private let right: [Double]
    private let scale: Double

    /// - Parameters:
    ///   - points: `order` of them at least, the latest last.
    ///   - sigma: the noise level stepped to.
    init(_ variant: Variant, _ x: Tensor, _ points: [Point], order: Int, to sigma: Float) {
        self.order = order
        last = points[points.count - 1]
        let h = last.time + Double(FloatMath.log(sigma))
        base = Tensor.combination([(Float(exp(h)), x), (Float(-expm1(h)), last.prediction)])

        let (lastPoint, earlier) = (last, points.dropLast().reversed().prefix(order - 1))
        let places = earlier.map { (lastPoint.time - $0.time) / h } + [1]
        slopes = zip(earlier, places).map { ($0.prediction - lastPoint.prediction) / Float($1) }

        let scale = variant == .bh1 ? h : expm1(h)
        var phi = expm1(h) / h - 1
        var factorial = 1.0
        var right: [Double] = []
        for power in places.indices {
            right.append(phi * factorial / scale)
            factorial *= Double(power + 2)
            phi = phi / h - 1 / factorial
        }
        self.scale = scale
        self.right = right
        matrix = places.indices.map { power in places.map { pow($0, Double(power)) } }
    }

    /// x at the step's end from the earlier predictions alone.
    func predicted() -> Tensor {
        // For order 2 the paper's simplification.
        adding(order == 2 ? [0.5] : solved(order - 1), slopes)
    }

    /// x at the step's end with the prediction there.
    func corrected(_ prediction: Tensor) -> Tensor {
        adding(order == 1 ? [0.5] : solved(order), slopes + [prediction - last.prediction])
    }

    private func adding(_ weights: [Double], _ slopes: [Tensor]) -> Tensor {
        zip(weights, slopes).reduce(base) { $0.adding($1.1, times: Float(-scale * $1.0)) }
    }

    /// The solution of the first `count` equations in the first `count` unknowns, by elimination.
    private func solved(_ count: Int) -> [Double] {
        var rows = (0..<count).map { Array(matrix[$0].prefix(count)) + [right[$0]] }
        for column in 0..<count {
            let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) }!
            rows.swapAt(column, pivot)
            for row in 0..<count where row != column {
                let factor = rows[row][column] / rows[column][column]
                for k in column...count { rows[row][k] -= factor * rows[column][k] }
            }
        }
        return (0..<count).map { rows[$0][count] / rows[$0][$0] }
    }
}
