#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# compare.sh DIRECTORY: puts each picture of a directory (a design's, or an older gallery's) beside
# the gallery's picture of the same state, as one picture in build/gallery/compare/. The number before
# a name does not count ("06-in-progress-360.png" is "05-in-progress-360.png"), nor does "-percent".
# Make the gallery first. Prints what has no counterpart, and ends with how many pairs there are.
set -eu
shopt -s nullglob

[ $# = 1 ] && [ -d "$1" ] || { echo "usage: tests/ui/compare.sh DIRECTORY" >&2; exit 2; }
gallery=$(cd "$(dirname "$0")/../.." && pwd)/build/gallery
mkdir -p "$gallery/compare"
rm -f "$gallery"/compare/*.png

# state FILE: the name of what a picture shows.
state() {
  local name
  name=$(basename "$1" .png)
  name=${name#"${name%%-*}"-}
  echo "${name%-percent}"
}

declare -A ours
for picture in "$gallery"/*.png; do
  ours[$(state "$picture")]=$picture
done

pairs=0
for picture in "$1"/*.png; do
  mine=${ours[$(state "$picture")]:-}
  if [ -z "$mine" ]; then
    echo "no counterpart: $(basename "$picture")"
    continue
  fi
  convert "$picture" "$mine" -background '#808080' -gravity north +append \
    "$gallery/compare/$(basename "$picture")"
  pairs=$((pairs + 1))
done
echo "$pairs pairs in $gallery/compare"
[ "$pairs" -gt 0 ]
