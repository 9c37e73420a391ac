import Formats
import System
import Tensors
import TestSupport
import Testing

@testable import Sampling

@Suite struct ScheduleTests {
    @Test func sigmasAreTheReferencesToTheBit() throws {
        let goldens = try SafetensorsFile(path: Fixtures.path("reference/goldens/internals.safetensors"))
        #expect(DiscreteSampling().sigmas == (try goldens.tensor("sd1.sigmas").floats))
    }

    /// A distilled network's sigma in the middle of two levels, the third of 4 steps of sgm_uniform, goes to the lower one
    /// (the reference's sd2_eps_turbo/lcm).
    @Test func tiesOfDistilledLevels() {
        let sampling = DiscreteSampling(prediction: .consistency)
        #expect([999, 754, 509, 264].map { sampling.timestep(of: sampling.sigma(at: $0)) } == [999, 759, 499, 259])
    }

    @Test func schedulesOfTheReference() throws {
        let internals = try JSON(parsing: Fixtures.bytes("reference/goldens/internals.json"))
        let schedules = try #require(internals["schedules"]?.object)
        #expect(schedules.count == 63)
        for (key, values) in schedules where key != "kl_optimal/1" {
            let parts = key.split(separator: "/")
            let sigmas = try Scheduler(named: String(parts[0])).sigmas(DiscreteSampling(), steps: Int(parts[1])!)
            expectClose(sigmas, (values.array ?? []).map { Float($0.number ?? .nan) }, key)
        }
    }

    /// More step counts, and a table that (all but) ends in infinity.
    @Test func schedulesOfTheTable() throws {
        for row in try SamplingTable().rows("schedules") {
            let sampling = DiscreteSampling(zeroTerminalSNR: row["zsnr"]?.bool == true)
            let name = try #require(row["scheduler"]?.string)
            let steps = try #require(row["steps"]?.int)
            let sigmas = try Scheduler(named: name).sigmas(sampling, steps: steps)
            #expect(sigmas.count == row["count"]?.int, "\(name)/\(steps)")
            expectClose(Array(sigmas.suffix(61)), SamplingTable.floats(row["sigmas"]), "\(name)/\(steps)")
        }
    }

    @Test func stepsOfKSampler() throws {
        let internals = try JSON(parsing: Fixtures.bytes("reference/goldens/internals.json"))
        var seen = 0
        for (key, values) in try #require(internals["ksampler_sigmas"]?.object) {
            let parts = key.split(separator: "/").map(String.init)
            let sigmas = try KSampler(
                sampling: DiscreteSampling(), sampler: Sampler(named: parts[0]), scheduler: Scheduler(named: parts[1]),
                steps: Int(parts[2])!,
                denoise: Double(parts[3])!, seed: 0, latentScale: 1
            ).sigmas()
            expectClose(sigmas, (values.array ?? []).map { Float($0.number ?? .nan) }, key)
            seen += 1
        }
        #expect(seen == 24)
    }

    private func expectClose(_ sigmas: [Float], _ expected: [Float], _ name: String) {
        #expect(sigmas.count == expected.count, "\(name)")
        for (sigma, value) in zip(sigmas, expected) {
            #expect(sigma.unitsInTheLastPlace(to: value) <= 1, "\(name): \(sigma), not \(value)")
        }
    }

    @Test(arguments: Scheduler.allCases)
    func everyScheduleDescendsToZero(scheduler: Scheduler) throws {
        for steps in [1, 2, 3, 10, 100, 1000, 5000] {
            let sigmas = try scheduler.sigmas(DiscreteSampling(), steps: steps)
            #expect(sigmas.last == 0 && sigmas.allSatisfy(\.isFinite) && sigmas.count >= 2)
            #expect(zip(sigmas, sigmas.dropFirst()).allSatisfy { $0 >= $1 })
        }
        #expect(throws: SamplingError.self) { try scheduler.sigmas(DiscreteSampling(), steps: 0) }
        #expect(throws: SamplingError.self) { try scheduler.sigmas(DiscreteSampling(), steps: .max) }
    }

    @Test func betaDistributionIsInverted() {
        // scipy.stats.beta.ppf
        let distribution = BetaDistribution(0.6, 0.6)
        for (p, x) in [
            (0.5, 0.5000000000000001), (0.1, 0.03958440558878085), (0.95, 0.9874455431263885),
            (1e-6, 1.8558824624053043e-10),
        ] {
            #expect(abs(distribution.quantile(p) - x) < 1e-12 * x, "\(p)")
        }
        for i in 1..<1000 {
            let p = Double(i) / 1000
            #expect(abs(BetaDistribution(2.5, 0.7).cumulative(BetaDistribution(2.5, 0.7).quantile(p)) - p) < 1e-12)
        }
    }

    @Test func percentAndTimesteps() throws {
        let internals = try JSON(parsing: Fixtures.bytes("reference/goldens/internals.json"))
        let sampling = DiscreteSampling()
        for (percent, sigma) in try #require(internals["percent_to_sigma"]?.object) {
            let got = sampling.percentToSigma(Double(percent)!)
            #expect(abs(got - sigma.number!) <= 1.2e-7 * sigma.number!, "\(percent)")
        }
        for (sigma, timestep) in try #require(internals["timestep_of_sigma"]?.object) {
            #expect(sampling.timestep(of: Float(sigma)!) == timestep.int.map(Float.init), "\(sigma)")
        }
        #expect(sampling.timestep(of: 0) == 0)
        #expect(sampling.sigma(at: -5) == sampling.sigma(at: 0))
        #expect(sampling.sigma(at: 5000) == sampling.sigma(at: 999))
    }

    /// Every kind of noise levels of the reference's ModelSampling nodes, and all schedules over them.
    @Test func kindsOfNoiseLevels() throws {
        let kinds = try JSON(parsing: Fixtures.bytes("reference/goldens/internals_sd.json"))["model_samplings"]
        let samplings: [(String, any ModelSampling)] = [
            ("eps", DiscreteSampling()), ("v_zsnr", DiscreteSampling(prediction: .vPrediction, zeroTerminalSNR: true)),
            ("edm", try ContinuousSampling(prediction: .edm, sigmaMin: 0.002, sigmaMax: 80, dataDeviation: 0.5)),
            ("edm_v", try ContinuousSampling(prediction: .vPrediction, sigmaMin: 0.002, sigmaMax: 120)),
            (
                "continuous_v",
                try ContinuousSampling(
                    prediction: .vPrediction, timestep: .arcTangent, sigmaMin: 0.03, sigmaMax: 500)
            ),
        ]
        func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 2e-5 * abs(b) }
        for (name, sampling) in samplings {
            let facts = try #require(kinds?[name])
            #expect(isClose(Double(sampling.sigmaMin), facts["sigma_min"]!.number!), "\(name)")
            #expect(isClose(Double(sampling.sigmaMax), facts["sigma_max"]!.number!), "\(name)")
            for (sigma, timestep) in try #require(facts["timestep"]?.object) {
                #expect(isClose(Double(sampling.timestep(of: Float(sigma)!)), timestep.number!), "\(name) \(sigma)")
            }
            for (percent, sigma) in try #require(facts["percent_to_sigma"]?.object) {
                #expect(isClose(sampling.percentToSigma(Double(percent)!), sigma.number!), "\(name) \(percent)")
            }
            for (schedule, expected) in try #require(facts["schedules"]?.object) {
                let parts = schedule.split(separator: "/").map(String.init)
                let sigmas = try Scheduler(named: parts[0]).sigmas(sampling, steps: Int(parts[1])!)
                let wanted = (expected.array ?? []).map { $0.number ?? .nan }
                #expect(
                    sigmas.count == wanted.count && zip(sigmas, wanted).allSatisfy { isClose(Double($0), $1) },
                    "\(name) \(schedule): \(sigmas), not \(wanted)")
            }
        }
        #expect(throws: SamplingError.self) {
            try ContinuousSampling(prediction: .edm, sigmaMin: 0, sigmaMax: 80)
        }
    }

    /// x = (1 - sigma) x0 + sigma noise, and the network predicts noise - x0.
    @Test func flowsGoStraight() {
        let sampling = FlowSampling(shift: 3)
        #expect(sampling.sigmaMax == 1 && sampling.percentToSigma(0.5) == 0.75 && sampling.percentToSigma(0) == 1)
        #expect(sampling.timestep(of: 0.75) == 750 && sampling.sigma(at: 500) == 0.75)
        let (latent, noise) = (Tensor([2, -1], shape: [1, 1, 2]), Tensor([0.5, 3], shape: [1, 1, 2]))
        let x = sampling.noiseScaling(noise: noise, latent: latent, sigma: 0.75)
        #expect(sampling.calculateInput(x, sigma: 0.75).floats == x.floats)
        #expect(sampling.calculateDenoised(output: noise - latent, x: x, sigma: 0.75).floats == latent.floats)
        #expect(sampling.inverseNoiseScaling(latent * 0.25, sigma: 0.75).floats == latent.floats)
    }

    /// Each sampler that knows flows ends at the only latent that the network knows.
    @Test(arguments: [
        "euler_ancestral", "dpm_2_ancestral", "dpmpp_2s_ancestral", "dpmpp_sde", "dpmpp_2m_sde", "seeds_2",
    ])
    func flowsEndAtTheLatent(_ name: String) throws {
        let latent = Tensor([2, -1, 0.5, 3], shape: [1, 1, 4])
        let sampler = LatentSampler(
            sampling: FlowSampling(shift: 3), sampler: try Sampler(named: name), sigmas: [1, 0.9, 0.6, 0.2, 0],
            noise: .seeded(1), seed: 1, latentScale: 1)
        let result = try sampler.sample(latent: Tensor(zeros: [1, 1, 4])) { _, _ in Denoised(latent) }
        #expect(relativeDifference(result, latent) < 1e-5)
    }

    @Test func namesAreTheReferences() throws {
        let schema = try JSON(parsing: Fixtures.bytes("reference/object_info.json"))["KSampler"]?["input"]?["required"]
        #expect(schema?["sampler_name"]?.array?[0].array?.compactMap(\.string) == Sampler.allNames)
        #expect(schema?["scheduler"]?.array?[0].array?.compactMap(\.string) == Scheduler.allNames)
        #expect(throws: SamplingError.self) { try Scheduler(named: "nope") }
        #expect(throws: SamplingError.self) { try Sampler(named: "nope") }
    }
}
