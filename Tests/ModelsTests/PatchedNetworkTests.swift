import Formats
import Models
import Tensors
import TestSupport
import Testing

/// A network built again over patched weights.
@Suite struct PatchedNetworkTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))
    static let prefix = "model.diffusion_model."
    static let x = Tensor(repeating: 0.5, [1, 4, 8, 8])

    func run(_ unet: UNet) throws -> [Float] {
        let inputs = NetworkInputs(context: Tensor(repeating: 0.1, [1, 77, unet.contextWidth]))
        return try unet(Self.x, timesteps: [10], inputs, Self.compute).floats
    }

    @Test func sharesWhatNoPatchTouches() throws {
        let budget = WeightBudget()
        let file = try SafetensorsFile(path: SyntheticCheckpoint.path(.tiny))
        let reader = WeightReader(file, prefix: Self.prefix, compute: Self.compute, room: WeightRoom(budget))
        let plain = try UNet(reader)
        let expected = try run(plain)
        let plainBytes = budget.byteCount

        // as LoRA does: every projection of every attention
        var patches: [String: [any WeightPatch]] = [:]
        var ownBytes = 0
        for name in file.names where name.hasPrefix(Self.prefix) && name.hasSuffix("to_q.weight") {
            let shape = file.info(name)!.shape
            patches[name] = [
                LowRankPatch(
                    up: StoredWeight(Tensor(repeating: 0.02, [shape[0], 4])),
                    down: StoredWeight(Tensor(repeating: 0.02, [4, shape[1]])), scale: 1)
            ]
            // in f32, where the file's f16 lies in its map
            ownBytes += shape[0] * shape[1] * 4
        }
        patches["\(Self.prefix)none.weight"] = [ScalePatch(2)]
        do {
            var patched = plain
            let isCheap = try isReached {
                try processorMilliseconds {
                    let (reader, unused) = try reader.patched(by: patches, Self.compute)
                    #expect(unused == ["\(Self.prefix)none.weight"])
                    patched = try UNet(reader)
                } < 100
            }
            #expect(isCheap)
            #expect(budget.byteCount == plainBytes)
            let changed = try run(patched)
            #expect(changed != expected)
            for _ in 0..<2 {
                #expect(try run(plain) == expected)
                #expect(try run(patched) == changed)
            }
            #expect(budget.byteCount == plainBytes + ownBytes && plain.room.byteCount == plainBytes)
        }
        #expect(budget.byteCount == plainBytes)
        #expect(try run(plain) == expected)
    }
}
