#!/usr/bin/env bash
# Builds the C tests against a libcomfy.so and its header, and runs them.
#
#     Tests/CABITests/run.sh LIBDIR INCLUDEDIR [CFLAGS...]
#
# CFLAGS go to the compiler and the linker, e.g. -fsanitize=thread. CC and CXX choose the compilers. The demo model is
# examples/demo-model, or COMFY_TEST_MODELS. COMFY_TEST_SLOWNESS=N allows N times the time where time is tested.
set -euo pipefail
if [ $# -lt 2 ]; then
    sed -n '2,7p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
lib=$(cd "$1" && pwd)
include=$(cd "$2" && pwd)
shift 2
cc=${CC:-cc}
cxx=${CXX:-c++}
models=${COMFY_TEST_MODELS:-$here/../../examples/demo-model}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
warnings=(-Wall -Wextra -pedantic -Werror)
passed=0
failed=0

result() {  # name, exit status
    if [ "$2" = 0 ]; then
        passed=$((passed + 1))
        echo "ok      $1"
    else
        failed=$((failed + 1))
        echo "FAILED  $1"
    fi
}
try() {  # name, command...
    local name=$1 status=0
    shift
    "$@" || status=$?
    result "$name" "$status"
}

for standard in c99 c11; do
    try "header as $standard" "$cc" -std=$standard "${warnings[@]}" -I"$include" -fsyntax-only "$here/header.c"
done
try 'header as c++17' "$cxx" -x c++ -std=c++17 "${warnings[@]}" -I"$include" -fsyntax-only "$here/header.c"

# What the library exports is what the header declares, and the misuse test calls all of it.
declared=$(grep '^COMFY_API ' "$include/comfy.h" | grep -oE '\bcomfy_[a-z_0-9]+\(' | tr -d '(' | sort -u)
exported=$(nm -D --defined-only "$lib/libcomfy.so" | awk '{print $3}' | sed 's/@.*//' | sort -u)
if [ -z "${COMFY_TEST_SANITIZED:-}" ]; then
    try 'exports are the header' diff <(echo "$declared") <(echo "$exported")
    # Swift's own comes with one call of String.contains(String): 1.4 MB that nobody needs
    try 'no second compiler of regular expressions' sh -c "! grep -q 12_RegexParser '$lib/libcomfy.so'"
fi
if "$here/abi.py" "$here/../../bindings/abi.json" > "$work/abi.c" &&
    "$cc" -std=c11 "${warnings[@]}" -I"$include" "$work/abi.c" -o "$work/abi" "$@" -L"$lib" -lcomfy -Wl,-rpath,"$lib"; then
    try 'abi.json is the library' "$work/abi"
else
    result 'abi.json is the header' 1
fi
missing=0
for name in $declared; do
    grep -q "\b$name\b" "$here"/misuse*.c || { echo "no misuse test calls $name"; missing=1; }
done
result 'misuse test is complete' $missing

run() {  # program, name
    mkdir "$work/$2.files"
    (cd "$work/$2.files" && timeout "${COMFY_TEST_TIMEOUT:-300}" "$work/$1" "$models" "$work/$2.files")
}
programs='header misuse misuse_nodes behaviour workflows nodes polled threads cycles isolation'
# A sanitizer does not know the children of a program with threads, and fills stacks of its own accord.
[ -n "${COMFY_TEST_SANITIZED:-}" ] || programs="$programs fork stacks surroundings"
for name in $programs; do
    if "$cc" -std=gnu11 -g -O1 "${warnings[@]}" -I"$include" "$here/$name.c" -o "$work/$name" "$@" \
        -L"$lib" -lcomfy -lpthread -Wl,-rpath,"$lib"; then
        try "$name" run "$name" "$name"
        # Nothing that a host sees depends on where its prompts run.
        case $name in
            behaviour|workflows|nodes|polled|cycles) COMFY_TEST_EXECUTOR=isolated try "$name, isolated" run "$name" "$name-isolated" ;;
        esac
    else
        result "$name (does not compile)" 1
    fi
done
# A host that loads the library at run time is built without it; a sanitizer's has to have it.
if [ -z "${COMFY_TEST_SANITIZED:-}" ]; then
    if "$cc" -std=gnu11 -g -O1 -Wall -Wextra -Werror -I"$include" "$here/unload.c" -o "$work/unload" "$@" -ldl; then
        mkdir "$work/unload.files"
        try unload timeout 300 "$work/unload" "$lib/libcomfy.so" "$work/unload.files"
    else
        result 'unload (does not compile)' 1
    fi
fi
if "$cc" -std=c99 "${warnings[@]}" -I"$include" "$here/../../examples/c/txt2img.c" -o "$work/txt2img" "$@" \
    -L"$lib" -lcomfy -Wl,-rpath,"$lib"; then
    (cd "$work" && ./txt2img "$models" > txt2img.out 2> txt2img.err && [ -s txt2img.ppm ]) && status=0 || status=$?
    [ $status = 0 ] || cat "$work/txt2img.err"
    result 'examples/c/txt2img' $status
else
    result 'examples/c/txt2img (does not compile)' 1
fi
# A picture's workflow with another prompt and seed: another picture, which carries both.
if "$cc" -std=c99 "${warnings[@]}" -I"$include" "$here/../../examples/c/again.c" -o "$work/again" "$@" \
    -L"$lib" -lcomfy -Wl,-rpath,"$lib"; then
    again() {
        cd "$work" && ./again output/txt2img_00001_.png 'a yellow "star"' 18446744073709551615 "$models" > again.out &&
            grep -q 'txt2img_00002_.png' again.out && ! cmp -s output/txt2img_0000[12]_.png &&
            grep -aq '"seed": *18446744073709551615' output/txt2img_00002_.png &&
            grep -aq 'a yellow \\"star\\"' output/txt2img_00002_.png &&
            ! ./again txt2img.ppm x 1 "$models" > again.out && grep -q 'holds no workflow' again.out
    }
    try 'examples/c/again' again
else
    result 'examples/c/again (does not compile)' 1
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
