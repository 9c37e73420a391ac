"""Nodes written in Python, in version 1 of ComfyUI's convention."""

import asyncio
import contextlib
import json
import threading
import time
from pathlib import Path

import node_classes
import pytest
from node_classes import NODE_CLASS_MAPPINGS, NODE_DISPLAY_NAME_MAPPINGS, Changing, Show

import libcomfy
from libcomfy import Comfy, ExportedNodes, GraphBuilder, _abi
from libcomfy.errors import ComfyError
from libcomfy.execution_context import context_add_custom_nodes
from libcomfy.nodes.registration import _classes
from libcomfy.prompt_errors import prompt_exception

needs_arrays = pytest.mark.skipif(node_classes.arrays is None, reason="needs torch or numpy")


class Bench:
    """Runs graphs in one client, and tells which nodes ran."""

    def __init__(self, client, recorder):
        self.client = client
        self.recorder = recorder

    async def run(self, graph, **options):
        self.recorder.heard.clear()
        return await self.client.queue_prompt(graph.finalize(), **options)

    @property
    def ran(self):
        return [data["node"] for data in self.recorder.events("executing")]

    async def shown(self, graph, *values):
        """The values at these outputs, as Python sees them. A list for one that is mapped."""
        shows = [graph.node("Show", value=value).id for value in values]
        Show.seen.clear()
        outputs = await self.run(graph)
        assert set(shows) <= set(outputs)
        return list(Show.seen)


@pytest.fixture
def bench(base, recorder):
    """Runs a coroutine function with a Bench."""

    def run(test):
        async def main():
            async with Comfy(progress_handler=recorder) as client:
                client.register_nodes(NODE_CLASS_MAPPINGS, NODE_DISPLAY_NAME_MAPPINGS)
                return await test(Bench(client, recorder))

        return asyncio.run(main())

    return run


@pytest.fixture
def graph():
    return GraphBuilder("")


@needs_arrays
def test_images_reach_the_librarys_nodes_and_come_back(bench, graph, base):
    async def test(bench):
        shade = graph.node("Shade", value=0.25)
        inverted = graph.node("ImageInvert", image=shade.out(0))
        graph.node("SaveImage", images=inverted.out(0), filename_prefix="grey")
        (image,) = await bench.shown(graph, inverted.out(0))
        assert type(image).__module__.partition(".")[0] == node_classes.arrays.__name__
        assert tuple(image.shape) == (1, 8, 8, 3) and float(image.min()) == float(image.max()) == 0.75

    bench(test)
    assert (base / "output" / "grey_00001_.png").exists()


@needs_arrays
@pytest.mark.parametrize("name", ["float64", "float16", "uint8", "bool"])
def test_images_of_other_numbers(bench, graph, name):
    kind = getattr(node_classes.arrays, name, None) or node_classes.arrays.bool_

    async def test(bench):
        node_classes.Returns.value = (node_classes.arrays.ones((1, 4, 8, 3), dtype=kind),)
        inverted = graph.node("ImageInvert", image=graph.node("Returns").out(0))
        (seen,) = await bench.shown(graph, inverted.out(0))
        assert tuple(seen.shape) == (1, 4, 8, 3) and str(seen.dtype).endswith("float32") and not seen.any()

    bench(test)


@needs_arrays
def test_conditionings_can_be_looked_into_and_changed(bench, graph):
    """A node's own list of [tensor, dictionary] reaches the library's sampler, which draws the same."""

    class Note(node_classes.Base):
        INPUTS = {"conditioning": ("CONDITIONING",)}
        RETURN_TYPES = ("CONDITIONING",)

        def run(self, conditioning):
            ((tokens, options),) = conditioning
            seen.append((tuple(tokens.shape)[:2], sorted(options)))
            return ([[tokens, {**options, "note": (1, 2)}]],)

    seen = []

    async def test(bench):
        bench.client.register_nodes({"Note": Note})
        loader = graph.node("CheckpointLoaderSimple", ckpt_name="v1-5-pruned-emaonly.safetensors")
        text = graph.node("CLIPTextEncode", text="a red circle", clip=loader.out(1)).out(0)
        latent = graph.node("EmptyLatentImage", width=64, height=64, batch_size=1).out(0)
        noted = graph.node("Note", conditioning=graph.node("Note", conditioning=text).out(0)).out(0)
        options = {"seed": 1, "steps": 1, "cfg": 2.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0}
        drawn = [
            graph.node("KSampler", model=loader.out(0), positive=one, negative=text, latent_image=latent, **options)
            for one in (text, noted)
        ]
        plain, changed = await bench.shown(graph, *(sampler.out(0) for sampler in drawn))
        assert plain["samples"].tolist() == changed["samples"].tolist()

    bench(test)
    assert seen == [((1, 77), ["pooled_output"]), ((1, 77), ["note", "pooled_output"])]


@needs_arrays
def test_latents_and_models_pass_through(bench, graph):
    """A dictionary of tensors can be read by both sides; a MODEL can only be handed on."""

    async def test(bench):
        loader = graph.node("CheckpointLoaderSimple", ckpt_name="v1-5-pruned-emaonly.safetensors")
        vae = graph.node("Untouched", value=loader.out(2))
        latent = graph.node("EmptyLatentImage", width=64, height=64, batch_size=1)
        same = graph.node("Untouched", value=latent.out(0))
        decoded = graph.node("VAEDecode", samples=same.out(0), vae=vae.out(0))
        samples, image = await bench.shown(graph, same.out(0), decoded.out(0))
        assert tuple(samples["samples"].shape) == (1, 4, 8, 8) and not samples["samples"].any()
        assert tuple(image.shape) == (1, 64, 64, 3)

    bench(test)


@pytest.mark.parametrize("value", [0, -1, 2**63 - 1, -(2**63), 2**64 - 1, 2**69])
def test_integers_keep_all_their_digits(bench, graph, value):
    async def test(bench):
        assert await bench.shown(graph, graph.node("Number", value=value).out(0)) == [value]

    bench(test)


@pytest.mark.parametrize("value", ["", "text", "zwölf Boxkämpfer 🥊", "line\nline", 'a "quote"', "nul\0inside"])
def test_texts(bench, graph, value):
    async def test(bench):
        assert await bench.shown(graph, graph.node("Text", value=value).out(0)) == [value]

    bench(test)


def test_python_objects_are_handed_on_untouched(bench, graph):
    things = ({"key": (1, 2)}, object())

    async def test(bench):
        node_classes.Returns.value = things
        source = graph.node("Returns")
        through = graph.node("Untouched", value=source.out(1))
        first, second = await bench.shown(graph, source.out(0), through.out(0))
        assert {id(first), id(second)} == {id(thing) for thing in things}

    bench(test)


@pytest.mark.parametrize(
    "returned, expected",
    [
        ((1, 2), [1, 2]),
        ([1, 2], [1, 2]),
        ((1,), [1, None]),
        ((1, 2, 3), [1, 2]),
        ({"result": (1, "x")}, [1, "x"]),
        ({"ui": {"a": [1]}, "result": (True, 2.5)}, [True, 2.5]),
        (None, [None, None]),
        ("ab", ["a", "b"]),  # ComfyUI takes outputs by their numbers, whatever has such
        ({"result": "a"}, ["a", None]),
    ],
)
def test_forms_of_results(bench, graph, returned, expected):
    async def test(bench):
        node_classes.Returns.value = returned
        source = graph.node("Returns")
        seen = await bench.shown(graph, source.out(0), source.out(1))
        assert sorted(seen, key=repr) == sorted(expected, key=repr)

    bench(test)


def test_only_true_makes_an_output_node(bench, graph):
    class Nearly(node_classes.Show):
        OUTPUT_NODE = 1

    async def test(bench):
        bench.client.register_nodes({"Nearly": Nearly})
        graph.node("Nearly", value=1)
        with pytest.raises(ValueError, match="prompt_no_outputs"):
            await bench.run(graph)

    bench(test)


def test_what_results_show_of_sets_and_numbers(bench, graph):
    class Shows(node_classes.Show):
        def run(self, value):
            return {"ui": {"set": {1}, "text": [object]}}

    async def test(bench):
        bench.client.register_nodes({"Shows": Shows})
        shows = graph.node("Shows", value=1)
        return (await bench.run(graph))[shows.id]

    assert bench(test) == {"set": [1], "text": [str(object)]}


def test_an_expansion_of_a_class_that_is_missing(bench, graph):
    async def test(bench):
        node_classes.Returns.value = {"result": (1, 2), "expand": {"x": {"class_type": "NoSuch", "inputs": {}}}}
        with pytest.raises(KeyError) as raised:
            await bench.shown(graph, graph.node("Returns").out(0))
        assert raised.value.args == ("NoSuch",)

    bench(test)


def test_a_lazy_list_that_nobody_asked_for(bench, graph):
    class Either(node_classes.Base):
        INPUT_IS_LIST = True
        INPUTS = {"first": ("*", {"lazy": True}), "second": ("*", {"lazy": True})}

        def check_lazy_status(self, first, second):
            return ["first"] if first == (None,) else []

        def run(self, first, second):
            return (f"{first} {second}",)

    async def test(bench):
        bench.client.register_nodes({"Either": Either})
        number = graph.node("Number", value=1)
        either = graph.node("Either", first=number.out(0), second=graph.node("Fails", message="no").out(0))
        assert await bench.shown(graph, either.out(0)) == ["[1] (None,)"]

    bench(test)


@needs_arrays
def test_a_class_made_of_comfyuis_saves_pictures(bench, graph, base):
    from libcomfy.nodes.saving import SaveImage

    class Saves(SaveImage):
        FUNCTION = "save"

        def save(self, images, filename_prefix, **hidden):
            return self.save_images(images, "below/" + filename_prefix)

    async def test(bench):
        bench.client.register_nodes({"Saves": Saves})
        saves = graph.node("Saves", images=graph.node("Shade", value=0.5).out(0), filename_prefix="it")
        return (await bench.run(graph))[saves.id]["images"]

    (file,) = bench(test)
    path = base / "output" / "below" / "it_00001_.png"
    assert file == {"abs_path": str(path), "filename": path.name, "subfolder": "below", "type": "output"}
    assert path.exists()


@needs_arrays
def test_a_tensor_without_its_tuple(bench, graph):
    async def test(bench):
        node_classes.Returns.value = node_classes.arrays.ones((2, 4, 3))
        source = graph.node("Returns")
        assert [tuple(part.shape) for part in await bench.shown(graph, source.out(0), source.out(1))] == [(4, 3)] * 2

    bench(test)


@pytest.mark.parametrize(
    "given, items",
    [([1, 2], [1, 2]), ((1, 2), [1, 2]), (range(2), [0, 1]), ("ab", ["a", "b"]), ({"a": 1, "b": 2}, ["a", "b"])],
)
def test_an_output_that_is_a_list_is_all_that_can_be_gone_through(bench, graph, given, items):
    async def test(bench):
        node_classes.Lists.value = given
        assert await bench.shown(graph, graph.node("Lists").out(0)) == items

    bench(test)


@needs_arrays
def test_an_output_that_is_a_list_of_a_batch(bench, graph):
    async def test(bench):
        node_classes.Lists.value = node_classes.arrays.ones((2, 4, 3))
        assert [tuple(part.shape) for part in await bench.shown(graph, graph.node("Lists").out(0))] == [(4, 3)] * 2

    bench(test)


def test_outputs_that_output_is_list_does_not_tell_of_are_none(bench, graph):
    class Short(node_classes.Base):
        RETURN_TYPES = ("INT", "INT")
        OUTPUT_IS_LIST = (True,)

        def run(self):
            return ([1], 2)

    async def test(bench):
        bench.client.register_nodes({"Short": Short})
        short = graph.node("Short")
        assert sorted(await bench.shown(graph, short.out(0), short.out(1)), key=repr) == [1, None]

    bench(test)


def test_an_output_that_is_a_list_and_is_none(bench, graph):
    async def test(bench):
        node_classes.Lists.value = 5
        with pytest.raises(TypeError, match="'int' object is not iterable"):
            await bench.shown(graph, graph.node("Lists").out(0))

    bench(test)


def test_a_result_that_is_none(bench, graph):
    async def test(bench):
        node_classes.Returns.value = 5
        with pytest.raises(TypeError, match="a node returns a tuple of its outputs, not int"):
            await bench.shown(graph, graph.node("Returns").out(0))

    bench(test)


def test_errors_are_the_nodes_own_exceptions(bench, graph, recorder):
    async def test(bench):
        graph.node("Show", value=graph.node("Fails", message="no luck").out(0))
        with pytest.raises(LookupError, match="^no luck$") as raised:
            await bench.run(graph)
        assert raised.traceback[-1].name == "run"

    bench(test)
    (error,) = recorder.events("execution_error")
    assert error["exception_type"] == "LookupError" and error["exception_message"] == "no luck\n"
    assert error["node_type"] == "Fails" and error["node_id"] == "1"
    assert len(error["traceback"]) == 1 and "raise LookupError(message)" in error["traceback"][0]


class Chooser:
    """Gives what fits a widget with the same choices."""

    RETURN_TYPES = (["a", "b"],)
    FUNCTION = "run"

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"choice": (["a", "b"],)}}

    def run(self, choice):
        return (choice,)


def test_outputs_that_are_lists_of_choices(bench, graph):
    async def test(bench):
        bench.client.register_nodes({"Chooser": Chooser})
        first = graph.node("Chooser", choice="b")
        second = graph.node("Chooser", choice=first.out(0))
        assert await bench.shown(graph, second.out(0)) == ["b"]

    bench(test)


def test_the_text_of_a_key_error_is_quoted_once():
    details = {"exception_type": "KeyError", "exception_message": "'b'\n"}
    raised = prompt_exception(ComfyError("", _abi.STATUS_EXECUTION_FAILED, details))
    assert type(raised) is KeyError and str(raised) == "'b'" and raised.details is details


@pytest.mark.parametrize("name", ["Fails", "FailsLater"])
def test_a_client_goes_on_after_an_error(bench, graph, name):
    async def test(bench):
        graph.node("Show", value=graph.node(name, message="no").out(0))
        with pytest.raises(LookupError):
            await bench.run(graph)
        other = GraphBuilder("other")
        assert await bench.shown(other, other.node("Number", value=3).out(0)) == [3]

    bench(test)


def test_asynchronous_nodes_run_side_by_side(bench, graph, recorder, monkeypatch):
    async def test(bench):
        nodes = [graph.node("Sleep", value=0, seconds=0.01)]
        nodes += [graph.node("Meets", value=number, number=5) for number in range(1, 6)]
        seen = await asyncio.wait_for(bench.shown(graph, *(node.out(0) for node in nodes)), 60)
        assert sorted(seen) == list(range(6))

    monkeypatch.setattr(node_classes.Meets, "at_work", 0)
    bench(test)
    assert [data["value"] for data in recorder.events("progress") if data["node"] == "1"] == [1, 2, 3, 4]


@pytest.mark.parametrize("name", ["SleepsForLong", "WorksForLong"])
@pytest.mark.parametrize("how", ["interrupt", "cancel"])
def test_long_nodes_can_be_cancelled(bench, graph, name, how):
    async def test(bench):
        cancelled = node_classes.SleepsForLong.cancelled
        graph.node("Show", value=graph.node(name, value=1).out(0))
        task = asyncio.create_task(bench.run(graph))
        while not bench.ran:
            await asyncio.sleep(0.01)
        begun = time.monotonic()
        if how == "interrupt":
            bench.client.interrupt()
            with pytest.raises(libcomfy.InterruptProcessingException):
                await task
        else:
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        other = GraphBuilder("other")
        assert await bench.shown(other, other.node("Number", value=3).out(0)) == [3]
        assert time.monotonic() - begun < 30
        if name == "SleepsForLong":
            while node_classes.SleepsForLong.cancelled == cancelled:
                await asyncio.sleep(0.01)

    bench(test)


@pytest.mark.parametrize("name", ["Choose", "ChooseLater"])
@pytest.mark.parametrize("which, value", [(0, 10), (1, 20)])
def test_lazy_inputs(bench, graph, name, which, value):
    async def test(bench):
        first, second = graph.node("Number", value=10), graph.node("Number", value=20)
        chosen = graph.node(name, first=first.out(0), second=second.out(0), which=which)
        assert await bench.shown(graph, chosen.out(0)) == [value]
        assert ((first.id in bench.ran), (second.id in bench.ran)) == (which == 0, which == 1)

    bench(test)


def test_lists_are_mapped_over(bench, graph):
    async def test(bench):
        numbers = [graph.node("Number", value=value) for value in (1, 2, 3)]
        listed = graph.node("ListOf", a=numbers[0].out(0), b=numbers[1].out(0), c=numbers[2].out(0))
        doubled = graph.node("Add", a=listed.out(0), b=listed.out(0))
        counted = graph.node("Count", value=doubled.out(0), factor=10)
        assert await bench.shown(graph, doubled.out(0)) == [2, 4, 6]
        assert await bench.shown(graph, counted.out(0)) == [2, 4, 6, 30] or Show.seen[-1:] == [30]

    bench(test)


def test_blockers(bench, graph, recorder):
    async def test(bench):
        numbers = [graph.node("Number", value=value) for value in (1, 2, 3)]
        listed = graph.node("ListOf", a=numbers[0].out(0), b=numbers[1].out(0), c=numbers[2].out(0))
        blocked = graph.node("Block", value=listed.out(0), blocked=2)
        assert await bench.shown(graph, blocked.out(0)) == [1, 3]
        assert recorder.events("execution_error") == []

    bench(test)


def test_a_blocker_with_a_message_is_told(bench, graph, recorder):
    async def test(bench):
        blocked = graph.node("Block", value=2, blocked=2, message="not today")
        graph.node("Show", value=blocked.out(0))
        Show.seen.clear()
        await bench.run(graph)
        assert Show.seen == []

    bench(test)
    (error,) = recorder.events("execution_error")
    assert error["exception_message"] == "Execution Blocked: not today"


def test_expansion(bench, graph):
    async def test(bench):
        assert await bench.shown(graph, graph.node("Double", value=3, times=5).out(0)) == [96]
        first = bench.ran
        await bench.run(graph)
        assert first and not bench.ran  # all of it was found in the cache

    bench(test)


def test_expansion_of_lists(bench, graph):
    async def test(bench):
        numbers = [graph.node("Number", value=value) for value in (1, 2)]
        listed = graph.node("ListOf", a=numbers[0].out(0), b=numbers[1].out(0))
        doubled = graph.node("Double", value=listed.out(0), times=listed.out(0))
        assert await bench.shown(graph, doubled.out(0)) == [2, 8]

    bench(test)


def test_an_expansion_that_is_a_cycle(bench, graph, recorder):
    async def test(bench):
        graph.node("Show", value=graph.node("Cycle", value=1).out(0))
        with pytest.raises(libcomfy.errors.DependencyCycleError):
            await bench.run(graph)

    bench(test)


def test_where_an_expanded_node_is(bench, graph):
    async def test(bench):
        thing = {"opaque": ("to", "the library")}
        node_classes.Returns.value = (thing, None)
        inside = graph.node("Inside", value=graph.node("Returns").out(0))
        ((node_id, parent, shown, inputs),) = await bench.shown(graph, inside.out(0))
        assert node_id == f"{inside.id}.0.0.1" and parent == inside.id and shown == "shown"
        assert inputs["value"] is thing

    bench(test)


@pytest.mark.parametrize(
    "name, value, problem",
    [
        ("Validated", 2, None),
        ("Validated", 40, None),  # VALIDATE_INPUTS takes it, so its range is its own affair
        ("Validated", 3, "3 is odd"),
        ("ValidatedLater", 2, None),
        ("ValidatedLater", 3, "custom_validation_failed"),
        ("ValidationFails", 3, "cannot validate 3"),
    ],
)
def test_validation(bench, graph, name, value, problem):
    async def test(bench):
        source = graph.node(name, value=value, other=0).out(0)
        if problem is None:
            assert await bench.shown(graph, source) == [value]
        else:
            with pytest.raises(ValueError, match=problem):
                await bench.shown(graph, source)

    bench(test)


@pytest.mark.parametrize("value, problem", [(2, None), (3, "value - None"), (4, "value - 1")])
def test_validation_of_lists_and_hidden_inputs(bench, graph, value, problem):
    async def test(bench):
        node_classes.ValidatesLists.asked.clear()
        node = graph.node("ValidatesLists", value=value, linked=graph.node("Validated", value=2, other=0).out(0))
        if problem is None:
            assert await bench.shown(graph, node.out(0)) == [value]
        else:
            with pytest.raises(ValueError, match=problem):
                await bench.shown(graph, node.out(0))
        assert node_classes.ValidatesLists.asked == [([value], (None,), [node.id])]

    bench(test)


def test_what_a_validator_does_not_take_is_validated_as_usual(bench, graph):
    async def test(bench):
        with pytest.raises(ValueError, match="value_bigger_than_max"):
            await bench.shown(graph, graph.node("Validated", value=2, other=6).out(0))

    bench(test)


def test_linked_inputs_are_none_to_a_validator(bench, graph):
    async def test(bench):
        number = graph.node("Number", value=3)
        assert await bench.shown(graph, graph.node("Validated", value=number.out(0), other=0).out(0)) == [3]

    bench(test)


def test_validation_of_types(bench, graph):
    async def test(bench):
        text = graph.node("Text", value="x")
        assert await bench.shown(graph, graph.node("ValidatesTypes", value=text.out(0)).out(0)) == ["x"]
        other = GraphBuilder("other")
        number = other.node("Number", value=1)
        with pytest.raises(ValueError, match="no INT, please"):
            await bench.shown(other, other.node("ValidatesTypes", value=number.out(0)).out(0))

    bench(test)


def test_is_changed(bench, graph):
    async def test(bench):
        node = graph.node("Changing", value=graph.node("Number", value=1).out(0))
        await bench.shown(graph, node.out(0))
        assert node.id in bench.ran
        await bench.run(graph)
        assert node.id not in bench.ran
        Changing.state = "2"
        await bench.run(graph)
        assert node.id in bench.ran

    bench(test)


def test_validation_that_wants_an_input_that_is_missing(bench, graph):
    class Wants(node_classes.Show):
        OPTIONAL = {"other": ("INT", {})}

        @classmethod
        def VALIDATE_INPUTS(cls, value, other):
            return True

        def run(self, value, other=0):
            return super().run(value)

    async def test(bench):
        bench.client.register_nodes({"Wants": Wants})
        graph.node("Wants", value=1, other=2)
        await bench.run(graph)
        graph.node("Wants", value=1)
        await bench.run(graph)  # one good output is enough
        lonely = GraphBuilder("")
        lonely.node("Wants", value=1)
        with pytest.raises(ValueError, match="missing 1 required positional argument: 'other'"):
            await bench.run(lonely)

    bench(test)


def test_the_dynamic_prompt_has_nodes_as_they_were_written(bench, graph):
    class Looks(node_classes.Show):
        HIDDEN = {"prompt": "DYNPROMPT"}

        def run(self, value, prompt):
            return {"ui": {"nodes": [prompt.get_node("me"), prompt.get_original_prompt()]}}

    async def test(bench):
        bench.client.register_nodes({"Looks": Looks})
        graph.node("Looks", id="me", value=1)
        return (await bench.run(graph))["me"]["nodes"]

    node = {"class_type": "Looks", "inputs": {"value": 1}}
    assert bench(test) == [node, {"me": node}]


@pytest.mark.parametrize(
    "is_changed", [classmethod(lambda cls: "same"), lambda self, value=None, other=None: "same"], ids=["few", "bound"]
)
def test_is_changed_that_cannot_be_called_with_all_inputs(bench, graph, is_changed):
    """ComfyUI gives it all of them, by name, on the class; where that fails the node counts as changed."""

    class Careless(node_classes.Calls):
        NOT_IDEMPOTENT = False
        OPTIONAL = {"other": ("INT", {})}
        IS_CHANGED = is_changed

        def run(self, value, other=0):
            return super().run(value)

    async def test(bench):
        bench.client.register_nodes({"Careless": Careless})
        careless = graph.node("Careless", value=1, other=2)
        return [(await bench.run(graph))[careless.id]["count"] for _ in range(2)]

    assert bench(test) == [[1], [2]]


def test_a_nodes_object_keeps_its_state_until_the_cache_is_cleared(bench, graph):
    async def test(bench):
        calls = graph.node("Calls", value=1)
        counts = [(await bench.run(graph))[calls.id]["count"] for _ in range(3)]
        await bench.client.clear_cache()
        return counts + [(await bench.run(graph))[calls.id]["count"]]

    assert bench(test) == [[1], [2], [3], [1]]


def test_a_nodes_object_goes_with_the_first_prompt_that_lacks_the_node(bench, graph):
    """Or has one of another class in its place."""

    async def test(bench):
        calls = graph.node("Calls", value=1)
        other, same = GraphBuilder(""), GraphBuilder("")
        other.node("Show", id=calls.id, value=2)
        same.node("Calls", id=calls.id, value=2)
        same.node("Show", value=3)
        counts = []
        for prompt in (graph, same, other, graph):
            counts.append((await bench.run(prompt))[calls.id].get("count"))
        return counts

    assert bench(test) == [[1], [2], None, [1]]


def test_without_a_cache_each_run_has_an_object_of_its_own(base, graph):
    async def main():
        async with Comfy({"cache_none": True}) as client:
            client.register_nodes(NODE_CLASS_MAPPINGS)
            calls = graph.node("Calls", value=1)
            return [(await client.queue_prompt(graph.finalize()))[calls.id]["count"] for _ in range(2)]

    assert asyncio.run(main()) == [[1], [1]]


def test_hidden_inputs(bench, graph):
    async def test(bench):
        knows = graph.node("Knows", id="me")
        return (await bench.run(graph))[knows.id]["told"][0]

    told = bench(test)
    assert told == {
        "id": "me",
        "prompt": {"me": {"class_type": "Knows", "inputs": {}}},
        "extra": None,
        "class": "Knows",
        "display": "me",
        "parent": None,
        "has": [True, False],
        "all": ["me"],
    }


def test_hidden_inputs_that_are_no_special_ones(bench, graph):
    """A combo among them, of which the prompt may give any value: nobody checks what is hidden."""

    class Secretive(node_classes.Base):
        HIDDEN = {"mode": (["a", "b"], {"default": "a"}), "level": ("INT", {"max": 3}), "id": ("UNIQUE_ID",)}
        RETURN_TYPES = ("STRING",)

        def run(self, mode=None, level=None, id=None):
            return (f"{mode} {level} {id}",)

    async def test(bench):
        bench.client.register_nodes({"Secretive": Secretive})
        schema = bench.client.node_schemas()["Secretive"]["input"]
        assert schema["hidden"] == {"id": "UNIQUE_ID"} and set(schema["optional"]) == {"mode", "level"}
        nodes = graph.node("Secretive", id="x"), graph.node("Secretive", id="y", mode="c", level=7)
        assert await bench.shown(graph, *(node.out(0) for node in nodes)) == ["None None x", "c 7 y"]

    bench(test)


def test_inputs_of_any_name(bench, graph):
    async def test(bench):
        number = graph.node("Number", value=1)
        (seen,) = await bench.shown(graph, graph.node("Flexible", one=number.out(0), two="x").out(0))
        assert seen == {"one": 1, "two": "x"}

    bench(test)


def test_schemas(bench):
    async def test(bench):
        return bench.client.node_schemas()

    schemas = bench(test)
    shade = schemas["Shade"]
    assert shade["display_name"] == "A Shade of Grey" and shade["category"] == "tests"
    assert shade["input"]["required"]["value"] == ["FLOAT", {"default": 0.5, "min": 0.0, "max": 1.0}]
    assert shade["output"] == ["IMAGE"] and shade["output_is_list"] == [False]
    assert schemas["ListOf"]["output_is_list"] == [True] and schemas["Show"]["output_node"] is True
    assert "KSampler" in schemas


def test_lists_of_values_are_asked_for_each_time(bench, graph):
    class Pick(node_classes.Base):
        choices = ["a"]

        @classmethod
        def INPUT_TYPES(cls):
            return {"required": {"value": (cls.choices, {})}}

        def run(self, value):
            return (value,)

    async def test(bench):
        bench.client.register_nodes({"Pick": Pick})
        pick = graph.node("Pick", value="b")
        with pytest.raises(ValueError, match="value_not_in_list"):
            await bench.shown(graph, pick.out(0))
        Pick.choices = ["a", "b"]
        assert "b" in await bench.shown(graph, pick.out(0))

    bench(test)


def test_registering_again_replaces(bench, graph):
    class Another(node_classes.Number):
        def run(self, value):
            return (value + 1,)

    async def test(bench):
        assert await bench.shown(graph, graph.node("Number", value=1).out(0)) == [1]
        bench.client.register_nodes({"Number": Another})
        fresh = GraphBuilder("fresh")
        assert await bench.shown(fresh, fresh.node("Number", value=1).out(0)) == [2]

    bench(test)


def test_the_librarys_nodes_are_not_replaced(bench, caplog):
    async def test(bench):
        before = bench.client.node_schemas()["KSampler"]
        bench.client.register_nodes({"KSampler": node_classes.Number})
        assert bench.client.node_schemas()["KSampler"] == before

    bench(test)
    assert "KSampler is left out" in caplog.text


@pytest.mark.parametrize(
    "broken", [type("NoFunction", (), {}), type("NoInputs", (), {"FUNCTION": "run", "run": print})]
)
def test_classes_that_are_no_nodes(base, broken, small_workflow, caplog):
    with Comfy() as client:
        with pytest.raises((TypeError, AttributeError)):
            client.register_nodes({"Broken": broken})
    with context_add_custom_nodes(ExportedNodes({"Broken": broken})):
        assert "2" in asyncio.run(Comfy().queue_prompt(small_workflow))
    assert "Broken is left out" in caplog.text


@pytest.mark.parametrize("is_entered", [True, False])
def test_registering_that_fails_changes_nothing(base, graph, is_entered):
    """Neither what was there, nor what comes with the class that is none, nor later prompts."""

    class Five(node_classes.Number):
        def run(self, value):
            return (5,)

    client = Comfy()
    with client if is_entered else contextlib.nullcontext():
        client.register_nodes(NODE_CLASS_MAPPINGS)
        with pytest.raises(TypeError, match="Broken"):
            client.register_nodes({"Number": Five, "New": Five, "Broken": type("Broken", (Five,), {"FUNCTION": "none"})})
        assert "New" not in client.node_schemas() and "Broken" not in client.node_schemas()
        Show.seen.clear()
        graph.node("Show", value=graph.node("Number", value=3).out(0))
        asyncio.run(client.queue_prompt(graph.finalize()))
        assert Show.seen == [3]
    if not is_entered:
        client.__exit__()


def test_nodes_of_the_context(base, graph):
    graph.node("Show", value=graph.node("Number", value=5).out(0))
    Show.seen.clear()

    async def entered_inside():
        with context_add_custom_nodes(ExportedNodes(NODE_CLASS_MAPPINGS)):
            async with Comfy() as client:
                await client.queue_prompt(graph.finalize())

    async def queued_inside():
        async with Comfy() as client:
            with pytest.raises(ValueError, match="Show does not exist|Number does not exist"):
                await client.queue_prompt(graph.finalize())
            with context_add_custom_nodes(ExportedNodes(NODE_CLASS_MAPPINGS)):
                await client.queue_prompt(graph.finalize())

    asyncio.run(entered_inside())
    asyncio.run(queued_inside())
    assert Show.seen == [5, 5]


def test_nodes_in_an_executors_threads(base, graph):
    graph.node("Show", value=graph.node("Number", value=5).out(0))
    Show.seen.clear()

    async def main(executor):
        async with Comfy(executor=executor) as client:
            client.register_nodes(NODE_CLASS_MAPPINGS)
            return await client.queue_prompt(graph.finalize())

    with libcomfy.ContextVarExecutor(max_workers=1) as executor:
        outputs = asyncio.run(main(executor))
    assert Show.seen == [5] and outputs["2"] == {"text": ["int: 5"]}


def test_what_other_nodes_raise_afterwards_is_not_why_a_prompt_failed(base, graph):
    """A node that still works when another one fails is stopped by its next progress; that comes before or after."""
    from libcomfy.engine import Engine

    started, stopped = threading.Event(), threading.Event()

    class Lingers(node_classes.Base):
        OUTPUT_NODE = True

        async def run(self):
            started.set()
            try:
                while True:
                    await asyncio.sleep(0.001)
                    libcomfy.ProgressBar(1).update(0)
            finally:
                stopped.set()

    class FailsMeanwhile(node_classes.Base):
        OUTPUT_NODE = True

        def run(self):
            started.wait()
            raise LookupError("meanwhile")

    engine = Engine()
    engine.register_nodes({"Lingers": Lingers, "FailsMeanwhile": FailsMeanwhile})
    graph.node("Lingers")
    graph.node("FailsMeanwhile")
    task = engine.queue(json.dumps(graph.finalize()))
    assert stopped.wait(60)
    for _ in task.notifications():
        pass
    time.sleep(0.05)
    with pytest.raises(LookupError, match="meanwhile"):
        task.result()
    engine.close()


def test_nothing_is_kept_of_a_client_that_is_gone(base, graph):
    from libcomfy.nodes.values import _objects

    node_classes.Returns.value = (object(), [1])
    graph.node("Show", value=graph.node("Returns").out(0))
    before = len(_classes), len(_objects)

    async def main():
        async with Comfy() as client:
            client.register_nodes(NODE_CLASS_MAPPINGS)
            await client.queue_prompt(graph.finalize())
            assert len(_classes) > before[0] and len(_objects) > before[1]

    asyncio.run(main())
    Show.seen.clear()
    assert (len(_classes), len(_objects)) == before


def test_progress_and_text_outside_of_nodes_are_no_harm():
    from libcomfy.progress import processing_interrupted, send_progress_text

    libcomfy.ProgressBar(2).update(1)
    send_progress_text("nobody hears")
    assert not processing_interrupted()


def test_what_a_running_node_can_tell(bench, graph, recorder):
    from libcomfy.execution_context import get_executing_context
    from libcomfy.progress import send_progress, send_progress_text

    class Tells(node_classes.Base):
        INPUTS = {"value": ("INT", {})}

        def run(self, value):
            send_progress(1, 2, ("JPEG", libcomfy.Image(2, 1, 3, b"abcdef"), 512))
            send_progress_text("half way")
            context = get_executing_context()
            return ([context.node_id, context.prompt_id, context.list_index],)

    async def test(bench):
        bench.client.register_nodes({"Tells": Tells})
        assert get_executing_context() is None
        graph.node("Show", value=graph.node("Tells", value=1).out(0))
        Show.seen.clear()
        await bench.run(graph, prompt_id="p")
        assert Show.seen == [["1", "p", 0]]

    bench(test)
    (preview,) = recorder.events(libcomfy.BinaryEventTypes.PREVIEW_IMAGE_WITH_METADATA)
    assert preview[0].tobytes() == b"abcdef" and preview[1]["node_id"] == "1"
    assert recorder.events(libcomfy.BinaryEventTypes.TEXT) == [b"\0\0\0\x011half way"]
    assert json.dumps(recorder.events("progress"))


class EqualsAll(str):
    """A type of a pack's that has no hash, since it says what it equals."""

    def __eq__(self, other):
        return True


class Note:
    """A class that is only there to be read."""

    RETURN_TYPES = ()

    @classmethod
    def INPUT_TYPES(cls):
        assert (Path.cwd() / "input").is_dir()
        return {"required": {"text": ("STRING", {})}}


def test_classes_of_odd_kinds(base, small_workflow):
    """They are there as in ComfyUI, so that prompts which have them are valid."""

    class Odd(node_classes.Base):
        INPUTS = {"value": (EqualsAll("*"), {})}
        HIDDEN = {"all": (EqualsAll("*"),)}
        RETURN_TYPES = (EqualsAll("*"),)

        def run(self, value, all=None):
            return (value,)

    small_workflow["3"] = {"class_type": "Note", "inputs": {"text": "read me"}}
    small_workflow["4"] = {"class_type": "Odd", "inputs": {"value": "told"}}
    small_workflow["5"] = {"class_type": "PreviewAny", "inputs": {"source": ["4", 0]}}

    async def main():
        async with Comfy() as client:
            client.register_nodes({"Note": Note, "Odd": Odd})
            return await client.queue_prompt(small_workflow)

    assert asyncio.run(main())["5"] == {"text": ["told"]}
