#!/usr/bin/env python3
"""Loads packs of custom nodes from outside the repository, and says how many classes of each a client knows.

    python try_packs.py PACK...

PACK is a folder as it lies in custom_nodes. Each is copied and loaded in a process of its own, with the libcomfy, and with or
without the torch, of the Python that runs this. The exit status is the number of packs that fail.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


async def load(pack: Path) -> int:
    import libcomfy

    with tempfile.TemporaryDirectory() as base:
        shutil.copytree(pack, Path(base, "custom_nodes", pack.name))
        os.chdir(base)
        async with libcomfy.Comfy({"disable_all_custom_nodes": True}) as client:
            library = client.node_schemas().keys()
        async with libcomfy.Comfy() as client:
            known = client.node_schemas().keys() - library
            for error in client.failed_custom_nodes.values():
                print(f"FAILED  {pack.name}: {type(error).__name__}: {error}")
                return 1
            print(f"ok      {pack.name}: {len(known)} classes")
        os.chdir("/")
    return 0


def main(packs: list[str]) -> int:
    if len(packs) == 2 and packs[0] == "--one":
        return asyncio.run(load(Path(packs[1])))
    failed = 0
    for pack in packs:
        one = [sys.executable, __file__, "--one", os.path.abspath(pack)]
        finished = subprocess.run(one, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        lines = [line for line in finished.stdout.splitlines() if line.startswith(("ok  ", "FAILED  "))]
        left_out = [line for line in finished.stderr.splitlines() if "the node " in line and "is left out" in line]
        print(*(lines or [f"FAILED  {pack}: {finished.stderr[-500:]}"]), *left_out, sep="\n", flush=True)
        failed += finished.returncode != 0
    return failed


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
