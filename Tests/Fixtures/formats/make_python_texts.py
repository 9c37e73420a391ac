#!/usr/bin/env python3
"""Writes python_texts.json: what Python's `re` and `str.format` give. Standard library of Python 3.11 only."""
import json, pathlib, re

cases = []
patterns = [
    (r"a", 0), (r"(\w+) (\w+)", 0), (r"(?P<first>\w)(?P<second>\d)?", 0), (r"x*", 0), (r"^.", re.M), (r"a.c", re.S), (r"a.c", 0),
    (r"ÄÖ", re.I), (r"\bfoo\b", re.I), (r"[[:alpha:]]+", 0), (r"[]x]+", 0), (r"[^]x]+", 0), (r"\d+", 0), (r"\d+", re.A), (r"\w+", re.A),
    (r"a{,2}", 0), (r"a{2,}?", 0), (r"(a)|(b)", 0), (r"(?<=a)b", 0), (r"(?<!a)b", 0), (r"a(?=b)", 0), (r"a(?!b)", 0), (r"foo\Z", 0),
    (r"foo$", 0), (r"\Afoo", 0), (r"a\u0062c", 0), (r"\x41", 0), (r"(?i)FOO", 0), (r"(?i:f)oo", 0), (r"(?P<q>['\"]).*?(?P=q)", 0),
    (r"(a)?b(?(1)c|d)", 0), (r" a b # comment )" + "\nc", re.X), (r"[\s\S]", 0), (r"\v\f", 0), (r"(?:a|b)+", 0), (r"\$\d", 0), (r"[\]\-^]", 0),
    (r"(", 0), (r"a**", 0), (r"\q", 0), (r"(?R)", 0), (r"(*UTF)a", 0), (r"[a", 0), (r"(?<n>a)", 0), (r"\K", 0), (r"a(?i)b", 0), (r"\p{L}", 0),
    (r"(?>a+)b", 0), (r"a++b", 0), (r"\Qa\E", 0), (r"", 0), (r"日本", 0), (r"(?s:.)(?-i:x)", re.I), (r"(?#note)b", 0), (r"[\b]", 0), (r"\1(a)", 0),
]
texts = ["", "abc", "foo bar  baz", "a1b2 c", "aaa xxx ab", "a\nc\nfoo\n", "äö ÄÖ ß", "FOO 'q' \"r\"", "bd abc", "١٢٣ 42 É_é", "foo", "[x]:alpha:", "日本語 日本", "x"]
templates = ["-", r"<\g<0>>", r"\1", r"[\g<1>]", r"\g<first>!", r"\n\t\\", r"\101", r"\q", "$1", ""]
for pattern, flags in patterns:
    try:
        expression = re.compile(pattern, flags)
    except re.error:
        cases.append({"kind": "error", "pattern": pattern, "flags": int(flags)})
        continue
    for text in texts:
        match = expression.match(text)
        cases.append({
            "kind": "find", "pattern": pattern, "flags": int(flags), "text": text,
            "match": None if match is None else [match.group(0), *match.groups()],
            "all": [[m.group(0), *m.groups()] for m in expression.finditer(text)]})
for pattern, flags in [(r"a", 0), (r"(\w+) (\w+)", 0), (r"(?P<first>\w)(\d)?", 0), (r"x*", 0), (r"^", re.M), (r"(a)|(b)", 0)]:
    for template in templates:
        for text in texts[:8]:
            for count in (0, 2):
                try:
                    result = re.sub(pattern, template, text, count=count, flags=flags)
                except (re.error, IndexError):
                    result = None
                cases.append({"kind": "sub", "pattern": pattern, "flags": int(flags), "text": text, "template": template,
                              "count": count, "result": result})

values = [0, 7, -42, 1234567, 2.5, -0.001, 1e20, 3.0, True, "text", "ü日", None]
formats = ["{}", "{0}", "{0!r}", "{0!s:>8}", "{:5}", "{:<6}|", "{:^9}", "{:*>8}", "{:05d}", "{:+}", "{: }", "{:,}", "{:_}", "{:x}", "{:#X}", "{:b}",
           "{:o}", "{:c}", "{:.2f}", "{:10.3f}", "{:e}", "{:.3g}", "{:g}", "{:%}", "{:.1%}", "{:.3}", "{:08.2f}", "{:=+8d}", "{:s}", "{:.2s}", "{:,.2f}",
           "{{}}", "{{{0}}}", "{", "}", "{0.real}", "{a}", "{!x}", "{:q}", "{1}", "{:{width}}", "a{}b{}"]
for form in formats:
    for value in values:
        try:
            result = form.format(value, 6, width=12)
        except (ValueError, IndexError, KeyError, TypeError, OverflowError, AttributeError):
            result = None
        if "0.real" in form:
            result = None
        cases.append({"kind": "format", "format": form, "value": value, "result": result})

expressions = ["1", "1+2*3", "(1+2)*3", "2**10", "-2**2", "2**-1", "7//2", "-7//2", "7%3", "-7%3", "7/2", "1e3", "0x10", "1_000", "a+b", "a/2", "ceil(a/(81-5))",
               "floor(a)", "round(2.5)", "round(3.5)", "round(2.345, 2)", "round(1234, -2)", "int(a)", "float(3)", "sum(values)", "sum(a,b)", "min(a,b,3)", "max(values)",
               "abs(-a)", "pow(2,8)", "sqrt(16)", "log(8,2)", "log2(8)", "log10(1000)", "sin(0)", "cos(0)", "a if a > b else b", "1 if a < 0 else 2 if a > 1 else 3",
               "a > b", "1 < a < 5", "a == b or a > 1", "not a", "a and b", "0 or b", "5 & 3", "5 | 3", "5 ^ 3", "~5", "1 << 4", "values[0]", "True + 1", "a*24 % 17 - (5 -b)",
               "1 if True else 1/0", "round(a * 16) // 16 * 16", "3 .__class__", "1/0", "x", "f(1)", "'a'", "[1]", "", "1 +", "(1", "a b", "2 ** 5000", "sqrt(-1)",
               "1.5e2", ".5", "5.", "+a", "--a", "a!=b", "10**3", "2**3**2", "(a)", "((((1))))", "1,2"]
names = {"a": 3.5, "b": 2}
import math
functions = {"sum": lambda *x: sum(x[0]) if len(x) == 1 else sum(x), "min": min, "max": max, "abs": abs, "round": round, "pow": pow, "sqrt": math.sqrt, "ceil": math.ceil,
             "floor": math.floor, "log": math.log, "log2": math.log2, "log10": math.log10, "sin": math.sin, "cos": math.cos, "tan": math.tan, "int": int, "float": float}
for text in expressions:
    try:
        result = eval(text, {"__builtins__": {}}, names | functions | {"values": [3.5, 2]})
        if not isinstance(result, (int, float)) or "5000" in text or "__" in text:
            result = None
    except Exception:
        result = None
    cases.append({"kind": "expression", "text": text, "result": None if result is None else [float(result), int(result), bool(result)]})
(pathlib.Path(__file__).parent / "python_texts.json").write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
print(len(cases))
