#!/usr/bin/env python3
"""Writes recorded.json: what ComfyUI itself gives for each class at its inputs' defaults, at both ends of every number's
range, for each choice of a list and each truth value.

    git -C COMFYUI archive 2e66707179fa | tar -x -C REFERENCE     # hiddenswitch/ComfyUI, 0.10.0
    python ../reference/make_checkpoint.py sd1_small --models-dir MODELS
    python record_reference.py REFERENCE MODELS                   # all; class names behind it: these alone anew

REFERENCE's own requirements have to be installed (Python 3.11, PyTorch 2.13 for the CPU, NumPy 2.2, Pillow 12 made the
file that is here). Nodes are called in this process, one by one; no server runs. What is written are facts: numbers,
texts, and the names of exceptions.

What a case gives its node comes from the schemas in ../reference/object_info.json and from reference_cases.py, which says
what sockets get and what is different for single classes. A row of the file is one call:

    {"class", "inputs", "expected": [a value for each output]}     or "error": the exception's name in the place of these

An input that is left out was not linked. A tensor is {"shape", "fill"}, {"shape", "values"} or, as an input,
{"shape", "seed", "low", "high"}: element i is low + (high - low) * u, in double precision, u being the upper 24 bits of
SplitMix64's output for the state seed + i * 0x9E3779B97F4A7C15, as a share of 2^24. A large tensor of the results is
{"shape", "mean", "size", "samples"}: the mean, the mean of the absolute values and 24 elements, the i-th of them at
i * count / 24 + i * 7 % (count / 24), in whole numbers. {"number": "nan"} is one that JSON has no word for,
{"object": ...} what is made anew for both sides (an autoencoder of simple arithmetic; "NETWORK" is that of
reference_network.py), {"opaque": ...} what is not compared.

"cut": NAME says that an end of this input's range would take more than 20 MB or three seconds of the processor (eight
with a network), so what stands there is nearer to the default;
"apart": true that either may do as it likes (see reference_cases.py);
"smaller": true that the defaults would, so sizes are less.
"""
import json
import math
import os
import resource
import signal
import sys
import tempfile

import reference_cases as table
import reference_network
from reference_values import encoded, made, MADE

BYTES, MEMORY, SECONDS, SECONDS_OF_NETWORKS = 20 << 20, 1 << 30, 3.0, 8.0


class TooMuch(Exception):
    """A call that takes more than a test should."""


def size_of(value):
    import torch
    if isinstance(value, torch.Tensor):
        return value.numel() * 4
    if isinstance(value, dict):
        return sum(size_of(v) for v in value.values())
    if isinstance(value, (list, tuple)):
        return sum(size_of(v) for v in value)
    return len(value) if isinstance(value, str) else 0


class Reference:
    def __init__(self, folder):
        sys.path.insert(0, folder)
        sys.argv = sys.argv[:1]
        import torch
        torch.set_num_threads(1)
        # torchvision's own operators, which are built for another PyTorch, are not needed
        register = torch.library.register_fake
        torch.library.register_fake = lambda name, *rest, **more: (
            (lambda function: function) if name.startswith("torchvision::") else register(name, *rest, **more))
        from comfy.cli_args import default_configuration
        from comfy.execution_context import context_configuration
        configuration = default_configuration()
        configuration.cpu = True
        configuration.disable_all_custom_nodes = True
        self.context = context_configuration(configuration)
        self.context.__enter__()
        from comfy.nodes.package import import_all_nodes_in_workspace
        self.worker = None
        self.classes = import_all_nodes_in_workspace(vanilla_custom_nodes=False).NODE_CLASS_MAPPINGS

    def call(self, name, inputs):
        """The outputs of one call."""
        import torch
        from comfy_api.latest import _io
        node = self.classes[name]
        with torch.inference_mode():
            if issubclass(node, _io._ComfyNodeInternal):
                declared = node.INPUT_TYPES()
                declared, _, v3 = _io.get_finalized_class_inputs(declared, inputs)
                v3["hidden_inputs"] = {}
                result = getattr(node.PREPARE_CLASS_CLONE(v3), node.FUNCTION)(**_io.build_nested_inputs(inputs, v3))
            else:
                result = getattr(node(), node.FUNCTION)(**inputs)
                if isinstance(result, dict):
                    result = result.get("result", ())
            if isinstance(result, _io.NodeOutput):
                result = result.result
        if result is None:
            return []
        return list(result) if isinstance(result, (tuple, list)) else [result]

    def measured(self, name, inputs):
        """The same within the limits, in a process of its own, as what the file has."""
        if not self.worker:
            self.start()
        child, asking, answers = self.worker
        asking.write(json.dumps([name, inputs]) + "\n")
        asking.flush()
        text = answers.readline()
        if text:
            result = json.loads(text)
        else:
            self.worker = None
            status = os.waitpid(child, 0)[1]
            ended = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "SIGPROF"
            result = None if ended == "SIGPROF" else {"error": ended}
        if result is None:
            raise TooMuch
        return result

    def start(self):
        """A process that answers until it is too much for it."""
        (question, asking), (answers, answer) = os.pipe(), os.pipe()
        sys.stderr.flush()
        child = os.fork()
        if child:
            os.close(question)
            os.close(answer)
            self.worker = child, os.fdopen(asking, "w"), os.fdopen(answers)
            return
        os.close(asking)
        os.close(answers)
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY,) * 2)
        with os.fdopen(answer, "w") as output:
            for line in os.fdopen(question):
                output.write(json.dumps(self.answer(*json.loads(line))) + "\n")
                output.flush()
        os._exit(0)

    def answer(self, name, inputs):
        """Null where it is too much."""
        given = {key: made(value) for key, value in inputs.items()}
        if getattr(self.classes[name], "INPUT_IS_LIST", False):
            given = {key: value if isinstance(inputs[key], list) else [value] for key, value in given.items()}
        signal.setitimer(signal.ITIMER_PROF, SECONDS_OF_NETWORKS if "NETWORK" in json.dumps(inputs) else SECONDS)
        try:
            outputs = self.call(name, given)
            return {"expected": [encoded(value) for value in outputs]} if size_of(outputs) <= BYTES else None
        except MemoryError:
            return None
        except Exception as error:
            if os.environ.get("VERBOSE"):
                print(f"{name}: {type(error).__name__}: {str(error)[-200:]}", file=sys.stderr)
            return None if "allocate" in str(error) else {"error": type(error).__name__}
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)


def inputs_of(schema):
    """(name, type, options, is required) of each input."""
    for section in ("required", "optional"):
        for name, (kind, *options) in schema["input"].get(section, {}).items():
            options = dict(options[0]) if options else {}
            if isinstance(kind, list):
                kind, options = "COMBO", {**options, "options": kind}
            yield name, kind, options, section == "required"


class Cases:
    """The rows of one class."""

    def __init__(self, name, schema, reference):
        self.name, self.reference, self.rows = name, reference, []
        own = table.classes.get(name, {})
        self.broken = own.get("broken", [])
        self.base, self.numbers, self.others, optional = {}, {}, {}, {}
        for key, kind, options, required in inputs_of(schema):
            if kind in ("INT", "FLOAT") and "min" in options and "max" in options and not options.get("forceInput"):
                self.numbers[key] = options
            if kind == "COMBO":
                self.others[key] = options.get("options", [])
            if kind == "BOOLEAN":
                self.others[key] = [True, False]
            if "default" in options and kind not in ("COMBO",):
                self.base[key] = options["default"]
            elif kind == "COMBO":
                self.base[key] = options.get("default", (options.get("options") or [None])[0])
            elif kind in ("INT", "FLOAT", "BOOLEAN", "STRING") and required:
                self.base[key] = {"INT": options.get("min", 0), "FLOAT": 0.0, "BOOLEAN": False, "STRING": "a"}[kind]
            elif kind in table.sockets:
                (self.base if required else optional)[key] = table.sockets[kind]
            elif required and key not in own.get("base", {}):
                raise KeyError(f"{name}.{key}: nothing to give to a {kind}")
        declared = {key for key, *_ in inputs_of(schema)}
        for key, value in own.get("base", {}).items():
            if key.split(".")[0] in declared:
                self.base[key] = value
                optional.pop(key, None)
        self.base = {key: value for key, value in self.base.items() if value is not None}
        fewer = self.base.get("steps") != self.numbers.get("steps", {}).get("default")
        self.fitting({}, **({"smaller": True} if fewer else {}))
        for key, options in self.numbers.items():
            for end in ("min", "max"):
                self.at_the_end(key, options[end], options)
        for key, values in self.others.items():
            for value in values if key not in own.get("shown", ()) else []:
                if value != self.base.get(key):
                    self.if_possible({key: value})
        small = own.get("small", {})
        small = {key: value for key, value in small.items() if key in self.base}
        for key, value in optional.items():
            self.add({**small, key: value})
        if len(optional) > 1:
            self.add({**small, **optional})
        for kind, shapes in table.variants.items() if own.get("variants", True) else []:
            keys = [key for key, k, _, required in inputs_of(schema) if k == kind and required]
            for shape in shapes if keys else []:
                self.if_possible({**small, **{key: shape for key in keys}}, unless_refused=True)
        for row in own.get("rows", []):
            self.if_possible({**small, **row})

    def if_possible(self, changes, **more):
        try:
            self.fitting(changes, **more)
        except TooMuch:
            print(f"{self.name}: {changes} is too much", file=sys.stderr)

    def add(self, changes, unless_refused=False, **notes):
        inputs = {**self.base, **changes}
        inputs = {key: value for key, value in inputs.items() if value is not None}
        if any(all(inputs.get(key) == value for key, value in broken.items()) for broken in self.broken):
            result = {"apart": True}
        else:
            result = self.reference.measured(self.name, inputs)
        row = {"class": self.name, "inputs": inputs, **notes, **result}
        if row not in self.rows and not (unless_refused and "error" in row):
            self.rows.append(row)

    def fitting(self, changes, **more):
        """The same with sizes that are not too much, if there are such."""
        try:
            self.add(changes, **more)
        except TooMuch:
            self.add({**self.sizes(64), **changes}, smaller=True, **more)

    def sizes(self, most, besides=None):
        """Other numbers that are sizes, at most so large, if they may be."""
        return {key: max(min(most, options.get("default") or most), options["min"]) for key, options in self.numbers.items()
                if key != besides and any(word in key for word in table.sizes)}

    def at_the_end(self, key, value, options):
        """One number at an end of its range; other sizes are least where they have to be, or the number is."""
        try:
            return self.add({key: value})
        except TooMuch:
            pass
        end, step, usual = value, options.get("step", 1), self.base.get(key) or options.get("default") or options["min"]
        while True:
            try:
                return self.add({**self.sizes(0, key), key: value}, **({} if value == end else {"cut": key}))
            except TooMuch:
                value = usual + int((value - usual) / 2 / step) * step
                if value == usual:
                    raise


def main():
    folder, models, *names = sys.argv[1:]
    here = os.path.dirname(os.path.abspath(__file__))
    schemas = json.load(open(os.path.join(here, "../reference/object_info.json")))
    folder, models = os.path.abspath(folder), os.path.abspath(models)
    os.chdir(tempfile.mkdtemp())
    reference = Reference(folder)
    reference_network.network = reference_network.Network(os.path.join(models, "checkpoints/sd1_small_random_fp16.safetensors"))
    MADE.update({**table.objects(reference), **reference_network.network.objects()})
    path = os.path.join(here, "recorded.json")
    rows = [row for row in json.load(open(path)) if row["class"] not in names] if names else []
    for name in names or sorted(schemas):
        if name in table.without:
            rows.append({"class": name, "without": table.without[name]})
        if name in table.without or name in table.absent:
            continue
        try:
            rows += Cases(name, schemas[name], reference).rows
        except (KeyError, TooMuch) as error:
            print(f"{name}: {error!r}", file=sys.stderr)
    rows.sort(key=lambda row: row["class"])
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]\n")


if __name__ == "__main__":
    main()
