#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# first-frame.sh [BUILD-DIRECTORY [RUNS]]: how long Dropoff takes from its start to its first frame,
# signed in and with a list of files, beside an empty window of the same libraries, in turns (10 of
# each). Medians, their ratio, and when the list is there. Figures, not verdicts: compare only what one
# run says, of a build with -Dbuildtype=release, on a machine that does nothing else.
set -eu
cd "$(dirname "$0")/../.."
. tests/setup.sh

build=$(readlink -f "${1:-build}")
setup_packages build test display
ninja -C "$build" src/ui/dropoff tests/bench/empty-window >/dev/null
DROPOFF_PROGRAM=$build/src/ui/dropoff exec tests/ui/with-display.sh \
  /usr/bin/python3 -B tests/bench/first_frame.py "$build/tests/bench/empty-window" "${2:-10}"
