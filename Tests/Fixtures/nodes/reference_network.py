"""The network of the cases that need one: sd1_small of ../reference/make_checkpoint.py, and what is told of the objects that
nodes make around it. It draws with few steps, and repaints a part, so that masks count."""
SHAPE, STEPS, SCALE, SEED, SAMPLER, SCHEDULER = [1, 4, 12, 8], 4, 5.0, 5, "euler", "normal"
PROMPTS = {"positive": "a red circle", "negative": "blurry"}


def start():
    """The latent to begin with, and its mask."""
    from reference_values import made
    samples = {"shape": SHAPE, "seed": 43, "low": -3.0, "high": 3.0}
    mask = {"shape": [1, 1, *SHAPE[2:]], "seed": 44, "low": 0.0, "high": 1.0}
    return made(samples), made(mask)


class Network:
    def __init__(self, file):
        import torch
        from comfy import sd
        with torch.inference_mode():
            self.model, self.clip, self.vae, _ = sd.load_checkpoint_guess_config(file)
            self.prompts = {side: self.encoded(self.clip, text) for side, text in PROMPTS.items()}
            # what is done once counts for no case's time
            self.sampled(self.model)

    def encoded(self, clip, text):
        return clip.encode_from_tokens_scheduled(clip.tokenize(text))

    def objects(self):
        """What {"object": NAME} stands for."""
        from comfy import samplers
        return {"NETWORK": self.model.clone, "NETWORK_CLIP": self.clip.clone, "NETWORK_VAE": lambda: self.vae,
                "PROMPT": lambda side: self.prompts[side], "SAMPLER": lambda: samplers.sampler_object(SAMPLER)}

    def sampled(self, model):
        from comfy import sample
        latent, mask = start()
        return sample.sample(
            model, sample.prepare_noise(latent, SEED), STEPS, SCALE, SAMPLER, SCHEDULER, self.prompts["positive"],
            self.prompts["negative"], latent, noise_mask=mask, seed=SEED, disable_pbar=True)

    def facts(self, value):
        """What is compared of an object: None if it is none of the network's."""
        from comfy import model_patcher, sd
        if isinstance(value, model_patcher.ModelPatcher) and value.model is self.model.model:
            return {"sampled": self.sampled(value)}
        if isinstance(value, sd.CLIP) and value.cond_stage_model is self.clip.cond_stage_model:
            [[hidden, options], *_] = self.encoded(value, PROMPTS["positive"])
            return {"hidden": hidden, "pooled": options["pooled_output"]}
        return None


network = None  # a Network, where the script was given its file
