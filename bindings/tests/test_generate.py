"""The reader of the header, on headers of its own. `python3 -m unittest discover bindings/tests`"""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from generator import abi, header, python, rust

VERSION = "".join(f"#define COMFY_{name} {number}\n" for name, number in [
    ("VERSION_MAJOR", 1), ("VERSION_MINOR", 2), ("VERSION_PATCH", 3), ("ABI_VERSION", 4)])


class GeneratorTests(unittest.TestCase):
    def test_a_function_says_since_when_it_is_there(self):
        declaration = "COMFY_API void comfy_free(void *memory);"
        (function,) = header.read(f"/** Gives back memory. Since 1.2.0. */\n{declaration}")
        self.assertEqual((function.name, function.since), ("comfy_free", "1.2.0"))
        for comment in ("", "/** Gives back memory. */", "/** Since 1.2.0. Gives back memory. */", "/* Since 1.2.0. */"):
            with self.assertRaisesRegex(header.Unknown, "comfy_free"):
                header.read(f"{comment}\n{declaration}")

    def test_what_it_does_not_know_is_an_error(self):
        for text in ("typedef union comfy_u { int a; } comfy_u;", "int comfy_x = 1;", "#define COMFY_X_INIT {1}\n",
                     "enum { COMFY_A_ONE = 1 << 0 };", "typedef unsigned long comfy_x;"):
            with self.assertRaises(header.Unknown, msg=text):
                header.read(text)

    def test_fields_lie_where_c_has_them(self):
        text = """typedef int32_t comfy_kind;
            typedef void (*comfy_callback)(void *user_data);
            typedef struct comfy_thing { size_t size; comfy_kind kind; const char *const *names; bool is_on; uint8_t level;
                comfy_callback callback; void (*destroy)(void *user_data); bool last; } comfy_thing;"""
        (struct,) = json.loads(abi.write(header.read(VERSION + text)))["structs"]
        self.assertEqual([field["offset"] for field in struct["fields"]], [0, 8, 16, 24, 25, 32, 40, 48])
        self.assertEqual(struct["size"], 56)
        self.assertEqual(struct["fields"][2]["type"], "const char *const *")
        self.assertEqual(struct["fields"][6]["type"], "void (*)(void *)")

    def test_versions(self):
        described = json.loads(abi.write(header.read(VERSION)))
        self.assertEqual((described["version"], described["soname"]), ("1.2.3", "libcomfy.so.4"))

    def test_types_in_each_language(self):
        declarations = header.read(VERSION + """typedef struct comfy_client comfy_client;
            /** Since 1.0.0. */
            COMFY_API bool comfy_f(comfy_client **out, char **out_json, const char **out_text, const char *type,
                                   const uint8_t *pixels);""")
        self.assertIn('"comfy_f": (c_bool, [POINTER(c_void_p), POINTER(c_void_p), POINTER(c_char_p), c_char_p, '
                      "POINTER(c_uint8)]),", python.write(declarations))
        self.assertIn("pub fn comfy_f(out: *mut *mut comfy_client, out_json: *mut *mut c_char, out_text: *mut *const "
                      "c_char, r#type: *const c_char, pixels: *const u8) -> bool;", rust.write(declarations))


if __name__ == "__main__":
    unittest.main()
