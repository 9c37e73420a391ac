"""Lint's check of the house, on houses with a fault. `python3 -m unittest discover .ci/tests`"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).parents[1] / "layout.py"


class LayoutTests(unittest.TestCase):
    def check(self, **files):
        """What it says of a target Engine with these files: `Folder_Name` is Folder/Name.swift."""
        with tempfile.TemporaryDirectory() as sources:
            for name, text in files.items():
                file = pathlib.Path(sources, "Engine", *name.split("_")).with_suffix(".swift")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            finished = subprocess.run([sys.executable, CHECK, sources], capture_output=True, text=True)
        self.assertEqual(finished.returncode == 0, finished.stderr == "")
        return finished.stderr

    def test_a_circle(self):
        names = self.check(Queue_Task="final class Task { let span: Span? }", Tracing_Span="struct Span { let of: Task }")
        self.assertIn("in a circle", names)
        self.assertIn("Task.swift names Span", names)
        self.assertIn("Span.swift names Task", names)

    def test_a_circle_of_three(self):
        self.assertIn("in a circle", self.check(A_One="func one() { two() }", B_Two="func two() { three() }",
                                                C_Three="let x = 1\nfunc three() { one() }"))

    def test_a_circle_further_down(self):
        self.assertIn("in a circle", self.check(A_B_One="struct One { let two: Two }", A_C_Two="class Two { let one: One }"))

    def test_what_is_no_circle(self):
        self.assertEqual("", self.check(Queue_Task="class Task { let span: Span? }", Tracing_Span="struct Span {}"))
        # one folder, comments, texts, members, files in the root, names of one's own
        self.assertEqual("", self.check(A_One="class One { let two: Two }", A_Two="class Two { let one: One }"))
        self.assertEqual("", self.check(A_One="class One {}  // see Two", B_Two='class Two { let one: One; let s = "One" }'))
        self.assertEqual("", self.check(A_One="struct One { let a = x.Two }", B_Two="struct Two { let one: One }"))
        self.assertEqual("", self.check(Shared="struct Shared { let one: One }", A_One="struct One { let s: Shared }"))
        self.assertEqual("", self.check(A_One="private struct Same {}\nstruct One { let same: Same }",
                                        B_Two="private struct Same {}\nstruct Two { let one: One }"))

    def test_an_overlong_file(self):
        short = {f"Short{number}": "// line\n" for number in range(3)}
        self.assertEqual("", self.check(Client="// line\n" * 300, **short))
        self.assertIn("Client.swift: 301 lines, at most 300", self.check(Client="// line\n" * 301, **short))
        self.assertEqual("", self.check(CharacterTables="// line\n" * 301))

    def test_files_that_are_long_as_a_rule(self):
        self.assertEqual("", self.check(One="// line\n" * 100, Two="// line\n" * 100))
        self.assertIn("half of the files", self.check(One="// line\n" * 101, Two="// line\n" * 101))


if __name__ == "__main__":
    unittest.main()
