#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# drags.sh [TIMES [BUILD-DIRECTORY [TEST…]]]: drags with the real pointer from pcmanfm, thunar and a
# GTK 4 window: one file (always twenty times), three files, and a folder of 10,000, TIMES (20) each;
# every object is compared (about two hours). DROPOFF_DRAG_FOLDER is the folder's size. A TEST is one of
# test_drags.py, such as TestDrags.test_thunar; then only that one runs.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
times=${1:-20}
build=$(cd "${2:-$root/build}" && pwd)
[ $# -lt 2 ] || shift
[ $# -lt 1 ] || shift

export DROPOFF_PROGRAM="$build/src/ui/dropoff"
export DROPOFF_DRAG_TIMES="$times"
export DROPOFF_DRAG_FOLDER="${DROPOFF_DRAG_FOLDER:-10000}"
tests=$root/tests/end-to-end/display
if [ $# -eq 0 ]; then
  "$root/tests/ui/with-display.sh" "$tests/test_drag.py"
fi
"$root/tests/ui/with-display.sh" "$tests/test_drags.py" "$@"
