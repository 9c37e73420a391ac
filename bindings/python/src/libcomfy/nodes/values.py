"""Values of the library (comfy_value) from Python's objects, and back.

Numbers, texts, tensors, plain lists and dictionaries (see `plain`), dictionaries with tensors in them (a LATENT), and
lists of pairs of a tensor and a dictionary (a CONDITIONING) become values that the library's own nodes and other hosts
can read. Everything else passes between nodes written in Python as the very object that it is.
"""

from __future__ import annotations

import ctypes
import itertools
import sys
import weakref
from collections.abc import Mapping, Sequence
from ctypes import byref, c_bool, c_char_p, c_double, c_int32, c_size_t, c_void_p
from typing import Any

from .. import _abi
from .._library import library
from ..errors import ComfyError, call, take_text
from ..graph_utils import ExecutionBlocker
from .plain import from_plain, plain_text
from .tensors import Tensor, borrow, lend, makes_torch, take_back

# Python's objects that values hold, by the number that stands for them as the object's pointer.
_objects: dict[int, Any] = {}
_numbers = itertools.count(1)


def _forget(number: int, _: Any) -> None:
    _objects.pop(number, None)


_release_object = _abi.ObjectRelease(_forget)


class Value:
    """A comfy_value handle. Reading and making go through `from_python` and `to_python`."""

    def __init__(self, handle: c_void_p) -> None:
        self.handle = handle
        weakref.finalize(self, library().comfy_value_release, handle)

    @classmethod
    def make(cls, function: str, *arguments: Any) -> Value:
        """Calls a function that gives out a value."""
        handle = c_void_p()
        call(getattr(library(), function), byref(handle), *arguments)
        return cls(handle)

    def read(self, function: str, kind: Any, *arguments: Any) -> Any:
        """Calls a function that reads the value, and returns what it gave out."""
        out = kind()
        call(getattr(library(), function), byref(out), self.handle, *arguments)
        return out.value

    @property
    def kind(self) -> int:
        return int(self.read("comfy_value_get_kind", c_int32))

    def count(self) -> int:
        """Items of a list, members of a dictionary."""
        return int(self.read("comfy_value_get_count", c_size_t))

    def item(self, index: int) -> Value:
        return Value.make("comfy_value_get_item", self.handle, index)

    def key(self, index: int) -> str:
        return str(self.read("comfy_value_get_key", c_char_p, index).decode())

    def member(self, key: str) -> Value:
        return Value.make("comfy_value_get_member", self.handle, key.encode())


class EngineObject:
    """A MODEL, CLIP, VAE, ... of the library: a node can pass it along, not look into it."""

    def __init__(self, value: Value) -> None:
        self.value = value


def from_python(item: Any) -> Value:
    """The value that stands for an object."""
    if item is None:
        return Value.make("comfy_value_create_null")
    if isinstance(item, bool):
        return Value.make("comfy_value_create_bool", item)
    if isinstance(item, int):
        if -(2**63) <= item < 2**63:
            return Value.make("comfy_value_create_int", int(item))
        return Value.make("comfy_value_create_from_json", str(int(item)).encode())
    if isinstance(item, float):
        return Value.make("comfy_value_create_float", item)
    if isinstance(item, str):
        try:
            text = item.encode()
        except UnicodeEncodeError:  # with halves of surrogate pairs, as names of files have: no text of the library's
            return _from_object(item)
        return Value.make("comfy_value_create_string", text, len(text))
    if isinstance(item, ExecutionBlocker):
        message = None if item.message is None else str(item.message).encode()
        return Value.make("comfy_value_create_blocker", message)
    if isinstance(item, EngineObject):
        return item.value
    if type(item) in (list, dict):
        plain = plain_text(item)
        if plain is not None:
            return Value.make("comfy_value_create_from_json", plain.encode())
    if type(item) is dict and any(is_tensor(member) for member in item.values()) and all(map(_is_text, item)):
        return dictionary(item)
    if _is_conditioning(item):
        return _list([_list([from_python(tensor), _options(options)]) for tensor, options in item])
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(item, numpy.generic):
        return from_python(item.item())
    value = _from_tensor(item)
    return _from_object(item) if value is None else value


def _is_text(key: Any) -> bool:
    return isinstance(key, str)


def is_tensor(item: Any) -> bool:
    """Whether an object is a tensor of torch's, numpy's, or the library's."""
    return hasattr(item, "shape") and hasattr(item, "dtype") and not isinstance(item, type)


def _is_foreign_array(item: Any) -> bool:
    """Whether an object is numpy's array although tensors are torch's: nodes that give one want it to stay one."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(item, numpy.ndarray) and makes_torch()


def _is_conditioning(item: Any) -> bool:
    """Whether an object is a list of [tensor, dictionary], or of such tuples."""
    return (
        type(item) is list
        and len(item) > 0
        and all(
            type(pair) in (list, tuple)
            and len(pair) == 2
            and is_tensor(pair[0])
            and type(pair[1]) is dict
            and all(map(_is_text, pair[1]))
            for pair in item
        )
    )


def _options(options: dict[str, Any]) -> Value:
    """The dictionary of a conditioning, whose tuples (an area) the library has as lists."""
    return dictionary({key: list(item) if type(item) is tuple else item for key, item in options.items()})


def _from_tensor(item: Any) -> Value | None:
    if isinstance(item, Tensor):
        own: Value | None = item.value
        return own
    if not is_tensor(item) or _is_foreign_array(item):
        return None
    managed = lend(item)
    if managed is None:
        return None
    try:
        return Value.make("comfy_value_create_tensor", managed)
    except BaseException:
        take_back(managed)
        raise


def _from_object(item: Any) -> Value:
    number = next(_numbers)
    _objects[number] = item
    try:
        return Value.make("comfy_value_create_object", number, _release_object, None)
    except BaseException:
        del _objects[number]
        raise


def handles(values: Sequence[Value]) -> Any:
    """An array of handles, for the duration of a call."""
    return (c_void_p * max(1, len(values)))(*(value.handle for value in values))


def sequence(items: Sequence[Any]) -> Value:
    """A list that the library reads as one."""
    return _list([from_python(item) for item in items])


def _list(values: Sequence[Value]) -> Value:
    return Value.make("comfy_value_create_list", handles(values), len(values))


def dictionary(items: Mapping[str, Any]) -> Value:
    """A dictionary that the library reads as one."""
    values = [item if isinstance(item, Value) else from_python(item) for item in items.values()]
    keys = (c_char_p * max(1, len(values)))(*(key.encode() for key in items))
    return Value.make("comfy_value_create_dictionary", keys, handles(values), len(values))


def to_python(value: Value) -> Any:
    """The object that a value stands for; tensors share its memory."""
    kind = value.kind
    if kind == _abi.VALUE_KIND_NULL:
        return None
    if kind == _abi.VALUE_KIND_BOOL:
        return bool(value.read("comfy_value_get_bool", c_bool))
    if kind == _abi.VALUE_KIND_INT:
        return int(take_text(library().comfy_value_get_json, value.handle) or 0)
    if kind == _abi.VALUE_KIND_FLOAT:
        return float(value.read("comfy_value_get_float", c_double))
    if kind == _abi.VALUE_KIND_STRING:
        return _text(value)
    if kind == _abi.VALUE_KIND_TENSOR:
        return _tensor(value)
    if kind in (_abi.VALUE_KIND_LIST, _abi.VALUE_KIND_DICTIONARY):
        return _collection(value, kind)
    if kind == _abi.VALUE_KIND_OBJECT:
        return _objects[value.read("comfy_value_get_object", c_void_p)]
    if kind == _abi.VALUE_KIND_BLOCKER:
        message = value.read("comfy_value_get_blocker_message", c_char_p)
        return ExecutionBlocker(None if message is None else message.decode())
    return EngineObject(value)


def _collection(value: Value, kind: int) -> Any:
    try:
        plain = from_plain(value.handle)
        if plain is not None:
            return plain
    except ComfyError as error:
        if error.status != _abi.STATUS_INVALID_ARGUMENT:
            raise
    items = [to_python(value.item(index)) for index in range(value.count())]
    return items if kind == _abi.VALUE_KIND_LIST else {value.key(index): item for index, item in enumerate(items)}


def _text(value: Value) -> str:
    text, length = c_char_p(), c_size_t()
    call(library().comfy_value_get_string, byref(text), byref(length), value.handle)
    return ctypes.string_at(text, length.value).decode()


def _tensor(value: Value) -> Any:
    tensor = borrow(value.read("comfy_value_get_tensor", c_void_p))
    if isinstance(tensor, Tensor):
        tensor.value = value
    return tensor
