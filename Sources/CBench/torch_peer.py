"""The other side of comfy-bench --compare torch: the same operations in PyTorch.

Reads one JSON object a line and answers each with one. {"threads": n} first; then {"op": name, "dtypes": [...], ...}
makes ready, {"run": true} runs it once in each type and memory layout ({"seconds": {"dtype layout": seconds}}), and
{"result": true} asks for the latest result in the first of the types. An answer {"error": text} ends nothing.
"""
import functools
import json
import sys
import time

import torch
import torch.nn.functional as F

DTYPES = {"f32": torch.float32, "bf16": torch.bfloat16}


def conv2d(q, dtype):
    b, h, w, i, o, k = (q[n] for n in ("batch", "height", "width", "inputs", "outputs", "kernel"))
    result = {}
    for name, layout in (("nchw", torch.contiguous_format), ("nhwc", torch.channels_last)):
        x = torch.randn(b, i, h, w, dtype=dtype).to(memory_format=layout)
        module = torch.nn.Conv2d(i, o, k, q["stride"], k // 2).to(dtype).to(memory_format=layout)
        result[name] = lambda x=x, module=module: module(x)
    return result


def linear(q, dtype):
    x = torch.randn(q["m"], q["k"], dtype=dtype)
    module = torch.nn.Linear(q["k"], q["n"]).to(dtype)
    return {"": lambda: module(x)}


def attention(q, dtype):
    b, h, d = q["batch"], q["heads"], q["width"]
    query = torch.randn(b, h, q["queries"], d, dtype=dtype)
    key = torch.randn(b, h, q["keys"], d, dtype=dtype)
    value = torch.randn(b, h, q["keys"], d, dtype=dtype)
    return {"": lambda: F.scaled_dot_product_attention(query, key, value, is_causal=q["causal"])}


def group_norm(q, dtype):
    result = {}
    module = torch.nn.GroupNorm(32, q["channels"]).to(dtype)
    for name, layout in (("nchw", torch.contiguous_format), ("nhwc", torch.channels_last)):
        x = torch.randn(q["batch"], q["channels"], q["height"], q["width"], dtype=dtype).to(memory_format=layout)
        result[name] = (lambda x=x: F.silu(module(x))) if q["silu"] else (lambda x=x: module(x))
    return result


def layer_norm(q, dtype):
    x = torch.randn(q["rows"], q["channels"], dtype=dtype)
    module = torch.nn.LayerNorm(q["channels"]).to(dtype)
    return {"": lambda: module(x)}


def gated_linear(q, dtype):
    x = torch.randn(q["m"], q["k"], dtype=dtype)
    module = torch.nn.Linear(q["k"], 2 * q["n"]).to(dtype)

    def run():
        value, gate = module(x).chunk(2, dim=-1)
        return value * F.gelu(gate)
    return {"": run}


def pattern(*shape):
    """The values that comfy-bench gives its own network."""
    count = 1
    for size in shape:
        count *= size
    index = torch.arange(count, dtype=torch.int64)
    return ((index * 2654435761 % (1 << 32)).double() / (1 << 31) - 1).float().reshape(shape)


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
    return model.eval()


UNETS = {
    "sd15": dict(
        sample_size=64, block_out_channels=(320, 640, 1280, 1280), cross_attention_dim=768, attention_head_dim=8,
        down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
        up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3),
    # stabilityai/stable-diffusion-xl-base-1.0, unet/config.json; but "text_time" embeds a picture's sizes before it adds
    # the same two layers, and here the vector comes whole
    "sdxl": dict(
        sample_size=128, block_out_channels=(320, 640, 1280), cross_attention_dim=2048, attention_head_dim=(5, 10, 20),
        transformer_layers_per_block=(1, 2, 10), use_linear_projection=True,
        down_block_types=("DownBlock2D",) + ("CrossAttnDownBlock2D",) * 2,
        up_block_types=("CrossAttnUpBlock2D",) * 2 + ("UpBlock2D",), class_embed_type="projection",
        projection_class_embeddings_input_dim=2816),
}


@functools.cache
def unet_model(name, checkpoint):
    from diffusers.loaders.single_file_utils import convert_ldm_unet_checkpoint
    return loaded(
        lambda: diffusers().UNet2DConditionModel(in_channels=4, out_channels=4, layers_per_block=2, **UNETS[name]),
        convert_ldm_unet_checkpoint, checkpoint)


@functools.cache
def autoencoder_model(checkpoint):
    from diffusers.loaders.single_file_utils import convert_ldm_vae_checkpoint
    return loaded(
        lambda: diffusers().AutoencoderKL(
            sample_size=512, in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(128, 256, 512, 512),
            layers_per_block=2, down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4),
        convert_ldm_vae_checkpoint, checkpoint)


def in_layouts(model, dtype, x, call):
    """`call(x)` in both layouts. There is one copy of the weights: it is converted where it is run, off the clock."""
    def run(layout):
        model.to(dtype).to(memory_format=layout)
        placed = x.to(dtype).to(memory_format=layout)
        start = time.perf_counter()
        out = call(placed)
        return out, time.perf_counter() - start
    return {"nchw": lambda: run(torch.contiguous_format), "nhwc": lambda: run(torch.channels_last)}


def unet(q, dtype):
    model = unet_model(q["model"], q["checkpoint"])
    context = pattern(q["batch"], 77, model.config.cross_attention_dim).to(dtype)
    width = model.config.projection_class_embeddings_input_dim
    vector = pattern(q["batch"], width).to(dtype) if width else None
    timestep = torch.tensor(q["timestep"])
    return in_layouts(
        model, dtype, pattern(q["batch"], 4, q["height"], q["width"]),
        lambda x: model(x, timestep, context, class_labels=vector, return_dict=False)[0])


def decoder(q, dtype):
    model = autoencoder_model(q["checkpoint"])
    return in_layouts(
        model, dtype, pattern(1, 4, q["height"], q["width"]),
        lambda x: (model.decode(x, return_dict=False)[0] / 2 + 0.5).clamp(0, 1).permute(0, 2, 3, 1))


def encoder(q, dtype):
    model = autoencoder_model(q["checkpoint"])
    return in_layouts(
        model, dtype, pattern(1, q["height"], q["width"], 3).permute(0, 3, 1, 2) * 2 - 1,
        lambda x: model.encode(x, return_dict=False)[0].mean)


OPERATIONS = {f.__name__: f for f in (conv2d, linear, attention, group_norm, layer_norm, gated_linear, unet, decoder, encoder)}


def rest():
    """Waits until no thread of this process computes, half a second at most.

    OpenMP's threads go on in a loop, waiting for more work, for some milliseconds (GNU) to 200 (LLVM, Intel) after it:
    whoever is measured next would have to share the processors with them.
    """
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        used = time.process_time()
        time.sleep(0.02)
        if time.process_time() - used < 0.001:
            return


def timed(run, repetitions):
    start = time.perf_counter()
    for _ in range(repetitions):
        result = run()
    if isinstance(result, tuple):
        return result[1], result[0]
    return (time.perf_counter() - start) / repetitions, result


def answer(q, state):
    if "threads" in q:
        torch.set_num_threads(q["threads"])
        return {"torch": torch.__version__}
    if "op" in q:
        # the first type last, so that its result is the one that is kept
        state["runs"] = {
            f"{name} {layout}": run for name in reversed(q["dtypes"])
            for layout, run in OPERATIONS[q["op"]](q, DTYPES[name]).items()}
        state["repetitions"] = q.get("repetitions", 1)
        for run in state["runs"].values():
            run()
        rest()
        return {"ready": True}
    if "result" in q:
        return {"result": state["result"].float().contiguous().flatten().tolist()}
    seconds = {}
    for name, run in state["runs"].items():
        seconds[name], state["result"] = timed(run, state["repetitions"])
    rest()
    return {"seconds": seconds}


def main():
    torch.manual_seed(0)
    torch.set_grad_enabled(False)
    replies = sys.stdout
    # whatever a library prints is not an answer
    sys.stdout = sys.stderr
    state = {}
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line), state)
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


main()
