"""extra_model_paths.yaml for what the server lists: the library reads the same files for its nodes."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from .. import folder_paths
from .parts import Parts

logger = logging.getLogger(__name__)


class ExtraFolder(NamedTuple):
    category: str
    path: str
    is_default: bool


def add_extra_paths(parts: Parts) -> None:
    """Makes the folders that the configuration's files add known to /models and to nodes written in Python.

    Those for custom_nodes have their packs loaded.
    """
    for category, path, is_default in extra_folders(parts.configuration):
        folder_paths.add_model_folder_path(category, path, is_default)
        if category == "custom_nodes":
            parts.engine.register_nodes_in(Path(path))


def extra_folders(configuration: Mapping[str, Any]) -> Iterator[ExtraFolder]:
    """The folders that a configuration's files add."""
    base = folder_paths.base_directories(configuration)[0]
    files = [base / "extra_model_paths.yaml"]
    files += [base / name for name in configuration["extra_model_paths_config"]]
    for file in files:
        if file.is_file():
            try:
                content = yaml.safe_load(file.read_text())
            except (OSError, yaml.YAMLError, UnicodeError) as error:
                logger.warning("%s cannot be read: %s", file, error)
            else:
                yield from _folders_of(file, content)


def _folders_of(file: Path, content: Any) -> Iterator[ExtraFolder]:
    for section in content.values() if isinstance(content, dict) else ():
        if not isinstance(section, dict):
            continue
        base = os.path.expandvars(os.path.expanduser(str(section.get("base_path") or "")))
        base = os.path.join(file.parent, base)
        for category, paths in section.items():
            if category in ("base_path", "is_default") or not isinstance(paths, str):
                continue
            for path in filter(None, (line.strip() for line in paths.split("\n"))):
                folder = os.path.normpath(os.path.join(base, path))
                yield ExtraFolder(str(category), folder, bool(section.get("is_default")))
