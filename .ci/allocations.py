#!/usr/bin/env python3
"""Checks that memory whose size comes from input is asked for in a way that can be refused.

    .ci/allocations.py [SOURCES [ALLOWED]]

The Swift runtime ends the process where memory is refused. `Tensor(allocating:)` and `Array(allocating:)` throw instead;
the initialisers that do not are for sizes that no input decides. A size is taken for such a one if it is a number, a
constant or a type's size, of at most 64 KB by what its author says. All others stand in allocations.txt with the reason
why they may be there: `path: expression: reason`, a line each, the expression as the source has it.
"""
import pathlib
import re
import sys

#: What allocates without throwing, up to the expression of its size; group 1 is what the message names.
CALLS = [
    re.compile(r"(\[[^\[\]]+\]|\]|\bArray|\bString|\bContiguousArray)\(\s*repeating:"),
    re.compile(r"(\ballocate)\(\s*(?:capacity|byteCount):"),
    re.compile(r"(\breserveCapacity)\("),
    re.compile(r"(\bunsafeUninitializedCapacity):"),
    re.compile(r"(\bArray|\bContiguousArray)\(\s*repeatElement\("),
]
#: A number, a constant of a type's own or of C, sums and products of them.
SMALL = re.compile(
    r"(?:(?:\d[\d_]*|0x[\da-fA-F_]+|Self\.\w+|MemoryLayout<\w+>\.(?:size|stride)|Int\([A-Z][A-Z_\d]*\)|[A-Z][A-Z_\d]*)"
    r"(?:\s*(?:\*|\+|<<|-)\s*)?)+")
COMMENT = re.compile(r"//[^\n]*")
#: Programs that allocate for themselves alone, and data made for tests and benchmarks.
FREE = ("comfy/", "comfy-bench/", "SyntheticModels/")


def argument(code, start):
    """The text from `start` to the end of the argument that begins there."""
    depth = 0
    for at in range(start, len(code)):
        if code[at] in "([{":
            depth += 1
        elif code[at] in ")]}":
            depth -= 1
            if depth < 0:
                return code[start:at].strip()
        elif code[at] == "," and depth == 0:
            return code[start:at].strip()
    return code[start:].strip()


def size_of(code, match):
    """The expression of a call's size."""
    first = argument(code, match.end())
    if not match.group(0).rstrip().endswith(("repeating:", "repeatElement(")):
        return first
    # the value comes first, the count behind it
    behind = code.index(first, match.end()) + len(first)
    count = re.compile(r"\s*,\s*count:").match(code, behind)
    return argument(code, count.end()) if count else None


def calls(sources):
    """(file, line, size) of each call whose size is no small constant."""
    for file in sorted(sources.rglob("*.swift")):
        name = file.relative_to(sources).as_posix()
        if name.startswith(FREE):
            continue
        code = COMMENT.sub(lambda found: " " * len(found.group()), file.read_text())
        for pattern in CALLS:
            for match in pattern.finditer(code):
                size = size_of(code, match)
                if size is None or SMALL.fullmatch(size):
                    continue
                yield name, code.count("\n", 0, match.start()) + 1, " ".join(size.split())


def main():
    here = pathlib.Path(__file__).parent
    sources = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "Sources"
    table = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else here / "allocations.txt"
    allowed, problems = {}, []
    for number, line in enumerate(table.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        parts = line.split(": ", 2)
        if len(parts) != 3 or not parts[2].strip():
            problems.append(f"{table}:{number}: `path: expression: reason` is wanted")
        else:
            allowed[parts[0], parts[1]] = number
    unused = dict(allowed)
    for name, line, size in calls(sources):
        if (name, size) in allowed:
            unused.pop((name, size), None)
        else:
            problems.append(f"{sources}/{name}:{line}: memory for `{size}` cannot be refused: allocate it in a way that "
                            f"throws, or say in {table.name} why no input decides its size")
    problems += [f"{table}:{number}: {name} has no `{size}` any more" for (name, size), number in unused.items()]
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
