#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# kills.sh [KILLS [BUILD-DIRECTORY [OPTION…]]]: kills the sender 1,000 times (about an hour) over
# uploads of 1 to 200 parts and looks at what came of it; kills.py tells how. Ends with
# "N passed, N failed".
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
kills=${1:-1000}
build=$(cd "${2:-$root/build}" && pwd)
[ $# -lt 2 ] || shift
[ $# -lt 1 ] || shift

export DROPOFF_SOURCE_ROOT="$root"
export DROPOFF_TEST_SEND="$build/tests/end-to-end/dropoff-test-send"
exec /usr/bin/python3 -B "$here/kills.py" "$kills" "$@"
