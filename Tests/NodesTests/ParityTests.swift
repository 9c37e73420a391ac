import Formats
import Sampling
import System
import TestSupport
import Tensors
import Testing

@testable import Nodes

/// The reference workflows, on the reference's own model: latents within 1e-3 of ComfyUI's (they are about 1e-5 off),
/// pictures within one level at 99.9 % of the pixels and never more than three levels off.
@Suite(.serialized) struct ParityTests {
    private static let workflows = [
        "txt2img", "txt2img_latent", "txt2img_batch2_nonsquare", "img2img", "denoise_levels",
        "advanced_two_stage", "hires_fix", "latent_batches", "prompts", "inpaint", "vaes", "image_ops",
        "schedulers_euler", "schedulers_dpmpp_2m", "schedulers_dpm_2", "samplers_normal", "samplers_karras",
        "samplers_sgm_uniform", "model_sampling_eps_zsnr", "model_sampling_lcm", "model_sampling_v_prediction",
        "model_sampling_v_prediction_zsnr", "model_sampling_x0", "conditioning", "conditioning_more", "custom_sampler",
        "custom_samplers", "custom_guiders", "custom_sigmas", "custom_schedulers", "samplers_more_sd1",
        "samplers_sa_solver", "samplers_sa_solver_node", "inpaint_samplers", "advanced_samplers",
        "differential_diffusion", "rescale_cfg", "guidance_attention",
        "model_sampling_continuous_v", "model_sampling_edm_eps", "model_sampling_edm_edm",
        "model_sampling_edm_cosmos_rflow", "model_sampling_edm_edm_playground_v25", "model_sampling_edm_v_prediction",
        "model_sampling_img_to_img", "model_sampling_lcm_zsnr", "multiply_cross_attention", "guidance_cfg",
        "guidance_random", "caches", "context_windows",
        "multiply_self_attention", "multiply_clip_attention", "lora_both", "hook_keyframes", "hook_schedule_clip",
        "hook_lora", "hook_lora_model_only", "hook_keyframes_floats",
        "hook_keyframes_interpolated", "checkpoint_loader_v1", "checkpoint_loader_v1_skip2",
    ]

    /// Twenty steps of what "txt2img" does in four: a dozen seconds.
    private static let long = ParitySample.isWhole ? ["txt2img_20"] : []

    @Test(arguments: workflows + long) func matchesTheReference(_ name: String) throws {
        try expectParity(
            name, on: [.sd1Small, .embedding, .loraSmall], layouts: name == "vaes" ? Self.taesd : [])
    }

    /// One at a time: their files are large.
    private static let families: [(String, SyntheticCheckpoint.Kind)] = [("sdxl", .sdxlSmall), ("sd2_v", .sd2Small)]

    @Test(arguments: families) func otherFamilies(_ name: String, _ kind: SyntheticCheckpoint.Kind) throws {
        try expectParity(name, on: [kind])
    }

    /// Huge numbers where no prompt is (conditioning.json): the reference's README says not to compare them.
    private static let meaningless = "area_only"

    /// Six steps of this schedule put the middle of a step right between two timesteps: the last bits of logarithms choose
    /// which of them the network gets, and neither is more right.
    private static let tied = "samplers_normal/dpm_2_ancestral"

    /// The outputs that are computed of the workflows above and of those with controls.
    static let sample = Result {
        try ParitySample(of: workflows + families.map(\.0) + controls.map(\.workflow))
    }

    /// A sample that forgot a sampler, a class or a workflow would find nothing wrong with it.
    @Test func theSampleIsOfEverything() throws {
        let sample = try Self.sample.get()
        func seen(_ outputs: [ParitySample.Output]) -> Set<String> {
            outputs.reduce(into: []) { $0.formUnion($1.traits) }
        }
        #expect(seen(sample.kept) == seen(sample.all))
        #expect(Set(sample.kept.map(\.workflow)) == Set(sample.all.map(\.workflow)))
        #expect(sample.kept.count < sample.all.count / 2 && sample.all.count > 600)
        let traits = seen(sample.kept)
        for name in Sampler.allNames { #expect(traits.contains("sampler_name \(name)"), "no output shows \(name)") }
        for name in Scheduler.allNames { #expect(traits.contains("scheduler \(name)"), "no output shows \(name)") }
    }

    private static let taesd = ["taesd_encoder", "taesd_decoder"]

    /// What else a workflow needs beside a model, of `Fixtures/layouts`.
    struct Files: Sendable, CustomTestStringConvertible {
        let workflow: String
        let kind: SyntheticCheckpoint.Kind?
        let layouts: [String]
        var testDescription: String { workflow }

        init(_ workflow: String, on kind: SyntheticCheckpoint.Kind? = .sd1Small, _ layouts: [String]) {
            (self.workflow, self.kind, self.layouts) = (workflow, kind, layouts)
        }
    }

    /// Controls and the image side.
    private static let controls = [
        Files("controlnet", ["controlnet_sd1_small"]),
        Files("controlnet_conditioning", ["controlnet_sd1_small"]),
        Files("controlnet_sd1_shuffle", ["controlnet_sd1_shuffle"]),
        Files("controlnet_difference", ["controlnet_sd1_diff"]),
        Files("control_lora_sd1", ["control_lora_sd1"]),
        Files("t2i_adapter_sd1", ["unet_sd1_res2", "t2i_sd1", "t2i_sd1_conv", "t2i_sd1_diffusers", "t2i_light"]),
        Files("t2i_adapter_sd1_full", ["unet_sd1_res2", "t2i_sd1"]),
        Files("controlnet_mixed", ["unet_sd1_res2", "t2i_sd1", "t2i_light"]),
        Files("taesd_both", taesd + ["taesdxl_encoder", "taesdxl_decoder"]),
        Files("vae_tiled", taesd),
        Files("inpaint_model_sd1", ["unet_sd1_inpaint"]),
        Files("ip2p_sd1", ["unet_sd1_ip2p"]),
        Files("clip_vision", ["clip_vision_l", "style_model"]),
        Files("gligen", ["gligen_sd1"]),
        Files("zero123", ["clip_vision_l", "unet_zero123"]),
        Files(
            "upscale_models", on: nil,
            [
                "upscale_x4", "upscale_esrgan_old_x1", "upscale_esrgan_old_x4", "upscale_esrgan_old_x8",
                "upscale_rrdb_x2", "upscale_compact_x2", "upscale_compact_x4", "upscale_swinir_x2",
            ]),
        Files("upscale_model_tiled", on: nil, ["upscale_compact_x2"]),
        Files("unclip", on: .sd2Small, ["clip_vision_l", "unet_unclip_l"]),
        Files("sd_x4_upscaler", on: .sd2Small, ["unet_sd_x4"]),
    ]

    @Test(arguments: controls) func controlsAndTheImageSide(_ files: Files) throws {
        try expectParity(files.workflow, on: files.kind.map { [$0] } ?? [], layouts: files.layouts)
    }

    /// The same for models of several GB.
    @Test(
        .enabled(if: ParitySample.isWhole),
        arguments: [
            Files("controlnet_sdxs_diffusers", ["sdxs_unet", "controlnet_sdxs_diffusers"]),
            Files("controlnet_sdxl_tiny", on: .sdxlSmall, ["unet_sdxl_eps", "controlnet_sdxl_tiny"]),
            Files("controlnet_sdxl_diffusers", on: .sdxlSmall, ["unet_sdxl_cn", "controlnet_sdxl_diffusers"]),
            Files("controlnet_union", on: .sdxlSmall, ["unet_sdxl_cn", "controlnet_sdxl_union"]),
            Files("control_lora_sdxl", on: .sdxlSmall, ["unet_sdxl_eps", "control_lora_sdxl"]),
            Files("t2i_adapter_sdxl", on: .sdxlSmall, ["unet_sdxl_cn", "t2i_sdxl"]),
            Files("inpaint_model_sdxl", on: .sdxlSmall, ["unet_sdxl_inpaint"]),
            Files("inpaint_model_sd2", on: .sd2Small, ["unet_sd2_inpaint"]),
        ]) func controlsOfLargeModels(_ files: Files) throws
    {
        try expectParity(files.workflow, on: files.kind.map { [$0] } ?? [], layouts: files.layouts)
    }

    /// The kinds of LoRA, each in several workflows; some of them unless COMFY_PARITY is "all".
    private static let adapters: [Files] = {
        let some = [
            "lora_lokr_factored", "lora_lokr_tucker", "lora_oft", "lora_boft_rescale", "lora_loha_tucker",
            "lora_dora_out", "lora_glora_old", "hook_lora_combined",
        ]
        let others = [
            "lora_lokr_full", "lora_lokr_factored_neg", "lora_lokr_factored_s1", "lora_oft_neg", "lora_oft_s1",
            "lora_oft_constraint", "lora_boft", "lora_boft_neg", "lora_boft_s1", "lora_boft_no_alpha", "lora_loha",
            "lora_locon_mid", "lora_dora_in", "lora_dora_in_neg", "lora_dora_out_neg", "lora_glora",
        ]
        return (some + (ParitySample.isWhole ? others : [])).map { name in
            let file = name.hasPrefix("hook") ? "lora_locon" : name
            return Files(name, [file.replacing("_neg", with: "").replacing("_s1", with: "")])
        }
    }()

    @Test(arguments: adapters) func kindsOfLora(_ files: Files) throws {
        try expectParity(files.workflow, on: [.sd1Small, .loraSmall], layouts: files.layouts)
    }

    /// ComfyUI loses its copy of the weights when it lays hooked ones over them for the second time, so that from the second
    /// step on prompts without hooks see the LoRA too. Given that, its numbers are ours; without it they are 10 % off.
    @Test func hooksEndWithTheirPrompts() throws {
        func difference(_ change: (inout JSONObject) -> Void) throws -> Double {
            let kinds: [SyntheticCheckpoint.Kind] = [.sd1Small, .loraSmall]
            return try #require(
                try Parity.compare("hook_cond_only", on: kinds, changed: change).latents["default_combine"])
        }
        let leaking = try difference { workflow in
            /// The prompts that count elsewhere, in the first step and afterwards.
            func part(_ id: String, _ source: JSON, _ start: Double, _ end: Double) {
                workflow[id] = [
                    "class_type": "ConditioningSetTimestepRange",
                    "inputs": ["conditioning": source, "start": .double(start), "end": .double(end)],
                ]
            }
            func combine(_ id: String, _ before: (JSON, JSON), _ others: (JSON, JSON), _ hooks: JSON?) {
                var inputs: JSONObject = [
                    "positive": before.0, "negative": before.1, "positive_DEFAULT": others.0,
                    "negative_DEFAULT": others.1,
                ]
                inputs["hooks"] = hooks
                workflow[id] = ["class_type": "PairConditioningSetDefaultCombine", "inputs": .object(inputs)]
            }
            part("20", ["11", 0], 0, 0.1)
            part("21", ["11", 0], 0.1, 1)
            part("22", ["3", 0], 0, 0.1)
            part("23", ["3", 0], 0.1, 1)
            combine("12", (["10", 0], ["10", 1]), (["20", 0], ["22", 0]), nil)
            combine("24", (["12", 0], ["12", 1]), (["21", 0], ["23", 0]), ["5", 0])
            guard var inputs = workflow["13"]?["inputs"]?.object else { return }
            inputs["positive"] = ["24", 0]
            inputs["negative"] = ["24", 1]
            workflow["13"] = ["class_type": "KSampler", "inputs": .object(inputs)]
        }
        let own = try difference { _ in }
        print("parity hook_cond_only: \(own), \(leaking) with ComfyUI's leak")
        #expect(leaking < 1e-3)
        #expect(own > 0.01)
    }

    private func expectParity(
        _ name: String, on kinds: [SyntheticCheckpoint.Kind], layouts: [String] = []
    ) throws {
        let clock = ContinuousClock()
        let start = clock.now
        let sample = try Self.sample.get()
        let report = try Parity.compare(name, on: kinds, layouts: layouts) { sample.wants($0, of: name) }
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
    /// resizes with Pillow's Lanczos, whose overshoot makes two levels of one where a value lay at the edge of two; JPEG is
    /// another release of libjpeg-turbo's.
    @Test(arguments: [
        "images_batch", "images_color", "images_compose", "images_compose_v2", "images_contrast", "images_dataset",
        "images_fit", "images_geometry", "images_load", "images_masks", "images_scale", "latent_ops",
    ]) func nodesWithoutAModelMatchTheReference(_ name: String) throws {
        let report = try Parity.compare(name, on: [], where: { !$0.hasPrefix("quantize_") })
        for (key, difference) in report.latents { #expect(difference < 1e-5, "\(name)/\(key): \(difference)") }
        for (key, difference) in report.pictures {
            let isRough = key.hasPrefix("stitch_") || key.contains("_jpg_")
            #expect(difference.most <= (isRough ? 2 : 1), "\(name)/\(key): \(difference)")
        }
        print("parity \(name): \(report.latents.count) latents, \(report.pictures.count) pictures")
        #expect(report.latents.count + report.pictures.count > 0)
    }

    /// Rounding factors to bf16 leaves the pictures recognisably the same.
    @Test(
        .enabled(if: Compute.multipliesBF16),
        arguments: ["txt2img", "txt2img_batch2_nonsquare", "img2img", "hires_fix", "inpaint"] + long)
    func picturesInBF16AreClose(_ name: String) throws {
        let report = try Parity.compare(name, bf16: .all)
        #expect(!report.signalToNoise.isEmpty)
        for (key, decibels) in report.signalToNoise { #expect(decibels >= 35, "\(name)/\(key)") }
        // latents that are as close as those of 32 bits would mean that nothing was rounded
        for (key, difference) in report.latents { #expect(difference > 1e-4, "\(name)/\(key)") }
        print("bf16 \(name): PSNR", report.signalToNoise, "latents", report.latents)
    }
}
