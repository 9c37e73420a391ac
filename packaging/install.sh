#!/usr/bin/env bash
# Puts dist/ where a distribution has such files, or takes it away again.
#
#     packaging/install.sh install|uninstall DIST DESTDIR PREFIX LIBDIR
#
# The library's file has its version in its name; the names of the loader and of the linker are links to it. LIBDIR may be
# PREFIX/lib or one of a multiarch system, such as PREFIX/lib/x86_64-linux-gnu. Files are replaced, not written over: they
# may be in use. Without DESTDIR the loader's cache is brought up to date, or it is said why a program will not find the
# library.
set -euo pipefail
if [ $# != 5 ]; then
    sed -n '2,5p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
action=$1 dist=$(cd "$2" && pwd) destination=$3 prefix=$4 libraries=$5
here=$(cd "$(dirname "$0")" && pwd)
version=$(sed -n 's/^#define COMFY_VERSION_STRING "\(.*\)"/\1/p' "$dist/include/comfy.h")
soname=$(sed -n 's/^ "soname": "\(.*\)",$/\1/p' "$dist/share/libcomfy/abi.json")
real=libcomfy.so.$version
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

put() {  # mode, source, target
    if [ "$action" = uninstall ]; then
        rm -f "$destination$3"
    else
        install -D -m "$1" "$2" "$work/file"
        mkdir -p "$(dirname "$destination$3")"
        mv -f "$work/file" "$destination$3"
    fi
}
link() {  # what it points to, the link
    rm -f "$destination$2"
    [ "$action" = uninstall ] || ln -s "$1" "$destination$2"
}

put 644 "$dist/lib/libcomfy.so" "$libraries/$real"
[ "$soname" = "$real" ] || link "$real" "$libraries/$soname"
link "$soname" "$libraries/libcomfy.so"
for header in "$dist"/include/*; do put 644 "$header" "$prefix/include/$(basename "$header")"; done

# Both find the headers from their own place, so that the prefix may be moved.
headers=$(realpath -m --relative-to="$libraries" "$prefix/include")
for file in pkgconfig/comfy.pc cmake/comfy/comfyConfig.cmake cmake/comfy/comfyConfigVersion.cmake; do
    sed "s|\.\./include|$headers|" "$dist/lib/$file" > "$work/text"
    put 644 "$work/text" "$libraries/$file"
done

for program in libcomfy comfy-bench; do put 755 "$dist/bin/$program" "$prefix/bin/$program"; done
# Nobody starts it but the library, which looks for it here.
put 755 "$dist/bin/comfy-worker" "$libraries/libcomfy/comfy-worker"
for page in "$here"/man/*.1; do
    sed "s/@VERSION@/$version/" "$page" | gzip -9n > "$work/page"
    put 644 "$work/page" "$prefix/share/man/man1/$(basename "$page").gz"
done
(cd "$dist/share" && find libcomfy doc bash-completion zsh fish -type f 2> /dev/null || true) | while read -r file; do
    put 644 "$dist/share/$file" "$prefix/share/$file"
done

if [ "$action" = uninstall ]; then
    for folder in "$libraries/libcomfy" "$libraries/cmake/comfy" "$prefix/share/libcomfy" \
        "$prefix/share/doc/libcomfy/licences" "$prefix/share/doc/libcomfy"; do
        rmdir "$destination$folder" 2> /dev/null || true
    done
fi
if [ -z "$destination" ]; then
    if [ "$(id -u)" = 0 ]; then ldconfig; fi
    if [ "$action" = install ] && ! ldconfig -p 2> /dev/null | grep -qF "$libraries/$soname"; then
        echo "the loader does not look into $libraries: link programs with -Wl,-rpath,$libraries, or set LD_LIBRARY_PATH"
    fi
fi
