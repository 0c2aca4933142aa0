#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# runtime.sh DIR BRANCH: makes a stand-in for org.gnome.Platform and org.gnome.Sdk out of Debian 13's
# packages, so that the Flatpak can be built and run where the real ones cannot be downloaded.
# DIR/repo is then an OSTree repository with both. What is there already is kept.
#
# runtime.sh --mirror: prints the address of the Debian mirror that is used.
#
# It has older versions than the real runtime: GTK 4.18, libadwaita 1.7, GLib 2.84, libcurl 8.14.
set -euo pipefail
suite=trixie
arch=$(flatpak --default-arch)

run_time=(
  libgtk-4-1 libgtk-4-bin libadwaita-1-0 libcurl4t64 libssl3t64 libsecret-1-0 libsqlite3-0
  libjson-glib-1.0-0 glib-networking gsettings-desktop-schemas dconf-gsettings-backend
  adwaita-icon-theme librsvg2-common shared-mime-info fonts-cantarell fonts-dejavu-core
  libglib2.0-bin ca-certificates openssl libegl1 libgles2 libgl1-mesa-dri
  bash coreutils findutils grep sed gawk tar gzip xz-utils procps
)
# flatpak-builder runs appstream-compose (1.2) or appstreamcli compose (1.4) inside the SDK.
development=(
  gcc make cmake meson ninja-build pkgconf gettext patch git python3-minimal
  libgtk-4-dev libadwaita-1-dev libcurl4-openssl-dev libssl-dev libsecret-1-dev libsqlite3-dev
  libjson-glib-dev libglib2.0-dev-bin gtk-update-icon-cache desktop-file-utils
  appstream appstream-compose appstream-util
)

# The mirror of this machine's own apt sources.
find_mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1
}

if [ "$1" = --mirror ]; then
  find_mirror
  exit
fi
dir=$(readlink -m "$1")
branch=$2

# make_tree NAME PACKAGE…: a small Debian in DIR/NAME.
make_tree() {
  local name=$1 packages
  shift
  packages=$(IFS=,; echo "$*")
  rm -rf "${dir:?}/$name"
  mmdebstrap --mode=root --variant=minbase --components=main --include="$packages" \
    --dpkgopt=force-unsafe-io --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/gtk-doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    "$suite" "$dir/$name" "$mirror" >"$dir/$name.log" 2>&1 \
    || { tail -n 20 "$dir/$name.log" >&2; return 1; }
}

# make_runtime NAME ID: the tree as a runtime (its usr and etc), put into the repository.
make_runtime() {
  local tree=$dir/$1 out=$dir/$1.runtime
  rm -rf "$out"
  mkdir -p "$out/files"
  mv "$tree/usr" "$out/usr"
  mv "$tree/etc" "$out/usr/etc"
  # Flatpak calls ldconfig with a PATH that has no sbin.
  ln -sf ../sbin/ldconfig "$out/usr/bin/ldconfig"
  # Flatpak makes these anew in each sandbox.
  (cd "$out/usr/etc" && rm -rf apt hostname hosts machine-id mtab fstab resolv.conf \
    passwd* group* shadow* gshadow*)
  # As the real one has it: where a Flatpak's own libraries are. Flatpak makes the cache itself.
  printf '%s\n' /app/lib 'include /etc/ld.so.conf.d/*.conf' >"$out/usr/etc/ld.so.conf"
  rm -f "$out/usr/etc/ld.so.cache"
  rm -rf "$out"/usr/lib/{apt,systemd,udev} "$out"/usr/share/{doc,info,lintian,man}
  find "$out/usr" ! -type f ! -type d ! -type l -delete
  cat >"$out/metadata" <<METADATA
[Runtime]
name=$2
runtime=org.gnome.Platform/$arch/$branch
sdk=org.gnome.Sdk/$arch/$branch
METADATA
  flatpak build-export --runtime --disable-sandbox --no-update-summary \
    "$dir/repo.new" "$out" "$branch" >/dev/null
  rm -rf "$tree" "$out"
}

[ ! -e "$dir/repo/summary" ] || exit 0
mkdir -p "$dir"
mirror=$(find_mirror)
[ -n "$mirror" ] || { echo "runtime.sh: no Debian mirror in apt's sources" >&2; exit 1; }
rm -rf "$dir/repo.new"
ostree --repo="$dir/repo.new" init --mode=bare-user-only

make_tree platform "${run_time[@]}" &
platform=$!
make_tree sdk "${run_time[@]}" "${development[@]}"
wait "$platform"
make_runtime platform org.gnome.Platform
make_runtime sdk org.gnome.Sdk
flatpak build-update-repo "$dir/repo.new" >/dev/null
mv "$dir/repo.new" "$dir/repo"
