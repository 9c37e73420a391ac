#!/usr/bin/env bash
# What a shell sees of bin/comfy, and of bin/comfy-bench beside it: results, messages, exit statuses.  run.sh BIN/comfy
set -euo pipefail
[ $# = 1 ] || { echo "usage: $0 BIN/comfy" >&2; exit 2; }
comfy=$(realpath "$1")
models=$(realpath "$(dirname "$0")/../../examples/demo-model")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
passed=0
failed=0

workflow() {  # steps, checkpoint
    cat <<JSON
{"4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "$2"}},
 "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64, "batch_size": 1}},
 "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a red circle", "clip": ["4", 1]}},
 "3": {"class_type": "KSampler", "inputs": {"model": ["4", 0], "positive": ["6", 0], "negative": ["6", 0],
   "latent_image": ["5", 0], "seed": 18446744073709551615, "steps": $1, "cfg": 1.0, "sampler_name": "euler",
   "scheduler": "normal", "denoise": 1.0}},
 "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
 "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "x"}},
 "10": {"class_type": "SaveLatent", "inputs": {"samples": ["3", 0], "filename_prefix": "x"}}}
JSON
}
workflow 1 demo.safetensors >good.json
workflow 10000 demo.safetensors >long.json
workflow 1 none.safetensors >missing.json
sed 's/"class_type": "SaveLatent"/"class_type": "CLIPTextEncode"/' good.json >two.json
echo '[]' >list.json
echo '{' >broken.json

# check NAME STATUS OUT ERR COMMAND...: OUT and ERR are regular expressions for the last line of standard output and the
# first of standard error; empty: there is none.
check() {
    local name=$1 status=$2 out=$3 err=$4 got=0 last first
    shift 4
    timeout 60 "$@" >stdout 2>stderr </dev/null || got=$?
    last=$(tail -n 1 stdout)
    first=$(head -n 1 stderr)
    if [ "$got" = "$status" ] && matches "$last" "$out" && matches "$first" "$err"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED  %s: exit status %s, last line "%s", error "%s"\n' "$name" "$got" "$last" "$first"
    fi
}
matches() { if [ -z "$2" ]; then [ -z "$1" ]; else [[ $1 =~ $2 ]]; fi; }

run=("$comfy" run --models "$models" --output out)
both='^\{.*"10":.*"9":\{"images":\[\{"abs_path":"'$work'/.*/x_000[0-9][0-9]_\.png".*\}$'
check 'run' 0 "$both" '' "${run[@]}" good.json
check 'options behind the file' 0 "$both" '' "$comfy" run good.json --models="$models" --output="$work/new/folder"
check 'a target' 0 '^\{"10":[^}]*\}\]\}\}$' '' "${run[@]}" good.json --target 10
check 'two targets' 0 "$both" '' "${run[@]}" good.json --target 9 10
check 'no such target' 1 '' '^comfy: Prompt has no outputs$' "${run[@]}" good.json --target 77
check 'standard input' 0 "$both" '' bash -c 'cat good.json | "$@"' - "${run[@]}" -
check 'events' 0 "$both" '' "${run[@]}" --json good.json
head -n 1 stdout | grep -q '^{"event":"execution_start",' || { echo 'FAILED  events: the first line'; failed=$((failed + 1)); }
check 'configuration as text' 0 "$both" '' "${run[@]}" good.json --config '{"preview_method": "none"}'

check 'an invalid workflow' 1 '' '^comfy: node 4 .CheckpointLoaderSimple.: Value not in list' "${run[@]}" missing.json
check 'an error as JSON' 1 '' '^\{"error":"node 4 .*"details":\{"4":\{"errors":' "${run[@]}" missing.json --json
check 'no object' 1 '' '^comfy: list.json: the file holds no workflow: it is not a JSON object$' "${run[@]}" list.json
check 'no JSON' 1 '' '^comfy: broken.json: the file holds no workflow: invalid JSON' "${run[@]}" broken.json
check 'empty input' 1 '' '^comfy: -: the file holds no workflow' "${run[@]}" -
cat >editor.json <<'JSON'
{"nodes": [{"id": 1, "type": "EmptyImage", "title": "Canvas", "widgets_values": [16, 8, 1, 255]},
  {"id": 2, "type": "SaveImage", "inputs": [{"name": "images", "link": 1}], "widgets_values": ["%EmptyImage.width%"]},
  {"id": 3, "type": "ImageAddNoise", "inputs": [{"name": "image", "link": 2}], "widgets_values": [5, "fixed", 0.5], "mode": 2}],
 "links": [[1, 1, 0, 2, 0, "IMAGE"], [2, 1, 0, 3, 0, "IMAGE"]], "version": 0.4}
JSON
sed 's/"id": 1, "type": "EmptyImage"/"id": 1, "type": "EmptyImagge"/' editor.json >misspelt.json
sed 's/\[1, 1, 0/[1, 7, 0/' editor.json >dangling.json
saved='^\{"2":\{"images":\[\{"abs_path":"'$work'/out/16_00001_.png"'
check 'a file of the editor' 0 "$saved" '' "${run[@]}" editor.json
picture=out/16_00001_.png
check 'a picture' 0 '^\{"2":' '' "${run[@]}" "$picture" --set Canvas.width=32 1.height=24 SaveImage.filename_prefix=wide -o copy.png
check 'its size' 0 'copy.png: PNG image data, 32 x 24' '' sh -c 'python3 -c "import struct, sys; print(\"copy.png: PNG image data, %d x %d\" % struct.unpack(\">II\", open(\"copy.png\", \"rb\").read()[16:24]))"'
check 'several runs' 0 '^\{"10":.*"9":' '^comfy: seed [0-9]+$' "${run[@]}" good.json --seed random --repeat 2 -o many.png
[ -s many.png ] && [ -s many_2.png ] || { echo 'FAILED  several runs: their files'; failed=$((failed + 1)); }
check 'a seed' 0 "$both" '' "${run[@]}" good.json --seed 18446744073709551615
check 'convert' 0 '^\{"1":\{"inputs":\{"width":16,"height":8,"batch_size":1,"color":255\},"class_type":"EmptyImage","_meta":\{"title":"Canvas"\}\},"2":' '' "$comfy" convert editor.json
check 'convert what is converted' 0 '"seed":18446744073709551615' '' "$comfy" convert good.json
check 'convert with schemas' 0 '\{"a":16,"b":8\}' '' sh -c 'echo "{\"EmptyImagge\": {\"input\": {\"required\": {\"a\": [\"INT\"], \"b\": [\"INT\"]}}}}" >schemas.json; "$0" convert misspelt.json --schemas schemas.json' "$comfy"
check 'a wire from nowhere' 1 '' '^comfy: the workflow cannot be converted: node 2 "Save Image": its input comes from node 7' "$comfy" convert dangling.json
check 'a misspelt class' 1 '' '^comfy: Cannot execute because node EmptyImagge does not exist' "${run[@]}" misspelt.json
grep -q 'EmptyImagge (node 1): is EmptyImage meant?' stderr || { echo 'FAILED  a misspelt class: the nearest'; failed=$((failed + 1)); }
check 'no such input' 2 '' "^comfy: --set 1.widht: node 1 has no input 'widht'; it has width, height" "${run[@]}" editor.json --set 1.widht=3
check 'no such node' 2 '' '^comfy: --set Nope.x: no node has that id, class or title$' "${run[@]}" editor.json --set Nope.x=3
check 'several such nodes' 2 '' "^comfy: --set CLIPTextEncode.text: several nodes" "${run[@]}" two.json --set CLIPTextEncode.text=x
check 'no seed' 2 '' '^comfy: --seed: no node has a seed$' "${run[@]}" editor.json --seed 3
check 'a wrong seed' 2 '' "^comfy: --seed: 'x' is no number" "${run[@]}" editor.json --seed x
check 'an output of another kind' 1 '' '^comfy: -o: copy.jpg: the workflow saves .png files$' "${run[@]}" editor.json -o copy.jpg
check 'inspect a picture' 0 'workflow: a workflow of the editor, 3 nodes$' '' "$comfy" inspect "$picture"
check 'inspect a picture as JSON' 0 '^\{"file":.*"type":"picture","texts":\{"prompt":' '' "$comfy" inspect "$picture" --json
printf '\x89PNG\r\n\x1a\n' >plain.png
check 'a picture without a workflow' 1 '' '^comfy: plain.png: the PNG carries no workflow$' "${run[@]}" plain.png
check 'a full disk' 1 '' '^comfy: cannot write the output: No space left on device$' \
    bash -c '"$@" >/dev/full' - "${run[@]}" good.json
check 'an interrupt' 130 '' 'was cancelled$' timeout --foreground --preserve-status -s INT 2 "${run[@]}" long.json

check 'no file' 2 '' '^comfy: cannot read none.json: No such file' "${run[@]}" none.json
check 'no workflow' 2 '' '^comfy: a file is missing$' "$comfy" run
check 'two workflows' 2 '' "^comfy: unexpected 'list.json'" "$comfy" run good.json list.json
check 'an unknown option' 2 '' "^comfy: unknown option '--nope'" "$comfy" run good.json --nope
check 'an option without value' 2 '' '^comfy: --base needs a value' "$comfy" run good.json --base
check 'a folder that is not there' 2 '' 'is not a folder$' "$comfy" run good.json --base none
check 'a wrong configuration' 2 '' "^comfy: configuration: 'nope': unknown key" "${run[@]}" good.json --config '{"nope": 1}'
check 'no command' 2 '' '^comfy: no command$' "$comfy"
check 'an unknown command' 2 '' "^comfy: unknown command 'paint'" "$comfy" paint

check 'nodes' 0 '^VAELoader\(vae_name\) -> VAE$' '' "$comfy" nodes VAELoader
check 'node schemas' 0 '"max":18446744073709551615' '' "$comfy" nodes KSampler --json
check 'no such node' 1 '' "there is no node class 'Nope'" "$comfy" nodes Nope
check 'inspect' 0 'metadata format: pt$' '' "$comfy" inspect "$models/checkpoints/demo.safetensors"
check 'inspect as JSON' 0 '^\{"file":.*"type":"Stable Diffusion 1.x checkpoint"' '' \
    "$comfy" inspect "$models/checkpoints/demo.safetensors" --json
check 'inspect something else' 1 '' '^comfy: good.json: not a safetensors file' "$comfy" inspect good.json
check 'help' 0 'Exit status: 0 success' '' "$comfy" --help

bench=$(dirname "$comfy")/comfy-bench
check 'bench' 0 '^\{"command":"peaks",.*"seconds":[0-9.]+,"gflops":[0-9.]+,"share_of_peak":1.*"peak_rss_bytes":[0-9]+' '' \
    "$bench" peaks --json
check 'bench: wrong usage' 2 '' "^comfy-bench: no command 'fly'$" "$bench" fly
check 'bench: a model without text encoders' 1 '' "^comfy-bench: text needs SDXL's second text encoder" \
    "$bench" text --model sdxl
check 'bench: no folder for temporary files' 1 ' threads?: ' 'none: No such file' env TMPDIR="$work/none" "$bench" engine
# This line comes when it has a folder, seconds before its end.
mkdir tmp
TMPDIR=$work/tmp "$bench" engine >stdout &
pid=$!
until grep -q '^the same, all cached' stdout || ! kill -0 "$pid"; do sleep 0.1; done
kill "$pid" || true
status=0
wait "$pid" || status=$?
if [ "$status" = 143 ] && [ -z "$(ls -A tmp)" ]; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    echo "FAILED  bench, interrupted: exit status $status, left: $(ls -A tmp)"
fi

echo "command line: $passed passed, $failed failed"
[ "$failed" = 0 ]
