import Sampling
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Models
@testable import Nodes

/// Windows over batches and pictures, and what lies over a latent beside them.
@Suite struct ContextWindowTests {
    /// Gives the channel that was appended to the latent's.
    private final class LastChannelNetwork: DenoisingNetwork {
        let byteCount = 0
        let room = WeightRoom()
        let floatsPerPlace = 1

        func callAsFunction(
            _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
        ) throws -> Tensor {
            let plane = x.shape[2] * x.shape[3]
            return Tensor(Array(x.floats.suffix(plane)), shape: [1, 1, x.shape[2], x.shape[3]])
        }
    }

    private static let compute = Compute(pool: ThreadPool(threads: 1))
    private static let picture = Tensor((0..<32).map { Float($0) }, shape: [1, 1, 8, 4])
    private static let model = DiffusionModel(
        network: LastChannelNetwork(), sampling: DiscreteSampling(prediction: .x0), latentFormat: .sd1,
        extras: { _, _, _, _ in EntryExtras(concat: picture) })

    private static func windows(
        _ schedule: ContextWindows.Schedule, length: Int = 3, overlap: Int = 0, stride: Int = 1,
        fusion: ContextWindows.Fusion = .flat
    ) -> ContextWindows {
        ContextWindows(
            length: length, overlap: overlap, schedule: schedule, stride: stride, isClosed: false, fusion: fusion)
    }

    private static func patched(_ changes: [String: Value]) throws -> DiffusionModel {
        var inputs: ValueDictionary = [
            "model": .object(ModelObject(model)), "context_length": .int(5), "context_overlap": .int(2),
            "context_schedule": .string("standard_static"), "context_stride": .int(1), "closed_loop": .bool(false),
            "fuse_method": .string("pyramid"), "freenoise": .bool(false), "dim": .int(2),
        ]
        for (name, value) in changes { inputs[name] = value }
        let output = try ContextWindowsManual().run(inputs).values[0]
        guard case .object(let object) = output else { fatalError("no model") }
        return try #require(object as? ModelObject).model
    }

    private static func x0(
        _ model: DiffusionModel, _ entry: Conditioning.Entry, madeFor shape: [Int], x: [Int]
    ) throws -> Tensor {
        let guider = CFGGuider(positive: Conditioning([entry]), negative: Conditioning([]), scale: 1)
        return try GuidedDenoiser(
            model: model, guider: guider, shape: shape, run: SamplingFacts(sampling: model.sampling, sigmas: [1, 0]),
            compute: compute)(Tensor(zeros: x), 1).x0
    }

    private static let entry = Conditioning.Entry(hidden: Tensor(zeros: [1, 1, 1]))

    /// A window gets its own part of the channels beside the latent's and of a mask.
    @Test(arguments: [2, 3]) func windowsOfPictures(_ axis: Int) throws {
        let model = try Self.patched(["dim": .int(Int128(axis)), "context_length": .int(axis == 2 ? 5 : 3)])
        var entry = Self.entry
        entry.mask = Tensor(repeating: 0.5, [1, 8, 4])
        for entry in [entry, Self.entry] {
            let x0 = try Self.x0(model, entry, madeFor: [1, 1, 8, 4], x: [1, 1, 8, 4])
            #expect(zip(x0.floats, Self.picture.floats).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    /// Samplers may change a latent's size (SamplerLCMUpscale), where the reference fails too.
    @Test func whatDoesNotLieOverTheLatent() throws {
        #expect(throws: ModelError.self) {
            try Self.x0(Self.model, Self.entry, madeFor: [1, 1, 8, 4], x: [1, 1, 12, 6])
        }
        let model = DiffusionModel(network: Self.model.network, sampling: Self.model.sampling, latentFormat: .sd1)
        var masked = Self.entry
        masked.mask = Tensor(repeating: 1, [1, 8, 4])
        var placed = Self.entry
        placed.area = .places(extent: [2, 2], start: [6, 0])
        for (entry, shape) in [(masked, [1, 1, 12, 6]), (placed, [1, 1, 5, 4])] {
            #expect(throws: ModelError.self) { try Self.x0(model, entry, madeFor: [1, 1, 8, 4], x: shape) }
        }
    }

    /// As the reference's: IndexError for the first (its windows of four places would have a sixth), ValueError for those
    /// that do not move on. Without need of windows, and cut into batches, the overlap does not matter.
    @Test func windowsThatCannotBe() throws {
        #expect(throws: NodeError.self) { try Self.windows(.uniform, stride: 2).windows(of: 4, step: 0) }
        #expect(throws: NodeError.self) { try Self.windows(.fixed, overlap: 3).windows(of: 4, step: 0) }
        #expect(throws: NodeError.self) {
            try Self.patched(["context_overlap": .int(5), "freenoise": .bool(true)])
        }
        #expect(try Self.windows(.batched, overlap: 4).windows(of: 4, step: 0) == [[0, 1, 2], [3]])
        let model = try Self.patched(["context_length": .int(8), "context_overlap": .int(9)])
        let x0 = try Self.x0(model, Self.entry, madeFor: [1, 1, 8, 4], x: [1, 1, 8, 4])
        #expect(x0.floats == Self.picture.floats)
    }

    /// Of places that a window has twice the last one counts.
    @Test func placesThatAWindowHasTwice() throws {
        let windows = Self.windows(.looped, stride: 2)
        #expect(try windows.windows(of: 4, step: 0).last == [0, 2, 0])
        var sum = ContextSum(shape: [1, 1, 4, 1], axis: 2)
        try sum.add([Tensor([1, 2, 3, 4], shape: [1, 1, 4, 1])], [0, 1, 2, 3], windows)
        try sum.add([Tensor([5, 6, 9], shape: [1, 1, 3, 1])], [0, 2, 0], windows)
        #expect(sum.results[0].floats == [5, 2, 4.5, 4])
    }
}
