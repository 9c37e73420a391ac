import Formats
import Models
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// Merges of blocks, each block with a share of its own, on small models of the families that the classes are for.
@Suite struct BlockMergeTests {
    private static let reference = try! JSON(parsing: Fixtures.bytes("reference/object_info.json"))
    private static let kinds: [SyntheticCheckpoint.Kind] = [
        .tiny, .sd2Tiny, .sdxlTiny, .sd35, .auraFlow, .fluxDev, .fluxFill, .qwenImage,
    ]
    private static let environment = Parity.environment(TemporaryFolder(), models: Parity.models, kinds: kinds)

    private func node(_ name: String) throws -> any Node {
        try #require(BuiltinNodes.all(Self.environment).first { $0.schema.name == name })
    }

    private func model(_ kind: SyntheticCheckpoint.Kind) throws -> Value {
        let parts = kind.rawValue.split(separator: "/").map(String.init)
        if parts[0] == "checkpoints" {
            return try node("CheckpointLoaderSimple").run(["ckpt_name": .string(parts[1])]).values[0]
        }
        return try node("UNETLoader").run(["unet_name": .string(parts[1]), "weight_dtype": .string("default")])
            .values[0]
    }

    /// Shares of 0, 0.05, 0.1, ... in the order of the reference's inputs, or in another one.
    private func shares(_ name: String, reversed: Bool) throws -> [(name: String, share: Double)] {
        let inputs = try #require(Self.reference[name]?["input_order"]?["required"]?.array).compactMap(\.string)
        #expect(inputs.starts(with: ["model1", "model2"]))
        let shares = inputs.dropFirst(2).enumerated().map { (name: $1, share: Double($0 % 20) / 20) }
        return reversed ? shares.reversed() : shares
    }

    /// The second model is a model less itself: of each weight there is its share.
    @Test(
        arguments: [
            ("ModelMergeBlocks", .tiny, false), ("ModelMergeBlocks", .tiny, true), ("ModelMergeSD1", .tiny, false),
            ("ModelMergeSD2", .sd2Tiny, false), ("ModelMergeSDXL", .sdxlTiny, false),
            ("ModelMergeSD3_2B", .sd35, false), ("ModelMergeSD35_Large", .sd35, false),
            ("ModelMergeAuraflow", .auraFlow, false), ("ModelMergeFlux1", .fluxDev, false),
            ("ModelMergeQwenImage", .qwenImage, false),
        ] as [(String, SyntheticCheckpoint.Kind, Bool)])
    func eachWeightHasItsBlocksShare(_ name: String, _ kind: SyntheticCheckpoint.Kind, reversed: Bool) throws {
        let model = try model(kind)
        let nothing = try node("ModelMergeSubtract").run([
            "model1": model, "model2": model, "multiplier": .float(1),
        ]).values[0]
        let shares = try shares(name, reversed: reversed)
        var inputs: ValueDictionary = ["model1": model, "model2": nothing]
        for (part, share) in shares { inputs[part] = .float(share) }
        let merged = try node(name).run(inputs).values[0]
        func weights(_ value: Value) throws -> PatchableWeights<any DenoisingNetwork> {
            try #require(try NodeInputs(["model": value]).model("model").weights)
        }
        let (before, after) = (try weights(model), try weights(merged))
        var unnamed = 0
        for weight in before.names {
            let path = weight.dropFirst("diffusion_model.".count)
            let fitting = shares.filter { path.hasPrefix($0.name) }
            if fitting.isEmpty { unnamed += 1 }
            let named = (fitting.max { $0.name.count < $1.name.count } ?? shares[0]).share
            let share = before.isPatchedAtLoad(weight) ? named : 1
            let old = try before.weight(weight).expanded().floats.prefix(1000)
            let new = try after.weight(weight).expanded().floats.prefix(1000)
            let most = old.map(abs).max() ?? 0
            let isRight = zip(old, new).allSatisfy { abs(Float(share) * $0 - $1) <= 1e-6 * most }
            #expect(isRight, "\(weight) \(share)")
        }
        // the names are those of the family's weights
        #expect(unnamed * 20 < before.names.count || name == "ModelMergeBlocks", "\(unnamed)")
    }

    /// A weight that has another shape in the second model keeps its share, and gets nothing, as in ComfyUI
    /// (comfy/lora.py, `calculate_weight`).
    @Test func otherShapes() throws {
        let models = [try model(.fluxDev), try model(.fluxFill)]
        let merged = try node("ModelMergeSimple").run([
            "model1": models[0], "model2": models[1], "ratio": .float(0.25),
        ]).values[0]
        func floats(_ value: Value) throws -> [Float] {
            let weights = try #require(try NodeInputs(["model": value]).model("model").weights)
            return try weights.weight("diffusion_model.img_in.weight").expanded().floats
        }
        #expect(try floats(merged) == floats(models[0]).map { $0 * 0.25 })
    }
}
