internal import System

/// A weight whose rows are turned, some neighbours at a time (Qiu et al., "OFT", arXiv 2306.07280). As in ComfyUI the
/// difference is scaled by the strength twice: inside and outside, where `scale` may take its place.
package struct RotationPatch: WeightPatch {
    /// [blocks, size, size]
    private let blocks: StoredWeight
    private let constraint: Double?
    private let strength: Float
    private let scale: Float

    package init(_ blocks: StoredWeight, constraint: Double?, strength: Float, scale: Float? = nil) {
        (self.blocks, self.constraint, self.strength, self.scale) = (blocks, constraint, strength, scale ?? strength)
    }

    package var byteCount: Int { blocks.byteCount }

    package func fits(_ shape: [Int]) -> Bool {
        blocks.shape.count == 3 && blocks.shape[1] == blocks.shape[2] && blocks.count > 0
            && shape.first == blocks.shape[0] * blocks.shape[1]
    }

    package func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        let (size, length, strength, scale) = (blocks.shape[1], weight.rowLength, strength, scale)
        let rotations = RotationBlocks(try blocks.expanded(), constraint: constraint)
        // what a row of a block has of its rows: [blocks, size (target), size (source)]
        var changes = Tensor(zeros: [rotations.count * size, size])
        changes.withMutableFloats { changes in
            for block in 0..<rotations.count {
                for source in 0..<size {
                    for target in 0..<size {
                        let value = rotations.values[(block * size + source) * size + target] * strength
                        changes[(block * size + target) * size + source] = value - (source == target ? strength : 0)
                    }
                }
            }
        }
        let factors = changes
        let scratch = ScratchPool(byteCount: 2 * size * length * 4)
        let failed = Lock(false)
        let result = try body { rows, elements in
            elements.withUnsafeMutableBufferPointer { elements in
                var row = rows.lowerBound
                while row < rows.upperBound {
                    let block = row / size
                    let end = min(rows.upperBound, (block + 1) * size)
                    scratch.withMemory { memory in
                        let source = memory.assumingMemoryBound(to: Float.self)
                        let sums = source + size * length
                        weight(block * size..<(block + 1) * size, into: source)
                        guard let panels = try? FactorPanels(source, rows: size, columns: length) else {
                            failed.withLock { $0 = true }
                            return
                        }
                        panels.product(
                            factors.floatPointer + row * size, stride: size, count: end - row, columns: 0..<length,
                            into: sums, stride: length)
                        let target = elements.baseAddress! + (row - rows.lowerBound) * length
                        for i in 0..<(end - row) * length { target[i] += scale * sums[i] }
                    }
                    row = end
                }
            }
            withExtendedLifetime(factors) {}
        }
        if scratch.hasFailed || failed.withLock({ $0 }) { throw OutOfMemoryError(byteCount: size * length * 4) }
        return result
    }
}
