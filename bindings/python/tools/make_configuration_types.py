#!/usr/bin/env python3
"""Writes configuration_types.py from the keys that the library tells of.

    python make_configuration_types.py > ../src/libcomfy/configuration_types.py

`libcomfy` has to be importable. The tests compare the file with what this gives.
"""
import json
import textwrap

from libcomfy._library import library
from libcomfy.errors import take_text

WIDTH = 118
TYPES = {"bool": "bool", "int": "int", "number": "float", "string": "str", "strings": "list[str]"}
#: ComfyUI's enumerations, which stand beside their values.
ENUMERATIONS = {"preview_method": "LatentPreviewMethod", "fast": "PerformanceFeature"}
HEAD = '''"""The keys of the configuration, for type checkers and editors.

Made by tools/make_configuration_types.py. Do not edit.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal, TypedDict

from .configuration_values import LatentPreviewMethod, PerformanceFeature


class ConfigurationKeys(TypedDict, total=False):
    """ComfyUI's settings, and the library's own."""
'''


def type_of(name, key):
    values = ", ".join(f'"{value}"' for value in key.get("values") or [])
    if key["type"] in ("choice", "choices"):
        found = f"Literal[{values}]"
        if name in ENUMERATIONS:
            found = f"{ENUMERATIONS[name]} | {found}"
        return found if key["type"] == "choice" else f"Collection[{found}]"
    found = TYPES[key["type"]]
    if name.endswith("_directory") or name == "cwd":
        found += " | Path"
    return found + (" | None" if key["nullable"] else "")


def main():
    lines = [HEAD]
    for name, key in json.loads(take_text(library().comfy_get_configuration_keys)).items():
        text = key["meaning"] if key["effect"] == "honoured" else f"{key['effect']}: {key['meaning']}"
        lines += textwrap.wrap(text, WIDTH, initial_indent="    #: ", subsequent_indent="    #: ")
        lines.append(f"    {name}: {type_of(name, key)}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
