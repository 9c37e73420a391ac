"""The client's side: sends prompts to an executor, hears of them, tries again if workers die."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..engine import configuration_in_force
from ..errors import InterruptProcessingException
from ..folder_paths import base_directories
from ..package_typing import ExportedNodes
from ..prompts import prompt_text
from ..tracing import current_trace
from .addresses import hosts_for
from .channel import Channel
from .failures import NotAgain, attempts_of, given_up, is_lost_worker
from .inputs import Hashes, named_files
from .outputs import Placer, items_of
from .work import PROCESS, InputsMissing, Result, Results, Work
from .worker import clear_cache, execute

#: Seconds in which the last events of a prompt come after its result.
LAST_EVENTS = 3.0

Tell = Callable[[Any, Any, "str | None"], None]


class Dispatcher:
    """Runs prompts in an executor's workers."""

    def __init__(
        self,
        executor: concurrent.futures.Executor,
        configuration: Mapping[str, Any] | None,
        results: Results = "bytes",
        attempts: int = 2,
    ) -> None:
        if results not in ("bytes", "paths"):
            raise ValueError(f"results are bytes or paths, not {results!r}")
        if attempts < 1:
            raise ValueError("there is at least one attempt")
        self._executor = executor
        self._results = results
        self._attempts = attempts
        self._given = dict(configuration or {})
        self._client = uuid.uuid4().hex
        self._hashes = Hashes()
        self._prompts: dict[str, _Prompt] = {}
        self._opening = threading.Lock()
        self._channel: Channel | None = None
        self._directories: dict[str, Path] | None = None
        self._placer: Placer | None = None

    def workers(self) -> list[str]:
        """The names of the workers that have run something and are still there."""
        return self._channel.workers() if self._channel is not None else []

    def interrupt(self, prompt_id: str | None = None) -> None:
        """Ends the prompt of that id, or all."""
        for prompt in list(self._prompts.values()):
            if prompt_id is None or prompt.prompt_id == prompt_id:
                prompt.interrupt()

    async def clear_cache(self) -> None:
        """Has the workers forget cached outputs and unload models."""
        if self._channel is not None and self._channel.workers():
            self._channel.clear_caches()
        else:
            await asyncio.get_running_loop().run_in_executor(self._executor, clear_cache)

    def close(self) -> None:
        """Tells all workers that the client has gone."""
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()

    async def run(
        self,
        prompt: Mapping[str, Any],
        prompt_id: str,
        tell: Tell,
        *,
        client_id: str | None = None,
        targets: list[str] | None = None,
        extra_data: Mapping[str, Any] | None = None,
        nodes: ExportedNodes | None = None,
    ) -> dict[str, Any]:
        """Runs a prompt and returns its outputs. `tell` hears of it, on the running loop."""
        loop = asyncio.get_running_loop()
        if self._placer is None or self._channel is None:
            await loop.run_in_executor(None, self._open)
        work = Work(
            ticket="",
            client=self._client,
            process=PROCESS,
            workflow=prompt_text(prompt),
            prompt_id=prompt_id,
            client_id=client_id,
            targets=targets,
            extra_data=extra_data,
            configuration=self._configuration(),
            nodes=nodes or ExportedNodes(),
            trace=current_trace(),
            address=self._channel.address if self._channel is not None else None,
            results=self._results,
            share=_processes(self._executor),
            inputs=await loop.run_in_executor(None, self._inputs, prompt),
        )
        state = _Prompt(prompt_id, self._attempts, tell, loop, self._hashes, self._channel)
        self._prompts[prompt_id] = state
        if self._channel is not None:
            self._channel.listen(prompt_id, state)
        try:
            return await self._attempt(work, state)
        finally:
            self._prompts.pop(prompt_id, None)
            if self._channel is not None:
                self._channel.forget(prompt_id)

    async def _attempt(self, work: Work, state: _Prompt) -> dict[str, Any]:
        """Submits the work until it has ended, the caller has had enough, or too many workers have died."""
        while True:
            work.ticket = uuid.uuid4().hex
            state.expect(work.ticket)
            try:
                future = self._executor.submit(execute, work)
                state.future = future
                result: Result = await _result_of(future)
            except asyncio.CancelledError:
                if state.is_interrupted:
                    raise InterruptProcessingException("the prompt was interrupted") from None
                state.interrupt()
                raise
            except InputsMissing as missing:
                found = {digest: self._hashes.content(digest) for digest in missing.hashes}
                work.contents = {digest: content for digest, content in found.items() if content is not None}
                if len(work.contents) < len(missing.hashes):
                    raise FileNotFoundError("a file of the input folder has changed or gone") from None
                continue
            except NotAgain:
                if state.is_interrupted:
                    raise InterruptProcessingException("the prompt was interrupted") from None
                raise given_up(work.prompt_id, state.workers, None) from None
            except Exception as error:
                if not is_lost_worker(error):
                    await state.last_events()
                    raise
                if state.is_interrupted:
                    raise InterruptProcessingException("the prompt was interrupted") from error
                state.count(work.ticket, attempts_of(error))
                if state.starts >= self._attempts:
                    raise given_up(work.prompt_id, state.workers, error) from error
                continue
            if result.is_told:
                await state.last_events()
            return await self._finish(result, state)

    async def _finish(self, result: Result, state: _Prompt) -> dict[str, Any]:
        """Writes the files, then tells what was held back until they were there."""
        outputs = result.outputs
        if self._results == "bytes":
            assert self._placer is not None
            theirs = {kind: Path(path) for kind, path in result.directories.items()}
            loop = asyncio.get_running_loop()
            outputs = await loop.run_in_executor(None, self._placer.place, outputs, result.worker, theirs, result.files)
        state.release(outputs)
        return outputs

    # What is known of this side

    def _open(self) -> None:
        """Finds the directories, as the library would here, and opens the channel, once."""
        with self._opening:
            self._open_alone()

    def _open_alone(self) -> None:
        if self._directories is None:
            settings = configuration_in_force(self._plain())
            base = base_directories(settings)[0]
            kinds = ("input", "output", "temp")
            self._directories = {kind: base / str(settings.get(f"{kind}_directory") or kind) for kind in kinds}
            self._placer = Placer(self._directories)
        if self._channel is None:
            with contextlib.suppress(OSError):
                self._channel = Channel(hosts_for(self._executor))

    def _plain(self) -> dict[str, Any]:
        from ..configuration import model_management_args

        managed = model_management_args()
        return {key: value for key, value in self._given.items() if key not in managed}

    def _configuration(self) -> dict[str, Any]:
        if self._results == "bytes":
            return self._given
        assert self._directories is not None
        shared = {f"{kind}_directory": str(path) for kind, path in self._directories.items()}
        return {**self._given, **shared}

    def _inputs(self, prompt: Mapping[str, Any]) -> dict[str, str]:
        assert self._directories is not None
        return {name: self._hashes.of(path) for name, path in named_files(prompt, self._directories).items()}


def _processes(executor: Any) -> int:
    """How many processes a pool of this machine has; 0 if it is none."""
    if isinstance(executor, concurrent.futures.ThreadPoolExecutor):
        return 0
    count = getattr(executor, "_max_workers", 0)
    return count if isinstance(count, int) else 0


def _cancel(future: concurrent.futures.Future[Result]) -> None:
    """Takes it out of the executor's queue, where the executor can do that (parsl's futures refuse)."""
    with contextlib.suppress(NotImplementedError):
        future.cancel()


async def _result_of(future: concurrent.futures.Future[Result]) -> Result:
    """Waits for it, as `asyncio.wrap_future` does, also if it refuses to be cancelled."""
    loop = asyncio.get_running_loop()
    over = asyncio.Event()

    def wake(_: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(over.set)

    future.add_done_callback(wake)
    try:
        await over.wait()
    except asyncio.CancelledError:
        _cancel(future)
        raise
    if future.cancelled():
        raise asyncio.CancelledError
    return future.result()


class _Prompt:
    """A prompt under way; the channel's listener."""

    def __init__(
        self,
        prompt_id: str,
        attempts: int,
        tell: Tell,
        loop: asyncio.AbstractEventLoop,
        hashes: Hashes,
        channel: Channel | None,
    ) -> None:
        self.prompt_id = prompt_id
        self.future: concurrent.futures.Future[Result] | None = None
        self.is_interrupted = False
        #: The workers that have begun it, and how often that was.
        self.workers: list[str] = []
        self.starts = 0
        self._attempts = attempts
        self._tell = tell
        self._loop = loop
        self._hashes = hashes
        self._channel = channel
        self._lock = threading.Lock()
        self._ticket = ""
        self._counted: set[str] = set()
        self._done = asyncio.Event()
        self._held: list[tuple[Any, Any, str | None]] = []

    def expect(self, ticket: str) -> None:
        """A submission begins."""
        self._ticket = ticket
        self._done.clear()

    def interrupt(self) -> None:
        """Ends it, wherever it is."""
        self.is_interrupted = True
        if self._channel is not None:
            self._channel.cancel(self.prompt_id)
        if self.future is not None and not self.workers:
            _cancel(self.future)  # it waits in the executor

    def count(self, ticket: str, attempts: int) -> None:
        """Counts a submission whose beginnings nobody has told."""
        with self._lock:
            if ticket not in self._counted:
                self._counted.add(ticket)
                self.starts += attempts
                self.workers += ["unknown"] * attempts

    async def last_events(self) -> None:
        """Waits for what was said before the result."""
        if self._ticket in self._counted and self._channel is not None:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._done.wait(), LAST_EVENTS)

    def release(self, outputs: Mapping[str, Any]) -> None:
        """Tells what was held back, with the files as they are here."""
        for event, data, sid in self._held:
            if event == "executed" and data.get("node") in outputs:
                data = {**data, "output": outputs[data["node"]]}
            self._tell(event, data, sid)
        self._held = []

    # The channel's threads

    def may_start(self, ticket: str, worker: str) -> bool:
        with self._lock:
            if self.is_interrupted or self.starts >= self._attempts:
                return False
            self.starts += 1
            self._counted.add(ticket)
            self.workers.append(worker)
            is_again = self.starts > 1
        if is_again:
            self._call(self._again, self.workers[-2], self.starts)
        return True

    def heard(self, ticket: str, event: Any, data: Any, sid: str | None) -> None:
        if ticket == self._ticket:
            self._call(self._heard, event, data, sid)

    def content(self, digest: str) -> bytes | None:
        return self._hashes.content(digest)

    def done(self, ticket: str) -> None:
        if ticket == self._ticket:
            self._call(self._done.set)

    def lost(self, worker: str) -> None:
        """The executor says what comes of it."""

    def _call(self, function: Callable[..., None], *arguments: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(function, *arguments)

    # The loop

    def _again(self, worker: str, start: int) -> None:
        """Its events begin again."""
        self._held = []
        message = f"the worker {worker} has died; the prompt begins again ({start} of {self._attempts})"
        notice = {
            "prompt_id": self.prompt_id,
            "node_id": "",
            "node_type": "",
            "message": message,
            "timestamp": int(time.time() * 1000),
        }
        self._tell("warning", notice, None)

    def _heard(self, event: Any, data: Any, sid: str | None) -> None:
        has_files = event == "executed" and any(True for _ in items_of(data.get("output") or {}))
        if has_files or event == "execution_success":
            self._held.append((event, data, sid))
        else:
            self._tell(event, data, sid)
