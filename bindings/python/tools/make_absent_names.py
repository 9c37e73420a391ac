#!/usr/bin/env python3
"""Writes absent_names.py: the names in ComfyUI's modules that have nothing behind them here, from checkouts of its source.

    python make_absent_names.py COMFYUI... > ../src/libcomfy/absent_names.py

Upstream's layout and the hiddenswitch fork's are both read, so that packs for either are served, and names that packs import which
are newer than the checkouts come from tests/pack_surface.tsv. It reads names alone: of modules, of what they define and import, of
the members of classes. What the package has itself (dropin/, core_class_names.py) is left to it. No code is taken over.
"""

from __future__ import annotations

import ast
import csv
import sys
import textwrap
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
DROPIN = HERE.parent / "src" / "libcomfy" / "dropin"
SURFACE = HERE.parent / "tests" / "pack_surface.tsv"
WIDTH = 110
FOLDERS = ("comfy", "comfy_api", "comfy_config", "comfy_execution", "comfy_extras")
FILES = ("execution", "latent_preview", "node_helpers", "nodes", "server")
#: A program, and what the package has itself.
LEFT_OUT = ("comfy_api.generate_api_stubs", "comfy_api.latest.")
#: Where the fork, which follows upstream, has modules that packs import; the rest of what it alone has is its machinery.
FORK = tuple(
    f"comfy.{name}"
    for name in "audio_encoders cldm extra_samplers image_encoders k_diffusion ldm nested_tensor quant_ops t2i_adapter taesd"
    " text_encoders".split()
) + ("comfy_api.", "comfy_execution.", "comfy_extras.chainner_models")
#: Its names of modules that upstream has at the root.
MOVED = ("comfy.cmd.execution", "comfy.cmd.latent_preview")
#: Modules that others import for the typing of their own.
TYPING = {"__future__", "typing", "typing_extensions", "abc", "collections.abc", "types", "dataclasses"}

Members = dict[str, set[str]]


def modules(root: Path) -> dict[str, Path]:
    """The modules of a checkout that packs import, by name."""
    found = {name: root / f"{name}.py" for name in FILES if (root / f"{name}.py").exists()}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if not name.startswith(LEFT_OUT) and "nodes_" not in parts[-1] and "tests" not in parts:
                found[name] = path
    return found


def names_of(tree: ast.Module, reexports: bool) -> tuple[Members, dict[str, str], dict[str, str]]:
    """What a module defines, classes with their members; the modules that it imports, and what it takes from others."""
    defined: Members = defaultdict(set)
    imported: dict[str, str] = {}
    taken: dict[str, str] = {}
    for statement in flat(tree.body):
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name not in TYPING and (alias.asname or "." not in alias.name):
                    imported[alias.asname or alias.name] = alias.name
        elif isinstance(statement, ast.ImportFrom):
            for alias in statement.names:
                if reexports and statement.module not in TYPING:
                    defined[alias.asname or alias.name] |= set()
                elif not statement.level:
                    taken[alias.asname or alias.name] = f"{statement.module}.{alias.name}"
        elif isinstance(statement, ast.ClassDef):
            defined[statement.name] |= {name for part in statement.body for name in names_in(part) if is_public(name)}
        else:
            for name in filter(is_public, names_in(statement)):
                defined[name] |= {f":{container(statement)}"} if container(statement) else set()
    return defined, imported, taken


def flat(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements of a module, those in its branches too."""
    found = []
    for statement in body:
        found.append(statement)
        if isinstance(statement, (ast.If, ast.Try)):
            for block in (
                statement.body,
                statement.orelse,
                *(handler.body for handler in getattr(statement, "handlers", [])),
            ):
                found += flat(block)
    return found


def container(statement: ast.stmt) -> str:
    """ "dict", "list" or "set", if that is what a name is given."""
    value = getattr(statement, "value", None)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in ("dict", "list", "set"):
        return value.func.id
    return {ast.Dict: "dict", ast.List: "list", ast.Set: "set"}.get(type(value), "")


def names_in(statement: ast.stmt) -> list[str]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        return [part.id for target in statement.targets for part in ast.walk(target) if isinstance(part, ast.Name)]
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return [statement.target.id]
    return []


def is_public(name: str) -> bool:
    return not name.startswith("_")


def own_names(module: str) -> set[str] | None:
    """What this package's module of that name has, None if there is none."""
    path = DROPIN.joinpath(*module.split("."))
    file = next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)
    if file is None:
        return None
    tree = ast.parse(file.read_text())
    names = {name for statement in flat(tree.body) for name in names_in(statement)}
    for statement in tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    # one that stands for another module altogether
    return None if "sys.modules" in file.read_text() else names


def is_whole(module: str) -> bool:
    """Whether the package's module has all that ComfyUI's has."""
    path = DROPIN.joinpath(*module.split("."))
    file = next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)
    return file is not None and "complete(" not in file.read_text()


def entry(defined: Members, imported: dict[str, str], own: set[str]) -> list[str]:
    tokens = []
    for name, members in sorted(defined.items()):
        if name not in own:
            kinds = sorted(member for member in members if member.startswith(":"))
            inside = ",".join(sorted(members - set(kinds)))
            tokens.append(name + (kinds[0] if kinds else f"({inside})" if inside else ""))
    for name, module in sorted(imported.items()):
        if name not in own and name not in defined and is_public(name):
            tokens.append(f"{name}={'' if name == module else module}")
    return tokens


def main(roots: list[Path]) -> None:
    found: Found = {}
    elsewhere: dict[str, dict[str, str]] = {}
    upstream = {module for root in roots if (root / "nodes.py").exists() for module in modules(root)}
    for root in roots:
        for module, path in modules(root).items():
            if module in upstream or module in MOVED or module.startswith(FORK):
                # packages export what is in their modules, and so do modules of the fork that upstream has elsewhere
                defined, imported, taken = names_of(
                    ast.parse(path.read_text()), path.name == "__init__.py" or module in MOVED
                )
                add(found, module, defined, imported)
                elsewhere.setdefault(module, {}).update(taken)
                if module in MOVED:
                    add(found, module.rpartition(".")[2], defined, imported)
    add_surface(found, elsewhere)
    print(
        '"""The names of ComfyUI\'s model code, by module: see `absent`. Made by tools/make_absent_names.py. Do not edit."""'
    )
    print("\nfrom __future__ import annotations\n")
    print(
        "#: Module: its names; of a class also its members, Class(member,...); of data\n#: whether they are a dict, list or set; and the modules that it imports, name=module."
    )
    print("NAMES: dict[str, str] = {")
    for module, (defined, imported) in sorted(found.items()):
        tokens = [] if is_whole(module) else entry(defined, imported, own_names(module) or set())
        # of a module that only has some, others of the package's own are not hidden
        text = " ".join(tokens)
        if not tokens:
            is_package = any(other.startswith(f"{module}.") for other in found)
            if own_names(module) is None and not is_whole(module) and not is_package:
                print(f'    "{module}": "",')
        elif len(module) + len(text) + 10 <= WIDTH:
            print(f'    "{module}": "{text}",')
        else:
            print(f'    "{module}": """')
            for line in textwrap.wrap(
                text.replace(",", ", "), WIDTH - 8, break_long_words=False, break_on_hyphens=False
            ):
                print(f"        {line}")
            print('    """,')
    print("}")


Found = dict[str, tuple[Members, dict[str, str]]]


def add(found: Found, module: str, defined: Members, imported: dict[str, str]) -> None:
    members, others = found.setdefault(module, (defaultdict(set), {}))
    for name, inside in defined.items():
        members[name] |= inside
    others.update(imported)


def add_surface(found: Found, elsewhere: dict[str, dict[str, str]]) -> None:
    """Adds what packs import that the checkouts do not have in that place: private names, newer ones, names of elsewhere."""
    lines = [line for line in SURFACE.read_text().splitlines() if not line.startswith("#")]
    for row in csv.DictReader(lines, delimiter="\t"):
        if row["ComfyUI"] != "yes" and row["when"] != "import" or "[" in row["name"]:
            continue
        parts = row["name"].split(".")
        module = next((".".join(parts[:n]) for n in range(len(parts), 0, -1) if ".".join(parts[:n]) in found), None)
        last = next((index for index, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
        known = len(module.split(".")) if module else 0
        if row["ComfyUI"] != "yes" and known < min(last, len(parts) - 1):  # a module that is newer
            module = ".".join(parts[:last])
        if module is None or len(parts) == module.count(".") + 1 or parts[0] == "nodes":
            continue
        members, imported = found.setdefault(module, (defaultdict(set), {}))
        name, *inside = parts[module.count(".") + 1 :]
        origin = elsewhere.get(module, {}).get(name)
        if origin is not None:
            imported[name] = origin
        elif name not in imported:
            members[name] |= set(inside[:1]) if name[:1].isupper() or name in members else set()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main([Path(argument) for argument in sys.argv[1:]])
