#!/usr/bin/env python3
"""Writes comfy-sys/src/header.rs, the declarations of include/comfy.h in Rust.

    bindings/rust/generate.py            write it
    bindings/rust/generate.py --check    fail if it is not what the header says

The header is plain C with few forms: opaque structs, structs, enums without a name, typedefs of numbers and of
function pointers, functions. Anything else is an error, so that nothing is left out in silence.
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
HEADER = HERE.parents[1] / "include" / "comfy.h"
OUTPUT = HERE / "comfy-sys" / "src" / "header.rs"

TYPES = {
    "void": "c_void", "char": "c_char", "bool": "bool", "int": "c_int", "float": "f32", "double": "f64",
    "size_t": "usize", "int8_t": "i8", "uint8_t": "u8", "int16_t": "i16", "uint16_t": "u16", "int32_t": "i32",
    "uint32_t": "u32", "int64_t": "i64", "uint64_t": "u64",
}
# Declared by hand in dlpack.rs: their header is not ours.
FOREIGN = {"DLManagedTensorVersioned"}
KEYWORDS = {"type", "in", "move", "ref", "self", "match", "mod", "loop", "use", "fn", "as", "box", "final", "where"}


class Unknown(Exception):
    """A form that this script does not know."""


def tokens(text):
    return re.findall(r"\w+|[*()\[\],]", text)


def rust_name(name):
    return f"r#{name}" if name in KEYWORDS else name


def rust_type(words):
    """The words of a C type without a name, as in ["const", "char", "*"]."""
    words = [word for word in words if word != "struct"]
    stars = words.index("*") if "*" in words else len(words)
    base = [word for word in words[:stars] if word != "const"]
    if len(base) != 1:
        raise Unknown(" ".join(words))
    kind, is_const = TYPES.get(base[0], base[0]), "const" in words[:stars]
    for word in words[stars:]:
        if word == "*":
            kind, is_const = f"*{'const' if is_const else 'mut'} {kind}", False
        elif word == "const":
            is_const = True
        else:
            raise Unknown(" ".join(words))
    return kind


def parameters(text):
    """Inside the parentheses of a function: [(name, type)]."""
    if text.strip() in ("void", ""):
        return []
    result = []
    for parameter in text.split(","):
        words = tokens(parameter)
        result.append((rust_name(words[-1]), rust_type(words[:-1])))
    return result


def signature(result, text):
    arguments = ", ".join(f"{name}: {kind}" for name, kind in parameters(text))
    words = tokens(result)
    return f"({arguments})" + ("" if words == ["void"] else f" -> {rust_type(words)}")


def documentation(comment, indent=""):
    """A /** ... */ as /// lines."""
    lines = [re.sub(r"^\s*\*? ?", "", line).rstrip() for line in comment[3:-2].split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    lines = lines[1:] if lines and not lines[0] else lines
    result, is_example = [], False
    for line in lines + [""]:
        # Four spaces begin an example, which rustdoc would take for Rust.
        if is_example != line.startswith("    "):
            is_example = not is_example
            result.append("```text" if is_example else "```")
        # Outside of one, rustdoc would take brackets for links.
        result.append(line if is_example else line.replace("[", "\\[").replace("]", "\\]"))
    return [f"{indent}/// {line}".rstrip() for line in result[:-1]]


def pieces(text):
    """The header's documentation comments and statements, in order."""
    position = 0
    while position < len(text):
        if match := re.compile(r"/\*.*?\*/", re.S).match(text, position):
            if match[0].startswith("/**"):
                yield "comment", match[0]
            position = match.end()
        elif match := re.compile(r"#(?:[^\n]*\\\n)*[^\n]*").match(text, position):
            yield "directive", match[0]
            position = match.end()
        elif match := re.compile(r'extern "C" \{|\}(?=\s*#endif)').match(text, position):
            position = match.end()
        elif match := re.compile(r"(?:/\*.*?\*/|\{(?:/\*.*?\*/|[^{}])*\}|[^;{}])*?;", re.S).match(text, position):
            yield "statement", match[0][:-1]
            position = match.end()
        elif text[position:].strip() == "":
            return
        else:
            raise Unknown(text[position : position + 100])
        position += len(text[position:]) - len(text[position:].lstrip())


def members(body):
    """What is between the braces of a struct: [(comment or "", declaration)]."""
    found = re.findall(r"((?:\s*/\*.*?\*/)*)\s*([^;/]+);", body, re.S)
    return [
        ((re.findall(r"/\*\*.*?\*/", comments, re.S) or [""])[-1], " ".join(declaration.split()))
        for comments, declaration in found
    ]


def function_pointer(match):
    return f"Option<unsafe extern \"C\" fn{signature(match['result'], match['parameters'])}>"


POINTER = re.compile(r"(?P<result>.+?)\(\s*\*\s*(?P<name>\w+)\s*\)\s*\((?P<parameters>.*)\)", re.S)


def structure(name, body, comment):
    lines = comment + ["#[repr(C)]", "#[derive(Clone, Copy)]", f"pub struct {name} {{"]
    for text, declaration in members(body):
        lines += documentation(text, "    ") if text else []
        if match := POINTER.fullmatch(declaration):
            lines.append(f"    pub {rust_name(match['name'])}: {function_pointer(match)},")
        elif match := re.fullmatch(r"(.*?)(\w+)\[(\w+)\]", declaration):
            lines.append(f"    pub {rust_name(match[2])}: [{rust_type(tokens(match[1]))}; {match[3]}],")
        else:
            words = tokens(declaration)
            lines.append(f"    pub {rust_name(words[-1])}: {rust_type(words[:-1])},")
    return lines + ["}"]


def enumeration(body, comment):
    lines = comment
    for text, name, value in re.findall(r"(/\*\*.*?\*/)?\s*(\w+)\s*=\s*(-?\w+),?", body, re.S):
        lines += documentation(text) if text else []
        # Flags go into unsigned fields, everything else is a signed type of its own.
        kind = "u32" if re.search(r"_(FLAG|FREE|FLAGS)_", name) else "i32"
        lines.append(f"pub const {name}: {kind} = {value};")
    if re.sub(r"/\*.*?\*/", "", body, flags=re.S).count("=") != sum(line.startswith("pub const") for line in lines):
        raise Unknown(body)
    return lines


def size_checks(text):
    """The header's own checks of sizes, made in Rust as well."""
    return [
        f'#[cfg(target_pointer_width = "64")]\nconst _: () = assert!(std::mem::size_of::<{name}>() {operator} {size});'
        for name, operator, size in re.findall(r"sizeof\((\w+)\) (==|>=) (\d+)", text)
    ]


def statement(text, comment):
    flat = " ".join(re.sub(r"/\*.*?\*/", "", text, flags=re.S).split())
    if flat.startswith("COMFY_PRIVATE_CHECK"):
        return size_checks(flat), None
    if match := re.fullmatch(r"(?:typedef )?struct (\w+)(?: \1)?", flat):
        if match[1] in FOREIGN:
            return [], None
        return comment + ["#[repr(C)]", f"pub struct {match[1]} {{", "    _private: [u8; 0],", "}"], None
    if match := re.fullmatch(r"typedef struct (\w+) \{(.*)\} \1", text, re.S):
        return structure(match[1], match[2], comment), None
    if match := re.fullmatch(r"enum \{(.*)\}", text, re.S):
        return enumeration(match[1], comment), None
    if flat.startswith("typedef ") and (match := POINTER.fullmatch(flat[8:])):
        return comment + [f"pub type {match['name']} = {function_pointer(match)};"], None
    if match := re.fullmatch(r"typedef (\w+) (\w+)", flat):
        return comment + [f"pub type {match[2]} = {rust_type([match[1]])};"], None
    if match := re.fullmatch(r"COMFY_API (.+?)(\w+)\((.*)\)", flat):
        return None, comment + [f"pub fn {match[2]}{signature(match[1], match[3])};"]
    raise Unknown(flat)


def directive(text):
    """Version numbers, and structs' _INIT as Default."""
    if match := re.match(r'#define (COMFY_VERSION_(?:MAJOR|MINOR|PATCH)) (\d+)$', text):
        return [f"pub const {match[1]}: u32 = {match[2]};"]
    if re.match(r"#define COMFY_VERSION COMFY_MAKE_VERSION", text):
        return ["/// What these declarations were made from, to be compared with `comfy_version()`.",
                "pub const COMFY_VERSION: u32 = COMFY_VERSION_MAJOR << 16 | COMFY_VERSION_MINOR << 8 | COMFY_VERSION_PATCH;"]
    if match := re.match(r"#define \w+_INIT\s*\\?\s*\{sizeof\((\w+)\)((?:, (?:0|NULL))*)\}$", text):
        return [f"impl Default for {match[1]} {{", "    /// All zero but the size, as its `_INIT` in C.", "    fn default() -> Self {",
                f"        let mut value: Self = unsafe {{ std::mem::zeroed() }};",
                "        value.size = std::mem::size_of::<Self>();", "        value", "    }", "}"]
    if "_INIT" in text:
        raise Unknown(text)
    return []


def generate(text):
    types, functions, comment = [], [], []
    for kind, piece in pieces(text):
        if kind == "comment":
            comment = documentation(piece)
            continue
        if kind == "directive":
            lines = directive(piece)
        else:
            lines, function = statement(piece, comment)
            if function:
                functions += ["    " + line for line in function] + [""]
        if lines:
            types += lines + [""]
        comment = []
    return "\n".join(
        ["// Made from include/comfy.h by bindings/rust/generate.py. Do not edit.", "",
         "use std::os::raw::{c_char, c_int, c_void};" if "c_int" in "".join(types + functions)
         else "use std::os::raw::{c_char, c_void};"]
        + [f"use crate::dlpack::{name};" for name in sorted(FOREIGN)] + [""]
        + types + ['extern "C" {'] + functions[:-1] + ["}", ""])


def main():
    code = generate(HEADER.read_text())
    if sys.argv[1:] == ["--check"]:
        if not OUTPUT.exists() or OUTPUT.read_text() != code:
            sys.exit(f"{OUTPUT} is not what include/comfy.h says: run bindings/rust/generate.py")
    elif len(sys.argv) == 1:
        OUTPUT.write_text(code)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
