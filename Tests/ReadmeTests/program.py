#!/usr/bin/env python3
"""Puts the code of a README into a program, so that it is compiled and run as it stands.

    program.py README LANGUAGE TEMPLATE

Writes the template with the README's fenced pieces of that language filled in. Its section between lines that end in
`[piece` and `]piece` comes once for each piece: $code is the code and $line its line in the README. Where the section has
$definitions, that is what of the code stands outside of functions, up to the last `}` at the start of a line, and $code
the rest, from line $start on. The section between `[call` and `]call` comes once for each piece too. Lines with
`only: TEXT` and `without: TEXT` choose the pieces that do, and that do not, contain a text.
"""

import re
import string
import sys
from pathlib import Path


def pieces(readme, language):
    """(line, code) of each fenced piece of a language."""
    text = Path(readme).read_text()
    fenced = re.finditer(rf"^```{re.escape(language)}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [(text.count("\n", 0, piece.start(1)) + 1, piece[1]) for piece in fenced]


def split(code):
    """What stands outside of functions, and the rest."""
    at = code.rfind("\n}\n")
    return (code[: at + 3], code[at + 3 :]) if at >= 0 else ("", code)


def filled(readme, language, template):
    choices = re.findall(r"^.*\b(only|without): (.+)$", template, re.MULTILINE)
    found = [
        (line, code)
        for line, code in pieces(readme, language)
        if all((text in code) == (word == "only") for word, text in choices)
    ]
    if not found:
        raise SystemExit(f"{readme} has no such piece in {language}")

    def repeated(section):
        parts = []
        for line, code in found:
            definitions, rest = split(code) if "$definitions" in section[2] else ("", code)
            start = line + definitions.count("\n")
            values = {"line": line, "start": start, "code": rest, "definitions": definitions}
            parts.append(string.Template(section[2]).substitute(values))
        return "".join(parts)

    return re.sub(r"^[^\n]*\[(piece|call)\n(.*?)^[^\n]*\]\1\n", repeated, template, flags=re.MULTILINE | re.DOTALL)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    sys.stdout.write(filled(sys.argv[1], sys.argv[2], Path(sys.argv[3]).read_text()))
