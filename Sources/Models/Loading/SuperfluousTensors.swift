/// Tensors that files have and no network needs: what can be computed, what training left behind, what only tells of the
/// model, and parts that the reference leaves aside too.
enum SuperfluousTensors {
    static func contain(_ name: String) -> Bool {
        if roots.contains(name) || prefixes.contains(where: { name.hasPrefix($0) }) { return true }
        guard let last = name.split(separator: ".").last else { return false }
        return lasts.contains(String(last))
    }

    /// The schedule of training, markers, counters.
    private static let roots: Set<String> = [
        "alphas_cumprod", "alphas_cumprod_prev", "betas", "sqrt_alphas_cumprod", "sqrt_one_minus_alphas_cumprod",
        "log_one_minus_alphas_cumprod", "sqrt_recip_alphas_cumprod", "sqrt_recipm1_alphas_cumprod",
        "posterior_variance", "posterior_log_variance_clipped", "posterior_mean_coef1", "posterior_mean_coef2",
        "lvlb_weights", "logvar", "v_pred", "ztsnr", "edm_vpred.sigma_max", "edm_vpred.sigma_min", "edm_mean",
        "edm_std", "scale_factor", "global_step", "logit_scale", "denoiser.sigmas", "model.logvar", "iadb",
    ]
    private static let prefixes = [
        "model_ema.", "first_stage_model.loss.", "loss.", "optimizer_states.", "callbacks.", "lr_schedulers.",
        "cond_stage_model.model.visual.", "conditioner.embedders.0.model.visual.",
        "conditioner.embedders.1.model.visual.", "noise_augmentor.", "bundle_emb.", "lora_te", "tokenizer.",
    ]
    private static let lasts: Set<String> = [
        "position_ids", "logit_scale", "text_projection", "num_batches_tracked", "attn_mask", "spiece_model",
        "tekken_model", "tokenizer_json", "scaled_fp8",
    ]
}
