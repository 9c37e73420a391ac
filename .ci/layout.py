#!/usr/bin/env python3
"""Checks the house: the files of Sources are short, and the folders of a target refer to each other one way.

    .ci/layout.py [SOURCES]

A folder refers to another one beside it if a file of it names a type, a function or a constant that is declared
there at top level. Files beside folders belong to none of them: they are what all of these share. Tables
of data may be long, if their names say what they are.
"""
import collections
import graphlib
import pathlib
import re
import statistics
import sys

MOST_LINES = 300
MOST_LINES_OF_HALF = 100
#: Data in the form of code.
TABLES = re.compile(r"(Tables?|Keys|Names|Words)\.swift$")
DECLARATION = re.compile(
    r"^(?:@\w+(?:\([^)]*\))? |(?:package|public|internal|final|indirect|nonisolated|unsafe) )*"
    r"(?:class|struct|enum|protocol|actor|typealias|func|let|var) (\w+)", re.M)
#: Comments, and texts with what is put into them.
PROSE = re.compile(r'//[^\n]*|/\*.*?\*/|"""(?:\\.|.)*?"""|"(?:\\.|[^"\\\n])*"', re.S)
NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


def code_of(file):
    return PROSE.sub("", file.read_text())


def overlong(sources):
    files = sorted([*sources.rglob("*.swift"), *sources.rglob("*.[ch]")])
    lines = {file: len(file.read_text().splitlines()) for file in files if not TABLES.search(file.name)}
    for file, count in lines.items():
        if count > MOST_LINES:
            yield f"{file}: {count} lines, at most {MOST_LINES}"
    if lines and statistics.median(lines.values()) > MOST_LINES_OF_HALF:
        yield f"{sources}: half of the files have over {MOST_LINES_OF_HALF} lines"


def references(target):
    """For each folder of a target, or of a folder in one, those that it refers to, each with an example: {folder: {folder: (file, name)}}."""
    codes = {file: code_of(file) for file in sorted(target.rglob("*.swift"))}
    folder_of = {file: file.relative_to(target).parts[0] for file in codes if file.parent != target}
    homes = collections.defaultdict(set)
    for file, code in codes.items():
        for name in DECLARATION.findall(code):
            homes[name].add(folder_of.get(file))
    found = {folder: {} for folder in folder_of.values()}
    for file, folder in folder_of.items():
        for name in sorted(set(NAME.findall(codes[file]))):
            # A name that is declared in several places is one of them's own.
            home = next(iter(homes[name])) if len(homes.get(name, ())) == 1 else None
            if home is not None and home != folder:
                found[folder].setdefault(home, (file, name))
    return found


def circles(sources):
    for target in sorted(path for path in sources.rglob("*") if path.is_dir()):
        found = references(target)
        try:
            graphlib.TopologicalSorter(found).prepare()
        except graphlib.CycleError as error:
            # the sorter goes from what is referred to towards who refers
            around = error.args[1][::-1]
            steps = [(one, other, *found[one][other]) for one, other in zip(around, around[1:])]
            yield f"{target}: its folders refer to each other in a circle\n" + "\n".join(
                f"    {one} to {other}: {file} names {name}" for one, other, file, name in steps)


def main():
    sources = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1] / "Sources"
    problems = [*overlong(sources), *circles(sources)]
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
