"""Executors that are passed in: their workers run the prompts, and stay the caller's."""

import asyncio
import concurrent.futures
import contextlib
import contextvars
import multiprocessing
import os
import pickle
import signal
import threading
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from conftest import Recorder
from node_classes import NODE_CLASS_MAPPINGS

import libcomfy
from libcomfy import Comfy, ContextVarExecutor, GraphBuilder, NodeExecutionError, ProcessPoolExecutor


def run(executor, workflow, **options):
    async def main():
        async with Comfy(executor=executor, **options) as client:
            outputs = await client.queue_prompt(workflow)
            await client.clear_cache()
            return outputs

    outputs = asyncio.run(main())
    assert executor.submit(os.getpid).result() > 0  # still takes work: it is not the client's
    return outputs


@pytest.mark.parametrize("kind", [ContextVarExecutor, concurrent.futures.ThreadPoolExecutor])
def test_threads(base, workflow, recorder, kind):
    threads = []
    recorder.send_sync = lambda event, data, sid=None: threads.append((threading.current_thread(), event))
    with kind(max_workers=1, thread_name_prefix="mine") as executor:
        assert "9" in run(executor, workflow, progress_handler=recorder)
    assert {thread.name for thread, _ in threads} == {"mine_0"}
    assert threads[-1][1] == "execution_success"


def process_pools():
    yield ProcessPoolExecutor(max_workers=1)
    yield concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


@pytest.mark.parametrize("index", [0, 1])
def test_processes(base, workflow, index):
    with list(process_pools())[index] as executor:
        assert "9" in run(executor, workflow, configuration={"lowvram": True} if index == 0 else None)


class Uncancellable(concurrent.futures.Future):
    """As parsl's futures are."""

    def cancel(self):
        raise NotImplementedError


class UncancellableExecutor(ProcessPoolExecutor):
    def submit(self, fn, /, *args, **kwargs):
        theirs = Uncancellable()

        def relay(future):
            if future.exception() is not None:
                theirs.set_exception(future.exception())
            else:
                theirs.set_result(future.result())

        super().submit(fn, *args, **kwargs).add_done_callback(relay)
        return theirs


def test_futures_that_refuse_to_be_cancelled(base, workflow, recorder):
    async def main():
        failures = []
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: failures.append(context))
        async with Comfy(executor=executor, progress_handler=recorder) as client:
            workflow["3"]["inputs"]["steps"] = 1200
            task = asyncio.create_task(client.queue_prompt(workflow))
            while not recorder.events("progress"):
                await asyncio.sleep(0.01)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            assert task.cancelled()
            workflow["3"]["inputs"]["steps"] = 1
            assert "9" in await client.queue_prompt(workflow)
        assert not failures

    with UncancellableExecutor(max_workers=1) as executor:
        asyncio.run(main())


def test_errors_from_processes(base, workflow):
    workflow["4"]["inputs"]["ckpt_name"] = "missing.safetensors"
    with ProcessPoolExecutor(max_workers=1) as executor:
        with pytest.raises(ValueError, match="value_not_in_list"):
            run(executor, workflow)


def test_nodes_written_in_python_and_a_process_of_its_own(base):
    """They run in this one, and their errors are their own."""

    async def main():
        async with Comfy({"lowvram": True}) as client:
            client.register_nodes(NODE_CLASS_MAPPINGS)
            graph = GraphBuilder("")
            show = graph.node("Show", value=graph.node("Double", value=3, times=2).out(0))
            outputs = await client.queue_prompt(graph.finalize())
            graph.node("Show", value=graph.node("Fails", message="no luck").out(0))
            with pytest.raises(LookupError, match="^no luck$"):
                await client.queue_prompt(graph.finalize())
            return outputs[show.id]

    assert asyncio.run(main()) == {"text": ["int: 12"]}


def test_a_process_of_its_own_tells_all(base, workflow, recorder):
    here = Recorder()

    async def main():
        async with Comfy({"lowvram": True}, recorder) as client:
            await client.queue_prompt(workflow)
        async with Comfy(progress_handler=here) as client:
            await client.queue_prompt(workflow)

    asyncio.run(main())
    assert [event for event, _, _ in recorder.heard] == [event for event, _, _ in here.heard]


def test_queue_with_progress_on_threads(base, workflow):
    async def main(executor):
        async with Comfy(executor=executor) as client:
            task = client.queue_with_progress(workflow)
            events = [notification.event async for notification in task.progress()]
            return events, await task.get()

    with ContextVarExecutor(max_workers=1) as executor:
        events, response = asyncio.run(main(executor))
    assert events[-1] == "execution_success" and "9" in response.outputs


def test_context_variables_reach_the_thread():
    variable = contextvars.ContextVar("variable", default=0)
    variable.set(3)
    with ContextVarExecutor(max_workers=1) as executor:
        assert executor.submit(variable.get).result() == 3


def test_a_process_pool_starts_nothing_before_it_is_used():
    executor = ProcessPoolExecutor(max_workers=2)
    assert executor._pool is None
    executor.shutdown()
    with pytest.raises(RuntimeError, match="shutdown"):
        executor.submit(os.getpid)


def test_a_worker_that_dies(base, endless_workflow, small_workflow):
    """Of the library's own: one prompt fails as with ComfyUI, and the client goes on."""

    async def main():
        async with Comfy(executor="ProcessPoolExecutor") as client:
            handle = client.queue_with_progress(endless_workflow)
            async for notification in handle.progress():
                if notification.event == "progress":
                    for child in Path("/proc/self/task").glob("*/children"):
                        for pid in map(int, child.read_text().split()):
                            if "comfy-worker" in Path(f"/proc/{pid}/comm").read_text():
                                os.kill(pid, signal.SIGKILL)
                    break
            with pytest.raises(BrokenProcessPool) as raised:
                await handle.get()
            assert isinstance(raised.value, NodeExecutionError) and raised.value.details["node_type"] == "KSampler"
            assert type(pickle.loads(pickle.dumps(raised.value))) is type(raised.value)
            assert "2" in await client.queue_prompt(small_workflow)

    asyncio.run(main())


@pytest.mark.parametrize("is_plain", [True, False])
@pytest.mark.parametrize("ending", ["broken", "shut down"])
def test_leaving_says_nothing_twice(base, small_workflow, ending, is_plain):
    """What an executor's broken workers made prompts raise is not raised again, nor that it is shut down."""

    async def main():
        executor = ProcessPoolExecutor(max_workers=1)
        client = Comfy(executor=executor)
        context = contextlib.nullcontext(client.__enter__()) if is_plain else client
        async with context:
            if ending == "broken":
                with pytest.raises(BrokenProcessPool):
                    await asyncio.wrap_future(executor.submit(os._exit, 1))
                with pytest.raises(BrokenProcessPool):
                    await client.queue_prompt(small_workflow)
            else:
                executor.shutdown()
        if is_plain:
            client.__exit__()
        executor.shutdown()

    asyncio.run(main())


def test_history_of_prompts_in_executors(base, small_workflow):
    async def main(executor):
        async with Comfy(executor=executor) as client:
            await client.queue_prompt(small_workflow, prompt_id="x")
            return client.history.copy()

    with ContextVarExecutor(max_workers=1) as executor:
        assert asyncio.run(main(executor))["x"]["status"]["completed"]
    assert libcomfy.History().copy() == {}
