#!/usr/bin/env bash
# Installs what `make deb` and `make tarball` gave into a fresh Debian 12 and runs the examples there. By hand, as root, with
# the network (debootstrap).
#
#     packaging/try.sh PACKAGES FOLDER
#
# PACKAGES is .build/packages; the system is made in FOLDER, and stays there.
set -euo pipefail
if [ $# != 2 ]; then
    sed -n '2,7p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
root=$(cd "$(dirname "$0")/.." && pwd)
packages=$(cd "$1" && pwd)
system=$2
[ -e "$system/etc/debian_version" ] || debootstrap --variant=minbase bookworm "$system"
mountpoint -q "$system/proc" || mount -t proc proc "$system/proc"
trap 'umount "$system/proc"' EXIT
inside() { chroot "$system" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive "$@"; }

rm -rf "$system/try"
mkdir "$system/try"
cp "$packages"/*.deb "$packages"/*.tar.gz "$system/try/"
cp -r "$root/examples" "$system/try/examples"
inside sh -c 'apt-get update -qq && apt-get install -qq --no-install-recommends gcc libc6-dev pkg-config python3 /try/*.deb > /dev/null'

echo '== the command'
inside libcomfy --version
inside libcomfy inspect /try/examples/demo-model/checkpoints/demo.safetensors
echo '== C through pkg-config'
inside sh -c 'cd /try && gcc -o txt2img examples/c/txt2img.c $(pkg-config --cflags --libs comfy) && ./txt2img /try/examples/demo-model && ls -l txt2img.ppm'
echo '== Python'
inside sh -c 'cd /try && python3 -c "
import asyncio, libcomfy
async def main():
    async with libcomfy.Comfy() as client:
        print(type(client).__name__, libcomfy.__version__)
asyncio.run(main())"'
echo '== the archive, somewhere else'
inside sh -c 'cd /try && mkdir moved && tar -C moved --strip-components=1 -xf *.tar.gz && apt-get purge -qq libcomfy0 > /dev/null
    PKG_CONFIG_PATH=/try/moved/lib/pkgconfig gcc -o moved-txt2img examples/c/txt2img.c $(PKG_CONFIG_PATH=/try/moved/lib/pkgconfig pkg-config --cflags --libs comfy) -Wl,-rpath,/try/moved/lib &&
    ./moved-txt2img /try/examples/demo-model && moved/bin/libcomfy --version'
echo '== ok'
