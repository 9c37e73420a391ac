import Formats
import Models
import System
import Tensors
import TestSupport
import Testing

@testable import Sampling

@Suite struct KSamplerTests {
    private static func drawn(_ seed: UInt64, _ shape: [Int]) -> Tensor {
        var generator = TorchGenerator(seed: seed)
        return generator.randn(shape)
    }

    private static let shape = [2, 4, 3, 4]

    /// The denoiser of make_sampling.py.
    private static func denoiser(_ sampling: any ModelSampling) -> Denoise {
        let texture = drawn(7, shape)
        return { x, sigma in
            let scale = Float(0.3) * (sampling.timestep(of: sigma) / 1000)
            let output = Tensor.zip(sampling.calculateInput(x, sigma: sigma), texture) {
                ($0 * 0.9 + $1 * scale) + $0 * $0 * 0.05
            }
            return Denoised(sampling.calculateDenoised(output: output, x: x, sigma: sigma))
        }
    }

    @Test func samplesAsComfyUIDoes() throws {
        let rows = try SamplingTable().rows("samples")
        #expect(rows.count >= 60)
        for row in rows {
            let sampling = DiscreteSampling(prediction: row["prediction"]?.string == "v" ? .vPrediction : .epsilon)
            let sampler = KSampler(
                sampling: sampling, sampler: try Sampler(named: row["sampler"]!.string!),
                scheduler: try Scheduler(named: row["scheduler"]!.string!), steps: row["steps"]!.int!,
                denoise: row["denoise"]?.number ?? 1, seed: SamplingTable.seed(row), startStep: row["start"]?.int,
                endStep: row["end"]?.int, forceFullDenoise: row["force"]?.bool ?? false,
                disableNoise: row["disable_noise"]?.bool ?? false, latentScale: 0.18215)
            let latent = row["latent"]?.bool == true ? Self.drawn(99, Self.shape) : Tensor(zeros: Self.shape)
            let mask = Self.drawn(3, [1, 1, 24, 32]).map { $0 > 0 ? 1 : $0 < -1 ? 0 : -$0 }
            var told: [[Int]] = []
            let result = try sampler.latentSampler().sample(
                latent: latent, noiseMask: row["mask"]?.bool == true ? NoiseMask.fitted(mask, to: Self.shape) : nil,
                onStep: { told.append([$0.index, $0.count]) },
                denoise: Self.denoiser(sampling))
            let expected = Tensor(SamplingTable.floats(row["result"]), shape: Self.shape)
            #expect(relativeDifference(result, expected) < 2e-6, "\(row)")
            #expect(told == (row["steps_told"]?.array ?? []).map { ($0.array ?? []).compactMap(\.int) }, "\(row)")
        }
    }

    private func sampler(_ name: String = "euler", denoise: Double = 1) throws -> KSampler {
        KSampler(
            sampling: DiscreteSampling(), sampler: try Sampler(named: name), scheduler: .normal, steps: 5,
            denoise: denoise, seed: 3, latentScale: 0.18215)
    }

    @Test func noDenoiseGivesTheLatentBack() throws {
        let latent = Self.drawn(99, Self.shape)
        let result = try sampler(denoise: 0).latentSampler().sample(latent: latent) { _, _ in
            Issue.record("the model was asked")
            return Denoised(latent)
        }
        #expect(result.floats == latent.floats)
    }

    @Test(arguments: ["euler", "heun", "dpm_2"])
    func twoStagesAreOne(name: String) throws {
        let denoise = Self.denoiser(DiscreteSampling())
        let latent = Self.drawn(99, Self.shape)
        var first = try sampler(name)
        first.startStep = 0
        first.endStep = 3
        var second = try sampler(name)
        second.startStep = 3
        second.disableNoise = true
        let half = try first.latentSampler().sample(latent: latent, denoise: denoise)
        let whole = try sampler(name).latentSampler().sample(latent: latent, denoise: denoise)
        let result = try second.latentSampler().sample(latent: half, denoise: denoise)
        #expect(relativeDifference(result, whole) < 1e-6)
    }

    @Test func ddimIsEulerUntilThereIsAMask() throws {
        let denoise = Self.denoiser(DiscreteSampling())
        let latent = Self.drawn(99, Self.shape)
        let mask = Tensor(repeating: 0.5, Self.shape)
        let plain = try ["euler", "ddim"].map {
            try sampler($0).latentSampler().sample(latent: latent, denoise: denoise).floats
        }
        #expect(plain[0] == plain[1])
        let masked = try ["euler", "ddim"].map {
            try sampler($0).latentSampler().sample(latent: latent, noiseMask: mask, denoise: denoise).floats
        }
        #expect(masked[0] != masked[1])
    }

    @Test func maskKeepsWhatItCovers() throws {
        let latent = Self.drawn(99, Self.shape)
        let mask = Tensor((0..<96).map { $0 % 12 == 0 ? 1 : 0 }, shape: Self.shape)
        let result = try sampler().latentSampler().sample(
            latent: latent, noiseMask: mask, denoise: Self.denoiser(DiscreteSampling()))
        for i in 0..<result.count {
            let same = abs(result.floats[i] - latent.floats[i]) < 1e-5
            #expect(same == (i % 12 != 0))
        }
    }

    /// Asks at twice the width.
    private struct Growing: SamplerAlgorithm {
        func walk(_ run: SamplerRun, _ x: Tensor) throws -> Tensor {
            try run.parts(Tensor(zeros: x.shape.dropLast() + [x.shape[x.rank - 1] * 2]), 1).x0
        }
    }

    /// As SamplerLCMUpscale does, under which a mask is an error in the reference too.
    @Test func samplersThatChangeTheSizeTakeNoMask() throws {
        let latent = Tensor(zeros: Self.shape)
        func count(_ mask: Tensor?) throws -> Int {
            try Sampler(Growing()).sample(
                sampling: DiscreteSampling(), sigmas: [1, 0], noise: latent, latent: latent, mask: mask, seed: 0
            ) { x, _ in Denoised(x) }.count
        }
        #expect(try count(nil) == latent.count * 2)
        #expect(throws: SamplingError.self) { try count(Tensor(repeating: 1, Self.shape)) }
    }

    @Test func cancelStopsBeforeTheNextModelCall() throws {
        let cancellation = Cancellation()
        let denoise = Self.denoiser(DiscreteSampling())
        var calls = 0
        #expect(throws: CancellationError.self) {
            try sampler("heun").latentSampler().sample(latent: Tensor(zeros: Self.shape), cancellation: cancellation) {
                x, sigma in
                calls += 1
                if calls == 2 { cancellation.cancel() }
                return try denoise(x, sigma)
            }
        }
        #expect(calls == 2)
        #expect(throws: CancellationError.self) {
            try sampler(denoise: 0).latentSampler().sample(
                latent: Tensor(zeros: Self.shape), cancellation: cancellation, denoise: denoise)
        }
    }

    @Test func passesErrorsOn() throws {
        struct Broken: Error {}
        #expect(throws: Broken.self) {
            try sampler().latentSampler().sample(latent: Tensor(zeros: Self.shape)) { _, _ in throw Broken() }
        }
        #expect(throws: Broken.self) {
            try sampler().latentSampler().sample(
                latent: Tensor(zeros: Self.shape), onStep: { _ in throw Broken() },
                denoise: Self.denoiser(DiscreteSampling()))
        }
    }

    @Test func strangeArguments() throws {
        let denoise = Self.denoiser(DiscreteSampling())
        let latent = Self.drawn(99, Self.shape)
        for steps in [0, -1, Int.max, Int.min] {
            var odd = try sampler("dpm_2")
            odd.steps = steps
            #expect(throws: SamplingError.self) { try odd.latentSampler().sample(latent: latent, denoise: denoise) }
        }
        var tiny = try sampler()
        tiny.denoise = 1e-300
        #expect(throws: SamplingError.self) { try tiny.latentSampler().sample(latent: latent, denoise: denoise) }
        var notANumber = try sampler()
        notANumber.denoise = .nan
        #expect(try notANumber.latentSampler().sample(latent: latent, denoise: denoise).floats == latent.floats)
        var range = try sampler()
        range.startStep = -3
        range.endStep = -7
        #expect(try range.latentSampler().sample(latent: latent, denoise: denoise).floats == latent.floats)
        #expect(throws: SamplingError.self) {
            try sampler().latentSampler().sample(latent: Tensor(zeros: [4, 4]), denoise: denoise)
        }
        #expect(throws: SamplingError.self) {
            try sampler().latentSampler().sample(
                latent: latent, noiseMask: Tensor(zeros: [1, 1, 3, 4]), denoise: denoise)
        }
    }

    /// The integrals of Lagrange polynomials sum up to the step, and those of one point are it.
    @Test func multistepCoefficients() {
        let sigmas: [Float] = [14.6, 9, 5.5, 3, 1.7]
        for step in 0..<4 {
            let order = step + 1
            let sum = (0..<order).reduce(0) {
                $0 + LinearMultistep.coefficient(order: order, sigmas: sigmas, step: step, term: $1)
            }
            #expect(abs(sum - Double(sigmas[step + 1] - sigmas[step])) < 1e-5)
        }
        // Adams-Bashforth of order 3 on even steps: 23, -16, 5 twelfths.
        let even: [Float] = [4, 3, 2, 1]
        for (j, expected) in [-23.0, 16, -5].enumerated() {
            #expect(abs(LinearMultistep.coefficient(order: 3, sigmas: even, step: 2, term: j) - expected / 12) < 1e-12)
        }
    }
}
