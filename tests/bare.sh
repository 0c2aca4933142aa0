#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# bare.sh [--keep|--clone] [COMMAND…]: proves that a fresh clone works on a bare machine.
#
# Makes a minimal Debian of this machine's release in build/bare/tree, puts a fresh clone of the last
# commit there and runs COMMAND in it (tests/check.sh --quick), as root, in mount and process
# namespaces of its own. Nothing but apt and a shell is there at the start. --keep takes the tree of
# the last time as it is; --clone takes its packages, but a fresh clone. Root only.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/setup.sh

keep=
case ${1:-} in
  --keep | --clone)
    keep=$1
    shift
    ;;
esac
[ $# -gt 0 ] || set -- tests/check.sh --quick
setup_packages bare
dir=$PWD/build/bare
tree=$dir/tree
mkdir -p "$dir/archives/partial"

# The files with this machine's own Debian sources; other vendors' are left out.
debian_sources() {
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    if [ -e "$file" ] && grep -q 'debian-archive-keyring' "$file"; then
      echo "$file"
    fi
  done
}

# A tree with nothing but what Debian cannot do without, kept as an archive for the next time.
make_base() {
  local release
  release=$(. /etc/os-release && echo "$VERSION_CODENAME")
  # shellcheck disable=SC2046
  mmdebstrap --mode=root --variant=minbase --include=debian-archive-keyring \
    "$release" "$dir/base.new.tar" $(debian_sources) >"$dir/base.log" 2>&1 \
    || { tail -n 20 "$dir/base.log" >&2; return 1; }
  mv "$dir/base.new.tar" "$dir/base.tar"
}

# How this machine reaches the mirror: name service, apt's proxies, certificates of its own.
copy_network() {
  local file
  cp -L /etc/resolv.conf /etc/hosts "$tree/etc/"
  for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*; do
    if [ -e "$file" ] && grep -qiE '^[^/#]*Acquire' "$file"; then
      cp "$file" "$tree/etc/apt/apt.conf.d/"
    fi
  done
  if [ -n "$(ls /usr/local/share/ca-certificates 2>/dev/null)" ]; then
    mkdir -p "$tree/usr/local/share/ca-certificates"
    cp -r /usr/local/share/ca-certificates/. "$tree/usr/local/share/ca-certificates/"
  fi
  [ ! -e ~/.npmrc ] || install -D -m 600 ~/.npmrc "$tree$HOME/.npmrc"
}

# Runs inside the namespaces: mounts what a machine has and enters the tree.
enter() {
  mount -t proc proc "$tree/proc"
  mount -t sysfs -o ro sysfs "$tree/sys"
  mount --rbind /dev "$tree/dev"
  mount -t tmpfs tmpfs "$tree/run"
  mount -t tmpfs -o mode=1777 tmpfs "$tree/tmp"
  mount --bind "$dir/archives" "$tree/var/cache/apt/archives"
  local pass=("HOME=$HOME" USER=root TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
  local name
  for name in http_proxy https_proxy no_proxy NODE_EXTRA_CA_CERTS npm_config_registry; do
    [ -z "${!name:-}" ] || pass+=("$name=${!name}")
  done
  cd /
  exec env -i "${pass[@]}" chroot "$tree" /bin/sh -c 'cd /srv/dropoff && exec "$@"' sh "$@"
}

[ -e "$tree/srv/dropoff" ] || keep=
if [ "$keep" = --clone ]; then
  rm -rf "$tree/srv/dropoff"
  git clone -q --no-hardlinks . "$tree/srv/dropoff"
elif [ -z "$keep" ]; then
  [ -e "$dir/base.tar" ] || make_base
  rm -rf "$tree"
  mkdir "$tree"
  tar -C "$tree" --numeric-owner -xpf "$dir/base.tar"
  # Packages that were fetched once stay for the next time.
  rm -f "$tree/etc/apt/apt.conf.d/docker-clean"
  echo 'APT::Keep-Downloaded-Packages "true";' >"$tree/etc/apt/apt.conf.d/99keep"
  git clone -q --no-hardlinks . "$tree/srv/dropoff"
  copy_network
fi

export tree dir
export -f enter
exec unshare --mount --pid --fork --kill-child --propagation private bash -c 'enter "$@"' enter "$@"
