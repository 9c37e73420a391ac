"""A cluster whose workers die all the time, and what it costs and brings: minutes, with COMFY_TEST_LONG=1 alone."""

import asyncio
import os
import random
import signal
import sys
import time
from pathlib import Path

import dask
import PIL.Image
import pytest
from cluster_nodes import NODES, nap, square
from distributed import Client, LocalCluster

from libcomfy import Comfy

sys.path.insert(0, str(Path(__file__).parents[1] / "server"))
from serving import drawing  # noqa: E402

pytestmark = pytest.mark.skipif(not os.environ.get("COMFY_TEST_LONG"), reason="takes minutes: make test-server-long")


def descendants():
    """The processes below this one: workers, and the processes beside them."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
    found, last = {os.getpid()}, set()
    while found != last:
        last = set(found)
        found |= {pid for pid, parent in parents.items() if parent in found}
    return found - {os.getpid()}


def test_a_hundred_prompts_survive_workers_that_die(home):
    before = descendants()

    async def main(client):
        stop = asyncio.Event()

        async def kill():
            killed = 0
            while not stop.is_set():
                await asyncio.sleep(4)
                pids = await asyncio.to_thread(client.run, os.getpid, on_error="ignore")
                if pids:
                    os.kill(random.Random(killed).choice(sorted(pids.values())), signal.SIGKILL)
                    killed += 1
            return killed

        killing = asyncio.create_task(kill())
        async with Comfy(executor=client.get_executor(), attempts=10) as comfy:
            comfy.register_nodes(NODES)
            prompts = [square(number, "hundred/file", 1.0) for number in range(100)]
            outputs = await asyncio.gather(*(comfy.queue_prompt(prompt) for prompt in prompts))
        stop.set()
        return outputs, await killing

    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        outputs, killed = asyncio.run(main(client))
    images = [output["2"]["images"][0] for output in outputs]
    assert sorted(image["filename"] for image in images) == [f"file_{number:05}_.png" for number in range(1, 101)]
    for number, image in enumerate(images):
        assert PIL.Image.open(image["abs_path"]).getpixel((0, 0)) == (0, 0, number)
    assert len(list((home / "output" / "hundred").iterdir())) == 100
    time.sleep(2)
    left = {pid for pid in descendants() - before if "resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_text()}
    print(f"{killed} workers were killed under 100 prompts; {len(left)} processes are left")
    assert killed >= 5 and not left


@pytest.fixture
def unwatched():
    """Dask without what it watches itself by: a sixteenth of a processor in each process, and here all share two."""
    with dask.config.set({
        "distributed.worker.profile.enabled": False, "distributed.admin.system-monitor.gil.enabled": False,
        "distributed.admin.tick.interval": "1s",
    }):
        yield


def test_two_workers_do_nearly_twice_as_much(home, unwatched):
    size, most = 256, 5.5

    async def seconds(comfy, steps, count=4):
        began = time.monotonic()
        prompts = (drawing(seed=number, steps=steps, size=size) for number in range(count))
        await asyncio.gather(*(comfy.queue_prompt(prompt) for prompt in prompts))
        return time.monotonic() - began

    async def steps_of_long_ones(comfy):
        """How many steps take over 5 s."""
        few, more = [await seconds(comfy, steps, 1) for steps in (10, 40)]
        return round(most / ((more - few) / 30))

    def measured(workers, measure, *arguments):
        """What `measure` gives on a cluster of its own."""
        async def main(client):
            async with Comfy(executor=client.get_executor()) as comfy:
                await seconds(comfy, 1, 2)
                return await measure(comfy, *arguments)

        with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
            with Client(cluster) as client:
                return asyncio.run(main(client))

    # What else the machine does makes some rounds longer than others.
    steps, rounds = measured(1, steps_of_long_ones), []
    for _ in range(5):
        rounds.append((measured(1, seconds, steps), measured(2, seconds, steps)))
        print(f"4 prompts of {steps} steps: {rounds[-1][0]:.1f} s with one worker, {rounds[-1][1]:.1f} s with two")
    assert sum(one for one, _ in rounds) / sum(two for _, two in rounds) >= 1.7


def test_the_way_there_and_back_is_short(dask):
    def own():
        """What Dask itself takes."""
        began = time.monotonic()
        dask.submit(abs, -1, pure=False).result()
        return time.monotonic() - began

    async def main():
        async with Comfy(executor=dask.get_executor()) as comfy:
            comfy.register_nodes(NODES)
            for number in range(20):
                await comfy.queue_prompt(nap(0.0, f"warm {number}"))
            times = []
            for number in range(100):
                began = time.monotonic()
                await comfy.queue_prompt(nap(0.0, str(number)))
                times.append(time.monotonic() - began)
            return sorted(times)[50]

    median, theirs = asyncio.run(main()), sorted(own() for _ in range(100))[50]
    print(f"a prompt without work takes {median * 1000:.1f} ms there and back, a call of Dask's {theirs * 1000:.1f} ms")
    assert median < 2 * theirs
