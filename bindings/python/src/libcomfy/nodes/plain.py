"""Which of Python's objects are plain data: what JSON can say and gives back the same."""

from __future__ import annotations

import json
import math
from typing import Any

from .._library import library
from ..errors import take_text

#: Larger lists and dictionaries, counted with all that is in them, and deeper ones are handed on as objects.
MOST_ITEMS = 10_000
MOST_LEVELS = 100


def plain_text(item: Any) -> str | None:
    """A list or a dictionary as JSON, or None if it is not plain data.

    Plain are None, truth values, finite numbers, texts, and lists and dictionaries of such, with texts as keys: of these very
    types. Classes derived from them, tuples and sets are not, nor is what contains itself.
    """
    return json.dumps(item) if _is_plain(item) else None


def _is_plain(whole: Any) -> bool:
    count = 0
    level = [whole]
    for _ in range(MOST_LEVELS):
        count += len(level)
        if count > MOST_ITEMS:
            return False
        if not level:
            return True
        below: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is list:
                below += item
            elif kind is dict:
                if not all(type(key) is str and _is_text(key) for key in item):
                    return False
                below += item.values()
            elif not (
                item is None
                or kind is bool
                or (kind is float and math.isfinite(item))
                or (kind is int and -(2**127) <= item < 2**127)
                or (kind is str and _is_text(item))
            ):
                return False
        level = below
    return False


def _is_text(text: str) -> bool:
    """Whether it is one in the library too: without NUL, and without halves of surrogate pairs."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def from_plain(handle: Any) -> Any:
    """What a value of the library is in Python if it is plain data. Raises ComfyError if it is not.

    Gives None where its JSON has null, which may stand for a number that JSON cannot say.
    """
    text = take_text(library().comfy_value_get_json, handle) or "null"
    return None if "null" in text else json.loads(text)
