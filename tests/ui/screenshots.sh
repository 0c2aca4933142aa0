#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# screenshots.sh: makes docs/screenshots/, the pictures of README.md and the metainfo, from the
# gallery's (make that first): each window has round corners and a shadow, as on a desktop.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
gallery=$root/build/gallery
shots=$root/docs/screenshots
mkdir -p "$shots"

# shoot PICTURE NAME
shoot() {
  local width height
  read -r width height < <(identify -format '%w %h\n' "$gallery/$1.png")
  convert "$gallery/$1.png" \
    \( -size "${width}x$height" xc:black -fill white \
       -draw "roundrectangle 0,0 $((width - 1)),$((height - 1)) 24,24" \) \
    -alpha off -compose CopyOpacity -composite -compose Over \
    \( +clone -background black -shadow 35x14+0+6 \) +swap -background none -layers merge +repage \
    -strip -define png:compression-level=9 "PNG32:$shots/$2.png"
}

shoot 05a-in-progress-default in-progress
shoot 05a-in-progress-default-dark in-progress-dark
shoot 03-empty empty
shoot 02-sign-in sign-in
shoot 08a-sent-default sent
shoot 09-receipt receipt
