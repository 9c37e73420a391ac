#!/usr/bin/env bash
# Builds the Debian packages libcomfy0, libcomfy-dev, libcomfy-bin and python3-libcomfy from dist/.
#
#     packaging/deb.sh DIST FOLDER
#
# Needs dpkg-deb and no network. SOURCE_DATE_EPOCH, or else the time of the last commit, is the time of all files;
# DEBFULLNAME and DEBEMAIL are the maintainer, as Debian's tools have it.
set -euo pipefail
if [ $# != 2 ]; then
    sed -n '2,7p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
dist=$(cd "$1" && pwd)
mkdir -p "$2"
target=$(cd "$2" && pwd)
version=$(sed -n 's/^#define COMFY_VERSION_STRING "\(.*\)"/\1/p' "$dist/include/comfy.h")
architecture=$(dpkg --print-architecture)
multiarch=$(dpkg-architecture -qDEB_HOST_MULTIARCH 2> /dev/null || echo "$(uname -m)-linux-gnu")
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
maintainer="${DEBFULLNAME:-The libcomfy developers} <${DEBEMAIL:-packages@libcomfy.invalid}>"
umask 022

"$here/install.sh" install "$dist" "$work/all" /usr "/usr/lib/$multiarch"
all=$work/all/usr

take() {  # package, paths below /usr...
    local package=$1
    shift
    for path in "$@"; do
        mkdir -p "$work/$package/usr/$(dirname "$path")"
        mv "$all/$path" "$work/$package/usr/$path"
    done
}
# The oldest glibc that has what the files ask for.
glibc() { objdump -T "$@" | grep -oE 'GLIBC_[0-9.]+' | sort -uV | tail -n 1 | cut -d_ -f2; }
libraries=lib/$multiarch

take libcomfy0 "$libraries/libcomfy.so.$version" "$libraries/libcomfy.so.0" "$libraries/libcomfy/comfy-worker"
take libcomfy-dev include "$libraries/libcomfy.so" "$libraries/pkgconfig" "$libraries/cmake" share/libcomfy
take libcomfy-bin bin share/man
for path in share/bash-completion share/zsh share/fish; do
    if [ -e "$all/$path" ]; then take libcomfy-bin "$path"; fi
done
modules=$work/python3-libcomfy/usr/lib/python3/dist-packages
mkdir -p "$modules"
cp -r "$root/bindings/python/src/libcomfy" "$modules/libcomfy"
find "$modules" -name __pycache__ -prune -exec rm -rf {} +
rm -rf "$modules/libcomfy/_native"

# One file serves any system and host; a library of the same name in the host's process does not meet ours.
overrides() {
    local file=$work/$1/usr/share/lintian/overrides/$1
    case $1 in libcomfy0 | libcomfy-bin) ;; *) return 0 ;; esac
    mkdir -p "$(dirname "$file")"
    printf '# linked statically: one file for any system, and nothing that meets the host'"'"'s own copy\n%s: embedded-library *\n' "$1" > "$file"
}

build() {  # package, architecture, section, multi-arch, depends, line, text
    local package=$1 folder=$work/$1 documents=$work/$1/usr/share/doc/$1
    mkdir -p "$documents" "$folder/DEBIAN"
    cp "$all/share/doc/libcomfy/copyright" "$documents/copyright"
    if [ "$package" = libcomfy0 ]; then
        cp -r "$all/share/doc/libcomfy/licences" "$all/share/doc/libcomfy/libcomfy.spdx.json" "$documents/"
        printf 'libcomfy 0 libcomfy0 (>= %s)\n' "$version" > "$folder/DEBIAN/shlibs"
        printf 'activate-noawait ldconfig\n' > "$folder/DEBIAN/triggers"
    fi
    {
        printf 'libcomfy (%s) unstable; urgency=low\n\n  * CHANGELOG.md says what is new.\n\n' "$version"
        printf ' -- %s  %s\n' "$maintainer" "$(date -uRd "@$SOURCE_DATE_EPOCH")"
    } | gzip -9n > "$documents/changelog.gz"
    gzip -9nc "$root/CHANGELOG.md" > "$documents/NEWS.gz"
    mv "$documents/NEWS.gz" "$documents/CHANGELOG.md.gz"
    {
        printf 'Package: %s\nSource: libcomfy\nVersion: %s\nArchitecture: %s\nSection: %s\n' "$package" "$version" "$2" "$3"
        [ -z "$4" ] || printf 'Multi-Arch: %s\n' "$4"
        printf 'Priority: optional\nMaintainer: %s\nDepends: %s\n' "$maintainer" "$5"
        printf 'Installed-Size: %s\n' "$(du -sk --exclude=DEBIAN "$folder" | cut -f1)"
        printf 'Description: %s\n%s\n' "$6" "$(fold -s -w 76 <<< "$7" | sed 's/ *$//; s/^/ /')"
    } > "$folder/DEBIAN/control"
    overrides "$package"
    (cd "$folder" && find usr -type f -print0 | sort -z | xargs -0 md5sum) > "$folder/DEBIAN/md5sums"
    find "$folder" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group --build "$folder" "$target/${package}_${version}_$2.deb" > /dev/null
    echo "$target/${package}_${version}_$2.deb"
}

needed="libc6 (>= $(glibc "$dist/lib/libcomfy.so" "$dist/bin/comfy-worker")), libstdc++6 (>= 12), libgcc-s1 (>= 3.0)"
same="libcomfy0 (= $version)"
about="libcomfy takes workflows of ComfyUI and gives images, with progress, previews and cancellation on the way. It needs neither Python nor PyTorch."
build libcomfy0 "$architecture" libs same "$needed" 'diffusion workflow engine (library)' "$about This package has the shared library."
build libcomfy-dev "$architecture" libdevel same "$same" 'diffusion workflow engine (development files)' \
    "$about This package has the headers for C and C++ and what pkg-config and CMake need."
build libcomfy-bin "$architecture" utils '' "$same, $needed" 'diffusion workflow engine (command line)' \
    "$about This package has the command libcomfy, which runs workflows, and comfy-bench, which measures."
build python3-libcomfy all python '' "$same, python3 (>= 3.10)" 'diffusion workflow engine (Python module)' \
    "$about This package has the Python module libcomfy, ComfyUI's embedded client."
