"""A model whose network is a table of noise, and what is told of the objects that nodes make around it.

The network's output for a prompt is noise, whose seed is the prompt's first number, without its sign, in thousandths. x is
always the same too, and so is its noise level: what differs is what a node does with them.
"""
SHAPE, SIGMA, SCALE = [2, 4, 6, 8], 1.5, 8.0
LEVELS = [14.0, 6.0, 2.5, 1.0, 0.25, 0.0]


def noise(seed, shape=SHAPE):
    from reference_values import made
    return made({"shape": shape, "seed": seed, "low": -1.0, "high": 1.0})


def output(conds):
    """The network's for the prompts of one side, which count the same."""
    seeds = [int(abs(float(cond["cross_attn"][0, 0, 0])) * 1000) for cond in conds]
    return sum(noise(seed) for seed in seeds) / len(seeds)


def plain_model():
    import torch
    from comfy import latent_formats, model_base, model_patcher, supported_models

    config = supported_models.SD15({"context_dim": 768, "model_channels": 320})

    class Plain(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model_config, self.latent_format = config, latent_formats.SD15()
            self.model_sampling = model_base.model_sampling(config, model_base.ModelType.EPS)
            self.device, self.diffusion_model = torch.device("cpu"), torch.nn.Identity()
            self.diffusion_model.in_channels = 4

        def extra_conds(self, **_):
            return {}

        def get_dtype(self):
            return torch.float32

    return model_patcher.ModelPatcher(Plain(), torch.device("cpu"), torch.device("cpu"))


def denoised(patcher, predict, options):
    """x0 where the network's outputs are what the prompts say."""
    import torch
    from comfy import samplers
    inner = patcher.model
    inner.model_sampling = patcher.get_model_object("model_sampling")
    sigma, x = torch.tensor([SIGMA]), noise(40)

    def batch(model, conds, x, timestep, model_options):
        return [torch.zeros_like(x) if cond is None else
                inner.model_sampling.calculate_denoised(timestep, output(cond), x) for cond in conds]

    inner.current_patcher = patcher
    kept, samplers.calc_cond_batch = samplers.calc_cond_batch, batch
    try:
        return predict(inner, x, sigma, options)
    finally:
        samplers.calc_cond_batch = kept


def facts(value):
    """What is compared of an object: {} for nothing."""
    import torch
    from comfy import hooks, model_patcher, samplers
    from reference_network import network
    found = network.facts(value)
    if found is not None:
        return found
    if isinstance(value, model_patcher.ModelPatcher):
        sampling = value.get_model_object("model_sampling")
        numbers = [sampling.sigma_min, sampling.sigma_max, *(sampling.percent_to_sigma(p) for p in (0.0, 0.25, 0.5, 0.75, 1.0)),
                   *(sampling.timestep(torch.tensor(s)) for s in (0.125, 0.5, 0.9, 7.0))]
        cond, uncond = ([{"cross_attn": torch.full((1, 2, 4), v)}] for v in (0.5, 0.25))

        def predict(inner, x, sigma, options):
            return samplers.sampling_function(inner, x, sigma, uncond, cond, SCALE, model_options=options)

        return {"sampling": [float(number) for number in numbers], "denoised": denoised(value, predict, value.model_options)}
    if isinstance(value, samplers.CFGGuider):
        value.conds = value.original_conds

        def predict(inner, x, sigma, options):
            value.inner_model = inner
            return value.predict_noise(x, sigma, model_options=options)

        return {"denoised": denoised(value.model_patcher, predict, value.model_options)}
    if isinstance(value, samplers.KSAMPLER):
        return {"sampled": sampled(value)}
    if isinstance(value, hooks.HookKeyframeGroup):
        return {"keyframes": [[frame.start_percent, frame.strength] for frame in value.keyframes]}
    if hasattr(value, "generate_noise"):
        return {"noise": value.generate_noise({"samples": torch.zeros(2, 4, 6, 8)})}
    if hasattr(value, "vertices"):
        return {"vertices": list(value.vertices), "faces": list(value.faces)}
    if callable(value):
        from reference_values import made
        return {"applied": value(latent=made({"shape": [2, 4, 40, 36], "seed": 2, "low": -3.0, "high": 3.0}))}
    return {}


def sampled(sampler):
    """What a sampler makes of noise with a model that divides by what it is told of the level."""
    import torch
    patcher = plain_model()

    class Model:
        inner_model, model_patcher = patcher.model, patcher

        def __call__(self, x, sigma, model_options={}, seed=None):
            square = (sigma * sigma).view(-1, 1, 1, 1)
            cond, uncond = x / (square + 1), x / (square + 2)
            result = cond
            for change in model_options.get("sampler_post_cfg_function", []):
                result = change({"denoised": result, "cond_denoised": cond, "uncond_denoised": uncond, "input": x,
                                 "sigma": sigma, "model": patcher.model, "model_options": model_options})
            return result

    torch.manual_seed(5)
    return sampler.sample(Model(), torch.tensor(LEVELS), {"seed": 5, "model_options": {}}, None, noise(41), noise(42), None, True)
