import Formats
import TestSupport
import Testing

@testable import Models
@testable import Tensors

/// Keys and values of prompts that a run of sampling keeps.
@Suite struct PromptKeysTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))

    private func layers() throws -> (key: LinearWeight, value: LinearWeight) {
        (
            try LinearWeight(weight: Tensor((0..<24).map { Float($0) - 7 }, shape: [4, 6])),
            try LinearWeight(weight: Tensor((0..<24).map { 3 - Float($0) }, shape: [4, 6]))
        )
    }

    private func prompt(_ value: Float) -> Tensor { Tensor(repeating: value, [2, 3, 6]) }

    /// How often the layers of `keys` make something for a prompt.
    private func makings(
        _ keys: PromptKeys, _ prompt: Tensor, _ layers: (key: LinearWeight, value: LinearWeight)
    ) throws -> Int {
        var count = 0
        _ = try keys.batch(prompt).keys(by: layers.key, layers.value) {
            count += 1
            return (prompt, prompt)
        }
        return count
    }

    @Test func madeOncePerPromptAndLayer() throws {
        let (keys, first, second) = (PromptKeys(), try layers(), try layers())
        #expect(try makings(keys, prompt(1), first) == 1)
        // the same numbers in other memory
        #expect(try makings(keys, prompt(1), first) == 0)
        #expect(try makings(keys, prompt(2), first) == 1)
        #expect(try makings(keys, prompt(1), second) == 1)
        #expect(try makings(keys, prompt(1), (first.key, second.value)) == 1)
    }

    @Test func limited() throws {
        // room for one pair of 144 bytes each
        let (keys, first, second) = (PromptKeys(limit: 300), try layers(), try layers())
        #expect(try makings(keys, prompt(1), first) == 1)
        #expect(try makings(keys, prompt(1), second) == 1)
        #expect(try makings(keys, prompt(1), second) == 1)
        #expect(try makings(keys, prompt(1), first) == 0)
    }

    /// What was kept goes with the run.
    @Test func forgotten() throws {
        weak var gone: PromptKeys.Batch?
        do {
            let keys = PromptKeys()
            gone = keys.batch(prompt(1))
            #expect(gone != nil)
            #expect(try makings(keys, prompt(1), layers()) == 1)
        }
        #expect(gone == nil)
    }

    /// Prompts that change at each step are not gathered.
    @Test func fewPrompts() throws {
        let (keys, layers) = (PromptKeys(), try layers())
        for value in 0..<40 { #expect(try makings(keys, prompt(Float(value)), layers) == 1) }
        #expect(try makings(keys, prompt(0), layers) == 0)
        #expect(try makings(keys, prompt(39), layers) == 1)
    }

    /// A network gives the same bits with what it kept, for prompts in turn.
    @Test func sameBits() throws {
        let file = try SafetensorsFile(path: SyntheticCheckpoint.path(.tiny))
        let unet = try UNet(WeightReader(file, prefix: "model.diffusion_model.", compute: Self.compute))
        let keys = PromptKeys()
        func run(_ prompt: Float, _ keys: PromptKeys?) throws -> [Float] {
            var inputs = NetworkInputs(context: Tensor(repeating: prompt, [1, 77, unet.contextWidth]))
            inputs.promptKeys = keys
            return try unet(Tensor(repeating: 0.5, [1, 4, 8, 8]), timesteps: [10], inputs, Self.compute).floats
        }
        for prompt: Float in [0.1, -0.2] {
            let expected = try run(prompt, nil)
            for _ in 0..<2 { #expect(try run(prompt, keys) == expected) }
        }
        #expect(try run(0.1, keys) == run(0.1, nil))
        #expect(try run(0.1, keys) != run(-0.2, keys))
    }
}
