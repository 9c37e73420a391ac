import Formats
import Tensors
import TestSupport
import Testing

@testable import Models

/// Model patches against what other code makes of the same weights (Fixtures/dit_checks/make_patches.py).
@Suite(.serialized) struct ModelPatchTests {
    typealias FixedCodec = TransformerControlTests.FixedCodec
    static let compute = Compute(pool: ThreadPool(threads: 2))

    static func patch(_ name: String) throws -> any ModelPatch {
        let folder = SyntheticCheckpoint.modelsFolder([], layouts: [name])
        let file = try SafetensorsFile(path: "\(folder)/model_patches/\(name).safetensors")
        return try ModelPatchLoader().load([file], compute, WeightBudget()).patch
    }

    static func golden(_ name: String) throws -> SafetensorsFile {
        try SafetensorsFile(path: Fixtures.path("dit_checks/\(name).safetensors"))
    }

    /// A call behind a block whose output is nothing, so that what comes back is what is added.
    private func call(
        _ part: BlockCall.Part, _ index: Int, first: Tensor, latent: [Int], _ golden: SafetensorsFile
    ) throws -> BlockCall {
        BlockCall(
            part: part, index: index, latent: Tensor(zeros: latent), first: first, output: Tensor(zeros: first.shape),
            turns: golden.info("turns") == nil ? nil : try golden.tensor("turns"),
            time: golden.info("time") == nil ? nil : try golden.tensor("time"), items: [])
    }

    @Test func zImage() throws {
        let golden = try Self.golden("patch_z_image")
        let patch = try #require(try Self.patch("patch_z_image") as? ZImagePatch)
        #expect(patch.refines && !patch.isUntrained && patch.channels == 33)
        let (latent, kept) = (try golden.tensor("latent"), try golden.tensor("kept"))
        let (height, width) = (latent.shape[2], latent.shape[3])
        let picture = Tensor(zeros: [1, 8 * height, 8 * width, 3])
        let control = try patch.control(
            ControlPictures(
                picture: picture, painted: picture, kept: kept, codec: FixedCodec(latent: latent), strength: 1))
        let (refined, first) = (try golden.tensor("refined"), try golden.tensor("first"))
        // twice: nothing is left of a call of the network in the next one
        for _ in 0..<2 {
            let running = control.started()
            func check(_ part: BlockCall.Part, _ index: Int, _ first: Tensor, _ name: String?) throws {
                let added = try running.changed(
                    call(part, index, first: first, latent: latent.shape, golden), Self.compute)
                guard let name else {
                    #expect(added.floats.allSatisfy { $0 == 0 })
                    return
                }
                let difference = relativeDifference(added, try golden.tensor(name))
                #expect(difference < 1e-5, "\(name): \(difference)")
            }
            try check(.refiner, 0, refined, "control_noise_refiner.0")
            try check(.refiner, 1, refined, "control_noise_refiner.1")
            try check(.main, 0, first, "control_layers.0")
            try check(.main, 1, first, nil)
            try check(.main, 15, first, "control_layers.1")
            try check(.main, 29, first, nil)
        }
    }

    @Test func qwenImage() throws {
        let golden = try Self.golden("patch_qwen")
        let patch = try #require(try Self.patch("patch_qwen") as? any PictureModelPatch)
        let (latent, kept) = (try golden.tensor("latent"), try golden.tensor("kept"))
        let (height, width) = (latent.shape[2], latent.shape[3])
        let pictures = ControlPictures(
            picture: Tensor(zeros: [1, 8 * height, 8 * width, 3]), kept: kept,
            codec: FixedCodec(latent: latent.withFrames), strength: 0.5)
        let running = try patch.control(pictures).started()
        let x = try golden.tensor("x")
        let result = try running.changed(
            BlockCall(
                part: .main, index: 1, latent: Tensor(zeros: latent.withFrames.shape), first: x, output: x, items: [0]),
            Self.compute)
        #expect(relativeDifference(result, x + 0.5 * (try golden.tensor("output"))) < 1e-5)
        #expect(throws: ModelError.self) {
            try patch.control(ControlPictures(picture: nil, codec: FixedCodec(latent: latent), strength: 1))
        }
    }

    @Test func uso() throws {
        let golden = try Self.golden("patch_uso")
        let projector = try #require(try Self.patch("patch_uso") as? StyleProjector)
        let high = try golden.tensor("high")
        let seen = CLIPVisionOutput(
            lastHidden: high, penultimate: high, embeds: high,
            earlier: (try golden.tensor("mid"), try golden.tensor("low")))
        #expect(relativeDifference(try projector.tokens(seen, Self.compute), try golden.tensor("output")) < 1e-5)
        // of an encoder of too few layers
        let short = CLIPVisionOutput(lastHidden: high, penultimate: high, embeds: high)
        #expect(throws: ModelError.self) { try projector.tokens(short, Self.compute) }
    }

    /// Tokens before the text, and what acts behind blocks, change what networks make of the picture.
    @Test func networksArePatched() throws {
        let flux = try TransformerControlTests.model(.fluxDev)
        let x = Tensor((0..<16 * 48).map { Float($0 % 17) / 8 - 1 }, shape: [1, 16, 6, 8])
        var inputs = NetworkInputs(context: Tensor(repeating: 0.1, [1, 3, 128]))
        let plain = try flux.network(x, timesteps: [0.5], inputs, Self.compute).floats
        inputs.patches.leadingTokens = [Tensor((0..<512).map { Float($0 % 5) - 2 }, shape: [1, 2, 256])]
        #expect(try flux.network(x, timesteps: [0.5], inputs, Self.compute).floats != plain)
        inputs.patches.leadingTokens = [Tensor(zeros: [1, 2, 64])]
        #expect(throws: ModelError.self) { try flux.network(x, timesteps: [0.5], inputs, Self.compute) }

        /// Adds 1 behind one block.
        final class Addition: BlockControl, RunningBlockControl {
            let part: BlockCall.Part
            init(_ part: BlockCall.Part) { self.part = part }
            func started() -> any RunningBlockControl { self }
            func changed(_ call: BlockCall, _ compute: Compute) throws -> Tensor {
                call.part == part && call.index == 1 ? call.output + 1 : call.output
            }
        }
        for (kind, shape, parts) in [
            (SyntheticCheckpoint.Kind.zImage, [1, 16, 6, 8], [BlockCall.Part.refiner, .main]),
            (.qwenImage, [1, 16, 1, 6, 8], [.main]),
        ] {
            let model = try TransformerControlTests.model(kind)
            var inputs = NetworkInputs(context: Tensor(repeating: 0.1, [1, 3, 64]))
            let x = x.reshaped(shape)
            let plain = try model.network(x, timesteps: [0.5], inputs, Self.compute).floats
            for part in parts {
                inputs.patches.blockControls = [Addition(part)]
                #expect(try model.network(x, timesteps: [0.5], inputs, Self.compute).floats != plain, "\(kind) \(part)")
            }
        }
    }
}
