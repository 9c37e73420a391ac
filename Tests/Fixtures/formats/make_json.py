#!/usr/bin/env python3
"""Writes json.json: documents, and what Python's json module makes of them. Standard library only.

Documents are hexadecimal, so that reading this file proves nothing about what is in it.
"""
import json, pathlib, random, struct

rng = random.Random(2)


def number():
    kind = rng.randrange(8)
    if kind == 0:
        return rng.randrange(-2**64, 2**64)
    if kind == 1:
        return rng.choice([0, 1, -1, 2**31, 2**53, 2**63 - 1, 2**63, -2**63, -2**63 - 1, 2**64 - 1, 2**64, 2**126])
    if kind == 2:
        return rng.choice([0.0, -0.0, 1e16, 1e15, 9999999999999998.0, 1e22, 1e-4, 1e-5, 5e-324, 1.7976931348623157e308,
                           2.0**53, 2.0**54, 2.0**63, 0.1, 1 / 3, float("nan"), float("inf"), float("-inf")])
    if kind == 3:
        return rng.uniform(-10, 10)
    if kind == 4:
        return round(rng.uniform(-100, 100), 3)
    return struct.unpack("<d", rng.randbytes(8))[0]


def text():
    pools = ["abcXYZ 09_-.", '"\\/\b\f\n\r\t\0\x1f\x7f', "äöüß€", "日本語", "😀🎨\U0010ffff", "\u2028\u2029\ufeff\ufffd\ue000"]
    return "".join(rng.choice(rng.choice(pools)) for _ in range(rng.randrange(12)))


def key():
    # a zero in a key is refused here, unlike in Python
    return text().replace("\0", "")


def value(depth=0):
    kind = rng.randrange(9 if depth < 5 else 5)
    if kind < 2:
        return number()
    if kind < 4:
        return text()
    if kind == 4:
        return rng.choice([None, True, False])
    if kind < 7:
        return [value(depth + 1) for _ in range(rng.randrange(6))]
    return {key(): value(depth + 1) for _ in range(rng.randrange(6))}


documents = [
    "0", "-0", "-0.0", "1E400", "-1e400", "1e-400", "1E5", "1e+5", "0e0", "0.5e-0", "NaN", "Infinity", "-Infinity", "null",
    '"\\u0000"', '"\\ud83d\\ude00"', '"\\/\\b\\f\\n\\r\\t\\"\\\\"', ' \t\r\n[ ] ', "{}", '{"": {"": []}}', '{"a": 1, "a": 2}',
    '{"b": 1, "a": 2, "b": [3]}', '"\x7f"', "123456789012345678", "1234567890123456789", "-1234567890123456789",
    "18446744073709551615", "18446744073709551616", "0.30000000000000004", "100000000000000000000.0",
    '"123456789012345678901234567890 NaN"', '{"NaN": NaN, "-Infinity": -Infinity}', '"\\\\", 1'[:4], '"\u00e9\ud83d\ude00"'.encode(
        "utf-16", "surrogatepass").decode("utf-16"), "[" * 200 + "]" * 200,
]
documents += [json.dumps(value(), ensure_ascii=rng.random() < 0.5, indent=rng.choice([None, None, 1])) for _ in range(120)]
bad = [
    "", " ", "{", "[", "]", "[1,]", "[,1]", '{"a":1,}', '{"a" 1}', "{1: 2}", "{'a': 1}", "nul", "True", "nan", "-NaN", "+1", ".5",
    "1.", "01", "-01", "00", "1e", "1e+", "-", "--1", "0x10", "1_000", "[1] 2", "1 2", '"', '"\\"', '"\\x"', '"\\u12"', '"\n"',
    '"\x01"', '"\0"', "[1 2]", "{}}", "[NaN,", "[12345678901234567890", "12345678901234567890x", "1.5.5", "Infinityx", "-Infinit",
    "/* a */ 1", "1//", "[1e400e]", "99999999999999999999.e5",
]
cases = []
for document in documents:
    parsed = json.loads(document)
    cases.append({
        "document": document.encode().hex(), "python": json.dumps(parsed).encode().hex(),
        "compact": json.dumps(parsed, ensure_ascii=False, separators=(",", ":")).encode().hex()})
rejected = []
for document in bad:
    try:
        json.loads(document)
    except ValueError:
        rejected.append(document.encode().hex())
    else:
        raise AssertionError(document)

doubles = [struct.unpack("<d", rng.randbytes(8))[0] for _ in range(400)]
doubles += [float(f"{rng.randrange(1, 10**rng.randrange(1, 18))}e{rng.randrange(-25, 25)}") for _ in range(400)]
doubles += [s * 2.0**e for e in range(-1074, 1024, 7) for s in (1, -1)]
doubles += [float(rng.randrange(2**52, 10**17)) + rng.choice([0, 0.5]) for _ in range(200)]
doubles += [b + d for b in (2.0**52, 2.0**53, 2.0**54, 1e15, 1e16, 1e17) for d in (-4, -2, -1, -0.5, 0, 0.5, 1, 2, 4)]
doubles += [10.0**e for e in range(-30, 30)]
doubles = [[f"{struct.unpack('<Q', struct.pack('<d', v))[0]:x}", repr(v)] for v in doubles if v == v and abs(v) != float("inf")]
out = {"documents": cases, "rejected": rejected, "doubles": doubles}
lines = ",\n".join(f"{json.dumps(k)}: [\n" + ",\n".join(json.dumps(c) for c in v) + "\n]" for k, v in out.items())
pathlib.Path(__file__).with_name("json.json").write_text("{\n" + lines + "\n}\n")
