#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# picture.sh ID PNG: runs an installed Flatpak in the display that is there, waits for its window, takes
# a picture of it and ends it. To be run by tests/ui/with-display.sh.
set -euo pipefail
id=$1
png=$2
log=${png%.png}.log
# Names that GTK 4.18 knows; older ones stand in GDK_DEBUG.
unset GDK_DEBUG

flatpak run --user --env=GSK_RENDERER=cairo --env=GDK_DISABLE=gl "$id" >"$log" 2>&1 &
app=$!
end_app() {
  flatpak kill "$id" 2>/dev/null || true
  wait "$app" 2>/dev/null || true
}
trap end_app EXIT

window=
for _ in $(seq 300); do
  window=$(xdotool search --onlyvisible --class dropoff 2>/dev/null | head -n 1) && [ -n "$window" ] && break
  kill -0 "$app" 2>/dev/null || { echo "picture.sh: the program ended" >&2; cat "$log" >&2; exit 1; }
  sleep 0.1
done
[ -n "$window" ] || { echo "picture.sh: no window" >&2; cat "$log" >&2; exit 1; }
# The first frame comes a little after the window.
sleep 1
import -window root "$png"
if [ "$(identify -format '%k' "$png")" -lt 20 ]; then
  echo "picture.sh: the picture is empty" >&2
  exit 1
fi
! grep -E 'CRITICAL|ERROR' "$log"
