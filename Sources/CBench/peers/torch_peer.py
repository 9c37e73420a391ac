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


def in_layouts(networks, dtype, call):
    """`call()` in both layouts. There is one copy of the weights: it is converted where it is run, off the clock."""
    def run(layout):
        for module in networks:
            module.to(dtype).to(memory_format=layout)
        start = time.perf_counter()
        out = call(layout)
        return out, time.perf_counter() - start
    return {"nchw": lambda: run(torch.contiguous_format), "nhwc": lambda: run(torch.channels_last)}


def placed(x, dtype, layout):
    """An input: numbers that are none of a picture, a prompt or a vector keep their type."""
    x = torch.as_tensor(x)
    if x.ndim < 2 or not x.is_floating_point():
        return x
    return x.to(dtype).to(memory_format=layout) if x.ndim == 4 else x.to(dtype)


def whole_network(q, dtype):
    module, given = network(q), inputs(q)
    return in_layouts(
        [module], dtype, lambda layout: module(*(placed(x, dtype, layout) for x in given)).float().contiguous())


def picture(q, dtype):
    modules = [network(part) for part in parts(q)]

    def run(layout):
        def called(module):
            def call(*given):
                out = module(*(placed(x, dtype, layout) for x in given))
                return [x.float() for x in (out if isinstance(out, tuple) else [out])]
            return call
        return draw(q, [called(module) for module in modules], lambda x: torch.cat(x, dim=-1))
    return in_layouts(modules, dtype, run)


OPERATIONS = {f.__name__: f for f in (
    conv2d, linear, attention, group_norm, layer_norm, gated_linear, picture, transformer)}


def start(threads):
    torch.set_num_threads(threads)
    return {"version": torch.__version__}


def prepare(q, name):
    return OPERATIONS.get(q["op"], whole_network)(q, DTYPES[name])


torch.manual_seed(0)
torch.set_grad_enabled(False)
serve(lambda q, state: answer_measured(q, state, start, prepare))
