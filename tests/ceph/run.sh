#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Against a real Ceph RGW, with temporary keys of a role, once plainly and once over TLS: the test of
# the S3 destination, then whole uploads from sign-in to object, killed and gone on with. Prints
# "N passed, N failed" and ends with 1 if any failed.
#
#   run.sh [BUILD-DIRECTORY]     (default: build)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$(cd "${1:-$root/build}" && pwd)
work=$(mktemp -d /tmp/dropoff-ceph-XXXXXX)
passed=0
failed=0

export DROPOFF_SOURCE_ROOT="$root"
export DROPOFF_TEST_SEND="$build/tests/end-to-end/dropoff-test-send"
program=$build/tests/destinations/test-s3-destination

end() {
  [ ! -f "$work/ceph/ceph.conf" ] || "$here/rgw.sh" down "$work/ceph"
  rm -rf "$work"
}
trap end EXIT
trap 'exit 1' INT TERM HUP

# choose NAME: the start line with that endpoint as the one to use.
choose() {
  /usr/bin/python3 - "$work/line" "$1" <<'END'
import json
import sys
with open(sys.argv[1], encoding="utf-8") as file:
    line = json.load(file)
line["plain_endpoint"] = line["endpoint"]
line["endpoint"] = line[sys.argv[2]]
print(json.dumps(line))
END
}

# count GOOD BAD STATUS LOG: a test that ended its program has no line of its own.
count() {
  good=$1
  bad=$2
  if [ "$3" != 0 ] && [ "$bad" = 0 ]; then
    bad=1
    tail -n 20 "$4" >&2
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
}

test_destination() {
  status=0
  timeout 300 "$program" --tap > "$work/tap" 2> "$work/errors" || status=$?
  grep -E '^(not )?ok ' "$work/tap" >&2 || true
  count "$(grep '^ok ' "$work/tap" | grep -vc '# SKIP' || true)" \
    "$(grep -c '^not ok ' "$work/tap" || true)" "$status" "$work/errors"
}

test_uploads() {
  status=0
  timeout 300 "$here/test_upload.py" > "$work/counts" 2> "$work/errors" || status=$?
  cat "$work/errors" >&2
  # shellcheck disable=SC2046  # two words are two arguments
  set -- $(cat "$work/counts")
  count "${1:-0}" "${2:-0}" "$status" "$work/errors"
}

for needed in "$program" "$DROPOFF_TEST_SEND"; do
  [ -x "$needed" ] || { echo "$needed is not built" >&2; exit 1; }
done
"$here/rgw.sh" up "$work/ceph" > "$work/line"
radosgw --version >&2
for name in endpoint tls_endpoint; do
  echo "# $name" >&2
  DROPOFF_TEST_S3=$(choose "$name")
  export DROPOFF_TEST_S3
  test_destination
  test_uploads
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
