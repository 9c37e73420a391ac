"""Names of torch for packs of nodes where it is not installed: the pack loads, and what needs torch says so when it is called.

Nearly every pack imports torch at its top, also for nodes that join texts. Only the modules of a pack get the stand-in, and only
while the pack is loaded; every other `import torch` fails as ever.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

#: Torch, and what ComfyUI needs beside it that needs torch.
ROOTS = ("torch", "torchvision", "torchaudio", "torchsde", "kornia", "spandrel", "transformers")
#: Decorators that leave a function as it is until it is called: then it needs torch anyway.
_DECORATORS = frozenset("compile disable enable_grad ignore inference_mode no_grad script".split())
#: Questions that packs ask at their import, with the answers of a machine without devices.
_ANSWERS: dict[str, Any] = {"is_available": False, "is_built": False, "is_bf16_supported": False, "device_count": 0}
#: How many packs are being loaded now.
_loading = 0


class _Value:
    """What a call at a pack's import gives, for a constant of the module: it can be worked with until the pack is loaded."""

    def __init__(self, name: str) -> None:
        self._name = name

    def _use(self, *_: Any, **__: Any) -> _Value:
        if not _loading:
            raise _missing(self._name)
        return self

    def __getattr__(self, name: str) -> _Value:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._use()

    __call__ = __getitem__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = (
        __rtruediv__
    ) = _use
    __neg__ = __pow__ = __lt__ = __gt__ = __le__ = __ge__ = _use


def _missing(name: str) -> ModuleNotFoundError:
    root = name.partition(".")[0]
    root = root if root in ROOTS else "torch"  # the name may be of a class of the pack's
    return ModuleNotFoundError(f"{name} needs {root}, which is not installed", name=root)


class _NeedsTorch(type):
    """The class of all names: good for base classes, annotations and isinstance."""

    def __call__(cls, *given: Any, **_: Any) -> Any:
        name = cls.__name__
        if name in _ANSWERS:
            return _ANSWERS[name]
        if name in _DECORATORS:
            return given[0] if given and callable(given[0]) else _same
        if _loading and cls.__module__ in ROOTS:
            return _Value(f"{cls.__module__}.{cls.__qualname__}")
        raise _missing(f"{cls.__module__}.{cls.__qualname__}")

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if cls.__module__ not in ROOTS:  # a class of the pack's
            raise AttributeError(f"type object {cls.__qualname__!r} has no attribute {name!r}")
        return _name(cls.__module__, f"{cls.__qualname__}.{name}")


def _same(function: Callable[..., Any]) -> Callable[..., Any]:
    return function


@functools.cache
def _name(module: str, name: str) -> _NeedsTorch:
    return _NeedsTorch(name.rpartition(".")[2], (), {"__module__": module, "__qualname__": name})


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the stand-ins for the modules of one pack."""

    def __init__(self, pack: Path) -> None:
        self.pack = str(pack)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in ROOTS or not self._is_asked_by_pack(sys._getframe(1)):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def _is_asked_by_pack(self, frame: FrameType | None) -> bool:
        while frame is not None and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        file = str(frame.f_globals.get("__file__", "")) if frame is not None else ""
        return file == self.pack or file.startswith(f"{self.pack}/")

    def exec_module(self, module: ModuleType) -> None:
        root, _, rest = module.__name__.partition(".")
        module.__doc__ = "Names without anything behind them; see libcomfy.nodes.torch_stand_in."

        def find(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return _name(root, f"{rest}.{name}".lstrip("."))

        vars(module).update(__version__="0.0.0", __getattr__=find)


@contextlib.contextmanager
def without_torch(pack: Path) -> Iterator[None]:
    """Has a pack find the stand-ins while it is loaded, if torch is not installed."""
    missing = [root for root in ROOTS if root not in sys.modules and importlib.util.find_spec(root) is None]
    if "torch" not in missing:
        yield
        return
    global _loading
    finder = _Finder(pack)
    sys.meta_path.append(finder)
    _loading += 1
    try:
        yield
    finally:
        _loading -= 1
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.partition(".")[0] in missing]:
            if getattr(sys.modules[name], "__loader__", None) is finder:
                del sys.modules[name]
