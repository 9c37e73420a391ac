"""Custom nodes from a folder, as ComfyUI has them: modules and packages with NODE_CLASS_MAPPINGS."""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import sys
from collections.abc import Collection
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from ..absent import while_loading
from ..installation import install_as_comfy
from ..package_typing import ExportedNodes, packs
from .torch_stand_in import without_torch

logger = logging.getLogger(__name__)


class LoadedFolder(NamedTuple):
    """The nodes of a folder, and why modules and packages were left out, by their paths."""

    nodes: ExportedNodes
    failures: dict[Path, Exception]


def load_folder(folder: Path, blacklist: Collection[str] = (), whitelist: Collection[str] = ()) -> LoadedFolder:
    """The nodes of all modules and packages in a folder, in the order of their names.

    Names that end in .disabled or begin with a dot or underscore are left out, as are those of the blacklist, and, if
    there is a whitelist, those that it does not have. One that cannot be imported is left out, and logged in one line;
    its traceback at the level DEBUG. What they import of ComfyUI's is found in this package, unless ComfyUI is
    installed.
    """
    install_as_comfy()
    nodes = ExportedNodes()
    failures: dict[Path, Exception] = {}
    paths = [path for path in sorted(folder.iterdir()) if _is_listed(path, blacklist, whitelist)]
    for path in paths:
        _prepare(path)
    for path in paths:
        try:
            _load(path, nodes)
        except Exception as error:
            failures[path] = error
            reason = f"{type(error).__name__}: {error}".partition("\n")[0]
            logger.error("the custom nodes of %s are left out: %s", path, reason)
            logger.debug("the whole story:", exc_info=error)
    return LoadedFolder(nodes, failures)


def _is_listed(path: Path, blacklist: Collection[str], whitelist: Collection[str]) -> bool:
    """Whether a file or folder is custom nodes that are wanted."""
    is_node = path.suffix == ".py" if path.is_file() else (path / "__init__.py").is_file()
    listed = path.name not in blacklist and (not whitelist or path.name in whitelist)
    return is_node and listed and not path.name.startswith((".", "_")) and not path.name.endswith(".disabled")


def _prepare(path: Path) -> None:
    """Runs the script that a pack may have for before all imports: folders of models, mostly.

    ComfyUI-Manager's is left alone, which installs packages and takes over the log.
    """
    script = path / "prestartup_script.py"
    if "comfyui-manager" in path.name.lower() or not script.is_file():
        return
    try:
        with without_torch(path):
            load_module(script)
    except Exception as error:
        logger.error("the script %s has failed: %s: %s", script, type(error).__name__, error)
        logger.debug("the whole story:", exc_info=error)


def _load(path: Path, nodes: ExportedNodes) -> None:
    """Imports a module or package, and adds what it exports."""
    known = dict(packs.EXTENSION_WEB_DIRS)
    with without_torch(path), while_loading():
        module = load_module(path)
        exported = exported_by(module)
    _name_module(exported, f"custom_nodes.{path.stem if path.is_file() else path.name}")
    nodes.update(exported)
    packs.update(exported)
    added = packs.EXTENSION_WEB_DIRS.items() - known.items()
    nodes.EXTENSION_WEB_DIRS.update(added)
    scripts = path / str(getattr(module, "WEB_DIRECTORY", None) or "")
    if path.is_dir() and scripts != path and scripts.is_dir():
        nodes.EXTENSION_WEB_DIRS[path.name] = str(scripts)


def load_module(path: Path) -> ModuleType:
    """Imports a module or package by its path, under its full path as the name, so that no two are one."""
    name = str(path.with_suffix("") if path.is_file() else path).replace(".", "_x_")
    if name in sys.modules:
        return sys.modules[name]
    if path.is_file():
        spec = importlib.util.spec_from_file_location(name, path)
    else:
        spec = importlib.util.spec_from_file_location(
            name, path / "__init__.py", submodule_search_locations=[str(path)]
        )
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module", path=str(path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def exported_by(module: ModuleType) -> ExportedNodes:
    """What a module exports: mappings, or an entry point of version 3."""
    nodes = ExportedNodes(
        dict(getattr(module, "NODE_CLASS_MAPPINGS", None) or {}),
        dict(getattr(module, "NODE_DISPLAY_NAME_MAPPINGS", None) or {}),
    )
    entry_point = getattr(module, "comfy_entrypoint", None)
    if entry_point is not None:
        from .loop import wait_for

        extension = wait_for(entry_point())
        wait_for(extension.on_load())
        nodes.NODE_CLASS_MAPPINGS.update(by_id(wait_for(extension.get_node_list())))
    return nodes


def _name_module(nodes: ExportedNodes, name: str) -> None:
    """Has node classes tell which module they are of, unless they do themselves."""
    for node_class in nodes.NODE_CLASS_MAPPINGS.values():
        with contextlib.suppress(TypeError):  # it is no class that takes attributes
            if "RELATIVE_PYTHON_MODULE" not in vars(node_class):
                node_class.RELATIVE_PYTHON_MODULE = name


def by_id(node_classes: Collection[Any]) -> dict[str, Any]:
    """Node classes of version 3 by the ids of their schemas."""
    return {node_class.GET_SCHEMA().node_id: node_class for node_class in node_classes}
