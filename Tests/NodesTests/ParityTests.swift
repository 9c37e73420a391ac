import TestSupport
import Tensors
import Testing

@testable import Nodes

/// The reference workflows, on the reference's own model: latents within 1e-3 of ComfyUI's (they are about 1e-5 off),
/// pictures within one level at 99.9 % of the pixels and never more than three levels off.
@Suite(.serialized) struct ParityTests {
    @Test(arguments: [
        "txt2img", "txt2img_latent", "txt2img_20", "txt2img_batch2_nonsquare", "img2img", "denoise_levels",
        "advanced_two_stage", "hires_fix", "latent_batches", "prompts", "inpaint", "vaes", "image_ops",
        "schedulers_euler", "schedulers_dpmpp_2m", "schedulers_dpm_2", "samplers_normal", "samplers_karras",
        "samplers_sgm_uniform", "model_sampling_eps_zsnr", "model_sampling_lcm", "model_sampling_v_prediction",
        "model_sampling_v_prediction_zsnr", "model_sampling_x0", "conditioning", "conditioning_more", "custom_sampler",
        "custom_samplers", "custom_guiders", "custom_sigmas", "custom_schedulers", "samplers_more_sd1",
        "samplers_sa_solver", "samplers_sa_solver_node", "inpaint_samplers", "advanced_samplers",
        "differential_diffusion", "rescale_cfg", "guidance_attention",
        "model_sampling_continuous_v",
    ]) func matchesTheReference(_ name: String) throws {
        try expectParity(name, on: [.sd1Small, .embedding])
    }

    /// One at a time: their files are large.
    @Test(arguments: [("sdxl", .sdxlSmall), ("sd2_v", .sd2Small)] as [(String, SyntheticCheckpoint.Kind)])
    func otherFamilies(_ name: String, _ kind: SyntheticCheckpoint.Kind) throws {
        try expectParity(name, on: [kind])
    }

    /// Huge numbers where no prompt is (conditioning.json): the reference's README says not to compare them.
    private static let meaningless = "area_only"

    /// Six steps of this schedule put the middle of a step right between two timesteps: the last bits of logarithms choose
    /// which of them the network gets, and neither is more right.
    private static let tied = "samplers_normal/dpm_2_ancestral"

    private func expectParity(_ name: String, on kinds: [SyntheticCheckpoint.Kind]) throws {
        let clock = ContinuousClock()
        let start = clock.now
        let report = try Parity.compare(name, on: kinds)
        #expect(report.latents.count + report.pictures.count > 0)
        for (key, difference) in report.latents where key != Self.meaningless {
            let most = "\(name)/\(key)" == Self.tied ? 2e-2 : 1e-3
            #expect(difference < most, "\(name)/\(key): \(difference)")
        }
        for (key, difference) in report.pictures {
            #expect(difference.share <= 1e-3 && difference.most <= 3, "\(name)/\(key): \(difference)")
        }
        let worst = report.latents.max { $0.value < $1.value }
        print(
            "parity \(name): \(report.latents.count) latents, worst \(worst.map { "\($0.value) (\($0.key))" } ?? "-");",
            "\(report.pictures.count) pictures, worst \(report.pictures.values.map(\.most).max() ?? 0) levels; \(clock.now - start)"
        )
    }

    /// Nodes that need no model: pictures within one level, latents within rounding. Palettes are not Pillow's. ImageStitch
    /// resizes with Pillow's Lanczos, whose overshoot makes two levels of one where a value lay at the edge of two.
    @Test(arguments: [
        "images_batch", "images_color", "images_compose", "images_compose_v2", "images_dataset", "images_geometry",
        "images_masks", "images_scale", "latent_ops",
    ]) func nodesWithoutAModelMatchTheReference(_ name: String) throws {
        let report = try Parity.compare(name, on: [], where: { !$0.hasPrefix("quantize_") })
        for (key, difference) in report.latents { #expect(difference < 1e-5, "\(name)/\(key): \(difference)") }
        for (key, difference) in report.pictures {
            #expect(difference.most <= (key.hasPrefix("stitch_") ? 2 : 1), "\(name)/\(key): \(difference)")
        }
        print("parity \(name): \(report.latents.count) latents, \(report.pictures.count) pictures")
        #expect(report.latents.count + report.pictures.count > 0)
    }

    /// Rounding factors to bf16 leaves the pictures recognisably the same.
    @Test(
        .enabled(if: Compute.multipliesBF16),
        arguments: ["txt2img", "txt2img_20", "txt2img_batch2_nonsquare", "img2img", "hires_fix", "inpaint"])
    func picturesInBF16AreClose(_ name: String) throws {
        let report = try Parity.compare(name, bf16: .all)
        #expect(!report.signalToNoise.isEmpty)
        for (key, decibels) in report.signalToNoise { #expect(decibels >= 35, "\(name)/\(key)") }
        // latents that are as close as those of 32 bits would mean that nothing was rounded
        for (key, difference) in report.latents { #expect(difference > 1e-4, "\(name)/\(key)") }
        print("bf16 \(name): PSNR", report.signalToNoise, "latents", report.latents)
    }
}
