"""Nodes in ComfyUI's convention, for the tests. They work with torch's tensors and with numpy's arrays."""

import asyncio

from libcomfy import ExecutionBlocker, GraphBuilder, ProgressBar

try:
    import torch as arrays
except ImportError:
    try:
        import numpy as arrays
    except ImportError:
        arrays = None


def full(value, *shape):
    """A tensor of float32 with one value."""
    return arrays.ones(shape, dtype=arrays.float32) * value


class Base:
    INPUTS = {}
    OPTIONAL = {}
    HIDDEN = {}
    RETURN_TYPES = ("*",)
    FUNCTION = "run"
    CATEGORY = "tests"

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": cls.INPUTS, "optional": cls.OPTIONAL, "hidden": cls.HIDDEN}


class Shade(Base):
    """An image of one grey."""

    INPUTS = {"value": ("FLOAT", {"default": 0.5, "min": 0.0, "max": 1.0})}
    RETURN_TYPES = ("IMAGE",)

    def run(self, value):
        return (full(value, 1, 8, 8, 3),)


class Number(Base):
    INPUTS = {"value": ("INT", {"default": 0, "min": -(2**70), "max": 2**70})}
    RETURN_TYPES = ("INT",)

    def run(self, value):
        return (value,)


class Text(Base):
    INPUTS = {"value": ("STRING", {"multiline": True})}
    RETURN_TYPES = ("STRING",)

    def run(self, value):
        return (value,)


class Show(Base):
    """An output that tells what it got."""

    INPUTS = {"value": ("*", {})}
    RETURN_TYPES = ()
    OUTPUT_NODE = True
    seen = []

    def run(self, value):
        Show.seen.append(value)
        return {"ui": {"text": [f"{type(value).__name__}: {value!r}"]}}


class Calls(Base):
    """Counts how often this node has run: an object lives as long as its node."""

    OUTPUT_NODE = True
    INPUTS = {"value": ("*", {})}
    RETURN_TYPES = ("INT",)
    NOT_IDEMPOTENT = True

    def __init__(self):
        self.count = 0

    def run(self, value):
        self.count += 1
        return {"ui": {"count": [self.count]}, "result": (self.count,)}

    @classmethod
    def IS_CHANGED(cls, value):
        return float("nan")


class Fails(Base):
    INPUTS = {"message": ("STRING", {})}

    def run(self, message):
        raise LookupError(message)


class FailsLater(Fails):
    async def run(self, message):
        await asyncio.sleep(0.01)
        raise LookupError(message)


class Sleep(Base):
    INPUTS = {"value": ("*", {}), "seconds": ("FLOAT", {"default": 0.1})}

    async def run(self, value, seconds):
        bar = ProgressBar(4)
        for _ in range(4):
            await asyncio.sleep(seconds / 4)
            bar.update(1)
        return (value,)


class Meets(Base):
    """Ends when `number` of its kind are at work at the same time."""

    INPUTS = {"value": ("*", {}), "number": ("INT", {})}
    at_work = 0

    async def run(self, value, number):
        Meets.at_work += 1
        while Meets.at_work < number:
            await asyncio.sleep(0.001)
        return (value,)


class SleepsForLong(Base):
    INPUTS = {"value": ("*", {})}
    cancelled = 0

    async def run(self, value):
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            SleepsForLong.cancelled += 1
            raise


class WorksForLong(Base):
    INPUTS = {"value": ("*", {})}

    def run(self, value):
        import time

        bar = ProgressBar(100_000)
        for _ in range(100_000):
            time.sleep(0.01)
            bar.update(1)


class Choose(Base):
    """Needs only one of its inputs."""

    INPUTS = {"first": ("*", {"lazy": True}), "second": ("*", {"lazy": True}), "which": ("INT", {"default": 0})}

    def check_lazy_status(self, first, second, which):
        wanted, value = ("second", second) if which else ("first", first)
        return [wanted] if value is None else []

    def run(self, first, second, which):
        return (second if which else first,)


class ChooseLater(Choose):
    async def check_lazy_status(self, first, second, which):
        await asyncio.sleep(0.01)
        return super().check_lazy_status(first, second, which)


class ListOf(Base):
    """Makes a list of what it gets, whatever the inputs are called."""

    OUTPUT_IS_LIST = (True,)
    OPTIONAL = {"a": ("*", {})}

    def run(self, **inputs):
        return ([inputs[name] for name in sorted(inputs)],)


class Count(Base):
    """Takes lists as they are."""

    INPUTS = {"value": ("*", {}), "factor": ("INT", {"default": 1})}
    INPUT_IS_LIST = True
    RETURN_TYPES = ("INT",)

    def run(self, value, factor):
        return (len(value) * factor[0],)


class Block(Base):
    INPUTS = {"value": ("INT", {}), "blocked": ("INT", {})}
    OPTIONAL = {"message": ("STRING", {"default": ""})}
    RETURN_TYPES = ("INT",)

    def run(self, value, blocked, message=""):
        return (ExecutionBlocker(message or None) if value == blocked else value,)


class Double(Base):
    """Becomes two nodes that double a number as often as it says."""

    INPUTS = {"value": ("INT", {}), "times": ("INT", {"default": 1, "min": 0, "max": 100})}
    RETURN_TYPES = ("INT",)

    def run(self, value, times):
        if times == 0:
            return (value,)
        graph = GraphBuilder()
        doubled = graph.node("Add", a=value, b=value)
        again = graph.node("Double", value=doubled.out(0), times=times - 1)
        return {"result": (again.out(0),), "expand": graph.finalize()}


class Add(Base):
    INPUTS = {"a": ("INT", {}), "b": ("INT", {})}
    RETURN_TYPES = ("INT",)

    def run(self, a, b):
        return (a + b,)


class Cycle(Base):
    """Expands into nodes that wait for each other."""

    INPUTS = {"value": ("INT", {})}
    RETURN_TYPES = ("INT",)

    def run(self, value):
        graph = GraphBuilder()
        first = graph.node("Add", a=value)
        second = graph.node("Add", a=first.out(0), b=value)
        first.set_input("b", second.out(0))
        return {"result": (second.out(0),), "expand": graph.finalize()}


class Validated(Base):
    INPUTS = {"value": ("INT", {"default": 0, "min": 0, "max": 5}), "other": ("INT", {"default": 0, "max": 5})}
    RETURN_TYPES = ("INT",)

    @classmethod
    def VALIDATE_INPUTS(cls, value):
        return True if value is None or value % 2 == 0 else f"{value} is odd"

    def run(self, value, other):
        return (value,)


class ValidatedLater(Validated):
    @classmethod
    async def VALIDATE_INPUTS(cls, value):
        await asyncio.sleep(0.01)
        return value != 3


class ValidatesLists(Base):
    """Takes lists, also where it is asked before it runs; says no with anything but True."""

    INPUT_IS_LIST = True
    INPUTS = {"value": ("INT", {}), "linked": ("INT", {})}
    HIDDEN = {"node": "UNIQUE_ID"}
    asked: list = []

    @classmethod
    def VALIDATE_INPUTS(cls, value, linked, node):
        cls.asked.append((value, linked, node))
        return {3: None, 4: 1}.get(value[0], True)

    def run(self, value, linked, node):
        return (value[0],)


class ValidatesTypes(Base):
    INPUTS = {"value": ("STRING,FLOAT", {})}

    @classmethod
    def VALIDATE_INPUTS(cls, input_types):
        return input_types.get("value") != "INT" or "no INT, please"

    def run(self, value):
        return (value,)


class ValidationFails(Base):
    INPUTS = {"value": ("INT", {})}

    @classmethod
    def VALIDATE_INPUTS(cls, **inputs):
        raise RuntimeError(f"cannot validate {inputs['value']}")

    def run(self, value):
        return (value,)


class Changing(Base):
    """Runs again when the text outside of the prompt changes."""

    INPUTS = {"value": ("INT", {})}
    RETURN_TYPES = ("INT",)
    state = "1"

    @classmethod
    def IS_CHANGED(cls, value):
        assert value is None or isinstance(value, int)
        return cls.state

    def run(self, value):
        return (value,)


class Knows(Base):
    """Tells what it knows beyond its inputs."""

    HIDDEN = {"id": "UNIQUE_ID", "prompt": "PROMPT", "extra": "EXTRA_PNGINFO", "dynamic": "DYNPROMPT"}
    RETURN_TYPES = ()
    OUTPUT_NODE = True

    def run(self, id, prompt, extra, dynamic):
        node = dynamic.get_node(id)
        told = {
            "id": id,
            "prompt": prompt,
            "extra": extra,
            "class": node["class_type"],
            "display": dynamic.get_display_node_id(id),
            "parent": dynamic.get_parent_node_id(id),
            "has": [dynamic.has_node(id), dynamic.has_node("nothing")],
            "all": sorted(dynamic.all_node_ids()),
        }
        return {"ui": {"told": [told]}}


class Inside(Base):
    """Expands into a node that tells where it is."""

    OUTPUT_NODE = True
    INPUTS = {"value": ("*", {})}

    def run(self, value):
        graph = GraphBuilder()
        where = graph.node("Where", value=value)
        where.set_override_display_id("shown")
        return {"result": (where.out(0),), "expand": graph.finalize()}


class Where(Base):
    INPUTS = {"value": ("*", {})}
    HIDDEN = {"id": "UNIQUE_ID", "dynamic": "DYNPROMPT"}

    def run(self, value, id, dynamic):
        return ([id, dynamic.get_parent_node_id(id), dynamic.get_display_node_id(id), dynamic.get_node(id)["inputs"]],)


class AnyName(str):
    """A type that equals every other, as many packages of nodes have it."""

    def __ne__(self, other):
        return False


class Flexible(Base):
    """Takes any input, by a dictionary that claims to have every name."""

    class Everything(dict):
        def __contains__(self, name):
            return True

        def __getitem__(self, name):
            return (AnyName("*"), {})

    OPTIONAL = Everything()

    def run(self, **inputs):
        return (dict(sorted(inputs.items())),)


class Returns(Base):
    """Returns what a test wants it to."""

    RETURN_TYPES = ("*", "*")
    value = None

    def run(self):
        return Returns.value


class Lists(Base):
    """Gives a list, which a test says."""

    OUTPUT_IS_LIST = (True,)
    value = None

    def run(self):
        return (Lists.value,)


class Untouched(Base):
    """Hands on what it gets, in several types' places."""

    INPUTS = {"value": ("*", {})}

    def run(self, value):
        return (value,)


NODE_CLASS_MAPPINGS = {
    name: value for name, value in list(globals().items()) if isinstance(value, type) and hasattr(value, "run")
}
NODE_DISPLAY_NAME_MAPPINGS = {"Shade": "A Shade of Grey"}
