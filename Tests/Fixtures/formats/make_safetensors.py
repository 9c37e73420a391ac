#!/usr/bin/env python3
"""Writes every_dtype.safetensors with the format's own implementation: each type, scalars, empty tensors, metadata.

    pip install safetensors==0.8.0 && python make_safetensors.py
"""
import ctypes, pathlib

import safetensors

sizes = {
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "F8_E4M3": 1, "F8_E5M2": 1, "I64": 8, "I32": 4, "I16": 2, "I8": 1,
    "U64": 8, "U32": 4, "U16": 2, "U8": 1, "BOOL": 1,
}
names = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2", "I64": "int64", "I32": "int32", "I16": "int16", "I8": "int8", "U64": "uint64",
    "U32": "uint32", "U16": "uint16", "U8": "uint8", "BOOL": "bool",
}
tensors, buffers = {}, []
for index, (dtype, size) in enumerate(sizes.items()):
    for name, shape, count in (("b_matrix", [2, 3], 6), ("a_scalar", [], 1), ("c_empty", [0, 4], 0)):
        data = bytes((7 * i + index) % 2 if dtype == "BOOL" else (7 * i + 31 * index) & 0x3f for i in range(count * size))
        buffers.append(ctypes.create_string_buffer(data, len(data) or 1))
        tensors[f"{name}.{dtype}"] = safetensors.TensorSpec(
            dtype=names[dtype], shape=shape, data_ptr=ctypes.addressof(buffers[-1]), data_len=len(data))
# one key: the implementation's order of several is by chance
safetensors.serialize_file(tensors, str(pathlib.Path(__file__).with_name("every_dtype.safetensors")), {"prompt": '{"a": "é\n"}'})
