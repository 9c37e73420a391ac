"""The code of the READMEs runs as it stands."""

import ast
import asyncio
import inspect
import json
import re
import runpy
from pathlib import Path

import pytest

import libcomfy

ROOT = Path(__file__).parents[3]
pieces = runpy.run_path(str(ROOT / "Tests" / "ReadmeTests" / "program.py"))["pieces"]


def python_of(readme):
    return [pytest.param(code, id=f"{readme}:{line}") for line, code in pieces(ROOT / readme, "python")]


@pytest.mark.parametrize("code", python_of("README.md") + python_of("bindings/python/README.md"))
def test_code(base, workflow, code, request, capsys):
    (base / "workflow.json").write_text(json.dumps(workflow))
    is_about_errors = "except ValueError" in code
    if is_about_errors:
        workflow["3"]["inputs"]["steps"] = "many"
    compiled = compile(code, request.node.callspec.id, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    with libcomfy.Comfy() as client:
        names = dict(asyncio=asyncio, json=json, libcomfy=libcomfy, client=client, workflow=workflow)

        async def on_a_loop():
            running = eval(compiled, names)
            if inspect.isawaitable(running):
                await running

        if re.search(r"\bawait\b|create_task", code) and "asyncio.run" not in code:
            asyncio.run(on_a_loop())
        else:
            eval(compiled, names)
        for name in re.findall(r'"(\w+\.png)"', code):
            assert (base / name).read_bytes().startswith(b"\x89PNG")
        for name in re.findall(r'register_nodes\(\{"(\w+)"', code):
            assert name in client.node_schemas()
        if "outputs" in names:
            assert names["outputs"]["9"]["images"]
    printed = capsys.readouterr().out
    assert (printed != "") == ("print(" in code)
    assert not is_about_errors or printed.startswith("3 {'errors': [{'type': 'invalid_input_type'")
