#!/usr/bin/env python3
"""Writes pickles.json: model files that PyTorch saved, with what is in them, and hostile ones (needs torch, 2.13 made these).

Each case has the file in hexadecimal and either `tensors` (name: type, shape, values) and `texts`, or `error`, a part of the message."""
import io, json, pathlib, pickle, struct, sys, types, zipfile
from collections import OrderedDict

import torch

cases = []
OPS = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "F8": torch.float8_e4m3fn, "I64": torch.int64,
       "U8": torch.uint8, "BOOL": torch.bool, "F64": torch.float64}
NAMES = {torch.float32: "f32", torch.float16: "f16", torch.bfloat16: "bf16", torch.float8_e4m3fn: "f8e4m3", torch.float8_e5m2: "f8e5m2",
         torch.int64: "i64", torch.uint8: "u8", torch.bool: "bool", torch.float64: "f64"}


def saved(value, zip=True):
    out = io.BytesIO()
    torch.save(value, out, _use_new_zipfile_serialization=zip)
    return out.getvalue()


def good(name, file, tensors, texts=None):
    cases.append({"name": name, "file": file.hex(), "texts": texts or {}, "tensors": {
        key: {"dtype": NAMES[t.dtype], "shape": list(t.shape), "values": t.detach().float().flatten().tolist()} for key, t in tensors.items()}})


def bad(name, file, error):
    cases.append({"name": name, "file": file.hex(), "error": error})


def zipped(data, storages=(), folder="archive", **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", more.get("method", zipfile.ZIP_STORED)) as archive:
        archive.writestr(f"{folder}/data.pkl", data)
        for key, value in dict(storages).items():
            archive.writestr(f"{folder}/data/{key}", value)
        for key, value in more.get("extra", {}).items():
            archive.writestr(key, value)
    return out.getvalue()


a = torch.arange(6, dtype=torch.float32).reshape(2, 3)
h = torch.tensor([0.5, -2, 65504], dtype=torch.float16)
# --- what is read
good("state_dict", saved({"epoch": 3, "state_dict": OrderedDict([("a.weight", a), ("b", h)]), "note": "x"}), {"a.weight": a, "b": h},
     {"epoch": "3", "note": "x"})
good("one_dictionary", saved({"params_ema": {"x.w": a}}), {"x.w": a})
good("two_dictionaries", saved({"params": {"w": a}, "params_ema": {"w": a + 1}}), {"params.w": a, "params_ema.w": a + 1})
good("bare_tensor_in_dictionary", saved({"<thing>": h}), {"<thing>": h})
good("types", saved({"f64": a.double(), "f16": h, "bf16": a.bfloat16(), "i64": a.long(), "u8": a.byte(), "bool": a > 2}),
     {"f64": a.double(), "f16": h, "bf16": a.bfloat16(), "i64": a.long(), "u8": a.byte(), "bool": a > 2})
good("float8", saved({"e4": a.to(torch.float8_e4m3fn), "e5": a.to(torch.float8_e5m2)}),
     {"e4": a.to(torch.float8_e4m3fn), "e5": a.to(torch.float8_e5m2)})
good("views", saved({"t": a.t(), "row": a[1], "column": a[:, 1], "step": torch.arange(10.)[1::3]}),
     {"t": a.t(), "row": a[1], "column": a[:, 1], "step": torch.arange(10.)[1::3]})
good("parameters", saved({"state_dict": {"p": torch.nn.Parameter(a)}, "x": 1}), {"p": a}, {"x": "1"})
good("module", saved(torch.nn.Linear(2, 1).state_dict().__class__([("weight", a), ("bias", h)])), {"weight": a, "bias": h})
good("empty_and_scalar", saved({"none": torch.zeros(0, 3), "one": torch.tensor(7.)}), {"none": torch.zeros(0, 3), "one": torch.tensor(7.)})
good("hypernetwork", saved({320: [{"linear.0.weight": a}, {"linear.0.weight": a + 1}], "activation_func": "relu", "is_layer_norm": True}),
     {"320.0.linear.0.weight": a, "320.1.linear.0.weight": a + 1}, {"activation_func": "relu", "is_layer_norm": "true"})
inversion = {"string_to_token": {"*": 265}, "string_to_param": {"*": a}, "name": "ti", "step": 1000, "sd_checkpoint": None}
texts = {"string_to_token.*": "265", "name": "ti", "step": "1000"}
good("inversion", saved(inversion), {"string_to_param.*": a}, texts)
good("legacy_inversion", saved(inversion, False), {"string_to_param.*": a}, texts)
module = {"string_to_token": {"*": torch.tensor(265)}, "string_to_param": torch.nn.ParameterDict({"*": torch.nn.Parameter(a)})}
for name, zipped_too in (("inversion_of_modules", True), ("legacy_inversion_of_modules", False)):
    good(name, saved(module, zipped_too), {"string_to_token.*": torch.tensor(265), "string_to_param.*": a})
good("legacy_views", saved({"t": a.t(), "row": a[1], "half": h}, False), {"t": a.t(), "row": a[1], "half": h})
good("size_and_device", saved({"w": a, "shape": a.shape, "device": torch.device("cpu"), "pair": (1, (2, 3))}), {"w": a},
     {"shape.0": "2", "shape.1": "3", "pair.0": "1", "pair.1.0": "2", "pair.1.1": "3"})
for protocol in (0, 1, 3, 4, 5):
    if protocol >= 2:
        out = io.BytesIO()
        torch.save({"w": a, "text": "\u00e9"}, out, pickle_protocol=protocol)
        good(f"protocol_{protocol}", out.getvalue(), {"w": a}, {"text": "\u00e9"})

# --- what is refused


class Call:
    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


import builtins, os, subprocess  # noqa: E402
hostile = {
    "os_system": Call(os.system, "touch /tmp/comfy-was-here"), "eval": Call(eval, "1"), "exec": Call(exec, "1"),
    "getattr": Call(getattr, 1, "real"), "popen": Call(subprocess.Popen, ["true"]), "import": Call(__import__, "os"),
    "open": Call(open, "/etc/passwd"), "load": Call(torch.load, "/tmp/x"), "partial": Call(__import__("functools").partial, print),
    "hub": Call(torch.hub.load, "a", "b"), "bytes": Call(bytes, 1 << 40), "range": Call(range, 1 << 60),
}
for name, value in hostile.items():
    for shape, wrapped in (("root", value), ("value", {"w": a, "x": value}), ("nested", {"w": a, "x": [({"y": value},)]})):
        bad(f"{name}_{shape}", saved(wrapped), "names ")
bad("call_in_legacy", saved({"w": a, "x": hostile["os_system"]}, False), "names ")
bad("module_class", saved(torch.nn.Linear(2, 2)), "names torch.nn.modules.linear.Linear")
bad("function", saved({"w": a, "x": os.system}), "names ")
bad("stack_global", zipped(b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R."), "names posix.system")
bad("instance", zipped(b"(S'true'\nios\nsystem\n."), "opcode 105")
bad("object", zipped(b"(cos\nsystem\nS'true'\no."), "names os.system")
bad("extension", zipped(b"\x82\x01)R."), "opcode 130")
bad("persistent_text", zipped(b"Pstorage\n."), "opcode 80")
bad("persistent_other", zipped(b"\x80\x02X\x01\x00\x00\x00aQ."), "no storage")
bad("persistent_module", zipped(b"\x80\x02(X\x06\x00\x00\x00modulectorch\nFloatStorage\nX\x01\x00\x00\x00aX\x03\x00\x00\x00cpuK\x01tQ."), "no model")
bad("build_on_global", zipped(b"\x80\x02ccollections\nOrderedDict\n}b."), "damaged")
bad("call_of_a_text", zipped(b"\x80\x02X\x01\x00\x00\x00a)R."), "no function")
bad("call_of_a_type", zipped(b"\x80\x02ctorch\nFloatStorage\n)R."), "type of numbers")
bad("memo_missing", zipped(b"\x80\x02h\x07."), "damaged")
bad("stack_empty", zipped(b"\x80\x020."), "damaged")
bad("mark_left", zipped(b"\x80\x02(N."), "damaged")
bad("no_stop", zipped(b"\x80\x02N"), "truncated")
bad("not_a_model", zipped(b"\x80\x02K\x01."), "no model")
bad("no_tensors", zipped(b"\x80\x02}X\x01\x00\x00\x00aK\x01s."), "without tensors")
bad("protocol_9", zipped(b"\x80\x09N."), "protocol 9")
# lists of ten lists of ten lists ...: 10^12 values in a hundred bytes
bomb = b"\x80\x02]q\x00"
for level in range(12):
    bomb += b"](" + b"h" + bytes([level]) + (b"h" + bytes([level])) * 9 + b"eq" + bytes([level + 1])
bad("memo_bomb", zipped(b"\x80\x02}X\x01\x00\x00\x00a" + bomb[2:] + b"s."), "damaged")
bomb = b"\x80\x02}(X\x01\x00\x00\x00a]q\x00"
for level in range(12):
    bomb += b"0](" + (b"h" + bytes([level])) * 10 + b"eq" + bytes([level + 1])
bad("memo_bomb_whole", zipped(bomb + b"u."), "more than any model")
bad("circle", zipped(b"\x80\x02}q\x00X\x01\x00\x00\x00ah\x00s."), "more than any model")
bad("deep", zipped(b"\x80\x02}X\x01\x00\x00\x00a" + b"]" * 5000 + b"a" * 4999 + b"s."), "more than any model")
bad("deep_tuples", zipped(b"\x80\x02}X\x01\x00\x00\x00aN" + b"\x85" * 100000 + b"s."), "more than any model")
bad("long_text", zipped(b"\x80\x02X\xff\xff\xff\x7fa."), "truncated")
bad("long_text_8", zipped(b"\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xffa."), "a size beyond")


def tensor(storage=b"FloatStorage", key=b"0", count=b"K\x06", offset=b"K\x00", shape=b"K\x02K\x03\x86", stride=b"K\x03K\x01\x86"):
    text = lambda t: b"X" + struct.pack("<I", len(t)) + t
    return (b"\x80\x02}" + text(b"w") + b"ctorch._utils\n_rebuild_tensor_v2\n((" + text(b"storage") + b"ctorch\n" + storage + b"\n"
            + text(key) + text(b"cpu") + count + b"tQ" + offset + shape + stride + b"\x89ccollections\nOrderedDict\n)RtRs.")


data = struct.pack("<6f", *range(6))
good("by_hand", zipped(tensor(), {"0": data}), {"w": a})
bad("storage_missing", zipped(tensor()), "has no data")
bad("storage_short", zipped(tensor(), {"0": data[:20]}), "does not fit")
bad("storage_of_another_size", zipped(tensor(count=b"M\x00\x10", shape=b"M\x00\x10\x85", stride=b"K\x01\x85"), {"0": data}), "does not fit")
big = lambda value: b"\x8a\x08" + struct.pack("<q", value)
for name, more in {"offset": dict(offset=b"K\x01"), "shape": dict(shape=b"K\x03K\x03\x86"), "stride": dict(stride=b"K\x04K\x01\x86"),
                   "negative_offset": dict(offset=b"J\xff\xff\xff\xff"), "huge_offset": dict(offset=big(2**63 - 1)),
                   "huge_shape": dict(shape=big(2**62) + b"K\x04\x86"), "huge_stride": dict(stride=big(2**62) + b"K\x01\x86"),
                   "repeated": dict(shape=big(2**40) + b"K\x03\x86", stride=b"K\x00K\x01\x86"),
                   "empty_huge": dict(shape=b"K\x00" + big(2**62) + big(2**62) + b"\x87", stride=b"K\x00K\x00K\x00\x87")}.items():
    bad(f"tensor_{name}", zipped(tensor(**more), {"0": data}), "beyond its storage")
bad("tensor_negative_stride", zipped(tensor(stride=b"J\xff\xff\xff\xffK\x01\x86"), {"0": data}), "damaged")
bad("tensor_negative_count", zipped(tensor(count=b"J\xff\xff\xff\xff"), {"0": data}), "no storage")
bad("tensor_ranks", zipped(tensor(stride=b"K\x01\x85"), {"0": data}), "beyond its storage")
bad("tensor_long_number", zipped(tensor(offset=b"\x8a\x0a" + b"\xff" * 9 + b"\x00"), {"0": data}), "damaged")
bad("storage_type", zipped(tensor(storage=b"QUInt8Storage"), {"0": data}), "names torch.QUInt8Storage")

# --- the archives around them
whole = saved({"w": a})
for length in (30, 100, len(whole) // 2, len(whole) - 30, len(whole) - 1):
    bad(f"zip_truncated_{length}", whole[:length], "truncated" if length < len(whole) - 1 else "")
bad("zip_of_something", zipped(b"", folder="archive")[:0] + (lambda out: (zipfile.ZipFile(out, "w").writestr("a.txt", "x"), out.getvalue())[1])(io.BytesIO()), "")
bad("zip_compressed", zipped(tensor(), {"0": bytes(1 << 20)}, method=zipfile.ZIP_DEFLATED), "compressed")
bad("torchscript", zipped(tensor(), {"0": data}, extra={"archive/constants.pkl": b"", "archive/code/a.py": b""}), "TorchScript")
bad("big_endian", zipped(tensor(), {"0": data}, extra={"archive/byteorder": b"big"}), "byte order")


def patched(file, find, offset, value):
    """`value` at `offset` behind the last `find`."""
    at = file.rindex(find) + offset
    return file[:at] + value + file[at + len(value):]


one = zipped(tensor(), {"0": data})
entry = b"PK\x01\x02"
first = one.index(entry) + 20
bad("zip_overlap", one[:first] + struct.pack("<II", *[struct.unpack("<I", one[first:first + 4])[0] + 10] * 2) + one[first + 8:], "overlap")
bad("zip_other_entry", patched(one, entry, 42, struct.pack("<I", 0)), "damaged")
bad("zip_size", patched(one, entry, 20, struct.pack("<II", 1 << 30, 1 << 30)), "truncated")
bad("zip_offset", patched(one, entry, 42, struct.pack("<I", 0xfffffff0)), "damaged")
bad("zip_encrypted", patched(one, entry, 8, struct.pack("<H", 1)), "encrypted")
bad("zip_bomb", patched(patched(one, entry, 10, struct.pack("<H", 8)), entry, 24, struct.pack("<I", 0xfffffff0)), "compressed")
bad("zip_name", patched(one, entry, 46, b"X"), "damaged")
bad("zip_count", patched(one, b"PK\x05\x06", 10, struct.pack("<H", 60000)), "")
bad("zip_directory", patched(one, b"PK\x05\x06", 16, struct.pack("<I", 0xffffff)), "damaged")
legacy = saved({"w": a}, False)
for length in (20, 60, len(legacy) - 40, len(legacy) - 1):
    bad(f"legacy_truncated_{length}", legacy[:length], "truncated")
bad("plain_pickle", pickle.dumps({"w": 1}, 2), "PyTorch did not write")

out = pathlib.Path(__file__).parent / "pickles.json"
out.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
print(len(cases), "cases,", out.stat().st_size, "bytes")
