#!/usr/bin/env python3
"""Writes core_class_names.py from a checkout of ComfyUI's source (the hiddenswitch fork's layout or upstream's) and an object_info.

    python make_core_classes.py object_info.json COMFYUI... > ../src/libcomfy/core_class_names.py

With several checkouts the classes are the first one's; of the others only the names by which they call a class's function are taken.

It reads names alone: of the modules, of the classes in them, of the function that a class runs, and of its lists of choices
that others look up (class attributes that are literals). No code is taken over.
"""
import ast
import json
import sys
import textwrap
from collections import defaultdict
from pathlib import Path

from make_absent_names import container, names_in

WIDTH = 118
#: What a class is asked before its function runs.
ASKED = {"check_lazy_status", "IS_CHANGED", "VALIDATE_INPUTS", "fingerprint_inputs", "validate_inputs"}
#: Where ComfyUI has model code, whose names its node modules import.
ELSEWHERE = ("comfy.ldm.", "comfy.model_patcher", "comfy.k_diffusion", "comfy.text_encoders.", "comfy.weight_adapter")


def literal(node):
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError):
        return None


def target(statement):
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id, statement.value
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value is not None:
        return statement.target.id, statement.value
    return None, None


def schema_name(klass):
    """The node_id of a class with define_schema."""
    for function in klass.body:
        if isinstance(function, ast.FunctionDef) and function.name == "define_schema":
            for call in ast.walk(function):
                for keyword in call.keywords if isinstance(call, ast.Call) else []:
                    if keyword.arg == "node_id" and isinstance(literal(keyword.value), str):
                        return literal(keyword.value)
    return None


STANDARD = {"RETURN_TYPES", "RETURN_NAMES", "OUTPUT_IS_LIST", "OUTPUT_NODE", "CATEGORY", "FUNCTION", "DESCRIPTION",
            "DEPRECATED", "EXPERIMENTAL", "INPUT_IS_LIST", "OUTPUT_TOOLTIPS", "SEARCH_ALIASES", "NOT_IDEMPOTENT", "_NODE_CLASS"}


def parameters_of(classes, klass, function):
    """The names of a function's parameters, without what it is called on."""
    for current in [klass, *(classes[base.id] for base in klass.bases if isinstance(base, ast.Name) and base.id in classes)]:
        for item in current.body:
            if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) and item.name == function:
                return [argument.arg for argument in item.args.args[1:]]
    return []


def read(path, known, aliases):
    """{class: (node, function, parameters, {attribute: choices})} of a module."""
    tree = ast.parse(path.read_text())
    classes = {statement.name: statement for statement in tree.body if isinstance(statement, ast.ClassDef)}
    nodes = {}
    for statement in ast.walk(tree):
        name, value = target(statement) if isinstance(statement, ast.stmt) else (None, None)
        pairs = []
        if name == "NODE_CLASS_MAPPINGS" and isinstance(value, ast.Dict):
            pairs = zip(value.keys, value.values)
        for key, item in pairs:
            if key is not None and isinstance(item, (ast.Name, ast.Attribute)):
                nodes.setdefault(item.id if isinstance(item, ast.Name) else item.attr, literal(key))
    found = {}
    for name, klass in classes.items():
        own = {attribute: literal(value) for attribute, value in map(target, klass.body) if attribute in ("node_id", "NodeId", "NODE_ID")}
        node = nodes.get(name) or schema_name(klass) or next(iter(own.values()), None) or (name if name in known else None)
        if node not in known:
            continue
        function, choices, queue = None, {}, [klass]
        while queue:  # the class itself first, then what it is made of, as far as that is in the module
            current = queue.pop(0)
            for statement in current.body:
                attribute, value = target(statement)
                if attribute == "FUNCTION" and function is None:
                    function = literal(value)
                elif attribute and attribute not in STANDARD and not attribute.startswith("_"):
                    content = literal(value)
                    if isinstance(content, list) and content and all(isinstance(item, (str, int, float)) for item in content):
                        choices.setdefault(attribute, content)
            queue += [classes[base.id] for base in current.bases if isinstance(base, ast.Name) and base.id in classes]
        function = function or "execute"
        found[name] = (node, function, parameters_of(classes, klass, function), choices)
        # a class keeps the name that its function had before
        aliases[node] |= {function} | {
            attribute for attribute, value in map(target, klass.body)
            if attribute and isinstance(value, ast.Name) and value.id == function
        } | {
            item.name for item in klass.body
            if isinstance(item, ast.FunctionDef) and not item.decorator_list and not item.name.startswith("_")
            and item.name not in ASKED
            and [argument.arg for argument in item.args.args] == ["self", *parameters_of(classes, klass, function)]
        }
    others = [
        statement.name for statement in tree.body
        if isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and not statement.name.startswith("_") and statement.name not in found
    ]
    others += [
        f"{name}:{container(statement)}" if container(statement) else name
        for statement in tree.body for name in names_in(statement)
        if name.isupper() and not name.startswith(("_", "NODE_"))
        and isinstance(statement, (ast.Assign, ast.AnnAssign))
    ]
    # what packs look up here although it is of elsewhere
    others += [
        f"{alias.asname or alias.name}={statement.module}.{alias.name}"
        for statement in tree.body if isinstance(statement, ast.ImportFrom) and not statement.level
        for alias in statement.names if statement.module.startswith(ELSEWHERE)
    ]
    return found, others


def folders_of(root):
    """The modules of node classes, by the names that upstream has for them."""
    yield from [("nodes", root / "nodes.py"), ("nodes", root / "comfy/nodes/base_nodes.py")]
    for folder in (root / "comfy_extras", root / "comfy_extras/nodes"):
        yield from ((f"comfy_extras.{path.stem}", path) for path in sorted(folder.glob("nodes_*.py")))


def main(known, root, *others):
    modules, helpers, aliases = {}, {}, defaultdict(set)
    for other in others:
        for _, path in folders_of(other):
            if path.exists():
                read(path, known, aliases)
    seen = set()
    for module, path in folders_of(root):
        if path.exists():
            found, rest = read(path, known, aliases)
            if module != "nodes" and rest:
                helpers[module] = sorted({*helpers.get(module, ()), *rest})
            for name, entry in found.items():
                if entry[0] not in seen:
                    seen.add(entry[0])
                    modules.setdefault(module, {})[name] = entry
    print('"""ComfyUI\'s node classes by module: see `core_classes`. Made by tools/make_core_classes.py. Do not edit."""')
    print("\nfrom __future__ import annotations\n")
    print("#: Module: {Python class: (node class, the function that it runs, its parameters)}.")
    print("CLASSES: dict[str, dict[str, tuple[str, str, str]]] = {")
    for module, classes in sorted(modules.items()):
        print(f"    {json.dumps(module)}: {{")
        for name, (node, function, parameters, _) in classes.items():
            entry = ", ".join(json.dumps(text, ensure_ascii=False) for text in (node, function, " ".join(parameters)))
            line = f"        {json.dumps(name)}: ({entry}),"
            if len(line) <= WIDTH:
                print(line)
            else:
                print(f"        {json.dumps(name)}: (")
                for text in (node, function, " ".join(parameters)):
                    print(f"            {json.dumps(text, ensure_ascii=False)}," + ("  # noqa: E501" if len(text) > WIDTH - 16 else ""))
                print("        ),")
        print("    },")
    print("}\n")
    print("#: Further names of a class's function, by the node class.")
    print("ALIASES: dict[str, str] = {")
    for classes in modules.values():
        for node, function, _, _ in classes.values():
            if aliases[node] - {function}:
                print(f"    {json.dumps(node)}: {json.dumps(' '.join(sorted(aliases[node] - {function})))},")
    print("}\n")
    print("#: What else is in these modules, by name: it works on ComfyUI's models in Python, or is nobody's business.")
    print("HELPERS: dict[str, str] = {")
    for module, names in sorted(helpers.items()):
        lines = textwrap.wrap(" ".join(names), WIDTH - 8)
        if len(lines) == 1 and len(lines[0]) + len(module) < WIDTH - 12:
            print(f"    {json.dumps(module)}: {json.dumps(lines[0])},")
        else:
            print(f'    {json.dumps(module)}: """')
            for line in lines:
                print("        " + line)
            print('    """,')
    print("}\n")
    print("#: Lists of choices that are attributes of classes, by the node class.")
    print("CHOICES: dict[str, dict[str, list[str]]] = {")
    for classes in modules.values():
        for node, _, _, choices in classes.values():
            if choices:
                print(f"    {json.dumps(node)}: {{")
                for attribute, content in choices.items():
                    line = f"        {json.dumps(attribute)}: {json.dumps(content)},"
                    if len(line) <= WIDTH:
                        print(line)
                    else:
                        print(f"        {json.dumps(attribute)}: [")
                        for item in content:
                            print(f"            {json.dumps(item)},")
                        print("        ],")
                print("    },")
    print("}")
    print(f"{len(seen)} of {len(known)}; missing: {sorted(known - seen)}", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(set(json.loads(Path(sys.argv[1]).read_text())), *map(Path, sys.argv[2:]))
