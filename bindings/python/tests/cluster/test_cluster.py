"""Prompts on the workers of a Dask cluster."""

import asyncio
import os
import signal
import socket
import sys
import time
from pathlib import Path

import PIL.Image
import pytest
from cluster_nodes import NODES, nap, poison, square

from libcomfy import BinaryEventTypes, Comfy, InterruptProcessingException, NodeExecutionError, ProcessPoolExecutor
from libcomfy.remote import channel as channels
from libcomfy.remote.failures import WorkerLacksModel

sys.path.insert(0, str(Path(__file__).parents[1] / "server"))
from serving import drawing, is_reached  # noqa: E402


class Recorder:
    def __init__(self):
        self.client_id, self.last_node_id, self.last_prompt_id = "the client", None, None
        self.heard = []

    def send_sync(self, event, data, sid=None):
        self.heard.append((event, data))

    def events(self, name):
        return [data for event, data in self.heard if event == name]


def talk(executor, conversation, **options):
    """Runs a conversation with a client on an executor; gives back what it gives."""

    async def main():
        recorder = Recorder()
        async with Comfy(executor=executor, progress_handler=recorder, **options) as client:
            client.register_nodes(NODES)
            return await conversation(client, recorder)

    return asyncio.run(main())


def engines():
    from libcomfy.remote.engines import all_engines

    return [str(engine.folder) for engine in all_engines()]


def test_a_drawing_on_a_worker_is_told_and_saved_here(dask, home):
    async def conversation(client, recorder):
        outputs = await client.queue_prompt(drawing(seed=3))
        return outputs, recorder

    outputs, recorder = talk(dask.get_executor(), conversation)
    (image,) = outputs["9"]["images"]
    assert Path(image["abs_path"]).parent == home / "output" / "txt2img"
    assert PIL.Image.open(image["abs_path"]).text["prompt"]
    names = [event for event, _ in recorder.heard if isinstance(event, str)]
    assert names[0] == "execution_start" and names[-1] == "execution_success"
    assert [data["value"] for data in recorder.events("progress")] == [1, 2, 3]
    previews = recorder.events(BinaryEventTypes.PREVIEW_IMAGE_WITH_METADATA)
    assert [metadata["node_id"] for _, metadata in previews] == ["3", "3", "3"] and previews[0][0].pil_image.size
    assert recorder.events("executed")[0]["output"] == outputs["9"]


def test_files_of_two_workers_have_numbers_without_gaps(dask, home):
    async def conversation(client, _):
        prompts = [square(number, "many/file", 0.2) for number in range(8)]
        outputs = await asyncio.gather(*(client.queue_prompt(prompt) for prompt in prompts))
        # What is found in a worker's cache is the same file, or has a number of its own: nothing is lost.
        again = await client.queue_prompt(prompts[0])
        assert Path(again["2"]["images"][0]["abs_path"]).stat().st_size > 0
        return [output["2"]["images"][0] for output in outputs]

    images = talk(dask.get_executor(), conversation)
    assert sorted(image["filename"] for image in images) == [f"file_{number:05}_.png" for number in range(1, 9)]
    for number, image in enumerate(images):
        assert PIL.Image.open(image["abs_path"]).getpixel((0, 0)) == (0, 0, number)


def test_input_files_travel_by_content_and_once(dask, home, monkeypatch):
    folder = home / "input" / "sub"
    folder.mkdir(parents=True, exist_ok=True)
    asked = []
    content = channels.Channel._answer

    def count(self, peer, head, body):
        if head["what"] == "need":
            asked.append(peer.name)
        return content(self, peer, head, body)

    monkeypatch.setattr(channels.Channel, "_answer", count)
    prompt = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "sub/travels.png"}},
        "2": {"class_type": "SaveImage", "inputs": {"filename_prefix": "travelled", "images": ["1", 0]}},
    }

    async def conversation(client, _):
        colours = []
        for colour in ((1, 2, 3), (1, 2, 3), (7, 8, 9)):
            PIL.Image.new("RGB", (8, 8), colour).save(folder / "travels.png")
            for _ in range(3):
                (image,) = (await client.queue_prompt(prompt))["2"]["images"]
                colours.append(PIL.Image.open(image["abs_path"]).getpixel((0, 0)))
        return colours

    assert talk(dask.get_executor(), conversation) == [(1, 2, 3)] * 6 + [(7, 8, 9)] * 3
    assert 2 <= len(asked) <= 4  # each content once a worker


def test_a_model_that_a_worker_lacks_is_told_with_its_name(dask):
    async def conversation(client, recorder):
        prompt = drawing()
        prompt["4"]["inputs"]["ckpt_name"] = "missing.safetensors"
        with pytest.raises(WorkerLacksModel, match="tcp://.* has no missing.safetensors") as raised:
            await client.queue_prompt(prompt)
        assert isinstance(raised.value, ValueError) and raised.value.details["4"]["errors"]
        assert not recorder.events("executing")

    talk(dask.get_executor(), conversation)


async def begins(recorder, prompt):
    """A prompt that tells of its progress."""
    heard = len(recorder.heard)
    waiting = asyncio.create_task(prompt)
    while not any(event == "progress" for event, _ in recorder.heard[heard:]):
        assert not waiting.done(), waiting
        await asyncio.sleep(0.02)
    return waiting


async def cancels_within_a_second(client, recorder):
    await asyncio.gather(*(client.queue_prompt(square(number)) for number in range(4)))  # all workers are awake

    async def cancel():
        waiting = await begins(recorder, client.queue_prompt(drawing(steps=10_000)))
        began = time.monotonic()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        # The next one does not wait for it, on whichever worker.
        await asyncio.gather(*(client.queue_prompt(square(number)) for number in range(4)))
        return time.monotonic() - began < 3

    async def interrupt():
        """The other way: a word to the client."""
        prompt_id = f"napping {len(recorder.heard)}"
        waiting = await begins(recorder, client.queue_prompt(nap(100), prompt_id=prompt_id))
        began = time.monotonic()
        client.interrupt("another")
        client.interrupt(prompt_id)
        with pytest.raises(InterruptProcessingException):
            await waiting
        return time.monotonic() - began < 1

    assert await is_reached(cancel)
    assert await is_reached(interrupt)


def test_cancelling_reaches_the_worker(dask):
    talk(dask.get_executor(), cancels_within_a_second)


def test_cancelling_reaches_a_pool_of_processes_and_of_threads(home):
    import concurrent.futures

    with ProcessPoolExecutor(max_workers=1) as executor:
        talk(executor, cancels_within_a_second)
    with concurrent.futures.ThreadPoolExecutor(max_workers=1) as executor:
        talk(executor, cancels_within_a_second)


def test_prompts_that_wait_are_interrupted_too(dask):
    async def conversation(client, recorder):
        async def interrupt():
            heard = len(recorder.events("execution_start"))
            waiting = [asyncio.create_task(client.queue_prompt(nap(100, str(number)))) for number in range(12)]
            while len(recorder.events("execution_start")) < heard + 2:
                await asyncio.sleep(0.05)
            began = time.monotonic()
            client.interrupt()
            ended = await asyncio.gather(*waiting, return_exceptions=True)
            assert [type(error) for error in ended] == [InterruptProcessingException] * 12
            return time.monotonic() - began < 3

        assert await is_reached(interrupt)

    talk(dask.get_executor(), conversation)


def test_a_killed_worker_has_its_prompt_run_again(dask, home):
    async def conversation(client, recorder):
        gate = home / "survives.gate"
        waiting = await begins(recorder, client.queue_prompt(square(5, "survives/file", 300.0, str(gate))))
        (name,) = client._dispatcher._prompts.values().__iter__().__next__().workers
        pids, folders = dask.run(os.getpid), dask.run(engines)[name]  # one before may be on its way out
        os.kill(pids[name], signal.SIGKILL)
        gate.touch()  # its next try ends
        (image,) = (await waiting)["2"]["images"]
        assert image["filename"] == "file_00001_.png"  # no number is used up
        (notice,) = recorder.events("warning")
        assert name in notice["message"] and "2 of 2" in notice["message"]
        names = [event for event, _ in recorder.heard]
        assert names.count("execution_start") == 2 and names.count("execution_success") == 1
        return [Path(folder) for folder in folders]

    left = talk(dask.get_executor(), conversation)
    dask.wait_for_workers(2, timeout=120)
    # What it has left behind goes when the next client comes.
    talk(dask.get_executor(), lambda client, _: client.queue_prompt(square(6)))
    assert left and not any(folder.exists() for folder in left)


def test_a_prompt_that_kills_its_workers_is_given_up_after_two(dask):
    async def conversation(client, recorder):
        with pytest.raises(NodeExecutionError, match="given up after 2 attempts") as raised:
            await client.queue_prompt(poison())
        assert raised.value.details["exception_type"] == "BrokenProcessPool"
        (notice,) = recorder.events("warning")
        assert "2 of 2" in notice["message"]
        (image,) = (await client.queue_prompt(square(9)))["2"]["images"]
        assert Path(image["abs_path"]).exists()

    talk(dask.get_executor(), conversation)
    dask.wait_for_workers(2, timeout=120)


def test_threads_of_a_worker_share_one_engine_and_leaving_ends_it(dask):
    async def conversation(client, _):
        outputs = await asyncio.gather(*(client.queue_prompt(nap(0.2, str(number))) for number in range(8)))
        folders = dask.run(engines)
        assert all(len(found) == 1 for found in folders.values()), folders
        texts = {output["1"]["text"][0].split()[1] for output in outputs}
        assert texts == {str(pid) for pid in dask.run(os.getpid).values()}
        return [Path(path) for found in folders.values() for path in found]

    folders = talk(dask.get_executor(), conversation)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (any(dask.run(engines).values()) or any(path.exists() for path in folders)):
        time.sleep(0.1)
    assert not any(dask.run(engines).values()) and not any(path.exists() for path in folders)


def set_idle(seconds):
    from libcomfy.remote import engines

    engines.IDLE = seconds


def test_an_idle_worker_lets_its_models_go(dask):
    async def conversation(client, _):
        await client.queue_prompt(square(1))
        assert any(dask.run(engines).values())
        deadline = time.monotonic() + 60
        while any(dask.run(engines).values()) and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        assert not any(dask.run(engines).values())
        await client.queue_prompt(square(2))

    dask.run(set_idle, 3.0)
    try:
        talk(dask.get_executor(), conversation)
    finally:
        dask.run(set_idle, 300.0)


def test_without_the_channel_everything_but_progress_works(dask, home, monkeypatch):
    def refuse(hosts):
        raise OSError("no port is free")

    monkeypatch.setattr("libcomfy.remote.dispatcher.Channel", refuse)
    (home / "input").mkdir(exist_ok=True)
    PIL.Image.new("RGB", (8, 8), (3, 2, 1)).save(home / "input" / "alone.png")
    prompt = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "alone.png"}},
        "2": {"class_type": "SaveImage", "inputs": {"filename_prefix": "alone", "images": ["1", 0]}},
    }

    async def conversation(client, recorder):
        (image,) = (await client.queue_prompt(prompt))["2"]["images"]
        assert PIL.Image.open(image["abs_path"]).getpixel((0, 0)) == (3, 2, 1)
        assert not recorder.events("progress")

    talk(dask.get_executor(), conversation)


def test_folders_that_all_share_get_the_files_from_the_workers(dask, home):
    async def conversation(client, _):
        prompts = [square(number, "shared/file", 0.1) for number in range(4)]
        outputs = await asyncio.gather(*(client.queue_prompt(prompt) for prompt in prompts))
        return [output["2"]["images"][0] for output in outputs]

    images = talk(dask.get_executor(), conversation, results="paths")
    assert sorted(image["filename"] for image in images) == [f"file_{number:05}_.png" for number in range(1, 5)]
    for number, image in enumerate(images):
        assert Path(image["abs_path"]).parent == home / "output" / "shared"
        assert PIL.Image.open(image["abs_path"]).getpixel((0, 0)) == (0, 0, number)


def test_nobody_without_the_key_is_listened_to(dask):
    async def conversation(client, recorder):
        await client.queue_prompt(square(1))
        address = client._dispatcher._channel.address
        assert address.hosts == ("127.0.0.1",)
        workers = client._dispatcher.workers()
        for garbage in (b"", b"\0" * 4, b"\0\0\0\x10" + b"#CHALLENGE#12345", b"GET / HTTP/1.1\r\n\r\n" * 100):
            with socket.create_connection((address.hosts[0], address.port), timeout=60) as stranger:
                stranger.sendall(garbage)
                await asyncio.sleep(0.1)
        await asyncio.sleep(0.3)
        assert client._dispatcher.workers() == workers
        await client.queue_prompt(square(2))

    talk(dask.get_executor(), conversation)
