#!/usr/bin/env python3
"""Writes what the bindings repeat of include/comfy.h: the declarations in Rust, Python and C#, and the whole ABI as
JSON.

    bindings/generate.py            write them
    bindings/generate.py --check    fail if one of them is not what the header says
"""
import pathlib
import sys

from generator import abi, csharp, header, python, rust

ROOT = pathlib.Path(__file__).resolve().parents[1]
HEADER = ROOT / "include" / "comfy.h"
OUTPUTS = {
    "bindings/rust/libcomfy-sys/src/header.rs": rust.write,
    "bindings/python/src/libcomfy/_abi.py": python.write,
    "bindings/csharp/Libcomfy/Native.cs": csharp.write,
    "bindings/abi.json": abi.write,
}


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    try:
        declarations = header.read(HEADER.read_text())
    except header.Unknown as error:
        sys.exit(f"include/comfy.h: {error}")
    for name, write in OUTPUTS.items():
        path, code = ROOT / name, write(declarations)
        if not sys.argv[1:]:
            path.write_text(code)
        elif not path.exists() or path.read_text() != code:
            sys.exit(f"{name} is not what include/comfy.h says: run bindings/generate.py")


if __name__ == "__main__":
    main()
