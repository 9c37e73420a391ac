#!/usr/bin/env bash
# Builds the tests of comfy.hpp against a libcomfy.so and its header, and runs them.
#
#     bindings/cpp/tests/run.sh LIBDIR INCLUDEDIR [CXXFLAGS...]
#
# CXXFLAGS go to the compiler and the linker, e.g. -fsanitize=thread. CXX chooses the compiler. The demo model is
# examples/demo-model, or COMFY_TEST_MODELS.
set -euo pipefail
if [ $# -lt 2 ]; then
    sed -n '2,7p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
lib=$(cd "$1" && pwd)
include=$(cd "$2" && pwd)
shift 2
cxx=${CXX:-c++}
models=$(cd "${COMFY_TEST_MODELS:-$here/../../../examples/demo-model}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

compile() {  # standard, extra flag, source, output
    "$cxx" "-std=$1" $2 -O1 -g -Wall -Wextra -Wshadow -pedantic -Werror -I"$include" -I"$here/../include" "$3" \
        -o "$4" "${@:5}" -L"$lib" -lcomfy -lpthread -Wl,-rpath,"$lib"
}
try() {  # name, command...
    local name=$1
    shift
    if "$@"; then echo "ok      $name"; else echo "FAILED  $name"; failed=1; fi
}
run() {  # name, standard, extra flag, flags...
    local name=$1 files=$work/$1.files
    mkdir "$files"
    try "$name compiles" compile "$2" "$3" "$here/$name.cpp" "$work/$name" "${@:4}"
    (cd "$files" && try "$name" timeout "${COMFY_TEST_TIMEOUT:-300}" "$work/$name" "$models" "$files" && exit "$failed") ||
        failed=1
}

printf '%s\n' '#include <comfy.hpp>' '#include <comfy.hpp>' 'int main() { return comfy::version().empty(); }' > "$work/header.cpp"
for flags in '' -fno-exceptions -DCOMFY_HPP_NO_EXCEPTIONS; do
    for standard in c++17 c++20; do
        try "comfy.hpp as $standard $flags" compile "$standard" "$flags" "$work/header.cpp" "$work/header" "$@"
    done
done
run behaviour c++17 '' "$@"
run results c++17 -fno-exceptions "$@"
run nodes c++17 '' "$@"
run cycles c++17 '' "$@"
run handover c++17 '' "$@"
[ "$failed" = 0 ]
