#!/usr/bin/env bash
# Compiles and runs the code of the READMEs as it stands, each the way its README says.
#
#     Tests/ReadmeTests/run.sh PREFIX c|cpp|rust|csharp...
#
# PREFIX is dist/ or where `make install` put it. The Python tests do it for Python's.
set -euo pipefail
if [ $# -lt 2 ]; then
    sed -n '2,6p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
prefix=$(cd "$1" && pwd)
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig

program() {  # folder of the README, language, file
    "$here/program.py" "$root/$1/README.md" "$2" "$here/$3.in"
}
runs() {  # what, command...: in a folder with models where the READMEs have them
    local name=$1 files
    shift
    files=$(mktemp -d -p "$work")
    mkdir "$files/examples"
    ln -s "$root/examples/demo-model" "$files/examples/demo-model"
    ln -s "$root/examples/demo-model" "$files/models"
    if ! (cd "$files" && "$@" < "$here/workflow.json" > out 2> err && grep -q abs_path out); then
        cat "$files/out" "$files/err" >&2
        echo "FAILED  $name"
        exit 1
    fi
    echo "ok      $name"
}

try_c() {
    local flags
    read -r -a flags <<< "$(pkg-config --cflags --libs comfy) -Wl,-rpath,$prefix/lib"
    program . c readme.c > "$work/readme.c"
    "${CC:-cc}" -std=c99 -Wall -Werror -o "$work/readme-c" "$work/readme.c" "${flags[@]}"
    runs 'README.md: C' "$work/readme-c"
}
try_cpp() {
    local flags
    read -r -a flags <<< "$(pkg-config --cflags --libs comfy) -Wl,-rpath,$prefix/lib"
    program bindings/cpp cpp results.cpp > "$work/results.cpp"
    "${CXX:-c++}" -std=c++17 -Wall -Werror -o "$work/results" "$work/results.cpp" "${flags[@]}"
    runs 'bindings/cpp/README.md: without exceptions' "$work/results"
    program bindings/cpp cpp readme.cpp > "$work/game.cpp"
    program bindings/cpp cmake CMakeLists.txt > "$work/CMakeLists.txt"
    (cmake -S "$work" -B "$work/build" -DCMAKE_PREFIX_PATH="$prefix" && cmake --build "$work/build") > "$work/log" 2>&1 ||
        { cat "$work/log" >&2; exit 1; }
    runs 'bindings/cpp/README.md' "$work/build/game"
}
try_rust() {
    mkdir -p "$work/rust/src"
    program bindings/rust rust readme.rs > "$work/rust/src/main.rs"
    program bindings/rust toml Cargo.toml | sed "s|\"\.\.\./|\"$root/|" > "$work/rust/Cargo.toml"
    export LD_LIBRARY_PATH=$prefix/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    runs 'bindings/rust/README.md' cargo run --offline --quiet --manifest-path "$work/rust/Cargo.toml"
}

try_csharp() {
    export LD_LIBRARY_PATH=$prefix/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    mcs -langversion:7.2 -unsafe -target:library -nologo -out:"$work/Libcomfy.dll" "$root"/bindings/csharp/Libcomfy/*.cs
    for name in readme node; do
        program bindings/csharp csharp $name.cs > "$work/$name.cs"
        mcs -langversion:7.2 -warnaserror -nologo -reference:"$work/Libcomfy.dll" -out:"$work/$name.exe" "$work/$name.cs"
        runs "bindings/csharp/README.md: $name" mono "$work/$name.exe"
    done
}

for language in "$@"; do "try_$language"; done
