"""Nothing leaks, nothing hangs, nothing is left behind."""

import asyncio
import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import WORKFLOW

from libcomfy import Comfy
from libcomfy.engine import Engine


def resources():
    """Open descriptors, threads, and resident memory in bytes."""
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task")), resident


def held(most):
    """Open descriptors and threads, once there are no more than `most`, or after ten seconds.

    A thread that was waited for is listed until the system has taken it away.
    """
    deadline = time.monotonic() + 10
    while any(now > before for now, before in zip(resources()[:2], most)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return resources()[:2]


def test_a_thousand_clients_leak_nothing(base, small_workflow):
    def cycle():
        async def main():
            async with Comfy() as client:
                await client.queue_prompt(small_workflow)

        asyncio.run(main())
        for file in (base / "output").iterdir():
            file.unlink()

    for _ in range(100):
        cycle()
    growth = []
    # the allocator's memory may grow for a while; what leaks grows each time
    while not growth or growth[-1] >= 8 << 20:
        assert len(growth) < 3, growth
        descriptors, threads, resident = resources()
        for _ in range(1000):
            cycle()
        now = held((descriptors, threads))
        assert now[0] <= descriptors and now[1] <= threads
        growth.append(resources()[2] - resident)


def test_clients_that_are_forgotten_are_cleaned_up(base, small_workflow):
    asyncio.run(Comfy().queue_prompt(small_workflow))
    before = resources()[:2]
    for _ in range(10):
        asyncio.run(Comfy().queue_prompt(small_workflow))
    now = held(before)
    assert now[0] <= before[0] and now[1] <= before[1]


@pytest.mark.parametrize(
    "ending",
    [
        "",
        "raise SystemExit(3)",
        "raise RuntimeError('out')",
        "import gc; del client; gc.collect()",
        "import threading; threading.Thread(target=client.interrupt).start()",
    ],
)
def test_exit_with_a_live_client(base, ending):
    """An interpreter that ends while a prompt runs ends at once, and with its own exit status."""
    program = f"""
import asyncio, libcomfy
client = libcomfy.Comfy()
workflow = {WORKFLOW!r}
workflow["3"]["inputs"]["steps"] = 10_000
engine = client.__enter__()._engine
task = engine.queue(__import__("json").dumps(workflow))
while task.overall_progress() == 0: task.poll(0.1)
print("running", flush=True)
{ending}
"""
    begun = time.monotonic()
    finished = subprocess.run([sys.executable, "-c", program], cwd=base, capture_output=True, text=True, timeout=60)
    assert finished.stdout == "running\n", finished.stderr
    assert finished.returncode == (3 if "SystemExit" in ending else 1 if "RuntimeError" in ending else 0)
    assert finished.stderr.count("Traceback") == ("RuntimeError" in ending)
    assert time.monotonic() - begun < 30


def test_a_poll_is_woken(base):
    """From another thread, however long it would wait."""
    workflow = json.loads(json.dumps(WORKFLOW))
    workflow["3"]["inputs"]["steps"] = 10_000
    engine = Engine()
    running, waiting = (engine.queue(json.dumps(workflow)) for _ in range(2))
    heard = []
    thread = threading.Thread(target=lambda: heard.append(waiting.poll(60)))
    begun = time.monotonic()
    thread.start()
    waiting.wake()
    thread.join()
    assert heard == [None] and not waiting.ended and time.monotonic() - begun < 30
    running.cancel()
    waiting.cancel()
    engine.close()


@pytest.mark.parametrize("name", ["SleepsForLong", "WorksForLong"])
def test_exit_while_a_node_runs(base, name):
    """One written in Python, asynchronous or not, which would take minutes."""
    program = f"""
import json, sys, libcomfy
sys.path.insert(0, {str(Path(__file__).parent)!r})
import node_classes
client = libcomfy.Comfy()
client.register_nodes(node_classes.NODE_CLASS_MAPPINGS)
graph = libcomfy.GraphBuilder("")
graph.node("Show", value=graph.node({name!r}, value=1).out(0))
task = client.__enter__()._engine.queue(json.dumps(graph.finalize()))
next(notification for notification in task.notifications() if notification.event == "executing")
"""
    finished = subprocess.run([sys.executable, "-c", program], cwd=base, capture_output=True, text=True, timeout=60)
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")


def children_of(pid):
    """The descendants of a process."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid:
            child = int(entry.parent.name)
            found += [child, *children_of(child)]
    return found


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize(
    "configuration, moment",
    [({}, "execution_start"), ({}, "progress"), ({}, "executed"), ({"lowvram": True}, "a picture")],
)
def test_killing_the_interpreter(base, configuration, moment):
    """In the middle of a prompt: no process is left, and no file that is not a whole picture."""
    program = f"""
import asyncio, libcomfy
async def main():
    async with libcomfy.Comfy({configuration!r}) as client:
        workflow = {WORKFLOW!r}
        for seed in range(1_000_000):
            workflow["3"]["inputs"]["seed"] = seed
            async for notification in client.queue_with_progress(workflow).progress():
                print(notification.event, flush=True)
            print("a picture", flush=True)
if __name__ == "__main__":
    asyncio.run(main())
"""
    (base / "program.py").write_text(program)
    process = subprocess.Popen([sys.executable, "program.py"], cwd=base, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert any(line.strip() == moment for line in process.stdout)
    family = children_of(process.pid)
    assert bool(family) == bool(configuration)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 10
    while any(map(alive, family)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, family))
    for file in base.rglob("*.*"):
        if file.is_file() and file.suffix not in (".safetensors", ".py"):
            content = file.read_bytes()
            assert content.startswith(b"\x89PNG") and content.endswith(b"IEND\xaeB`\x82"), file


def test_clients_in_threads(base, small_workflow):
    failures = []

    def use():
        try:
            for _ in range(5):
                with Comfy() as client:
                    asyncio.run(client.queue_prompt(small_workflow))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
