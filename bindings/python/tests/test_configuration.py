"""The configuration's keys, and the choice of an executor."""

import concurrent.futures
import copy
import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REFERENCE

import libcomfy
from libcomfy import Comfy, Configuration, ContextVarExecutor, ProcessPoolExecutor, default_configuration
from libcomfy.configuration import PerformanceFeature, model_management_args, requires_process_pool_executor, to_json
from libcomfy.configuration_types import ConfigurationKeys
from libcomfy.engine import Engine

FACTS = json.loads((REFERENCE / "configuration.json").read_text())


def test_the_keys_are_comfys():
    assert set(default_configuration()) == set(FACTS["defaults"])
    assert model_management_args() == set(FACTS["model_management_args"])


def test_the_defaults_are_the_librarys(base):
    """Which may have more settings than ComfyUI."""
    known = Engine().configuration
    assert default_configuration() == {key: known[key] for key in default_configuration()}


def test_items_are_attributes():
    configuration = default_configuration()
    configuration.cache_lru = 5
    assert configuration["cache_lru"] == configuration.cache_lru == 5
    with pytest.raises(AttributeError):
        _ = configuration.no_such_key
    assert Configuration(port=1).port == Configuration({"port": 1}).port == 1


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda c: pickle.loads(pickle.dumps(c))])
def test_copies(copied):
    configuration = Configuration(fast={PerformanceFeature.AutoTune})
    again = copied(configuration)
    assert type(again) is Configuration and again == configuration and again is not configuration


def test_only_changes_are_sent():
    assert json.loads(to_json(default_configuration())) == {}
    assert json.loads(to_json({"fast": {PerformanceFeature.AutoTune}, "port": 8188, "cpu": True})) == {
        "fast": ["autotune"],
        "cpu": True,
    }


@pytest.mark.parametrize("key", sorted(FACTS["model_management_args"]))
def test_settings_that_need_a_process(key):
    default = default_configuration()[key]
    other = not default if isinstance(default, bool) else 1
    assert requires_process_pool_executor({key: other})
    assert not requires_process_pool_executor({key: default})
    assert isinstance(Comfy({key: other})._executor, ProcessPoolExecutor)


def test_the_choice_of_an_executor():
    assert isinstance(Comfy()._executor, ContextVarExecutor)
    assert isinstance(Comfy({"cache_lru": 1})._executor, ContextVarExecutor)
    assert isinstance(Comfy(executor="ProcessPoolExecutor")._executor, ProcessPoolExecutor)
    assert isinstance(Comfy(executor="ContextVarExecutor")._executor, ContextVarExecutor)


def test_refusals():
    message = r"^Configuration requires ProcessPoolExecutor but {} Configuration keys causing this: \['lowvram'\]$"
    with pytest.raises(ValueError, match=message.format("ContextVarExecutor was requested.")):
        Comfy({"lowvram": True}, executor="ContextVarExecutor")
    with pytest.raises(ValueError, match=message.format("ThreadPoolExecutor was passed.")):
        Comfy({"lowvram": True}, executor=concurrent.futures.ThreadPoolExecutor())
    with pytest.raises(ValueError, match="^Unknown executor type string: Threads$"):
        Comfy(executor="Threads")
    assert Comfy({"lowvram": True}, executor=ProcessPoolExecutor())


def test_a_configuration_from_the_context():
    from libcomfy.execution_context import context_configuration

    with context_configuration({"lowvram": True}):
        assert isinstance(Comfy()._executor, ProcessPoolExecutor)
    assert isinstance(libcomfy.Comfy()._executor, ContextVarExecutor)


def test_the_types_are_the_librarys():
    """What type checkers see of the configuration is what the library tells."""
    folder = Path(__file__).resolve().parents[1]
    made = subprocess.run(
        [sys.executable, folder / "tools" / "make_configuration_types.py"], capture_output=True, text=True, check=True
    )
    assert made.stdout == (folder / "src" / "libcomfy" / "configuration_types.py").read_text()
    assert set(default_configuration()) < set(ConfigurationKeys.__annotations__)
