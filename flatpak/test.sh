#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# test.sh: the whole job inside the sandbox, with the Flatpak that build.sh has installed: opens a
# connection file, signs in against the local cloud, sends a file that is handed over and one that is
# dragged with the real pointer, is killed in the middle of a large one and goes on with it after a new
# start, without signing in again. Compares every object. Pictures in build/flatpak/job/.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/setup.sh

export FLATPAK_USER_DIR=$PWD/build/flatpak/installation
# A sandbox has a /tmp and a /var of its own, so the home has to be elsewhere.
export TMPDIR=${DROPOFF_SANDBOX_TMP:-$PWD/build/flatpak}
setup_packages flatpak test display
[ -d "$FLATPAK_USER_DIR/app/io.github.dropoff.Dropoff" ] || flatpak/build.sh --no-run
mkdir -p build/flatpak/job
timeout -k 10 300 tests/ui/with-display.sh \
  /usr/bin/python3 -B flatpak/job.py "$PWD/build/flatpak/job"
