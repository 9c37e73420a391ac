internal import CKernels

/// A matrix [R, K] as products take it on their right-hand side: [panels, R, panel width].
struct FactorPanels {
    let rows: Int
    let columns: Int
    private let panels: Tensor

    static var width: Int { WeightMatrix.panelWidth }

    /// - Parameter matrix: f32 [R, K]
    init(_ matrix: Tensor) throws {
        try self.init(matrix.floatPointer, rows: matrix.shape[0], columns: matrix.shape[1])
        withExtendedLifetime(matrix) {}
    }

    init(_ source: UnsafePointer<Float>, rows: Int, columns: Int) throws {
        (self.rows, self.columns) = (rows, columns)
        let width = Self.width
        panels = try Tensor(allocating: [(columns + width - 1) / width, rows, width])
        panels.freshPointer.update(repeating: 0, count: panels.count)
        for panel in 0..<panels.shape[0] {
            let count = min(width, columns - panel * width)
            for row in 0..<rows {
                (panels.freshPointer + (panel * rows + row) * width).update(
                    from: source + row * columns + panel * width, count: count)
            }
        }
    }

    /// target[r, i] = left[r] times column `columns[i]`, r < count. `columns` begins with a panel.
    func product(
        _ left: UnsafePointer<Float>, stride: Int, count: Int, columns: Range<Int>,
        into target: UnsafeMutablePointer<Float>, stride targetStride: Int
    ) {
        withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: count) { starts in
            for row in 0..<count { starts.initializeElement(at: row, to: left + row * stride) }
            var factors = ck_factors()
            factors.rows = UnsafePointer(starts.baseAddress!)
            (factors.taps, factors.k) = (1, Int64(rows))
            factors.panels = panels.floatPointer + columns.lowerBound * rows
            factors.panel_stride = Int64(rows * Self.width)
            ck_product(Int64(count), Int64(columns.count), &factors, target, Int64(targetStride), 0)
        }
        withExtendedLifetime(panels) {}
    }
}

extension Tensor {
    /// f32 [M, R] times [R, N] on the calling thread: for small factors.
    package static func product(_ a: Tensor, _ b: Tensor) throws -> Tensor {
        precondition(a.rank == 2 && b.rank == 2 && a.shape[1] == b.shape[0])
        let result = try Tensor(allocating: [a.shape[0], b.shape[1]])
        guard result.count > 0 else { return result }
        let panels = try FactorPanels(b)
        for first in stride(from: 0, to: a.shape[0], by: 64) {
            panels.product(
                a.floatPointer + first * a.shape[1], stride: a.shape[1], count: min(64, a.shape[0] - first),
                columns: 0..<b.shape[1], into: result.freshPointer + first * b.shape[1], stride: b.shape[1])
        }
        withExtendedLifetime(a) {}
        return result
    }
}
