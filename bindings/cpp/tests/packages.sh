#!/usr/bin/env bash
# Builds the C and C++ examples as a user would, through CMake and through pkg-config, and runs them.
#
#     bindings/cpp/tests/packages.sh PREFIX
#
# PREFIX is dist/ or where `make install` put it.
set -euo pipefail
if [ $# != 1 ]; then
    sed -n '2,6p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
root=$(cd "$(dirname "$0")/../../.." && pwd)
prefix=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

draws_an_image() {  # name, command...
    local name=$1 files
    shift
    files=$(mktemp -d -p "$work")
    if ! (cd "$files" && "$@" > out 2> err && grep -q abs_path out && [ "$(head -c 14 txt2img.ppm)" = $'P6\n128 128\n255' ]); then
        cat "$files/err" >&2
        echo "FAILED  $name"
        exit 1
    fi
    echo "ok      $name"
}

for language in c cpp; do
    cmake -S "$root/examples/$language" -B "$work/cmake-$language" -DCMAKE_PREFIX_PATH="$prefix" > "$work/log" &&
        cmake --build "$work/cmake-$language" >> "$work/log" || { cat "$work/log" >&2; exit 1; }
done
draws_an_image 'C through CMake' "$work/cmake-c/txt2img" "$root/examples/demo-model"
draws_an_image 'C++ through CMake' "$work/cmake-cpp/txt2img" 'a red circle' "$root/examples/demo-model"

# Another minor version is refused.
sed 's/find_package(comfy 0.1/find_package(comfy 0.999/' "$root/examples/c/CMakeLists.txt" > "$work/CMakeLists.txt"
if cmake -S "$work" -B "$work/wrong" -DCMAKE_PREFIX_PATH="$prefix" > "$work/log" 2>&1; then
    echo 'FAILED  CMake took a wrong version'
    exit 1
fi
grep -q 'version: 0\.' "$work/log"
echo 'ok      CMake refuses a wrong version'

export PKG_CONFIG_PATH="$prefix/lib/pkgconfig"
read -r -a flags <<< "$(pkg-config --cflags --libs comfy) -Wl,-rpath,$prefix/lib"
"${CC:-cc}" -o "$work/txt2img-c" "$root/examples/c/txt2img.c" "${flags[@]}"
draws_an_image 'C through pkg-config' "$work/txt2img-c" "$root/examples/demo-model"
"${CXX:-c++}" -std=c++17 -o "$work/txt2img-cpp" "$root/examples/cpp/txt2img.cpp" "${flags[@]}"
draws_an_image 'C++ through pkg-config' "$work/txt2img-cpp" 'a red circle' "$root/examples/demo-model"
