import Sampling
import System
import Tensors
import TestSupport
import Testing

@testable import Models

/// What a file says of its network's training, beside the network itself.
@Suite struct MarkerTests {
    static let compute = Compute(pool: ThreadPool(threads: 1))

    func sampling(_ file: ModelFile) throws -> any ModelSampling {
        try CheckpointLoader.load(file.file(), Self.compute).model.sampling
    }

    @Test func markersOfXL() throws {
        let plain = try sampling(SDXLTests.tiny)
        #expect(plain.prediction == .epsilon)
        let velocity = try sampling(SDXLTests.tiny + ModelFile(["v_pred": Tensor(zeros: [0])]))
        #expect(velocity.prediction == .vPrediction && velocity.sigmas == plain.sigmas)
        let empty = Tensor(zeros: [0])
        let zero = try sampling(SDXLTests.tiny + ModelFile(["v_pred": empty, "ztsnr": empty]))
        #expect(zero.prediction == .vPrediction && zero.sigmaMax > 1000)
        let continuous = try sampling(
            SDXLTests.tiny
                + ModelFile([
                    "edm_vpred.sigma_max": Tensor([80], shape: []), "edm_vpred.sigma_min": Tensor([0.01], shape: []),
                ]))
        #expect(continuous.prediction == .vPrediction && abs(continuous.sigmaMax - 80) < 1e-3)
        #expect(abs(continuous.sigmaMin - 0.01) < 1e-6)
        let playground = try CheckpointLoader.load(
            (SDXLTests.tiny + ModelFile(["edm_mean": empty, "edm_std": empty])).file(), Self.compute
        ).model
        #expect(playground.sampling.prediction == .edm && abs(playground.sampling.sigmaMax - 80) < 1e-3)
        #expect(playground.latentFormat.scale == LatentFormat.playground.scale)
    }

    /// Stable Diffusion 2 tells it by the spread of one norm's biases.
    @Test func velocityOfTwo() throws {
        let name = "output_blocks.11.1.transformer_blocks.0.norm1.bias"
        var file = ModelFile(tinyBelow: "model.diffusion_model.", of: .sd2Tiny)
        #expect(try sampling(file).prediction == .vPrediction)
        file.tensors[name] = Tensor((0..<64).map { $0 % 2 == 0 ? 0.089 : -0.089 }, shape: [64])
        #expect(try sampling(file).prediction == .epsilon)
        file.tensors[name] = Tensor((0..<64).map { $0 % 2 == 0 ? 0.091 : -0.091 }, shape: [64])
        #expect(try sampling(file).prediction == .vPrediction)
    }
}
