/// A weight W plus `scale` times W times the product of two narrow matrices, plus that of two more (Chavan et al.,
/// "One-for-All: Generalized LoRA", arXiv 2306.07967).
package struct InputMixPatch: WeightPatch {
    /// [K, R] and [R, K], or with the channels of a kernel for K: then each tap is mixed alone.
    private let mix: (first: WeightFactor, second: WeightFactor)
    private let added: LowRankPatch
    private let scale: Float

    package init(
        mix: (first: WeightFactor, second: WeightFactor), added: (up: WeightFactor, down: WeightFactor), scale: Float
    ) {
        (self.mix, self.scale) = (mix, scale)
        self.added = LowRankPatch(up: added.up, down: added.down, scale: scale)
    }

    package var byteCount: Int { mix.first.byteCount + mix.second.byteCount + added.byteCount }

    package func fits(_ shape: [Int]) -> Bool {
        guard let first = mix.first.shape, let second = mix.second.shape, shape.count >= 2 else { return false }
        return first.columns == second.rows && first.rows == second.columns
            && (first.rows == shape[1] || first.rows == shape.dropFirst().reduce(1, *)) && added.fits(shape)
    }

    package func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        let (first, second) = (try FactorPanels(mix.first.expanded()), try FactorPanels(mix.second.expanded()))
        let (length, scale, channels, rank) = (weight.rowLength, scale, first.rows, first.columns)
        let taps = length / channels
        let scratch = ScratchPool(byteCount: taps * (2 * channels + rank) * 4)
        let result = try added.reading(weight) { add in
            try body { rows, elements in
                elements.withUnsafeMutableBufferPointer { elements in
                    scratch.withMemory { memory in
                        let gathered = memory.assumingMemoryBound(to: Float.self)
                        let narrow = gathered + taps * channels
                        let mixed = narrow + taps * rank
                        for row in 0..<rows.count {
                            let values = elements.baseAddress! + row * length
                            for tap in 0..<taps {
                                for channel in 0..<channels {
                                    gathered[tap * channels + channel] = values[channel * taps + tap]
                                }
                            }
                            first.product(
                                gathered, stride: channels, count: taps, columns: 0..<rank, into: narrow, stride: rank)
                            second.product(
                                narrow, stride: rank, count: taps, columns: 0..<channels, into: mixed, stride: channels)
                            for tap in 0..<taps {
                                for channel in 0..<channels {
                                    values[channel * taps + tap] += scale * mixed[tap * channels + channel]
                                }
                            }
                        }
                    }
                }
                add(rows, &elements)
            }
        }
        if scratch.hasFailed { throw OutOfMemoryError(byteCount: length * 4) }
        return result
    }
}
