#!/usr/bin/env python3
"""Copy tokens of language models' tokenizers, and two vocabularies, from the transformers' numeric reference.

    copy_language.py REFERENCE_DIR/dit

REFERENCE_DIR/dit/goldens/tokens.json has what ComfyUI's tokenizer classes gave (umt5_xxl_real and llama3_real: the
`tokenizers` library) for 42 prompts, of which two long ones are left out. The two SentencePiece models were trained for
that reference, on texts of its own.
"""
import json
import pathlib
import shutil
import sys

KEPT = ["t5_flux", "t5_pixart_chroma", "qwen3_z_image", "qwen3_klein", "qwen25_qwen_image", "byt5", "umt5_like_wan",
        "gemma_like_lumina2", "umt5_xxl_real", "llama3_real"]


def main():
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(__file__).parent
    file = json.loads((source / "goldens/tokens.json").read_text())
    kept = [index for index, prompt in enumerate(file["prompts"]) if len(prompt) < 500]
    result = {"prompts": [file["prompts"][index] for index in kept], "tokenizers": {}}
    for name in KEPT:
        chunks = file["tokenizers"][name]["chunks"]
        assert all(len(chunks[index]) == 1 for index in kept)
        result["tokenizers"][name] = [chunks[index][0] for index in kept]
    text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
    (target / "language.json").write_text(text.replace("},{", "},\n{") + "\n")
    for name in ["umt5_like.model", "gemma_like.model"]:
        shutil.copyfile(source / "dit_spiece" / name, target / name)


if __name__ == "__main__":
    main()
