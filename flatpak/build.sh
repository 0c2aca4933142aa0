#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# build.sh [--no-run]: builds the Flatpak from this checkout, installs it for build/flatpak alone, runs
# it in a display of its own and takes a picture, build/flatpak/window.png. Needs no Flathub: see
# runtime.sh. The first run makes the runtime (minutes); later ones keep it.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/setup.sh

id=io.github.dropoff.Dropoff
manifest=flatpak/$id.json
dir=$PWD/build/flatpak
export FLATPAK_USER_DIR=$dir/installation
export LC_ALL=C.UTF-8

# Prints how long the step before took.
began=$SECONDS
lap() {
  echo "flatpak: $1 ($((SECONDS - began)) s)"
  began=$SECONDS
}

# The published manifest with this checkout, also what is not committed, as its source.
developer_manifest() {
  git ls-files -co --exclude-standard -z | while IFS= read -r -d '' file; do
    [ ! -e "$file" ] || printf '%s\0' "$file"
  done | tar --null --files-from=- --transform 's,^,dropoff/,' -cf "$dir/source/dropoff.tar"
  /usr/bin/python3 - "$manifest" "$dir/source/$id.json" "$dir/source/dropoff.tar" <<'PYTHON'
import hashlib
import json
import sys
with open(sys.argv[3], "rb") as file:
    # Without a checksum flatpak-builder takes what it built the last time.
    checksum = hashlib.sha256(file.read()).hexdigest()
with open(sys.argv[1], encoding="utf-8") as file:
    manifest = json.load(file)
module = manifest["modules"][-1]
module["sources"] = [{"type": "archive", "path": "dropoff.tar", "sha256": checksum}]
module["config-opts"] = module.get("config-opts", []) + ["-Dwerror=true"]
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(manifest, file, indent=2)
PYTHON
}

# The sources of the modules before ours, where their addresses cannot be reached: Debian has the very
# same archives. What is there already is kept; the manifest's checksums are asked in any case.
fetch_from_debian() {
  local name=qrencode-4.1.1.tar.bz2 checksum target here=$dir/debian-sources
  checksum=$(/usr/bin/python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["modules"][0]["sources"][0]["sha256"])' "$manifest")
  target=$dir/state/downloads/$checksum/$name
  [ ! -e "$target" ] || return 0
  mkdir -p "$here/lists/partial" "${target%/*}"
  sed 's/^/deb-src /' >"$here/sources.list" <<<"$(flatpak/runtime.sh --mirror) bookworm main"
  local apt=(apt-get -qq -o "Dir::State::Lists=$here/lists" -o "Dir::Etc::SourceList=$here/sources.list"
    -o Dir::Etc::SourceParts=/dev/null -o APT::Sandbox::User=root)
  (cd "$here" && "${apt[@]}" update && "${apt[@]}" source --download-only --tar-only qrencode) \
    >"$dir/sources.log" 2>&1 || { tail -n 20 "$dir/sources.log"; return 1; }
  cp "$here"/qrencode_4.1.1.orig.tar.bz2 "$target"
}

build() {
  flatpak-builder --user --force-clean --disable-rofiles-fuse --disable-updates \
    --state-dir="$dir/state" --repo="$dir/app-repo" "$dir/app" "$dir/source/$id.json" \
    >"$dir/build.log" 2>&1 || { tail -n 60 "$dir/build.log"; return 1; }
  if grep -E '(^|[^-])warning:' "$dir/build.log"; then
    echo "flatpak: the compiler warned; see $dir/build.log" >&2
    return 1
  fi
}

# Every permission is one that the manifest asks for, and the versions are newer than the floor's.
look_inside() {
  flatpak run --user --command=sh "$id" -c 'command -v dropoff; ls /app/share/applications /app/share/metainfo'
  flatpak run --user --devel --command=sh "$id" -c \
    'for name in gtk4 libadwaita-1 glib-2.0 libcurl; do echo "$name $(pkg-config --modversion $name)"; done'
}

setup_packages flatpak display
mkdir -p "$dir/source"
python3 -m json.tool "$manifest" >/dev/null
branch=$(/usr/bin/python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["runtime-version"])' "$manifest")

flatpak/runtime.sh "$dir" "$branch"
flatpak --user remote-add --if-not-exists --no-gpg-verify stand-in "file://$dir/repo"
flatpak --user install -y --noninteractive --or-update stand-in \
  "org.gnome.Platform//$branch" "org.gnome.Sdk//$branch" >"$dir/install.log" 2>&1 \
  || { tail -n 20 "$dir/install.log"; exit 1; }
lap "the runtime is there"
developer_manifest
fetch_from_debian
build
lap "built without a warning"
flatpak build-bundle "$dir/app-repo" "$dir/$id.flatpak" "$id"
flatpak --user install -y --noninteractive --reinstall --bundle "$dir/$id.flatpak" \
  >>"$dir/install.log" 2>&1 || { tail -n 20 "$dir/install.log"; exit 1; }
look_inside
lap "installed from $(du -h "$dir/$id.flatpak" | cut -f 1)B"
if [ "${1:-}" != --no-run ]; then
  tests/ui/with-display.sh flatpak/picture.sh "$id" "$dir/window.png"
  lap "ran, see $dir/window.png"
fi
echo "flatpak: ok"
