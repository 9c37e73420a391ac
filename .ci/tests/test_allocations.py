"""Lint's check of what allocates without throwing. `python3 -m unittest discover .ci/tests`"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).parents[1] / "allocations.py"


class AllocationTests(unittest.TestCase):
    def check(self, code, allowed="", name="Nodes/Node.swift"):
        """What it says of one file with this code."""
        with tempfile.TemporaryDirectory() as folder:
            file, table = pathlib.Path(folder, "Sources", name), pathlib.Path(folder, "allocations.txt")
            file.parent.mkdir(parents=True)
            file.write_text(code)
            table.write_text(allowed)
            finished = subprocess.run(
                [sys.executable, CHECK, pathlib.Path(folder, "Sources"), table], capture_output=True, text=True)
        self.assertEqual(finished.returncode == 0, finished.stderr == "")
        return finished.stderr

    def test_each_way(self):
        for call in ["[Float](repeating: 0, count: width * height)", "[[Float]?](repeating: nil, count: rows(of: x, y))",
                     "Array(repeating: f(a, b), count: n)", "String(repeating: \"a\", count: n)",
                     "UnsafeMutablePointer<UInt8>.allocate(capacity: n)", "x = .allocate(capacity: max(n, 1))",
                     "UnsafeMutableRawPointer.allocate(byteCount: n, alignment: 64)", "list.reserveCapacity(4 * n)",
                     "[UInt8](unsafeUninitializedCapacity: n) { _, _ in }", "Array(repeatElement(0, count: n))"]:
            self.assertIn("Node.swift:2: ", self.check(f"import A\nlet x = {call}\n"), call)

    def test_what_is_small(self):
        for call in ["[Float](repeating: 0, count: 256)", "[Float](repeating: 0, count: Self.bins)",
                     "pointer = .allocate(capacity: 1)", "list.reserveCapacity(2 * Self.size + 16)",
                     "[CChar](repeating: 0, count: Int(PATH_MAX))", "[UInt8](repeating: 0, count: 1 << 16)"]:
            self.assertEqual("", self.check(f"let x = {call}\n"), call)

    def test_what_throws_and_what_is_a_comment(self):
        self.assertEqual("", self.check("let x = try [Float](allocating: width * height, repeating: 0)\n"))
        self.assertEqual("", self.check("// list.reserveCapacity(n)\n"))
        self.assertEqual("", self.check("x.initialize(repeating: 0, count: n)\nx.update(repeating: 0, count: n)\n"))

    def test_over_several_lines(self):
        self.assertIn("`a * b`", self.check("let x = [Float](\n    repeating: f(1, 2),\n    count: a\n        * b)\n"))

    def test_the_table(self):
        code = "list.reserveCapacity(n)\n"
        self.assertEqual("", self.check(code, "# comment\nNodes/Node.swift: n: at most four\n"))
        self.assertIn("Node.swift:1", self.check(code, "Nodes/Other.swift: n: at most four\n"))
        self.assertIn("reason", self.check(code, "Nodes/Node.swift: n\n"))
        self.assertIn("any more", self.check("", "Nodes/Node.swift: n: at most four\n"))

    def test_programs_of_their_own(self):
        self.assertEqual("", self.check("list.reserveCapacity(n)\n", name="comfy/Command.swift"))


if __name__ == "__main__":
    unittest.main()
