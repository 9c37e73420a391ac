import Tensors
import Testing

/// Patched weights beside the plain ones that they are made of.
@Suite struct PatchedSourceTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))
    /// Of f64, which kernels cannot read: what they make of it is counted.
    static let first = try! Tensor.random([70, 64], seed: 1).converted(to: .f64)
    static let second = try! Tensor.random([48, 70], seed: 2).converted(to: .f64)
    static let tensors = ["first": first, "second": second, "bias": Tensor.random([48], seed: 3)]
    static let x = Tensor.random([9, 64], seed: 4)
    static let up = Tensor.random([70, 5], seed: 5), down = Tensor.random([5, 64], seed: 6)

    /// Two layers, the first of which tests patch.
    struct Network {
        let layers: (LinearWeight, LinearWeight)

        init(_ source: any WeightSource) throws {
            layers = (
                try LinearWeight(weight: source.weight("first")),
                try LinearWeight(weight: source.weight("second"), bias: source.weight("bias"))
            )
        }

        func callAsFunction(_ compute: Compute = compute) throws -> [UInt32] {
            try compute.linear(compute.linear(x, layers.0, activation: .silu), layers.1).bits
        }
    }

    /// The first weight after some patches, as plain numbers.
    func first(_ patches: [any WeightPatch]) throws -> Tensor {
        try PatchedSource(TestSource(Self.tensors), by: ["first": patches], in: WeightRoom()).weight("first").expanded()
    }

    func floats(_ tensor: Tensor) throws -> [Float] { try tensor.converted(to: .f32).floats }

    @Test func differencesScalesAndMerges() throws {
        let other = Tensor.random([70, 64], seed: 7)
        let plain = try floats(Self.first)
        let changed = try first([DifferencePatch(StoredWeight(other), strength: 0.3)]).floats
        #expect(changed == zip(plain, other.floats).map { $0 + 0.3 * $1 })
        #expect(try first([ScalePatch(0.7)]).floats == plain.map { $0 * 0.7 })
        let merged = try first([ScalePatch(0.25), DifferencePatch(StoredWeight(other), strength: 0.75)])
        #expect(merged.floats == zip(plain, other.floats).map { $0 * 0.25 + 0.75 * $1 })
        let blocks = try TestSource(quantizing: ["w": other]).weight("w")
        #expect(
            try first([DifferencePatch(blocks, strength: 2)]).floats
                == zip(plain, TestBlocks.decoded(other).floats).map { $0 + 2 * $1 })
    }

    /// Further columns, rows at once and one by one, between patches of other widths.
    @Test func widened() throws {
        let wide = Tensor.random([5, 80], seed: 8)
        let low = LowRankPatch(up: StoredWeight(Self.up), down: StoredWeight(wide), scale: 0.5)
        let patches: [any WeightPatch] = [ScalePatch(2), WidenedPatch(low, columns: 80), ScalePatch(3)]
        let weight = try PatchedSource(TestSource(Self.tensors), by: ["first": patches], in: WeightRoom())
        #expect(weight.info("first")?.shape == [70, 80] && weight.unused.isEmpty)
        let plain = try floats(Self.first)
        let sums = try Tensor.product(Self.up, wide).floats
        for (i, value) in try weight.weight("first").expanded().floats.enumerated() {
            let (row, column) = i.quotientAndRemainder(dividingBy: 80)
            let old = column < 64 ? plain[row * 64 + column] : 0
            #expect(abs(value - (2 * old + 0.5 * sums[i]) * 3) < 1e-5)
        }
        #expect(!WidenedPatch(low, columns: 80).fits([70, 81]) && !WidenedPatch(low, columns: 81).fits([70, 64]))
        #expect(!WidenedPatch(low, columns: 80).fits([70, 64, 1]))
    }

    @Test func lowRank() throws {
        func product(_ row: Int, _ column: Int) -> Double {
            var sum = 0.0
            for i in 0..<5 { sum += Double(Self.up.floats[row * 5 + i]) * Double(Self.down.floats[i * 64 + column]) }
            return sum
        }
        let patch = LowRankPatch(
            up: StoredWeight(Self.up), down: StoredWeight(try Self.down.converted(to: .f64)), scale: 0.5)
        let changed = try first([patch])
        let plain = try floats(Self.first)
        for (i, value) in changed.floats.enumerated() {
            #expect(abs(Double(value) - Double(plain[i]) - 0.5 * product(i / 64, i % 64)) < 1e-5)
        }
        // a convolution's rows are its channels and taps; its patch has dimensions of 1 behind
        let kernel = Tensor.random([70, 16, 2, 2], seed: 8)
        let shaped = LowRankPatch(
            up: StoredWeight(Self.up.reshaped([70, 5, 1, 1])), down: StoredWeight(Self.down.reshaped([5, 16, 2, 2])),
            scale: 0.5)
        let source = try PatchedSource(TestSource(["k": kernel]), by: ["k": [shaped]], in: WeightRoom())
        let result = try source.weight("k").expanded().floats
        for (i, value) in result.enumerated() {
            #expect(abs(Double(value) - Double(kernel.floats[i]) - 0.5 * product(i / 64, i % 64)) < 1e-5)
        }
        #expect(try source.weight("k").byteCount == kernel.byteCount + Self.up.byteCount + Self.down.byteCount)
    }

    /// What is held in f16 is rounded before the patch and after it.
    @Test func roundedAfterwards() throws {
        let exact = Tensor.random([70, 64], seed: 9), other = Tensor.random([70, 64], seed: 10)
        let held = try exact.converted(to: .f16)
        let expected = try (held.converted(to: .f32) + 0.1 * other).converted(to: .f16).converted(to: .f32)
        for weight in [exact, held] {
            let source = ResidentSource(TestSource(["w": weight]), in: WeightRoom(), roundedTo: .f16)
            let patch = DifferencePatch(StoredWeight(other), strength: 0.1)
            let patched = try PatchedSource(source, by: ["w": [patch]], in: WeightRoom())
            #expect(try patched.weight("w").expanded().bits == expected.bits)
        }
    }

    /// Both at once, in turn, and the plain one afterwards: what they share is there once.
    @Test(arguments: [Compute(pool: ThreadPool(threads: 2)), Compute(pool: ThreadPool(threads: 2), bf16: .all)])
    func besideThePlainOne(compute: Compute) throws {
        let compute = compute.computing(.unet)
        let budget = WeightBudget()
        let room = WeightRoom(budget)
        let source = ResidentSource(TestSource(Self.tensors), in: room)
        let plain = try Network(source)
        let expected = try plain(compute)
        let plainBytes = budget.byteCount
        #expect(try expected == Network(TestSource(Self.tensors))(compute))

        let other = Tensor.random([70, 64], seed: 11)
        do {
            let patches: [String: [any WeightPatch]] = [
                "first": [
                    LowRankPatch(up: StoredWeight(Self.up), down: StoredWeight(Self.down), scale: 0.1),
                    DifferencePatch(StoredWeight(other), strength: -1),
                ]
            ]
            let patchedRoom = WeightRoom(beside: room)
            let patchedSource = try PatchedSource(source, by: patches, in: patchedRoom)
            let patched = try Network(patchedSource)
            #expect(budget.byteCount == plainBytes)
            var merged = Self.tensors
            merged["first"] = try patchedSource.weight("first").expanded()
            let expectedOfPatched = try Network(TestSource(merged))(compute)
            #expect(expectedOfPatched != expected)
            for _ in 0..<3 {
                #expect(try patched(compute) == expectedOfPatched)
                #expect(try plain(compute) == expected)
            }
            // the first layer's form is there twice, the second's once
            let firstBytes = patchedRoom.byteCount
            #expect(firstBytes > 0 && budget.byteCount == plainBytes + firstBytes && room.byteCount == plainBytes)
            let again = try Network(PatchedSource(source, by: patches, in: WeightRoom(beside: room)))
            #expect(try again(compute) == expectedOfPatched)
            #expect(budget.byteCount == plainBytes + firstBytes * 2)
            withExtendedLifetime((patched, again)) {}
        }
        #expect(budget.byteCount == plainBytes)
        #expect(try plain(compute) == expected)
        #expect(budget.byteCount == plainBytes)
    }

    /// While a patched network works, what it shares with the plain one does not make room for others.
    @Test func sharedFormsAreInUse() throws {
        let shared = 48 * 70 * 4, own = 70 * 64 * 4
        let budget = WeightBudget(limit: shared + own)
        let room = WeightRoom(budget)
        let source = ResidentSource(TestSource(Self.tensors), in: room)
        let patchedRoom = WeightRoom(beside: room)
        let network = try Network(PatchedSource(source, by: ["first": [ScalePatch(2)]], in: patchedRoom))
        let otherRoom = WeightRoom(budget)
        // small enough for what is shared to be dropped for it, were that idle
        let other = try LinearWeight(weight: StoredWeight(Self.first.slice(0..<40)).resident(in: otherRoom))
        try patchedRoom.use {
            _ = try network()
            _ = try Self.compute.linear(Self.x, other)
            #expect([room.byteCount, patchedRoom.byteCount, otherRoom.byteCount] == [shared, own, 0])
        }
        _ = try Self.compute.linear(Self.x, other)
        #expect(otherRoom.byteCount == 40 * 64 * 4)
    }

    @Test func patchesThatFitNoWeight() throws {
        let wrong = StoredWeight(Self.down)
        let source = try PatchedSource(
            TestSource(Self.tensors),
            by: [
                "none": [ScalePatch(2)], "first": [ScalePatch(2), DifferencePatch(wrong, strength: 1)],
                "second": [LowRankPatch(up: StoredWeight(Self.up), down: wrong, scale: 1)], "bias": [ScalePatch(2)],
            ], in: WeightRoom())
        #expect(source.unused == ["first", "none", "second"])
        // those of a weight's patches that fit are brought in
        #expect(try source.weight("first").expanded().floats == floats(Self.first).map { $0 * 2 })
        #expect(try source.weight("bias").expanded().floats == Self.tensors["bias"]!.floats.map { $0 * 2 })
        #expect(source.names == Self.tensors.keys.sorted() && source.info("first")?.shape == [70, 64])
    }
}
