"""A Dask cluster of processes on this machine, in a folder that looks like a user's."""

from __future__ import annotations

import os

import dask
import pytest
from distributed import Client, LocalCluster


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """The working directory of the tests and of the workers."""
    from pathlib import Path

    home = tmp_path_factory.mktemp("cluster")
    demo = Path(__file__).resolve().parents[4] / "examples" / "demo-model" / "checkpoints" / "demo.safetensors"
    (home / "models" / "checkpoints").mkdir(parents=True)
    (home / "models" / "checkpoints" / "v1-5-pruned-emaonly.safetensors").symlink_to(demo)
    before = os.getcwd()
    os.chdir(home)
    yield home
    os.chdir(before)


@pytest.fixture(scope="session")
def cluster(home):
    # A worker that was killed has longer to come back than Dask gives it, on machines that have other work too.
    dask.config.set({"distributed.deploy.lost-worker-timeout": "120s"})
    with LocalCluster(n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None) as cluster:
        yield cluster


@pytest.fixture(name="dask")
def connected(cluster):
    with Client(cluster) as client:
        client.wait_for_workers(2, timeout=120)
        yield client
