#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# setup.sh KIND…: installs the Debian packages that a kind of work needs, as root or with sudo.
# Does nothing, quickly, when all of them are there. Can be sourced: then call setup_packages KIND….
#
# Kinds: build, test, bench, display, clients, ceph, clang, flatpak, bare.

setup_list() {
  case $1 in
    build)
      echo gcc libc6-dev meson ninja-build pkg-config gettext libglib2.0-dev libgtk-4-dev \
        libadwaita-1-dev libcurl4-openssl-dev libjson-glib-dev libsecret-1-dev libssl-dev \
        libsqlite3-dev libqrencode-dev desktop-file-utils gtk-update-icon-cache shared-mime-info
      ;;
    test)
      echo python3 python3-cryptography python3-aiohttp ca-certificates openssl procps psmisc \
        util-linux appstream desktop-file-utils libxml2-utils shellcheck sqlite3 dbus-daemon \
        dbus-bin gnome-keyring python3-gi
      ;;
    bench)
      echo curl findutils s3cmd time
      ;;
    display)
      echo xvfb openbox xdotool zbar-tools x11-utils chromium dbus dbus-daemon dbus-bin \
        at-spi2-core gnome-keyring \
        python3-gi gir1.2-gtk-4.0 gir1.2-secret-1 pcmanfm thunar imagemagick libglib2.0-bin \
        adwaita-icon-theme fonts-cantarell fonts-dejavu-core librsvg2-common shared-mime-info \
        gettext locales
      ;;
    clients)
      echo awscli rclone python3-boto3 python3-cryptography ca-certificates
      command -v node >/dev/null || echo nodejs
      command -v npm >/dev/null || echo npm
      ;;
    ceph)
      echo radosgw ceph-mon ceph-osd python3-boto3 procps
      ;;
    clang)
      # The runtime of the sanitizers is named after the compiler's version.
      echo clang "libclang-rt-$(setup_clang_version)-dev"
      ;;
    flatpak)
      echo flatpak flatpak-builder bubblewrap ostree mmdebstrap xvfb x11-utils imagemagick \
        dbus-daemon gnome-keyring appstream appstream-util desktop-file-utils elfutils patch fuse3 \
        xdg-desktop-portal xdg-desktop-portal-gtk procps
      ;;
    bare)
      echo mmdebstrap git util-linux
      ;;
    *)
      echo "setup.sh: unknown kind: $1" >&2
      return 1
      ;;
  esac
}

# The version that Debian's package "clang" stands for: 14 on Debian 12, 19 on Debian 13.
setup_clang_version() {
  local major
  major=$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9]*\).*/\1/p')
  if [ -z "$major" ]; then
    setup_as_root apt-get update -qq >&2
    major=$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9]*\).*/\1/p')
  fi
  echo "${major%%[!0-9]*}"
}

setup_as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo -- "$@"
  else
    echo "setup.sh: packages are missing; run this as root or install sudo" >&2
    return 1
  fi
}

# Prints those of the packages that are not installed.
setup_missing() {
  local installed
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null \
    | sed -n 's/ installed$//p')
  printf '%s\n' "$@" | sort -u | grep -vxF -e "${installed:-none}" || true
}

setup_packages() {
  local kind list packages=() missing log
  for kind in "$@"; do
    list=$(setup_list "$kind") || return 1
    # shellcheck disable=SC2206
    packages+=($list)
  done
  missing=$(setup_missing "${packages[@]}")
  [ -n "$missing" ] || return 0
  echo "setup: installing" $missing
  log=$(mktemp)
  # shellcheck disable=SC2086
  if ! { setup_as_root apt-get -qq update && setup_as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -y -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 \
    install --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
  missing=$(setup_missing "${packages[@]}")
  [ -z "$missing" ] || { echo "setup.sh: not installed:" $missing >&2; return 1; }
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -euo pipefail
  [ $# -gt 0 ] || set -- build test display
  setup_packages "$@"
fi
