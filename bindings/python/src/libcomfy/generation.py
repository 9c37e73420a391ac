"""The short form: a picture from a text, in one call."""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .configuration import to_json
from .engine import Engine, Task
from .graph_utils import GraphBuilder

#: Width of the progress bar that stands in for tqdm's, in characters.
BAR_WIDTH = 40


def generate(
    prompt: str,
    *,
    negative: str = "",
    width: int = 512,
    height: int = 512,
    steps: int = 20,
    cfg: float = 8.0,
    sampler: str = "euler",
    scheduler: str = "normal",
    seed: int | None = None,
    count: int = 1,
    checkpoint: str | None = None,
    models: str | Path | None = None,
    save: str | Path | None = None,
    configuration: Mapping[str, Any] | None = None,
    progress: bool = True,
) -> Any:
    """Draws a picture and waits for it: an `Image`, or a list of them if `count` is not 1.

    - `seed`: the same one gives the same picture; None takes another one each time (`image.seed` tells which).
    - `checkpoint`: the name of the model file; None takes the first one there is.
    - `models`: the folder that has checkpoints/; None for models/ of the configuration's base directory.
    - `save`: a file to write; with several pictures, a number is added to its name.
    - `progress`: shows a progress bar (tqdm's, if it is installed).

    Models stay loaded for the next call with the same `models` and `configuration`; `unload` lets go of them. Ctrl-C
    cancels. Raises ValueError if there is no model of that name or a value is out of its range.
    """
    engine = _engine(models, configuration)
    seed = random.getrandbits(63) if seed is None else seed
    graph = GraphBuilder("")
    loader = graph.node("CheckpointLoaderSimple", ckpt_name=checkpoint or _first_checkpoint(engine))
    positive = graph.node("CLIPTextEncode", text=prompt, clip=loader.out(1))
    unwanted = graph.node("CLIPTextEncode", text=negative, clip=loader.out(1))
    latent = graph.node("EmptyLatentImage", width=width, height=height, batch_size=count)
    samples = graph.node(
        "KSampler",
        model=loader.out(0),
        positive=positive.out(0),
        negative=unwanted.out(0),
        latent_image=latent.out(0),
        seed=seed,
        steps=steps,
        cfg=cfg,
        sampler_name=sampler,
        scheduler=scheduler,
        denoise=1.0,
    )
    decoded = graph.node("VAEDecode", samples=samples.out(0), vae=loader.out(2))
    graph.node("PreviewImage", images=decoded.out(0))

    task = engine.queue(json.dumps(graph.finalize()))
    try:
        _follow(task, _bar() if progress else lambda share: None)
        for files in task.result().values():
            for file in files["images"]:
                Path(file["abs_path"]).unlink(missing_ok=True)  # the pixels are in memory; if cached, the file is gone
        images = task.images()
    except BaseException:
        task.cancel()
        raise
    finally:
        task.release()
    for number, image in enumerate(images):
        image.seed = seed
        if save is not None:
            image.path = str(save) if count == 1 else str(Path(save).with_stem(f"{Path(save).stem}_{number + 1}"))
            image.save(image.path)
    return images[0] if count == 1 else images


_engines: dict[tuple[str, str], Engine] = {}
_lock = threading.Lock()


def _engine(models: str | Path | None, configuration: Mapping[str, Any] | None) -> Engine:
    """The engine of earlier calls with the same settings, or a new one."""
    key = (os.path.abspath(models) if models is not None else os.getcwd(), to_json(configuration))
    with _lock:
        if key not in _engines:
            temporary = tempfile.TemporaryDirectory(prefix="libcomfy-")
            _engines[key] = Engine(configuration, models_directory=models, temp_directory=temporary.name)
            weakref.finalize(_engines[key], temporary.cleanup)
        return _engines[key]


def unload() -> None:
    """Lets go of the models of earlier calls of `generate`."""
    with _lock:
        engines = list(_engines.values())
        _engines.clear()
    for engine in engines:
        engine.close()


def _first_checkpoint(engine: Engine) -> str:
    schema = engine.node_schemas("CheckpointLoaderSimple")["CheckpointLoaderSimple"]
    names: list[str] = schema["input"]["required"]["ckpt_name"][0]
    if not names:
        raise ValueError("there is no model file: put one into models/checkpoints, or say where they are with `models`")
    return names[0]


def _follow(task: Task, show: Callable[[float], None]) -> None:
    for notification in task.notifications():
        if notification.event in ("progress", "executing", "execution_success"):
            show(task.overall_progress())


def _bar() -> Callable[[float], None]:
    """A function that shows how much is done, 0...1, on standard error."""
    try:
        from tqdm.auto import tqdm  # type: ignore[import-untyped]
    except ImportError:
        return _own_bar()
    bar = tqdm(total=100, unit="%", bar_format="{l_bar}{bar}| {elapsed}<{remaining}")

    def show(share: float) -> None:
        bar.update(round(share * 100) - bar.n)
        if share >= 1:
            bar.close()

    return show


def _own_bar() -> Callable[[float], None]:
    if not sys.stderr.isatty():
        return lambda share: None

    def show(share: float) -> None:
        done = round(share * BAR_WIDTH)
        sys.stderr.write(f"\r[{'#' * done}{'-' * (BAR_WIDTH - done)}] {share:4.0%}" + ("\n" if share >= 1 else ""))
        sys.stderr.flush()

    return show
