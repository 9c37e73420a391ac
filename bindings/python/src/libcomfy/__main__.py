"""The command line: ``python -m libcomfy run workflow.json``, and the console script ``libcomfy``.

It is the program ``libcomfy`` that comes in the wheel, or that of the system where the package has none.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn


def program() -> str | None:
    """Where the program lies; None if it is nowhere."""
    packed = Path(__file__).with_name("_native") / "libcomfy"
    if packed.exists():
        return str(packed)
    # A console script of the same name may come first on the path, and would start itself.
    this = os.path.realpath(sys.argv[0])
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    found = (shutil.which("libcomfy", path=folder) for folder in folders)
    return next((path for path in found if path and os.path.realpath(path) != this), None)


def main() -> NoReturn:
    """Becomes the program: its exit status and its signals are this process's."""
    path = program()
    if path is None:
        sys.exit("libcomfy: the package has no program `libcomfy`, and there is none on the PATH")
    os.execv(path, ["libcomfy", *sys.argv[1:]])


if __name__ == "__main__":
    main()
