#!/usr/bin/env bash
# The tests of the crates, and the example, against a built library.
#
#     bindings/rust/test.sh PREFIX
#
# PREFIX has lib/libcomfy.so and lib/pkgconfig/comfy.pc. CARGO_TARGET_DIR says where cargo builds.
set -euo pipefail
if [ $# != 1 ]; then
    sed -n '2,6p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
prefix=$(cd "$1" && pwd)
cd "$(dirname "$0")"
../generate.py --check
unset COMFY_LIB_DIR
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig LD_LIBRARY_PATH=$prefix/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export RUSTFLAGS='-D warnings' RUST_BACKTRACE=0
cargo test --offline --quiet --workspace
# Elsewhere the library is found through a variable, and at run time through its place.
unset LD_LIBRARY_PATH PKG_CONFIG_PATH
export COMFY_LIB_DIR=$prefix/lib
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
manifest=$PWD/../../examples/rust/Cargo.toml
models=$PWD/../../examples/demo-model
(cd "$work" && cargo run --offline --quiet --manifest-path "$manifest" -- 'a red circle' "$models" > out 2> err) ||
    { cat "$work/err"; echo 'FAILED  examples/rust'; exit 1; }
grep -q abs_path "$work/out"
[ "$(head -c 14 "$work/txt2img.ppm")" = $'P6\n128 128\n255' ] || { echo 'FAILED  examples/rust wrote no picture'; exit 1; }
if (cd "$work" && cargo run --offline --quiet --manifest-path "$manifest" -- x /nowhere > out 2> err); then
    echo 'FAILED  examples/rust without a model'
    exit 1
fi
grep -q validation_failed "$work/err"
echo 'ok      Rust'
