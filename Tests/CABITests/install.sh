#!/usr/bin/env bash
# Installs dist/ as `make install` does, beside what is there, and builds and runs the C example through pkg-config.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
fail() {
    echo "FAILED  install: $1"
    exit 1
}

# A prefix that others use, too: its folders stay as they are.
mkdir -m 711 -p "$root/usr/local/lib"
make -s -o build install DESTDIR="$root" PREFIX=/usr/local
prefix=$root/usr/local
[ "$(stat -c %a "$prefix/lib")" = 711 ] || fail 'the mode of a folder that was there has changed'
for file in lib/libcomfy.so lib/pkgconfig/comfy.pc include/comfy.h bin/libcomfy share/man/man1/libcomfy.1.gz \
    share/bash-completion/completions/libcomfy share/zsh/vendor-completions/_libcomfy \
    share/fish/vendor_completions.d/libcomfy.fish; do
    [ -f "$prefix/$file" ] || fail "no $file"
done

# An installed library may be in use: it is replaced, not overwritten.
before=$(stat -c %i "$prefix/lib/libcomfy.so")
ln "$prefix/lib/libcomfy.so" "$root/in-use"
make -s -o build install DESTDIR="$root" PREFIX=/usr/local
[ "$(stat -c %i "$prefix/lib/libcomfy.so")" != "$before" ] || fail 'the library was overwritten in place'

dynamic=$(objdump -p "$prefix/lib/libcomfy.so")
for name in $(awk '$1 == "NEEDED" {print $2}' <<<"$dynamic"); do
    case $name in
        libc.so.6 | libm.so.6 | libstdc++.so.6 | libgcc_s.so.1 | ld-linux-x86-64.so.2) ;;
        *) fail "the library needs $name" ;;
    esac
done
soname=$(sed -n 's/^ "soname": "\(.*\)",$/\1/p' "$prefix/share/libcomfy/abi.json")
grep -q "SONAME *$soname\$" <<<"$dynamic" || fail 'the soname is not that of abi.json'
grep -q "IMPORTED_SONAME \"$soname\"" "$prefix/lib/cmake/comfy/comfyConfig.cmake" || fail "CMake's soname"
[ -e "$prefix/lib/$soname" ] || fail 'the link for the loader'

export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
# shellcheck disable=SC2046
"${CC:-cc}" -std=c99 -o "$root/txt2img" examples/c/txt2img.c $(pkg-config --cflags --libs comfy)
models=$PWD/examples/demo-model
cd "$root"
LD_LIBRARY_PATH=$prefix/lib ./txt2img "$models" >out 2>err || fail "the C example: $(cat err)"
[ -s txt2img.ppm ] || fail 'the C example wrote no picture'
[ "$("$prefix/bin/libcomfy" --version)" = "libcomfy $(pkg-config --modversion comfy)" ] || fail 'versions differ'
echo 'ok      install'
