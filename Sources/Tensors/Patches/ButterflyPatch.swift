/// A weight whose rows are turned in several stages, each of which mixes rows twice as far apart (Liu et al., "BOFT",
/// arXiv 2311.06243). The strength counts in each stage and for the difference, where `scale` may take its place.
package struct ButterflyPatch: WeightPatch {
    /// [stages, blocks, size, size]
    private let blocks: StoredWeight
    /// Of each row; nil for none. [N, 1, ...]
    private let rescale: StoredWeight?
    private let constraint: Double?
    private let strength: Float
    private let scale: Float

    package init(
        _ blocks: StoredWeight, rescale: StoredWeight?, constraint: Double?, strength: Float, scale: Float? = nil
    ) {
        (self.blocks, self.rescale, self.constraint) = (blocks, rescale, constraint)
        (self.strength, self.scale) = (strength, scale ?? strength)
    }

    package var byteCount: Int { blocks.byteCount + (rescale?.byteCount ?? 0) }

    package func fits(_ shape: [Int]) -> Bool {
        let own = blocks.shape
        guard own.count == 4, own[2] == own[3], own[3] % 2 == 0, blocks.count > 0, own[0] < 32,
            shape.first == own[1] * own[2], rescale == nil || rescale!.count == own[1] * own[2]
        else { return false }
        // the widest stage mixes rows in groups of twice its distance
        let widest = own[2] << (own[0] - 1)
        return widest > 0 && (own[1] * own[2]) % widest == 0
    }

    package func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        let (size, length, strength, scale) = (blocks.shape[2], weight.rowLength, strength, scale)
        let rotations = RotationBlocks(try blocks.expanded(), constraint: constraint)
        var turned = try weight.expanded()
        var scratch = try Tensor(allocating: [size, length])
        for stage in 0..<blocks.shape[0] {
            let distance = (size / 2) << stage
            for block in 0..<blocks.shape[1] {
                let places = (0..<size).map { Self.place(block * size + $0, distance: distance) }
                let start = (stage * blocks.shape[1] + block) * size * size
                turned.withMutableFloats { rows in
                    scratch.withMutableFloats { sums in
                        for i in 0..<size {
                            let target = sums.baseAddress! + i * length
                            target.update(repeating: 0, count: length)
                            for j in 0..<size {
                                var factor = rotations.values[start + i * size + j]
                                if strength != 1 { factor = factor * strength + (i == j ? 1 - strength : 0) }
                                let source = rows.baseAddress! + places[j] * length
                                for x in 0..<length { target[x] += factor * source[x] }
                            }
                        }
                        for i in 0..<size {
                            (rows.baseAddress! + places[i] * length).update(
                                from: sums.baseAddress! + i * length, count: length)
                        }
                    }
                }
            }
        }
        let scales = try rescale?.expanded([blocks.shape[1] * size]).floats
        let result = turned
        return try body { rows, elements in
            elements.withUnsafeMutableBufferPointer { elements in
                for row in rows {
                    let target = elements.baseAddress! + (row - rows.lowerBound) * length
                    let source = result.floatPointer + row * length
                    let rescale = scales?[row] ?? 1
                    for i in 0..<length { target[i] += scale * (source[i] * rescale - target[i]) }
                }
            }
            withExtendedLifetime(result) {}
        }
    }

    /// The row that a stage takes at place `index`: pairs of rows `distance` apart are neighbours.
    private static func place(_ index: Int, distance: Int) -> Int {
        let (group, within) = index.quotientAndRemainder(dividingBy: 2 * distance)
        return group * 2 * distance + within % 2 * distance + within / 2
    }
}
