#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# gallery.sh [BUILD-DIRECTORY [NAME…]]: makes the pictures of every page and state in build/gallery/
# (light, dark, with text twice as large, right-to-left, and 360 pixels narrow). With
# DROPOFF_GALLERY_LOCALE=de_DE they are in German and in build/gallery/de_DE/; with "pseudo" in the
# language that pseudo.py makes. With DROPOFF_GALLERY_CONTRAST=1 they are in high contrast and in
# build/gallery/contrast/. DROPOFF_GALLERY_FORMS=0x11 masks the variants (see camera.h); with
# DROPOFF_GALLERY_ALL=1 scenes also have those that they do not need as a rule.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$root/build}
[ $# -gt 0 ] && shift
pictures=$root/build/gallery

ninja -C "$build" tests/ui/gallery dropoff-gmo >/dev/null
export XDG_DATA_DIRS="$root/data:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}"
# A real locale for numbers and dates, made for this run where the machine has none.
locales=$(mktemp -d "${TMPDIR:-/tmp}/dropoff-locales.XXXXXX")
trap 'rm -rf "$locales"' EXIT
language=${DROPOFF_GALLERY_LOCALE:-en_US}
export DROPOFF_TRANSLATIONS="$build/po"
[ -z "${DROPOFF_GALLERY_LOCALE:-}" ] || pictures=$pictures/$language
if [ -n "${DROPOFF_GALLERY_CONTRAST:-}" ]; then
  export ADW_DEBUG_HIGH_CONTRAST=1
  pictures=$pictures/contrast
fi
if [ "$language" = pseudo ]; then
  /usr/bin/python3 -B "$root/tests/ui/pseudo.py" "$locales/texts"
  export DROPOFF_TRANSLATIONS="$locales/texts" LANGUAGE=en
  language=en_US
fi
mkdir -p "$pictures"
if localedef -i "$language" -f UTF-8 "$locales/$language.UTF-8" 2>/dev/null; then
  export LOCPATH="$locales" DROPOFF_LOCALE="$language.UTF-8"
fi
GDK_SCALE=2 DROPOFF_SCREEN=2600x2400x24 "$root/tests/ui/with-display.sh" \
  "$build/tests/ui/gallery" "$pictures" "$@"
