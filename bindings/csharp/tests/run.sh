#!/usr/bin/env bash
# The tests of the C# binding, its README's program and the example, under Mono.
#
#     bindings/csharp/tests/run.sh PREFIX
#
# PREFIX is dist/ or where `make install` put it.
set -euo pipefail
if [ $# != 1 ]; then
    sed -n '2,6p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
root=$(cd "$(dirname "$0")/../../.." && pwd)
prefix=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LD_LIBRARY_PATH=$prefix/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
"$root/bindings/generate.py" --check
compile() { mcs -langversion:7.2 -warnaserror -nologo "$@"; }

compile -unsafe -target:library -out:"$work/Libcomfy.dll" "$root"/bindings/csharp/Libcomfy/*.cs
compile -reference:"$work/Libcomfy.dll" -out:"$work/tests.exe" "$root/bindings/csharp/tests/Tests.cs"
mkdir "$work/files"
mono "$work/tests.exe" "$root/examples/demo-model" "$work/files"

compile -reference:"$work/Libcomfy.dll" -out:"$work/txt2img.exe" "$root/examples/csharp/Txt2Img.cs"
(cd "$work/files" && mono "$work/txt2img.exe" "$root/examples/demo-model" 'a "red" circle' > out 2> err) ||
    { cat "$work/files/err" >&2; echo 'FAILED  examples/csharp'; exit 1; }
grep -q abs_path "$work/files/out"
[ "$(head -c 14 "$work/files/txt2img.ppm")" = $'P6\n128 128\n255' ] || { echo 'FAILED  examples/csharp wrote no picture'; exit 1; }
echo 'ok      examples/csharp'

# Unity itself cannot be had here: the component is compiled against the few of its names that it uses.
compile -target:library -out:"$work/UnityEngine.dll" "$root/bindings/csharp/tests/UnityEngine.cs"
compile -nowarn:649 -target:library -reference:"$work/Libcomfy.dll" -reference:"$work/UnityEngine.dll" \
    -out:"$work/component.dll" "$root/examples/csharp/ComfyTexture.cs"
echo 'ok      examples/csharp/ComfyTexture.cs compiles'
