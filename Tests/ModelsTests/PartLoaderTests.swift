import Tensors
import TestSupport
import Testing

@testable import Models

/// Models from files of their own: a network, a text encoder, SDXL's two.
@Suite struct PartLoaderTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))
    static let xl = ModelFile(tinyBelow: "", of: .sdxlTiny)

    /// CLIP-L in Hugging Face's layout.
    static let first = below("conditioner.embedders.0.transformer.")
    /// OpenCLIP's, which only its depth tells from others.
    static func open(depth: Int) -> ModelFile {
        let three = below("conditioner.embedders.1.model.")
        var result = ModelFile()
        for (name, tensor) in three.tensors {
            let parts = name.split(separator: ".")
            guard name.hasPrefix("transformer.resblocks."), let index = Int(parts[2]) else {
                result.tensors[name] = tensor
                continue
            }
            for layer in stride(from: index, to: depth, by: 3) {
                result.tensors[name.replacing("resblocks.\(index).", with: "resblocks.\(layer).")] = tensor
            }
        }
        return result
    }

    static func below(_ prefix: String) -> ModelFile {
        xl.renamed { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil }
    }

    func encoder(_ files: ModelFile...) throws -> any TextEncoder {
        try TextEncoderLoader(files.count == 1 ? .stableDiffusion : .sdxl)
            .load(files.map { $0.file() }, Self.compute, WeightBudget()).encoder
    }

    @Test(arguments: [(3, "l"), (24, "h"), (32, "g")]) func oneTextEncoder(_ depth: Int, _ key: String) throws {
        #expect(try (encoder(Self.open(depth: depth)) as? CLIPTextEncoder)?.key == key)
        #expect(try (encoder(Self.first) as? CLIPTextEncoder)?.key == "l")
    }

    @Test func twoInAnyOrder() throws {
        let second = Self.open(depth: 32)
        let prompt = Prompt("a lake")
        let a = try encoder(Self.first, second).encode(prompt, Self.compute)
        let b = try encoder(second, Self.first).encode(prompt, Self.compute)
        #expect(a.hidden.shape == [1, 77, 128])
        #expect(a.hidden.floats == b.hidden.floats && a.pooled?.floats == b.pooled?.floats)
        let error = #expect(throws: ModelError.self) { try encoder(Self.first, Self.first) }
        #expect(error?.code == .unsupported)
        let none = #expect(throws: ModelError.self) { try encoder(ModelFile(["a": Tensor(zeros: [1])])) }
        #expect(none?.code == .notDetected)
    }

    /// The projection of the pooled output lies beside Hugging Face's text model.
    @Test func projection() throws {
        let prompt = Prompt("a lake")
        let plain = try encoder(Self.first).encode(prompt, Self.compute)
        let doubled = Tensor((0..<64 * 64).map { $0 % 65 == 0 ? 2 : 0 }, shape: [64, 64])
        let projected = try encoder(Self.first + ModelFile(["text_projection.weight": doubled]))
            .encode(prompt, Self.compute)
        #expect(relativeDifference(try #require(projected.pooled), try #require(plain.pooled) * 2) < 1e-6)
        #expect(projected.hidden.floats == plain.hidden.floats)
        // as older versions of ComfyUI's CLIPSave wrote it (comfy/sd.py, `load_text_encoder_state_dicts`)
        var (values, turned) = ([Float](repeating: 0, count: 64 * 64), [Float](repeating: 0, count: 64 * 64))
        for row in 0..<64 {
            for column in 0..<64 {
                values[row * 64 + column] = Float((row * 7 + column) % 11) / 64
                turned[column * 64 + row] = values[row * 64 + column]
            }
        }
        func pooled(_ name: String, _ values: [Float]) throws -> [Float] {
            let file = Self.first + ModelFile([name: Tensor(values, shape: [64, 64])])
            return try #require(encoder(file).encode(prompt, Self.compute).pooled).floats
        }
        let new = try pooled("text_projection.weight", values)
        #expect(try pooled("text_projection", turned) == new)
        #expect(new != plain.pooled?.floats)
    }

    /// A network whose weights are rounded is one over rounded weights.
    @Test(arguments: Float8.allCases) func roundedNetworks(_ format: Float8) throws {
        let file = Self.below("model.diffusion_model.")
        var rounded = file
        for (name, tensor) in file.tensors {
            rounded.tensors[name] = try tensor.converted(to: .f32).map { format.rounded($0) }
        }
        let x = Tensor((0..<4 * 24).map { Float($0 % 7) / 3 - 1 }, shape: [1, 4, 6, 4])
        let inputs = NetworkInputs(
            context: Tensor(repeating: 0.5, [1, 77, 128]), vector: Tensor(repeating: 0.25, [1, 1600]))
        func output(_ file: ModelFile, _ format: Float8?) throws -> Tensor {
            let loaded = try DiffusionModelLoader(roundedTo: format)
                .load([file.file()], Self.compute, WeightBudget())
            #expect(loaded.textEncoder == nil && loaded.autoencoder == nil)
            return try loaded.unet(x, timesteps: [500], inputs, Self.compute)
        }
        let (plain, a, b) = (try output(file, nil), try output(file, format), try output(rounded, nil))
        #expect(relativeDifference(a, b) < 1e-6)
        #expect(relativeDifference(a, plain) > 1e-3)
    }
}
