"""Fixtures: one server for the tests that change nothing which others see, and folders for servers of one's own."""

from __future__ import annotations

import pytest
from serving import Server, make_base


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with Server(make_base(tmp_path_factory.mktemp("server"))) as server:
        yield server


@pytest.fixture
def base(tmp_path):
    return make_base(tmp_path)
