#!/usr/bin/env bash
# Builds hosts with g++ -fsanitize=thread and runs them with a library that is not instrumented, as a host's own tests would:
# nothing may be reported, and a race of the host's has to be.
#
#     bindings/cpp/tests/thread_sanitizer.sh PREFIX
#
# PREFIX is dist/ or where `make install` put it.
set -euo pipefail
if [ $# != 1 ]; then
    sed -n '2,7p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
prefix=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export COMFY_TEST_SANITIZED=1 COMFY_TEST_SLOWNESS=20
export TSAN_OPTIONS="halt_on_error=0 exitcode=66 suppressions=$prefix/share/libcomfy/tsan.supp"

host() {  # name, source, flags...: its exit status
    mkdir "$work/$1.files"
    g++ -std=c++17 -O1 -g -fsanitize=thread -I"$prefix/include" -I"$here/../include" "${@:3}" "$here/$2.cpp" -o "$work/$1" \
        -L"$prefix/lib" -lcomfy -lpthread -Wl,-rpath,"$prefix/lib" || return 1
    (cd "$work/$1.files" && timeout 300 "$work/$1" "$root/examples/demo-model" "$work/$1.files" > "$work/$1.log" 2>&1)
}
for name in handover nodes cycles; do
    host "$name" "$name" || { cat "$work/$name.log" >&2; echo "FAILED  $name under ThreadSanitizer"; exit 1; }
    echo "ok      $name under ThreadSanitizer"
done
status=0
host race handover -DRACE || status=$?
if [ "$status" != 66 ] || ! grep -q 'WARNING: ThreadSanitizer: data race' "$work/race.log"; then
    cat "$work/race.log" >&2
    echo "FAILED  a race of the host's is not found (status $status)"
    exit 1
fi
echo "ok      a race of the host's is found"
