#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# demo.sh [--headless]: installs what is needed, builds Dropoff, starts a local stand-in for the cloud,
# and shows the app with a connection to it, until its window is closed.
#
# Without a display, or with --headless, it does the whole job by itself on a display of its own: signs
# in through the window, drags files onto it, waits until they are sent, and compares. It leaves
# pictures in build/demo/ and ends with "demo: ok SHA256".
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/setup.sh

headless=
case ${1:-} in
  '') [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || headless=1 ;;
  --headless) headless=1 ;;
  *) echo "usage: tests/demo.sh [--headless]" >&2; exit 2 ;;
esac

out=$PWD/build/demo
build=$PWD/build/demo-build
app=$PWD/build/demo-app
export PYTHONDONTWRITEBYTECODE=1

fail() {
  echo "demo: FAILED while $1"
  [ ! -e "${2:-}" ] || tail -n 40 "$2"
  exit 1
}

# Builds what belongs to the app, none of the tests, and installs it below build/.
build_app() {
  if [ ! -e "$build/build.ninja" ]; then
    rm -rf "$build"
    meson setup "$build" --prefix="$app" --libdir=lib || return 1
  fi
  # meson needs to look at changed meson.build files before it can tell what is installed.
  ninja -C "$build" build.ninja || return 1
  meson introspect --targets "$build" | /usr/bin/python3 -c '
import json, os, sys
for target in json.load(sys.stdin):
    if target["installed"]:
        print(*(os.path.relpath(name, sys.argv[1]) for name in target["filename"]), sep="\0", end="\0")
' "$build" | xargs -0 ninja -C "$build" || return 1
  meson install -C "$build" --no-rebuild --quiet
}

echo "demo: installing what is needed"
setup_packages build test display || fail "installing packages"
rm -rf "$out"
mkdir -p "$out"
echo "demo: building"
build_app >"$out/build.log" 2>&1 || fail building "$out/build.log"

export DROPOFF_PROGRAM=$app/bin/dropoff
export XDG_DATA_DIRS=$app/share:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}
if [ -n "$headless" ]; then
  # What bus and window manager say goes into a log of its own.
  timeout -k 20 200 tests/ui/with-display.sh sh -c 'exec "$@" >&4 4>&-' sh \
    /usr/bin/python3 tests/end-to-end/display/demo.py "$out" 4>&1 >"$out/session.log" 2>&1
  status=$?
  [ "$status" = 0 ] || fail "running (status $status)" "$out/session.log"
else
  exec /usr/bin/python3 tests/end-to-end/display/demo_here.py
fi
