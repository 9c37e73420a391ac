import Formats
import TestSupport
import Tensors
import Testing

@testable import Models

/// Against transformers and PhotoMaker's arithmetic (Tests/Fixtures/models/make_photomaker.py).
@Suite struct PhotoMakerTests {
    private static let file = try! SafetensorsFile(path: Fixtures.path("models/photomaker.safetensors"))

    private static let compute = Compute(pool: ThreadPool(threads: 2))

    private func load() throws -> PhotoMaker {
        try PhotoMakerLoader().load([Self.file], Self.compute, WeightBudget())
    }

    @Test func aPictureIsMixedIntoAToken() throws {
        let model = try load()
        #expect(model.width == 16)
        let picture = try Self.file.tensor("picture")
        let result = try model.fused(try Self.file.tensor("prompt"), token: 2, picture, Self.compute)
        #expect(relativeDifference(result, try Self.file.tensor("fused")) < 1e-5)
        // the first of several pictures counts
        let several = Tensor.concatenated([picture, Tensor(zeros: picture.shape)])
        #expect(
            try model.fused(try Self.file.tensor("prompt"), token: 2, several, Self.compute).floats
                == result.floats)
    }

    @Test func otherPromptsAreRefused() throws {
        let model = try load()
        let picture = try Self.file.tensor("picture")
        for (shape, token) in [([1, 77, 12], 2), ([2, 77, 16], 2), ([1, 77, 16], 77)] {
            #expect(throws: ModelError.self) {
                try model.fused(Tensor(zeros: shape), token: token, picture, Self.compute)
            }
        }
    }
}
