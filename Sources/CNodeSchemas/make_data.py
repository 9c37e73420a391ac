#!/usr/bin/env python3
"""Writes node_schemas.bin from what ComfyUI's GET /object_info gives.

    python make_data.py ../../Tests/Fixtures/reference/object_info.json

One line a class, sorted by name: the name, a tab, its entry as JSON without texts for readers (description, tooltips) and without the
members that say nothing (null, false, empty). Lists of files are left out, since every installation has others. The
whole is one zlib stream. Names, types and numbers alone: facts about the nodes.
"""
import json
import os
import sys
import zlib

TEXTS = ("description", "output_tooltips", "python_module")
IDLE = (None, False, [], {}, "")


# The order of the inputs that a choice brings along, which the sorted members of the file do not say.
CHOICE_INPUTS = ["width", "height", "match", "crop"]


def slim(value):
    """Without tooltips, at any depth."""
    if isinstance(value, dict):
        return {key: slim(member) for key, member in value.items() if key != "tooltip" or not isinstance(member, str)}
    return [slim(item) for item in value] if isinstance(value, list) else value


def entry(schema):
    members = {
        key: value for key, value in slim(schema).items() if key not in TEXTS and value not in IDLE
    }
    if not any(members.get("output_is_list", [])):
        members.pop("output_is_list", None)
    if members.get("output_name") == members.get("output"):
        members.pop("output_name", None)
    # The order is that of the members themselves. What took the texts out took inputs called "description" too.
    order = members.pop("input_order", {})
    members["input"] = {
        section: {name: inputs.get(name, ["STRING", {"default": ""}]) for name in order.get(section, inputs)}
        for section, inputs in members.get("input", {}).items()
    }
    for parts in (parts for inputs in members["input"].values() for parts in inputs.values()):
        if parts[0] == "COMFY_DYNAMICCOMBO_V3":
            for section in (section for choice in parts[1]["options"] for section in choice["inputs"].values()):
                for name in [name for name in CHOICE_INPUTS if name in section]:
                    section[name] = section.pop(name)
    return members


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schemas = json.load(file)
    lines = [
        name + "\t" + json.dumps(entry(schemas[name]), separators=(",", ":"), ensure_ascii=False)
        for name in sorted(schemas)
    ]
    text = ("\n".join(lines) + "\n").encode("utf-8")
    data = zlib.compress(text, 9)
    folder = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(folder, "node_schemas.bin"), "wb") as file:
        file.write(data)
    with open(os.path.join(folder, "include", "CNodeSchemas.h"), "w", encoding="utf-8") as file:
        file.write(HEADER.format(classes=len(lines), text=len(text), data=len(data)))
    print(f"{len(lines)} classes, {len(text)} bytes of text, {len(data)} compressed")


HEADER = """#pragma once

// Written by ../make_data.py.

/// How many classes there are.
#define NODE_SCHEMAS_COUNT {classes}
/// Bytes of the text: a line for each class, its name, a tab and its schema as JSON.
#define NODE_SCHEMAS_TEXT_SIZE {text}
/// Bytes of the zlib stream that holds it.
#define NODE_SCHEMAS_SIZE {data}

/// The schemas of ComfyUI's own node classes, compressed.
extern const unsigned char *const node_schemas;
"""

if __name__ == "__main__":
    main()
