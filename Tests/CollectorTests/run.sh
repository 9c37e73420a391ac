#!/usr/bin/env bash
# Has spans exported to a collector that reads them with OpenTelemetry's own classes, from PyPI: those of a C host, in the
# process and isolated, and those of a Python host that uses OpenTelemetry's SDK.
#
#     Tests/CollectorTests/run.sh LIBDIR INCLUDEDIR
#
# The Python packages go into .build/tracing. Where PyPI cannot be reached the test is left out and says so, unless CI is
# set: there that is a failure.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lib=$(cd "$1" && pwd)
include=$(cd "$2" && pwd)
models=$here/../../examples/demo-model
environment=$here/../../.build/tracing
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! "$environment/bin/python" -c 'import opentelemetry.proto, opentelemetry.sdk' 2> "$work/pip.log"; then
    rm -rf "$environment"
    if ! { python3 -m venv "$environment" &&
        "$environment/bin/pip" install -q opentelemetry-proto==1.45.2 opentelemetry-sdk==1.45.2; } \
        > "$work/pip.log" 2>&1; then
        tail -3 "$work/pip.log" >&2
        [ -z "${CI:-}" ] || { echo 'FAILED  tracing: the OpenTelemetry packages cannot be installed'; exit 1; }
        echo 'SKIPPED tracing: the OpenTelemetry packages cannot be installed from PyPI'
        exit 0
    fi
fi
"${CC:-cc}" -std=gnu11 -Wall -Wextra -Werror -I"$include" "$here/host.c" -o "$work/host" -L"$lib" -lcomfy -lpthread \
    -Wl,-rpath,"$lib"
cd "$work"
for executor in in_process isolated; do
    "$environment/bin/python" "$here/c_host.py" "$work/host" "$models" $executor
done
LIBCOMFY_LIBRARY="$lib/libcomfy.so" PYTHONPATH="$here/../../bindings/python/src" \
    "$environment/bin/python" "$here/python_host.py"
echo 'ok      tracing'
