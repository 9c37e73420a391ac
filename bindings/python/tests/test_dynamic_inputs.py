"""Inputs of version 3 of ComfyUI's API that stand for others: Autogrow, DynamicCombo, DynamicSlot, MatchType."""

import asyncio
import json

import node_classes
import pytest

from libcomfy import Comfy
from libcomfy.api import io, ui
from libcomfy.nodes.description import schema_of


class Join(io.ComfyNode):
    """Any number of texts."""

    @classmethod
    def define_schema(cls):
        template = io.Autogrow.TemplatePrefix(io.String.Input("text"), prefix="text", min=2, max=4)
        return io.Schema(
            "Join",
            inputs=[io.Autogrow.Input("texts", template=template), io.String.Input("by", default=", ")],
            outputs=[io.String.Output()],
        )

    @classmethod
    def execute(cls, texts: io.Autogrow.Type, by) -> io.NodeOutput:
        return io.NodeOutput(by.join(f"{name}={text}" for name, text in texts.items()))


class Named(io.ComfyNode):
    """Inputs with given names, none of which has to be there."""

    @classmethod
    def define_schema(cls):
        template = io.Autogrow.TemplateNames(io.Int.Input("number", max=9, optional=True), names=["a", "b", "c"])
        return io.Schema(
            "Named",
            inputs=[io.Autogrow.Input("numbers", template=template)],
            outputs=[io.String.Output()],
        )

    @classmethod
    def execute(cls, numbers):
        return io.NodeOutput(json.dumps(numbers, sort_keys=True))


class Resize(io.ComfyNode):
    """A choice that brings inputs along, one of them another such choice."""

    asked = []

    @classmethod
    def define_schema(cls):
        crop = io.DynamicCombo.Input(
            "crop",
            options=[
                io.DynamicCombo.Option("no", []),
                io.DynamicCombo.Option("box", [io.Int.Input("left"), io.Int.Input("right", optional=True)]),
            ],
        )
        return io.Schema(
            "Resize",
            inputs=[
                io.DynamicCombo.Input(
                    "resize_type",
                    options=[
                        io.DynamicCombo.Option("size", [io.Int.Input("width", min=1, max=64), crop]),
                        io.DynamicCombo.Option("scale", [io.Float.Input("by", lazy=True), io.Boolean.Input("really")]),
                    ],
                )
            ],
            outputs=[io.String.Output()],
        )

    @classmethod
    def validate_inputs(cls, resize_type):
        return (resize_type or {}).get("width") != 13 or "13 brings bad luck"

    @classmethod
    def check_lazy_status(cls, resize_type):
        Resize.asked.append(resize_type)
        value, name = resize_type.get("by", (0, None))
        return [name] if value is None and resize_type["really"][0] else []

    @classmethod
    def execute(cls, resize_type):
        return io.NodeOutput(json.dumps(resize_type))


class Slot(io.ComfyNode):
    @classmethod
    def define_schema(cls):
        slot = io.DynamicSlot.Input(io.String.Input("text"), [io.Int.Input("times")])
        return io.Schema("Slot", inputs=[slot], outputs=[io.String.Output()])

    @classmethod
    def execute(cls, text=None):
        return io.NodeOutput("nothing" if text is None else text["text"] * text["times"])


class Switch(io.ComfyNode):
    """Lazy inputs of one type, either of which may be absent."""

    MISSING = object()

    @classmethod
    def define_schema(cls):
        template = io.MatchType.Template("switch")
        return io.Schema(
            "Switch",
            inputs=[
                io.Boolean.Input("switch"),
                io.MatchType.Input("on_false", template=template, lazy=True, optional=True),
                io.MatchType.Input("on_true", template=template, lazy=True, optional=True),
            ],
            outputs=[io.MatchType.Output(template=template, display_name="output")],
        )

    @classmethod
    def validate_inputs(cls, switch, on_false=MISSING, on_true=MISSING):
        if on_false is cls.MISSING and on_true is cls.MISSING:
            return "one of them has to be connected"
        return True

    @classmethod
    def check_lazy_status(cls, switch, on_false=MISSING, on_true=MISSING):
        wanted = [on_true, on_false] if switch else [on_false, on_true]
        chosen = next(one for one in wanted if one is not cls.MISSING)
        return [] if chosen is not None else ["on_true" if chosen is on_true else "on_false"]

    @classmethod
    def execute(cls, switch, on_false=MISSING, on_true=MISSING):
        chosen, other = (on_true, on_false) if switch else (on_false, on_true)
        return io.NodeOutput(other if chosen is cls.MISSING else chosen)


class Lists(io.ComfyNode):
    """Takes whole lists, in a dynamic input too, and an input that is called like a hidden one."""

    @classmethod
    def define_schema(cls):
        choice = io.DynamicCombo.Option("one", [io.Int.Input("number")])
        return io.Schema(
            "Lists",
            inputs=[io.DynamicCombo.Input("mode", options=[choice]), io.String.Input("prompt")],
            outputs=[],
            hidden=[io.Hidden.unique_id, io.Hidden.dynprompt],
            is_input_list=True,
            is_output_node=True,
        )

    @classmethod
    def validate_inputs(cls, prompt):
        return prompt == ["mine"] or f"{prompt} are not mine"

    @classmethod
    def execute(cls, mode, prompt):
        known = cls.hidden.dynprompt.get_node(cls.hidden.unique_id)["class_type"]
        shown = [mode, prompt, cls.hidden.unique_id, known, sorted(cls.hidden.prompt), cls.hidden.auth_token_comfy_org]
        return io.NodeOutput(ui=ui.PreviewText(json.dumps(shown)))


CLASSES = {one.__name__: one for one in (Join, Named, Resize, Slot, Switch, Lists)}


@pytest.fixture(params=["ContextVarExecutor", "ProcessPoolExecutor"])
def run(request, base):
    """Runs nodes, each as (class, inputs), in the process and isolated, and gives what is shown of the first."""

    def run(*nodes):
        graph = {str(number): {"class_type": one, "inputs": inputs} for number, (one, inputs) in enumerate(nodes, 1)}
        graph["show"] = {"class_type": "Show", "inputs": {"value": ["1", 0]}}

        async def main():
            async with Comfy(executor=request.param) as client:
                client.register_nodes({**node_classes.NODE_CLASS_MAPPINGS, **CLASSES})
                return await client.queue_prompt(graph)

        return asyncio.run(main())["show"]["text"][0]

    return run


def errors(raised):
    """(input, type) of the validation errors of the first node."""
    found = json.loads(str(raised.value))
    return [(one["extra_info"]["input_name"], one["type"]) for one in found["1"]["errors"]]


def test_schemas_are_comfyuis():
    inputs = schema_of("Join", Join)["input"]["required"]
    assert inputs["texts"] == [
        "COMFY_AUTOGROW_V3",
        {
            "template": {
                "input": {"required": {"text": ["STRING", {"multiline": False, "forceInput": True}]}},
                "prefix": "text",
                "min": 2,
                "max": 4,
            }
        },
    ]
    template = schema_of("Named", Named)["input"]["required"]["numbers"][1]["template"]
    assert template["names"] == ["a", "b", "c"] and list(template["input"]["optional"]) == ["number"]
    kind, options = schema_of("Resize", Resize)["input"]["required"]["resize_type"]
    assert kind == "COMFY_DYNAMICCOMBO_V3"
    assert [one["key"] for one in options["options"]] == ["size", "scale"]
    inner = options["options"][0]["inputs"]["required"]
    assert inner["width"] == ["INT", {"min": 1, "max": 64}] and inner["crop"][0] == "COMFY_DYNAMICCOMBO_V3"
    kind, options = schema_of("Slot", Slot)["input"]["optional"]["text"]
    assert (kind, options["slotType"]) == ("COMFY_DYNAMICSLOT_V3", "STRING")
    assert options["inputs"] == {"required": {"times": ["INT", {}]}}
    switch = schema_of("Switch", Switch)
    assert switch["output"] == ["COMFY_MATCHTYPE_V3"] and switch["output_name"] == ["output"]
    assert switch["input"]["optional"]["on_true"][1]["template"] == {"template_id": "switch", "allowed_types": "*"}


def test_autogrow(run):
    texts = {"texts.text0": "x", "texts.text1": ["2", 0], "texts.text3": 7}
    assert run(("Join", {**texts, "by": "+"}), ("Text", {"value": "y"})) == "str: 'text0=x+text1=y+text3=7'"


def test_autogrow_needs_its_minimum(run):
    with pytest.raises(ValueError) as raised:
        run(("Join", {"texts.text0": "x", "by": "+"}))
    assert errors(raised) == [("texts.text1", "required_input_missing")]


def test_autogrow_of_names_that_may_be_missing(run):
    assert run(("Named", {"numbers.c": 3, "numbers.a": "1"})) == 'str: \'{"a": 1, "c": 3}\''
    assert run(("Named", {})) == "str: '{}'"
    with pytest.raises(ValueError) as raised:
        run(("Named", {"numbers.b": 10}))
    assert errors(raised) == [("numbers.b", "value_bigger_than_max")]


def test_dynamic_combo(run):
    shown = run(("Resize", {"resize_type": "size", "resize_type.width": 8, "resize_type.crop": "no"}))
    assert json.loads(shown[6:-1]) == {"resize_type": "size", "width": 8, "crop": {"crop": "no"}}
    crop = {"resize_type.crop": "box", "resize_type.crop.left": "2", "resize_type.really": True}
    shown = run(("Resize", {"resize_type": "size", "resize_type.width": ["2", 0], **crop}), ("Number", {"value": 5}))
    expected = {"resize_type": "size", "width": 5, "crop": {"crop": "box", "left": 2, "right": None}}
    assert json.loads(shown[6:-1]) == expected


@pytest.mark.parametrize(
    "inputs, wrong",
    [
        ({}, [("resize_type", "required_input_missing")]),
        ({"resize_type": "other"}, [("resize_type", "value_not_in_list")]),
        ({"resize_type": "scale", "resize_type.by": 1}, [("resize_type.really", "required_input_missing")]),
        (
            {"resize_type": "size", "resize_type.width": 65, "resize_type.crop": "box"},
            [("resize_type.width", "value_bigger_than_max"), ("resize_type.crop.left", "required_input_missing")],
        ),
    ],
)
def test_dynamic_combo_validates(run, inputs, wrong):
    with pytest.raises(ValueError) as raised:
        run(("Resize", inputs))
    assert errors(raised)[: len(wrong)] == wrong


def test_validate_inputs_gets_dictionaries(run):
    with pytest.raises(ValueError, match="13 brings bad luck"):
        run(("Resize", {"resize_type": "size", "resize_type.width": 13, "resize_type.crop": "no"}))


@pytest.mark.parametrize("really, runs", [(True, True), (False, False)])
def test_lazy_inputs_of_a_choice(run, really, runs):
    Resize.asked.clear()
    inputs = {"resize_type": "scale", "resize_type.by": ["2", 0], "resize_type.really": really}
    shown = run(("Resize", inputs), ("Half", {}))
    assert json.loads(shown[6:-1]) == {"resize_type": "scale", "by": 0.5 if runs else None, "really": really}
    first = Resize.asked[0]
    assert first["by"] == (None, "resize_type.by") and first["resize_type"] == ("scale", "resize_type")


class Half(io.ComfyNode):
    @classmethod
    def define_schema(cls):
        return io.Schema("Half", inputs=[], outputs=[io.Float.Output()])

    @classmethod
    def execute(cls):
        return io.NodeOutput(0.5)


CLASSES["Half"] = Half


def test_dynamic_slot(run):
    assert run(("Slot", {})) == "str: 'nothing'"
    assert run(("Slot", {"text": ["2", 0], "text.times": 2}), ("Text", {"value": "ab"})) == "str: 'abab'"
    with pytest.raises(ValueError) as raised:
        run(("Slot", {"text": ["2", 0]}), ("Text", {"value": "ab"}))
    assert errors(raised) == [("text.times", "required_input_missing")]


def test_connected_and_absent_inputs_are_told_apart(run):
    numbers = ("Number", {"value": 1}), ("Fails", {"message": "nobody needs me"})
    assert run(("Switch", {"switch": True, "on_true": ["2", 0], "on_false": ["3", 0]}), *numbers) == "int: 1"
    assert run(("Switch", {"switch": False, "on_true": ["2", 0]}), numbers[0]) == "int: 1"
    with pytest.raises(ValueError, match="one of them has to be connected"):
        run(("Switch", {"switch": False}))


def test_nodes_that_take_lists(base):
    graph = {"7": {"class_type": "Lists", "inputs": {"mode": "one", "mode.number": 3, "prompt": "mine"}}}

    async def main(graph):
        async with Comfy() as client:
            client.register_nodes(CLASSES)
            return await client.queue_prompt(graph)

    shown = json.loads(asyncio.run(main(graph))["7"]["text"][0])
    assert shown == [{"mode": ["one"], "number": [3]}, ["mine"], "7", "Lists", ["7"], None]
    graph["7"]["inputs"]["prompt"] = "yours"
    with pytest.raises(ValueError, match="are not mine"):
        asyncio.run(main(graph))


def test_what_cannot_be():
    with pytest.raises(TypeError, match="dynamic"):
        io.Autogrow.TemplatePrefix(io.DynamicCombo.Input("x", options=[]), prefix="x")
    with pytest.raises(ValueError, match="101"):
        io.Autogrow.TemplatePrefix(io.Int.Input("x"), prefix="x", max=101)

    class Twice(io.ComfyNode):
        @classmethod
        def define_schema(cls):
            return io.Schema("Twice", inputs=[io.Int.Input("x"), io.Int.Input("x")])

    with pytest.raises(ValueError, match="'x'"):
        Twice.GET_SCHEMA()
