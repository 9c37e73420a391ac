import Sampling
import System
import TestSupport
import Tensors
import Testing

@testable import Models

/// In which order a network is asked for the prompts of all sides.
@Suite struct SideBatchTests {
    /// Predicts 0, and writes down what the prompts of each call begin with.
    private final class ListeningNetwork: DenoisingNetwork {
        let byteCount = 0
        let room = WeightRoom()
        let floatsPerPlace = 1
        let heard = Lock<[[Float]]>([])

        func callAsFunction(
            _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
        ) throws -> Tensor {
            heard.withLock { $0.append((0..<x.shape[0]).map { inputs.context.slice($0..<$0 + 1).floats[0] }) }
            return Tensor(zeros: x.shape)
        }
    }

    private final class NothingHooked: ModelHooks {
        func model(_ model: DiffusionModel, sigma: Float, _ compute: Compute) -> DiffusionModel { model }
    }

    private static func entry(
        _ value: Float, _ change: (inout Conditioning.Entry) -> Void = { _ in }
    ) -> Conditioning.Entry {
        var entry = Conditioning.Entry(hidden: Tensor(repeating: value, [1, 1, 1]))
        change(&entry)
        return entry
    }

    /// All prompts without hooks come before those with some, and those that take what the others leave come last, as in
    /// the reference: SelfAttentionGuidance looks at the negative prompt that came last.
    @Test func hooksOneAfterTheOther() throws {
        let network = ListeningNetwork()
        let model = DiffusionModel(
            network: network, sampling: DiscreteSampling(prediction: .x0), latentFormat: .sd1)
        let hooks = NothingHooked()
        let placed = Self.entry(5) { $0.area = .places(extent: [1, 1], start: [0, 0]) }
        let rest = [7, 9].map { value in
            Self.entry(value) {
                $0.isDefault = true
                $0.hooks = hooks
            }
        }
        let guider = CFGGuider(
            positive: Conditioning([placed, rest[0]]),
            negative: Conditioning([Self.entry(3) { $0.strength = 0.5 }, rest[1]]), scale: 2)
        _ = try GuidedDenoiser(
            model: model, guider: guider, shape: [1, 1, 2, 2], compute: Compute(pool: ThreadPool(threads: 1)))(
                Tensor(zeros: [1, 1, 2, 2]), 1)
        #expect(network.heard.withLock { $0 } == [[5, 3], [3], [7, 9]])
    }
}
