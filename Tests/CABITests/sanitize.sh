#!/usr/bin/env bash
# The C and C++ tests with a library and hosts built under ThreadSanitizer, then under AddressSanitizer.
#
#     Tests/CABITests/sanitize.sh [thread|address]...
#
# With COMFY_SOAK_MINUTES (and COMFY_SOAK_SEED) Tests/Soak runs in their place, with COMFY_BUILD_ONLY nothing.
#
# The whole package is built with --sanitize, C and Swift alike, in a scratch folder of its own. The sanitizer's runtime
# comes with the host program (clang -fsanitize links it into executables only), so the library may leave its symbols
# open and the hosts have to be compiled by the same clang: the Swift toolchain's. The Swift runtime is the toolchain's
# shared one here, because a static one would bring uninstrumented copies of what the sanitizer intercepts.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- thread address
toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swiftc)")")")
export CC="$toolchain/bin/clang" CXX="$toolchain/bin/clang++"
export LD_LIBRARY_PATH="$toolchain/lib/swift/linux${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export COMFY_TEST_SANITIZED=1 COMFY_TEST_SLOWNESS=40 COMFY_TEST_TIMEOUT=1200
suppressions=$PWD/Tests/CABITests/tsan.supp
# Reports go into files: nobody sees what a worker process writes to standard error.
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
export TSAN_OPTIONS="log_path=$reports/thread halt_on_error=0 exitcode=66 second_deadlock_stack=1 suppressions=$suppressions"
export ASAN_OPTIONS="log_path=$reports/address detect_leaks=1 detect_stack_use_after_return=1"

for kind in "$@"; do
    echo "== $kind =="
    library=$(.ci/build_sanitized "$kind" --show-bin-path)
    for product in comfy comfy-worker; do
        .ci/build_sanitized "$kind" --product $product
    done
    [ -z "${COMFY_BUILD_ONLY:-}" ] || continue
    ln -sf libcomfy.so "$library/libcomfy.so.0"
    flags=(-fsanitize="$kind" -fuse-ld=lld)
    # The toolchain's ThreadSanitizer knows libdispatch and wants it linked.
    [ "$kind" = address ] || flags+=("-L$toolchain/lib/swift/linux" -ldispatch -lBlocksRuntime)
    status=0
    if [ -n "${COMFY_SOAK_MINUTES:-}" ]; then
        Tests/Soak/run.sh "$library" include "$COMFY_SOAK_MINUTES" "${COMFY_SOAK_SEED:-$(date +%s)}" \
            "${flags[@]}" || status=$?
    else
        Tests/CABITests/run.sh "$library" include "${flags[@]}" || status=$?
        # For C++ undefined behaviour is looked for as well; there is little arithmetic in the hosts written in C.
        [ "$kind" = thread ] || flags+=(-fsanitize=undefined -fno-sanitize-recover=undefined)
        bindings/cpp/tests/run.sh "$library" include "${flags[@]}" || status=$?
    fi
    for report in "$reports"/*; do
        [ -e "$report" ] || continue
        cat "$report" >&2
        status=1
    done
    [ $status = 0 ] || exit $status
done
