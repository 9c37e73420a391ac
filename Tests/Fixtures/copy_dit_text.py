#!/usr/bin/env python3
"""Copy what the tests of language models as text encoders use of the transformers' reference to reference/dit.

    copy_dit_text.py REFERENCE_DIR/dit

Kept are token ids and encoded prompts (of klein's, which are large, their sizes alone), in text/, and of whole workflows
some latents.
"""
import json
import pathlib
import shutil
import sys

from copy_reference import trimmed_safetensors

ENCODERS = {
    "zimage": ("cond.weights", "cond.unicode"),
    "klein": (),
    "qwen": ("cond.weights", "cond.unicode"),
    "lumina2": ("cond.",),
    "omnigen2": ("cond.weights", "cond.unicode", "cond.empty"),
}
# Workflow -> latents.
WORKFLOWS = {
    "z_image": ("base", "prompt_weights", "shift5_cfg"),
    "klein": ("base", "two_references"),
    "lumina2": ("base", "alignment_renorm", "prompt_weights"),
    "qwen_image": ("base", "prompt_weights"),
    "qwen_edit": ("edit_image_only", "edit_text_only", "plus_two_images"),
    "z_image_lora": ("base",),
    "klein_lora": ("base",),
    "qwen_lora": ("base",),
}


def main():
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(__file__).parent / "reference/dit"
    for folder in ("text", "workflows", "goldens"):
        (target / folder).mkdir(parents=True, exist_ok=True)
    for family, prefixes in ENCODERS.items():
        if prefixes:
            trimmed_safetensors(
                source / f"goldens/internals_{family}.safetensors", target / f"text/{family}.safetensors",
                lambda name: name.startswith(prefixes))
        facts = json.loads((source / f"goldens/internals_{family}.json").read_text())
        prompts = []
        for name, prompt in facts["prompts"].items():
            (chunks,) = facts["tokens"][name].values()
            (chunk,) = chunks
            weights = [weight for _, weight in chunk["tokens"]]
            entry = {"name": name, "text": prompt, "ids": [token for token, _ in chunk["tokens"]],
                     "length": chunk["padded_to"]}
            if any(weight != 1 for weight in weights):
                entry["weights"] = weights
            norms = facts["norms"].get(f"cond.{name}")
            if norms:
                entry["norms"] = norms
            prompts.append(entry)
        (target / f"text/{family}.json").write_text(json.dumps(prompts, separators=(",", ":")) + "\n")
    for name, latents in WORKFLOWS.items():
        shutil.copyfile(source / f"workflows/{name}.json", target / f"workflows/{name}.json")
        trimmed_safetensors(
            source / f"goldens/{name}.safetensors", target / f"goldens/{name}.safetensors",
            lambda key: key in latents)


if __name__ == "__main__":
    main()
