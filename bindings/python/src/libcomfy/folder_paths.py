"""Where models, inputs and results lie, for nodes written in Python. The library has the same rules for its own nodes.

The directories are those of the client whose node runs; outside of nodes, those of the client that was opened last.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .execution_context import current_execution_context

supported_pt_extensions = {".ckpt", ".pt", ".pt2", ".bin", ".pth", ".safetensors", ".pkl", ".sft"}

# Model folders by category, and the endings of the files in them. Others have one folder, of their name.
_FOLDERS: dict[str, tuple[str, ...]] = {
    "text_encoders": ("text_encoders", "clip"),
    "diffusion_models": ("diffusion_models", "unet"),
    "controlnet": ("controlnet", "t2i_adapter"),
}
_LEGACY_NAMES = {"unet": "diffusion_models", "clip": "text_encoders"}
_ENDINGS: dict[str, set[str]] = {"configs": {".yaml"}, "diffusers": set(), "classifiers": set()}

# Folders that nodes have added, by category.
_added: dict[str, list[str]] = {}
_opened: Mapping[str, Any] = {}


def opened(configuration: Mapping[str, Any] | None) -> None:
    """Hears which configuration the client has that was opened last."""
    global _opened
    _opened = configuration or {}


def configuration() -> Mapping[str, Any]:
    return current_execution_context().configuration or _opened


def base_directory(configuration: Mapping[str, Any] | None) -> Path:
    """What a configuration has as its base directory, the working directory by default."""
    settings = configuration or {}
    return Path(settings.get("base_directory") or settings.get("cwd") or ".").absolute()


def _base() -> Path:
    return base_directory(configuration())


def _directory(name: str) -> str:
    return str(_base() / (configuration().get(f"{name}_directory") or name))


def get_output_directory() -> str:
    return _directory("output")


def get_input_directory() -> str:
    return _directory("input")


def get_input_subfolders() -> list[str]:
    """The folders below the input directory, relative to it."""
    root = get_input_directory()
    return sorted(
        os.path.relpath(os.path.join(directory, name), root) for directory, names, _ in os.walk(root) for name in names
    )


def get_temp_directory() -> str:
    return _directory("temp")


def get_user_directory() -> str:
    return _directory("user")


def get_directory_by_type(type_name: str) -> str | None:
    """The directory that results say they are in; None if there is no such kind."""
    return _directory(type_name) if type_name in ("output", "input", "temp") else None


def __getattr__(name: str) -> Any:
    if name == "base_path":
        return str(_base())
    if name == "models_dir":
        return str(_base() / "models")
    if name == "folder_names_and_paths":
        return {category: (get_folder_paths(category), _endings(category)) for category in _categories()}
    raise AttributeError(name)


def _categories() -> list[str]:
    models = _base() / "models"
    found = {path.name for path in models.iterdir() if path.is_dir()} if models.is_dir() else set()
    return sorted({map_legacy(name) for name in found} | _added.keys() | _FOLDERS.keys())


def map_legacy(folder_name: str) -> str:
    return _LEGACY_NAMES.get(folder_name, folder_name)


def _endings(category: str) -> set[str]:
    return _ENDINGS.get(category, supported_pt_extensions)


def add_model_folder_path(folder_name: str, full_folder_path: str, is_default: bool = False) -> None:
    """Adds a folder for a category, searched before the others if `is_default`. Nodes written in Python see it."""
    paths = _added.setdefault(map_legacy(folder_name), [])
    if full_folder_path not in paths:
        paths.insert(0 if is_default else len(paths), full_folder_path)


def get_folder_paths(folder_name: str) -> list[str]:
    category = map_legacy(folder_name)
    own = [str(_base() / "models" / name) for name in _FOLDERS.get(category, (category,))]
    return [*own, *_added.get(category, [])]


def get_filename_list(folder_name: str) -> list[str]:
    """The files of a category, as paths relative to its folders, sorted."""
    endings = _endings(map_legacy(folder_name))
    return sorted(
        {
            os.path.relpath(os.path.join(directory, name), root)
            for root in get_folder_paths(folder_name)
            for directory, _, names in os.walk(root, followlinks=True)
            for name in names
            if not endings or os.path.splitext(name)[1].lower() in endings
        }
    )


def get_full_path(folder_name: str, filename: str) -> str | None:
    """The file of that name in a category, or None. A name does not lead out of its folder."""
    inside = os.path.relpath(os.path.join("/", filename), "/")
    for root in get_folder_paths(folder_name):
        path = os.path.join(root, inside)
        if os.path.isfile(path):
            return path
    return None


def get_full_path_or_raise(folder_name: str, filename: str) -> str:
    path = get_full_path(folder_name, filename)
    if path is None:
        raise FileNotFoundError(f"Model in folder '{folder_name}' with filename '{filename}' not found.")
    return path


def annotated_filepath(name: str) -> tuple[str, str | None]:
    """Splits a name like "image.png [output]" into name and directory; None if there is no such ending."""
    for kind in ("output", "input", "temp"):
        if name.endswith(f"[{kind}]"):
            return name[: -len(kind) - 3], _directory(kind)
    return name, None


def get_annotated_filepath(name: str, default_dir: str | None = None) -> str:
    name, directory = annotated_filepath(name)
    return os.path.join(directory or default_dir or get_input_directory(), name)


def exists_annotated_filepath(name: str) -> bool:
    return os.path.exists(get_annotated_filepath(name))


def get_save_image_path(
    filename_prefix: str, output_dir: str, image_width: int = 0, image_height: int = 0
) -> tuple[str, str, int, str, str]:
    """Where an image of that prefix is to be saved: (folder, name, next counter, subfolder, prefix).

    The folder is made. Placeholders like %year% and %width% in the prefix are filled in. Raises ValueError if the
    prefix leads out of the directory.
    """
    now = time.localtime()
    parts = {"year": now.tm_year, "month": now.tm_mon, "day": now.tm_mday, "hour": now.tm_hour, "minute": now.tm_min}
    for name, value in {**parts, "second": now.tm_sec}.items():
        filename_prefix = filename_prefix.replace(f"%{name}%", f"{value:02}")
    filename_prefix = filename_prefix.replace("%width%", str(image_width)).replace("%height%", str(image_height))
    subfolder, filename = os.path.split(os.path.normpath(filename_prefix))
    folder = os.path.join(output_dir, subfolder)
    root = os.path.abspath(output_dir)
    if os.path.commonpath([root, os.path.abspath(folder)]) != root:
        raise ValueError(f"the prefix {filename_prefix!r} leads out of {output_dir}")
    os.makedirs(folder, exist_ok=True)
    taken = re.compile(re.escape(filename) + r"_(\d+)_?\.")
    counters = [int(match.group(1)) for name in os.listdir(folder) if (match := taken.match(name))]
    return folder, filename, max(counters, default=0) + 1, subfolder, filename_prefix
