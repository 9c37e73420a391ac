#!/usr/bin/env bash
# The C kernels on arm64: compiled with the toolchain's clang against Debian's libc for arm64, and run under qemu's user mode
# emulation on processors with and without the instructions for bf16, which have to be chosen on those that have them alone.
# Exact kernels give what they give here.
#
#     Tests/KernelTests/arm64.sh
#
# CC chooses the compiler, which has to be clang.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernels=$here/../../Sources/CKernels
cc=${CC:-clang}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags=(-std=gnu11 -O2 -Wall -Wextra -Wno-gnu-alignof-expression -fuse-ld=lld -I"$kernels/include")

"$cc" "${flags[@]}" -o "$work/here" "$here"/{kernels,bf16}.c "$kernels"/{dispatch,layout,kernels_*}.c -lm
"$work/here" > "$work/here.txt" || { cat "$work/here.txt"; exit 1; }

# Debian's libraries for other architectures lie in a folder of their own; the compiler's own are libgcc's.
gcc=$(echo /usr/lib/gcc-cross/aarch64-linux-gnu/*)
"$cc" "${flags[@]}" --target=aarch64-linux-gnu -static -isystem /usr/aarch64-linux-gnu/include -B/usr/aarch64-linux-gnu/lib \
    -L/usr/aarch64-linux-gnu/lib -B"$gcc" -L"$gcc" \
    -o "$work/arm64" "$here"/{kernels,bf16}.c "$kernels"/{dispatch,layout,kernels_*}.c -lm
check() {  # PROCESSOR INSTRUCTION_SET COMFY_CPU
    COMFY_CPU=$3 qemu-aarch64-static -cpu "$1" "$work/arm64" > "$work/arm64.txt" 2> "$work/chosen.txt" ||
        { cat "$work/arm64.txt"; echo "FAILED  kernels on $1"; exit 1; }
    diff "$work/here.txt" "$work/arm64.txt" || { echo "FAILED  kernels on $1 differ from those here"; exit 1; }
    grep -q "^instruction set: $2," "$work/chosen.txt" || { cat "$work/chosen.txt"; echo "FAILED  $1 is to use $2"; exit 1; }
    echo "ok      kernels on arm64 ($1: $2)"
}
check max neonbf16 ''
check max generic generic
check neoverse-n1 generic ''
check cortex-a72 generic ''
