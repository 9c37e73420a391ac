"""The short form: a picture from a text, in one call."""

from __future__ import annotations

import json
import os
import random
import tempfile
import threading
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, overload

from .configuration import Configuration, to_json
from .engine import Engine, Task
from .generation_graph import Drawing, Pictures
from .images import Image, ImageList, as_image

#: A name, a name with its strength, or strengths by name.
Loras = str | Sequence[str | tuple[str, float]] | Mapping[str, float]


@overload
def generate(  # type: ignore[overload-overlap]
    prompt: str,
    *,
    negative: str = "",
    width: int | None = None,
    height: int | None = None,
    steps: int = 20,
    cfg: float = 8.0,
    sampler: str = "euler",
    scheduler: str | None = None,
    seed: int | None = None,
    count: Literal[1] = 1,
    checkpoint: str | None = None,
    loras: Loras = (),
    init_image: Any = None,
    mask: Any = None,
    strength: float | None = None,
    models: str | Path | None = None,
    save: str | Path | None = None,
    configuration: Configuration | Mapping[str, Any] | None = None,
    progress: bool = True,
) -> Image: ...


@overload
def generate(
    prompt: str,
    *,
    negative: str = "",
    width: int | None = None,
    height: int | None = None,
    steps: int = 20,
    cfg: float = 8.0,
    sampler: str = "euler",
    scheduler: str | None = None,
    seed: int | None = None,
    count: int,
    checkpoint: str | None = None,
    loras: Loras = (),
    init_image: Any = None,
    mask: Any = None,
    strength: float | None = None,
    models: str | Path | None = None,
    save: str | Path | None = None,
    configuration: Configuration | Mapping[str, Any] | None = None,
    progress: bool = True,
) -> ImageList: ...


def generate(
    prompt: str,
    *,
    negative: str = "",
    width: int | None = None,
    height: int | None = None,
    steps: int = 20,
    cfg: float = 8.0,
    sampler: str = "euler",
    scheduler: str | None = None,
    seed: int | None = None,
    count: int = 1,
    checkpoint: str | None = None,
    loras: Loras = (),
    init_image: Any = None,
    mask: Any = None,
    strength: float | None = None,
    models: str | Path | None = None,
    save: str | Path | None = None,
    configuration: Configuration | Mapping[str, Any] | None = None,
    progress: bool = True,
) -> Image | ImageList:
    """Draws a picture and waits for it: an `Image`, or a list of them if `count` is not 1.

    - `width`, `height`: multiples of 8; None for 512, or the size of `init_image`, less what is over a multiple of 8.
    - `sampler`, `scheduler`: ComfyUI's names, or those of other programs: "Euler a", "DPM++ 2M Karras".
    - `seed`: the same one gives the same picture; None takes another one each time (`image.seed` tells which).
    - `checkpoint`: the name of the model file; None takes the first one there is.
    - `loras`: names of files, with a strength (1 by default): "x.safetensors", ["x", ("y", 0.5)] or {"x": 0.8}.
    - `init_image`: the picture to begin with: an Image, a file, an image of Pillow, an array [height, width, channels].
    - `mask`: what of it to draw anew, where it is white; its kinds are those of `init_image`.
    - `strength`: how much of it to change, above 0 to 1; None for 0.75.
    - `models`: the folder that has checkpoints/; None for models/ of the configuration's base directory.
    - `save`: a file to write; with several pictures, a number is added to its name.
    - `progress`: shows a progress bar: in a notebook, of tqdm if it is installed, or on a terminal.

    Models stay loaded for the next call with the same `models` and `configuration`; `unload` lets go of them. Ctrl-C
    cancels. Raises ValueError that says in words what is wrong if there is no model of that name or a value is out of
    its range.
    """
    if init_image is None and (mask is not None or strength is not None):
        raise ValueError(f"{'a mask' if mask is not None else 'strength'} needs an init_image")
    room = _room(models, configuration)
    pictures = Pictures(room.input)
    seed = random.getrandbits(63) if seed is None else seed
    try:
        drawing = Drawing(
            room.engine,
            models,
            prompt,
            negative,
            sampler=sampler,
            scheduler=scheduler,
            checkpoint=checkpoint,
            loras=_pairs(loras),
            start=None if init_image is None else pictures.add(as_image(init_image)),
            mask=None if mask is None else pictures.add(as_image(mask)),
            size=(width, height),
            count=count,
            settings={"seed": seed, "steps": steps, "cfg": cfg, "denoise": _denoise(init_image, strength)},
        )
        images = _draw(room.engine, drawing.prompt, progress)
    finally:
        pictures.remove()
    for number, image in enumerate(images):
        image.seed = seed
        if save is not None:
            image.path = str(save) if count == 1 else str(Path(save).with_stem(f"{Path(save).stem}_{number + 1}"))
            image.save(image.path)
    return images[0] if count == 1 else images


def _denoise(init_image: Any, strength: float | None) -> float:
    value = 1.0 if init_image is None else 0.75 if strength is None else float(strength)
    if not 0 < value <= 1:
        raise ValueError(f"strength is above 0 and at most 1, not {strength}")
    return value


def _pairs(loras: Loras) -> list[tuple[str, float]]:
    if isinstance(loras, str):
        return [(loras, 1.0)]
    if isinstance(loras, Mapping):
        return [(name, float(strength)) for name, strength in loras.items()]
    return [(item, 1.0) if isinstance(item, str) else (item[0], float(item[1])) for item in loras]


def _draw(engine: Engine, prompt: dict[str, Any], progress: bool) -> ImageList:
    text = json.dumps(prompt)
    summary = engine.validate(text)["summary"]
    if summary is not None:
        raise ValueError(summary)
    task = engine.queue(text)
    try:
        _follow(task, progress)
        for files in task.result().values():
            for file in files["images"]:
                Path(file["abs_path"]).unlink(missing_ok=True)  # the pixels are in memory; if cached, the file is gone
        return ImageList(task.images())
    except BaseException:
        task.cancel()
        raise
    finally:
        task.release()


def _follow(task: Task, is_shown: bool) -> None:
    if not is_shown:
        for _ in task.notifications():
            pass
        return
    from .progress_bars import bar

    show = bar()
    for notification in task.notifications():
        if notification.event in ("progress", "executing"):
            show(task.progress())
    show(task.progress())


class _Room:
    """An engine with folders of its own for what goes in and out."""

    def __init__(self, models: str | Path | None, configuration: Mapping[str, Any] | None) -> None:
        temporary = tempfile.TemporaryDirectory(prefix="libcomfy-")
        self.input = Path(temporary.name) / "input"
        self.input.mkdir()
        self.engine = Engine(
            configuration, models_directory=models, temp_directory=temporary.name, input_directory=self.input
        )
        weakref.finalize(self.engine, temporary.cleanup)


_rooms: dict[tuple[str, str], _Room] = {}
_lock = threading.Lock()


def _room(models: str | Path | None, configuration: Mapping[str, Any] | None) -> _Room:
    """The one of earlier calls with the same settings, or a new one."""
    key = (os.path.abspath(models) if models is not None else os.getcwd(), to_json(configuration))
    with _lock:
        if key not in _rooms:
            _rooms[key] = _Room(models, configuration)
        return _rooms[key]


def unload() -> None:
    """Lets go of the models of earlier calls of `generate`."""
    with _lock:
        rooms = list(_rooms.values())
        _rooms.clear()
    for room in rooms:
        room.engine.close()
