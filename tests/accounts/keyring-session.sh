#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The inside of with-keyring.sh: starts the keyring that $DROPOFF_KEYRING names, then the command.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
keyring=
wait_for_name () {
  for _ in $(seq 100); do
    if dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus \
      org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q 'boolean true'; then
      return 0
    fi
    sleep 0.1
  done
  echo "no keyring after 10 s" >&2
  return 1
}
case $DROPOFF_KEYRING in
open | locked)
  # The daemon's own warnings are not the test's.
  printf %s password | env -u G_DEBUG -u G_SLICE gnome-keyring-daemon --foreground --unlock --components=secrets \
    > "$HOME/keyring.log" 2>&1 &
  keyring=$!
  wait_for_name
  ;;
silent)
  /usr/bin/python3 "$here/silent_keyring.py" &
  keyring=$!
  wait_for_name
  ;;
esac
status=0
"$@" || status=$?
if [ -n "$keyring" ]; then
  kill "$keyring" 2> /dev/null || true
  wait "$keyring" 2> /dev/null || true
fi
exit "$status"
