#!/usr/bin/env bash
# Runs the README's commands, in the order in which they stand, in a fresh Debian 12. By hand, as root, with the network
# (debootstrap).
#
#     packaging/readme.sh FOLDER TOOLCHAIN [DIST]
#
# The system is made in FOLDER, and stays there. TOOLCHAIN is Swift's, where its archive was unpacked; it is mounted, instead of
# being downloaded. With DIST, a dist/ that was built elsewhere, nothing is built.
set -euo pipefail
if [ $# -lt 2 ]; then
    sed -n '2,8p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
root=$(cd "$(dirname "$0")/.." && pwd)
system=$1 toolchain=$(cd "$2" && pwd) dist=${3:-}
[ -e "$system/etc/debian_version" ] || debootstrap --variant=minbase bookworm "$system"
name=swift-6.3-RELEASE-debian12
mkdir -p "$system/opt/$name" "$system/src"
mountpoint -q "$system/proc" || mount -t proc proc "$system/proc"
mountpoint -q "$system/opt/$name" || mount --bind -o ro "$toolchain" "$system/opt/$name"
trap 'umount "$system/proc" "$system/opt/$name"' EXIT
(cd "$root" && git ls-files -z | tar --null -T - -cf -) | tar -C "$system/src" -xf -
rm -rf "$system/src/dist"
[ -z "$dist" ] || cp -a "$dist" "$system/src/dist"

# The indented lines of these parts of the README, but for the archive, which is mounted.
awk '/^```/ { fenced = !fenced } /^## / { wanted = /^## (Try it|From Python|From a shell)$/ } wanted && !fenced && /^    [^ ]/ { sub(/^    /, ""); print }' "$root/README.md" |
    grep -v '^{' | sed 's/^tar -xzf [^&]*&& //' > "$system/src/commands.txt"
[ "$(wc -l < "$system/src/commands.txt")" -gt 10 ]
cat > "$system/src/run.sh" <<'RUN'
set -e
cd /src
while IFS= read -r command <&3; do
    case $command in
    make\ *) if [ -d dist ]; then .ci/deps && command="make -o build ${command#make }"; fi ;;
    esac
    printf '\n$ %s\n' "$command"
    eval "$command"
done 3< commands.txt
RUN
# Behind a proxy pip needs the certificates that this machine has.
cp /etc/ssl/certs/ca-certificates.crt "$system/src/certificates.crt"
chroot "$system" /usr/bin/env -i PIP_CERT=/src/certificates.crt PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive \
    sh -c 'apt-get update -qq && bash /src/run.sh'
echo 'ok      README'
