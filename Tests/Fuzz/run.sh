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

.ci/build_sanitized address --product comfy-fuzz

# libFuzzer tells where it was; Swift's own backtraces never end under AddressSanitizer.
export SWIFT_BACKTRACE=enable=no
mkdir -p .build/fuzz/failures
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT

fuzz() {  # target
    mkdir -p ".build/fuzz/corpus/$1"
    local dictionary=Tests/Fuzz/json.dict
    [[ $1 == png || $1 == workflowFile ]] && dictionary=Tests/Fuzz/png.dict
    printf '\n--- %s, %s s ---\n' "$1" "$seconds"
    FUZZ_TARGET=$1 nice .build/asan/release/comfy-fuzz ".build/fuzz/corpus/$1" "Tests/Fuzz/corpus/$1" \
        -max_total_time="$seconds" -max_len=4096 -timeout=60 -rss_limit_mb=3072 -dict="$dictionary" \
        -artifact_prefix=".build/fuzz/failures/$1-" -print_final_stats=1 -print_funcs=0 2>&1 |
        grep -v -E '^(#[0-9]+\s+(NEW|REDUCE|pulse|RELOAD)|"|#####|INFO: )' || touch "$reports/failed"
}

# A target has one thread: as many of them at once as there are processors.
for target in "${targets[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n; done
    { fuzz "$target" > "$reports/$target" && cat "$reports/$target"; } &
done
wait
[ ! -e "$reports/failed" ]
