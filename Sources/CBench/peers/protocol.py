"""The other side of comfy-bench --compare: what its programs have in common.

A program reads one JSON object a line and answers each with one. {"threads": n} first; then {"op": name, "dtypes":
[...], ...} makes ready, {"run": true} runs it once in each type and way ({"seconds": {"dtype way": seconds}}), and
{"result": true} asks for the latest result in the first of the types. An answer {"error": text} ends nothing.
"""
import functools
import io
import json
import sys
import time

import numpy as np

# widths of the encoded prompt and of the vector beside it
CONTEXTS = {"sd15": (768, 0), "sd-turbo": (1024, 0), "sdxl": (2048, 2816)}


def pattern(*shape):
    """The values that comfy-bench gives its own network."""
    index = np.arange(np.prod(shape, dtype=np.int64), dtype=np.int64)
    return ((index * 2654435761 % (1 << 32)) / (1 << 31) - 1).astype(np.float32).reshape(shape)


def inputs(q):
    """What a network is given."""
    if q["op"] == "text":
        return [np.arange(77, dtype=np.int64)[None] + 1000]
    if q["op"] == "encoder":
        return [pattern(1, q["height"], q["width"], 3)]
    if q["op"] in ("decoder", "tiny"):
        return [pattern(1, 4, q["height"], q["width"])]
    width, vector = CONTEXTS[q["model"]]
    result = [pattern(q["batch"], 4, q["height"], q["width"]), np.float32(q["timestep"]), pattern(q["batch"], 77, width)]
    return result + ([pattern(q["batch"], vector)] if vector else [])


def parts(q):
    """The networks of a request, of which a picture has several: text encoders, UNet and TAESD's decoder."""
    if q["op"] != "picture":
        return [q]
    own = {name: q[name] for name in ("model", "checkpoint", "height", "width")}
    texts = 2 if q["model"] == "sdxl" else 1
    return [dict(own, op="text", part=index) for index in range(texts)] + [
        dict(own, op="unet", batch=1, timestep=999.0), dict(own, op="tiny", checkpoint=q["tiny"])]


def draw(q, networks, concatenated):
    """A picture as PNG, by Euler's method from noise: without guidance, the network predicts noise.

    `networks` are those of `parts`; they and `concatenated` (along the last dimension) take and give whatever arrays.
    """
    *texts, unet, decode = networks
    given = inputs(parts(q)[-2])
    tokens = inputs(parts(q)[0])
    encoded = [text(*tokens) for text in texts]
    prompt = concatenated([outputs[0] for outputs in encoded]) if len(texts) > 1 else encoded[0][0]
    vector = given[3:]
    levels = np.geomspace(14.6, 0.03, q["steps"]).tolist() + [0]
    x = given[0] * levels[0]
    for sigma, following in zip(levels, levels[1:]):
        noise = np.asarray(unet(x / (sigma * sigma + 1) ** 0.5, given[1], prompt, *vector)[0])
        x = x + noise * (following - sigma)
    pixels = (np.asarray(decode(x)[0])[0] * 255).astype(np.uint8)

    from PIL import Image
    # as ComfyUI saves it
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=4)
    return pixels


def rest():
    """Waits until no thread of this process computes, half a second at most.

    Threads of OpenMP go on in a loop, waiting for more work, for some milliseconds (GNU) to 200 (LLVM, Intel) after it:
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


def answer_measured(q, state, start, prepare):
    """Answers what all peers are asked.

    `start(threads)` gives the answer to the first question; `prepare(q, dtype)` a function for each way.
    """
    if "threads" in q:
        return start(q["threads"])
    if "op" in q:
        # the first type last, so that its result is the one that is kept
        state["runs"] = {
            f"{name} {way}": run for name in reversed(q["dtypes"]) for way, run in prepare(q, name).items()}
        state["repetitions"] = q.get("repetitions", 1)
        for run in state["runs"].values():
            run()
        rest()
        return {"ready": True}
    if "result" in q:
        return {"result": np.asarray(state["result"], dtype=np.float32).flatten().tolist()}
    seconds = {}
    for name, run in state["runs"].items():
        seconds[name], state["result"] = timed(run, state["repetitions"])
    rest()
    return {"seconds": seconds}


def serve(answer):
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
