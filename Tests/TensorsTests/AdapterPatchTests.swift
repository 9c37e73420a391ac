import Tensors
import Testing

/// Each kind of patch of the LoRA family against plain loops.
@Suite struct AdapterPatchTests {
    static let weight = Tensor.random([24, 10, 3, 3], seed: 1)
    static let rows = 24, columns = 90

    func patched(_ patches: [any WeightPatch], _ weight: Tensor = weight) throws -> [Float] {
        let source = try PatchedSource(TestSource(["w": weight]), by: ["w": patches], in: WeightRoom())
        try #require(source.unused.isEmpty)
        return try source.weight("w").expanded().floats
    }

    /// [M, R] times [R, N]
    func product(_ a: [Float], _ b: [Float], _ r: Int) -> [Double] {
        let (m, n) = (a.count / r, b.count / r)
        return (0..<m * n).map { i -> Double in
            var sum = 0.0
            for k in 0..<r { sum += Double(a[i / n * r + k]) * Double(b[k * n + i % n]) }
            return sum
        }
    }

    func expectClose(_ a: [Float], _ b: [Double], _ comment: Comment? = nil) {
        #expect(a.count == b.count, comment)
        for (x, y) in zip(a, b) where abs(Double(x) - y) > 2e-5 * max(1, abs(y)) {
            Issue.record("\(x) is not \(y): \(comment ?? "")")
            return
        }
    }

    @Test func products() throws {
        let (a, b) = (Tensor.random([70, 5], seed: 2), Tensor.random([5, 90], seed: 3))
        expectClose(try Tensor.product(a, b).floats, product(a.floats, b.floats, 5))
        let core = Tensor.random([4, 5, 3, 3], seed: 4), input = Tensor.random([5, 10], seed: 5)
        let factor = WeightFactor.core(StoredWeight(core), StoredWeight(input))
        #expect(factor.shape?.rows == 4 && factor.shape?.columns == 90)
        let (cores, inputs) = (core.floats, input.floats)
        let expected = (0..<4 * 90).map { i -> Double in
            let (o, channel, tap) = (i / 90, i % 90 / 9, i % 9)
            var sum = 0.0
            for j in 0..<5 {
                let (core, input) = (cores[(o * 5 + j) * 9 + tap], inputs[j * 10 + channel])
                sum += Double(core) * Double(input)
            }
            return sum
        }
        expectClose(try factor.expanded().floats, expected)
    }

    @Test func hadamardAndKronecker() throws {
        let factors = [[24, 3], [3, 90], [24, 2], [2, 90]].enumerated().map { Tensor.random($1, seed: UInt64(10 + $0)) }
        let stored = factors.map { WeightFactor.whole(StoredWeight($0)) }
        let first = product(factors[0].floats, factors[1].floats, 3)
        let second = product(factors[2].floats, factors[3].floats, 2)
        expectClose(
            try patched([HadamardPatch((stored[0], stored[1]), (stored[2], stored[3]), scale: 0.3)]),
            Self.weight.floats.enumerated().map { (i, value) -> Double in
                let change = first[i] * second[i]
                return Double(value) + 0.3 * change
            })
        let outer = Tensor.random([4, 5], seed: 20), inner = Tensor.random([6, 2, 3, 3], seed: 21)
        expectClose(
            try patched([KroneckerPatch(.whole(StoredWeight(outer)), .whole(StoredWeight(inner)), scale: -0.7)]),
            Self.weight.floats.indices.map { i -> Double in
                let (o, channel, tap) = (i / 90, i % 90 / 9, i % 9)
                let (x, y): (Float, Float) = (
                    outer.floats[o / 6 * 5 + channel / 2], inner.floats[(o % 6 * 2 + channel % 2) * 9 + tap]
                )
                return Double(Self.weight.floats[i]) - 0.7 * Double(x) * Double(y)
            })
    }

    /// Rows of a block of an orthogonal matrix keep their lengths, and (I - Q) R = I + Q.
    @Test func rotations() throws {
        let blocks = Tensor.random([3, 8, 8], seed: 30)
        let turned = try patched([RotationPatch(StoredWeight(blocks), constraint: nil, strength: 1)])
        for column in 0..<90 {
            func length(_ values: [Float], _ block: Int) -> Double {
                (0..<8).reduce(0) { sum, row in
                    let value = Double(values[(block * 8 + row) * 90 + column])
                    return sum + value * value
                }
            }
            for block in 0..<3 {
                #expect(abs(length(turned, block) - length(Self.weight.floats, block)) < 1e-3)
            }
        }
        let half = try patched([RotationPatch(StoredWeight(blocks), constraint: nil, strength: 0.5)])
        expectClose(
            half,
            turned.enumerated().map { (i, value) -> Double in
                let old = Double(Self.weight.floats[i])
                return old * 0.75 + Double(value) * 0.25
            },
            "the strength counts twice")
        let held = try patched([RotationPatch(StoredWeight(blocks), constraint: 1e-6, strength: 1)])
        expectClose(held, Self.weight.floats.map { Double($0) }, "a constraint holds")
    }

    @Test func butterflies() throws {
        let blocks = Tensor.random([2, 6, 4, 4], seed: 40)
        let turned = try patched([
            ButterflyPatch(StoredWeight(blocks), rescale: nil, constraint: 0, strength: 1)
        ])
        for column in 0..<90 {
            func length(_ values: [Float]) -> Double {
                (0..<24).reduce(0.0) { sum, row in
                    let value = Double(values[row * 90 + column])
                    return sum + value * value
                }
            }
            #expect(abs(length(turned) - length(Self.weight.floats)) < 1e-3)
        }
        #expect(turned != Self.weight.floats)
        let scale = Tensor.random([24, 1, 1, 1], seed: 41)
        let scaled = try patched([
            ButterflyPatch(StoredWeight(blocks), rescale: StoredWeight(scale), constraint: 0, strength: 1)
        ])
        let scales = scale.floats
        expectClose(scaled, turned.enumerated().map { (i, value) -> Double in Double(value) * Double(scales[i / 90]) })
    }

    @Test func mixedInputs() throws {
        let (a1, a2) = (Tensor.random([10, 2], seed: 50), Tensor.random([2, 10], seed: 51))
        let (up, down) = (Tensor.random([24, 2], seed: 52), Tensor.random([2, 90], seed: 53))
        func whole(_ tensor: Tensor) -> WeightFactor { .whole(StoredWeight(tensor)) }
        let mix = product(a1.floats, a2.floats, 2), added = product(up.floats, down.floats, 2)
        expectClose(
            try patched([
                InputMixPatch(mix: (whole(a1), whole(a2)), added: (whole(up), whole(down)), scale: 0.5)
            ]),
            Self.weight.floats.enumerated().map { (i, value) -> Double in
                let (row, channel, tap) = (i / 90, i % 90 / 9, i % 9)
                var mixed = added[i]
                for k in 0..<10 {
                    let old = Double(Self.weight.floats[row * 90 + k * 9 + tap])
                    mixed += old * mix[k * 10 + channel]
                }
                return Double(value) + 0.5 * mixed
            })
    }

    @Test(arguments: [1, 0.4, -0.5] as [Float]) func decomposition(strength: Float) throws {
        let difference = Tensor.random([24, 10, 3, 3], seed: 60)
        let direction = DifferencePatch(StoredWeight(difference), strength: 0.5)
        let old = Self.weight.floats.map { Double($0) }
        let whole = zip(old, difference.floats).map { $0 + 0.5 * Double($1) }
        func blended(_ new: [Double]) -> [Double] {
            zip(old, new).map { (a, b) -> Double in a + Double(strength) * (b - a) }
        }
        let ofRows = Tensor.random([24, 1, 1, 1], seed: 61)
        expectClose(
            try patched([DecompositionPatch(direction, magnitude: StoredWeight(ofRows), strength: strength)]),
            blended(
                whole.indices.map { i -> Double in
                    let row = Self.weight.floats[i / 90 * 90..<(i / 90 + 1) * 90]
                    let norm = row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
                    return whole[i] * Double(ofRows.floats[i / 90]) / norm
                }))
        let ofChannels = Tensor.random([1, 10, 1, 1], seed: 62)
        expectClose(
            try patched([DecompositionPatch(direction, magnitude: StoredWeight(ofChannels), strength: strength)]),
            blended(
                whole.indices.map { i -> Double in
                    let channel = i % 90 / 9
                    let norm = (0..<24 * 9).reduce(0.0) { sum, k in
                        let value = whole[k / 9 * 90 + channel * 9 + k % 9]
                        return sum + value * value
                    }.squareRoot()
                    return whole[i] * Double(ofChannels.floats[channel]) / norm
                }))
    }

    @Test func someRowsAndReplacement() throws {
        let other = Tensor.random([6, 10, 3, 3], seed: 70)
        let patch = RowsPatch(DifferencePatch(StoredWeight(other), strength: 2), rows: 4..<10)
        expectClose(
            try patched([patch]),
            Self.weight.floats.enumerated().map { (i, value) -> Double in
                guard (4..<10).contains(i / 90) else { return Double(value) }
                let change = Double(other.floats[i - 4 * 90])
                return Double(value) + 2 * change
            })
        let new = Tensor.random([24, 10, 3, 3], seed: 71)
        #expect(try patched([ReplacementPatch(StoredWeight(new))]) == new.floats)
        #expect(!RowsPatch(ScalePatch(2), rows: 20..<30).fits([24, 10]))
    }

    /// Rows of a difference, and what a patch sees of the weight.
    @Test func exchangedHalves() throws {
        let other = Tensor.random([24, 10, 3, 3], seed: 72)
        func exchanged(_ i: Int) -> Int { (i + 12 * 90) % (24 * 90) }
        let difference = DifferencePatch(StoredWeight(other), strength: 2)
        expectClose(
            try patched([ExchangedHalvesPatch(difference)]),
            Self.weight.floats.enumerated().map { (i, value) -> Double in
                Double(value) + 2 * Double(other.floats[exchanged(i)])
            })
        let rotation = RotationPatch(StoredWeight(Tensor.random([3, 8, 8], seed: 73)), constraint: nil, strength: 1)
        let turned = try patched([ExchangedHalvesPatch(rotation)])
        let halves = Tensor.concatenated([Self.weight.slice(12..<24), Self.weight.slice(0..<12)])
        let expected = try patched([rotation], halves)
        expectClose(turned, turned.indices.map { Double(expected[exchanged($0)]) })
        #expect(!ExchangedHalvesPatch(ScalePatch(1)).fits([3, 10]))
    }

    /// What strangers' files may have.
    @Test func whatDoesNotFit() {
        func stored(_ shape: Int...) -> StoredWeight { StoredWeight(Tensor(zeros: shape)) }
        func whole(_ shape: Int...) -> WeightFactor { .whole(StoredWeight(Tensor(zeros: shape))) }
        let shape = [24, 10, 3, 3]
        #expect(!LowRankPatch(up: whole(24, 3), down: .core(stored(3, 4, 3, 3), stored(5, 10)), scale: 1).fits(shape))
        #expect(!LowRankPatch(up: whole(24, 3), down: whole(4, 90), scale: 1).fits(shape))
        #expect(!LowRankPatch(up: stored(), down: stored(0, 90), scale: 1).fits(shape))
        #expect(!HadamardPatch((whole(24, 2), whole(2, 90)), (whole(24, 2), whole(3, 90)), scale: 1).fits(shape))
        #expect(!KroneckerPatch(whole(5, 5), whole(5, 18), scale: 1).fits(shape))
        #expect(!RotationPatch(stored(3, 8, 7), constraint: nil, strength: 1).fits(shape))
        #expect(!RotationPatch(stored(0, 8, 8), constraint: nil, strength: 1).fits(shape))
        #expect(!ButterflyPatch(stored(4, 6, 4, 4), rescale: nil, constraint: 0, strength: 1).fits(shape))
        #expect(!ButterflyPatch(stored(1, 8, 3, 3), rescale: nil, constraint: 0, strength: 1).fits(shape))
        #expect(!DecompositionPatch(ScalePatch(1), magnitude: stored(1, 11), strength: 1).fits(shape))
    }
}
