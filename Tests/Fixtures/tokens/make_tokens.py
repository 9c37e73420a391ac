#!/usr/bin/env python3
"""Writes tokens.json: what transformers' tokenizer and ComfyUI's prompt parser make of difficult texts.

    pip install transformers==4.57.6 ftfy==6.3.1 regex==2025.11.3 numpy
    python make_tokens.py COMFYUI_DIR       # a ComfyUI checkout

`encode`: [text, tokens without start and end]. `prompts`: [prompt, chunks], a chunk being [token or "e" + the
vector's first number, weight] without the padding at its end, and how long it is with it. Embeddings: see EMBEDDINGS.
The prompt parser is run from the checkout's comfy/sd1_clip.py without the rest of ComfyUI.
"""
import ast
import json
import os
import random
import re
import sys
import types
import typing

import numpy
import transformers

EMBEDDINGS = {
    "ti": numpy.array([[1.0], [2.0], [3.0]]),
    "one": numpy.array([9.0]),
    "big": numpy.arange(100.0).reshape(100, 1),
    "x,y": numpy.array([[5.0]]),
}

TEXTS = [
    "", " ", "a", "A", "a photo of a cat", "  A   CAT\n\twith   TABS  ", "it's 3.14, don't! we'll they're I'VE I'm he'd",
    "''s '' 's's !'s x'sy", "#tag_name a&b <html> 100% — dash", "(((a)))", "antidisestablishmentarianism",
    "<|endoftext|>", "a<|endoftext|>b <|startoftext|>c", "<|ENDOFTEXT|>!x <|StartOfText|>", "!<|EndOfText|>!", "<|endoftext",
    "café naïve Ångström ﬁ straße İstanbul ΣΑΣ", "e\u0301\u0323 a\u0323\u0301 \u212b \u1e9b\u0323 \u0344 \u0f73\u0f71",
    "日本語 テキスト が\u3099 한국어 각 ᄀ\u1161\u11a8 中文", "😀😃👩‍👩‍👧 ❤️ 🇩🇪 👍🏽", "नमस्ते สวัสดี שלום مرحبا ١٢٣ Ⅷ ½ ²",
    "a\u00a0b\u3000c\u2003d\u200be\u2028f\u0085g\x1ch\x0bi", "\x00\x01\x02\x7f\ufeff\ufffd", "Ã© é Ġ ĠA",
    "\U00011382\u033d \U00011a99\u033d \u0d3c\u036d \ua7d2 \U00010940 \U00016e40", "𝔘𝔫𝔦 𝒞 ① ㎏ ﷺ", "x" * 200, "ab" * 60 + " " + "1234567890" * 8,
]

PROMPTS = [
    "", "()", "(", ")", "((", "))", ")(", "(a", "a)", "(a))", "((a)", "(a)(b)(c:2)", "a (b (c:0.5) d:1.5) e", "((a (b)", "a) (b) (c",
    "(a:1.2", "(a:b:1.3)", "(:1.3)", "(a:)", "(a: 1.3 )", "(a:1e1)", "(a:-.5)", "(a:+5.)", "(a:1_0)", "(a:1__0)", "(a:_1)", "(a:0x10)",
    "(a:inf)", "(a:Infinity)", "(a:nan)", "(a:١.٥)", "(a:1.3:)", "(a(b):1.3)", "(a:1.3(b))", "(a:1.1)(b:0)", "(((((a)))))",
    "[a] {b} [c:0.5]", "\\(a\\) (b\\):1.5) \\\\(c\\\\)", "(a\\:1.3)", "\x00\x01 a \x00\x02", "A", "(A)", "Ã©", "\u00c3\u00a9 x",
    "embedding:ti", "x embedding:ti", "xembedding:ti", "x, embedding:ti, y", "x\nembedding:one y  z", "(embedding:ti:1.3)", "(embedding:one)",
    "embedding:nope", "embedding:nope, x", "embedding:x,y z", "embedding:x,y, z", "embedding:,ti, z", "embedding:ti embedding:one",
    "a embedding:big b", "(embedding:big:0.5) " * 3, "embedding:ti,y", "embedding:\u00a0one", "embedding:one\u3000x", "EMBEDDING:ti",
    "a " * 73, "a " * 74, "a " * 75, "a " * 76, "a " * 80, "a " * 70 + "(b c d e f g h)", "a " * 69 + "(b c d e f g h)", "a " * 68 + "(b c d e f g h)",
    "a " * 70 + "(b c d e f g h i)", "a " * 75 + "(b c d e f g h i)", "(a b c)" * 40, "a " * 160, "(a:1.2) " * 60,
]


def prompt_tokenizer(comfyui):
    path = os.path.join(comfyui, "comfy")
    with open(os.path.join(path, "sd1_clip.py"), encoding="utf-8") as file:
        module = ast.parse(file.read())
    wanted = {"parse_parentheses", "token_weights", "escape_important", "unescape_important", "SDTokenizer"}
    module.body = [node for node in module.body if getattr(node, "name", None) in wanted]

    class Anything:
        def __getattr__(self, name):
            return Anything

        def __call__(self, *arguments, **named):
            return self

    scope = {name: getattr(typing, name) for name in ("Optional", "Union", "Tuple", "Sequence", "TypeVar")}
    scope |= {"torch": Anything(), "Path": str, "Traversable": Anything, "SDTokenizerT": None, "PreTrainedTokenizerBase": Anything,
              "SPieceTokenizer": Anything, "logger": types.SimpleNamespace(warning=lambda *text: None), "re": re, "os": os, "CLIPTokenizer": transformers.CLIPTokenizer,
              "load_embed": lambda name, *rest: EMBEDDINGS.get(name)}
    exec(compile(module, "sd1_clip.py", "exec"), scope)
    return scope["SDTokenizer"](os.path.join(path, "sd1_tokenizer"), embedding_directory="nowhere")


def random_texts(count):
    ranges = [(0x20, 0x7F), (0x20, 0x7F), (0x20, 0x21), (0, 0x20), (0x80, 0x250), (0x300, 0x370), (0x370, 0x600), (0x900, 0xE00),
              (0x1100, 0x1200), (0x1E00, 0x2000), (0x2000, 0x2C00), (0x3040, 0x3100), (0x4E00, 0x5000), (0xAC00, 0xAE00),
              (0xF900, 0xFB50), (0x10000, 0x11FFF), (0x1D100, 0x1D800), (0x1F300, 0x1F700)]
    source = random.Random(20)
    for _ in range(count):
        chosen = [source.choice(ranges) for _ in range(source.randint(1, 4))]
        yield "".join(chr(source.randrange(*source.choice(chosen))) for _ in range(source.randint(1, 24)))


def main():
    tokenizer = prompt_tokenizer(sys.argv[1])
    encode = [[text, tokenizer.tokenizer(text)["input_ids"][1:-1]] for text in TEXTS + list(random_texts(250))]
    prompts = []
    for prompt in PROMPTS:
        chunks = []
        for chunk in tokenizer.tokenize_with_weights(prompt):
            row = [[token if isinstance(token, int) else "e%d" % token.reshape(-1)[0], weight] for token, weight in chunk]
            used = len(row)
            while used > 1 and row[used - 1] == [49407, 1.0] and row[used - 2] == [49407, 1.0]:
                used -= 1
            # JSON has no infinity and no NaN.
            chunks.append([len(row), [[t, w if numpy.isfinite(w) else repr(float(w))] for t, w in row[:used]]])
        prompts.append([prompt, chunks])
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tokens.json"), "w") as file:
        json.dump({"encode": encode, "prompts": prompts}, file, separators=(",", ":"))


if __name__ == "__main__":
    main()
