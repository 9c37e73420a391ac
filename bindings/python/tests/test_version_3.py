"""Nodes of version 3 of ComfyUI's API: a schema made of objects, class methods."""

import asyncio
import enum

import node_classes
import pytest

from libcomfy import Comfy, GraphBuilder
from libcomfy.api import ComfyAPI, ComfyAPISync, ComfyExtension, io, ui
from libcomfy.nodes.description import schema_of

needs_arrays = pytest.mark.skipif(node_classes.arrays is None, reason="needs torch or numpy")


class Mode(enum.Enum):
    fast = "fast"
    slow = "slow"


class Everything(io.ComfyNode):
    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="Everything",
            display_name="All There Is",
            category="tests/v3",
            description="It has one of each.",
            inputs=[
                io.Int.Input("steps", default=4, min=1, max=10, step=1, display_mode=io.NumberDisplay.slider),
                io.Float.Input("scale", default=0.5, min=0.0, round=0.01, tooltip="how much"),
                io.String.Input("text", multiline=True, dynamic_prompts=True),
                io.Boolean.Input("flag", default=True, label_on="yes"),
                io.Combo.Input("mode", options=Mode, default=Mode.fast),
                io.Combo.Input("file", options=["a.png"], upload=io.UploadType.image),
                io.MultiCombo.Input("some", options=["x", "y"]),
                io.Image.Input("image", optional=True, lazy=True),
                io.MultiType.Input("either", [io.Image, io.Mask], optional=True),
                io.Custom("MY_TYPE").Input("mine", optional=True, force_input=True),
            ],
            outputs=[
                io.Image.Output("out", "picture", tooltip="the image"),
                io.Custom("MY_TYPE").Output(is_output_list=True),
            ],
            hidden=[io.Hidden.unique_id, io.Hidden.prompt],
            is_output_node=True,
            is_experimental=True,
        )

    @classmethod
    def execute(cls, **inputs):
        return io.NodeOutput(None, [])


def test_the_schema_is_that_of_version_1():
    schema = schema_of("Everything", Everything)
    required, optional = schema["input"]["required"], schema["input"]["optional"]
    assert required["steps"] == ["INT", {"default": 4, "min": 1, "max": 10, "step": 1, "display": "slider"}]
    assert required["scale"] == ["FLOAT", {"default": 0.5, "min": 0.0, "round": 0.01, "tooltip": "how much"}]
    assert required["text"] == ["STRING", {"multiline": True, "dynamicPrompts": True}]
    assert required["flag"] == ["BOOLEAN", {"default": True, "label_on": "yes"}]
    assert required["mode"] == ["COMBO", {"options": ["fast", "slow"], "multiselect": False, "default": "fast"}]
    assert required["file"] == ["COMBO", {"options": ["a.png"], "multiselect": False, "image_upload": True}]
    assert required["some"] == ["COMBO", {"options": ["x", "y"], "multiselect": True, "multi_select": True}]
    assert optional["image"] == ["IMAGE", {"lazy": True}]
    assert optional["either"] == ["IMAGE,MASK", {}]
    assert optional["mine"] == ["MY_TYPE", {"forceInput": True}]
    # output nodes get what they write into files
    assert schema["input"]["hidden"] == {
        "unique_id": "UNIQUE_ID",
        "prompt": "PROMPT",
        "extra_pnginfo": "EXTRA_PNGINFO",
    }
    assert schema["output"] == ["IMAGE", "MY_TYPE"] and schema["output_is_list"] == [False, True]
    assert schema["output_name"] == ["picture", "MY_TYPE"] and schema["output_tooltips"] == ["the image", None]
    assert (schema["display_name"], schema["category"]) == ("All There Is", "tests/v3")
    assert schema["output_node"] and schema["experimental"] and not schema["deprecated"]


def test_unknown_options_are_mistakes():
    with pytest.raises(TypeError, match="multiline"):
        io.Int.Input("x", multiline=True)


class Repeat(io.ComfyNode):
    @classmethod
    def define_schema(cls):
        return io.Schema(
            "Repeat",
            inputs=[io.String.Input("text"), io.Int.Input("times", default=3, optional=True)],
            outputs=[io.String.Output()],
            hidden=[io.Hidden.unique_id],
            is_output_node=True,
        )

    @classmethod
    def validate_inputs(cls, text):
        return text != "no" or "no means no"

    @classmethod
    def fingerprint_inputs(cls, **inputs):
        return 1

    @classmethod
    async def execute(cls, text, times=3):
        await ComfyAPI().execution.set_progress(1, times)
        return io.NodeOutput(text * times, ui=ui.PreviewText(f"{cls.hidden.unique_id}: {text * times}"))


class Lazy(io.ComfyNode):
    @classmethod
    def define_schema(cls):
        inputs = [io.AnyType.Input("first", lazy=True), io.AnyType.Input("second", lazy=True)]
        return io.Schema("Lazy", inputs=inputs, outputs=[io.AnyType.Output()], enable_expand=True)

    @classmethod
    def check_lazy_status(cls, first, second):
        return ["first"] if first is None else []

    @classmethod
    def execute(cls, first, second):
        ComfyAPISync().execution.set_progress(1, 1)
        graph = GraphBuilder()
        inner = graph.node("Repeat", text=first, times=2)
        return io.NodeOutput(inner.out(0), expand=graph.finalize())


class Blocks(io.ComfyNode):
    @classmethod
    def define_schema(cls):
        return io.Schema("Blocks", inputs=[], outputs=[io.String.Output()])

    @classmethod
    def execute(cls):
        return io.NodeOutput(block_execution="stop")


@pytest.fixture
def run(base, recorder):
    def run(graph):
        async def main():
            async with Comfy(progress_handler=recorder) as client:
                nodes = {"Repeat": Repeat, "Lazy": Lazy, "Blocks": Blocks, "Preview": Preview}
                client.register_nodes({**node_classes.NODE_CLASS_MAPPINGS, **nodes})
                return await client.queue_prompt(graph.finalize())

        return asyncio.run(main())

    return run


def test_a_node(run, recorder):
    graph = GraphBuilder("")
    graph.node("Repeat", text="ab")
    graph.node("Repeat", text="c", times=1)
    assert run(graph) == {"1": {"text": ["1: ababab"]}, "2": {"text": ["2: c"]}}
    assert [(data["node"], data["max"]) for data in recorder.events("progress")] == [("1", 3), ("2", 1)]
    assert Repeat.hidden.unique_id is None


def test_validation(run):
    graph = GraphBuilder("")
    graph.node("Repeat", text="no")
    with pytest.raises(ValueError, match="no means no"):
        run(graph)


def test_lazy_inputs_and_expansion(run, recorder):
    graph = GraphBuilder("")
    first, second = graph.node("Text", value="x"), graph.node("Text", value="y")
    show = graph.node("Show", value=graph.node("Lazy", first=first.out(0), second=second.out(0)).out(0))
    assert run(graph)[show.id] == {"text": ["str: 'xx'"]}
    assert second.id not in [data["node"] for data in recorder.events("executing")]


def test_blocking(run, recorder):
    graph = GraphBuilder("")
    graph.node("Show", value=graph.node("Blocks").out(0))
    run(graph)
    assert recorder.events("execution_error")[0]["exception_message"] == "Execution Blocked: stop"


class Preview(io.ComfyNode):
    @classmethod
    def define_schema(cls):
        return io.Schema("Preview", inputs=[io.Image.Input("image")], outputs=[], is_output_node=True)

    @classmethod
    def execute(cls, image):
        saved = ui.ImageSaveHelper.save_images(image, "by/a_node", io.FolderType.output, cls)
        return io.NodeOutput(ui={"images": [*ui.PreviewImage(image, cls=cls).values, *saved]})


@needs_arrays
def test_previews_are_files(run, base):
    graph = GraphBuilder("")
    preview = graph.node("Preview", image=graph.node("Shade", value=0.5).out(0))
    temporary, saved = run(graph)[preview.id]["images"]
    assert (base / "temp" / temporary["filename"]).read_bytes().startswith(b"\x89PNG")
    assert saved == {"filename": "a_node_00001_.png", "subfolder": "by", "type": "output"}
    assert (base / "output" / "by" / "a_node_00001_.png").exists()


def test_extensions(base):
    class Extension(ComfyExtension):
        async def get_node_list(self):
            return [Repeat]

    from libcomfy.nodes.loader import by_id

    assert by_id(asyncio.run(Extension().get_node_list())) == {"Repeat": Repeat}
