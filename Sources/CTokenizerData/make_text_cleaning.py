#!/usr/bin/env python3
"""Writes text_cleaning.bin from the tables of ftfy and of Python's standard library.

    pip install ftfy==6.3.1 && python3.11 make_text_cleaning.py      # Apache-2.0

ftfy (https://github.com/rspeer/python-ftfy) is what CLIP's tokenizers clean a text with. Its character classes, its
single-byte encodings, its replacements of single characters and HTML5's names of characters are tables, in this order,
all numbers little-endian:

    classes       u16 count, then {u32 first, u32 last, u32 classes: a bit for each name of CLASSES}
    encodings     u8 count, then {u8 flags: 1 byte 1A stands for U+FFFD, 2 MacRoman; u16[128] characters of the
                  bytes from 80 on}
    replacements  u16 count, then {u32 character, u8 length, UTF-8}
    entities      u16 count, then {u8 length, name with its semicolon, u8 length, UTF-8}, ordered by name
"""
import codecs
import pathlib
import re
import struct

import ftfy.bad_codecs  # noqa: F401  (registers the sloppy encodings)
from ftfy import badness, chardata

CLASSES = ["common", "c1", "bad", "law", "currency", "start_punctuation", "end_punctuation", "numeric", "kaomoji",
           "upper_accented", "lower_accented", "upper_common", "lower_common", "box",
           "utf8_first_of_2", "utf8_first_of_3", "utf8_first_of_4", "utf8_continuation", "utf8_continuation_strict"]


def text(value):
    data = value.encode()
    return struct.pack("<B", len(data)) + data


def classes():
    definitions = {**badness.MOJIBAKE_CATEGORIES, **chardata.UTF8_CLUES}
    assert list(definitions) == CLASSES
    patterns = [re.compile(f"[{definitions[name]}]") for name in CLASSES]
    runs = []
    for code in (c for c in range(0x110000) if not 0xD800 <= c < 0xE000):
        bits = sum(1 << i for i, pattern in enumerate(patterns) if pattern.match(chr(code)))
        if runs and runs[-1][2] == bits and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code, bits])
    runs = [run for run in runs if run[2]]
    return struct.pack("<H", len(runs)) + b"".join(struct.pack("<III", *run) for run in runs)


def encodings():
    result = struct.pack("<B", len(chardata.CHARMAP_ENCODINGS))
    for name in chardata.CHARMAP_ENCODINGS:
        table = bytes(range(256)).decode(name)
        assert all(table[i] == chr(i) for i in range(0x80) if i != 0x1A)
        result += struct.pack("<B128H", (table[0x1A] == "\ufffd") | (name == "macroman") << 1, *map(ord, table[0x80:]))
    return result


def replacements():
    table = {**chardata.LIGATURES, **chardata.WIDTH_MAP}
    table |= {c: "'" for c in range(0x110000) if chardata.SINGLE_QUOTE_RE.match(chr(c))}
    table |= {c: '"' for c in range(0x110000) if chardata.DOUBLE_QUOTE_RE.match(chr(c))}
    return struct.pack("<H", len(table)) + b"".join(struct.pack("<I", c) + text(table[c]) for c in sorted(table))


def entities():
    table = {name[1:]: value for name, value in chardata.HTML_ENTITIES.items()}
    ordered = sorted(table, key=str.encode)
    return struct.pack("<H", len(ordered)) + b"".join(text(name) + text(table[name]) for name in ordered)


def main():
    data = classes() + encodings() + replacements() + entities()
    pathlib.Path(__file__).with_name("text_cleaning.bin").write_bytes(data)


if __name__ == "__main__":
    main()
