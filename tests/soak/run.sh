#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh [MINUTES [BUILD-DIRECTORY [OPTION…]]]: an hour of everything that goes wrong, together, and an
# oracle that looks at every object, receipt, leftover and at the journal; soak.py tells how. A finding
# prints the options that repeat its round. Ends with "N passed, N failed".
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
minutes=${1:-60}
build=$(cd "${2:-$root/build}" && pwd)
[ $# -lt 2 ] || shift
[ $# -lt 1 ] || shift

export DROPOFF_SOURCE_ROOT="$root"
export DROPOFF_TEST_SEND="$build/tests/end-to-end/dropoff-test-send"
exec /usr/bin/python3 -B "$here/soak.py" "$minutes" "$@"
