import Formats
import Tensors
import TestSupport
import Testing

@testable import Models

/// Files that lack tensors or have them in wrong shapes are refused with an error that names file and tensor.
@Suite struct HostileFileTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))

    /// Tries each tensor of a part on its own.
    func check(
        _ part: ModelFile, except optional: Set<String> = [], mayBeLonger: Set<String> = [],
        load: (SafetensorsFile) throws -> Void
    ) {
        for (name, tensor) in part.tensors where !optional.contains(name) {
            var file = part
            file.tensors[name] = nil
            expectError(.missingTensor, naming: name, "without it") { try load(file.file()) }

            var shapes = [[], [0], tensor.shape + [1], tensor.shape.dropLast() + [tensor.shape.last! + 1]]
            if !mayBeLonger.contains(name) { shapes.append([tensor.shape[0] + 1] + tensor.shape.dropFirst()) }
            for shape in shapes {
                file.tensors[name] = Tensor(zeros: shape, dtype: tensor.dtype)
                expectError(.badShape, naming: nil, "\(name) as \(shape)") { try load(file.file()) }
            }
        }
    }

    func expectError(_ code: ModelError.Code, naming tensor: String?, _ comment: String, _ body: () throws -> Void) {
        do {
            try body()
            Issue.record("\(tensor ?? "") \(comment): no error")
        } catch let error as ModelError {
            #expect(error.code == code, "\(tensor ?? "") \(comment): \(error)")
            #expect(error.message.contains("model.safetensors"))
            if let tensor { #expect(error.message.contains(tensor), "\(comment): \(error)") }
        } catch {
            Issue.record("\(tensor ?? "") \(comment): \(error)")
        }
    }

    @Test func network() {
        check(DetectionTests.unet) { _ = try UNet(WeightReader($0, compute: Self.compute)) }
    }

    @Test func autoencoder() {
        check(DetectionTests.autoencoder) { _ = try Autoencoder(WeightReader($0, compute: Self.compute)) }
    }

    @Test func textEncoder() {
        let tables: Set = ["embeddings.token_embedding.weight", "embeddings.position_embedding.weight"]
        check(DetectionTests.text, except: ["embeddings.position_ids"], mayBeLonger: tables) {
            _ = try CLIPTextEncoder(WeightReader($0, compute: Self.compute, roundedTo: .f16), .l)
        }
    }

    /// Names that no layout has: deep, long, numbered absurdly.
    @Test func absurdNames() throws {
        let one = Tensor(zeros: [1])
        let names = [
            String(repeating: ".", count: 100_000), String(repeating: "a.", count: 10_000),
            "input_blocks.99999999999999999999.0",
            "middle_block.-1.x", "input_blocks..0",
        ]
        let absurd = ModelFile(Dictionary(uniqueKeysWithValues: names.map { ($0, one) }))
        expectError(.notDetected, naming: nil, "absurd names alone") {
            _ = try CheckpointLoader.load(absurd.file(), Self.compute)
        }
        _ = try CheckpointLoader.load((DetectionTests.unet + absurd).file(), Self.compute)
    }

    /// Halves that do not mirror each other would meet at other sizes.
    @Test func unmirroredHalves() {
        let kernel = Tensor(zeros: [64, 64, 3, 3], dtype: .f16), bias = Tensor(zeros: [64], dtype: .f16)
        for place in [
            "input_blocks.1.2.conv", "middle_block.3.op", "middle_block.3.conv", "output_blocks.0.2.op",
            "output_blocks.0.2.conv", "output_blocks.1.3.conv", "output_blocks.3.2.conv",
        ] {
            var unet = DetectionTests.unet
            let channels = place.hasPrefix("output_blocks.3") || place.hasPrefix("input_blocks.1") ? 32 : 64
            unet.tensors["\(place).weight"] = channels == 64 ? kernel : Tensor(zeros: [32, 32, 3, 3], dtype: .f16)
            unet.tensors["\(place).bias"] = channels == 64 ? bias : Tensor(zeros: [32], dtype: .f16)
            expectError(.badShape, naming: nil, place) { _ = try CheckpointLoader.load(unet.file(), Self.compute) }
        }
        let shortened = DetectionTests.unet.renamed { $0.hasPrefix("output_blocks.3") ? nil : $0 }
        expectError(.missingTensor, naming: "output_blocks.3.0", "one block less") {
            _ = try CheckpointLoader.load(shortened.file(), Self.compute)
        }
        var longer = DetectionTests.unet
        longer.tensors["output_blocks.4.0.in_layers.0.weight"] = bias
        expectError(.badShape, naming: nil, "one block more") {
            _ = try CheckpointLoader.load(longer.file(), Self.compute)
        }
    }

    @Test func inputThatDoesNotFit() throws {
        let unet = try UNet(WeightReader(DetectionTests.unet.file(), compute: Self.compute))
        let autoencoder = try Autoencoder(WeightReader(DetectionTests.autoencoder.file(), compute: Self.compute))
        let context = Tensor(zeros: [1, 77, 64])
        for (x, context) in [
            (Tensor(zeros: [1, 3, 8, 8]), context), (Tensor(zeros: [1, 4, 8]), context),
            (Tensor(zeros: [1, 4, 0, 8]), context),
            (Tensor(zeros: [1, 4, 8, 8]), Tensor(zeros: [1, 77, 63])),
            (Tensor(zeros: [1, 4, 8, 8]), Tensor(zeros: [1, 0, 64])),
            (Tensor(zeros: [1, 4, 8, 8]), Tensor(zeros: [2, 77, 64])),
        ] {
            #expect(throws: ModelError.self) {
                try unet(x, timesteps: [1], NetworkInputs(context: context), Self.compute)
            }
        }
        for latent in [Tensor(zeros: [1, 3, 4, 4]), Tensor(zeros: [4, 4, 4]), Tensor(zeros: [0, 4, 4, 4])] {
            #expect(throws: ModelError.self) { try autoencoder.decode(latent, Self.compute) }
        }
        for picture in [Tensor(zeros: [1, 7, 64, 3]), Tensor(zeros: [1, 64, 64, 1]), Tensor(zeros: [64, 64, 3])] {
            #expect(throws: ModelError.self) { try autoencoder.encode(picture, Self.compute) }
        }
    }
}
