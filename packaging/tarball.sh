#!/usr/bin/env bash
# Writes dist/ as an archive that runs wherever it is unpacked. Equal trees give equal bytes.
#
#     packaging/tarball.sh DIST FILE.tar.gz
set -euo pipefail
if [ $# != 2 ]; then
    sed -n '2,4p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
name=$(basename "$2" .tar.gz)
epoch=${SOURCE_DATE_EPOCH:-$(git -C "$(dirname "$0")" log -1 --format=%ct)}
mkdir -p "$(dirname "$2")"
tar -C "$1" --transform "s|^\.|$name|" --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner -c . | gzip -9n > "$2.part"
mv "$2.part" "$2"
echo "$2"
