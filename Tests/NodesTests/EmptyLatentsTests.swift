import Formats
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// The shapes of empty latents, by ComfyUI's formulas.
@Suite struct EmptyLatentsTests {
    private static let nodes = Dictionary(
        uniqueKeysWithValues: BuiltinNodes.all(.test(TemporaryFolder().folders, threads: 1)).map {
            ($0.schema.name, $0)
        })

    @Test(
        arguments: [
            ("EmptyLatentImage", [[3, 4, 9, 17]]), ("EmptySD3LatentImage", [[3, 16, 9, 17]]),
            ("EmptyFlux2LatentImage", [[3, 128, 4, 8]]), ("EmptyHunyuanImageLatent", [[3, 64, 2, 4]]),
            ("EmptyChromaRadianceLatentImage", [[3, 3, 72, 136]]),
            ("StableCascade_EmptyLatentImage", [[3, 16, 1, 3], [3, 4, 18, 34]]),
            ("EmptyHunyuanLatentVideo", [[3, 16, 3, 9, 17]]), ("EmptyHunyuanVideo15Latent", [[3, 32, 3, 4, 8]]),
            ("EmptyMochiLatentVideo", [[3, 12, 2, 9, 17]]), ("EmptyCosmosLatentVideo", [[3, 16, 2, 9, 17]]),
            ("EmptyLTXVLatentVideo", [[3, 128, 2, 2, 4]]), ("EmptyQwenImageLayeredLatentImage", [[3, 16, 5, 9, 17]]),
            ("EmptyLatentAudio", [[3, 64, 216]]), ("EmptyAceStepLatentAudio", [[3, 8, 16, 107]]),
            ("EmptyLatentHunyuan3Dv2", [[3, 64, 7]]),
        ] as [(String, [[Int]])]) func shapes(_ name: String, _ shapes: [[Int]]) throws
    {
        let node = try #require(Self.nodes[name])
        let output = try node.run([
            "width": .int(136), "height": .int(72), "length": .int(11), "batch_size": .int(3), "layers": .int(4),
            "compression": .int(42), "seconds": .float(10), "resolution": .int(7),
        ])
        #expect(output.values.map { $0.dictionary?["samples"]?.tensor?.shape } == shapes)
    }

    @Test func kindsAreTold() throws {
        let node = try #require(Self.nodes["EmptyLatentAudio"])
        let output = try node.run(["seconds": .float(1)])
        #expect(output.values[0].dictionary?["type"]?.string == "audio")
        #expect(output.values[0].dictionary?["samples"]?.tensor?.shape == [1, 64, 22])
        #expect(throws: NodeError.self) { try node.run(["seconds": .float(1e300)]) }
    }
}
