#!/usr/bin/env bash
# Fuzzes every target of Tests/Fuzz/Targets under AddressSanitizer.  run.sh [seconds a target] [target...]
# What libFuzzer learns stays in .build/fuzz; an input that fails is left there and named. Once its cause is
# mended, move it to Tests/Fuzz/corpus/<target>, which `make test` replays.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(json png jpeg webp gif bmp tiff safetensors prompt yaml editor workflowFile models tokens nodeSchema collector modelFile languages vocabulary wire texts values
    tensorFiles media)

COMFY_FUZZ=1 swift build -c release --scratch-path .build/fuzz --sanitize=address \
    -Xswiftc -enable-testing -Xswiftc -sanitize=fuzzer -Xcc -fsanitize=fuzzer-no-link -Xswiftc -use-ld=lld --product comfy-fuzz

# libFuzzer tells where it was; Swift's own backtraces never end under AddressSanitizer.
export SWIFT_BACKTRACE=enable=no
status=0
for target in "${targets[@]}"; do
    printf '\n--- %s, %s s ---\n' "$target" "$seconds"
    mkdir -p ".build/fuzz/corpus/$target" .build/fuzz/failures
    dictionary=Tests/Fuzz/json.dict
    [[ $target == png || $target == workflowFile ]] && dictionary=Tests/Fuzz/png.dict
    FUZZ_TARGET=$target nice .build/fuzz/release/comfy-fuzz ".build/fuzz/corpus/$target" "Tests/Fuzz/corpus/$target" \
        -max_total_time="$seconds" -max_len=4096 -timeout=60 -rss_limit_mb=3072 -dict="$dictionary" \
        -artifact_prefix=".build/fuzz/failures/$target-" -print_final_stats=1 -print_funcs=0 2>&1 |
        grep -v -E '^(#[0-9]+\s+(NEW|REDUCE|pulse|RELOAD)|"|#####|INFO: )' || status=1
done
exit $status
