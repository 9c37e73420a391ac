import Formats
import Tensors
import TestSupport
import Testing

@testable import Models

/// ControlNets of transformers against what diffusers makes of the same weights (Fixtures/dit_checks/make_controls.py).
@Suite(.serialized) struct TransformerControlTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))
    /// Of all checks.
    static let sigma: Float = 0.75

    /// Every picture's latent is the same.
    struct FixedCodec: LatentCodec {
        let latent: Tensor
        var latentChannels: Int { latent.shape[1] }
        var downscale: Int { 8 }
        var floatsPerPlace: Int { 0 }
        func decodeUnclamped(_ latent: Tensor, _ compute: Compute) throws -> Tensor { latent }
        func encode(_ picture: Tensor, _ compute: Compute) throws -> Tensor { latent }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let network: SyntheticCheckpoint.Kind
        var types: [Int] = []
        /// By the block of the network: which of the ControlNet's it is for.
        let double: [Int: Int]
        let doubleCount: Int
        var single: [Int: Int] = [:]
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "control_flux", network: .fluxDev, types: [1], double: [0: 0, 9: 0, 10: 1, 18: 1], doubleCount: 19,
            single: [0: 0, 37: 0]),
        Case(name: "control_sd3", network: .sd35, double: [0: 0, 1: 0, 2: 1], doubleCount: 3),
        Case(name: "control_sd35", network: .sd35, double: [0: 0, 1: 0, 2: 1, 3: 1], doubleCount: 4),
        Case(name: "control_qwen", network: .qwenImage, double: [0: 0, 29: 0, 30: 1, 59: 1], doubleCount: 60),
    ]

    static func model(_ kind: SyntheticCheckpoint.Kind) throws -> DiffusionModel {
        let file = try SafetensorsFile(path: SyntheticCheckpoint.path(kind))
        return try DiffusionModelLoader().load([file], compute, WeightBudget()).model
    }

    static func control(_ name: String) throws -> LoadedControl {
        let folder = SyntheticCheckpoint.modelsFolder([], layouts: [name])
        let file = try SafetensorsFile(path: "\(folder)/controlnet/\(name).safetensors")
        return try ControlLoader().load([file], compute, WeightBudget())
    }

    @Test(arguments: cases) func residuals(_ row: Case) throws {
        let golden = try SafetensorsFile(path: Fixtures.path("dit_checks/\(row.name).safetensors"))
        func tensor(_ name: String) throws -> Tensor? { golden.info(name) == nil ? nil : try golden.tensor(name) }
        let hasFrames = row.name == "control_qwen"
        var (x, hint) = (try golden.tensor("x"), try golden.tensor("hint"))
        let (height, width) = (x.shape[2], x.shape[3])
        if hasFrames { (x, hint) = (x.withFrames, hint.withFrames) }
        var inputs = NetworkInputs(
            context: try tensor("context") ?? Tensor(zeros: [2, 1, 4096]), vector: try tensor("pooled"))
        inputs.guidance = [.scale(2.5), .scale(2.5)]
        let loaded = try Self.control(row.name)
        let folder = SyntheticCheckpoint.modelsFolder([], layouts: [row.name])
        let file = try SafetensorsFile(path: "\(folder)/controlnet/\(row.name).safetensors")
        #expect(ModelDetector(file).summary.type == "ControlNet")
        let control = loaded.with(types: row.types)
        let mask = try tensor("mask")?.reshaped([1, height, width, 1])
        #expect(control.model.takesMasks == (mask != nil))
        let applied = AppliedControl(
            control,
            ControlHint(
                picture: Tensor(zeros: [1, 8 * height, 8 * width, 3]), codec: FixedCodec(latent: hint), mask: mask),
            after: nil)
        let result = try #require(
            try applied.residuals(
                x, sigma: Self.sigma, rows: (0..<2).map { BatchRow(item: $0, of: 2) }, inputs,
                model: Self.model(row.network), Self.compute))
        #expect(result.input.count == row.doubleCount)
        for (all, wanted, kind) in [(result.input, row.double, "double"), (result.skips, row.single, "single")] {
            for (block, own) in wanted {
                let expected = try golden.tensor("\(kind).\(own)")
                // of some the first numbers of each token are kept
                let given = try Self.compute.channels(try #require(all[block]), 0..<expected.shape[2])
                let difference = relativeDifference(given, expected)
                #expect(difference < 1e-5, "\(kind) \(block): \(difference)")
            }
        }
    }

    /// What goes wrong is told: no autoencoder, a kind of hint that there is not.
    @Test func errors() throws {
        let control = try Self.control("control_flux")
        let model = try Self.model(.fluxDev)
        let plain = ControlHint(picture: Tensor(zeros: [1, 48, 64, 3]))
        let missing = #expect(throws: ModelError.self) {
            try control.model.prepare(plain, [], height: 6, width: 8, for: model, Self.compute)
        }
        #expect(missing?.message.contains("VAE") == true)
        let latent = ControlHint(
            picture: Tensor(zeros: [1, 48, 64, 3]), codec: FixedCodec(latent: Tensor(zeros: [1, 4, 6, 8])))
        #expect(throws: ModelError.self) {
            try control.model.prepare(latent, [3], height: 6, width: 8, for: model, Self.compute)
        }
        let other = ControlHint(
            picture: Tensor(zeros: [1, 48, 64, 3]), codec: FixedCodec(latent: Tensor(zeros: [1, 7, 6, 8])))
        #expect(throws: ModelError.self) {
            try control.model.prepare(other, [], height: 6, width: 8, for: model, Self.compute)
        }
    }

    /// Residuals change what a network makes of the picture, and such of another shape are refused.
    @Test(
        arguments: [
            (SyntheticCheckpoint.Kind.fluxDev, 4, 128), (.sd35, 4, 4096), (.qwenImage, 5, 64),
        ] as [(SyntheticCheckpoint.Kind, Int, Int)])
    func networksAreControlled(_ kind: SyntheticCheckpoint.Kind, _ rank: Int, _ context: Int) throws {
        let model = try Self.model(kind)
        let shape = rank == 5 ? [1, 16, 1, 6, 8] : [1, 16, 6, 8]
        let x = Tensor((0..<16 * 48).map { (index: Int) -> Float in Float(index % 17) / 8 - 1 }, shape: shape)
        var inputs = NetworkInputs(context: Tensor(repeating: 0.1, [1, 3, context]))
        func run(_ residual: Tensor?) throws -> [Float] {
            inputs.residuals = residual.map { ControlResiduals(input: [$0]) }
            return try model.network(x, timesteps: [0.5], inputs, Self.compute).floats
        }
        let plain = try run(nil)
        #expect(try run(Tensor(zeros: [1, 12, 256])) == plain)
        let values = (0..<12 * 256).map { (index: Int) -> Float in Float(index % 7) / 3 - 1 }
        #expect(try run(Tensor(values, shape: [1, 12, 256])) != plain)
        #expect(throws: ModelError.self) { try run(Tensor(zeros: [1, 12, 64])) }
    }
}
