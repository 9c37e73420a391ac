"""Making programs that were written for ComfyUI's embedded client run on this one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_FOLDER = str(Path(__file__).with_name("dropin"))


def install_as_comfy() -> bool:
    """Makes `comfy.client.embedded_comfy_client` and its neighbours importable, and resolve to this package.

    Call it before the first import of `comfy`. What is installed goes first: if the original is there, nothing is done
    and False is returned.
    """
    if _FOLDER in sys.path:
        return True
    found = importlib.util.find_spec("comfy")
    if found is not None and found.origin is not None:
        return False
    from . import absent

    sys.path.append(_FOLDER)
    absent.install()
    importlib.invalidate_caches()
    return True
