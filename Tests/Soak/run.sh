#!/usr/bin/env bash
# Builds the soak test against a libcomfy.so and its header, and runs it.
#
#     Tests/Soak/run.sh LIBDIR INCLUDEDIR MINUTES [SEED] [CFLAGS...]
#
# Without a seed it takes one of the clock's, and names it. CFLAGS as for Tests/CABITests/run.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lib=$(cd "$1" && pwd)
include=$(cd "$2" && pwd)
minutes=$3
seed=${4:-$(date +%s)}
shift $(($# > 4 ? 4 : $#))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/files"
"${CC:-cc}" -std=gnu11 -O1 -g -Wall -Wextra -Wshadow -Werror -I"$include" "$here"/*.c -o "$work/soak" "$@" \
    -L"$lib" -lcomfy -ljansson -lpthread -lm -Wl,-rpath,"$lib"
echo "soak: seed $seed, $minutes minutes"
"$work/soak" "${COMFY_TEST_MODELS:-$here/../../examples/demo-model}" "$work/files" \
    "$(awk "BEGIN { print $minutes * 60 }")" "$seed"
