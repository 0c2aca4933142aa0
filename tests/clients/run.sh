#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Proves the local cloud with official clients: installs them (Debian packages, and Node modules in
# build/clients), then runs check_clients.py. Ends with "N passed, N failed".
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=${DROPOFF_CLIENTS_BUILD:-$top/build/clients}

need=""
[ -x /usr/bin/aws ] || need="$need awscli"
[ -x /usr/bin/rclone ] || need="$need rclone"
command -v node >/dev/null || need="$need nodejs"
command -v npm >/dev/null || need="$need npm"
/usr/bin/python3 -c 'import cryptography' 2>/dev/null || need="$need python3-cryptography"
if [ -n "$need" ]; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  # shellcheck disable=SC2086
  $sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $need >/dev/null
fi

mkdir -p "$build"
cp "$here/package.json" "$build/package.json"
if ! [ -d "$build/node_modules/aws-amplify" ] \
  || ! [ -d "$build/node_modules/amazon-cognito-identity-js" ]; then
  (cd "$build" && npm install --no-audit --no-fund --ignore-scripts --silent >&2)
fi
cp "$here"/*.mjs "$build/"

exec /usr/bin/python3 -B "$here/check_clients.py" "$build"
