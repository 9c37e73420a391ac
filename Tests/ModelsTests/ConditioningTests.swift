import Formats
import Sampling
import System
import Tensors
import TestSupport
import Testing

@testable import Models

/// Where, when and how strongly the entries of a conditioning count, on a network that predicts a number of each
/// prompt everywhere.
@Suite struct ConditioningTests {
    private static let compute = Compute(pool: ThreadPool(threads: 1))

    /// x0 is the context's first number, plus what controls add, and what it is asked is written down.
    private final class ConstantNetwork: DenoisingNetwork {
        let byteCount = 0
        let room = WeightRoom(WeightBudget())
        let floatsPerPlace = 1

        func callAsFunction(
            _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
        ) throws -> Tensor {
            let width = inputs.context.count / x.shape[0]
            let added = inputs.residuals?.middle?.floats[0] ?? 0
            let items = (0..<x.shape[0]).map { item in
                Tensor(repeating: inputs.context.floats[item * width] + added, [1] + x.shape.dropFirst())
            }
            return try inputs.patches.middleBlock.reduce(.concatenated(items)) { h, patch in
                try patch(
                    h,
                    NetworkPatches.Call(
                        place: .init(.middle, 0), sigma: inputs.sigma, sides: inputs.sides, height: x.shape[2],
                        width: x.shape[3], compute: compute))
            }
        }
    }

    private static let model = DiffusionModel(
        network: ConstantNetwork(), sampling: DiscreteSampling(prediction: .x0), latentFormat: .sd1)

    private static func entry(_ value: Float, _ change: (inout Conditioning.Entry) -> Void = { _ in })
        -> Conditioning.Entry
    {
        var entry = Conditioning.Entry(hidden: Tensor(repeating: value, [1, 3, 2]))
        change(&entry)
        return entry
    }

    private static func guided(
        _ positive: [Conditioning.Entry], _ negative: [Conditioning.Entry] = [], cfg: Double = 1, shape: [Int],
        sigma: Float = 1, model: DiffusionModel = model
    ) throws -> Tensor {
        let guider = CFGGuider(positive: Conditioning(positive), negative: Conditioning(negative), scale: cfg)
        return try GuidedDenoiser(model: model, guider: guider, shape: shape, compute: compute)(
            Tensor(zeros: shape), sigma
        ).x0
    }

    @Test func strengthsAreWeights() throws {
        let x0 = try Self.guided(
            [Self.entry(1) { $0.strength = 3 }, Self.entry(5), Self.entry(9) { $0.strength = 0 }], shape: [1, 1, 2, 2])
        #expect(x0.floats.allSatisfy { $0 == 2 })
    }

    /// Half the latent, faded out over a quarter of its width where it does not touch the edge.
    @Test func areasFadeOut() throws {
        let area = Self.entry(3) { $0.area = .shares(extent: [1, 0.5], start: [0, 0.5]) }
        let x0 = try Self.guided([Self.entry(1), area], shape: [1, 1, 1, 16])
        let inside = (0..<8).map { i in
            let weight: Float = i < 2 ? Float(i + 1) / 2 : 1
            return (1 + 3 * weight) / (1 + weight)
        }
        for (value, expected) in zip(x0.floats, [Float](repeating: 1, count: 8) + inside) {
            #expect(abs(value - expected) < 1e-6)
        }
    }

    @Test func areasOfPixelsAreCutAtTheEdge() throws {
        let area = Self.entry(3) { $0.area = .places(extent: [50, 2], start: [1, 0]) }
        let x0 = try Self.guided([area], shape: [2, 1, 3, 4])
        #expect(x0.slice(1..<2).floats == [0, 0, 0, 0, 3, 3, 0, 0, 3, 3, 0, 0])
        for start in [[3, 0], [0, -1]] {
            #expect(throws: ModelError.self) {
                try Self.guided(
                    [Self.entry(3) { $0.area = .places(extent: [1, 1], start: start) }], shape: [1, 1, 3, 4])
            }
        }
    }

    @Test func masksAreResizedAndWeighByPlace() throws {
        let mask = Tensor([1, 0], shape: [1, 1, 2])
        let masked = Self.entry(8) {
            $0.mask = mask
            $0.maskStrength = 0.5
        }
        let x0 = try Self.guided([Self.entry(2), masked], shape: [1, 2, 1, 2])
        #expect(x0.floats == [4, 2, 4, 2])
        // Resized bilinearly, pixel centres at halves.
        let wide = try Self.guided([Self.entry(0), masked], shape: [1, 1, 1, 4])
        let expected = [1, 0.75, 0.25, 0].map { (weight: Float) in 8 * weight / 2 / (1 + weight / 2) }
        for (value, wanted) in zip(wide.floats, expected) { #expect(abs(value - wanted) < 1e-6) }
    }

    /// The network sees the mask's box of at least eight places.
    @Test func masksGiveAreas() throws {
        var mask = Tensor(zeros: [1, 20, 20])
        mask.withMutableFloats { $0[5 * 20 + 9] = 1 }
        let entry = Self.entry(7) {
            $0.mask = mask
            $0.setsAreaToBounds = true
        }
        var model = Self.model
        nonisolated(unsafe) var shapes: [[Int]] = []
        model.options.wrappers = [
            { x, sigma, inputs, call in
                shapes.append(x.shape)
                return try call(x, sigma, inputs)
            }
        ]
        let x0 = try Self.guided([entry], shape: [1, 1, 20, 20], model: model)
        #expect(shapes == [[1, 1, 8, 8]])
        #expect(x0.floats.indices.filter { x0.floats[$0] != 0 } == [5 * 20 + 9])
    }

    @Test func rangesOfSampling() throws {
        let entries = [
            Self.entry(1) { $0.endPercent = 0.5 }, Self.entry(4) { $0.startPercent = 0.5 },
        ]
        let middle = Float(Self.model.sampling.percentToSigma(0.5))
        let values = try [14, middle, 0.1].map {
            try Self.guided(entries, shape: [1, 1, 1, 1], sigma: $0).floats[0]
        }
        #expect(values == [1, 2.5, 4])
    }

    /// The other side's whole prompt stands in for the area that it lacks.
    @Test func areasHaveOpposites() throws {
        let area = Self.entry(3) { $0.area = .places(extent: [1, 8], start: [0, 8]) }
        let x0 = try Self.guided([area], [Self.entry(1)], cfg: 2, shape: [1, 1, 1, 16])
        // In the area 1 + (3 - 1) * 2; elsewhere there is no prompt, so 1 + (0 - 1) * 2.
        for (place, value) in x0.floats.enumerated() { #expect(abs(value - (place < 8 ? -1 : 5)) < 1e-5) }
    }

    @Test func latentsOfThreeDimensions() throws {
        let shape = [2, 3, 2, 4, 4]
        let area = Self.entry(3) { $0.area = .places(extent: [2, 4], start: [0, 0]) }
        let x0 = try Self.guided([area], shape: shape)
        #expect(x0.shape == shape)
        #expect(x0.floats.filter { $0 == 3 }.count == x0.count / 2)
    }

    private final class Add: Control {
        func residuals(
            _ x: Tensor, sigma: Float, rows: [BatchRow], _ inputs: NetworkInputs, model: DiffusionModel,
            _ compute: Compute
        ) -> ControlResiduals? {
            sigma > 0.5 ? ControlResiduals(middle: Tensor(repeating: 10, [1])) : nil
        }
    }

    @Test func controlsAreSharedIfAskedFor() throws {
        for (shares, expected) in [(true, Float(15)), (false, 25)] {
            let positive = Self.entry(5) {
                $0.control = Add()
                $0.controlsNegative = shares
            }
            let x0 = try Self.guided([positive], [Self.entry(5)], cfg: 2, shape: [1, 1, 1, 1])
            #expect(x0.floats == [expected])
            #expect(
                try Self.guided([positive], [Self.entry(5)], cfg: 2, shape: [1, 1, 1, 1], sigma: 0.1).floats == [5])
        }
    }

    /// Where there are as many hints as rows of the reference's batch each row has its own, the last prompt's first.
    @Test func hintsOfRows() {
        func hints(_ count: Int, items: Int, prompts: Int) -> [[Int]] {
            (0..<prompts).map { prompt in
                (0..<items).map { BatchRow(item: $0, of: items, prompt: prompt, of: prompts).hint(of: count) }
            }
        }
        #expect(hints(2, items: 1, prompts: 2) == [[1], [0]])
        #expect(hints(4, items: 2, prompts: 2) == [[2, 3], [0, 1]])
        #expect(hints(1, items: 2, prompts: 2) == [[0, 0], [0, 0]])
        #expect(hints(2, items: 3, prompts: 2) == [[0, 1, 0], [0, 1, 0]])
        #expect(hints(3, items: 2, prompts: 2) == [[0, 1], [0, 1]])
    }

    /// Guidance functions are told which sides the guider compares.
    @Test func sidesOfTwoGuidances() throws {
        let sides = Lock<[[Int?]]>([])
        var model = Self.model
        model.options.afterGuidance = [
            { x0, step in
                sides.withLock { $0.append([step.positiveSide, step.negativeSide]) }
                return x0 + (try step.predict(step.positiveSide, step.model.options)) * 100
            }
        ]
        func guided(_ style: DualCFGGuider.Style) throws -> [Float] {
            let guider = DualCFGGuider(
                first: Conditioning([Self.entry(7)]), second: Conditioning([Self.entry(5)]),
                negative: Conditioning([Self.entry(3)]), scale: 1, negativeScale: 1, style: style)
            return try GuidedDenoiser(model: model, guider: guider, shape: [1, 1, 1, 1], compute: Self.compute)(
                Tensor(zeros: [1, 1, 1, 1]), 1
            ).x0.floats
        }
        #expect(try guided(.nested) == [707] && guided(.regular) == [507])
        #expect(sides.withLock { $0 } == [[2, 1], [1, 0]])
    }

    /// A part of the batch has its own masks, where there is one for each item.
    @Test func masksOfAPartOfTheBatch() throws {
        var model = Self.model
        model.options.sideWrappers = [
            { x, _, call in
                let halves = try [[0, 1], [2, 3]].map {
                    try call(x.slice($0[0]..<$0[0] + 2), LatentWindow(axis: 0, places: $0))
                }
                return halves[0].indices.map { Tensor.concatenated([halves[0][$0], halves[1][$0]]) }
            }
        ]
        let shape = [4, 1, 1, 1]
        let masked = Self.entry(5) { $0.mask = Tensor([0, 1, 0, 1], shape: [4, 1, 1]) }
        let other = Self.entry(3) { $0.mask = Tensor([1, 0, 1, 0], shape: [4, 1, 1]) }
        #expect(try Self.guided([masked, other], shape: shape, model: model).floats == [3, 5, 3, 5])
        let first = Self.entry(5) { $0.mask = Tensor([1, 1, 0, 0], shape: [4, 1, 1]) }
        let last = Self.entry(3) { $0.mask = Tensor([0, 0, 1, 1], shape: [4, 1, 1]) }
        #expect(try Self.guided([first, last], shape: shape, model: model).floats == [5, 5, 3, 3])
    }

    private final class Doubling: ModelHooks {
        func model(_ model: DiffusionModel, sigma: Float, _ compute: Compute) -> DiffusionModel {
            var options = model.options
            options.patches.middleBlock.append { h, _ in h * 2 }
            return model.with(options: options)
        }
    }

    /// A hooked entry goes through a changed model, its neighbours do not, and the model stays as it was.
    @Test func hooksChangeTheModelOfTheirEntry() throws {
        let hooked = Self.entry(4) { $0.hooks = Doubling() }
        #expect(try Self.guided([hooked, Self.entry(2)], shape: [1, 1, 1, 1]).floats == [5])
        #expect(try Self.guided([Self.entry(4)], shape: [1, 1, 1, 1]).floats == [4])
    }

    @Test func optionsActInTheirOrder() throws {
        var model = Self.model
        model.options.beforeGuidance = [
            { step in
                var step = step
                step.positive = step.positive + 1
                return step
            }
        ]
        model.options.guidance = { step in step.positive * 10 + step.negative }
        model.options.afterGuidance = [{ x0, _ in x0 * 2 }, { x0, step in x0 + step.positive }]
        model.options.patches.middleBlock = [{ h, call in h + Float(call.sides[0]) * 0 + call.sigma }]
        let x0 = try Self.guided(
            [Self.entry(3)], [Self.entry(5)], cfg: 7, shape: [1, 1, 1, 1], sigma: 2, model: model)
        // The network gives 5 and 7; 6 after the first function, 67 after guidance, 134 and 140 after those behind it.
        #expect(x0.floats == [140])
    }

    @Test func guidersOfSeveralPrompts() throws {
        func x0(_ guider: any Guider) throws -> Denoised {
            try GuidedDenoiser(model: Self.model, guider: guider, shape: [1, 1, 1, 1], compute: Self.compute)(
                Tensor(zeros: [1, 1, 1, 1]), 1)
        }
        let (a, b, c) = (
            Conditioning([Self.entry(7)]), Conditioning([Self.entry(4)]), Conditioning([Self.entry(1)])
        )
        func dual(_ scale: Double, _ negativeScale: Double, _ style: DualCFGGuider.Style) throws -> Float {
            try x0(
                DualCFGGuider(
                    first: a, second: b, negative: c, scale: scale, negativeScale: negativeScale, style: style)
            ).x0.floats[0]
        }
        let regular: Float = 1 + 3 * 3 + 2 * 3
        #expect(try dual(2, 3, .regular) == regular)
        let nested: Float = 1 + 3 * (4 + 2 * 3 - 1)
        #expect(try dual(2, 3, .nested) == nested)
        #expect(try dual(1, 1, .regular) == 7)
        #expect(try x0(CFGGuider(positive: a)).x0.floats == [7])
        // Along one direction nothing of the negative prompt is perpendicular.
        let perpendicular = try x0(PerpNegGuider(positive: a, negative: b, empty: c, scale: 2, negativeScale: 5))
        #expect(abs(perpendicular.x0.floats[0] - 13) < 1e-5)
        #expect(perpendicular.unconditional?.floats == [4])
    }
}
