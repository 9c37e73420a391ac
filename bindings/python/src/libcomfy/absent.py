"""ComfyUI's model code under its names: importable, usable in annotations and as base classes, an error when called.

The models of libcomfy live in its library and have no side in Python, so nodes that take ComfyUI's apart cannot work.
Their modules import such names at the top though, often for one node of many. What has no use here says so when it is
used. Only names that ComfyUI has are there (`absent_names`): `except ImportError` works as ever.
"""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import pkgutil
import re
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, NoReturn

from .absent_names import NAMES
from .core_class_names import CLASSES, HELPERS


class _Absent(type):
    """The class of what stands for one of ComfyUI's names, a class or a function."""

    def __call__(cls, *_: Any, **__: Any) -> Any:
        if _loading and cls.__name__[:1].isupper():  # what a pack makes at its top, for nodes that may never run
            return cls.__new__(cls)
        raise NotImplementedError(
            f"{cls.__module__}.{cls.__qualname__} needs ComfyUI's models in Python, which libcomfy does not have"
        )

    def __getattr__(cls, name: str) -> Any:
        """A member that ComfyUI's class has: a method, a constant, a class inside."""
        if name in vars(cls).get("_members", ()):
            member = _placeholder(cls.__module__, f"{cls.__qualname__}.{name}")
            setattr(cls, name, member)
            return member
        raise AttributeError(
            f"{cls.__module__}.{cls.__qualname__}.{name} needs ComfyUI's models in Python, which libcomfy does not have"
        )

    def __iter__(cls) -> Iterator[Any]:
        """Those of an enum; of data, nothing."""
        return iter([getattr(cls, name) for name in sorted(vars(cls).get("_members", ()))])


#: How many packs are being loaded.
_loading = 0


@contextlib.contextmanager
def while_loading() -> Iterator[None]:
    """Has objects of ComfyUI's classes be made, which say what they need when they are used."""
    global _loading
    _loading += 1
    try:
        yield
    finally:
        _loading -= 1


def _unusable(self: Any, name: str) -> NoReturn:
    kind = type(self)
    raise AttributeError(
        f"{kind.__module__}.{kind.__qualname__}().{name} needs ComfyUI's models in Python, which libcomfy does not have"
    )


def _placeholder(module: str, name: str, members: str = "") -> _Absent:
    known = frozenset(members.replace(",", " ").split())
    attributes = {"__module__": module, "__qualname__": name, "_members": known, "__getattr__": _unusable}
    return _Absent(name.rpartition(".")[2], (), attributes)


#: What packs put something into; of what ComfyUI has in there nothing is here.
_CONTAINERS = {"dict": dict, "list": list, "set": set}


def placeholders(module: str) -> dict[str, Any]:
    """What stands for the names of one of ComfyUI's modules."""
    text = f"{NAMES.get(module, '')} {HELPERS.get(module, '')}"
    entries = re.findall(r"(\w+)(?:\(([^)]*)\)|(=)\S*|:(\w+))?", text)
    return {
        name: _CONTAINERS[kind]() if kind else _placeholder(module, name, members)
        for name, members, imported, kind in entries
        if not imported
    }


def _imports(module: str) -> dict[str, str]:
    """The modules that one of ComfyUI's modules imports, and names of others, by its names for them."""
    found = re.findall(r"(\w+)=(\S*)", f"{NAMES.get(module, '')} {HELPERS.get(_upstream(module), '')}")
    return {name: imported or name for name, imported in found}


def complete(namespace: dict[str, Any]) -> list[str]:
    """Gives a module the names that ComfyUI's module of its name has beside its own; returns those that are no modules.

    Modules that ComfyUI's imports are imported when they are asked for, and so are those in a package: in ComfyUI something
    has imported each of them, and packs that `import comfy` count on it.
    """
    module = namespace["__name__"]
    added = {name: value for name, value in placeholders(module).items() if name not in namespace}
    namespace.update(added)
    imports, own = _imports(module), namespace.get("__getattr__")

    def find(name: str) -> Any:
        if name in imports:
            try:
                return pkgutil.resolve_name(imports[name])
            except ImportError as error:
                raise AttributeError(f"module {module!r} has no attribute {name!r}: {error}") from error
        if own is not None:
            return own(name)
        if "__path__" in namespace and not name.startswith("_") and importlib.util.find_spec(f"{module}.{name}"):
            return importlib.import_module(f"{module}.{name}")
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    namespace["__getattr__"] = find
    return list(added)


def _upstream(module: str) -> str:
    """ComfyUI's name of a module that its fork has a level deeper: comfy_extras.nodes.nodes_mask."""
    return module.replace("comfy_extras.nodes.", "comfy_extras.")


#: The packages that have the modules of `CLASSES`, in ComfyUI and in its fork.
_EXTRAS = ("comfy_extras", "comfy_extras.nodes")


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules that are nothing but such names, and the packages that these are in, where nobody else does."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        is_package = fullname in _EXTRAS or any(name.startswith(f"{fullname}.") for name in NAMES)
        if not is_package and fullname not in NAMES and not self._has_classes(fullname):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=is_package)

    @staticmethod
    def _has_classes(module: str) -> bool:
        return module.startswith("comfy_extras.") and _upstream(module) in CLASSES.keys() | HELPERS.keys()

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        module.__doc__ = "Names of ComfyUI's model code; see libcomfy.absent."
        if self._has_classes(name):
            from .core_classes import classes

            module.__doc__ = "ComfyUI's node classes; see libcomfy.core_classes."
            found = classes(_upstream(name))
            vars(module).update(placeholders(_upstream(name)), **found)
            vars(module)["NODE_CLASS_MAPPINGS"] = {node.NODE: node for node in found.values()}
            vars(module)["NODE_DISPLAY_NAME_MAPPINGS"] = {}
        complete(vars(module))


def install() -> None:
    if not any(isinstance(finder, Finder) for finder in sys.meta_path):
        sys.meta_path.append(Finder())
