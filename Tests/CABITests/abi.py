#!/usr/bin/env python3
"""Writes a C program that compares abi.json with comfy.h and the library that it is linked with.

    Tests/CABITests/abi.py ABI.json > abi.c

It does not compile where a size, an offset, a value or a type differs, does not link where a function is missing, and
fails where the library is of another version or does not know one of its own statuses.
"""
import json
import sys


def checks(abi):
    for struct in abi["structs"]:
        yield f'sizeof({struct["name"]}) == {struct["size"]}'
        for field in struct["fields"]:
            yield f'offsetof({struct["name"]}, {field["name"]}) == {field["offset"]}'
            yield f'sizeof((({struct["name"]} *)0)->{field["name"]}) == {field["size"]}'
    for enum in abi["enums"]:
        for value in enum["values"]:
            yield f'{value["name"]} == {value["value"]}'
    for name, base in abi["numbers"].items():
        yield f"_Generic(({name})0, {base}: 1, default: 0)"


def pointers(abi):
    """A pointer of the type that abi.json tells, to each function."""
    for number, function in enumerate(abi["functions"]):
        types = ", ".join(parameter["type"] for parameter in function["parameters"]) or "void"
        yield f'static {function["result"]} (*volatile function_{number})({types}) = {function["name"]};'
    for number, callback in enumerate(abi["callbacks"]):
        types = ", ".join(parameter["type"] for parameter in callback["parameters"])
        yield f'extern {callback["name"]} callback_{number};'
        yield f'extern {callback["result"]} (*callback_{number})({types});'


def main():
    with open(sys.argv[1]) as file:
        abi = json.load(file)
    print("#include <comfy.h>\n#include <stdio.h>\n#include <string.h>\n")
    for check in checks(abi):
        print(f'_Static_assert({check}, "abi.json");')
    print(*pointers(abi), sep="\n")
    print("\nint main(void) {\n    int failures = 0;")
    for number, _ in enumerate(abi["functions"]):
        print(f"    failures += !function_{number};")
    print(f'    failures += strcmp(comfy_version_string(), "{abi["version"]}") != 0;')
    statuses = next(enum for enum in abi["enums"] if enum["prefix"] == "COMFY_STATUS")
    for value in statuses["values"]:
        name = value["name"].removeprefix("COMFY_STATUS_").lower()
        print(f'    failures += strcmp(comfy_status_name({value["name"]}), "{name}") != 0 && puts("{name} has no name");')
    print("    return failures != 0;\n}")


if __name__ == "__main__":
    main()
