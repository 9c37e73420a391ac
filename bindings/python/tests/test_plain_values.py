"""Lists and dictionaries of plain data are values of the library; everything else crosses as the object that it is."""

import asyncio
import collections

import node_classes
import pytest

from libcomfy import Comfy
from libcomfy._abi import VALUE_KIND_DICTIONARY as DICTIONARY
from libcomfy._abi import VALUE_KIND_LIST as LIST
from libcomfy._abi import VALUE_KIND_OBJECT as OBJECT
from libcomfy.nodes.plain import MOST_ITEMS, MOST_LEVELS, plain_text
from libcomfy.nodes.values import dictionary, from_python, sequence, to_python


class Derived(dict):
    pass


def deep(levels):
    item = []
    for _ in range(levels):
        item = [item]
    return item


def cycle():
    item = []
    item.append({"again": item})
    return item


PLAIN = [
    [],
    {},
    [None, True, 1, -(2**100), 1.0, -0.0, 1e300, "ä\n", ["x", 0]],
    {"": {"a.b": [{"c": None}]}, "second": 2},
    list(range(MOST_ITEMS - 1)),
    deep(MOST_LEVELS - 2),
]
OPAQUE = [
    (1, 2),
    [(1, 2)],
    {1, 2},
    {1: "a"},
    {"a": object()},
    Derived(a=1),
    [Derived(a=1)],
    collections.OrderedDict(a=1),
    ["\0"],
    {"\0": 1},
    ["\ud800"],
    [2**127],
    [float("inf"), float("-inf")],
    list(range(MOST_ITEMS)),
    deep(MOST_LEVELS),
    cycle(),
]


@pytest.mark.parametrize("item", PLAIN, ids=lambda item: str(item)[:20])
def test_plain_data_comes_back_equal(item):
    value = from_python(item)
    assert value.kind == (LIST if isinstance(item, list) else DICTIONARY)
    back = to_python(value)
    assert back == item and back is not item and repr(back) == repr(item)


@pytest.mark.parametrize("item", OPAQUE, ids=range(len(OPAQUE)))
def test_the_rest_is_the_same_object(item):
    value = from_python(item)
    assert value.kind == OBJECT and to_python(value) is item


def test_not_a_number_stays_one():
    (back,) = to_python(from_python([float("nan")]))
    assert back != back
    infinite = float("inf")
    items = dictionary({"a": sequence([infinite, -infinite, None, "null"]), "b": infinite, "c": None})
    assert to_python(items) == {"a": [infinite, -infinite, None, "null"], "b": infinite, "c": None}


def test_nodes_get_infinite_numbers(base):
    class Infinite:
        INPUT_TYPES = classmethod(lambda cls: {})
        RETURN_TYPES = ("FLOAT",)
        FUNCTION = "run"

        def run(self):
            return (float("inf"),)

    class Look:
        INPUT_TYPES = classmethod(lambda cls: {"required": {"linked": ("FLOAT", {}), "written": ("FLOAT", {})}})
        RETURN_TYPES = ()
        OUTPUT_NODE = True
        FUNCTION = "run"

        def run(self, linked, written):
            return {"ui": {"seen": [str(linked), str(written)]}}

    async def main():
        async with Comfy() as client:
            client.register_nodes({"Infinite": Infinite, "Look": Look})
            return await client.queue_prompt(
                {
                    "1": {"class_type": "Infinite", "inputs": {}},
                    "2": {"class_type": "Look", "inputs": {"linked": ["1", 0], "written": "-inf"}},
                }
            )

    assert asyncio.run(main())["2"]["seen"] == ["inf", "-inf"]


def test_only_lists_and_dictionaries_are_asked():
    assert plain_text([1, {"a": "b"}]) == '[1, {"a": "b"}]'


class Gives(node_classes.Base):
    """Gives one thing twice: as two inputs see it."""

    INPUTS = {"kind": ("STRING", {})}
    things = {"list": ["a", 1, {"b": None}], "tuple": (1, [2])}

    def run(self, kind):
        return (self.things[kind],)


@pytest.mark.parametrize("executor", ["ContextVarExecutor", "ProcessPoolExecutor"])
def test_the_librarys_own_nodes_see_them(base, executor):
    graph = {
        "1": {"class_type": "Gives", "inputs": {"kind": "list"}},
        "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}},
        "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}},
        "4": {"class_type": "Gives", "inputs": {"kind": "tuple"}},
        "5": {"class_type": "Show", "inputs": {"value": ["4", 0]}},
    }

    async def main():
        async with Comfy(executor=executor) as client:
            client.register_nodes({**node_classes.NODE_CLASS_MAPPINGS, "Gives": Gives})
            return await client.queue_prompt(graph)

    node_classes.Show.seen.clear()
    outputs = asyncio.run(main())
    shown = outputs["2"]["text"][0]
    assert '"a"' in shown or "'a'" in shown
    assert outputs["3"]["text"] == ["list: ['a', 1, {'b': None}]"]
    assert any(item is Gives.things["tuple"] for item in node_classes.Show.seen)


def test_a_text_that_is_none_elsewhere_is_handed_on_as_it_is():
    """A file's name may have bytes that are no UTF-8, which Python has as halves of surrogate pairs."""
    for text in ("\ud800", "a\udcffb"):
        assert to_python(from_python(text)) == text
