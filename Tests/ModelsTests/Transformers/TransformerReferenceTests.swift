import Formats
import Models
import Sampling
import System
import Tensors
import TestSupport
import Testing

/// Single calls of the transformers' networks against what ComfyUI gave for the same files.
@Suite(.serialized) struct TransformerReferenceTests {
    /// A family's network with what the reference said of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let kind: SyntheticCheckpoint.Kind
        /// Of the golden files.
        let name: String
        let family: String
        /// Of the file whose prompts it was called with, if it is not its own.
        var promptFile: String?
        var testDescription: String { name }

        var golden: SafetensorsFile {
            get throws { try SafetensorsFile(path: Fixtures.path("reference/dit/\(name).safetensors")) }
        }
        var prompts: SafetensorsFile {
            get throws { try SafetensorsFile(path: Fixtures.path("reference/dit/\(promptFile ?? name).safetensors")) }
        }
        /// An encoded prompt; nil if it is not there.
        func context(_ prompt: String) throws -> Tensor? {
            let file = try prompts
            if prompt == "plain", file.info("cond.begin") != nil {
                // behind the text there are zeros up to the reference's least length
                let begin = try file.tensor("cond.begin")
                let rest = [Float](repeating: 0, count: (256 - begin.shape[1]) * begin.shape[2])
                return Tensor(begin.floats + rest, shape: [1, 256, begin.shape[2]])
            }
            if file.info("cond.\(prompt)") != nil { return try file.tensor("cond.\(prompt)") }
            guard prompt == "plain", file.info("cond.t5") != nil else { return nil }
            // the CLIPs' outputs, as wide as T5's by zeros, and those
            let (clip, text) = (try file.tensor("cond.clip"), try file.tensor("cond.t5"))
            var values: [Float] = []
            for row in 0..<clip.shape[1] {
                let width = clip.shape[2]
                values += clip.floats[row * width..<(row + 1) * width]
                values += Array(repeating: 0, count: text.shape[2] - width)
            }
            return Tensor(values + text.floats, shape: [1, clip.shape[1] + text.shape[1], text.shape[2]])
        }
        var facts: JSON { get throws { try JSON(parsing: Fixtures.text("reference/dit/\(name).json")) } }
        var model: DiffusionModel {
            get throws {
                let file = try SafetensorsFile(path: SyntheticCheckpoint.path(kind))
                let checkpoint = try DiffusionModelLoader().load([file], compute, WeightBudget())
                #expect(checkpoint.family.name == family)
                return checkpoint.model
            }
        }
    }

    static let compute = Compute(pool: ThreadPool())
    static let cases = [
        Case(kind: .zImage, name: "zimage", family: "Z-Image"),
        Case(kind: .lumina2, name: "lumina2", family: "Lumina 2"), Case(kind: .fluxDev, name: "flux", family: "Flux.1"),
        Case(kind: .fluxSchnell, name: "flux_schnell", family: "Flux.1", promptFile: "flux"),
        Case(kind: .klein, name: "klein", family: "Flux.2"),
        Case(kind: .qwenImage, name: "qwen", family: "Qwen-Image"),
        Case(kind: .auraFlow, name: "aura", family: "AuraFlow"),
        Case(kind: .chroma, name: "chroma", family: "Chroma"),
        Case(kind: .sd35, name: "sd3", family: "Stable Diffusion 3"),
        Case(kind: .omniGen2, name: "omnigen2", family: "OmniGen2"),
    ]

    /// x0 at three noise levels, with a prompt and without.
    @Test(arguments: cases)
    func denoised(_ row: Case) throws {
        let (golden, facts, model) = (try row.golden, try row.facts, try row.model)
        let x = try golden.tensor("denoiser.x")
        for prompt in ["plain", "empty"] {
            guard let context = try row.context(prompt) else { continue }
            let prompts = try row.prompts
            let pooled =
                prompts.info("pooled_output.\(prompt)") == nil ? nil : try prompts.tensor("pooled_output.\(prompt)")
            let contexts = Tensor.concatenated(Array(repeating: context, count: x.shape[0]))
            for level in 0..<3 {
                let sigma = Float(try #require(facts["denoiser_sigmas"]?["\(level)"]?.number))
                let inputs = NetworkInputs(
                    context: contexts,
                    vector: pooled.map { Tensor.concatenated(Array(repeating: $0, count: x.shape[0])) })
                // the reference called the model with x * sigma
                let denoised = try model.denoised(x * sigma, sigma: sigma, inputs, Self.compute)
                let expected = try golden.tensor("denoiser.denoised.\(prompt).\(level)")
                #expect(relativeDifference(denoised, expected) < 1e-5, "\(row.name) \(prompt) at \(sigma)")
            }
        }
    }

    /// Reference latents, which ComfyUI gives to every model whose prompt has them, change nothing where a network knows
    /// none.
    @Test(arguments: cases.filter { ["aura", "chroma"].contains($0.name) }) func foreignReferences(_ row: Case) throws {
        let (golden, facts, model) = (try row.golden, try row.facts, try row.model)
        let x = try golden.tensor("denoiser.x")
        let context = try #require(try row.context("plain"))
        let sigma = Float(try #require(facts["denoiser_sigmas"]?["0"]?.number))
        var inputs = NetworkInputs(context: Tensor.concatenated(Array(repeating: context, count: x.shape[0])))
        inputs.references = [x]
        let denoised = try model.denoised(x * sigma, sigma: sigma, inputs, Self.compute)
        #expect(relativeDifference(denoised, try golden.tensor("denoiser.denoised.plain.0")) < 1e-5)
    }

    /// What the reference takes from the model for its schedules.
    @Test(arguments: cases + [Case(kind: .hiDream, name: "hidream", family: "HiDream")])
    func sampling(_ row: Case) throws {
        let (facts, sampling) = (try row.facts, try row.model.sampling)
        func isClose(_ a: Double, _ b: Double?) -> Bool { b.map { abs(a - $0) <= 2e-6 * max(abs($0), 1e-3) } ?? false }
        let range = try #require(facts["sigma_min_max"]?.array)
        #expect(
            isClose(Double(sampling.sigmaMin), range[0].number) && isClose(Double(sampling.sigmaMax), range[1].number))
        #expect(sampling.sigmas.count == facts["sigmas_len"]?.int)
        for (percent, sigma) in try #require(facts["percent_to_sigma"]?.object) {
            #expect(isClose(sampling.percentToSigma(try #require(Double(percent))), sigma.number), "\(percent)")
        }
        for (sigma, timestep) in try #require(facts["timestep_of_sigma"]?.object) {
            #expect(isClose(Double(sampling.timestep(of: try #require(Float(sigma)))), timestep.number), "\(sigma)")
        }
        for (name, sigmas) in try #require(facts["schedules"]?.object) {
            let parts = name.split(separator: "/").map(String.init)
            let scheduler = try #require(Scheduler(rawValue: parts[0]))
            let mine = try scheduler.sigmas(sampling, steps: try #require(Int(parts[1])))
            let expected = try #require(sigmas.array).compactMap(\.number)
            #expect(
                mine.count == expected.count && zip(mine, expected).allSatisfy { isClose(Double($0), $1) }, "\(name)")
        }
    }
}
