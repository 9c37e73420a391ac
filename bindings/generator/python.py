"""The declarations of the header for Python's ctypes: libcomfy/_abi.py."""
import re

from . import header

NUMBERS = {
    "bool": "c_bool", "int": "c_int", "float": "c_float", "double": "c_double", "size_t": "c_size_t",
    **{f"{sign}int{bits}_t": f"c_{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)},
}
WIDTH = 120


def write(declarations):
    return _Writer(declarations).module()


class _Writer:
    def __init__(self, declarations):
        self.declarations = declarations
        self.types = dict(NUMBERS)
        for item in header.only(declarations, header.Alias):
            self.types[item.name] = NUMBERS[item.type.base]
        for kind in (header.Struct, header.Callback):
            self.types.update((item.name, class_name(item.name)) for item in header.only(declarations, kind))
        self.handles = {item.name for item in header.only(declarations, header.Handle)} | header.FOREIGN | {"void"}

    def module(self):
        body = [*self._constants(), *self._types(), *self._functions()]
        names = sorted(set(re.findall(r"\b(?:c_\w+|POINTER|CFUNCTYPE)\b", "\n".join(body))), key=_natural)
        return "\n".join([
            '"""What include/comfy.h declares, for ctypes. Made by bindings/generate.py. Do not edit."""', "",
            "from __future__ import annotations", "", "import ctypes",
            "from ctypes import (", *(f"    {name}," for name in names), ")", "from typing import Any", "",
            *body])

    def _constants(self):
        yield f'VERSION = "{header.version(self.declarations)}"'
        yield f'SONAME = "{header.soname(self.declarations)}"'
        for item in header.only(self.declarations, header.Enumeration):
            yield ""
            yield from (f"{value.name.removeprefix('COMFY_')} = {value.value}" for value in item.values)

    def _types(self):
        yield from (
            "", "", "class Struct(ctypes.Structure):",
            '    """A struct of the header: its first field `size` says how much of it the caller knows."""', "",
            "    def __init__(self, **fields: Any) -> None:",
            "        super().__init__(size=ctypes.sizeof(self), **fields)")
        for item in self.declarations:
            if isinstance(item, header.Callback):
                yield from self._callback(class_name(item.name), item.signature)
            elif isinstance(item, header.Struct):
                yield from self._struct(item)

    def _struct(self, item):
        name, kinds = class_name(item.name), []
        for field in item.fields:
            if isinstance(field.type, header.Signature):
                kinds.append(name + class_name(field.name))
                yield from self._callback(kinds[-1], field.type)
            else:
                kinds.append(self._type(field.type))
        yield from ("", "", f"class {name}(Struct):", "    _fields_ = [")
        yield from (f'        ("{field.name}", {kind}),' for field, kind in zip(item.fields, kinds))
        yield "    ]"

    def _callback(self, name, signature):
        parts = [signature.result, *(parameter.type for parameter in signature.parameters)]
        yield from ("", "", f"{name} = CFUNCTYPE({', '.join(map(self._type, parts))})")

    def _functions(self):
        yield from ("", "", "#: Result and parameters of each function.", "FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {")
        for item in header.only(self.declarations, header.Function):
            parameters = [self._type(parameter.type) for parameter in item.signature.parameters]
            start, end = f'    "{item.name}": ({self._type(item.signature.result)}, [', "]),"
            if len(start + ", ".join(parameters) + end) <= WIDTH:
                yield start + ", ".join(parameters) + end
            else:
                yield from (start, *(f"        {parameter}," for parameter in parameters), f"    {end}")
        yield from ("}", "")

    def _type(self, kind):
        """Texts that are lent are bytes; memory that is given out to be freed stays an address."""
        if kind.pointers == 0:
            return "None" if kind.base == "void" else self.types[kind.base]
        if kind.base == "char" and kind.consts[0]:
            bottom, depth = "c_char_p", kind.pointers - 1
        elif kind.base in self.handles or kind.base == "char":
            bottom, depth = "c_void_p", kind.pointers - 1
        else:
            bottom, depth = self.types[kind.base], kind.pointers
        return "POINTER(" * depth + bottom + ")" * depth


def _natural(name):
    """c_uint8 before c_uint32."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def class_name(name):
    """NodeCallInfo for comfy_node_call_info."""
    return "".join(word.capitalize() for word in name.removeprefix("comfy_").split("_"))
