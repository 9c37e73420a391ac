#!/usr/bin/env bash
# What a shell sees of bin/libcomfy, and of bin/comfy-bench beside it: results, messages, exit statuses.  run.sh BIN/comfy
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
    last=$(tail -n 1 stdout | tr -d '\0')
    first=$(head -n 1 stderr | tr -d '\0')
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
check 'no such target' 2 '' '^libcomfy: --target: no node has the id 77$' "${run[@]}" good.json --target 77
check 'standard input' 0 "$both" '' bash -c 'cat good.json | "$@"' - "${run[@]}" -
check 'events' 0 "$both" '' "${run[@]}" --json good.json
head -n 1 stdout | grep -q '^{"event":"execution_start",' || { echo 'FAILED  events: the first line'; failed=$((failed + 1)); }
check 'configuration as text' 0 "$both" '' "${run[@]}" good.json --config '{"preview_method": "none"}'

check 'an invalid workflow' 1 '' '^libcomfy: node 4 .CheckpointLoaderSimple.: Value not in list' "${run[@]}" missing.json
check 'an error as JSON' 1 '' '^\{"error":"node 4 .*"details":\{"4":\{"errors":' "${run[@]}" missing.json --json
check 'no object' 1 '' '^libcomfy: list.json: the file holds no workflow: it is not a JSON object$' "${run[@]}" list.json
check 'no JSON' 1 '' '^libcomfy: broken.json: the file holds no workflow: invalid JSON' "${run[@]}" broken.json
check 'empty input' 1 '' '^libcomfy: -: the file holds no workflow' "${run[@]}" -
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
check 'several runs' 0 '^\{"10":.*"9":' '^libcomfy: seed [0-9]+$' "${run[@]}" good.json --seed random --repeat 2 -o many.png
[ -s many.png ] && [ -s many_2.png ] || { echo 'FAILED  several runs: their files'; failed=$((failed + 1)); }
check 'a seed' 0 "$both" '' "${run[@]}" good.json --seed 18446744073709551615
check 'convert' 0 '^\{"1":\{"inputs":\{"width":16,"height":8,"batch_size":1,"color":255\},"class_type":"EmptyImage","_meta":\{"title":"Canvas"\}\},"2":' '' "$comfy" convert editor.json
check 'convert what is converted' 0 '"seed":18446744073709551615' '' "$comfy" convert good.json
check 'convert with schemas' 0 '\{"a":16,"b":8\}' '' sh -c 'echo "{\"EmptyImagge\": {\"input\": {\"required\": {\"a\": [\"INT\"], \"b\": [\"INT\"]}}}}" >schemas.json; "$0" convert misspelt.json --schemas schemas.json' "$comfy"
check 'a wire from nowhere' 1 '' '^libcomfy: the workflow cannot be converted: node 2 "Save Image": its input comes from node 7' "$comfy" convert dangling.json
check 'a misspelt class' 1 '' '^libcomfy: Cannot execute because node EmptyImagge does not exist' "${run[@]}" misspelt.json
grep -q 'EmptyImagge (node 1): is EmptyImage meant?' stderr || { echo 'FAILED  a misspelt class: the nearest'; failed=$((failed + 1)); }
check 'no such input' 2 '' "^libcomfy: --set 1.widht: node 1 has no input 'widht'; it has width, height" "${run[@]}" editor.json --set 1.widht=3
check 'an input that only the class knows' 0 '"batch_size":2' '' sh -c 'sed "s/, .batch_size.: 1//" good.json >bare.json; "$@" bare.json --set EmptyLatentImage.batch_size=2 --target 10 --output bare >/dev/null && "$0" convert bare/x_00001_.latent | sed "s/.*\(.batch_size.:2\).*/\1/"' "$comfy" "${run[@]}"
check 'no such node' 2 '' '^libcomfy: --set Nope.x: no node has that id, class or title$' "${run[@]}" editor.json --set Nope.x=3
check 'several such nodes' 2 '' "^libcomfy: --set CLIPTextEncode.text: several nodes" "${run[@]}" two.json --set CLIPTextEncode.text=x
check 'no seed' 2 '' '^libcomfy: --seed: no node has a seed$' "${run[@]}" editor.json --seed 3
check 'a wrong seed' 2 '' "^libcomfy: --seed: 'x' is no number" "${run[@]}" editor.json --seed x
check 'an output of another kind' 1 '' '^libcomfy: -o: copy.jpg: the workflow saves .png files$' "${run[@]}" editor.json -o copy.jpg
check 'inspect a picture' 0 'workflow: a workflow of the editor, 3 nodes$' '' "$comfy" inspect "$picture"
check 'inspect a picture as JSON' 0 '^\{"file":.*"type":"picture","texts":\{"prompt":' '' "$comfy" inspect "$picture" --json
printf '\x89PNG\r\n\x1a\n' >plain.png
check 'a picture without a workflow' 1 '' '^libcomfy: plain.png: the PNG carries no workflow$' "${run[@]}" plain.png
printf '\x89PNG\r\n\x1a\n\0\0\0\x09tEXtprompt\0{}....' >one.png
check 'inspect one text' 0 '^one.png: a picture that carries one text$' '' sh -c '"$0" inspect one.png | sed -n 1p' "$comfy"
printf 'GIF89a\1\0\1\0\0\0\0\x3b' >plain.gif
check 'a picture of another kind' 1 '' '^libcomfy: plain.gif: a GIF picture, in which no workflow is looked for$' \
    "$comfy" convert plain.gif
check 'inspect a picture of another kind' 1 '' '^libcomfy: plain.gif: a GIF picture, not a model$' "$comfy" inspect plain.gif
if ldconfig -p | grep -q 'libavcodec\.so'; then
    cat >sound.json <<'JSON'
{"1": {"class_type": "EmptyAudio", "inputs": {"duration": 0.1, "sample_rate": 8000, "channels": 1}},
 "2": {"class_type": "SaveAudio", "inputs": {"audio": ["1", 0], "filename_prefix": "sound"}}}
JSON
    check 'a sound' 0 '^\{"2":\{"audio":' '' "${run[@]}" sound.json -o my.flac
    check 'its bytes' 0 '^fLaC$' '' head -c 4 my.flac
    check 'files that were saved' 0 '/out/sound_00002_.flac$' '' sh -c '"$@" | sed -n 1p' - "${run[@]}" sound.json
    check 'a sound of another kind' 1 '' '^libcomfy: -o: my.png: the workflow saves .flac files$' "${run[@]}" sound.json -o my.png
fi
mkdir folder.png
mkfifo pipe.png
ln -s linked.png link.png
: >linked.png
ln -s round.png round.png
for place in 'folder.png a folder' 'pipe.png not a regular file' 'round.png Too many levels of symbolic links' \
    'good.json/x.png Not a directory' "$(printf 'x%.0s' {1..260}).png File name too long"; do
    check "-o that cannot be written: ${place:0:20}" 2 '' "^libcomfy: -o: ${place%% *}: .*${place#* }\$" \
        "$comfy" draw x --models "$models" -o "${place%% *}"
done
check '-o through a link' 0 '^\{"2":' '' "${run[@]}" editor.json -o link.png
[ -L link.png ] && [ -s linked.png ] || { echo 'FAILED  -o through a link: the link'; failed=$((failed + 1)); }
check 'a device without an end' 2 '' '^libcomfy: cannot read /dev/zero: it has more than 512 MiB$' "${run[@]}" /dev/zero
check 'a name that is not UTF-8' 2 '' '^libcomfy: .*is not UTF-8$' "${run[@]}" $'\xff.json'
check 'a text that is not UTF-8' 2 '' '^libcomfy: .*is not UTF-8$' "$comfy" draw $'\xff' --models "$models"
check 'no standard streams' 1 '' '' sh -c '"$@" <&- >&- 2>&-' - "${run[@]}" good.json
check 'no standard output' 1 '' '^libcomfy: cannot write the output: Bad file descriptor$' sh -c '"$@" >&-' - "${run[@]}" good.json
check 'a full disk' 1 '' '^libcomfy: cannot write the output: No space left on device$' \
    bash -c '"$@" >/dev/full' - "${run[@]}" good.json
check 'an interrupt' 130 '' 'was cancelled$' timeout --foreground --preserve-status -s INT 4 "${run[@]}" long.json
check 'asked to end' 143 '' 'was cancelled$' timeout --foreground --preserve-status -s TERM 4 "${run[@]}" long.json
check 'the files behind do not run' 143 '' 'was cancelled$' timeout --foreground --preserve-status -s TERM 4 "${run[@]}" long.json good.json

check 'no file' 2 '' '^libcomfy: cannot read none.json: No such file' "${run[@]}" none.json
check 'no workflow' 2 '' '^libcomfy: a file is missing$' "$comfy" run
check 'two workflows' 2 '' "^libcomfy: unexpected 'good.json'" "$comfy" convert good.json good.json
check 'one of several that is no workflow' 1 '' "^libcomfy: list.json: the file holds no workflow" "${run[@]}" good.json list.json
check 'one of several that is not there' 2 '' '^libcomfy: cannot read none.json: No such file' "${run[@]}" good.json none.json
check 'short errors' 0 '^2$' '' sh -c '"$@" --nope 2>&1 | wc -l' - "$comfy" run
check 'how to learn more' 0 '^usage: libcomfy run FILE... .options.; .libcomfy run --help. says more$' '' sh -c '"$@" --nope 2>&1 || true' - "$comfy" run
check 'an unknown option' 2 '' "^libcomfy: unknown option '--nope'" "$comfy" run good.json --nope
check 'an option without value' 2 '' '^libcomfy: --base needs a value' "$comfy" run good.json --base
check 'a folder that is not there' 2 '' 'is not a folder$' "$comfy" run good.json --base none
check 'a wrong configuration' 2 '' "^libcomfy: configuration: 'nope': unknown key" "${run[@]}" good.json --config '{"nope": 1}'
check 'no command' 2 '' '^libcomfy: no command$' "$comfy"
check 'an unknown command' 2 '' "^libcomfy: unknown command 'paint'" "$comfy" paint

check 'nodes' 0 '^  0: VAE$' '' "$comfy" nodes VAELoader
check 'what a class takes' 0 '^  0: LATENT$' '' "$comfy" nodes KSampler
check 'and gives' 0 '^  0: LATENT$' '' "$comfy" nodes KSampler
check 'coverage of a workflow' 0 'classes that are there: 7 of 7' '' "$comfy" nodes --coverage good.json
mkdir some
cp good.json some
sed 's/VAEDecode/Nope/' good.json >some/other.json
check 'coverage of a folder' 0 '^  Nope 1 1$' '' "$comfy" nodes --coverage some
sed 's/VAEDecode/TrainLoraNode/' good.json >training.json
check 'the reason of a missing class' 0 '^  TrainLoraNode: nothing is trained here$' '' "$comfy" nodes --coverage training.json
echo '{"nodes": [{"id": 1, "type": "SetNode"}, {"id": 2, "type": "EmptyImage"}], "links": []}' >named.json
check 'coverage without what only the editor has' 0 'classes that are there: 1 of 1' '' "$comfy" nodes --coverage named.json
check 'coverage as JSON' 0 '"covered":1' '' "$comfy" nodes --coverage some --json
check 'no workflow to cover' 1 '' 'neither a workflow' "$comfy" nodes --coverage list.json
check 'one key' 0 '^' '' "$comfy" configuration lowvram
check 'a variable that is meant otherwise' 0 '^' 'COMFYUI_LOWVRM names no configuration key; is COMFYUI_LOWVRAM meant' \
    env COMFYUI_LOWVRM=1 "$comfy" configuration lowvram
check 'no such key' 1 '' "there is no configuration key 'nope'" "$comfy" configuration nope
check 'node schemas' 0 '"max":18446744073709551615' '' "$comfy" nodes KSampler --json
check 'no such node' 1 '' "there is no node class 'Nope'" "$comfy" nodes Nope
check 'a misspelt node' 1 '' "^libcomfy: there is no node class 'KSamplr'; is KSampler meant.$" "$comfy" nodes KSamplr
check 'inspect' 0 'metadata format: pt$' '' "$comfy" inspect "$models/checkpoints/demo.safetensors"
check 'inspect as JSON' 0 '^\{"file":.*"type":"Stable Diffusion 1.x checkpoint"' '' \
    "$comfy" inspect "$models/checkpoints/demo.safetensors" --json
check 'inspect something else' 1 '' '^libcomfy: good.json: a JSON document, not a model' "$comfy" inspect good.json
check 'help' 0 '^143 asked to end .SIGTERM..$' '' "$comfy" --help
for command in run draw convert nodes configuration inspect completion; do
    check "help of $command" 0 '^143 asked to end .SIGTERM..$' '' "$comfy" $command --help
    grep -q '^examples:$' stdout || { echo "FAILED  help of $command: the examples"; failed=$((failed + 1)); }
    cp stdout help
    check "help $command" 0 '^143' '' "$comfy" help $command
    cmp -s stdout help || { echo "FAILED  help $command"; failed=$((failed + 1)); }
done

# Prompts, pictures, several files
sed 's/"negative": \["6"/"negative": ["7"/; s/"class_type": "SaveLatent"/"class_type": "CLIPTextEncode"/; s/^ "10".*/ "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blur", "clip": ["4", 1]}}}/' good.json >two_texts.json
check 'another prompt' 0 '"text": "a \\"yellow\\" star".*"text": "dark"' '' sh -c '"$@" two_texts.json --prompt "a \"yellow\" star" --negative dark -o prompted.png >/dev/null; python3 -c "
import re, sys; data = open(\"prompted.png\", \"rb\").read(); start = data.index(b\"tEXtprompt\"); print(data[start + 11:start + 2000].split(b\"IDAT\")[0].decode(errors=\"replace\").replace(chr(10), \" \"))"' - "${run[@]}"
check 'no negative prompt' 2 '' '^libcomfy: --negative: the workflow has no negative prompt that can be found$' "${run[@]}" good.json --negative x
cat >load.json <<'JSON'
{"1": {"class_type": "LoadImage", "inputs": {"image": "example.png"}, "_meta": {"title": "Photo"}},
 "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
JSON
sed 's/"2": {/"3": {"class_type": "LoadImage", "inputs": {"image": "other.png"}}, "4": {"class_type": "PreviewImage", "inputs": {"images": ["3", 0]}}, "2": {/' load.json >load_two.json
check 'another picture' 0 '^\{"2":' '' "${run[@]}" load.json --image example.png=copy.png
check 'another picture by title' 0 '^\{"2":' '' "${run[@]}" load.json --image Photo=copy.png
check 'the only picture' 0 '^\{"2":' '' "${run[@]}" load.json --image copy.png -o loaded.png
check 'its pixels' 0 '^32 24$' '' python3 -c 'import struct; print(*struct.unpack(">II", open("loaded.png", "rb").read()[16:24]))'
check 'two other pictures' 0 '^\{"4":.*"2":' '' "${run[@]}" load_two.json --image 1=copy.png --image other.png=copy.png
check 'which picture' 2 '' '^libcomfy: --image: which one\? The workflow loads example.png, other.png$' "${run[@]}" load_two.json --image copy.png
check 'no such picture' 2 '' "^libcomfy: --image: the workflow loads no 'x.png', only example.png$" "${run[@]}" load.json --image x.png=copy.png
check 'a workflow without pictures' 2 '' '^libcomfy: --image: the workflow loads no picture$' "${run[@]}" good.json --image copy.png
check 'a picture that is none' 2 '' '^libcomfy: --image: list.json: not an image file' "${run[@]}" load.json --image list.json
check 'several files' 0 "$both" '' "${run[@]}" good.json editor.json good.json -o all.png
[ -s all.png ] && [ -s all_2.png ] && [ -s all_3.png ] || { echo 'FAILED  several files: their pictures'; failed=$((failed + 1)); }
check 'models are kept' 0 '^1$' '' sh -c '"$@" good.json good.json --seed random --verbose 2>&1 >/dev/null | grep -c "CheckpointLoaderSimple"' - "${run[@]}"
check 'one of several fails' 1 "$both" '^libcomfy: node 4' "${run[@]}" missing.json good.json

# Progress
check 'progress as JSON' 0 "$both" '^\{"progress":0[.0-9]*,"state":"(queued|running)","file":"good.json","run":1,"runs":2,"prompt_id":"' "${run[@]}" good.json --repeat 2 --progress json
tail -n 1 stderr | grep -q '^{"progress":1.0,"state":"success","file":"good.json","run":2,"runs":2,.*"seconds_left":0' || { echo 'FAILED  progress as JSON: the end'; failed=$((failed + 1)); }
check 'progress of a failure' 1 '' '^\{"progress":.*"state":"error"' "${run[@]}" missing.json --progress json
check 'no progress' 0 "$both" '' "${run[@]}" good.json --progress none
check 'a bar' 0 "$both" '\[[#-]+\] [0-9]+%' "${run[@]}" good.json --set KSampler.steps=50 --progress bar
check 'a wrong progress' 2 '' "^libcomfy: --progress: 'x' is none of auto, bar, json, none$" "${run[@]}" good.json --progress x
check 'quiet' 0 "$both" '' "${run[@]}" good.json --seed random --quiet
check 'verbose' 0 '^libcomfy: node 3 .KSampler.: [0-9.]+ s$' '' sh -c '"$@" good.json --verbose 2>&1 >/dev/null | grep KSampler' - "${run[@]}"
check 'quiet and verbose' 2 '' '^libcomfy: --quiet and --verbose contradict each other$' "${run[@]}" good.json --quiet --verbose

# Without a workflow file
draw=("$comfy" draw 'a red circle' --models "$models" --size 64x64 --steps 1)
mkdir empty
check 'draw' 0 '^drawn.png$' '^libcomfy: seed [0-9]+$' "${draw[@]}" -o drawn.png --base empty
rmdir empty || { echo 'FAILED  draw: something was left'; failed=$((failed + 1)); }
mkdir empty
check 'draw again' 0 '^\{"9":' '' "${run[@]}" drawn.png
check 'draw into the output folder' 0 '^\{"9":\{"images":\[\{"abs_path":"'$work'/drawings/draw_00002_.png"' '' "${draw[@]}" --seed 3 --count 2 --output drawings
check 'draw with a file' 0 '^file.png$' '' "${draw[@]}" --models empty --model "$models/checkpoints/demo.safetensors" --seed 3 -o file.png
check 'the same picture' 0 '^same$' '' sh -c 'cmp -s file.png drawn3.png || "$@" --seed 3 -o drawn3.png >/dev/null; python3 -c "
import struct, zlib
def pixels(path):
    data, at, rows = open(path, \"rb\").read(), 8, b\"\"
    while at < len(data):
        size, = struct.unpack(\">I\", data[at:at + 4])
        if data[at + 4:at + 8] == b\"IDAT\": rows += data[at + 8:at + 8 + size]
        at += 12 + size
    return zlib.decompress(rows)
print(\"same\" if pixels(\"file.png\") == pixels(\"drawn3.png\") else \"different\")"' - "${draw[@]}"
check 'draw without a model' 2 '' '^libcomfy: there is no model: put one into .*/empty/checkpoints, or name one' "$comfy" draw x --models empty
check 'draw with a wrong model' 2 '' "^libcomfy: --model: 'none' is no file and no checkpoint of the models folder; there are demo.safetensors$" "${draw[@]}" --model none
check 'a wrong size' 2 '' "^libcomfy: --size: '64x63' is not WIDTHxHEIGHT" "${draw[@]}" --size 64x63
check 'a wrong sampler' 1 '' "^libcomfy: node 3 .KSampler.: Value not in list: sampler_name: 'x'" "${draw[@]}" --seed 1 --sampler x
check 'a drawing of another kind' 2 '' "^libcomfy: -o: 'c.jpg' does not end with .png, and pictures are drawn as PNG$" \
    "${draw[@]}" -o c.jpg
check 'no text' 2 '' '^libcomfy: a text is missing$' "$comfy" draw
check 'draw is asked to end' 143 '' 'was cancelled$' timeout --foreground --preserve-status -s TERM 4 "${draw[@]}" --seed 1 --steps 10000 -o never.png
[ ! -e never.png ] || { echo 'FAILED  draw, asked to end: a picture'; failed=$((failed + 1)); }

# Completion
"$comfy" completion bash >completion.bash
# What bash offers for the last of the words behind it
completed=(bash -c 'source ./completion.bash; COMP_WORDS=(libcomfy "$@"); COMP_CWORD=$#; _libcomfy; echo "${COMPREPLY[@]}"' -)
check 'completion of commands' 0 '^run draw convert nodes configuration inspect completion --help --version$' '' "${completed[@]}" ''
check 'completion of options' 0 '^--set --seed$' '' "${completed[@]}" run good.json --se
check 'completion of values' 0 '^bar$' '' "${completed[@]}" run good.json --progress b
check 'completion of files' 0 '^good.json$' '' "${completed[@]}" run good
check 'completion of folders' 0 '^drawings$' '' "${completed[@]}" draw x --output dra
check 'completion for fish' 0 "^complete -c libcomfy -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'$" '' "$comfy" completion fish
check 'completion for zsh' 0 '^esac$' '' "$comfy" completion zsh
check 'completion for another shell' 2 '' "^libcomfy: no completion for 'csh'" "$comfy" completion csh
# The other shells themselves, where they are installed
if command -v fish >/dev/null; then
    "$comfy" completion fish >completion.fish
    check 'fish completes an option' 0 '^--progress' '' fish -c 'source completion.fish; complete -C "libcomfy run --prog"'
    check 'fish completes a value' 0 '^none' '' fish -c 'source completion.fish; complete -C "libcomfy run --progress "'
    check 'fish completes a file' 0 '^good.json$' '' fish -c 'source completion.fish; complete -C "libcomfy run good"'
fi
if command -v zsh >/dev/null; then
    mkdir functions
    "$comfy" completion zsh >functions/_libcomfy
    # An interactive shell on a terminal, in which somebody types
    cat >typing.py <<'PYTHON'
import os, pty, select, sys, time
pid, terminal = pty.fork()
if pid == 0:
    os.environ["PATH"] = os.path.dirname(sys.argv[1]) + ":" + os.environ["PATH"]
    os.execvp("zsh", ["zsh", "-f"])
text = b""
def read_until(wanted):
    global text
    text, end = b"", time.time() + 40
    while wanted not in text and time.time() < end and select.select([terminal], [], [], 1) is not None:
        if select.select([terminal], [], [], 0)[0]:
            text += os.read(terminal, 4096)
def type_in(keys, wanted):
    os.write(terminal, keys.encode())
    read_until(wanted.encode())
type_in("PS1=; TERM=dumb; unsetopt zle_bracketed_paste; fpath=($PWD/functions $fpath); autoload -U compinit; compinit -D -u; echo rea''dy\n", "ready")
type_in("libcomfy ru\t", "run ")
type_in("--prog\t", "--progress ")
type_in("js\t", "json ")
type_in("--help | head -n 1\n", "usage: libcomfy run FILE")
print("usage: libcomfy run" if b"usage: libcomfy run FILE" in text else text)
PYTHON
    check 'zsh completes' 0 '^usage: libcomfy run$' '' python3 typing.py "$comfy"
fi

# Pictures by HTTPS, from a server of this machine whose authority is unknown, and then the only one that is known.
roots=/etc/ssl/certs/ca-certificates.crt
if command -v openssl >/dev/null && [ -f $roots ] && unshare -m true 2>/dev/null && ldconfig -p | grep -q 'libcurl\.so\.4 '; then
    cat >tls.sh <<'TLS'
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj '/CN=Test' -addext basicConstraints=critical,CA:TRUE
openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=localhost
echo 'subjectAltName=DNS:localhost' >names
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 -extfile names
TLS
    bash -e tls.sh >/dev/null 2>&1
    cat >serve.py <<'PYTHON'
import http.server
import ssl

server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("server.pem", "server.key")
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
PYTHON
    python3 serve.py >port 2>/dev/null &
    server=$!
    until [ -s port ] || ! kill -0 "$server"; do sleep 0.1; done
    cat >fetch.json <<JSON
{"1": {"class_type": "ImageRequestParameter", "inputs": {"value": "https://localhost:$(cat port)/copy.png", "name": "a"}},
 "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "fetched"}}}
JSON
    fetch=("$comfy" run fetch.json --output out --config '{"fetch_urls": true, "fetch_urls_of_own_networks": true}')
    check 'HTTPS from whom nobody knows' 1 '' 'ConnectionError: https://localhost:[0-9]*/copy.png: SSL certificate' "${fetch[@]}"
    check 'HTTPS' 0 '/out/fetched_00001_.png' '' unshare -m sh -c 'mount --bind ca.pem '$roots' && exec "$@"' - "${fetch[@]}"
    check 'its size' 0 '^32 24$' '' python3 -c \
        'import struct; print(*struct.unpack(">II", open("out/fetched_00001_.png", "rb").read()[16:24]))'
    kill "$server"
    wait "$server" 2>/dev/null || true
fi

bench=$(dirname "$comfy")/comfy-bench
check 'bench' 0 '^\{"command":"peaks",.*"seconds":[0-9.]+,"gflops":[0-9.]+,"share_of_peak":(1|0.99).*"peak_rss_bytes":[0-9]+' '' \
    "$bench" peaks --json
check 'bench: wrong usage' 2 '' "^comfy-bench: no command 'fly'$" "$bench" fly
check 'bench: a model that a command does not measure' 1 '' '^comfy-bench: text does not measure sdxl; picture does' \
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
