"""Tensors on both sides are the same memory."""

import gc

import node_classes
import pytest

from libcomfy import _abi
from libcomfy.nodes.tensors import _lent
from libcomfy.nodes.values import dictionary, from_python, sequence, to_python

arrays = node_classes.arrays
pytestmark = pytest.mark.skipif(arrays is None, reason="needs torch or numpy")
is_torch = arrays is not None and arrays.__name__ == "torch"


def address(tensor):
    return tensor.data_ptr() if is_torch else tensor.ctypes.data


def test_no_copy_in_either_direction():
    gc.collect()
    before = len(_lent)
    tensor = node_classes.full(0.5, 2, 3)
    value = from_python(tensor)
    back = to_python(value)
    assert address(back) == address(tensor) and tuple(back.shape) == (2, 3)
    assert len(_lent) == before + 1
    del value, tensor  # the memory lives as long as anybody looks at it
    gc.collect()
    assert float(back.sum()) == 3.0
    del back
    gc.collect()
    assert len(_lent) == before


@pytest.mark.parametrize("name", ["float32", "float64", "float16", "int8", "int32", "int64", "uint8", "bool"])
def test_types(name):
    kind = getattr(arrays, name, None) or arrays.bool_
    back = to_python(from_python(arrays.ones((2, 2), dtype=kind)))
    assert back.dtype == kind and back.all()


@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1, 1, 1, 1, 1)])
def test_shapes(shape):
    back = to_python(from_python(arrays.zeros(shape)))
    assert tuple(back.shape) == shape


def test_what_does_not_lie_densely_is_copied():
    tensor = arrays.arange(12).reshape(3, 4).T[::2]
    assert to_python(from_python(tensor)).tolist() == tensor.tolist()


@pytest.mark.skipif(not is_torch, reason="needs torch")
def test_torchs_own():
    half = arrays.arange(4, dtype=arrays.bfloat16)
    assert to_python(from_python(half)).equal(half)
    learning = arrays.ones(2, requires_grad=True)
    assert to_python(from_python(learning)).tolist() == [1, 1]
    complex_ = arrays.ones(2, dtype=arrays.complex64)
    assert to_python(from_python(complex_)) is complex_  # nothing for the library: handed on as it is


def test_numbers_that_are_no_tensors():
    numpy = pytest.importorskip("numpy")
    assert to_python(from_python(numpy.float32(0.5))) == 0.5
    assert to_python(from_python(numpy.int64(3))) == 3


def test_arrays_of_numpys_beside_torch_stay_such():
    numpy = pytest.importorskip("numpy")
    array = numpy.arange(6.0)
    back = to_python(from_python(array))
    assert (back is array) == is_torch and back.tolist() == array.tolist() and isinstance(back, numpy.ndarray)


def test_containers():
    tensor = node_classes.full(1, 2)
    samples = to_python(from_python({"samples": tensor, "batch_index": [0, 1], "name": "x"}))
    assert address(samples["samples"]) == address(tensor) and samples["name"] == "x"
    assert to_python(sequence([1, "a", None])) == [1, "a", None]
    assert to_python(dictionary({"a": 1, "b": sequence([2.5])})) == {"a": 1, "b": [2.5]}
    mixed = {1: tensor}
    assert to_python(from_python(mixed)) is mixed


def test_conditionings():
    """Lists of [tensor, dictionary] are values of the library, whose tuples are lists; other lists of tensors are not."""
    tokens, pooled, other = node_classes.full(1, 1, 77, 8), node_classes.full(2, 1, 8), object()
    options = {"pooled_output": pooled, "area": (1, 2, 0, 0), "other": other}
    value = from_python([(tokens, options), [tokens, {}]])
    assert value.kind == _abi.VALUE_KIND_LIST and value.item(0).kind == _abi.VALUE_KIND_LIST
    (first, read), (second, nothing) = to_python(value)
    assert address(first) == address(second) == address(tokens) and address(read["pooled_output"]) == address(pooled)
    assert read["area"] == [1, 2, 0, 0] and read["other"] is other and nothing == {}
    for else_ in ([tokens], [[tokens, 1]], [[tokens, {1: 2}]], [[tokens, {}], tokens], []):
        back = to_python(from_python(else_))
        assert back is else_ or back == else_ == []
