import Sampling
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Models
@testable import Nodes

/// What EasyCache leaves out of flows.
@Suite struct StepCacheTests {
    /// Gives twice what it gets.
    private final class DoublingNetwork: DenoisingNetwork {
        let byteCount = 0
        let room = WeightRoom()
        let floatsPerPlace = 1
        let takesWrappers: Bool

        init(takesWrappers: Bool) { self.takesWrappers = takesWrappers }

        func callAsFunction(
            _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
        ) throws -> Tensor { x * 2 }
    }

    /// The third of three steps is left out. What the second added is added to x itself, of which x0 is made, as in
    /// ComfyUI on the CPU: (0.85 + 0.9) * (1 - 0.4). Networks that take no wrappers are always asked: 0.85 - 2 * 0.85 * 0.4.
    @Test(arguments: [(true, 1.05), (false, 0.17)] as [(Bool, Float)])
    func leftOutOfFlows(_ takesWrappers: Bool, _ expected: Float) throws {
        let plain = DiffusionModel(
            network: DoublingNetwork(takesWrappers: takesWrappers), sampling: FlowSampling(), latentFormat: .sd1)
        let output = try EasyCache().run([
            "model": .object(ModelObject(plain)), "reuse_threshold": .float(3), "start_percent": .float(0.1),
            "end_percent": .float(0.95), "verbose": .bool(false),
        ])
        guard case .object(let object) = output.values[0] else { fatalError("no model") }
        var model = try #require(object as? ModelObject).model
        for prepare in model.options.preparations {
            try prepare(&model.options, SamplingFacts(sampling: model.sampling))
        }
        var inputs = NetworkInputs(context: Tensor(zeros: [1, 1, 1]), sides: [0])
        inputs.prompts = [0]
        let compute = Compute(pool: ThreadPool(threads: 1))
        var x0: [Float] = []
        for (x, sigma) in [(1, 0.8), (0.9, 0.6), (0.85, 0.4)] as [(Float, Float)] {
            let x = Tensor(repeating: x, [1, 4, 8, 8])
            x0 = try model.options.sideWrappers[0](x, sigma) { x, _ in
                [try model.denoised(x, sigma: sigma, inputs, compute)]
            }[0].floats
        }
        #expect(x0.allSatisfy { abs($0 - expected) < 1e-5 })
    }

    /// As prompts with areas have it at each call.
    @Test func anotherShapeHasAllForgotten() throws {
        var cache = StepCache(threshold: 100, start: 1, end: 0)
        var calls = 0
        func ask(_ side: Int) throws {
            let x = Tensor(repeating: Float(calls), [1, 4, side, side])
            _ = try cache.call(x, 0.5, prompts: [0]) {
                calls += 1
                return x * 2
            }
        }
        for _ in 0..<3 { try ask(8) }
        #expect(calls == 2)
        for _ in 0..<3 {
            try ask(16)
            try ask(8)
        }
        #expect(calls == 8)
    }

    /// What nodes behind it add comes after what it adds, although each run has a function of its own.
    @Test func guidanceKeepsItsOrder() throws {
        let plain = DiffusionModel(
            network: DoublingNetwork(takesWrappers: true), sampling: FlowSampling(), latentFormat: .sd1)
        let output = try SelfAttentionGuidance().run([
            "model": .object(ModelObject(plain)), "scale": .float(0.5), "blur_sigma": .float(2),
        ])
        guard case .object(let object) = output.values[0] else { fatalError("no model") }
        var options = try #require(object as? ModelObject).model.options
        options.afterGuidance.append { x0, _ in x0 + 1 }
        for prepare in options.preparations { try prepare(&options, SamplingFacts(sampling: plain.sampling)) }
        let x = Tensor(zeros: [1, 1, 1])
        let step = GuidanceStep(
            x: x, sigma: 1, model: plain, scale: 1, positiveSide: 0, negativeSide: 1, positive: x, negative: x,
            hasNegative: true, ask: { _, x, _ in x })
        #expect(try options.afterGuidance.map { try $0(x, step).floats[0] } == [0, 1])
    }
}
