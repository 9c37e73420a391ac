"""Runs prompts on the workers of a Dask cluster: `libcomfy-server --scheduler tcp://...`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Mapping
from typing import Any

from ..engine import Engine
from ..remote.dispatcher import Dispatcher
from .cluster_models import ClusterModels, names_here
from .job import Job
from .options import Options

#: Seconds that the scheduler has to answer.
PATIENCE = 10
#: Seconds between looks at which workers there are.
LOOK = 2.0


def _report() -> dict[str, Any]:
    """What a worker tells of its machine."""
    from libcomfy.server.stats import memory

    total, free = memory()
    return {"total": total, "free": free, "pid": os.getpid()}


class ClusterRunner:
    """As many prompts at a time as there are worker processes; each computes with all threads of its own.

    Packs of custom nodes are those that the workers have in their own folders.
    """

    def __init__(self, client: Any, options: Options, engine: Engine) -> None:
        self._client = client
        self._configuration = options.configuration
        self._models = ClusterModels(engine)
        self._names: dict[str, dict[str, list[str]]] = {}
        self._dispatcher = Dispatcher(client.get_executor(), options.configuration, "bytes", options.attempts)
        self._workers: dict[str, Mapping[str, Any]] = {}
        #: Called when the number of workers has changed.
        self.changed: Callable[[], None] = lambda: None
        self._looking: asyncio.Task[None] | None = None

    @classmethod
    async def connect(cls, options: Options, engine: Engine) -> ClusterRunner:
        """Connects to the scheduler; the engine learns which models the workers have.

        Raises OSError if nobody answers there.
        """
        try:
            from distributed import Client  # type: ignore[import-not-found,unused-ignore]
        except ImportError:
            raise ValueError("--scheduler needs Dask: pip install 'dask[distributed]'") from None
        client = await asyncio.to_thread(Client, options.scheduler, timeout=PATIENCE, set_as_default=False)
        runner = cls(client, options, engine)
        await runner._look()
        runner._looking = asyncio.get_running_loop().create_task(runner._keep_looking())
        return runner

    @property
    def capacity(self) -> int:
        return len(self._workers)

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            await self._look()

    async def _look(self) -> None:
        """Takes note of the workers that there are."""
        try:
            info = await asyncio.to_thread(self._client.scheduler_info, n_workers=-1)
        except TypeError:  # older versions tell of all anyway
            info = await asyncio.to_thread(self._client.scheduler_info)
        except (OSError, RuntimeError):
            info = {}
        workers = info.get("workers", {})
        is_new = workers.keys() != self._workers.keys()
        if is_new:
            await asyncio.to_thread(self._learn_models, workers.keys())
        self._workers = dict(workers)
        if is_new:
            self.changed()

    def _learn_models(self, workers: Collection[str]) -> None:
        """Asks workers that are new which models they have; one that does not answer has none."""
        new = [address for address in workers if address not in self._names]
        try:
            told = self._client.run(names_here, self._configuration, workers=new, on_error="ignore") if new else {}
        except (OSError, RuntimeError, ValueError):
            told = {}
        self._names = {address: told.get(address) or self._names.get(address, {}) for address in workers}
        self._models.update(self._names.values())

    async def run(self, job: Job, tell: Callable[[Any, Any], None]) -> dict[str, Any]:
        return await self._dispatcher.run(
            job.prompt,
            job.prompt_id,
            lambda event, data, sid: tell(event, data),
            client_id=job.client_id,
            targets=job.targets,
            extra_data={**job.extra_data, **job.secrets},
        )

    def interrupt(self, job: Job) -> None:
        self._dispatcher.interrupt(job.prompt_id)

    async def free(self, models: bool, cache: bool) -> None:
        if models or cache:
            await self._dispatcher.clear_cache()

    def devices(self) -> list[Mapping[str, Any]]:
        """One device a worker."""
        try:
            reports = self._client.run(_report, on_error="ignore")
        except (OSError, RuntimeError, ValueError):
            reports = {}
        devices: list[Mapping[str, Any]] = []
        for index, (address, worker) in enumerate(sorted(self._workers.items())):
            report = reports.get(address) or {}
            total = report.get("total") or worker.get("memory_limit") or 0
            devices.append(
                {
                    "name": f"cpu {address} ({worker.get('nthreads')} threads)",
                    "type": "cpu",
                    "index": index,
                    "vram_total": total,
                    "vram_free": report.get("free") or 0,
                    "torch_vram_total": total,
                    "torch_vram_free": report.get("free") or 0,
                }
            )
        return devices

    async def close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        await asyncio.to_thread(self._dispatcher.close)
        await asyncio.to_thread(self._client.close)
        self._models.close()
