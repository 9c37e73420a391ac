"""What progress handlers hear, against what ComfyUI sent (Tests/Fixtures/reference/events)."""

import asyncio
import importlib.util
import json

import pytest
from conftest import REFERENCE, Recorder

import libcomfy
from libcomfy import BinaryEventTypes, Comfy

HAS_PILLOW = importlib.util.find_spec("PIL") is not None


def recorded(name):
    lines = (REFERENCE / "events" / f"{name}.jsonl").read_text().splitlines()
    return [entry for line in lines if "event" in (entry := json.loads(line))]


def outline(event, data, sid):
    """What must be equal: the event, its fields, and whom it is addressed to."""
    if event == BinaryEventTypes.PREVIEW_IMAGE_WITH_METADATA or isinstance(event, dict):
        return ("preview", tuple(sorted(data[1])), sid is None)
    keys = tuple(sorted(data)) if event != "progress_state" else tuple(sorted(next(iter(data["nodes"].values()))))
    return (event, keys, sid is None)


@pytest.fixture
def heard(base, workflow, recorder):
    async def main():
        async with Comfy(progress_handler=recorder) as client:
            await client.queue_prompt(workflow, prompt_id="p")
            first = recorder.heard[:]
            recorder.heard.clear()
            await client.queue_prompt(workflow, prompt_id="p2")
            return first, recorder.heard

    return asyncio.run(main())


def test_the_sequence_is_comfys(heard):
    first, second = heard
    expected = [outline(entry["event"], entry["data"], entry["sid"]) for entry in recorded("events_txt2img")]
    assert [outline(*entry) for entry in first] == expected
    cached = [outline(e["event"], e["data"], e["sid"]) for e in recorded("events_txt2img_second_run_cached")]
    assert [outline(*entry) for entry in second] == cached


def test_addressees(heard, recorder):
    assert {sid for event, _, sid in heard[0]} == {None, "the client"}
    assert {event for event, _, sid in heard[0] if sid is None} == {"progress"}
    assert recorder.last_prompt_id == "p2"


def test_previews(heard):
    (message, metadata), *_ = [data for event, data, _ in heard[0] if isinstance(event, BinaryEventTypes)]
    assert isinstance(message, libcomfy.UnencodedPreviewImageMessage)
    assert (message.format, message.max_size, message.node_id, message.task_id) == ("JPEG", 512, "3", "p")
    assert metadata["node_id"] == metadata["real_node_id"] == "3" and metadata["prompt_id"] == "p"
    assert message.size == message.pil_image.size == (16, 16)
    assert len(message.pil_image.tobytes()) == 16 * 16 * 3
    if HAS_PILLOW:
        import PIL.Image

        assert isinstance(message.pil_image, PIL.Image.Image)
    else:
        assert isinstance(message.pil_image, libcomfy.Image)


def test_no_previews_when_they_are_turned_off(base, workflow, recorder):
    async def main():
        async with Comfy({"preview_method": libcomfy.LatentPreviewMethod.NoPreviews}, recorder) as client:
            await client.queue_prompt(workflow)

    asyncio.run(main())
    assert recorder.events("progress") and not recorder.events(BinaryEventTypes.PREVIEW_IMAGE_WITH_METADATA)


def test_a_prompts_own_handler_hears_instead_of_the_clients(base, small_workflow, recorder):
    own = Recorder("another")

    async def main():
        async with Comfy(progress_handler=recorder) as client:
            await client.queue_prompt(small_workflow, progress_handler=own)

    asyncio.run(main())
    assert recorder.heard == []
    assert {sid for _, _, sid in own.heard} == {"the client"}


def test_the_prompts_client_id(base, small_workflow, recorder):
    async def main():
        async with Comfy(progress_handler=recorder) as client:
            await client.queue_prompt(small_workflow, client_id="somebody")

    asyncio.run(main())
    assert {sid for _, _, sid in recorder.heard} == {"somebody"}


def test_nobody_to_address(base, small_workflow):
    nobody = Recorder(None)

    async def main():
        async with Comfy(progress_handler=nobody) as client:
            return await client.queue_prompt(small_workflow)

    assert "2" in asyncio.run(main())
    assert nobody.heard == []


def test_queue_with_progress(base, workflow):
    async def main():
        async with Comfy() as client:
            task = client.queue_with_progress(json.dumps(workflow))
            events = [notification.event async for notification in task.progress()]
            again = [notification async for notification in task.progress()]
            return events, again, await task.get(), await task.future()

    events, again, response, same = asyncio.run(main())
    assert events[0] == "execution_start" and events[-1] == "execution_success" and again == []
    assert response.outputs["9"]["images"][0]["filename"] == "ComfyUI_00001_.png" and same is response


def test_errors_while_iterating(base, workflow):
    (base / "models" / "checkpoints" / "no.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    workflow["4"]["inputs"]["ckpt_name"] = "no.safetensors"
    events = []

    async def main():
        async with Comfy() as client:
            task = client.queue_with_progress(workflow)
            with pytest.raises(RuntimeError, match="Could not detect model type"):
                async for notification in task.progress():
                    events.append(notification)
            with pytest.raises(RuntimeError, match="Could not detect model type"):
                await task.get()

    asyncio.run(main())
    assert [event for event, _, _ in events] == [entry["event"] for entry in recorded("events_runtime_error")]
    expected = recorded("events_runtime_error")[-1]["data"]
    assert set(events[-1].data) == set(expected)
    assert events[-1].data["exception_type"] == expected["exception_type"]


def test_cancelling_while_iterating(base, endless_workflow):
    async def main():
        async with Comfy() as client:
            task = client.queue_with_progress(endless_workflow)
            with pytest.raises(asyncio.CancelledError):
                async for notification in task.progress():
                    if notification.event == "progress":
                        assert task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task.get()

    asyncio.run(main())
