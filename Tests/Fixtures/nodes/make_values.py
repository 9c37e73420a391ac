#!/usr/bin/env python3
"""What Python itself gives for the nodes of texts, numbers, lists and truth: values.json.

    python make_values.py        # made with Python 3.11

Each case is {"class", "inputs", "outputs"}, or {"class", "inputs", "error"} with the name of the exception.
"""
import json
import operator
import pathlib
from decimal import Decimal
from functools import reduce

TEXTS = ["", "a", "Hello World", "  two  words\t\n", "o'neill's 3rd ÉCOLE straße", "ΟΔΥΣΣΕΥΣ ΑΣ Σ", "naïve ﬁne", "x\u2003\x1c", "aXbXXc"]
INTS = [(7, 2), (-7, 2), (7, -2), (0, 5), (5, 0), (2, 10), (2, -1), (10**20, 3)]
FLOATS = [(7.5, 2.0), (-7.5, 2.0), (0.1, 0.2), (1e300, 1e-5), (3.0, 0.0), (-2.0, 3.0)]
cases = []


def case(name, function, **inputs):
    try:
        outputs = function(**inputs)
        cases.append({"class": name, "inputs": inputs, "outputs": [outputs]})
    except Exception as error:
        cases.append({"class": name, "inputs": inputs, "error": type(error).__name__})


for text in TEXTS:
    case("StringLength", lambda string: len(string), string=text)
    for mode, f in (("UPPERCASE", str.upper), ("lowercase", str.lower), ("Capitalize", str.capitalize), ("Title Case", str.title)):
        case("CaseConverter", lambda string, mode: f(string), string=text, mode=mode)
    for mode, f in (("Both", str.strip), ("Left", str.lstrip), ("Right", str.rstrip)):
        case("StringTrim", lambda string, mode: f(string), string=text, mode=mode)
    for start, end in ((0, 3), (-3, 99), (2, -1), (5, 2), (-99, 1)):
        case("StringSubstring", lambda string, start, end: string[start:end], string=text, start=start, end=end)
    for find, replace in (("X", "--"), ("", "."), ("l", ""), ("XX", "y")):
        case("StringReplace", lambda string, find, replace: string.replace(find, replace), string=text, find=find, replace=replace)
        case("ReplaceText", lambda texts, find, replace: texts.replace(find, replace), texts=text, find=find, replace=replace)
    for part in ("", "wo", "WO", "ς"):
        for exact in (True, False):
            fold = (lambda s: s) if exact else str.lower
            case("StringContains", lambda string, substring, case_sensitive: fold(substring) in fold(string),
                 string=text, substring=part, case_sensitive=exact)
            for mode, f in (("Starts With", str.startswith), ("Ends With", str.endswith), ("Equal", operator.eq)):
                case("StringCompare", lambda string_a, string_b, mode, case_sensitive: f(fold(string_a), fold(string_b)),
                     string_a=text, string_b=part, mode=mode, case_sensitive=exact)
    case("StringConcatenate", lambda string_a, string_b, delimiter: delimiter.join((string_a, string_b)),
         string_a=text, string_b="b", delimiter=", ")
    case("TextToLowercase", lambda texts: texts.lower(), texts=text)
    case("TextToUppercase", lambda texts: texts.upper(), texts=text)
    case("StripWhitespace", lambda texts: texts.strip(), texts=text)
    case("TruncateText", lambda texts, max_length: texts[:max_length], texts=text, max_length=4)
    case("AddTextPrefix", lambda texts, prefix: prefix + texts, texts=text, prefix="p ")
    case("AddTextSuffix", lambda texts, suffix: texts + suffix, texts=text, suffix=" s")
    case("StringSplit", lambda value, delimiter: value.split(delimiter), value=text, delimiter="X")
    case("StringJoin", lambda separator, **kw: separator.join(v for v in kw.values() if v != ""), separator="_", value0=text, value1="", value3="z")
case("StringSplit", lambda value, delimiter: value.split(delimiter), value="abc", delimiter="")
for value in (None, True, 3, 2.5, 1e16, 1e-7, "text", [1, "a", None], {"k": [1.0]}):
    case("ToString", lambda value: str(value), value=value)
    case("IsNone", lambda value: value is None, value=value)
    case("StringJoin1", lambda separator, **kw: separator.join(str(v) for v in kw.values() if v is not None), separator="/", value0=value, value1=1)
    for op in ("not", "not_", "truth", "neg", "__pos__", "abs", "invert", "__index__"):
        f = {"not": operator.not_, "abs": operator.abs}.get(op) or getattr(operator, op)
        case("UnaryOperation", lambda value, op: f(value), value=value, op=op)
        case("BooleanUnaryOperation", lambda value, op: bool(f(value)), value=value, op=op)

for a, b in INTS:
    values = {"value0": a, "value1": b, "value2": 3}
    case("IntAdd", lambda **kw: reduce(operator.add, kw.values(), 0), **values)
    case("IntMultiply", lambda **kw: reduce(operator.mul, kw.values(), 1), **values)
    case("IntMin", lambda **kw: min(kw.values()), **values)
    case("IntMax", lambda **kw: max(kw.values()), **values)
    case("IntAverage", lambda **kw: sum(kw.values()) // len(kw), **values)
    case("IntSubtract", lambda value0, value1: value0 - value1, value0=a, value1=b)
    case("IntDivide", lambda value0, value1: value0 // value1 if value1 else 0, value0=a, value1=b)
    case("IntMod", lambda value0, value1: value0 % value1 if value1 else 0, value0=a, value1=b)
    if abs(a) < 10**20:  # no more than 128 bits
        case("IntPower", lambda base, exponent: pow(base, exponent), base=a, exponent=b)
    case("IntAbs", lambda value: abs(value), value=a)
    case("IntToFloat", lambda value: float(value), value=a)
    case("IntToString", lambda value: str(value), value=a)
    case("IntClamp", lambda value, min, max: sorted((min, value, max))[1] if min <= max else None, value=a, min=-5, max=5)
for a, b in FLOATS:
    values = {"value0": a, "value1": b, "value2": 0.3}
    case("FloatAdd", lambda **kw: reduce(operator.add, kw.values(), 0.0), **values)
    case("FloatMultiply", lambda **kw: reduce(operator.mul, kw.values(), 1.0), **values)
    case("FloatMin", lambda **kw: min(kw.values()), **values)
    case("FloatMax", lambda **kw: max(kw.values()), **values)
    case("FloatAverage", lambda **kw: sum(kw.values()) / len(kw), **values)
    case("FloatSubtract", lambda value0, value1: value0 - value1, value0=a, value1=b)
    if b:
        case("FloatDivide", lambda value0, value1: value0 / value1, value0=a, value1=b)
    case("FloatPower", lambda base, exponent: pow(base, exponent), base=abs(a), exponent=b)
    case("FloatAbs", lambda value: abs(value), value=a)
    if abs(a) < 1e38:  # no more than 128 bits
        case("FloatToInt", lambda value: int(value), value=a)
    case("FloatToString", lambda value: str(value), value=a)
    case("FloatClamp", lambda value, min, max: sorted((min, value, max))[1], value=a, min=-1.0, max=2.0)
    for clamped in (True, False):
        def lerp(a, b, t, clamped):
            value = a + (b - a) * t
            return min(max(value, a), b) if clamped else value
        def inverse(a, b, value, clamped):
            if a == b:
                return 0.0
            t = (value - a) / (b - a)
            return min(max(t, 0.0), 1.0) if clamped else t
        case("FloatLerp", lerp, a=a, b=b, t=0.3, clamped=clamped)
        case("FloatInverseLerp", inverse, a=a, b=b, value=1.5, clamped=clamped)
        def whole(a, b, t, clamped):
            value = round(a + (b - a) * t)
            return min(max(value, a), b) if clamped else value
        case("IntLerp", whole, a=-3, b=12, t=b if abs(b) < 1e9 else 0.5, clamped=clamped)
        case("IntInverseLerp", inverse, a=-3, b=12, value=20, clamped=clamped)
for text in ("42", " -7 ", "1_000", "3.5", "", "x", "1e3", "٣"):
    case("StringToInt", lambda value: int(value), value=text)
    case("StringToFloat", lambda value: float(value), value=text)

for start, end, step in ((0, 5, 1), (5, 0, -2), (0, 5, 2), (3, 3, 1), (0, 4, -1), (0, 3, 0), (-7, 8, 5)):
    case("IntRange", lambda start, end, step: list(range(start, end, step)), start=start, end=end, step=step)


def spans(start, end, step):
    if step == 0:
        return []
    count = (Decimal(str(end)) - Decimal(str(start))) / Decimal(str(step))
    return [start + i * step for i in range(int(count))]


def posts(start, end, fence_posts):
    if fence_posts < 2:
        return [start][:fence_posts]
    if fence_posts == 2:
        return [start, end]
    step = (end - start) / (fence_posts - 1)
    return [start + i * step for i in range(fence_posts)]


def pieces(start, end, spans):
    return [start + i * ((end - start) / spans) for i in range(spans)]


for start, end, step in ((0.0, 1.0, 0.1), (0.0, 1.0, 0.3), (1.0, 0.0, -0.25), (0.5, 0.5, 0.1), (0.0, 1.0, -0.1), (0.0, 1.0, 0.0), (-1e-05, 2.5e-05, 1e-05)):
    case("FloatRange1", spans, start=start, end=end, step=step)
    for count in (0, 1, 2, 3, 7):
        case("FloatRange2", posts, start=start, end=end, fence_posts=count)
        case("FloatRange3", pieces, start=start, end=end, spans=count)

lines = ",\n".join(json.dumps(c) for c in cases)
pathlib.Path(__file__).with_name("values.json").write_text(f"[\n{lines}\n]\n")
print(len(cases), "cases")
