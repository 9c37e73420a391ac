"""Which versions of the kernels the tests are run with. `python3 -m unittest discover .ci/tests`"""

import pathlib
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).parents[1] / "processors"
AVX2 = "fpu fma avx f16c avx2"
AVX512 = AVX2 + " avx512f avx512dq avx512bw avx512vl"


class ProcessorTests(unittest.TestCase):
    def versions(self, flags, key="flags\t\t"):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(f"processor\t: 0\n{key}: {flags}\n\nprocessor\t: 1\n{key}: {flags}\n")
            file.flush()
            return subprocess.run([SCRIPT, file.name], capture_output=True, text=True, check=True).stdout.split()

    def test_each_below_the_best(self):
        self.assertEqual(self.versions(AVX512 + " avx512_bf16 avx512_vnni"), ["avx512", "avx2", "generic"])
        self.assertEqual(self.versions(AVX512 + " avx512_vnni"), ["avx2", "generic"])
        self.assertEqual(self.versions(AVX2), ["generic"])
        self.assertEqual(self.versions(AVX2 + " avx512f avx512dq"), ["generic"])
        self.assertEqual(self.versions("fpu avx f16c avx2"), [])
        self.assertEqual(self.versions("fp asimd bf16", "Features\t"), ["generic"])
        self.assertEqual(self.versions("fp asimd", "Features\t"), [])

    def test_this_one(self):
        self.assertLessEqual(set(subprocess.run([SCRIPT], capture_output=True, text=True, check=True).stdout.split()),
                             {"avx512", "avx2", "generic"})


if __name__ == "__main__":
    unittest.main()
