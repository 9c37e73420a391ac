#!/usr/bin/env python3
"""Writes tests/pack_surface.tsv: the names of ComfyUI that packs of custom nodes ask for, read from the packs' sources.

    python make_pack_surface.py --comfyui COMFYUI... --object-info JSON --pack FOLDER=ORIGIN... > ../tests/pack_surface.tsv

COMFYUI is a checkout of ComfyUI, upstream's or the fork's; JSON its object_info (its node classes; what packs look up of each
other's is left out); ORIGIN says where a pack comes from ("owner/name commit date").
Only names are read, never code: of modules that are imported, of what is taken from them, of attributes of that as far as the
source says them (`nodes.LoraLoader.RETURN_TYPES`, `PromptServer.instance.routes.get`, `NODE_CLASS_MAPPINGS[KSampler]`).
"""

from __future__ import annotations

import argparse
import ast
import functools
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

#: The packages and modules of ComfyUI that packs import.
ROOTS = set(
    "comfy comfy_api comfy_api_nodes comfy_config comfy_execution comfy_extras execution folder_paths latent_preview"
    " node_helpers nodes server".split()
)
#: When a name is asked for: the earliest counts.
IMPORT, SCHEMA, CALL = "import", "schema", "call"
ORDER = (IMPORT, SCHEMA, CALL)
NODE_MEMBERS = {"CATEGORY", "FUNCTION", "INPUT_TYPES", "OUTPUT_NODE", "RETURN_NAMES", "RETURN_TYPES", "GET_SCHEMA"}
SCHEMA_FUNCTIONS = {"INPUT_TYPES", "define_schema", "comfy_entrypoint", "get_node_list"}


class Names(ast.NodeVisitor):
    """What one file asks for: {name: (when, whether a failure is caught)}."""

    def __init__(self, own: set[str]) -> None:
        self.roots = ROOTS - own
        self.aliases: dict[str, str] = {}
        self.found: dict[str, tuple[str, bool]] = {}
        self._functions: list[str] = []
        self._caught = 0

    def _record(self, name: str) -> None:
        when = IMPORT
        if self._functions:
            when = SCHEMA if SCHEMA_FUNCTIONS & set(self._functions) else CALL
        entry = (when, self._caught > 0)
        order = lambda item: (ORDER.index(item[0]), item[1])  # noqa: E731
        self.found[name] = min(self.found.get(name, entry), entry, key=order)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            root = alias.name.partition(".")[0]
            if root in self.roots:
                self._record(alias.name)
                self.aliases[alias.asname or root] = alias.name if alias.asname else root

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level or not node.module or node.module.partition(".")[0] not in self.roots:
            return
        for alias in node.names:
            if alias.name == "*":
                self._record(node.module)
                continue
            self._record(f"{node.module}.{alias.name}")
            self.aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for outside in [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self.visit(outside)
        self._functions.append(node.name)
        for statement in node.body:
            self.visit(statement)
        self._functions.pop()

    visit_FunctionDef = _function
    visit_AsyncFunctionDef = _function

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._functions.append("lambda")
        self.visit(node.body)
        self._functions.pop()

    def visit_Try(self, node: ast.Try) -> None:
        self._caught += bool(node.handlers)
        for statement in node.body:
            self.visit(statement)
        self._caught -= bool(node.handlers)
        # what is done instead may be for other versions of ComfyUI
        self._caught += 1
        for other in [*node.handlers, *node.orelse]:
            self.visit(other)
        self._caught -= 1
        for statement in node.finalbody:
            self.visit(statement)

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        asks = any(
            isinstance(part, ast.Call) and getattr(part.func, "id", "") == "hasattr" for part in ast.walk(node.test)
        )
        self._caught += asks
        for statement in [*node.body, *node.orelse]:
            self.visit(statement)
        self._caught -= asks

    def _chain(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            return self.aliases.get(node.id)
        if isinstance(node, ast.Attribute):
            base = self._chain(node.value)
            return base and f"{base}.{node.attr}"
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.slice.value, str)
        ):
            base = self._chain(node.value)
            return f"{base}[{node.slice.value}]" if base and base.endswith("NODE_CLASS_MAPPINGS") else None
        if isinstance(node, ast.Call):  # an object of a class: its attributes are the class's
            base = self._chain(node.func)
            last = (base or "").rpartition(".")[2]
            return base if last[:1].isupper() and not last.isupper() or last.endswith("]") else None
        return None

    def _expression(self, node: ast.expr) -> None:
        name = self._chain(node) if isinstance(getattr(node, "ctx", ast.Load()), ast.Load) else None
        if name is not None:
            self._record(name)
        for child in ast.iter_child_nodes(node):
            # the parts of a chain are not asked for by themselves, but what is inside its calls is
            if name is None or isinstance(node, ast.Call) and child is not node.func:
                self.visit(child)
            elif isinstance(child, (ast.Call, ast.Attribute, ast.Subscript)):
                self._inside(child)

    def _inside(self, node: ast.expr) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(node, ast.Call) and child is not node.func:
                self.visit(child)
            elif isinstance(child, (ast.Call, ast.Attribute, ast.Subscript)):
                self._inside(child)

    visit_Attribute = _expression
    visit_Subscript = _expression
    visit_Call = _expression

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for base in node.bases:
            name = self._chain(base)
            if name is not None:
                self._record(name)
        self.generic_visit(node)


class Sources:
    """A checkout of ComfyUI: which names it has, as far as its source tells without being run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._modules: dict[str, ast.Module | None] = {}

    def _path(self, module: str) -> Path | None:
        # the fork has the modules that upstream has at its root in comfy.cmd
        for name in (module, f"comfy.cmd.{module}", f"comfy.nodes.base_{module}", f"comfy.{module}"):
            path = self.root.joinpath(*name.split("."))
            for file in (path / "__init__.py", path.with_suffix(".py")):
                if file.is_file():
                    return file
            if path.is_dir():
                return path
        return None

    def _tree(self, module: str) -> ast.Module | None:
        if module not in self._modules:
            path = self._path(module)
            self._modules[module] = path and ast.parse(path.read_text() if path.is_file() else "")
        return self._modules[module]

    def has(self, name: str) -> bool:
        """Whether the name is there; of what is neither module nor class, only that itself is looked at."""
        parts = name.replace("[", ".").replace("]", "").split(".")
        for length in range(len(parts), 0, -1):
            module = ".".join(parts[:length])
            if self._tree(module) is not None:
                return length == len(parts) or self._member(module, parts[length:])
        return False

    def _member(self, module: str, rest: list[str], depth: int = 0) -> bool:
        if rest[0] == "NODE_CLASS_MAPPINGS":
            return len(rest) < 3 or rest[2] in NODE_MEMBERS or (rest[1], rest[2]) in self._node_members
        found = [item for item in definitions(self._tree(module)) if item[0] in (rest[0], "*")]
        for name, statement in found:
            if name == "*" or isinstance(statement, ast.ImportFrom):
                if depth < 4 and isinstance(statement, ast.ImportFrom):
                    origin = self._origin(module, statement)
                    if origin and self._tree(origin) is not None and self._member(origin, rest, depth + 1):
                        return True
                if name != "*":
                    return True
            elif isinstance(statement, ast.ClassDef) and len(rest) > 2 and rest[1] == "instance":
                return rest[2] in {item[0] for item in definitions(statement)} or assigned(statement, rest[2])
            elif isinstance(statement, ast.ClassDef) and len(rest) > 1:
                bases = {ast.unparse(base).rpartition(".")[2] for base in statement.bases}
                return (
                    bool(bases - {"ComfyNode"})
                    or bool(bases)
                    and rest[1] in NODE_MEMBERS
                    or rest[1] in {item[0] for item in definitions(statement)}
                    or assigned(statement, rest[1])
                )
            else:
                return True
        return False

    @functools.cached_property
    def _node_members(self) -> set[tuple[str, str]]:
        """(class, member) of the modules of node classes."""
        files = [
            *self.root.glob("nodes.py"),
            *self.root.rglob("base_nodes.py"),
            *self.root.glob("comfy_extras/**/nodes_*.py"),
        ]
        return {
            (name, member)
            for file in files
            for name, statement in definitions(ast.parse(file.read_text()))
            for member, _ in definitions(statement)
        }

    def _origin(self, module: str, statement: ast.ImportFrom) -> str | None:
        if not statement.level:
            return statement.module
        path = self._path(module)
        package = module.split(".")
        keep = len(package) - statement.level + (path is not None and path.name == "__init__.py")
        return ".".join([*package[:keep], *filter(None, [statement.module])])


def definitions(node: ast.AST | None) -> Iterator[tuple[str, ast.stmt]]:
    """The names that a module or class has, those in branches included."""
    for statement in getattr(node, "body", []):
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield statement.name, statement
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            for alias in statement.names:
                yield (alias.asname or alias.name).partition(".")[0], statement
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                for part in ast.walk(target):
                    if isinstance(part, ast.Name):
                        yield part.id, statement
        elif isinstance(statement, (ast.If, ast.Try, ast.With, ast.For)):
            yield from definitions(statement)
            for block in ("orelse", "finalbody"):
                yield from definitions(ast.Module(getattr(statement, block, []), []))
            for handler in getattr(statement, "handlers", []):
                yield from definitions(handler)


def assigned(node: ast.ClassDef, name: str) -> bool:
    """Whether a class's methods give its objects that attribute, or the class has any by its metaclass."""
    return any(isinstance(part, ast.Attribute) and part.attr == name for part in ast.walk(node))


def read(pack: Path) -> dict[str, tuple[str, bool]]:
    """All that a pack asks for."""
    found: dict[str, tuple[str, bool]] = {}
    for file in sorted(pack.rglob("*.py")):
        if {"tests", "test", "tests-unit", "docs"} & set(file.relative_to(pack).parts[:-1]):
            continue
        # a script beside modules of such a name means those
        own = (
            {path.stem for path in pack.iterdir()}
            if file.parent != pack or not (pack / "__init__.py").exists()
            else set()
        )
        names = Names(own & {"execution"})
        try:
            names.visit(ast.parse(file.read_text(errors="replace")))
        except SyntaxError as error:
            print(f"{file}: {error}", file=sys.stderr)
        for name, entry in names.found.items():
            found[name] = min(found.get(name, entry), entry, key=lambda item: (ORDER.index(item[0]), item[1]))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comfyui", nargs="+", type=Path, required=True)
    parser.add_argument("--object-info", type=Path, required=True)
    parser.add_argument("--pack", nargs="+", required=True)
    arguments = parser.parse_args()
    known = json.loads(arguments.object_info.read_text()).keys()
    sources = [Sources(root) for root in arguments.comfyui]
    table: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    lines = []
    for pack in arguments.pack:
        folder, _, origin = pack.partition("=")
        name = Path(folder).name
        lines.append(f"# {name}: {origin}")
        for asked, entry in read(Path(folder)).items():
            looked_up = asked.partition("[")[2].partition("]")[0]
            if looked_up and looked_up not in known:
                continue
            table[asked].append((name, *entry))
    print("# The names of ComfyUI that packs of custom nodes ask for. Made by tools/make_pack_surface.py from")
    print(*lines, sep="\n")
    print(
        "# when: at the import of the pack, for the schemas of its nodes, or when they are called; ? if a failure is caught."
    )
    print("# ComfyUI: whether it has the name (upstream or the fork), as far as its source tells.")
    print("name\twhen\tComfyUI\tpacks")
    for asked, entries in sorted(table.items()):
        when, caught = min((entry[1:] for entry in entries), key=lambda item: (ORDER.index(item[0]), item[1]))
        has = "yes" if any(source.has(asked) for source in sources) else "no"
        print(asked, f"{when}{'?' * caught}", has, " ".join(sorted(entry[0] for entry in entries)), sep="\t")


if __name__ == "__main__":
    main()
