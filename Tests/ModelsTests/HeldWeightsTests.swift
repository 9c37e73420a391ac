import Formats
import Tensors
import TestSupport
import Testing

@testable import Models

/// How patched weights of files in few bits are held.
@Suite struct HeldWeightsTests {
    private static let compute = Compute(pool: ThreadPool(threads: 1))

    private static func patched(_ file: any WeightSource, _ name: String, by difference: Tensor) throws -> [Float] {
        let reader = WeightReader(file, compute: compute)
        return try PatchableWeights([.init("diffusion_model.", reader)]) { _, _ in 0 }
            .adding(["diffusion_model.\(name)": [DifferencePatch(StoredWeight(difference), strength: 1)]])
            .weight("diffusion_model.\(name)").expanded().floats
    }

    /// In fp8 (e4m3 and e5m2) with a scale and in nvfp4, a difference was added, beside what ComfyUI makes of that.
    @Test(arguments: ["a", "b", "c"]) func roundedAgain(_ name: String) throws {
        let file = try Formats.ModelFile.open(path: Fixtures.path("formats/held.safetensors"))
        let plain = try file.weight("expected.\(name)").expanded().floats
        #expect(try file.weight("\(name).weight").expanded().floats == plain)
        let held = try Self.patched(file, "\(name).weight", by: file.weight("difference.\(name)").expanded())
        let expected = try file.weight("held.\(name)").expanded().floats
        // a logarithm may fall on the other side of a power of two
        #expect(zip(held, expected).count { $0 != $1 } <= 2)
    }

    /// Weights of modules with modules in them are left alone by patches of a model, as ComfyUI's loading has it.
    @Test func leftAlone() throws {
        let file = ModelFile(
            Dictionary(
                uniqueKeysWithValues: [
                    "pos_embed", "cap_pad_token", "blocks.0.scale_shift_table", "blocks.0.attn.proj.weight",
                    "blocks.0.attn.proj.bias", "blocks.0.norm.scale",
                ].map { ($0, Tensor([1], shape: [1])) })
        ).file()
        let weights = PatchableWeights([.init("diffusion_model.", WeightReader(file, compute: Self.compute))]) { _, _ in
            0
        }
        #expect(
            weights.names.filter(weights.isPatchedAtLoad).sorted() == [
                "diffusion_model.blocks.0.attn.proj.bias", "diffusion_model.blocks.0.attn.proj.weight",
                "diffusion_model.blocks.0.norm.scale",
            ])
        #expect(!weights.isPatchedAtLoad("diffusion_model.blocks.1.norm.scale"))
    }

    /// Linear layers of a file in which something is quantised are not rounded, nor their biases; other weights are.
    @Test func roundedBesides() throws {
        let base = ModelFile([
            "q.weight": Tensor([1.03], shape: [1, 1]), "q.bias": Tensor([1.03], shape: [1]),
            "norm.weight": Tensor([1.03], shape: [1]),
        ])
        let files: [(any WeightSource, Float)] = [(base.file(), 1), (HeldSource(base: base.file()), 1.03)]
        for (file, expected) in files {
            let rounded = RoundedSource(file, to: .e4m3)
            #expect(try rounded.weight("q.weight").expanded().floats == [expected])
            #expect(try rounded.weight("q.bias").expanded().floats == [expected])
            #expect(try rounded.weight("norm.weight").expanded().floats == [1])
            #expect(rounded.info("norm.weight")?.held == .float8(.e4m3))
        }
    }

    /// The first layer is quantised.
    private struct HeldSource: WeightSource {
        let base: any WeightSource
        var name: String { base.name }
        var metadata: [String: String] { base.metadata }
        var names: [String] { base.names + ["quantised.weight"] }
        func weight(_ name: String) throws -> StoredWeight { try base.weight(name) }
        func info(_ name: String) -> WeightInfo? {
            guard name == "quantised.weight" else { return base.info(name) }
            return WeightInfo(shape: [1, 1], format: .dense(.f8e4m3), byteCount: 1, held: .scaledFloat8(.e4m3))
        }
    }
}
