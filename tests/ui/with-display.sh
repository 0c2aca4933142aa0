#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# with-display.sh COMMAND [ARGUMENT…]: runs a command in a display, a session bus and a home of its
# own, and takes all of it away afterwards. The exit status is the command's.
set -eu

work=$(mktemp -d "${TMPDIR:-/tmp}/dropoff-display.XXXXXX")
xvfb=
openbox=
status=1

clean_up() {
  [ -n "$openbox" ] && kill "$openbox" 2>/dev/null
  [ -n "$xvfb" ] && kill "$xvfb" 2>/dev/null
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 143' TERM INT HUP

mkdir -m 700 "$work/home" "$work/runtime" "$work/services"
mkdir -p "$work/home/.local/share" "$work/home/.config" "$work/home/.cache"

# Only the accessibility bus may be started: portals would wake the keyring and more.
for dir in /usr/share /usr/local/share; do
  if [ -e "$dir/dbus-1/services/org.a11y.Bus.service" ]; then
    cp "$dir/dbus-1/services/org.a11y.Bus.service" "$work/services/"
  fi
done
cat >"$work/bus.conf" <<CONFIG
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=$work/runtime</listen>
  <servicedir>$work/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONFIG

Xvfb -displayfd 3 -screen 0 "${DROPOFF_SCREEN:-1280x1200x24}" -nolisten tcp -noreset \
  3>"$work/display" >"$work/xvfb.log" 2>&1 &
xvfb=$!
tries=0
while [ ! -s "$work/display" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 200 ] || ! kill -0 "$xvfb" 2>/dev/null; then
    cat "$work/xvfb.log" >&2
    echo "with-display.sh: Xvfb did not start" >&2
    exit 1
  fi
  sleep 0.05
done

export DISPLAY=":$(cat "$work/display")"
export HOME="$work/home" XDG_RUNTIME_DIR="$work/runtime"
export XDG_DATA_HOME="$work/home/.local/share" XDG_CONFIG_HOME="$work/home/.config"
export XDG_CACHE_HOME="$work/home/.cache"
export GDK_BACKEND=x11 GSETTINGS_BACKEND=memory GSK_RENDERER=cairo GDK_DEBUG=gl-disable
export LC_ALL="${DROPOFF_LOCALE:-C.UTF-8}"
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS

openbox --sm-disable >"$work/openbox.log" 2>&1 &
openbox=$!

status=0
dbus-run-session --config-file="$work/bus.conf" -- "$@" || status=$?
exit "$status"
