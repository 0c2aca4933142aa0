#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# words.sh GALLERY [NAME…]: shows every page and state in the language of pseudo.py, 360 pixels narrow
# where it can be, and prints what is not translated or cut off. Fails if there is anything.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
gallery=$1
shift
work=$(mktemp -d "${TMPDIR:-/tmp}/dropoff-words.XXXXXX")
trap 'rm -rf "$work"' EXIT

/usr/bin/python3 -B "$here/pseudo.py" "$work"
# C.UTF-8 is never translated.
localedef -i en_US -f UTF-8 "$work/en_US.UTF-8"
export LOCPATH="$work" DROPOFF_LOCALE=en_US.UTF-8 LANGUAGE=en DROPOFF_TRANSLATIONS="$work"
export XDG_DATA_DIRS="$here/../../data:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}"
DROPOFF_SCREEN=1300x1200x24 "$here/with-display.sh" "$gallery" --words "$@"
