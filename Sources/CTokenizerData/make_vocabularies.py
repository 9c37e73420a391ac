#!/usr/bin/env python3
"""Writes t5.bin, umt5.bin, qwen.bin and tekken.bin: vocabularies of language models, each a zlib stream.

    pip download stable-diffusion-cpp-python==0.4.7 --no-deps --no-binary stable-diffusion-cpp-python    # MIT
    pip download mistral-common==1.13.1 --no-deps                                                         # Apache-2.0
    python make_vocabularies.py stable_diffusion_cpp_python-0.4.7.tar.gz mistral_common-1.13.1-py3-none-any.whl

The first carries stable-diffusion.cpp, whose headers hold, as bytes, the tokenizer.json files of google/t5-v1_1-xxl and
google/umt5-xxl and the merges of Qwen2 (all Apache-2.0); the second has Mistral's tekken (Apache-2.0). Of T5's file only
vocabulary and character map are taken: its other rules are not those of the original, which `T5Tokenizer` has.
All numbers are little-endian. "Planes" are a list's lowest bytes, then its second bytes, ...

    t5, umt5   u32 count, u32 bytes of texts, texts each ended by a zero byte, differences of the scores' IEEE bits (modulo
               2^32) in 4 planes, SentencePiece's precompiled character map (umt5: none)
    qwen       u32 count, the merges' left tokens in 3 planes, the right ones in 3 planes; tokens 0...255 are bytes in the
               order of GPT-2's alphabet, 256 + i is what merge i makes
    tekken     u32 count, lengths in a plane, the tokens' bytes
"""
import base64
import hashlib
import json
import pathlib
import re
import struct
import sys
import tarfile
import zipfile
import zlib

SHA256 = {
    "t5": "824815dc1973e63d5796d6c7bd82e764334f91864dd38911a679b591b55f8b43",
    "umt5": "82c817e4402808d020b82e5017f222a46770bd627005823acee4bc2ff11bf992",
    "qwen": "c3f800035dc25ec5c9c9f4cc6c7baa06143996d5cb7957a040ba89401b6eb966",
    "tekken": "1d893b38ed7cd5d0e9c5ca52e480aaebb4c98b81859dc6706c2fcb46cee97804",
}


def header(archive, name, array):
    """The bytes that a C header of stable-diffusion.cpp spells out."""
    member = next(m for m in archive.getmembers() if m.name.endswith(f"/tokenizers/vocab/{name}"))
    text = archive.extractfile(member).read().decode()
    text = text[text.index(f"unsigned char {array}[]"):]
    text = text[text.index("{") + 1:text.index("}")]
    return bytes(int(byte, 16) for byte in re.findall(r"0x[0-9a-fA-F]{1,2}", text))


def planes(values, count):
    return b"".join(bytes(value >> 8 * plane & 255 for value in values) for plane in range(count))


def unigram(data):
    file = json.loads(data)
    pieces = file["model"]["vocab"]
    texts = b"".join(text.encode() + b"\0" for text, _ in pieces)
    bits = [struct.unpack("<I", struct.pack("<f", score))[0] for _, score in pieces]
    differences = [(b - a) % 2**32 for a, b in zip([0] + bits, bits)]
    maps = [n["precompiled_charsmap"] for n in file["normalizer"]["normalizers"] if n["type"] == "Precompiled"]
    return (struct.pack("<II", len(pieces), len(texts)) + texts + planes(differences, 4)
            + base64.b64decode(maps[0] if maps else ""))


def byte_alphabet():
    """The characters that stand for bytes, in the order of their token numbers."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [b for b in range(256) if b not in printable]
    return [chr(b) for b in printable] + [chr(256 + i) for i in range(len(others))]


def qwen(data):
    merges = [line.split(" ") for line in data.decode().split("\n") if line]
    number = {text: i for i, text in enumerate(byte_alphabet())}
    pairs = []
    for left, right in merges:
        assert left + right not in number
        pairs.append((number[left], number[right]))
        number[left + right] = len(number)
    return (struct.pack("<I", len(pairs)) + planes([left for left, _ in pairs], 3)
            + planes([right for _, right in pairs], 3))


def tekken(data):
    file = json.loads(data)
    config = file["config"]
    count = config["default_vocab_size"] - config["default_num_special_tokens"]
    tokens = [base64.b64decode(entry["token_bytes"]) for entry in file["vocab"][:count]]
    assert [entry["rank"] for entry in file["vocab"][:count]] == list(range(count))
    return struct.pack("<I", count) + bytes(map(len, tokens)) + b"".join(tokens)


def main():
    with tarfile.open(sys.argv[1]) as archive:
        data = {
            "t5": unigram(header(archive, "clip_t5.hpp", "t5_tokenizer_json_str")),
            "umt5": unigram(header(archive, "umt5.hpp", "umt5_tokenizer_json_str")),
            "qwen": qwen(header(archive, "qwen.hpp", "qwen2_merges_utf8_c_str")),
        }
    with zipfile.ZipFile(sys.argv[2]) as wheel:
        data["tekken"] = tekken(wheel.read("mistral_common/data/tekken_240911.json"))
    for name, content in data.items():
        digest = hashlib.sha256(content).hexdigest()
        if digest != SHA256[name]:
            sys.exit(f"{name}: {digest}, not the vocabulary that is expected")
        pathlib.Path(__file__).with_name(f"{name}.bin").write_bytes(zlib.compress(content, 9))
        print(name, len(content), "bytes")


if __name__ == "__main__":
    main()
