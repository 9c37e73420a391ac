"""ComfyUI's model code under its names: importable, usable in annotations and as base classes, an error when called.

The models of libcomfy live in its library and have no side in Python, so nodes that take ComfyUI's apart cannot work.
Their modules import such names at the top though, often for one node of many. What has no use here says so when it is
used. Only names that ComfyUI has are there (`absent_names`): `except ImportError` works as ever.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any, NoReturn

from .absent_names import NAMES


class _Absent(type):
    def __call__(cls, *_: Any, **__: Any) -> NoReturn:
        raise NotImplementedError(
            f"{cls.__module__}.{cls.__qualname__} needs ComfyUI's models in Python, which libcomfy does not have"
        )

    def __getattr__(cls, name: str) -> NoReturn:
        raise AttributeError(
            f"{cls.__module__}.{cls.__qualname__}.{name} needs ComfyUI's models in Python, which libcomfy does not have"
        )


def placeholders(module: str) -> dict[str, Any]:
    """What stands for the names of one of ComfyUI's modules."""
    return {name: _Absent(name, (), {"__module__": module}) for name in NAMES[module].split()}


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules that are nothing but such names, and the packages that these are in, where nobody else does."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        is_package = any(name.startswith(f"{fullname}.") for name in NAMES)
        if not is_package and fullname not in NAMES:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=is_package)

    def exec_module(self, module: ModuleType) -> None:
        module.__doc__ = "Names of ComfyUI's model code; see libcomfy.absent."
        if module.__name__ in NAMES:
            vars(module).update(placeholders(module.__name__))


def install() -> None:
    if not any(isinstance(finder, Finder) for finder in sys.meta_path):
        sys.meta_path.append(Finder())
