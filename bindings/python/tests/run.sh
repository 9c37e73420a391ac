#!/usr/bin/env bash
# Builds the wheel from dist/ and runs the Python tests against it, in a virtual environment without torch, numpy and
# Pillow, in one with them, and those of the server in one with what it and ComfyUI's page need. All environments are
# made first; the tests then need no network.
#
#     bindings/python/tests/run.sh [PYTEST ARGUMENTS...]
#
# COMFY_TEST_PYTHON chooses the interpreter, COMFY_TEST_ENVIRONMENTS which of "plain torch server" are run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
build=$root/.build/python
"$root/bindings/generate.py" --check
python=${COMFY_TEST_PYTHON:-python3}
mkdir -p "$build"

environment() {  # name, packages...
    local folder=$build/with-$1
    shift
    if ! "$folder/bin/python" -c '' 2> /dev/null; then
        rm -rf "$folder"
        "$python" -m venv "$folder"
    fi
    "$folder/bin/pip" install -q --disable-pip-version-check "$@"
}

run() {  # name, pytest arguments...
    local folder=$build/with-$1
    shift
    "$folder/bin/pip" install -q --disable-pip-version-check --force-reinstall --no-deps "$build"/wheels/*.whl
    # from a folder of its own, so that nothing but the wheel is found
    (cd "$build" && env -u PYTHONPATH -u LIBCOMFY_LIBRARY "$folder/bin/python" -m pytest -q -c "$here/../pyproject.toml" \
        --rootdir "$here" -p no:cacheprovider "$@")
}

environment plain pytest
rm -rf "$build/wheels"
"$build/with-plain/bin/pip" wheel -q --disable-pip-version-check --no-deps -w "$build/wheels" "$here/.."
environments=${COMFY_TEST_ENVIRONMENTS:-plain torch server}
for name in $environments; do
    case $name in
    torch)
        # The build for the processor alone is a tenth of the size; where no index has it, the usual one does.
        environment torch pytest numpy Pillow tqdm 'torch==2.13.0+cpu' 2> /dev/null ||
            environment torch pytest numpy Pillow tqdm torch
        ;;
    server)
        environment server pytest aiohttp Pillow PyYAML schemathesis 'dask[distributed]' \
            comfy-api-simplified websocket-client requests-toolbelt \
            comfyui-frontend-package comfyui-workflow-templates
        # It asks for one version of Pillow alone.
        "$build/with-server/bin/pip" install -q --disable-pip-version-check --no-deps comfyui-api-client
        ;;
    esac
done
for name in $environments; do
    echo "=== Python tests: $name ==="
    case $name in
    server) COMFY_TEST_OUTPUT=${COMFY_TEST_OUTPUT:-$build/screenshots} run server "$here/server" "$here/cluster" "$@" ;;
    *) run "$name" "$here" --ignore "$here/server" --ignore "$here/cluster" "$@" ;;
    esac
done
