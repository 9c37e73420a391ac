"""The client: ComfyUI's embedded client on libcomfy."""

from __future__ import annotations

import concurrent.futures
import contextlib
import copy
import threading
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from . import _abi, folder_paths
from .client_types import V1QueuePromptResponse
from .configuration import changes, isolating_keys
from .engine import Engine
from .errors import ComfyError
from .execution_context import current_execution_context
from .executor_types import ExecutorToClientProgress
from .executors import ContextVarExecutor, ProcessPoolExecutor
from .history import History
from .package_typing import ExportedNodes, registry
from .prompts import make_mutable, parse_workflow, prompt_text
from .queue_types import ExecutionStatus, ExtraData, QueueItem, QueueTuple, TaskInvocation
from .server_stub import ServerStub
from .tracing import current_trace

if TYPE_CHECKING:
    import asyncio

    from .engine import Task
    from .progress_iterable import QueuePromptWithProgress
    from .remote.dispatcher import Dispatcher

PromptDict = Mapping[str, Any]
ExecutorName = Literal["ProcessPoolExecutor", "ContextVarExecutor"]


class Comfy:
    """Runs ComfyUI workflows (of any form) in this process, or isolated in another one.

    Use it as an asynchronous context manager, or a plain one; leaving it waits for running prompts and cleans up.

    - `configuration`: settings that differ from ComfyUI's defaults.
    - `progress_handler`: hears of everything that happens to prompts; see `ExecutorToClientProgress`.
    - `max_workers`: prompts that run at the same time, each with a cache of its own.
    - `executor`: "ContextVarExecutor" for this process, "ProcessPoolExecutor" for another one; None chooses by the
      configuration. Any `concurrent.futures.Executor` that is passed in runs the prompts in its workers, one engine a
      process, on this machine or others; it stays the caller's to shut down.
    - `results`: what comes back from workers in other processes: "bytes" are written here, with the numbers that are
      free here; "paths" are for folders that all of them share.
    - `attempts`: how often a prompt is run in all if such workers die under it.

    A prompt that does not validate raises ValueError with the errors as JSON, one that is interrupted
    InterruptProcessingException, and a node that fails its own exception.
    """

    def __init__(
        self,
        configuration: Mapping[str, Any] | None = None,
        progress_handler: ExecutorToClientProgress | None = None,
        max_workers: int = 1,
        executor: concurrent.futures.Executor | ExecutorName | None = None,
        results: Literal["bytes", "paths"] = "bytes",
        attempts: int = 2,
    ) -> None:
        self._progress_handler = progress_handler or ServerStub()
        if configuration is None:
            configuration = current_execution_context().configuration
        self._configuration = configuration
        self._max_workers = max_workers
        self._owns_executor = executor is None or isinstance(executor, str)
        self._executor = _choose_executor(executor, configuration, max_workers)
        # Threads that were passed in share the client's engine; workers elsewhere have their own.
        self._has_engine = self._owns_executor or isinstance(self._executor, concurrent.futures.ThreadPoolExecutor)
        self._dispatcher: Dispatcher | None = None
        if not self._has_engine:
            from .remote.dispatcher import Dispatcher

            self._dispatcher = Dispatcher(self._executor, configuration, results, attempts)
        elif not self._owns_executor:
            self._max_workers = self._executor._max_workers  # type: ignore[attr-defined]
        self._engine: Engine | None = None
        self._lock = threading.Lock()
        self._is_running = False
        self._has_ended = False
        self._task_count = 0
        self._pending: set[asyncio.Future[None]] = set()
        self._history = History()
        self._nodes = ExportedNodes()
        self._failed_custom_nodes: dict[Path, Exception] = {}

    @property
    def is_running(self) -> bool:
        """Whether the context was entered and not left."""
        return self._is_running

    @property
    def task_count(self) -> int:
        """The number of prompts that were queued and have not ended."""
        return self._task_count

    @property
    def history(self) -> History:
        """The prompts that have ended."""
        return self._history

    @property
    def failed_custom_nodes(self) -> dict[Path, Exception]:
        """Why modules and packages of custom nodes were left out, by their paths."""
        return dict(self._failed_custom_nodes)

    # Contexts

    def __enter__(self) -> Comfy:
        self._refuse_after_the_end()
        self._is_running = True
        if self._has_engine:
            self._open_engine()
        return self

    def __exit__(self, *details: object) -> None:
        self._is_running = False
        self._has_ended = True
        self._close_engine()
        if self._dispatcher is not None:
            self._leave(self._dispatcher)

    async def __aenter__(self) -> Comfy:
        return self.__enter__()

    async def __aexit__(self, *details: object) -> None:
        import asyncio

        while self._pending:
            await asyncio.wait(self._pending)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._close_engine)
        if self._dispatcher is not None:
            await loop.run_in_executor(None, self._leave, self._dispatcher)
        self._is_running = False
        self._has_ended = True

    def _leave(self, dispatcher: Dispatcher) -> None:
        """Has all workers that have run something let go of this client's engines."""
        dispatcher.close()

    def _refuse_after_the_end(self) -> None:
        if self._has_ended:
            raise ComfyError("the client has ended", _abi.STATUS_CLOSED)

    def _open_engine(self) -> Engine:
        """The engine of this client, which knows all nodes that there are by now."""
        with self._lock:
            self._refuse_after_the_end()
            if self._engine is None:
                self._engine = Engine(
                    self._configuration,
                    client_id=self._progress_handler.client_id,
                    max_workers=self._max_workers,
                    executor="isolated" if isinstance(self._executor, ProcessPoolExecutor) else "in_process",
                )
                folder_paths.opened(self._engine.configuration)
                self._engine.register_installed_nodes()
                self._failed_custom_nodes.update(self._engine.failed_custom_nodes)
            self._engine.register_known(registry + current_execution_context().custom_nodes + self._nodes)
            return self._engine

    def _close_engine(self) -> None:
        with self._lock:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    # Prompts

    async def queue_prompt(
        self,
        prompt: PromptDict,
        prompt_id: str | None = None,
        client_id: str | None = None,
        partial_execution_targets: list[str] | None = None,
        progress_handler: ExecutorToClientProgress | None = None,
    ) -> dict[str, Any]:
        """Runs a prompt and returns its outputs by node. Cancelling this cancels the prompt.

        - `partial_execution_targets`: the output nodes to run; None for all.
        - `progress_handler`: hears of this prompt instead of the client's.
        """
        import asyncio

        self._refuse_after_the_end()
        with self._recorded(prompt, prompt_id) as record:
            ended = asyncio.get_running_loop().create_future()
            self._pending.add(ended)
            try:
                record.outputs = await self._run(record, client_id, partial_execution_targets, progress_handler)
            finally:
                self._pending.discard(ended)
                ended.set_result(None)
            return record.outputs

    async def _run(
        self,
        record: _Record,
        client_id: str | None,
        targets: list[str] | None,
        handler: ExecutorToClientProgress | None,
    ) -> dict[str, Any]:
        client_id = client_id or self._progress_handler.client_id
        targets = None if targets is None else [str(target) for target in targets]
        handler = handler or self._progress_handler
        if client_id is None:
            handler = ServerStub()  # nobody to address
        workflow = prompt_text(record.prompt)
        if self._dispatcher is not None:
            return await self._run_elsewhere(self._dispatcher, record, client_id, targets, handler)
        if not self._owns_executor:
            return await self._run_on_thread(workflow, record.prompt_id, client_id, targets, handler)
        from .pump import hear_on_loop, run_on_loop

        with hear_on_loop(record.prompt_id, handler):
            task = self._open_engine().queue(workflow, prompt_id=record.prompt_id, client_id=client_id, targets=targets)
            try:
                await run_on_loop(task, handler)
                return task.result()
            finally:
                task.release()

    async def _run_elsewhere(
        self,
        dispatcher: Dispatcher,
        record: _Record,
        client_id: str | None,
        targets: list[str] | None,
        handler: ExecutorToClientProgress,
    ) -> dict[str, Any]:
        from .notifications import ProgressNotification
        from .pump import tell

        return await dispatcher.run(
            record.prompt,
            record.prompt_id,
            lambda event, data, sid: tell(handler, ProgressNotification(event, data, sid)),
            client_id=client_id,
            targets=targets,
            nodes=registry + current_execution_context().custom_nodes + self._nodes,
        )

    async def _run_on_thread(
        self,
        workflow: str,
        prompt_id: str,
        client_id: str | None,
        targets: list[str] | None,
        handler: ExecutorToClientProgress,
    ) -> dict[str, Any]:
        """On a thread of the executor that was passed in, where the handler hears of it too."""
        import asyncio

        from .pump import hear_in_thread, run_in_thread

        engine, trace = self._open_engine(), current_trace()
        tasks: list[Task] = []
        is_cancelled = threading.Event()

        def run() -> dict[str, Any]:
            with hear_in_thread(prompt_id, handler):
                task = engine.queue(workflow, prompt_id=prompt_id, client_id=client_id, targets=targets, trace=trace)
                tasks.append(task)
                try:
                    if is_cancelled.is_set():
                        task.cancel()
                    run_in_thread(task, handler)
                    return task.result()
                finally:
                    tasks.clear()
                    task.release()

        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, run)
        except asyncio.CancelledError:
            # A thread cannot be cancelled; what it runs can.
            is_cancelled.set()
            for task in list(tasks):
                with contextlib.suppress(ComfyError):  # it has just ended
                    task.cancel()
            raise

    def validate_prompt(
        self, prompt: PromptDict | str, partial_execution_targets: list[str] | None = None
    ) -> dict[str, Any]:
        """What ComfyUI's server would answer to a prompt before it queues it.

        "error" is None if there is something to run, "node_errors" is by node, "outputs" are the output nodes that would
        run, "summary" says in words what is wrong. Nothing is queued.
        """
        return self._open_engine().validate(prompt_text(parse_workflow(prompt)), partial_execution_targets)

    async def queue_prompt_api(
        self,
        prompt: PromptDict | str,
        progress_handler: ExecutorToClientProgress | None = None,
    ) -> V1QueuePromptResponse:
        """Runs a prompt, which may be JSON text, and returns its outputs in the form of ComfyUI's API."""
        prompt_id = str(uuid.uuid4())
        outputs = await self.queue_prompt(parse_workflow(prompt), prompt_id, progress_handler=progress_handler)
        return V1QueuePromptResponse(urls=[], outputs=outputs, prompt_id=prompt_id)

    def queue_with_progress(self, prompt: PromptDict | str) -> QueuePromptWithProgress:
        """Queues a prompt on the running event loop; iterate over its `progress()`, then await its `get()`."""
        import asyncio

        from .progress_iterable import QueuePromptWithProgress

        handle = QueuePromptWithProgress()
        handle.follow(asyncio.create_task(self.queue_prompt_api(prompt, progress_handler=handle.progress_handler)))
        return handle

    @contextlib.contextmanager
    def _recorded(self, prompt: PromptDict, prompt_id: str | None) -> Iterator[_Record]:
        """Counts a prompt while it is under way, and puts how it ended into the history."""
        with self._lock:
            self._task_count += 1
            number = float(self._task_count)
        record = _Record(make_mutable(prompt), str(prompt_id if prompt_id not in (None, "") else uuid.uuid4()))
        completed: concurrent.futures.Future[TaskInvocation | dict[str, Any]] = concurrent.futures.Future()
        item = QueueItem(QueueTuple(number, record.prompt_id, record.prompt, ExtraData(), [], {}), completed)
        try:
            yield record
        except Exception as error:
            completed.set_exception(error)
            self._history.put(item, {}, ExecutionStatus("error", False, [str(error)]))
            raise
        else:
            status = ExecutionStatus("success", True, [])
            completed.set_result(TaskInvocation(record.prompt_id, copy.deepcopy(record.outputs), status))
            self._history.put(item, copy.deepcopy(record.outputs), status)
        finally:
            with self._lock:
                self._task_count -= 1

    # Everything else

    async def clear_cache(self) -> None:
        """Forgets the cached outputs of nodes and unloads the models."""
        import asyncio

        loop = asyncio.get_running_loop()
        if self._dispatcher is not None:
            await self._dispatcher.clear_cache()
        elif self._engine is not None:
            await loop.run_in_executor(None, self._engine.clear_cache)

    def interrupt(self, prompt_id: str | None = None) -> None:
        """Interrupts the running prompt of that id, or all that run."""
        if self._engine is not None:
            self._engine.interrupt(prompt_id)
        if self._dispatcher is not None:
            self._dispatcher.interrupt(prompt_id)

    def register_nodes(self, node_classes: Mapping[str, Any], display_names: Mapping[str, str] | None = None) -> None:
        """Makes node classes in ComfyUI's convention known by the names that prompts use.

        Prompts that are queued from now on know them. A class that is registered again replaces the earlier one. Raises
        TypeError or ComfyError if a class is none that can be; then the client is as it was before.
        """
        if self._has_engine:
            self._open_engine().register_nodes(node_classes, display_names)
        self._nodes.update(ExportedNodes(dict(node_classes), dict(display_names or {})))

    def load_custom_nodes(self, folder: str | Path) -> None:
        """Registers the nodes of all modules and packages in a folder, as ComfyUI has them in custom_nodes.

        The folder custom_nodes of the base directory needs no call: the client loads it when it is entered, unless the
        configuration has disable_all_custom_nodes. Those that cannot be are logged and left out.
        """
        from .nodes.loader import load_folder

        loaded = load_folder(Path(folder))
        self._failed_custom_nodes.update(loaded.failures)
        self._nodes.update(loaded.nodes)
        if self._engine is not None:
            self._open_engine()

    def node_schemas(self) -> dict[str, Any]:
        """The schemas of all nodes, as ComfyUI's /object_info has them."""
        return self._open_engine().node_schemas()

    def __str__(self) -> str:
        return (
            f"<Comfy task_count={self.task_count} configuration={changes(self._configuration)} "
            f"executor={self._executor}>"
        )


EmbeddedComfyClient = Comfy


class _Record:
    """A prompt under way."""

    def __init__(self, prompt: dict[str, Any], prompt_id: str) -> None:
        self.prompt = prompt
        self.prompt_id = prompt_id
        self.outputs: dict[str, Any] = {}


def _choose_executor(
    executor: concurrent.futures.Executor | str | None, configuration: Mapping[str, Any] | None, max_workers: int
) -> concurrent.futures.Executor:
    reasons = isolating_keys(configuration)
    if executor is None:
        executor = "ProcessPoolExecutor" if reasons else "ContextVarExecutor"
    if executor == "ProcessPoolExecutor":
        return ProcessPoolExecutor(max_workers=max_workers)
    if executor == "ContextVarExecutor":
        _refuse_if(reasons, "ContextVarExecutor was requested")
        return ContextVarExecutor(max_workers=max_workers)
    if isinstance(executor, str):
        raise ValueError(f"Unknown executor type string: {executor}")
    if isinstance(executor, concurrent.futures.ThreadPoolExecutor):
        _refuse_if(reasons, f"{type(executor).__name__} was passed")
    return executor


def _refuse_if(reasons: list[str], what: str) -> None:
    if reasons:
        raise ValueError(
            f"Configuration requires ProcessPoolExecutor but {what}. Configuration keys causing this: {reasons}"
        )
