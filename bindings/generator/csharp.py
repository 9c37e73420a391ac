"""The declarations of the header in C#: Native.cs.

Pointers stay pointers and functions keep their C names, so that comfy.h is the manual of this layer too; enumerations are
C#'s. Everything is blittable, which ahead-of-time compilers (IL2CPP) need.
"""
import functools

from . import header

NUMBERS = {
    "void": "void", "char": "byte", "bool": "byte", "int": "int", "float": "float", "double": "double",
    "size_t": "UIntPtr", "int8_t": "sbyte", "uint8_t": "byte", "int16_t": "short", "uint16_t": "ushort",
    "int32_t": "int", "uint32_t": "uint", "int64_t": "long", "uint64_t": "ulong",
}
KEYWORDS = {"object", "in", "out", "ref", "params", "string", "event", "base", "is", "as", "lock", "fixed"}


def write(declarations):
    return _Writer(declarations).file()


def pascal(name):
    return "".join(part.capitalize() for part in name.lower().split("_"))


class _Writer:
    def __init__(self, declarations):
        self.declarations = declarations
        self.numbers = {**NUMBERS}
        for item in header.only(declarations, header.Alias):
            self.numbers[item.name] = NUMBERS[item.type.base]
        self.opaque = {item.name for item in header.only(declarations, header.Handle)} | header.FOREIGN
        self.callbacks = {item.name for item in header.only(declarations, header.Callback)}

    def file(self):
        blocks = [lines for item in self.declarations if (lines := _lines(item, self))]
        functions = [lines for item in header.only(self.declarations, header.Function) for lines in [self.function(item)]]
        return "\n".join(
            ["// Made from include/comfy.h by bindings/generate.py. Do not edit.", "using System;",
             "using System.Runtime.InteropServices;", "", "namespace Libcomfy", "{"]
            + _indented(_joined(blocks))
            + ["", "    /// <summary>The functions of comfy.h, which says what each does.</summary>",
               "    public static unsafe class Native", "    {",
               "        /// <summary>What the loader looks for: libcomfy.so.</summary>",
               '        public const string Library = "comfy";',
               f'        public const string Version = "{header.version(self.declarations)}";', ""]
            + _indented(_joined(functions), 2) + ["    }", "}", ""])

    def type(self, kind):
        if isinstance(kind, header.Signature) or kind.base in self.callbacks:
            return "IntPtr"
        pointers = kind.pointers
        if kind.base in self.opaque or kind.base == "void" and pointers:
            return "IntPtr" + "*" * (pointers - 1)
        return self.numbers.get(kind.base, kind.base) + "*" * pointers

    def parameters(self, signature):
        return ", ".join(f"{self.type(item.type)} {_name(item.name)}" for item in signature.parameters)

    def function(self, item):
        call = f"public static extern {self.type(item.signature.result)} {item.name}("
        return [
            *_documentation(item.doc),
            "[DllImport(Library, CallingConvention = CallingConvention.Cdecl)]",
            f"{call}{self.parameters(item.signature)});",
        ]


@functools.singledispatch
def _lines(item, writer):
    return []


@_lines.register
def _(item: header.Enumeration, writer):
    values = []
    for value in item.values:
        name = pascal(value.name.removeprefix(item.prefix + "_"))
        values += _indented([*_documentation(value.doc), f"{name} = {value.value},"])
    kind = "[Flags]" if item.is_flags else None
    base = "uint" if item.is_flags else "int"
    name = pascal(item.prefix.removeprefix("COMFY_"))
    return [*_documentation(item.doc), *([kind] if kind else []), f"public enum {name} : {base}", "{", *values, "}"]


@_lines.register
def _(item: header.Callback, writer):
    result = writer.type(item.signature.result)
    return [
        *_documentation(item.doc), "[UnmanagedFunctionPointer(CallingConvention.Cdecl)]",
        f"public unsafe delegate {result} {item.name}({writer.parameters(item.signature)});",
    ]


@_lines.register
def _(item: header.Struct, writer):
    fields = []
    for field in item.fields:
        fields += _indented([*_documentation(field.doc), f"public {writer.type(field.type)} {_name(field.name)};"])
    return [
        *_documentation(item.doc), "[StructLayout(LayoutKind.Sequential)]", f"public unsafe struct {item.name}", "{",
        *fields, "}",
    ]


def _name(name):
    return f"@{name}" if name in KEYWORDS else name


def _documentation(text):
    if not text:
        return []
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split("\n")
    if len(safe) == 1:
        return [f"/// <summary>{safe[0]}</summary>"]
    return ["/// <summary>", *(f"/// {line}".rstrip() for line in safe), "/// </summary>"]


def _joined(blocks):
    return [line for block in blocks for line in [*block, ""]][:-1]


def _indented(lines, depth=1):
    return [("    " * depth + line).rstrip() for line in lines]
