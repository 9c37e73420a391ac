/// A patch of a matrix that gets further columns of zeros before it: a LoRA of a network with more inputs than the one that
/// it is for.
package struct WidenedPatch: WeightPatch {
    private let patch: any WeightPatch
    private let columns: Int

    /// - Parameter columns: all of them, those that there were included.
    package init(_ patch: any WeightPatch, columns: Int) { (self.patch, self.columns) = (patch, columns) }

    package var byteCount: Int { patch.byteCount }

    package func fits(_ shape: [Int]) -> Bool {
        shape.count == 2 && shape[1] <= columns && patch.fits(patchedShape(shape))
    }

    package func patchedShape(_ shape: [Int]) -> [Int] { [shape[0], columns] }

    package func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        let (narrow, columns) = (weight.rowLength, columns)
        let widened = PatchedRows(shape: patchedShape(weight.shape)) { rows, target in
            weight(rows, into: target)
            Self.widen(target, count: rows.count, from: narrow, to: columns)
        }
        return try patch.reading(widened) { change in
            try body { rows, elements in
                elements.withUnsafeMutableBufferPointer {
                    Self.widen($0.baseAddress!, count: rows.count, from: narrow, to: columns)
                }
                change(rows, &elements)
            }
        }
    }

    /// Moves rows apart, the last one first.
    private static func widen(_ rows: UnsafeMutablePointer<Float>, count: Int, from narrow: Int, to columns: Int) {
        for row in (0..<count).reversed() {
            let target = rows + row * columns
            target.update(from: rows + row * narrow, count: narrow)
            (target + narrow).update(repeating: 0, count: columns - narrow)
        }
    }
}
