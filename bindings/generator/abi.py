"""The whole ABI as JSON, for whoever generates declarations in another language: abi.json.

Types are written as in C. Sizes and offsets are those of the 64-bit machines that the library is built for (LP64).
"""
import json

from . import header

POINTER = 8
SIZES = {
    "bool": 1, "char": 1, "int": 4, "float": 4, "double": 8, "size_t": 8,
    **{f"{sign}int{bits}_t": bits // 8 for sign in ("", "u") for bits in (8, 16, 32, 64)},
}


def write(declarations):
    numbers = {item.name: item.type.base for item in header.only(declarations, header.Alias)}
    sizes = {**SIZES, **{name: SIZES[base] for name, base in numbers.items()}}
    sizes.update((item.name, POINTER) for item in header.only(declarations, header.Callback))
    content = {
        "version": header.version(declarations),
        "soname": header.soname(declarations),
        "handles": [item.name for item in header.only(declarations, header.Handle)],
        "numbers": numbers,
        "enums": [_enumeration(item, numbers) for item in header.only(declarations, header.Enumeration)],
        "callbacks": [_function(item) for item in header.only(declarations, header.Callback)],
        "structs": [_struct(item, sizes) for item in header.only(declarations, header.Struct)],
        "functions": [
            {**_function(item), "since": item.since} for item in header.only(declarations, header.Function)
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _enumeration(item, numbers):
    name = item.prefix.lower()
    return {
        "prefix": item.prefix,
        # Flags are bits of a field that has room for more.
        "type": name if name in numbers else "uint32_t",
        "doc": item.doc,
        "values": [{"name": value.name, "value": value.value, "doc": value.doc} for value in item.values],
    }


def _struct(item, sizes):
    fields, end, alignment = [], 0, 1
    for field in item.fields:
        is_pointer = isinstance(field.type, header.Signature) or field.type.pointers
        # Numbers and pointers are aligned by their size.
        size = POINTER if is_pointer else sizes[field.type.base]
        offset = -(-end // size) * size
        fields.append({"name": field.name, "type": _type(field.type), "offset": offset, "size": size, "doc": field.doc})
        end, alignment = offset + size, max(alignment, size)
    return {"name": item.name, "size": -(-end // alignment) * alignment, "doc": item.doc, "fields": fields}


def _function(item):
    return {
        "name": item.name,
        "result": str(item.signature.result),
        "parameters": [{"name": each.name, "type": _type(each.type)} for each in item.signature.parameters],
        "doc": item.doc,
    }


def _type(kind):
    if not isinstance(kind, header.Signature):
        return f"struct {kind}" if kind.base in header.FOREIGN else str(kind)
    return f"{kind.result} (*)({', '.join(str(parameter.type) for parameter in kind.parameters)})"
