import Formats
import Models
import Sampling
import Tensors
import TestSupport
import Testing

/// Guidance with the tiny network: what goes through it in batches equals what goes through alone.
@Suite struct GuidedDenoiserTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))
    static let model = try! CheckpointLoader.load(
        SafetensorsFile(path: SyntheticCheckpoint.path(.tiny)), compute
    ).model

    static func noise(_ shape: [Int], seed: UInt64) -> Tensor {
        var generator = TorchGenerator(seed: seed)
        return Tensor(generator.randn(shape.reduce(1, *)), shape: shape)
    }

    static func prompt(_ seed: UInt64, tokens: Int = 77, items: Int = 1) -> Conditioning.Entry {
        Conditioning.Entry(hidden: noise([items, tokens, 64], seed: seed))
    }

    /// x0 for one item and one prompt.
    func alone(_ x: Tensor, _ entry: Conditioning.Entry, item: Int = 0, sigma: Float = 3) throws -> Tensor {
        try Self.model.denoised(
            x.slice(item..<item + 1), sigma: sigma,
            NetworkInputs(context: entry.hidden.slice(item % entry.hidden.shape[0]..<item % entry.hidden.shape[0] + 1)),
            Self.compute)
    }

    func guided(_ x: Tensor, _ positive: [Conditioning.Entry], _ negative: [Conditioning.Entry], cfg: Double) throws
        -> Tensor
    {
        try GuidedDenoiser(
            model: Self.model,
            guider: CFGGuider(positive: Conditioning(positive), negative: Conditioning(negative), scale: cfg),
            shape: x.shape, compute: Self.compute)(x, 3).x0
    }

    @Test(arguments: [(77, 77), (77, 154), (154, 231), (77, 539)])
    func promptsOfAnyLengths(_ tokens: (Int, Int)) throws {
        let x = Self.noise([1, 4, 6, 5], seed: 1) * 3
        let (positive, negative) = (Self.prompt(2, tokens: tokens.0), Self.prompt(3, tokens: tokens.1))
        let (a, b) = (try alone(x, positive), try alone(x, negative))
        #expect(relativeDifference(a, b) > 1e-4)
        let expected = b + (a - b) * 7.5
        #expect(relativeDifference(try guided(x, [positive], [negative], cfg: 7.5), expected) < 1e-5)
    }

    /// Batches larger than what goes through at once, and a prompt for each item.
    @Test func batches() throws {
        let x = Self.noise([72, 4, 16, 16], seed: 4) * 3
        let (positive, negative) = (Self.prompt(5, items: 2), Self.prompt(6))
        let result = try guided(x, [positive], [negative], cfg: 2)
        for item in [0, 1, 63, 64, 71] {
            let (a, b) = (try alone(x, positive, item: item), try alone(x, negative, item: item))
            #expect(relativeDifference(result.slice(item..<item + 1), b + (a - b) * 2) < 1e-5)
        }
    }

    @Test func scaleOneLeavesTheNegativeOut() throws {
        let x = Self.noise([1, 4, 4, 4], seed: 7)
        let nan = Conditioning.Entry(hidden: Tensor(repeating: .nan, [1, 77, 64]))
        #expect(try guided(x, [Self.prompt(8)], [nan], cfg: 1).floats == alone(x, Self.prompt(8)).floats)
        #expect(try guided(x, [Self.prompt(8)], [nan], cfg: 1.001).floats.contains { $0.isNaN })
    }

    @Test func severalPromptsAreAveraged() throws {
        let x = Self.noise([1, 4, 4, 4], seed: 9)
        let (a, b) = (try alone(x, Self.prompt(10)), try alone(x, Self.prompt(11)))
        let result = try guided(x, [Self.prompt(10), Self.prompt(11)], [], cfg: 1)
        #expect(relativeDifference(result, (a + b) / 2) < 1e-5)
    }

    @Test func noPromptPredictsNothing() throws {
        let x = Self.noise([1, 4, 4, 4], seed: 12)
        #expect(try guided(x, [], [], cfg: 5).floats.allSatisfy { $0 == 0 })
        let negative = try alone(x, Self.prompt(13))
        #expect(relativeDifference(try guided(x, [], [Self.prompt(13)], cfg: 5), negative * -4) < 1e-5)
    }

    @Test func conditioningsThatCannotBe() {
        for shape in [[77, 64], [1, 0, 64], [0, 77, 64]] {
            #expect(throws: ModelError.self) {
                try guided(Tensor(zeros: [1, 4, 4, 4]), [Conditioning.Entry(hidden: Tensor(zeros: shape))], [], cfg: 2)
            }
        }
    }
}
