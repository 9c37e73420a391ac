"""Folders of models below output/, where nodes save them, as ComfyUI's server has them."""

from __future__ import annotations

import json
import os
import weakref
from collections.abc import Mapping
from typing import Any

from ..engine import Engine, Executor, configuration_in_force
from .parts import directory

#: Categories of models that nodes save.
SAVED = ("checkpoints", "clip", "vae", "diffusion_models", "loras")


def open_with_output_models(configuration: Mapping[str, Any], max_workers: int, executor: Executor) -> Engine:
    """An engine that looks for models in the output directory too, after all other folders.

    It takes folders from files alone; theirs is one in memory, that lives as long as the engine.
    """
    settings = configuration_in_force(configuration)
    if settings["write_out_config_file_to_this_path"]:
        return Engine(configuration, max_workers=max_workers, executor=executor)  # what is written would name the file
    output = directory(settings, "output")
    folders = {category: f"{output}/{category}" for category in SAVED}
    file = os.memfd_create("output models")
    os.write(file, os.fsencode(json.dumps({"output": folders}, ensure_ascii=False)))
    files = [*settings["extra_model_paths_config"], f"/proc/{os.getpid()}/fd/{file}"]
    try:
        engine = Engine(
            {**configuration, "extra_model_paths_config": files}, max_workers=max_workers, executor=executor
        )
    except BaseException:
        os.close(file)
        raise
    weakref.finalize(engine, os.close, file)
    return engine
