"""The models that the workers of a cluster have, as names that the server's nodes and lists know."""

from __future__ import annotations

import ctypes
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .. import _abi, folder_paths
from .._library import library
from ..configuration import model_management_args
from ..engine import Engine
from ..errors import ComfyError, call
from ..model_folders import ModelFolders
from .extra_paths import extra_folders
from .paths import inside

#: Names by category.
Names = Mapping[str, Iterable[str]]

#: What stands for the content of a model that is elsewhere; it lives as long as the process.
_ELSEWHERE = ctypes.create_string_buffer(b"elsewhere")

#: Folders that are no models'.
_NO_MODELS = ("custom_nodes", "configs")


def names_here(configuration: Mapping[str, Any]) -> dict[str, list[str]]:
    """The model files of this machine. Runs in a worker, with the configuration that its prompts will have."""
    managed = model_management_args()
    engine = Engine({key: value for key, value in configuration.items() if key not in managed})
    try:
        settings = engine.configuration
    finally:
        engine.close()
    folders = ModelFolders(lambda: folder_paths.base_directories(settings))
    for category, path, is_default in extra_folders(settings):
        folders.add(category, path, is_default)
    found = {}
    for category in folders:
        if category not in _NO_MODELS:
            files = {file for root in folders.folders(category) for file in folder_paths.recursive_search(root)[0]}
            found[category] = folder_paths.filter_files_extensions(files, folders.endings(category))
    return found


class ClusterModels:
    """Keeps the names of the workers' models known: to the engine, and as empty files to what lists folders."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._folder = tempfile.TemporaryDirectory(prefix="libcomfy-models-")
        self._known: set[tuple[str, str]] = set()

    def update(self, workers: Iterable[Names]) -> None:
        """Takes note of what the workers have now."""
        wanted = {(category, name) for names in workers for category in names for name in names[category]}
        for category, name in wanted - self._known:
            path = inside(self._folder.name, category, name)
            if path is not None and self._add(category, name):
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                Path(path).touch()
                folder_paths.add_model_folder_path(category, str(Path(self._folder.name) / category))
        for category, name in self._known - wanted:
            path = inside(self._folder.name, category, name)
            if path is not None and Path(path).exists():
                Path(path).unlink()
                handle = self._engine.handle
                call(library().comfy_client_remove_model_file, handle, category.encode(), name.encode())
        self._known = wanted

    def _add(self, category: str, name: str) -> bool:
        """Tells the engine, which runs no prompt and so never looks at what is in the file; False if it is no model."""
        file = _abi.ModelFile(data=ctypes.cast(_ELSEWHERE, ctypes.c_void_p), byte_count=len(_ELSEWHERE))
        handle, names = self._engine.handle, (category.encode(), name.encode(errors="replace"))
        try:
            call(library().comfy_client_add_model_file, handle, *names, ctypes.byref(file))
        except ComfyError:
            return False
        return True

    def close(self) -> None:
        self._folder.cleanup()
