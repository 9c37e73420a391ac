"""Reads include/comfy.h.

The header is plain C with few forms: opaque structs, structs, enums without a name, typedefs of numbers and of
function pointers, functions. Anything else is an error, so that nothing is left out in silence; so is a function that
does not say since which version it is there.
"""
import dataclasses
import re


class Unknown(Exception):
    """A form that this reader does not know, or something that the header owes."""


@dataclasses.dataclass(frozen=True)
class Type:
    """A type of C: a name, and how often it is pointed to."""

    base: str
    #: Whether what is at the bottom is const, then for each pointer from there whether it is.
    consts: tuple[bool, ...]

    @property
    def pointers(self):
        return len(self.consts) - 1

    def __str__(self):
        text = ("const " if self.consts[0] else "") + self.base + (" " if self.pointers else "")
        return text + "".join("*const " if is_const else "*" for is_const in self.consts[1:]).rstrip()


@dataclasses.dataclass(frozen=True)
class Variable:
    """A parameter, or a field of a struct."""

    name: str
    type: "Type | Signature"
    doc: str = ""


@dataclasses.dataclass(frozen=True)
class Signature:
    result: Type
    parameters: tuple[Variable, ...]


@dataclasses.dataclass(frozen=True)
class Handle:
    """A struct that nobody looks into."""

    name: str
    doc: str


@dataclasses.dataclass(frozen=True)
class Alias:
    name: str
    type: Type
    doc: str


@dataclasses.dataclass(frozen=True)
class Callback:
    name: str
    signature: Signature
    doc: str


@dataclasses.dataclass(frozen=True)
class Constant:
    name: str
    value: int
    doc: str


@dataclasses.dataclass(frozen=True)
class Enumeration:
    """Constants with what their names begin with, such as COMFY_STATUS; flags go into unsigned fields."""

    prefix: str
    is_flags: bool
    values: tuple[Constant, ...]
    doc: str


@dataclasses.dataclass(frozen=True)
class Struct:
    name: str
    fields: tuple[Variable, ...]
    doc: str


@dataclasses.dataclass(frozen=True)
class Function:
    name: str
    signature: Signature
    doc: str
    since: str


@dataclasses.dataclass(frozen=True)
class SizeCheck:
    """The header's own check of a struct's size, where pointers have 64 bits."""

    name: str
    operator: str
    size: int


@dataclasses.dataclass(frozen=True)
class Initializer:
    """A struct's _INIT: all zero but the size."""

    struct: str


#: Declared elsewhere: that header is not ours.
FOREIGN = {"DLManagedTensorVersioned"}
#: How a function says since when it is there: the end of its comment.
SINCE = re.compile(r"Since (\d+\.\d+\.\d+)\.$")
_POINTER = re.compile(r"(?P<result>.+?)\(\s*\*\s*(?P<name>\w+)\s*\)\s*\((?P<parameters>.*)\)", re.S)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)


def read(text):
    """All that the header declares, in its order."""
    result, comment = [], ""
    for kind, piece in _pieces(text):
        if kind == "comment":
            comment = _text(piece)
            continue
        result += _directive(piece, comment) if kind == "directive" else _statement(piece, comment)
        comment = ""
    return result


def only(declarations, kind):
    return [item for item in declarations if isinstance(item, kind)]


def version(declarations):
    """As in "0.1.0"."""
    numbers = {item.name: item.value for item in only(declarations, Constant)}
    return ".".join(str(numbers[f"COMFY_VERSION_{part}"]) for part in ("MAJOR", "MINOR", "PATCH"))


def soname(declarations):
    return f"libcomfy.so.{next(item.value for item in only(declarations, Constant) if item.name == 'COMFY_ABI_VERSION')}"


def _pieces(text):
    """The header's documentation comments, directives and statements, in order."""
    position = 0
    while position < len(text):
        if match := _COMMENT.match(text, position):
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


def _text(comment):
    """What a /** ... */ says, line for line."""
    lines = [re.sub(r"^\s*\*? ?", "", line).rstrip() for line in comment[3:-2].split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines[1:] if lines and not lines[0] else lines)


def _directive(text, doc):
    if match := re.match(r"#define (COMFY_(?:VERSION_MAJOR|VERSION_MINOR|VERSION_PATCH|ABI_VERSION)) (\d+)$", text):
        return [Constant(match[1], int(match[2]), doc)]
    if match := re.match(r"#define \w+_INIT\s*\\?\s*\{sizeof\((\w+)\)((?:, (?:0|NULL))*)\}$", text):
        return [Initializer(match[1])]
    if "_INIT" in text:
        raise Unknown(text)
    return []


def _statement(text, doc):
    flat = " ".join(_COMMENT.sub("", text).split())
    if flat.startswith("COMFY_PRIVATE_CHECK"):
        return [SizeCheck(*found[:2], int(found[2])) for found in re.findall(r"sizeof\((\w+)\) (==|>=) (\d+)", flat)]
    if match := re.fullmatch(r"(?:typedef )?struct (\w+)(?: \1)?", flat):
        return [] if match[1] in FOREIGN else [Handle(match[1], doc)]
    if match := re.fullmatch(r"typedef struct (\w+) \{(.*)\} \1", text, re.S):
        return [Struct(match[1], tuple(_fields(match[2])), doc)]
    if match := re.fullmatch(r"enum \{(.*)\}", text, re.S):
        return [_enumeration(match[1], doc)]
    if flat.startswith("typedef ") and (match := _POINTER.fullmatch(flat[8:])):
        return [Callback(match["name"], _signature(match["result"], match["parameters"]), doc)]
    if match := re.fullmatch(r"typedef (\w+) (\w+)", flat):
        return [Alias(match[2], _type([match[1]]), doc)]
    if match := re.fullmatch(r"COMFY_API (.+?)(\w+)\((.*)\)", flat):
        since = SINCE.search(doc)
        if not since:
            raise Unknown(f'the comment of {match[2]} does not end with the version, as in "Since 0.1.0."')
        return [Function(match[2], _signature(match[1], match[3]), doc, since[1])]
    raise Unknown(flat)


def _type(words):
    """The words of a C type without a name, as in ["const", "char", "*"]."""
    words = [word for word in words if word != "struct"]
    stars = words.index("*") if "*" in words else len(words)
    base = [word for word in words[:stars] if word != "const"]
    if len(base) != 1:
        raise Unknown(" ".join(words))
    consts = ["const" in words[:stars]]
    for word in words[stars:]:
        if word == "*":
            consts.append(False)
        elif word == "const":
            consts[-1] = True
        else:
            raise Unknown(" ".join(words))
    return Type(base[0], tuple(consts))


def _variable(text, doc=""):
    if match := _POINTER.fullmatch(text):
        return Variable(match["name"], _signature(match["result"], match["parameters"]), doc)
    words = re.findall(r"\w+|[*()\[\],]", text)
    return Variable(words[-1], _type(words[:-1]), doc)


def _signature(result, parameters):
    names = [] if parameters.strip() in ("void", "") else parameters.split(",")
    return Signature(_type(re.findall(r"\w+|\*", result)), tuple(map(_variable, names)))


def _fields(body):
    for comments, declaration in re.findall(r"((?:\s*/\*.*?\*/)*)\s*([^;/]+);", body, re.S):
        docs = re.findall(r"/\*\*.*?\*/", comments, re.S)
        yield _variable(" ".join(declaration.split()), _text(docs[-1]) if docs else "")


def _enumeration(body, doc):
    found = re.findall(r"(/\*\*.*?\*/)?\s*(\w+)\s*=\s*(-?\d+)\s*(?:,|\Z)", body, re.S)
    if _COMMENT.sub("", body).count("=") != len(found):
        raise Unknown(body)
    values = tuple(Constant(name, int(value), _text(comment) if comment else "") for comment, name, value in found)
    words = [value.name.split("_") for value in values]
    shared = next(n for n in range(len(words[0]), 0, -1) if all(word[:n] == words[0][:n] for word in words))
    prefix = "_".join(words[0][: min(shared, len(words[0]) - 1)])
    return Enumeration(prefix, prefix.endswith(("_FLAG", "_FREE")), values, doc)
