import Folders
import Formats
import Models
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

@Suite struct LatentNodesTests {
    /// [batch, 4, height, width], each element its own index.
    private func latent(_ batch: Int = 1, _ height: Int = 4, _ width: Int = 6) -> Value {
        let count = batch * 4 * height * width
        return Latent(Tensor((0..<count).map(Float.init), shape: [batch, 4, height, width])).value
    }

    private func samples(_ output: NodeOutput) throws -> Tensor { try Latent(output.values[0], "result").samples }

    @Test func emptyLatentsAreAnEighth() throws {
        let output = try EmptyLatentImage().run(["width": .int(136), "height": .int(72), "batch_size": .int(3)])
        let result = try samples(output)
        #expect(result.shape == [3, 4, 9, 17])
        #expect(result.floats.allSatisfy { $0 == 0 })
    }

    @Test func whatDoesNotFitIntoMemoryIsAnError() {
        #expect(throws: NodeError.self) {
            _ = try EmptyLatentImage().run(["width": .int(16384), "height": .int(16384), "batch_size": .int(4096)])
        }
        #expect(throws: NodeError.self) {
            _ = try EmptyImage().run([
                "width": .int(16384), "height": .int(16384), "batch_size": .int(4096), "color": .int(0),
            ])
        }
        #expect(throws: NodeError.self) {
            _ = try EmptyLatentImage().run([
                "width": .int(Int128(Int.max)), "height": .int(Int128(Int.max)), "batch_size": .int(2),
            ])
        }
    }

    @Test func fromBatchKeepsPlaces() throws {
        let first = try LatentFromBatch().run(["samples": latent(5), "batch_index": .int(1), "length": .int(3)])
        #expect(try Latent(first.values[0], "").batchIndex == [1, 2, 3])
        #expect(try samples(first).floats[0] == 96)
        let second = try LatentFromBatch().run(["samples": first.values[0], "batch_index": .int(9), "length": .int(9)])
        #expect(try Latent(second.values[0], "").batchIndex == [3])
        #expect(try samples(second).shape == [1, 4, 4, 6])
    }

    @Test func repeatingGoesOnCounting() throws {
        let part = try LatentFromBatch().run(["samples": latent(5), "batch_index": .int(2), "length": .int(2)])
        let repeated = try RepeatLatentBatch().run(["samples": part.values[0], "amount": .int(3)])
        #expect(try Latent(repeated.values[0], "").batchIndex == [2, 3, 4, 5, 6, 7])
        #expect(try samples(repeated).shape[0] == 6)
        let plain = try RepeatLatentBatch().run(["samples": latent(2), "amount": .int(2)])
        #expect(try Latent(plain.values[0], "").batchIndex == nil)
    }

    @Test func masksFollowTheirItems() throws {
        let mask = Tensor((0..<6).map(Float.init), shape: [3, 1, 2])
        let masked = try SetLatentNoiseMask().run(["samples": latent(3), "mask": .tensor(mask)])
        #expect(try Latent(masked.values[0], "").noiseMask?.shape == [3, 1, 1, 2])
        let part = try LatentFromBatch().run(["samples": masked.values[0], "batch_index": .int(1), "length": .int(1)])
        #expect(try Latent(part.values[0], "").noiseMask?.floats == [2, 3])
        let twice = try RepeatLatentBatch().run(["samples": masked.values[0], "amount": .int(2)])
        #expect(try Latent(twice.values[0], "").noiseMask?.shape == [6, 1, 1, 2])
    }

    @Test func turnsClockwise() throws {
        let x = Latent(Tensor([1, 2, 3, 4, 5, 6], shape: [1, 1, 2, 3])).value
        func turned(_ by: String) throws -> Tensor {
            try samples(try LatentRotate().run(["samples": x, "rotation": .string(by)]))
        }
        #expect(try turned("90 degrees").shape == [1, 1, 3, 2])
        #expect(try turned("90 degrees").floats == [4, 1, 5, 2, 6, 3])
        #expect(try turned("180 degrees").floats == [6, 5, 4, 3, 2, 1])
        #expect(try turned("270 degrees").floats == [3, 6, 2, 5, 1, 4])
        #expect(try turned("none").floats == [1, 2, 3, 4, 5, 6])
        let flipped = try LatentFlip().run(["samples": x, "flip_method": .string("x-axis: vertically")])
        #expect(try samples(flipped).floats == [4, 5, 6, 1, 2, 3])
    }

    @Test(arguments: ["samples", "other"]) func notALatentIsAnError(_ kind: String) {
        let bad: Value =
            kind == "samples" ? .dictionary(["samples": .tensor(Tensor(zeros: [1, 4, 0, 4]))]) : .string("x")
        #expect(throws: NodeError.self) {
            _ = try LatentFlip().run(["samples": bad, "flip_method": .string("x-axis: vertically")])
        }
    }

    @Test func savedLatentsComeBack() throws {
        let base = TemporaryFolder()
        var paths = Folders.Paths(basePaths: [base.path])
        // What is written is read again.
        paths.output = "input"
        let environment = NodeEnvironment.test(try Folders(paths))
        var inputs: ValueDictionary = ["samples": latent(2), "filename_prefix": .string("sub/l")]
        inputs["prompt"] = .dictionary(["1": .dictionary(["class_type": .string("é")])])
        inputs["extra_pnginfo"] = .dictionary(["workflow": .list([.int(1), .float(1)])])
        let saved = try SaveLatent(environment: environment).run(inputs)
        #expect(saved.ui == ["latents": [["filename": "l_00001_.latent", "subfolder": "sub", "type": "output"]]])
        let file = try SafetensorsFile(path: base.path + "/input/sub/l_00001_.latent")
        #expect(file.metadata == ["prompt": #"{"1": {"class_type": "\u00e9"}}"#, "workflow": "[1, 1.0]"])
        #expect(file.info("latent_format_version_0")?.shape == [0])
        let loaded = try LoadLatent(environment: environment).run(["latent": .string("sub/l_00001_.latent")])
        #expect(try samples(loaded).floats == Latent(latent(2), "").samples.floats)
        #expect(
            try LoadLatent(environment: environment).validate(NodeInputs(["latent": .string("../x.latent")]))?
                .hasPrefix("Invalid latent file: ../x.latent (it leads out of the input folder") == true)
    }

    @Test func oldLatentsAreScaled() throws {
        let base = TemporaryFolder()
        base.makeFolder("input")
        try SafetensorsWriter.write(
            ["latent_tensor": Tensor([1], shape: [1, 1, 1, 1])], to: base.path + "/input/old.latent")
        let node = LoadLatent(environment: .test(base.folders))
        #expect(try samples(try node.run(["latent": .string("old.latent")])).floats == [Float(1 / 0.18215)])
        let before = try node.fingerprint(NodeInputs(["latent": .string("old.latent")]))
        try SafetensorsWriter.write(
            ["latent_tensor": Tensor([2], shape: [1, 1, 1, 1])], to: base.path + "/input/old.latent")
        #expect(try node.fingerprint(NodeInputs(["latent": .string("old.latent")])) != before)
    }
}

extension NodeEnvironment {
    static func test(_ folders: Folders, threads: Int = 2) -> NodeEnvironment {
        NodeEnvironment(folders: folders, models: ModelStore(), pool: ThreadPool(threads: threads))
    }
}
