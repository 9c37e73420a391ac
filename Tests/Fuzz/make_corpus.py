#!/usr/bin/env python3
"""Writes the first seeds of corpus/, tiny files of every kind, from Fixtures/images. Standard library only."""
import base64, json, math, pathlib, struct, zlib

here = pathlib.Path(__file__).parent
fixtures = here.parent / "Fixtures/images"


def seed(target, name, data):
    (here / "corpus" / target).mkdir(parents=True, exist_ok=True)
    (here / "corpus" / target / name).write_bytes(data)


def safetensors(header, data=b""):
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


wanted = ["color0_1bit_interlaced", "color0_16bit", "color2_8bit", "color3_4bit_transparent", "color4_8bit_interlaced",
          "color6_16bit", "exif_6", "exif_profile", "exif_xmp", "text", "many_idat", "animated"]
for case in json.loads((fixtures.parent / "images/png.json").read_text()):
    if case["name"] in wanted:
        seed("png", case["name"], bytes.fromhex(case["file"]))

pictures = json.loads((fixtures / "formats.json").read_text())
for target in ["jpeg", "webp", "gif", "bmp", "tiff"]:
    for case in [case for case in pictures if case["name"].startswith(target + "_") and len(case["file"]) < 4000][:12]:
        seed(target, case["name"], bytes.fromhex(case["file"]))
for case in pictures:
    if case["name"] in ["apng_rgb_1_1", "apng_default"]:
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

node = lambda id, type, inputs=(), values=(), **more: {
    "id": id, "type": type, "mode": 0, "inputs": [dict(zip(("name", "type", "link", "widget"), i)) for i in inputs],
    "outputs": [{"name": "x", "type": "*"}], "widgets_values": list(values), **more}
subgraph = lambda id, nodes, links, inputs=(), outputs=(): {
    "id": id, "name": id, "nodes": nodes, "links": links, "inputs": list(inputs), "outputs": list(outputs)}
text = ["text", "STRING", 1, {"name": "text"}]
encode = subgraph("s", [node(5, "CLIPTextEncode", [text, ["clip", "CLIP", 2]], ["inner {a|b}"])],
                  [[1, -10, 0, 5, 0, "STRING"], [2, -10, 1, 5, 1, "CLIP"], [3, 5, 0, -20, 0, "CONDITIONING"]],
                  [{"name": "text", "type": "STRING", "linkIds": [1]}, {"name": "clip", "type": "CLIP", "linkIds": [2]}],
                  [{"name": "c", "type": "CONDITIONING", "linkIds": [3]}])
editors = [
    {"nodes": [node(1, "KSampler", [["model", "MODEL", None]], [5, "fixed", 20, 8.0, "euler", "normal", 1]),
               node(2, "SaveLatent", [["samples", "LATENT", 4]], ["%KSampler.seed%"])], "links": [[4, 1, 0, 2, 0, "LATENT"]]},
    {"nodes": [node(1, "s", [["text", "STRING", None, {"name": "text"}], ["clip", "CLIP", None]], ["outer"],
                    properties={"proxyWidgets": [["5", "text"]]}), node(2, "PreviewAny", [["source", "*", 7]])],
     "links": [{"id": 7, "origin_id": 1, "origin_slot": 0, "target_id": 2, "target_slot": 0}],
     "definitions": {"subgraphs": [encode]}, "version": 1},
    {"nodes": [node(1, "a")], "links": [], "definitions": {"subgraphs": [
        subgraph("a", [node(1, "b"), node(2, "b")], []), subgraph("b", [node(1, "a")], [])]}},
    {"nodes": [node(1, "workflow>g", [["clip", "CLIP", None]], ["x"]), node(2, "Reroute", [["", "*", 1]]), node(3, "Note"),
               node(4, "PrimitiveNode", [], [3, "fixed"])], "links": [[1, 1, 0, 2, 0, "*"]],
     "extra": {"groupNodes": {"g": {"nodes": [node(0, "CLIPTextEncode", [["clip", "CLIP", None]], ["y"])], "links": [],
                                    "external": [[0, 0, "CONDITIONING"]]}}}},
    {"nodes": [node(1, "ResizeImageMaskNode", [], ["scale dimensions", 5, 6, "center", "area"]), node(2, "Nope", [text], [[1]]),
               node(3, "LoraLoader", [["model", "MODEL", 1]], mode=4), node(4, "VAEDecode", [["samples", "LATENT", 2]], mode=2)],
     "links": [[1, 2, 0, 3, 0, "MODEL"], [2, 3, 0, 4, 0, "LATENT"]]},
]
for index, editor in enumerate(editors):
    seed("editor", f"editor{index}", json.dumps(editor).encode())

chunk = lambda type, data: struct.pack(">I", len(data)) + type + data + struct.pack(">I", zlib.crc32(type + data))
picture = lambda *chunks: b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")
workflow = b'{"1": {"class_type": "SaveImage", "inputs": {}}}'
exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x10\0\x02" + struct.pack(">II", len(workflow) + 8, 26) + bytes(4) + b"prompt:" + workflow + b"\0"
files = {
    "text.png": picture(chunk(b"tEXt", b"prompt\0" + workflow)),
    "packed.png": picture(chunk(b"zTXt", b"workflow\0\0" + zlib.compress(workflow))),
    "unicode.png": picture(chunk(b"iTXt", b"prompt\0\1\0en\0\0" + zlib.compress(workflow))),
    "jpeg": b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + b"\xff\xda",
    "webp": b"RIFF\0\0\0\0WEBPEXIF" + struct.pack("<I", len(exif) - 6) + exif[6:],
    "latent": safetensors({"__metadata__": {"prompt": workflow.decode()}}), "json": b"\xef\xbb\xbf" + workflow,
}
for name, data in files.items():
    seed("workflowFile", name, data)

for name, wanted in (("pickles", ["types", "views", "legacy_views", "hypernetwork", "os_system_nested", "circle", "zip_overlap"]),
                     ("gguf", ["every_type", "original_shape", "llama", "t5", "nested_lists"])):
    for case in json.loads((fixtures.parent / "formats" / f"{name}.json").read_text()):
        if case["name"] in wanted:
            seed("modelFile", f"{name}_{case['name']}", bytes.fromhex(case["file"]))
seed("modelFile", "scaled", safetensors(
    {"scaled_fp8": entry("F8_E4M3", [0], 0, 0), "a.scale_weight": entry("F32", [], 0, 4), "a.weight": entry("F8_E4M3", [2, 2], 4, 8)}, bytes(8)))

texts = ["a: &x [1, 0x1F, 1.5, .inf, yes, ~]\nb: *x\n", "comfyui:\n  base_path: /srv\n  clip: |\n    a\n    b\n",
         "{\"a\": [1, {\"b\": \"\\u00e9\"}], c: 'x'}", "--- >-\n folded\n text\n...\n", "? a\n: - b\n  - !!str 5\n", ""]
for index, text in enumerate(texts):
    seed("yaml", f"text{index}", text.encode())

for index, text in enumerate(["a (red:1.2) fox", "embedding:ab, ((x)) [y]", "<extra_id_0> </s> <|im_end|>", "\u00e9\U0001f98a \ufb01 \u2167",
                              "  1234567 don't\n\n  x", ""]):
    seed("languages", f"text{index}", text.encode())

field = lambda number, data: bytes([number << 3 | 2, len(data)]) + data
piece = lambda text, score, kind: field(1, field(1, text) + b"\x15" + struct.pack("<f", score) + bytes([0x18, kind]))
pieces = piece(b"<unk>", 0, 2) + piece(b"</s>", 0, 3) + piece("\u2581a".encode(), -1, 1) + piece(b"red", -2, 1)
seed("vocabulary", "unigram", pieces + field(2, bytes([0x18, 1])))
seed("vocabulary", "pairs", pieces + piece(b"<0x0A>", -3, 6) + field(2, bytes([0x18, 2, 0x98, 2, 1])))
seed("vocabulary", "tiktoken", b"".join(base64.b64encode(bytes([i])) + b" %d\n" % i for i in range(256)))
seed("vocabulary", "json", json.dumps({"model": {"vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}, "added_tokens": [
    {"id": 3, "content": "<x>"}]}).encode())
seed("vocabulary", "tekken", json.dumps({"config": {"default_vocab_size": 300, "default_num_special_tokens": 2}, "vocab": [
    {"rank": i, "token_bytes": base64.b64encode(bytes([i])).decode(), "token_str": None} for i in range(256)]}).encode())

number = lambda value: struct.pack("<Q", value)
for tag in range(14):
    seed("wire", f"parent{tag}", bytes([0, tag]) + number(1) * 3)
    seed("wire", f"child{tag}", bytes([1, tag]) + number(1) + number(3) + b"abc" + number(0) * 2)

for index, texts in enumerate([
    ["%date:yyyy-MM-dd%/%width%_%%_%batch_num%"], ["00-%s-%s-01" % ("ab" * 16, "cd" * 8), "a=b,c=d"],
    [r"(?P<x>a+)(b)?\d{2,}", "aab12 ab34", r"\g<x>-\1"], [r"^\s*(?:[^,]|,(?=\w))*$", "a, b,c"], ["(a|b*)*c", "aabb"],
]):
    seed("texts", f"texts{index}", b"\0".join(text.encode() for text in texts))

for index, texts in enumerate([
    ["__pow__", "2", "-3"], ["lshift", "1", "200"], ["getitem", "[1, [2]]", "-1"], ["floordiv", "-170141183460469231731687303715884105728", "-1"],
    ["{0:>+10,.3f}{1!r:*^{0}}", "3", '"x"'], ["max(a, b) ** 2 // 3 % (a or -b)", "1.5", "7"], ["mod", '"%5d"', "3"], ["index", "true"],
]):
    seed("values", f"values{index}", b"\0".join(text.encode() for text in texts))

numbers = lambda *shape: {"dtype": "F32", "shape": list(shape), "data_offsets": [0, 4 * math.prod(shape)]}
for name, tensors in {"one": {"emb_params": numbers(1, 2)}, "several": {"clip_l": numbers(2, 2)}, "list": {"0.a": numbers(2, 2)},
                      "empty": {"clip_g": numbers(0, 2)}, "scalar": {"string_to_param.*": numbers()}}.items():
    seed("tensorFiles", name, safetensors(tensors, bytes(16)[:max(t["data_offsets"][1] for t in tensors.values())]))
