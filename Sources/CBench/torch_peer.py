"""The other side of comfy-bench --compare torch: the same operations in PyTorch.

Reads one JSON object a line and answers each with one. {"threads": n} first; then {"op": name, ...} makes ready, and
{"run": true} runs it once in each memory layout: {"seconds": {layout: seconds}}. An answer {"error": text} ends
nothing.
"""
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


def unet(q, dtype):
    from diffusers import UNet2DConditionModel
    from diffusers.loaders.single_file_utils import convert_ldm_unet_checkpoint
    from safetensors.torch import load_file

    model = UNet2DConditionModel(
        sample_size=64, in_channels=4, out_channels=4, block_out_channels=(320, 640, 1280, 1280), layers_per_block=2,
        down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
        up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3, cross_attention_dim=768, attention_head_dim=8)
    weights = load_file(q["checkpoint"])
    model.load_state_dict(convert_ldm_unet_checkpoint(weights, dict(model.config)), strict=True)
    del weights
    model.eval()
    x = pattern(q["batch"], 4, q["height"], q["width"]).to(dtype)
    context = pattern(q["batch"], 77, 768).to(dtype)
    timestep = torch.tensor(q["timestep"])
    result = {}
    for name, layout in (("nchw", torch.contiguous_format), ("nhwc", torch.channels_last)):
        # one copy of the weights at a time: the layouts are converted where they are run
        def run(layout=layout):
            model.to(dtype).to(memory_format=layout)
            start = time.perf_counter()
            out = model(x.to(memory_format=layout), timestep, context, return_dict=False)[0]
            return out, time.perf_counter() - start
        result[name] = run
    return result


OPERATIONS = {f.__name__: f for f in (conv2d, linear, attention, group_norm, layer_norm, gated_linear, unet)}


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
        state["runs"] = OPERATIONS[q["op"]](q, DTYPES[q["dtype"]])
        state["repetitions"] = q.get("repetitions", 1)
        for run in state["runs"].values():
            run()
        return {"ready": True}
    seconds = {}
    for name, run in state["runs"].items():
        seconds[name], result = timed(run, state["repetitions"])
    reply = {"seconds": seconds}
    if q.get("result"):
        reply["result"] = result.float().contiguous().flatten().tolist()
    return reply


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
