"""The client as ComfyUI's own users know it."""

import asyncio
import decimal
import fractions
import json
import pathlib
import threading
import time

import pytest

import libcomfy
from libcomfy import Comfy, ComfyError, ContextVarExecutor
from libcomfy.engine import Engine


def test_outputs_and_history(base, workflow):
    async def main():
        async with Comfy() as client:
            assert client.is_running
            outputs = await client.queue_prompt(workflow, prompt_id="one")
            assert client.task_count == 0
            return client, outputs

    client, outputs = asyncio.run(main())
    assert not client.is_running
    (image,) = outputs["9"]["images"]
    path = base / "output" / "txt2img" / "ComfyUI_00001_.png"
    assert image == {"abs_path": str(path), "filename": path.name, "subfolder": "txt2img", "type": "output"}
    assert path.read_bytes().startswith(b"\x89PNG")

    entry = client.history.copy()["one"]
    assert entry["outputs"] == outputs
    assert entry["status"] == {"status_str": "success", "completed": True, "messages": []}
    assert entry["prompt"].prompt == workflow and entry["prompt"].prompt_id == "one"


def test_plain_context_manager(base, small_workflow):
    with Comfy() as client:
        assert client.is_running
        outputs = asyncio.run(client.queue_prompt(small_workflow))
    assert not client.is_running
    assert outputs["2"]["images"][0]["filename"] == "small_00001_.png"


def test_without_entering_the_context(base, small_workflow):
    assert "2" in asyncio.run(Comfy().queue_prompt(small_workflow))


class ByIndex:
    """A number by its protocol alone, as those of numpy are."""

    def __index__(self):
        return 5


class ByItem:
    """An array of one element."""

    def item(self):
        return 5


@pytest.mark.parametrize("number", [ByIndex(), ByItem(), decimal.Decimal(5), fractions.Fraction(5), "5", 5.0])
def test_values_that_python_converts(base, small_workflow, number):
    small_workflow["1"]["inputs"]["width"] = number
    small_workflow["2"]["inputs"]["filename_prefix"] = pathlib.Path("sub") / "v"
    outputs = asyncio.run(Comfy().queue_prompt(small_workflow, prompt_id=5, partial_execution_targets=[2]))
    assert [image["filename"] for image in outputs["2"]["images"]] == ["v_00001_.png"]
    assert (base / "output" / "sub" / "v_00001_.png").read_bytes()[16:20] == (5).to_bytes(4, "big")


@pytest.mark.parametrize("form", [dict, json.dumps])
def test_api_form(base, small_workflow, form):
    async def main():
        async with Comfy() as client:
            response = await client.queue_prompt_api(form(small_workflow))
            assert list(client.history.copy()) == [response.prompt_id]
            followed = await client.queue_with_progress(form(small_workflow)).get()
            assert followed.prompt_id in client.history.copy() and followed.prompt_id != response.prompt_id
            return response

    response = asyncio.run(main())
    assert isinstance(response, libcomfy.V1QueuePromptResponse)
    assert response.urls == [] and response.outputs["2"]["images"][0]["type"] == "output"


@pytest.mark.parametrize("bad", ["[]", "{", '{"1": {}}', '{"1": {"class_type": "EmptyImage"}}', {"1": 2}])
def test_api_form_is_checked(base, bad):
    async def main():
        async with Comfy() as client:
            await client.queue_prompt_api(bad)

    with pytest.raises(ValueError):
        asyncio.run(main())


def test_the_prompt_is_left_alone(base, small_workflow):
    from types import MappingProxyType

    frozen = MappingProxyType(
        {
            key: MappingProxyType({**node, "inputs": MappingProxyType(node["inputs"])})
            for key, node in small_workflow.items()
        }
    )
    assert "2" in asyncio.run(Comfy().queue_prompt(frozen))


def test_validation_errors_are_value_errors_with_json(base, workflow):
    workflow["4"]["inputs"]["ckpt_name"] = "missing.safetensors"

    async def main():
        async with Comfy() as client:
            try:
                await client.queue_prompt(workflow, prompt_id="bad")
            finally:
                entry = client.history.copy("bad")["bad"]
                assert entry["outputs"] == {} and entry["status"]["status_str"] == "error"

    with pytest.raises(ValueError) as raised:
        asyncio.run(main())
    errors = json.loads(str(raised.value))
    assert errors["4"]["errors"][0]["type"] == "value_not_in_list"
    assert errors["4"]["dependent_outputs"] == ["9"]


def test_execution_errors_are_the_nodes_exceptions(base, workflow):
    (base / "models" / "checkpoints" / "no.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    workflow["4"]["inputs"]["ckpt_name"] = "no.safetensors"

    async def main():
        async with Comfy() as client:
            await client.queue_prompt(workflow)

    with pytest.raises(RuntimeError, match="^Could not detect model type of: .*no.safetensors\n$") as raised:
        asyncio.run(main())
    assert raised.value.details["node_id"] == "4"
    assert raised.value.details["exception_type"] == "RuntimeError"


def test_partial_execution(base, small_workflow):
    small_workflow["3"] = {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}

    async def main(targets):
        async with Comfy() as client:
            return await client.queue_prompt(small_workflow, partial_execution_targets=targets)

    assert set(asyncio.run(main(None))) == {"2", "3"}
    assert set(asyncio.run(main(["3"]))) == {"3"}
    with pytest.raises(ValueError, match="prompt_no_outputs"):
        asyncio.run(main([]))


def test_several_workers(base, small_workflow):
    async def main():
        async with Comfy(max_workers=2) as client:
            running = [asyncio.create_task(client.queue_prompt(small_workflow)) for _ in range(8)]
            await asyncio.sleep(0)
            assert client.task_count == 8
            results = await asyncio.gather(*running)
            assert client.task_count == 0 and len(client.history) == 8
            return results

    names = {result["2"]["images"][0]["filename"] for result in asyncio.run(main())}
    assert names <= {f"small_{number:05}_.png" for number in range(1, 9)}


def test_leaving_waits_for_running_work(base, workflow):
    async def main():
        async with Comfy() as client:
            task = asyncio.create_task(client.queue_prompt(workflow))
            await asyncio.sleep(0)
        assert task.done()
        return await task

    assert "9" in asyncio.run(main())


def test_cancelling_the_task_cancels_the_prompt(base, endless_workflow, recorder):
    async def main():
        async with Comfy(progress_handler=recorder) as client:
            task = asyncio.create_task(client.queue_prompt(endless_workflow))
            while not recorder.events("progress"):
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    begun = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - begun < 60


def test_interrupting_raises_comfys_exception(base, endless_workflow, recorder):
    async def main():
        async with Comfy(progress_handler=recorder) as client:
            task = asyncio.create_task(client.queue_prompt(endless_workflow))
            while not recorder.events("progress"):
                await asyncio.sleep(0.01)
            client.interrupt()
            await task

    with pytest.raises(libcomfy.InterruptProcessingException):
        asyncio.run(main())
    assert recorder.events("execution_interrupted")[0]["node_id"] == "3"


def test_clear_cache_lets_go_of_models(base, workflow, recorder):
    async def main():
        async with Comfy(progress_handler=recorder) as client:
            await client.queue_prompt(workflow)
            await client.queue_prompt(workflow)
            assert len(recorder.events("execution_cached")[-1]["nodes"]) == 7
            await client.clear_cache()
            await client.queue_prompt(workflow)
            assert recorder.events("execution_cached")[-1]["nodes"] == []

    asyncio.run(main())


def test_the_event_loop_is_never_blocked(base, workflow):
    """While a picture is sampled, the loop turns: no gap between its turns is longer than a frame or three. What else
    the machine does makes gaps longer, never shorter: one picture of some is enough."""
    workflow["3"]["inputs"]["steps"] = 12

    async def tick(gaps):
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    async def paint():
        """The number of gaps, and the length that nine of ten stay below."""
        gaps = []
        async with Comfy({"preview_method": "latent2rgb"}) as client:
            ticking = asyncio.create_task(tick(gaps))
            await client.queue_prompt(workflow)
            ticking.cancel()
        gaps.sort()
        return len(gaps), gaps[len(gaps) * 9 // 10]

    tries = (asyncio.run(paint()) for _ in range(10))
    assert any(count > 20 and length < 0.05 for count, length in tries)


def test_no_library_thread_runs_python(base, workflow):
    """Everything that a handler hears comes on the event loop's thread."""
    threads = set()

    class Handler(libcomfy.ServerStub):
        def send_sync(self, event, data, sid=None):
            threads.add(threading.current_thread())

    async def main():
        async with Comfy(progress_handler=Handler()) as client:
            await client.queue_prompt(workflow)

    asyncio.run(main())
    assert threads == {threading.main_thread()}


def test_a_handler_that_fails_is_no_harm(base, small_workflow, caplog):
    class Handler(libcomfy.ServerStub):
        def send_sync(self, event, data, sid=None):
            raise RuntimeError("broken handler")

    async def main():
        async with Comfy(progress_handler=Handler()) as client:
            return await client.queue_prompt(small_workflow)

    assert "2" in asyncio.run(main())
    assert "broken handler" in caplog.text


@pytest.mark.parametrize("way", ["asynchronous", "plain", "threads"])
def test_a_client_after_its_end(base, small_workflow, way):
    """It refuses, instead of opening another engine."""

    async def main():
        with ContextVarExecutor(max_workers=1) as executor:
            client = Comfy(executor=executor if way == "threads" else None)
            if way == "plain":
                with client:
                    pass
            else:
                async with client:
                    await client.queue_prompt(small_workflow)
            for attempt in (client.queue_prompt(small_workflow), client.queue_prompt_api(small_workflow)):
                with pytest.raises(ComfyError, match="has ended"):
                    await attempt
            for attempt in (client.__enter__, client.node_schemas):
                with pytest.raises(ComfyError, match="has ended"):
                    attempt()
            assert not client.is_running and client.task_count == 0

    asyncio.run(main())


def test_str():
    text = str(Comfy({"cache_lru": 3, "cpu": False}))
    assert "task_count=0" in text and "{'cache_lru': 3}" in text and "ContextVarExecutor" in text


def test_wrong_settings_are_refused(base):
    with pytest.raises(libcomfy.ConfigurationError, match="no_such_key"):
        Comfy({"no_such_key": 1}).__enter__()
    with pytest.raises(ValueError, match="port"):
        Comfy({"port": "x"}).__enter__()


def test_the_same_prompt_id_twice(base, endless_workflow, small_workflow):
    async def main():
        async with Comfy() as client:
            first = asyncio.create_task(client.queue_prompt(endless_workflow, prompt_id="same"))
            await asyncio.sleep(0.05)
            with pytest.raises(libcomfy.ComfyError):
                await client.queue_prompt(small_workflow, prompt_id="same")
            first.cancel()

    asyncio.run(main())


def test_memory_budget(base):
    engine = Engine(memory_budget=123_456_789)
    assert engine.memory()["budget_bytes"] == 123_456_789
    engine.close()
