#!/usr/bin/env python3
"""Writes a small prompt for each node class that can have one: `class<TAB>prompt`, a line each.

    libcomfy nodes --json | prompts.py > prompts.tsv

What a class takes is given by the class that gives it with the fewest others; what it gives is shown.
"""
import json
import sys

#: Sizes that are asked for by these names, and steps: enough for every network, and quick.
SMALL = {"width": 64, "height": 64, "length": 5, "batch_size": 2, "steps": 2, "amount": 2, "frames": 5, "duration": 1,
         "seconds": 1.0, "num_frames": 5}
TEXT = "a red circle"
#: Files and choices that are there where the first one is not.
CHOICES = {"image": "small.png", "audio": "small.wav", "video": "small.webp"}
PLAIN = {"INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"}
#: Who gives a type where the first that could is a poor one.
SOURCES = {"IMAGE": "EmptyImage", "MASK": "SolidMask", "LATENT": "EmptyLatentImage", "MODEL": "CheckpointLoaderSimple",
           "CLIP": "CheckpointLoaderSimple", "VAE": "CheckpointLoaderSimple", "CONDITIONING": "CLIPTextEncode",
           "SIGMAS": "BasicScheduler", "SAMPLER": "KSamplerSelect", "NOISE": "RandomNoise", "GUIDER": "BasicGuider",
           "AUDIO": "EmptyAudio", "VIDEO": "CreateVideo", "*": "EmptyImage"}


def kind_of(specification):
    kind = specification[0]
    return "COMBO" if isinstance(kind, list) else kind.split(",")[0] if isinstance(kind, str) else None


def options_of(specification):
    return specification[1] if len(specification) > 1 and isinstance(specification[1], dict) else {}


def plain(name, specification):
    """A value that is written into the prompt; None if there is none."""
    kind, options = kind_of(specification), options_of(specification)
    if kind == "COMBO":
        choices = specification[0] if isinstance(specification[0], list) else options.get("options", [])
        default = options.get("default")
        return CHOICES[name] if CHOICES.get(name) in choices else default if default in choices else (
            choices[0] if choices else None)
    if kind == "STRING":
        return options.get("default") or TEXT
    if kind == "BOOLEAN":
        return options.get("default", False)
    value = SMALL.get(name, options.get("default", 1))
    low, high = options.get("min", value), options.get("max", value)
    value = min(max(value, low), high)
    return int(value) if kind == "INT" else float(value)


class Prompts:
    def __init__(self, schemas):
        self.schemas = schemas
        #: How many nodes a class needs, itself among them; missing: it cannot be run.
        self.costs = {}
        changed = True
        while changed:
            changed = False
            for name in schemas:
                cost = self.cost(name)
                if cost is not None and cost < self.costs.get(name, 1 << 30):
                    self.costs[name] = cost
                    changed = True

    def required(self, name):
        return self.schemas[name].get("input", {}).get("required", {})

    def giver(self, kind):
        """The class and the output that give a type."""
        wanted = SOURCES.get(kind)
        found = [(self.costs[name], name, slot) for name in self.costs
                 for slot, given in enumerate(self.schemas[name]["output"])
                 if given == kind and (wanted is None or name == wanted)
                 or kind == "*" and name == wanted]
        return min(found)[1:] if found else None

    def cost(self, name):
        cost = 1
        for key, specification in self.required(name).items():
            kind = kind_of(specification)
            if kind in PLAIN and not options_of(specification).get("forceInput"):
                if plain(key, specification) is None:
                    return None
            else:
                giver = self.giver("STRING" if kind is None else kind)
                if giver is None:
                    return None
                cost += self.costs[giver[0]]
        return cost

    def add(self, nodes, name):
        inputs = {}
        for key, specification in self.required(name).items():
            kind = kind_of(specification)
            if kind in PLAIN and not options_of(specification).get("forceInput"):
                inputs[key] = plain(key, specification)
            else:
                giver, slot = self.giver(kind)
                known = next((id for id, node in nodes.items() if node["class_type"] == giver and giver != name), None)
                inputs[key] = [known or self.add(nodes, giver), slot]
        id = str(len(nodes) + 1)
        nodes[id] = {"class_type": name, "inputs": inputs}
        return id

    def prompt(self, name):
        nodes = {}
        id = self.add(nodes, name)
        if not self.schemas[name]["output_node"]:
            nodes["show"] = {"class_type": "PreviewAny", "inputs": {"source": [id, 0]}}
        return nodes


def main():
    prompts = Prompts(json.load(sys.stdin))
    for name in sorted(prompts.costs):
        print(name, json.dumps(prompts.prompt(name)), sep="\t")
    print(f"{len(prompts.costs)} of {len(prompts.schemas)} classes have a prompt", file=sys.stderr)


if __name__ == "__main__":
    main()
