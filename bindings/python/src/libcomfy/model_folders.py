"""Folders of model files by category, for nodes written in Python: ComfyUI's `folder_names_and_paths`.

The library knows the categories; this adds those of nodes, and custom_nodes, which is Python's own.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from pathlib import Path
from typing import Any, SupportsIndex

from ._library import library
from .errors import take_text

Entry = tuple[list[str], set[str]]


@functools.cache
def _categories() -> dict[str, Any]:
    """The library's table: each category's folders below models/, and the endings of its files, None for all."""
    return dict(json.loads(take_text(library().comfy_get_folder_categories) or "{}"))


@functools.cache
def model_extensions() -> set[str]:
    """The endings of model files. What nodes add to this set holds for all categories that have no others."""
    return set(_categories()["checkpoints"]["extensions"])


@functools.cache
def _names() -> dict[str, str]:
    """Each category's name by those of its folders."""
    return {folder: name for name, category in _categories().items() for folder in category["folders"]}


def map_legacy(folder_name: str) -> str:
    """The category that a name stands for, which may be an older one: unet is diffusion_models."""
    return _names().get(folder_name, folder_name)


def legacy_names() -> list[str]:
    """The further names of categories."""
    return [folder for folder, name in _names().items() if folder != name]


class ModelFolders(MutableMapping[str, Entry]):
    """(folders, endings of files) by category.

    The folders below models/ depend on the base directories, which are asked for each time. What nodes put in, or add
    to the lists that they get, holds for all of them.
    """

    def __init__(self, base_directories: Callable[[], Sequence[Path]]) -> None:
        self._base_directories = base_directories
        self._set: dict[str, Entry] = {}
        self._first: dict[str, list[str]] = {}
        self._last: dict[str, list[str]] = {}

    def folders(self, name: str) -> list[str]:
        """A category's folders in the order in which they are searched."""
        category = map_legacy(name)
        if category in self._set:
            return list(self._set[category][0])
        first, last = self._first.get(category, []), self._last.get(category, [])
        return list(dict.fromkeys([*first, *self._own(category), *last]))

    def _own(self, category: str) -> list[str]:
        bases = self._base_directories()
        if category == "custom_nodes":
            return [str(base / category) for base in bases]
        names = _categories()[category]["folders"] if category in _categories() else [category]
        folders = [base / "models" / name for base in bases for name in names]
        if category not in _categories() and self._is_added(category):
            folders = [folder for folder in folders if folder.is_dir()]
        return [str(folder) for folder in folders]

    def _is_added(self, category: str) -> bool:
        return category in self._first or category in self._last

    def endings(self, name: str) -> set[str]:
        """The endings of a category's files; an empty set is all of them."""
        category = map_legacy(name)
        if category in self._set:
            return self._set[category][1]
        if category in _categories():
            own = _categories()[category]["extensions"]
            return set(model_extensions() if own == _categories()["checkpoints"]["extensions"] else own or ())
        return set() if category == "custom_nodes" or self._is_added(category) else set(model_extensions())

    def add(self, name: str, folder: str, first: bool = False) -> None:
        """Adds a folder at the end, or, also if it is there already, as the first."""
        category = map_legacy(name)
        if not first and category in self._categories() and folder in self.folders(category):
            return
        lists = {True: self._first, False: self._last}[first]
        folders = self._set[category][0] if category in self._set else lists.setdefault(category, [])
        if folder in folders:
            folders.remove(folder)
        folders.insert(0 if first else len(folders), folder)

    def __getitem__(self, name: str) -> Entry:
        category = map_legacy(name)
        if category in self._set:
            return self._set[category]
        if category not in self._categories():
            raise KeyError(name)
        return _Folders(self, category), self.endings(category)

    def __setitem__(self, name: str, entry: Entry) -> None:
        folders, endings = entry
        self._set[map_legacy(name)] = (folders, endings)

    def __delitem__(self, name: str) -> None:
        del self._set[map_legacy(name)]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._categories()))

    def __len__(self) -> int:
        return len(self._categories())

    def _categories(self) -> set[str]:
        roots = [base / "models" for base in self._base_directories()]
        found = {map_legacy(path.name) for root in roots if root.is_dir() for path in root.iterdir() if path.is_dir()}
        return found.union(_categories(), ["custom_nodes"], self._first, self._last, self._set)


class _Folders(list[str]):
    """The folders of a category; what is added to them is added to the category."""

    def __init__(self, owner: ModelFolders, category: str) -> None:
        super().__init__(owner.folders(category))
        self._owner = owner
        self._category = category

    def append(self, folder: str) -> None:
        self._owner.add(self._category, folder)
        super().append(folder)

    def insert(self, index: SupportsIndex, folder: str) -> None:
        self._owner.add(self._category, folder, first=index.__index__() == 0)
        super().insert(index, folder)

    def extend(self, folders: Iterable[str]) -> None:
        for folder in folders:
            self.append(folder)

    def __iadd__(self, folders: Iterable[str]) -> _Folders:  # type: ignore[override, misc]
        self.extend(folders)
        return self
