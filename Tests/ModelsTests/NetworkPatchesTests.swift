import Formats
import System
import Tensors
import TestSupport
import Testing

@testable import Models

/// What acts inside the UNet, on the tiny one.
@Suite struct NetworkPatchesTests {
    private static let compute = Compute(pool: ThreadPool(threads: 2))
    private static let network = try! CheckpointLoader.load(
        SafetensorsFile(path: SyntheticCheckpoint.path(.tiny)), compute
    ).model.network

    private static func output(_ change: (inout NetworkInputs) -> Void = { _ in }) throws -> [Float] {
        var inputs = NetworkInputs(context: GuidedDenoiserTests.noise([1, 77, 64], seed: 2), sigma: 3, sides: [0])
        change(&inputs)
        return try network(GuidedDenoiserTests.noise([1, 4, 8, 12], seed: 1), timesteps: [500], inputs, compute).floats
    }

    /// Without a middle block the decoder begins with its first skip connection: what controls add to either both get.
    @Test func controlsWithoutAMiddleBlock() throws {
        let whole = ModelFile(tinyBelow: "model.diffusion_model.")
        let file = whole.renamed { $0.hasPrefix("middle_block.") ? nil : $0 }
        #expect(file.tensors.count < whole.tensors.count)
        let network = try DiffusionModelLoader().load([file.file()], Self.compute, WeightBudget()).model.network
        func output(_ residuals: ControlResiduals?) throws -> [Float] {
            var inputs = NetworkInputs(context: GuidedDenoiserTests.noise([1, 77, 64], seed: 2), sigma: 3, sides: [0])
            inputs.residuals = residuals
            let latent = GuidedDenoiserTests.noise([1, 4, 8, 12], seed: 1)
            return try network(latent, timesteps: [500], inputs, Self.compute).floats
        }
        let middle = GuidedDenoiserTests.noise([1, 4, 6, 64], seed: 3)
        let skip = GuidedDenoiserTests.noise([1, 4, 6, 64], seed: 4)
        let found = try output(ControlResiduals(middle: middle, skips: [nil, nil, nil, skip]))
        let both = try Self.compute.add(middle, skip)
        let expected = try output(ControlResiduals(input: [nil, nil, nil, both]))
        let plain = try output(nil)
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 })
        #expect(zip(found, plain).contains { abs($0 - $1) > 1e-2 })
    }

    /// As in the reference, where a patch makes the network smaller inside than its control is (PatchModelAddDownscale).
    @Test func controlsThatDoNotFitAreLeftOut() throws {
        var told: [String] = []
        let found = try Warnings.kept(&told) {
            try Self.output { $0.residuals = ControlResiduals(middle: Tensor(repeating: 1, [1, 2, 3, 64])) }
        }
        let plain = try Self.output()
        #expect(found == plain && told.count == 1)
    }

    /// PatchModelAddDownscale looks at heights alone: where rounding changes the width only, the reference fails too.
    @Test func sizesThatDoNotMeetAgain() throws {
        #expect(throws: ModelError.self) {
            try Self.output { inputs in
                inputs.patches.inputBlock.append { h, call in
                    call.place.block == 1 ? Tensor(zeros: [1, h.shape[1], h.shape[2] - 1, h.shape[3]]) : h
                }
            }
        }
    }

    /// Functions that change nothing change no bit, and are called once at each of their places.
    @Test func patchesThatChangeNothing() throws {
        nonisolated(unsafe) var places: [String: [NetworkPatches.Place]] = [:]
        let patched = try Self.output { inputs in
            func note(_ kind: String) -> NetworkPatches.BlockPatch {
                { h, call in
                    places[kind, default: []].append(call.place)
                    return h
                }
            }
            inputs.patches.inputBlock = [note("input")]
            inputs.patches.inputBlockAfterSkip = [note("after skip")]
            inputs.patches.middleBlock = [note("middle")]
            inputs.patches.outputBlock = [
                { h, skip, call in
                    places["output", default: []].append(call.place)
                    return (h, skip)
                }
            ]
            inputs.patches.betweenAttentions = [note("between")]
        }
        #expect(try Self.output() == patched)
        #expect(places["input"] == (0..<4).map { .init(.input, $0) } && places["after skip"] == places["input"])
        #expect(places["middle"] == [.init(.middle, 0)])
        #expect(places["output"] == (0..<4).map { .init(.output, $0) })
        #expect(places["between"]?.contains(.init(.middle, 0, transformer: 0)) == true)
    }

    /// Attention through patches is the same attention.
    @Test func attentionIsItself() throws {
        let plain = try Self.output()
        let patched = try Self.output { inputs in
            inputs.patches.selfAttention.inputs = [{ inputs, _ in inputs }]
            inputs.patches.crossAttention.output = [{ x, _ in x }]
        }
        #expect(relativeDifference(Tensor(patched, shape: [patched.count]), Tensor(plain, shape: [plain.count])) < 1e-5)
        let replaced = try Self.output { inputs in
            inputs.patches.selfAttention.replacements[.init(.middle, 0)] = { _, _, v, _, _ in v }
        }
        #expect(plain != replaced)
        let elsewhere = try Self.output { inputs in
            inputs.patches.selfAttention.replacements[.init(.middle, 7)] = { _, _, v, _, _ in v }
        }
        #expect(relativeDifference(Tensor(elsewhere, shape: [plain.count]), Tensor(plain, shape: [plain.count])) < 1e-5)
    }

    @Test func residualsAreAdded() throws {
        let plain = try Self.output()
        let zero = Tensor(zeros: [1, 8, 12, 32])
        let nothing = try Self.output {
            $0.residuals = ControlResiduals(input: [zero, nil], skips: [zero, nil, nil, nil])
        }
        #expect(plain == nothing)
        for residuals in [
            ControlResiduals(input: [zero + 1]), ControlResiduals(skips: [zero + 1, nil, nil, nil]),
            ControlResiduals(middle: Tensor(repeating: 1, [1, 4, 6, 64])),
        ] {
            #expect(try Self.output { $0.residuals = residuals } != plain)
        }
    }
}
