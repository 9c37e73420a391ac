/// A patch of a weight's direction with a magnitude of its own (Liu et al., "DoRA", arXiv 2402.09353), as ComfyUI computes
/// it: magnitudes of rows are measured on the weight before the patch, those of input channels after it.
package struct DecompositionPatch: WeightPatch {
    /// With the whole difference, whatever the strength.
    private let direction: any WeightPatch
    /// [N, 1, ...] or [1, I, 1, ...]
    private let magnitude: StoredWeight
    private let strength: Float

    package init(_ direction: any WeightPatch, magnitude: StoredWeight, strength: Float) {
        (self.direction, self.magnitude, self.strength) = (direction, magnitude, strength)
    }

    package var byteCount: Int { direction.byteCount + magnitude.byteCount }

    package func fits(_ shape: [Int]) -> Bool {
        guard let rows = shape.first, shape.count >= 2, direction.fits(shape) else { return false }
        return magnitude.shape.first == rows ? magnitude.count == rows : magnitude.count == shape[1]
    }

    package func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        let magnitudes = try magnitude.expanded([magnitude.count]).floats
        let perRow = magnitude.shape.first == weight.rowCount
        let (length, strength) = (weight.rowLength, strength)
        let taps = perRow ? length : length / magnitudes.count
        return try direction.reading(weight) { change in
            var scales = magnitudes
            if !perRow {
                let norms = try Self.columnNorms(weight, change, taps: taps)
                for i in scales.indices { scales[i] = magnitudes[i] / (norms[i] + Float.ulpOfOne) }
            }
            let scratch = ScratchPool(byteCount: length * 4)
            let result = try body { [scales] rows, elements in
                elements.withUnsafeMutableBufferPointer { elements in
                    scratch.withMemory { memory in
                        let patched = memory.assumingMemoryBound(to: Float.self)
                        for row in rows {
                            let old = elements.baseAddress! + (row - rows.lowerBound) * length
                            patched.update(from: old, count: length)
                            var span = UnsafeMutableBufferPointer(start: patched, count: length).mutableSpan
                            change(row..<row + 1, &span)
                            if perRow {
                                var squares: Float = 0
                                for i in 0..<length { squares += old[i] * old[i] }
                                let scale = scales[row] / (squares.squareRoot() + Float.ulpOfOne)
                                for i in 0..<length { patched[i] *= scale }
                            } else {
                                for channel in scales.indices {
                                    let scale = scales[channel]
                                    for i in channel * taps..<(channel + 1) * taps { patched[i] *= scale }
                                }
                            }
                            for i in 0..<length {
                                old[i] = strength == 1 ? patched[i] : old[i] + strength * (patched[i] - old[i])
                            }
                        }
                    }
                }
            }
            if scratch.hasFailed { throw OutOfMemoryError(byteCount: length * 4) }
            return result
        }
    }

    /// Of each input channel, over all rows and taps of the patched weight.
    private static func columnNorms(
        _ weight: PatchedRows, _ change: RowChange, taps: Int
    ) throws -> [Float] {
        let length = weight.rowLength
        var squares = try [Float](allocating: length, repeating: 0)
        let rowsAtOnce = max(1, (1 << 16) / max(length, 1))
        let rows = try Tensor(allocating: [rowsAtOnce, length])
        for first in stride(from: 0, to: weight.rowCount, by: rowsAtOnce) {
            let part = first..<min(first + rowsAtOnce, weight.rowCount)
            weight(part, into: rows.freshPointer)
            var span = UnsafeMutableBufferPointer(start: rows.freshPointer, count: part.count * length).mutableSpan
            change(part, &span)
            squares.withUnsafeMutableBufferPointer { squares in
                for row in 0..<part.count {
                    let values = rows.floatPointer + row * length
                    for i in 0..<length { squares[i] += values[i] * values[i] }
                }
            }
        }
        return (0..<length / taps).map { channel in
            squares[channel * taps..<(channel + 1) * taps].reduce(0, +).squareRoot()
        }
    }
}
