"""Where models, inputs and results lie, for nodes written in Python. The library has the same rules for its own nodes.

The directories are those of the client whose node runs; outside of nodes, those of the client that was opened last.
"""

from __future__ import annotations

import mimetypes
import os
import re
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from .execution_context import current_execution_context
from .model_folders import ModelFolders, map_legacy, model_extensions

__all__ = [
    "add_model_folder_path",
    "annotated_filepath",
    "exists_annotated_filepath",
    "extension_mimetypes_cache",
    "filter_files_content_types",
    "filter_files_extensions",
    "folder_names_and_paths",
    "get_annotated_filepath",
    "get_directory_by_type",
    "get_filename_list",
    "get_folder_paths",
    "get_full_path",
    "get_full_path_or_raise",
    "get_input_directory",
    "get_input_subfolders",
    "get_output_directory",
    "get_save_image_path",
    "get_temp_directory",
    "get_user_directory",
    "map_legacy",
    "recursive_search",
    "set_input_directory",
    "set_output_directory",
    "set_temp_directory",
    "set_user_directory",
    "supported_pt_extensions",
]

#: Kinds of files whose endings Python does not know everywhere.
extension_mimetypes_cache = {"webp": "image", "fbx": "model"}

_opened: Mapping[str, Any] = {}
# Directories that nodes have set.
_set: dict[str, str] = {}


#: How the names of users begin that are no people.
SYSTEM_USER_PREFIX = "__"


def opened(configuration: Mapping[str, Any] | None) -> None:
    """Hears which configuration the client has that was opened last."""
    global _opened
    _opened = configuration or {}


def configuration() -> Mapping[str, Any]:
    return current_execution_context().configuration or _opened


def base_directories(configuration: Mapping[str, Any] | None) -> list[Path]:
    """A configuration's base directory, the working directory by default, and the further ones that it has."""
    settings = configuration or {}
    base = Path(settings.get("base_directory") or settings.get("cwd") or ".").absolute()
    return list(dict.fromkeys([base, *(base / path for path in settings.get("base_paths") or ())]))


#: The folders and the endings of files by category. What nodes put into it, other nodes see, but not the library's own.
folder_names_and_paths = ModelFolders(lambda: base_directories(configuration()))


def _base() -> Path:
    return base_directories(configuration())[0]


def _directory(name: str) -> str:
    return _set.get(name) or str(_base() / (configuration().get(f"{name}_directory") or name))


def get_output_directory() -> str:
    return _directory("output")


def get_input_directory(mkdirs: bool = True) -> str:
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


def get_system_user_directory(name: str = "system") -> str:
    """Where programs and packs keep what no person may ask for. Raises ValueError for a name that is none."""
    if not isinstance(name, str) or not name.replace("_", "").isalnum() or name.startswith("_"):
        raise ValueError(f"{name!r} is no name of a system user")
    return os.path.join(get_user_directory(), SYSTEM_USER_PREFIX + name)


def get_public_user_directory(user_id: str) -> str | None:
    """Where a person's files lie; None if that is nobody's name."""
    if not isinstance(user_id, str) or not user_id or user_id.startswith(SYSTEM_USER_PREFIX):
        return None
    return os.path.join(get_user_directory(), user_id)


def invalidate_cache(folder_name: str) -> None:
    """Nothing: folders are read whenever they are asked for."""


def set_output_directory(output_dir: str | Path) -> None:
    """Has nodes written in Python save elsewhere; the library's own nodes stay with the configuration."""
    _set["output"] = str(output_dir)


def set_input_directory(input_dir: str | Path) -> None:
    """The same for what they load."""
    _set["input"] = str(input_dir)


def set_temp_directory(temp_dir: str | Path) -> None:
    """The same for temporary files."""
    _set["temp"] = str(temp_dir)


def set_user_directory(user_dir: str | Path) -> None:
    """The same for settings of users."""
    _set["user"] = str(user_dir)


def get_directory_by_type(type_name: str) -> str | None:
    """The directory that results say they are in; None if there is no such kind."""
    return _directory(type_name) if type_name in ("output", "input", "temp") else None


def __getattr__(name: str) -> Any:
    if name == "base_path":
        return str(_base())
    if name == "models_dir":
        return str(_base() / "models")
    if name == "supported_pt_extensions":
        return model_extensions()
    kind = name.removesuffix("_directory")
    if kind != name and kind in ("output", "input", "temp", "user"):
        return _directory(kind)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def add_model_folder_path(
    folder_name: str,
    full_folder_path: str | None = None,
    is_default: bool = False,
    extensions: Collection[str] | None = None,
) -> str:
    """Adds a folder for a category, searched before the others if `is_default`. Nodes written in Python see it.

    Without a path it is models/`folder_name`. `extensions` are the endings of the category's files from now on. Returns
    the path.
    """
    path = full_folder_path or str(_base() / "models" / folder_name)
    folder_names_and_paths.add(folder_name, path, first=is_default)
    if extensions is not None:
        folder_names_and_paths[folder_name] = (folder_names_and_paths.folders(folder_name), set(extensions))
    return path


def get_folder_paths(folder_name: str) -> list[str]:
    return folder_names_and_paths.folders(folder_name)


def recursive_search(
    directory: str, excluded_dir_names: Collection[str] | None = None
) -> tuple[list[str], dict[str, float]]:
    """The files below a directory, relative to it, and when each of the folders was changed."""
    files: list[str] = []
    times: dict[str, float] = {}
    for folder, names, here in os.walk(directory, followlinks=True):
        names[:] = [name for name in names if name not in (excluded_dir_names or ())]
        times[folder] = os.path.getmtime(folder)
        files.extend(os.path.relpath(os.path.join(folder, name), directory) for name in here)
    return files, times


def filter_files_extensions(files: Collection[str], extensions: Collection[str]) -> list[str]:
    """The files with one of the endings, or all if there are none, sorted."""
    return sorted(file for file in files if not extensions or os.path.splitext(file)[1].lower() in extensions)


def filter_files_content_types(files: Collection[str], content_types: Collection[str]) -> list[str]:
    """The files that by their endings are of one of the kinds "image", "video", "audio" and "model"."""
    return [file for file in files if _content_type(file) in content_types]


def _content_type(file: str) -> str | None:
    known = extension_mimetypes_cache.get(file.rpartition(".")[2].lower())
    return known or (mimetypes.guess_type(file, strict=False)[0] or "").partition("/")[0] or None


def get_filename_list(folder_name: str) -> list[str]:
    """The files of a category, as paths relative to its folders, sorted."""
    files = {file for root in get_folder_paths(folder_name) for file in recursive_search(root, [".git"])[0]}
    return filter_files_extensions(files, folder_names_and_paths.endings(folder_name))


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
