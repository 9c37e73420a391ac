"""Puts the built library into the package, and tags the wheel for the platform rather than for one Python.

The library comes from `make build` (dist/lib and dist/bin of this repository), or from LIBCOMFY_DIST, a folder with
the same layout. LIBCOMFY_PLATFORM names another platform tag than this machine's, as `make wheel` does.
"""

import os
import shutil
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

DIST = Path(os.environ.get("LIBCOMFY_DIST", Path(__file__).resolve().parents[2] / "dist"))
# The library looks for its worker program beside itself.
FILES = (DIST / "lib" / "libcomfy.so", DIST / "bin" / "comfy-worker", DIST / "bin" / "libcomfy")


class BuildWithLibrary(build_py):
    def run(self):
        # What an earlier build left there would get into the wheel, modules that are gone by now included.
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        target = Path(self.build_lib) / "libcomfy" / "_native"
        target.mkdir(parents=True, exist_ok=True)
        for file in FILES:
            if not file.exists():
                raise SystemExit(f"{file} is not there: run `make build` in the repository first")
            shutil.copy2(file, target / file.name)
        documents = DIST / "share" / "doc" / "libcomfy"
        shutil.copytree(documents / "licences", target / "licences", dirs_exist_ok=True)
        shutil.copy2(documents / "libcomfy.spdx.json", target / "licences")


class PlatformWheel(bdist_wheel):
    def get_tag(self):
        platform = os.environ.get("LIBCOMFY_PLATFORM") or super().get_tag()[2]
        return "py3", "none", platform


class DistributionWithLibrary(Distribution):
    def has_ext_modules(self):
        return True


setup(cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": PlatformWheel}, distclass=DistributionWithLibrary)
