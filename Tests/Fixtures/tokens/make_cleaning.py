#!/usr/bin/env python3
"""Writes cleaning.json: [text, what ftfy makes of it], where it makes something else of it, or might have.

    pip install ftfy==6.3.1 && python make_cleaning.py FTFY_DIR     # a checkout of rspeer/python-ftfy, Apache-2.0

The texts are those of ftfy's own tests (tests/test-cases), texts that went through up to two wrong encodings, and random
mixtures of what its fixes are about.
"""
import json
import pathlib
import random
import sys

import ftfy
from ftfy.chardata import CHARMAP_ENCODINGS

PIECES = [
    "&amp;", "&lt;", "&#39;", "&#x2019;", "&EACUTE;", "&nTILDE;", "&hellip;", "&#0;", "&#150;", "&#129;", "&#xD800;", "&#59;",
    "&#x110000;", "&#99999999999;", "&#65534;", "&#13;", "&#x;", "&semi;", "&NOPE;", "&amp", "&amp;amp;lt;", "<", "\x1b[31m", "\x1b[1;2",
    "\r\n", "\r", "\u2028", "\u0085", "\n", "\ufeff", "\u206a", "\x00", "\x7f", "ﬁ", "ŉ", "Ｆｕｌｌ", "ｶﾞ", "\u3000", "‘x’", "“y”",
    "\x80", "\x9d", "e\u0301", "œ", "Å", "°", "Ã ", "a Ã ", "Â ", "a. Â ", "β€™", "Ã\xa0", "voilÃ le", "Ã s ", "ðŸ˜€", "â€œ", "\ufffd", "?",
]
TEXTS = ["été à la plage", "日本語 テキスト", "Привет, мир", "naïve café “quote” — dash…", "Ελλάδα είναι", "it’s 😀 ok",
         "čeština žluťoučký", "voilà le travail à Portugal às quele", "ñandú €50 ™", "large red circle，blue"]


def texts(folder):
    cases = [case for file in sorted(folder.glob("*.json")) for case in json.loads(file.read_text())]
    own = [case[key] for case in cases for key in ("original", "fixed", "fixed-encoding") if key in case]
    yield from own
    source = random.Random(7)
    pool = own + TEXTS
    for _ in range(300):
        text = source.choice(pool)
        start = source.randrange(max(1, len(text) - 1))
        text = text[start:start + source.randint(1, 40)]
        for _ in range(source.randint(1, 2)):
            try:
                text = text.encode().decode(source.choice(CHARMAP_ENCODINGS), errors="replace" if source.random() < 0.3 else "strict")
            except UnicodeDecodeError:
                pass
        yield text.replace("\xa0", " ") if source.random() < 0.3 else text
    characters = "".join(pool)
    for _ in range(300):
        yield "".join(source.choice([source.choice(PIECES), source.choice(characters), chr(source.randrange(0x20, 0x180))])
                      for _ in range(source.randint(1, 12)))


def main():
    rows = dict.fromkeys(texts(pathlib.Path(sys.argv[1]) / "tests" / "test-cases"))
    rows = [[text, ftfy.fix_text(text)] for text in rows if not any(0xD800 <= ord(c) < 0xE000 for c in text)]
    with open(pathlib.Path(__file__).with_name("cleaning.json"), "w") as file:
        json.dump(rows, file, separators=(",", ":"))


if __name__ == "__main__":
    main()
