#!/usr/bin/env bash
# Runs every node class and every function of comfy.h while a request for memory, a map or a thread is refused.
#
#     Tests/Refusal/run.sh PREFIX MOST [every=N] [classes=TEXT] [only=maps] [only=threads] [small] [isolated] [lasting]
#
# PREFIX holds lib, include and bin. MOST requests of each class at most are refused, evenly chosen, 0 all; every=N takes
# one class of N, classes=TEXT those whose name has the text. `only` leaves out requests of other kinds. `small` counts those of the Swift runtime below 64 KB too; `isolated` refuses those of worker processes;
# with `lasting` large ones behind the one are refused too.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
prefix=$(cd "$1" && pwd)
most=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
models=${COMFY_TEST_MODELS:-$here/../../examples/demo-model}
flags=(-std=gnu11 -O1 -g -Wall -Wextra -Werror -I"$prefix/include")
"${CC:-cc}" "${flags[@]}" -fPIC -shared "$here/refuser.c" -o "$work/refuser.so" -ldl
"${CC:-cc}" "${flags[@]}" "$here"/{refusal,classes,calls}.c -o "$work/refusal" -L"$prefix/lib" -lcomfy -lpthread \
    -Wl,-rpath,"$prefix/lib"
mkdir -p "$work/files/input" "$work/files/output"
"$here/inputs.py" "$work/files/input"
"$prefix/bin/libcomfy" nodes --json --base "$work/files" --models "$models" | "$here/prompts.py" > "$work/prompts.tsv"
# the page that the program shares with those that refuse
head -c 4096 /dev/zero > "$work/shared"
LD_PRELOAD="$work/refuser.so" COMFY_REFUSAL="$work/shared" \
    "$work/refusal" "$work/prompts.tsv" "$models" "$work/files" "$most" "$@"
