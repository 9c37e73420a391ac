#!/usr/bin/env python3
"""Writes the first seeds of corpus/, tiny files of every kind, from Fixtures/formats. Standard library only."""
import json, pathlib, struct

here = pathlib.Path(__file__).parent
fixtures = here.parent / "Fixtures/formats"


def seed(target, name, data):
    (here / "corpus" / target).mkdir(parents=True, exist_ok=True)
    (here / "corpus" / target / name).write_bytes(data)


def safetensors(header, data=b""):
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


wanted = ["color0_1bit_interlaced", "color0_16bit", "color2_8bit", "color3_4bit_transparent", "color4_8bit_interlaced",
          "color6_16bit", "exif_6", "exif_profile", "exif_xmp", "text", "many_idat", "animated"]
for case in json.loads((fixtures / "png.json").read_text()):
    if case["name"] in wanted:
        seed("png", case["name"], bytes.fromhex(case["file"]))

documents = ["[]", '{"a": [1, -2.5e3, 18446744073709551615, NaN], "b": {"c": null, "d": true}}', "-Infinity", "1E400",
             '"\\u00e9\\ud83d\\ude00\\u0000\\n\u00e9"', "[[[[{}]]]]", '{"a": 1, "a": 2}', "123456789012345678901234567890"]
for index, document in enumerate(documents):
    seed("json", f"document{index}", document.encode())

entry = lambda dtype, shape, begin, end: {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}
seed("safetensors", "empty", safetensors({}))
seed("safetensors", "metadata", safetensors({"__metadata__": {"prompt": "{}"}}))
seed("safetensors", "scalar", safetensors({"a": entry("F32", [], 0, 4)}, b"\0\0\x80?"))
seed("safetensors", "small_types", safetensors(
    {"a": entry("F16", [2], 0, 4), "b": entry("F8_E4M3", [1, 2], 4, 6), "c": entry("BOOL", [2], 6, 8)}, bytes(8)))
seed("safetensors", "wide_types", safetensors(
    {"a": entry("I64", [1], 0, 8), "b": entry("BF16", [0, 3], 8, 8), "c": entry("U8", [3], 8, 11)}, bytes(11)))
seed("safetensors", "unaligned", struct.pack("<Q", 53) + b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'[:53] + bytes(5))

source = {"class_type": "Source", "inputs": {"int": 3, "float": 0.5, "text": "x", "flag": True, "choice": "a", "several": ["x"]}}
save = {"class_type": "Save", "inputs": {"model": ["2", 0], "prefix": "a"}}
link = lambda *ref: {"class_type": "Link", "inputs": {"model": list(ref), "any": ["1", 1]}}
prompts = [
    {"1": source, "2": link("1", 0), "3": save}, {"1": link("1", 0), "2": link("1", 0), "3": save}, {}, {"3": save},
    {"1": {"class_type": "Source", "inputs": {"int": -1, "float": "1e3", "choice": "z", "number": 2.5}}, "2": link("1", 1), "3": save},
    {"1": {"class_type": "None", "inputs": {}}, "2": {"inputs": 3}, "3": save, "4": {"class_type": "Save", "inputs": {"model": ["1"]}}},
]
for index, prompt in enumerate(prompts):
    seed("prompt", f"prompt{index}", json.dumps(prompt).encode())

texts = ["a: &x [1, 0x1F, 1.5, .inf, yes, ~]\nb: *x\n", "comfyui:\n  base_path: /srv\n  clip: |\n    a\n    b\n",
         "{\"a\": [1, {\"b\": \"\\u00e9\"}], c: 'x'}", "--- >-\n folded\n text\n...\n", "? a\n: - b\n  - !!str 5\n", ""]
for index, text in enumerate(texts):
    seed("yaml", f"text{index}", text.encode())
