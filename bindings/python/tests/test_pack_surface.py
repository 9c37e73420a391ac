"""What packs of custom nodes ask of ComfyUI is there under its names: pack_surface.tsv, which says where it comes from."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

TABLE = Path(__file__).with_name("pack_surface.tsv")
#: What names of packages that are not installed are asked for through ComfyUI's modules (comfy.sample.np) says.
ELSEWHERE = re.compile(r"has no attribute '\w+': No module named '(?!comfy[.'])")

PROGRAM = """
import importlib, json, re, sys
import libcomfy
assert libcomfy.install_as_comfy()

def resolve(name):
    parts = re.sub(r"\\[(\\w+)\\]", r".\\1", name).split(".")
    value, index = importlib.import_module(parts[0]), 1
    while index < len(parts):
        part = parts[index]
        if hasattr(value, "keys") and part in value:
            value = value[part]
        else:
            try:
                value = getattr(value, part)
            except AttributeError:
                if isinstance(value, type(resolve)):  # what it returns is not known here
                    return
                raise
        index += 1

wrong = {}
for name in json.load(sys.stdin):
    try:
        resolve(name)
    except Exception as error:
        wrong[name] = f"{type(error).__name__}: {error}"
print(json.dumps(wrong))
"""


def rows():
    lines = [line for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def missing(base, names):
    """Which of the names cannot be had, and why, in a process of its own."""
    finished = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=base, input=json.dumps(names), capture_output=True, text=True, timeout=300
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout.splitlines()[-1])


def test_the_table():
    """It has at least the packs that must load, and each of them asks for something."""
    packs = {pack for row in rows() for pack in row["packs"].split()}
    assert len(packs) >= 12
    for pack in ("was-node-suite-comfyui", "ComfyUI-Impact-Pack", "ComfyUI-KJNodes", "rgthree-comfy", "mikey_nodes"):
        assert pack in packs


@pytest.mark.parametrize("when", ["import", "schema"])
def test_what_is_asked_for_before_a_node_runs(base, when):
    """All of it is there: a name that is missing leaves out a pack. What a pack goes without may be what ComfyUI lacks."""
    asked = [
        row["name"] for row in rows() if row["when"] == when or row["when"] == f"{when}?" and row["ComfyUI"] == "yes"
    ]
    assert len(asked) > 60
    assert {name: why for name, why in missing(base, asked).items() if not ELSEWHERE.search(why)} == {}


def test_what_nodes_ask_for(base):
    """What ComfyUI has is there, or says that it needs ComfyUI's models."""
    asked = [row["name"] for row in rows() if row["when"].startswith("call") and row["ComfyUI"] == "yes"]
    assert len(asked) > 200
    wrong = missing(base, asked)
    wrong = {name: why for name, why in wrong.items() if "needs ComfyUI's models in Python" not in why}
    assert {name: why for name, why in wrong.items() if not ELSEWHERE.search(why)} == {}


def test_a_missing_name_is_seen(base):
    assert set(
        missing(base, ["comfy.sd.no_such_name", "no_such_module.name", "nodes.LoraLoader.RETURN_TYPES", "comfy.ops.no"])
    ) == {
        "comfy.sd.no_such_name",
        "no_such_module.name",
        "comfy.ops.no",
    }
