#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh [--quick|--tiny] [--case NAME]… [--client NAME]… [--rounds N]: how fast Dropoff sends files,
# beside other programs, against a server that throws everything away and against Ceph. Figures, not
# verdicts: one table, and build/bench/results.json. --quick takes minutes, --tiny seconds (does it
# work?); without them half an hour and 9 GB of disk. --list tells the names.
set -eu
cd "$(dirname "$0")/../.."
. tests/setup.sh

case " $* " in
  *" --tiny "*) setup_packages build test bench ;;
  *) setup_packages build test bench clients ceph ;;
esac
if [ ! -e build/bench/dropoff/build.ninja ]; then
  rm -rf build/bench/dropoff
  meson setup build/bench/dropoff -Dbuildtype=release -Dwindow=disabled >/dev/null
fi
ninja -C build/bench/dropoff src/cli/dropoff-cli tests/bench/bench-sink tests/bench/bench-loop >/dev/null
exec /usr/bin/python3 -B tests/bench/run.py build/bench "$@"
