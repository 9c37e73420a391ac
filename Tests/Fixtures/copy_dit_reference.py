#!/usr/bin/env python3
"""Copy the part of the transformers' numeric reference that the tests use into Tests/Fixtures/reference/dit.

    copy_dit_reference.py REFERENCE_DIR/dit CONDITIONING.safetensors

REFERENCE_DIR/dit holds what ComfyUI itself gave for small random files of the transformer families (its README.md says
how). Kept are single calls of networks and autoencoders, the facts about sampling, the checksums of the model files, and
the shapes of real files.
"""
import json
import pathlib
import shutil
import struct
import sys

from copy_reference import trimmed_safetensors

# Family -> prefixes of what is kept of its internals.
INTERNALS = {
    "zimage": ("denoiser.", "cond.plain", "cond.empty"),
    "lumina2": ("denoiser.", "cond.plain", "cond.empty"),
    "qwen": ("denoiser.", "cond.plain", "cond.empty", "vae."),
    "flux": ("denoiser.x", "denoiser.denoised.plain", "pooled_output.plain"),
    "flux_schnell": ("denoiser.x", "denoiser.denoised.plain"),
    "klein": ("denoiser.x", "denoiser.denoised.plain", "vae."),
    "chroma": ("denoiser.", "cond.plain", "cond.empty"),
    "aura": ("denoiser.x", "denoiser.denoised.plain"),
    "sd3": ("denoiser.x", "denoiser.denoised.plain", "pooled_output.plain", "vae."),
    "omnigen2": ("denoiser.", "cond.plain", "cond.empty"),
}
# Of these the reference kept every third or fifth value of an encoded prompt: what is added was made of the same text
# encoder's file and tokens with transformers 4.57.6 (make_dit_conditioning.py), and agrees with those values within 1e-6.
ADDED = {
    "flux": {"cond.plain": "flux.cond.plain"},
    "klein": {"cond.plain": "klein.cond.plain"},
    "aura": {"cond.begin": "aura.cond.plain"},
    # the CLIPs' outputs side by side, which zeros make as wide as T5's, and that
    "sd3": {"cond.clip": "sd3.clip.plain", "cond.t5": "sd3.t5.plain"},
}
FACTS = ("model", "sigma_min_max", "sigmas_len", "percent_to_sigma", "timestep_of_sigma", "denoiser_sigmas")
SCHEDULES = ("normal/4", "simple/4", "sgm_uniform/4", "beta/4")


def read(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    return json.loads(data[8:8 + length]), data[8 + length:]


def add(target, name, source, source_name):
    """Put a tensor of one file into another."""
    header, body = read(target)
    others, other_body = read(source)
    begin, end = others[source_name]["data_offsets"]
    header[name] = dict(others[source_name], data_offsets=[len(body), len(body) + end - begin])
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    target.write_bytes(struct.pack("<Q", len(text)) + text + body + other_body[begin:end])


def main():
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(__file__).parent / "reference/dit"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source / "README.md", target / "README.md")
    shutil.copyfile(source / "make_dit_checkpoint.py", target / "make_dit_checkpoint.py")
    for family, prefixes in INTERNALS.items():
        trimmed_safetensors(
            source / f"goldens/internals_{family}.safetensors", target / f"{family}.safetensors",
            lambda name: name.startswith(prefixes))
        for name, source_name in ADDED.get(family, {}).items():
            add(target / f"{family}.safetensors", name, pathlib.Path(sys.argv[2]), source_name)
        facts = json.loads((source / f"goldens/internals_{family}.json").read_text())
        kept = {key: facts[key] for key in FACTS}
        kept["schedules"] = {key: facts["schedules"][key] for key in SCHEDULES}
        (target / f"{family}.json").write_text(json.dumps(kept, indent=1) + "\n")
    manifest = json.loads((source / "goldens/manifest.json").read_text())
    files = {name: {"sha256": file["sha256"]} for name, file in manifest["model_files"].items()}
    (target / "manifest.json").write_text(json.dumps({"model_files": files}, indent=1) + "\n")
    shapes = json.loads((source / "goldens/full_shapes.json").read_text())
    (target / "full_shapes.json").write_text(json.dumps(shapes) + "\n")


if __name__ == "__main__":
    main()
