#!/usr/bin/env python3
"""Write those tokens of Llama 3's vocabulary that occur in the prompts of the HiDream tests to tokens/llama3_part.txt, and
what the tests use of the reference's HiDream to reference/dit.

    copy_llama3_part.py REFERENCE_DIR/dit TOKENIZER_MODEL

TOKENIZER_MODEL is tokenizer.model of Llama 3 (lines of a token in base 64 and its number), e.g. of the PyPI package
llama-models. The vocabulary is Meta's and under its licence, so that the file holds the few hundred tokens alone that are
part of a prompt, with their numbers, and the 256 bytes: with these every prompt becomes the tokens that it becomes with
all.
"""
import base64
import json
import pathlib
import shutil
import sys

from copy_dit_reference import FACTS, SCHEDULES
from copy_reference import trimmed_safetensors

LATENTS = ("unicode", "encode_hidream")
KEPT = ("denoiser.", "pooled_output.", "cond.weights", "conditioning_llama3.plain", "conditioning_llama3.weights")


def prompts(workflow):
    for node in workflow.values():
        yield from (value for value in node["inputs"].values() if isinstance(value, str))


def main():
    source, model = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    here = pathlib.Path(__file__).parent
    target = here / "reference/dit"
    facts = json.loads((source / "goldens/internals_hidream.json").read_text())
    workflow = json.loads((source / "workflows/hidream.json").read_text())
    texts = list(facts["prompts"].values()) + list(prompts(workflow))
    parts = set()
    for text in texts:
        data = text.encode()
        parts.update(data[a:b] for a in range(len(data)) for b in range(a + 1, min(len(data), a + 32) + 1))
    lines = []
    for line in model.read_text().splitlines():
        token = base64.b64decode(line.split()[0])
        if len(token) == 1 or token in parts:
            lines.append(line)
    (here / "tokens/llama3_part.txt").write_text("\n".join(lines) + "\n")

    shutil.copyfile(source / "workflows/hidream.json", target / "workflows/hidream.json")
    trimmed_safetensors(
        source / "goldens/hidream.safetensors", target / "goldens/hidream.safetensors", lambda key: key in LATENTS)
    trimmed_safetensors(
        source / "goldens/internals_hidream.safetensors", target / "hidream.safetensors",
        lambda key: key.startswith(KEPT))
    kept = {key: facts[key] for key in FACTS}
    kept["schedules"] = {key: facts["schedules"][key] for key in SCHEDULES}
    kept["prompts"] = [
        {"name": name, "text": text, "tokens": facts["tokens"][name]["llama"][0]["tokens"]}
        for name, text in facts["prompts"].items()]
    (target / "hidream.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
