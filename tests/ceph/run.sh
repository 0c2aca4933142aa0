#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the test of the S3 destination against a real Ceph RGW, with temporary keys of a role, once
# plainly and once over TLS; prints "N passed, N failed" and ends with 1 if any failed.
#
#   run.sh [BUILD-DIRECTORY]     (default: build; tests/destinations has to be built)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
program=${1:-$root/build}/tests/destinations/test-s3-destination
work=$(mktemp -d /tmp/dropoff-ceph-XXXXXX)
passed=0
failed=0

end() {
  [ ! -f "$work/ceph/ceph.conf" ] || "$here/rgw.sh" down "$work/ceph"
  rm -rf "$work"
}
trap end EXIT
trap 'exit 1' INT TERM HUP

# choose NAME: the start line with that endpoint (and an authority only where TLS is spoken).
choose() {
  /usr/bin/python3 - "$work/line" "$1" <<'END'
import json
import sys
with open(sys.argv[1], encoding="utf-8") as file:
    line = json.load(file)
line["endpoint"] = line[sys.argv[2]]
if not line["endpoint"].startswith("https:"):
    del line["ca_file"]
print(json.dumps(line))
END
}

[ -x "$program" ] || { echo "$program is not built" >&2; exit 1; }
"$here/rgw.sh" up "$work/ceph" > "$work/line"
radosgw --version >&2
for name in endpoint tls_endpoint; do
  echo "# $name" >&2
  status=0
  DROPOFF_TEST_S3=$(choose "$name") DROPOFF_SOURCE_ROOT=$root timeout 300 "$program" --tap \
    > "$work/$name.tap" 2> "$work/$name.err" || status=$?
  grep -E '^(not )?ok ' "$work/$name.tap" >&2 || true
  good=$(grep '^ok ' "$work/$name.tap" | grep -vc '# SKIP' || true)
  bad=$(grep -c '^not ok ' "$work/$name.tap" || true)
  # A test that ended the program has no line of its own.
  if [ "$status" != 0 ] && [ "$bad" = 0 ]; then
    bad=1
    tail -n 20 "$work/$name.err" >&2
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
