"""The installed package: what it costs to import, what is in it, which Pythons can read it."""

import ast
import graphlib
import importlib.metadata
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import libcomfy

PACKAGE = Path(libcomfy.__file__).parent


def python(program, *options, cwd=None):
    finished = subprocess.run(
        [sys.executable, *options, "-c", program], cwd=cwd, capture_output=True, text=True, timeout=120
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_it_is_the_wheel_that_is_tested():
    assert "site-packages" in str(PACKAGE)
    assert (PACKAGE / "_native" / "libcomfy.so").is_file()
    assert os.access(PACKAGE / "_native" / "comfy-worker", os.X_OK)
    assert (PACKAGE / "py.typed").is_file()


def test_the_command_line_comes_along():
    for command in ([sys.executable, "-m", "libcomfy"], [str(Path(sys.executable).with_name("libcomfy"))]):
        finished = subprocess.run([*command, "--version"], capture_output=True, text=True, timeout=60)
        assert finished.stdout == f"libcomfy {libcomfy.__version__}\n", finished
        assert subprocess.run([*command, "no-such-command"], capture_output=True, timeout=60).returncode == 2
    assert (PACKAGE / "_native" / "licences" / "swift").is_file()


def test_importing_is_quick(base):
    # the processor's time, so that whatever else the machine does makes no difference
    program = """
import time
begun = time.process_time()
import libcomfy
imported = time.process_time()
with libcomfy.Comfy():
    ready = time.process_time()
print(imported - begun, ready - imported)
"""
    tries = (tuple(map(float, python(program, cwd=base).split())) for _ in range(20))
    assert any(imported < 0.1 and ready < 0.05 for imported, ready in tries)


def test_nothing_optional_is_imported(base):
    program = """
import sys, libcomfy
with libcomfy.Comfy(): pass
print([name for name in ("numpy", "torch", "PIL", "tqdm", "asyncio", "multiprocessing") if name in sys.modules])
"""
    assert python(program, cwd=base) == "[]\n"


def test_every_name_can_be_imported():
    for name in libcomfy.__all__:
        assert getattr(libcomfy, name) is not None
    assert sorted(libcomfy.__all__) == sorted([*libcomfy._HOME_OF, "Comfy", "EmbeddedComfyClient"])
    assert set(libcomfy.__all__) <= set(dir(libcomfy))
    with pytest.raises(AttributeError):
        _ = libcomfy.no_such_name


def test_the_version_is_the_librarys():
    from libcomfy._library import library

    assert library().comfy_version_string().decode() == libcomfy.__version__


def test_modules_import_one_way():
    """Imports on first use and those for types included."""
    modules = {
        file.relative_to(PACKAGE).with_suffix("").parts: file
        for file in PACKAGE.rglob("*.py")
        if file.relative_to(PACKAGE).parts[0] != "dropin"
    }
    modules = {parts[:-1] if parts[-1] == "__init__" else parts: file for parts, file in modules.items()}
    imports = {parts: set(relative_imports(file, modules)) for parts, file in modules.items()}
    graphlib.TopologicalSorter(imports).prepare()


def relative_imports(file, modules):
    """Those of the modules that a file may import by a dot."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            above = file.relative_to(PACKAGE).parts[: -node.level]
            module = (*above, *(node.module.split(".") if node.module else ()))
            for name in node.names:
                yield (*module, name.name) if (*module, name.name) in modules else module


def test_python_3_10_can_read_it():
    for file in PACKAGE.rglob("*.py"):
        ast.parse(file.read_text(), str(file), feature_version=(3, 10))


def test_a_missing_library_is_an_import_error(monkeypatch):
    program = """
import os; os.environ["LIBCOMFY_LIBRARY"] = "/nowhere/libcomfy.so"
import libcomfy
try: libcomfy.Comfy().__enter__()
except ImportError as error: print(error)
"""
    assert "/nowhere/libcomfy.so" in python(program)


def test_what_the_wheel_says_of_itself():
    about = importlib.metadata.metadata("libcomfy")
    assert (about["Name"], about["License-Expression"], about["License-File"]) == ("libcomfy", "MIT", "LICENSE")
    assert about["Author"] and about["Summary"] and about["Requires-Python"] == ">=3.10"
    assert "Topic :: Multimedia :: Graphics" in about.get_all("Classifier")


def test_it_runs_on_older_systems():
    """Nothing in it asks for a newer glibc than that of the tag manylinux_2_34."""
    for name in ("libcomfy.so", "comfy-worker", "libcomfy"):
        asked = re.findall(rb"GLIBC_2\.(\d+)", (PACKAGE / "_native" / name).read_bytes())
        assert 0 < max(map(int, asked)) <= 34, name
