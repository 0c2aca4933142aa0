#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# window.sh [FILES [SECONDS [--megabytes N]]]: the real window on a display of its own takes that many
# files (100,000) in one drop, as one folder and then one by one, and sends them while its list is
# scrolled with real keys and wheel turns for that long (30 s). The next start goes on with what is
# left, which is removed by keys then. The files are small ones, or of N MB and in memory already. One
# table: what a person would notice. Figures, not verdicts: a busy machine makes the clock's slower,
# not those of the processor.
set -eu
cd "$(dirname "$0")/../.."
. tests/setup.sh

setup_packages build test display bench
build=${DROPOFF_BENCH_BUILD:-build/bench/window}
if [ ! -e "$build/build.ninja" ]; then
  rm -rf "$build"
  meson setup "$build" -Dbuildtype=release >/dev/null
fi
ninja -C "$build" tests/bench/bench-window tests/bench/bench-sink >/dev/null
exec tests/ui/with-display.sh /usr/bin/python3 -B tests/bench/window.py "$build" \
  --files "${1:-100000}" --seconds "${2:-30}" "${@:3}"
