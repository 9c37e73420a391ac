#!/usr/bin/env bash
# Plays the game under Xvfb with software rendering, looks at its screenshots, and counts what cycles leave behind.
#
#     examples/love/tests/run.sh PREFIX [SCREENSHOTS]
#
# PREFIX has lib/libcomfy.so and include/comfy.h. The screenshots go to the directory SCREENSHOTS, if it is given.
# COMFY_TEST_SLOWNESS=N allows N times the time where time is tested.
set -euo pipefail
if [ $# -lt 1 ]; then
    sed -n '2,7p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
prefix=$(cd "$1" && pwd)
export COMFY_LIBRARY=$prefix/lib/libcomfy.so COMFY_HEADER=$prefix/include/comfy.h
export COMFY_MODELS=${COMFY_TEST_MODELS:-$here/../../demo-model}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# One thread draws in software: the other core is the library's.
export XDG_DATA_HOME=$work/data LIBGL_ALWAYS_SOFTWARE=1 LP_NUM_THREADS=0 SDL_AUDIODRIVER=dummy ALSOFT_DRIVERS=null

for test in play cycles; do
    mkdir -p "$work/$test/game"
    cp "$here"/../*.lua "$work/$test/game/"
    cp "$here/$test.lua" "$work/$test/main.lua"
done
cp "$here/../conf.lua" "$work/play/conf.lua"
echo 'function love.conf(t) t.identity = "cycles"; t.modules.window = false; t.modules.graphics = false end' \
    > "$work/cycles/conf.lua"

timeout 600 xvfb-run -a -s '-screen 0 800x600x24' love "$work/play" && status=0 || status=$?
if [ $# -gt 1 ]; then
    mkdir -p "$2"
    cp "$work"/data/love/libcomfy-love/*.png "$2/" || true
fi
if [ $status != 0 ]; then
    echo "FAILED  the game"
    exit 1
fi
echo 'ok      the game'
timeout 300 love "$work/cycles" || { echo 'FAILED  cycles'; exit 1; }
echo 'ok      cycles'
