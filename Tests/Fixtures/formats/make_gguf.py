#!/usr/bin/env python3
"""Writes gguf.json: small GGUF files with what is in them, and hostile ones (numpy; gguf 0.19 checks the decoding in f32).

Blocks are random bytes behind scales of a usual size; `values` are those of half-precision arithmetic, in which ComfyUI-GGUF decodes:
each product and each sum is rounded, but for IQ4_NL and IQ4_XS, which it leaves to the gguf package and its f32. Each case has the file in hexadecimal and either `tensors` and `texts`, or `error`."""
import json, pathlib, struct

import gguf, numpy as np

rng = np.random.default_rng(7)
Q = gguf.GGMLQuantizationType
SCALES = {"Q4_1": [0, 2], "Q5_1": [0, 2], "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}
KINDS = ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "IQ4_XS"]
CODES = np.array([-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113], np.int8)


def blocks(kind, count):
    size = gguf.GGML_QUANT_SIZES[Q[kind]][1]
    b = rng.integers(0, 256, (count, size), dtype=np.uint8)
    for at in SCALES.get(kind, [0]):
        b[:, at:at + 2] = (rng.standard_normal(count) * 0.01).astype(np.float16).view(np.uint8).reshape(count, 2)
    return b


def decoded(kind, b, T):
    n, c = len(b), lambda x: x.astype(T)
    half = lambda at: c(b[:, at:at + 2].copy().view(np.float16))
    nibbles = lambda q: np.concatenate([q & 15, q >> 4], 1)
    fifth = lambda h: np.unpackbits(h, axis=1, bitorder="little")
    shift = lambda *s: np.array(s, np.uint8)
    if kind == "Q4_0": return half(0) * c(nibbles(b[:, 2:]).astype(np.int8) - 8)
    if kind == "IQ4_NL": return half(0) * c(CODES[nibbles(b[:, 2:])])
    if kind == "Q4_1": return half(0) * c(nibbles(b[:, 4:])) + half(2)
    if kind == "Q5_0": return half(0) * c((nibbles(b[:, 6:]) | fifth(b[:, 2:6]) << 4).astype(np.int8) - 16)
    if kind == "Q5_1": return half(0) * c(nibbles(b[:, 8:]) | fifth(b[:, 4:8]) << 4) + half(2)
    if kind == "Q8_0": return half(0) * c(b[:, 2:].view(np.int8))
    pairs = lambda p: (p.reshape(n, 2, 1, 32) >> shift(0, 2, 4, 6).reshape(4, 1)) & 3
    rows = lambda p: (p.reshape(n, 4, 1, 32) >> shift(0, 4).reshape(2, 1)) & 15
    planes = lambda p: (p[:, None] >> np.arange(8, dtype=np.uint8).reshape(8, 1)) & 1
    if kind == "Q2_K":
        s, q = b[:, :16], pairs(b[:, 16:80]).reshape(n, 16, 16)
        return (half(80) * c(s & 15))[..., None] * c(q) - (half(82) * c(s >> 4))[..., None]
    if kind == "Q3_K":
        p = b[:, 96:]
        s = ((p[:, None, :8] >> shift(0, 4).reshape(2, 1)).reshape(n, 16) & 15 | (((p[:, None, 8:12] >> shift(0, 2, 4, 6).reshape(4, 1)) & 3) << 4).reshape(n, 16))
        q = pairs(b[:, 32:96]).reshape(n, 256).astype(np.int8) - ((planes(b[:, :32]) ^ 1) << 2).reshape(n, 256).astype(np.int8)
        return (half(108) * c(s.astype(np.int8) - 32))[..., None] * c(q.reshape(n, 16, 16))
    if kind in ("Q4_K", "Q5_K"):
        d, m, e = b[:, 4:8], b[:, 8:12], b[:, 12:16]
        sc, mn = np.concatenate([d & 63, e & 15 | d >> 2 & 48], 1), np.concatenate([m & 63, e >> 4 | m >> 2 & 48], 1)
        q = rows(b[:, -128:]).reshape(n, 8, 32)
        if kind == "Q5_K": q = q | planes(b[:, 16:48]) << 4
        return (half(0) * c(sc))[..., None] * c(q) - (half(2) * c(mn))[..., None]
    if kind == "Q6_K":
        q = ((b[:, :128].reshape(n, 2, 1, 64) >> shift(0, 4).reshape(2, 1)) & 15).reshape(n, 8, 32) | (pairs(b[:, 128:192]) << 4).reshape(n, 8, 32)
        return (half(208) * c(b[:, 192:208].view(np.int8)))[..., None] * c((q.astype(np.int8) - 32).reshape(n, 16, 16))
    low = (b[:, 4:8, None] >> shift(0, 4)).reshape(n, 8) & 15
    high = (b[:, 2:4].copy().view(np.uint16) >> (2 * np.arange(8, dtype=np.uint16))) & 3
    q = (b[:, 8:].reshape(n, 8, 1, 16) >> shift(0, 4).reshape(2, 1)) & 15
    return (half(0) * c((low | high.astype(np.uint8) << 4).astype(np.int8) - 32))[..., None] * c(CODES[q].reshape(n, 8, 32))


text = lambda t: struct.pack("<Q", len(t.encode())) + t.encode()


def value(v):
    if isinstance(v, bool): return struct.pack("<IB", 7, v)
    if isinstance(v, int): return struct.pack("<Iq" if v < 0 else "<IQ", 11 if v < 0 else 10, v)
    if isinstance(v, float): return struct.pack("<If", 6, v)
    if isinstance(v, str): return struct.pack("<I", 8) + text(v)
    if isinstance(v, bytes): return v
    if isinstance(v[0], str): return struct.pack("<IIQ", 9, 8, len(v)) + b"".join(map(text, v))
    return struct.pack("<IIQ", 9, 5, len(v)) + struct.pack(f"<{len(v)}i", *v)


def entry(name, shape, kind, offset):
    kind = Q[kind].value if isinstance(kind, str) else kind
    return text(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *reversed(shape)) + struct.pack("<IQ", kind, offset)


def file(meta, tensors, version=3, counts=None, raw=None):
    """tensors: (name, shape, type, bytes); counts and raw entries for those that lie."""
    counts = counts or (len(tensors), len(meta))
    head = struct.pack("<4sIQQ", b"GGUF", version, *counts) + b"".join(text(k) + value(v) for k, v in meta)
    offset, data = 0, b""
    for name, shape, kind, b in tensors:
        head += entry(name, shape, kind, offset)
        data += b + bytes(-len(b) % 32)
        offset = len(data)
    head += raw or b""
    return head + bytes(-len(head) % 32) + data


cases = []


def good(name, meta, tensors, names=None, shapes=None, values=None):
    out = {}
    for key, shape, kind, b in tensors:
        if values and key in values:
            v = values[key]
        elif kind in KINDS:
            raw = np.frombuffer(b, np.uint8).reshape(-1, gguf.GGML_QUANT_SIZES[Q[kind]][1])
            v = decoded(kind, raw, np.float32 if kind.startswith("IQ") else np.float16)
            exact = gguf.quants.dequantize(raw, Q[kind])
            assert np.abs(decoded(kind, raw, np.float32).reshape(exact.shape) - exact).max() <= 1e-6 * np.abs(exact).max(), kind
        else:
            v = np.frombuffer(b, {"F32": np.float32, "F16": np.float16, "I8": np.int8}[kind]) if kind != "BF16" else (
                np.frombuffer(b, np.uint16).astype(np.uint32) << 16).view(np.float32)
        new = names(key) if names else key
        if new is not None:
            out[new] = {"type": kind, "shape": list((shapes or {}).get(key, shape)), "values": v.astype(np.float32).flatten().tolist()}
    texts = {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in meta if isinstance(v, (str, bool, int))}
    cases.append({"name": name, "file": file(meta, tensors).hex(), "tensors": out, "texts": texts})


def bad(name, data, error):
    cases.append({"name": name, "file": data.hex(), "error": error})


f32 = lambda *v: np.array(v, np.float32).tobytes()
size = lambda kind: gguf.GGML_QUANT_SIZES[Q[kind]][0]
every = [(f"w.{k}", (1, 256), k, blocks(k, 256 // size(k)).tobytes()) for k in KINDS]
every += [("f32", (3,), "F32", f32(1, -2, 0.5)), ("f16", (2, 2), "F16", np.array([1, 2, -3, 65504], np.float16).tobytes()),
          ("bf16", (1, 2), "BF16", np.array([0x3f80, 0xc049], np.uint16).tobytes()), ("i8", (2,), "I8", b"\x01\xff")]
good("every_type", [("general.architecture", "flux"), ("count", 3), ("flag", True), ("list", (1, -2)), ("words", ["a", "\u00e9"])], every)
conv = blocks("Q4_K", 9)
good("original_shape", [("general.architecture", "sd1"), ("comfy.gguf.orig_shape.conv", (4, 64, 3, 3)), ("general.alignment", 32)],
     [("conv", (9, 256), "Q4_K", conv.tobytes())], shapes={"conv": (4, 64, 3, 3)})
good("prefixed", [("general.architecture", "sd1")],
     [("model.diffusion_model.a", (1,), "F32", f32(1)), ("first_stage_model.b", (1,), "F32", f32(2))],
     names=lambda k: k[22:] if k.startswith("model.") else None)
t5 = {"token_embd.weight": "shared.weight", "enc.blk.0.attn_q.weight": "encoder.block.0.layer.0.SelfAttention.q.weight",
      "enc.blk.0.attn_rel_b.weight": "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
      "enc.blk.11.ffn_gate.weight": "encoder.block.11.layer.1.DenseReluDense.wi_0.weight", "enc.output_norm.weight": "encoder.final_layer_norm.weight"}
good("t5", [("general.architecture", "t5encoder")], [(k, (1,), "F32", f32(i)) for i, k in enumerate(t5)], names=t5.get)
qwen = {"token_embd.weight": "model.embed_tokens.weight", "blk.0.attn_q.weight": "model.layers.0.self_attn.q_proj.weight",
        "blk.0.attn_q_norm.weight": "model.layers.0.self_attn.q_norm.weight", "blk.0.attn_output.weight": "model.layers.0.self_attn.o_proj.weight",
        "blk.0.ffn_norm.weight": "model.layers.0.post_attention_layernorm.weight", "output_norm.weight": "model.norm.weight",
        "output.weight": "lm_head.weight", "blk.0.attn_k.bias": "model.layers.0.self_attn.k_proj.bias"}
good("qwen3", [("general.architecture", "qwen3")], [(k, (1,), "F32", f32(i)) for i, k in enumerate(qwen)], names=qwen.get)
# llama.cpp keeps the halves of each head in turn: two heads of four rows, one of keys
rows = np.arange(16, dtype=np.float32).reshape(8, 2)
turned = rows.reshape(2, 2, 2, 2).swapaxes(1, 2).reshape(8, 2)
good("llama", [("general.architecture", "llama"), ("llama.attention.head_count", 2), ("llama.attention.head_count_kv", 1)],
     [("blk.0.attn_q.weight", (8, 2), "F32", turned.tobytes()), ("blk.0.attn_k.weight", (4, 2), "F32", rows[:4].reshape(2, 2, 2).swapaxes(0, 1).tobytes())],
     names=lambda k: f"model.layers.0.self_attn.{k[11]}_proj.weight", values={"blk.0.attn_q.weight": rows, "blk.0.attn_k.weight": rows[:4]})

# --- what is refused
a = [("a", (2,), "F32", f32(1, 2))]
whole = file([("general.architecture", "flux"), ("words", ["a", "b"])], a)
for length in (4, 20, 30, 60, 90, len(whole) - 33, len(whole) - 25):
    bad(f"truncated_{length}", whole[:length], "truncated")
bad("version_1", file([], a, version=1), "version 1")
bad("version_9", file([], a, version=9), "version 9")
bad("big_endian", b"GGUF" + struct.pack(">I", 3) + bytes(40), "byte order")
bad("many_tensors", file([], a, counts=(1 << 60, 0)), "tensors")
bad("many_values", file([], a, counts=(1, 1 << 60)), "tensors")
bad("negative_count", file([], a, counts=((1 << 64) - 1, 0)), "beyond")
bad("more_tensors", file([], a, counts=(5, 0)), "")
bad("value_type", file([("x", struct.pack("<I", 99))], a), "type 99")
bad("long_text", file([("x", struct.pack("<IQ", 8, 1 << 62))], a), "truncated")
bad("long_list", file([("x", struct.pack("<IIQ", 9, 4, 1 << 62))], a), "truncated")
bad("long_list_of_texts", file([("x", struct.pack("<IIQ", 9, 8, 1 << 40))], a), "truncated")
bad("nested_lists", file([("x", struct.pack("<I", 9) + struct.pack("<IQ", 9, 1) * 40)], a), "lists in lists")
bad("twice_a_value", file([("x", 1), ("x", 2)], a), "twice")
bad("twice_a_tensor", file([], a + a), "twice")
bad("alignment_0", file([("general.alignment", 0)], a), "alignment")
bad("alignment_33", file([("general.alignment", 33)], a), "alignment")
bad("alignment_text", file([("general.alignment", "x")], a), "alignment")
bad("tensor_type", file([], a, counts=(2, 0), raw=entry("b", (2,), 99, 0)), "type 99")
bad("tensor_type_iq2", file([], a, counts=(2, 0), raw=entry("b", (256,), 16, 0)), "type 16")
bad("overlap", file([], a, counts=(2, 0), raw=entry("b", (2,), "F32", 4)), "overlap")
bad("beyond", file([], a, counts=(2, 0), raw=entry("b", (2,), "F32", 1 << 62)), "fit")
bad("beyond_by_size", file([], a, counts=(2, 0), raw=entry("b", (1 << 40,), "F32", 0)), "fit")
bad("overflow", file([], a, counts=(2, 0), raw=entry("b", (1 << 40, 1 << 40), "F32", 0)), "overflows")
bad("rank", file([], a, counts=(2, 0), raw=text("b") + struct.pack("<I", 1 << 31)), "dimensions")
bad("partial_blocks", file([], [("a", (2, 16), "Q8_0", bytes(34))]), "whole blocks")
bad("shape_of_other_count", file([("comfy.gguf.orig_shape.a", (3,))], a), "not as many")
bad("shape_negative", file([("comfy.gguf.orig_shape.a", (-1, -2))], a), "no shape")
bad("shape_overflows", file([("comfy.gguf.orig_shape.a", (2**31 - 1,) * 3)], a), "no shape")
bad("shape_is_text", file([("comfy.gguf.orig_shape.a", "2")], a), "no shape")
bad("heads", file([("general.architecture", "llama"), ("llama.attention.head_count", 3)], [("blk.0.attn_q.weight", (8, 2), "F32", bytes(64))]), "heads")

out = pathlib.Path(__file__).parent / "gguf.json"
out.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
print(len(cases), "cases,", out.stat().st_size, "bytes")
