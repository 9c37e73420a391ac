import torch


@functools.cache
def diffusers():
    import diffusers
    # it advises against types that are asked for here
    diffusers.utils.logging.set_verbosity_error()
    return diffusers


def loaded(make, convert, checkpoint):
    """The model that `make` makes, with the weights of a file instead of ones that it would draw first."""
    from safetensors.torch import load_file

    with torch.device("meta"):
        model = make()
    model.load_state_dict(convert(load_file(checkpoint), dict(model.config)), strict=True, assign=True)
    return model


def filled(model):
    """The model with numbers that cost nothing to draw."""
    numbers = torch.rand(1 << 20) * 0.04 - 0.02
    for values in model.parameters():
        flat = values.data.view(-1)
        flat.copy_(numbers.repeat(flat.numel() // numbers.numel() + 1)[:flat.numel()])
    return model


# stabilityai/sd-turbo and stable-diffusion-xl-base-1.0, unet/config.json; but SDXL's "text_time" embeds a picture's sizes
# before it adds the same two layers, and here the vector comes whole
UNETS = {
    "sd15": dict(
        block_out_channels=(320, 640, 1280, 1280), cross_attention_dim=768, attention_head_dim=8,
        down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
        up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3),
    "sd-turbo": dict(
        block_out_channels=(320, 640, 1280, 1280), cross_attention_dim=1024, attention_head_dim=(5, 10, 20, 20),
        use_linear_projection=True, down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
        up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3),
    "sdxl": dict(
        block_out_channels=(320, 640, 1280), cross_attention_dim=2048, attention_head_dim=(5, 10, 20),
        transformer_layers_per_block=(1, 2, 10), use_linear_projection=True,
        down_block_types=("DownBlock2D",) + ("CrossAttnDownBlock2D",) * 2,
        up_block_types=("CrossAttnUpBlock2D",) * 2 + ("UpBlock2D",), class_embed_type="projection",
        projection_class_embeddings_input_dim=2816),
}

CLIP_L = dict(hidden_size=768, num_hidden_layers=12, num_attention_heads=12, intermediate_size=3072)
# text_encoder/config.json of the same; of SDXL's the last but one layer's output counts
TEXTS = {
    "sd15": [CLIP_L],
    "sd-turbo": [dict(
        hidden_size=1024, num_hidden_layers=23, num_attention_heads=16, intermediate_size=4096, hidden_act="gelu")],
    "sdxl": [CLIP_L, dict(
        hidden_size=1280, num_hidden_layers=32, num_attention_heads=20, intermediate_size=5120, hidden_act="gelu",
        projection_dim=1280)],
}


class UNet(torch.nn.Module):
    def __init__(self, model, checkpoint):
        from diffusers.loaders.single_file_utils import convert_ldm_unet_checkpoint
        super().__init__()
        self.model = loaded(
            lambda: diffusers().UNet2DConditionModel(in_channels=4, out_channels=4, layers_per_block=2, **UNETS[model]),
            convert_ldm_unet_checkpoint, checkpoint)

    def forward(self, x, timestep, context, vector=None):
        return self.model(x, timestep, context, class_labels=vector, return_dict=False)[0]


def autoencoder(checkpoint):
    from diffusers.loaders.single_file_utils import convert_ldm_vae_checkpoint
    return loaded(
        lambda: diffusers().AutoencoderKL(
            sample_size=512, in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(128, 256, 512, 512),
            layers_per_block=2, down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4),
        convert_ldm_vae_checkpoint, checkpoint)


class Decoder(torch.nn.Module):
    def __init__(self, checkpoint):
        super().__init__()
        self.model = autoencoder(checkpoint)

    def forward(self, x):
        return (self.model.decode(x, return_dict=False)[0] / 2 + 0.5).clamp(0, 1).permute(0, 2, 3, 1)


class Encoder(torch.nn.Module):
    def __init__(self, checkpoint):
        super().__init__()
        self.model = autoencoder(checkpoint)

    def forward(self, x):
        return self.model.encode(x.permute(0, 3, 1, 2) * 2 - 1, return_dict=False)[0].mean


class Tiny(torch.nn.Module):
    """TAESD's decoder."""
    def __init__(self, checkpoint):
        from safetensors.torch import load_file
        super().__init__()
        self.model = diffusers().AutoencoderTiny().decoder
        names = {name: name.split(".", 1) for name in load_file(checkpoint)}
        # the file counts what keeps latents in bounds as a layer
        self.model.load_state_dict({
            f"layers.{int(names[name][0]) - 1}.{names[name][1]}": values
            for name, values in load_file(checkpoint).items()})

    def forward(self, x):
        return (self.model(x) / 2 + 0.5).clamp(0, 1).permute(0, 2, 3, 1)


class Text(torch.nn.Module):
    def __init__(self, model, part):
        import transformers
        super().__init__()
        config = transformers.CLIPTextConfig(**TEXTS[model][part])
        projects = "projection_dim" in TEXTS[model][part]
        kind = transformers.CLIPTextModelWithProjection if projects else transformers.CLIPTextModel
        with torch.device("meta"):
            made = kind(config)
        positions = torch.arange(77)[None]
        self.model = filled(made.to_empty(device="cpu"))
        for name, _ in list(self.model.named_buffers()):
            if name.endswith("position_ids"):
                self.model.get_submodule(name.rpartition(".")[0]).position_ids = positions
        self.projects, self.takes_last = projects, model != "sdxl"

    def forward(self, tokens):
        out = self.model(input_ids=tokens, output_hidden_states=True)
        if self.projects:
            return out.hidden_states[-2], out.text_embeds
        return out.last_hidden_state if self.takes_last else out.hidden_states[-2]


@functools.cache
def network_of(op, model, checkpoint, part):
    makers = {
        "unet": lambda: UNet(model, checkpoint), "decoder": lambda: Decoder(checkpoint),
        "encoder": lambda: Encoder(checkpoint), "tiny": lambda: Tiny(checkpoint), "text": lambda: Text(model, part)}
    return makers[op]().eval()


def network(q):
    return network_of(q["op"], q.get("model"), q.get("checkpoint"), q.get("part"))
