"""Executors that are passed in: their workers run the prompts, and stay the caller's."""

import asyncio
import concurrent.futures
import contextvars
import multiprocessing
import os
import threading

import pytest
from conftest import Recorder
from node_classes import NODE_CLASS_MAPPINGS

import libcomfy
from libcomfy import Comfy, ContextVarExecutor, GraphBuilder, ProcessPoolExecutor


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


def test_history_of_prompts_in_executors(base, small_workflow):
    async def main(executor):
        async with Comfy(executor=executor) as client:
            await client.queue_prompt(small_workflow, prompt_id="x")
            return client.history.copy()

    with ContextVarExecutor(max_workers=1) as executor:
        assert asyncio.run(main(executor))["x"]["status"]["completed"]
    assert libcomfy.History().copy() == {}
