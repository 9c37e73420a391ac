"""Tensors between Python and the library: DLPack structs, and no copy in either direction where there need be none.

Torch's tensors are used if torch is installed, else numpy's arrays, else the plain `Tensor` below. Each is read and
made through its memory's address rather than its own DLPack functions, so that versions which have none work too.
"""

from __future__ import annotations

import ctypes
import functools
import itertools
import sys
import weakref
from collections.abc import Callable
from ctypes import POINTER, c_int32, c_int64, c_uint8, c_uint16, c_uint32, c_uint64, c_void_p
from typing import Any

CPU = 1
#: The version of DLPack whose layout the structs have.
DLPACK_VERSION = (1, 0)

# DLDataTypeCode
INT, UINT, FLOAT, BFLOAT, BOOL = 0, 1, 2, 4, 6

#: Element types by (code, bits): numpy's name, which is torch's too.
TYPE_NAMES = {
    (INT, 8): "int8",
    (INT, 16): "int16",
    (INT, 32): "int32",
    (INT, 64): "int64",
    (UINT, 8): "uint8",
    (FLOAT, 16): "float16",
    (FLOAT, 32): "float32",
    (FLOAT, 64): "float64",
    (BFLOAT, 16): "bfloat16",
    (BOOL, 8): "bool",
}
_TYPES = {name: key for key, name in TYPE_NAMES.items()}


class DLVersion(ctypes.Structure):
    _fields_ = [("major", c_uint32), ("minor", c_uint32)]


class DLDevice(ctypes.Structure):
    _fields_ = [("device_type", c_int32), ("device_id", c_int32)]


class DLDataType(ctypes.Structure):
    _fields_ = [("code", c_uint8), ("bits", c_uint8), ("lanes", c_uint16)]


class DLTensor(ctypes.Structure):
    _fields_ = [
        ("data", c_void_p),
        ("device", DLDevice),
        ("ndim", c_int32),
        ("dtype", DLDataType),
        ("shape", POINTER(c_int64)),
        ("strides", POINTER(c_int64)),
        ("byte_offset", c_uint64),
    ]


_Deleter = ctypes.CFUNCTYPE(None, c_void_p)


class DLManagedTensorVersioned(ctypes.Structure):
    _fields_ = [
        ("version", DLVersion),
        ("manager_ctx", c_void_p),
        ("deleter", _Deleter),
        ("flags", c_uint64),
        ("dl_tensor", DLTensor),
    ]


# From Python to the library


class _Lent:
    """Memory that the library uses, kept alive until it calls the deleter."""

    def __init__(self, owner: Any, address: int, shape: tuple[int, ...], type_name: str) -> None:
        self.owner = owner
        self.dimensions = (c_int64 * max(1, len(shape)))(*shape)
        code, bits = _TYPES[type_name]
        self.managed = DLManagedTensorVersioned(
            version=DLVersion(*DLPACK_VERSION),
            manager_ctx=next(_numbers),
            deleter=_release_lent,
            dl_tensor=DLTensor(
                data=address,
                device=DLDevice(CPU, 0),
                ndim=len(shape),
                dtype=DLDataType(code, bits, 1),
                shape=self.dimensions,
            ),
        )


_numbers = itertools.count(1)
_lent: dict[int, _Lent] = {}


def _release(managed: int) -> None:
    _lent.pop(DLManagedTensorVersioned.from_address(managed).manager_ctx, None)


_release_lent = _Deleter(_release)


def lend(value: Any) -> Any:
    """A pointer to a DLManagedTensorVersioned of a tensor or array, or None if it is none the library can use.

    `take_back` undoes it while the library does not own it.
    """
    described = _describe(value)
    if described is None:
        return None
    lent = _Lent(*described)
    _lent[lent.managed.manager_ctx] = lent
    return ctypes.pointer(lent.managed)


def take_back(managed: Any) -> None:
    _release(ctypes.addressof(managed.contents))


def _describe(value: Any) -> tuple[Any, int, tuple[int, ...], str] | None:
    """Who owns the memory, its address, its shape and its element type."""
    torch: Any = sys.modules.get("torch")
    if hasattr(torch, "Tensor") and isinstance(value, torch.Tensor):
        name = str(value.dtype).removeprefix("torch.")
        if name not in _TYPES or value.layout is not torch.strided:
            return None
        # resolve_conj and resolve_neg: what such views show is not what lies in memory
        dense = value.detach().to("cpu").resolve_conj().resolve_neg().contiguous()
        return dense, dense.data_ptr(), tuple(dense.shape), name
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray):
        if value.dtype.name not in _TYPES:
            return None
        dense = numpy.require(value, value.dtype.newbyteorder("="), ["C_CONTIGUOUS", "ALIGNED"])
        return dense, dense.ctypes.data, value.shape, value.dtype.name
    return None


# From the library to Python


def borrow(address: int) -> Any:
    """A tensor or array on the memory of the DLManagedTensorVersioned there, whose deleter is called when it is gone."""
    managed = DLManagedTensorVersioned.from_address(address)
    tensor: DLTensor = managed.dl_tensor
    shape = tuple(tensor.shape[: tensor.ndim])
    name = TYPE_NAMES[tensor.dtype.code, tensor.dtype.bits]
    count = 1
    for length in shape:
        count *= length
    size = count * tensor.dtype.bits // 8
    memory = (c_uint8 * size).from_address((tensor.data or 0) + tensor.byte_offset if size else address)
    weakref.finalize(memory, managed.deleter, address)
    return _maker()(memory, name, shape)


@functools.cache
def _maker() -> Callable[[Any, str, tuple[int, ...]], Any]:
    try:
        import torch

        if hasattr(torch, "frombuffer"):  # a folder of that name is a module too
            return functools.partial(_torch_tensor, torch)
    except ImportError:
        pass
    try:
        import numpy

        return functools.partial(_numpy_array, numpy)
    except ImportError:
        return Tensor


def makes_torch() -> bool:
    """Whether tensors of the library are torch's in Python."""
    maker = _maker()
    return isinstance(maker, functools.partial) and maker.func is _torch_tensor


def _torch_tensor(torch: Any, memory: Any, name: str, shape: tuple[int, ...]) -> Any:
    dtype = getattr(torch, name)
    if not len(memory):
        return torch.empty(shape, dtype=dtype)
    return torch.frombuffer(memory, dtype=dtype).reshape(shape)


def _numpy_array(numpy: Any, memory: Any, name: str, shape: tuple[int, ...]) -> Any:
    if name == "bfloat16":  # the upper half of a float32; numpy has no such type
        halves = numpy.frombuffer(memory, numpy.uint16)
        return (halves.astype(numpy.uint32) << 16).view(numpy.float32).reshape(shape)
    return numpy.frombuffer(memory, numpy.dtype(name)).reshape(shape)


class Tensor:
    """What nodes get where there is neither torch nor numpy: memory, shape and the name of the element type."""

    def __init__(self, memory: Any, dtype: str, shape: tuple[int, ...]) -> None:
        self.memory = memory
        self.dtype = dtype
        self.shape = shape
        #: The library's value that it is of.
        self.value: Any = None
