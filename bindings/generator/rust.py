"""The declarations of the header in Rust: libcomfy-sys/src/header.rs."""
import functools

from . import header

NUMBERS = {
    "void": "c_void", "char": "c_char", "bool": "bool", "int": "c_int", "float": "f32", "double": "f64",
    "size_t": "usize", "int8_t": "i8", "uint8_t": "u8", "int16_t": "i16", "uint16_t": "u16", "int32_t": "i32",
    "uint32_t": "u32", "int64_t": "i64", "uint64_t": "u64",
}
KEYWORDS = {"type", "in", "move", "ref", "self", "match", "mod", "loop", "use", "fn", "as", "box", "final", "where"}
VERSION = [
    "/// What these declarations were made from, to be compared with `comfy_version()`.",
    "pub const COMFY_VERSION: u32 = COMFY_VERSION_MAJOR << 16 | COMFY_VERSION_MINOR << 8 | COMFY_VERSION_PATCH;",
    "",
]


def write(declarations):
    types, functions = [], []
    for item in declarations:
        lines = _lines(item)
        if isinstance(item, header.Function):
            functions += ["    " + line for line in lines] + [""]
        else:
            types += lines + [""]
        if isinstance(item, header.Constant) and item.name == "COMFY_VERSION_PATCH":
            types += VERSION
    names = ", ".join(name for name in ("c_char", "c_int", "c_void") if name in "".join(types + functions))
    return "\n".join(
        ["// Made from include/comfy.h by bindings/generate.py. Do not edit.", "", f"use std::os::raw::{{{names}}};"]
        + [f"use crate::dlpack::{name};" for name in sorted(header.FOREIGN)] + [""]
        + types + ['extern "C" {'] + functions[:-1] + ["}", ""])


def _name(name):
    return f"r#{name}" if name in KEYWORDS else name


def _type(kind):
    if isinstance(kind, header.Signature):
        return f'Option<unsafe extern "C" fn{_signature(kind)}>'
    text = NUMBERS.get(kind.base, kind.base)
    for pointee_is_const in kind.consts[:-1]:
        text = f"*{'const' if pointee_is_const else 'mut'} {text}"
    return text


def _signature(signature):
    arguments = ", ".join(f"{_name(item.name)}: {_type(item.type)}" for item in signature.parameters)
    result = "" if str(signature.result) == "void" else f" -> {_type(signature.result)}"
    return f"({arguments}){result}"


def _documentation(text, indent=""):
    """A comment as /// lines."""
    if not text:
        return []
    result, is_example = [], False
    for line in text.split("\n") + [""]:
        # Four spaces begin an example, which rustdoc would take for Rust.
        if is_example != line.startswith("    "):
            is_example = not is_example
            result.append("```text" if is_example else "```")
        # Outside of one, rustdoc would take brackets for links.
        result.append(line if is_example else line.replace("[", "\\[").replace("]", "\\]"))
    return [f"{indent}/// {line}".rstrip() for line in result[:-1]]


@functools.singledispatch
def _lines(item):
    raise header.Unknown(str(item))


@_lines.register
def _(item: header.Constant):
    return _documentation(item.doc) + [f"pub const {item.name}: u32 = {item.value};"]


@_lines.register
def _(item: header.Alias):
    return _documentation(item.doc) + [f"pub type {item.name} = {_type(item.type)};"]


@_lines.register
def _(item: header.Handle):
    return _documentation(item.doc) + ["#[repr(C)]", f"pub struct {item.name} {{", "    _private: [u8; 0],", "}"]


@_lines.register
def _(item: header.Callback):
    return _documentation(item.doc) + [f"pub type {item.name} = {_type(item.signature)};"]


@_lines.register
def _(item: header.Enumeration):
    lines, kind = _documentation(item.doc), "u32" if item.is_flags else "i32"
    for value in item.values:
        lines += _documentation(value.doc) + [f"pub const {value.name}: {kind} = {value.value};"]
    return lines


@_lines.register
def _(item: header.Struct):
    lines = _documentation(item.doc) + ["#[repr(C)]", "#[derive(Clone, Copy)]", f"pub struct {item.name} {{"]
    for field in item.fields:
        lines += _documentation(field.doc, "    ") + [f"    pub {_name(field.name)}: {_type(field.type)},"]
    return lines + ["}"]


@_lines.register
def _(item: header.Initializer):
    return [
        f"impl Default for {item.struct} {{", "    /// All zero but the size, as its `_INIT` in C.",
        "    fn default() -> Self {", "        let mut value: Self = unsafe { std::mem::zeroed() };",
        "        value.size = std::mem::size_of::<Self>();", "        value", "    }", "}",
    ]


@_lines.register
def _(item: header.SizeCheck):
    condition = f"std::mem::size_of::<{item.name}>() {item.operator} {item.size}"
    return [f'#[cfg(target_pointer_width = "64")]', f"const _: () = assert!({condition});"]


@_lines.register
def _(item: header.Function):
    return _documentation(item.doc) + [f"pub fn {item.name}{_signature(item.signature)};"]
