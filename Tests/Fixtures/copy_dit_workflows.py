#!/usr/bin/env python3
"""Copy what the tests of T5 text encoders and of whole graphs use of the transformers' reference to reference/dit.

    copy_dit_workflows.py REFERENCE_DIR/dit

Kept are workflows with some of their latents, and of encoded prompts some hundred values each with the tokens.
"""
import array
import json
import pathlib
import shutil
import struct
import sys

from copy_reference import trimmed_safetensors

# Workflow -> latents.
WORKFLOWS = {
    "flux_dev": ("encode_flux", "prompt_weights", "t5_short"),
    "flux_schnell": ("base",),
    "flux_checkpoint": ("base",),
    "flux_fill": ("fill_mask_True", "no_image"),
    "flux_kontext": ("two_references", "method_uxo_uno"),
    "flux_redux": ("center_attn_bias_0.6", "none_multiply_0.5"),
    "flux_lora_diffusers": ("base",),
    "sd35": ("prompt_weights", "encode_sd3_none", "uni_pc"),
    "sd35_img": ("inpaint",),
    "sd3_encoders": ("with_l_g", "with_t5"),
    "sd3_checkpoint": ("weights",),
    "chroma": ("prompt_weights", "t5_padding1"),
    "pixart": ("prompt_long",),
    "omnigen2": ("weights", "dual_cfg_two_references"),
    "fp8": ("flux_fp8_e4m3fn",),
    "tiled": ("wan21_encoded",),
}
PICTURES = ("tiled/wan21_decoded_img_00001_.png",)
FAMILIES = ("flux", "sd3", "chroma", "ltxv", "wan", "cosmos_predict2", "aura")
PROMPTS = ("plain", "weights", "unicode", "empty")
COUNT = 600


def tensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    body = data[8 + length:]
    for name, info in json.loads(data[8:8 + length]).items():
        if name != "__metadata__":
            yield name, array.array("f", body[slice(*info["data_offsets"])]), info["shape"]


def encoded(source, target):
    """Every so manieth value of each encoded prompt, in one file for all families, and what they were made of."""
    header, chunks, at, prompts = {}, [], 0, {}
    for family in FAMILIES:
        facts = json.loads((source / f"goldens/internals_{family}.json").read_text())
        for name, values, _ in tensors(source / f"goldens/internals_{family}.safetensors"):
            name, _, step = name.partition("@")
            kind, _, prompt = name.partition(".")
            if kind not in ("cond", "pooled_output") or prompt not in PROMPTS:
                continue
            entry = prompts.setdefault(family, {}).setdefault(prompt, {"text": facts["prompts"][prompt]})
            entry["tokens"] = {key: chunk[0]["tokens"] for key, chunk in facts["tokens"][prompt].items()}
            entry["length"] = max(chunk[0]["padded_to"] for chunk in facts["tokens"][prompt].values())
            entry[kind] = facts["norms"][f"{kind}.{prompt}"]["shape"]
            skipped = max(1, len(values) // COUNT) if kind == "cond" else 1
            kept = values[::skipped].tobytes()
            if kind == "cond":
                entry["step"] = int(step or 1) * skipped
            header[f"{family}.{kind}.{prompt}"] = {
                "dtype": "F32", "shape": [len(kept) // 4], "data_offsets": [at, at + len(kept)]}
            chunks.append(kept)
            at += len(kept)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (target / "encoded.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(chunks))
    (target / "encoded.json").write_text(json.dumps(prompts, ensure_ascii=False, separators=(",", ":")) + "\n")


def main():
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(__file__).parent / "reference/dit"
    for folder in ("workflows", "goldens"):
        (target / folder).mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        (target / "goldens" / picture).parent.mkdir(exist_ok=True)
        shutil.copyfile(source / "goldens" / picture, target / "goldens" / picture)
    for name, latents in WORKFLOWS.items():
        shutil.copyfile(source / f"workflows/{name}.json", target / f"workflows/{name}.json")
        trimmed_safetensors(
            source / f"goldens/{name}.safetensors", target / f"goldens/{name}.safetensors",
            lambda key: key in latents)
    encoded(source, target)


if __name__ == "__main__":
    main()
