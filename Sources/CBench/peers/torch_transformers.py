# Diffusers' transformers for torch_peer.py, which this text is put before.


def transformer_parts(q):
    """Diffusers' class of a model, its arguments, and the name of its converter of the model's own layers' names."""
    first, second = q["depth"]
    return {
        "flux": ("FluxTransformer2DModel", dict(num_layers=first, num_single_layers=second, guidance_embeds=True),
                 "convert_flux_transformer_checkpoint_to_diffusers"),
        "klein": ("Flux2Transformer2DModel", dict(
            num_layers=first, num_single_layers=second, num_attention_heads=24, joint_attention_dim=7680,
            guidance_embeds=False), "convert_flux2_transformer_checkpoint_to_diffusers"),
        "z-image": ("ZImageTransformer2DModel", dict(n_layers=first, n_refiner_layers=second),
                    "convert_z_image_transformer_checkpoint_to_diffusers"),
        "sd35": ("SD3Transformer2DModel", dict(
            num_layers=first, num_attention_heads=24, caption_projection_dim=1536, pos_embed_max_size=384,
            dual_attention_layers=tuple(range(second)), qk_norm="rms_norm"),
            "convert_sd3_transformer_checkpoint_to_diffusers"),
        "qwen-image": ("QwenImageTransformer2DModel", dict(num_layers=first), None),
    }[q["model"]]


@functools.cache
def transformer_model(request):
    q = json.loads(request)
    name, arguments, converter = transformer_parts(q)
    from diffusers.loaders import single_file_utils

    def convert(checkpoint, config):
        return getattr(single_file_utils, converter)(checkpoint) if converter else checkpoint
    return loaded(lambda: getattr(diffusers(), name)(**arguments), convert, q["checkpoint"])


def patches(x, size=2):
    """[1, C, H, W] to tokens of size by size places."""
    _, c, h, w = x.shape
    return x.reshape(1, c, h // size, size, w // size, size).permute(0, 2, 4, 1, 3, 5).reshape(
        1, (h // size) * (w // size), c * size * size)


def from_patches(tokens, shape, size=2):
    _, c, h, w = shape
    return tokens.reshape(1, h // size, w // size, c, size, size).permute(0, 3, 1, 4, 2, 5).reshape(shape)


def places(rows, columns, axes):
    """Rows and columns of a picture on axes 1 and 2."""
    ids = torch.zeros(rows, columns, axes)
    ids[..., 1] = torch.arange(rows)[:, None]
    ids[..., 2] = torch.arange(columns)
    return ids.reshape(-1, axes)


def transformer(q, dtype):
    model = transformer_model(json.dumps({n: q[n] for n in ("model", "depth", "checkpoint")})).to(dtype)
    shape = q["latent"]
    x = torch.as_tensor(pattern(*shape)).to(dtype)
    text = torch.as_tensor(pattern(1, q["tokens"], q["context"])).to(dtype)
    vector = torch.as_tensor(pattern(1, q["vector"])).to(dtype) if q["vector"] else None
    time = torch.tensor([q["timestep"]])
    rows, columns = shape[-2] // 2, shape[-1] // 2

    def flux():
        out = model(
            patches(x), text, vector, time, places(rows, columns, 3), torch.zeros(q["tokens"], 3), torch.tensor([3.5]),
            return_dict=False)[0]
        return from_patches(out, shape)

    def klein():
        ids = torch.zeros(1, q["tokens"], 4)
        ids[..., 3] = torch.arange(q["tokens"])
        out = model(
            patches(x, 1), text, time, places(*shape[-2:], 4)[None], ids, return_dict=False)[0]
        return from_patches(out, shape, 1)

    def z_image():
        # it predicts the other way round, of a time that runs the other way
        return -model([x[0][:, None]], 1 - time, [text[0]], return_dict=False)[0][0].squeeze(1)[None]

    def sd35():
        return model(x, text, vector, time, return_dict=False)[0]

    def qwen_image():
        out = model(
            patches(x[:, :, 0]), text, torch.ones(1, q["tokens"], dtype=torch.bool), time, [[(1, rows, columns)]],
            return_dict=False)[0]
        return from_patches(out, (1, *shape[1:2], *shape[-2:]))

    return {"": {"flux": flux, "klein": klein, "z-image": z_image, "sd35": sd35, "qwen-image": qwen_image}[q["model"]]}


