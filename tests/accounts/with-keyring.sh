#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# with-keyring.sh STATE COMMAND...: runs a command on a private bus with a keyring of its own, in a
# home of its own. STATE is what the keyring is: open, locked, silent (owns its name and never
# answers), absent (there is none).
set -eu
state=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/dropoff-keyring-XXXXXX")
trap 'rm -rf "$home"' EXIT
umask 077
mkdir -p "$home/data/keyrings" "$home/run" "$home/config" "$home/cache"
# No service may be started by name: the default bus would bring keyrings of its own.
cat > "$home/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=$home/run</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END
export HOME="$home" XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config"
export XDG_CACHE_HOME="$home/cache" XDG_RUNTIME_DIR="$home/run"
export DROPOFF_KEYRING="$state"
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL FLATPAK_ID
status=0
dbus-run-session --config-file="$home/bus.conf" -- sh "$here/keyring-session.sh" "$@" || status=$?
exit "$status"
