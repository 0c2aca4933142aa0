#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A throwaway Ceph with one monitor, one store in memory and one RGW, on loopback only:
#
#   rgw.sh up DIR      starts it, all its files below the new directory DIR, and prints one line of
#                      JSON: endpoint, tls_endpoint, ca_file, region, bucket, and the access_key,
#                      secret_key and session_token of a role, which live an hour
#   rgw.sh down DIR    ends what "up DIR" started and removes DIR
#
# DIR should be short: the path of a socket below it must fit 107 bytes. Debian's packages are
# installed when they are missing (as root, or with sudo). RGW_BYTES: size of the store, 4 GiB.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
command=${1:-}
dir=${2:-}
bytes=${RGW_BYTES:-4294967296}
conf=$dir/ceph.conf

usage() {
  echo "usage: $0 up|down DIR" >&2
  exit 2
}

install_packages() {
  command -v radosgw >/dev/null && command -v ceph-mon >/dev/null \
    && command -v ceph-osd >/dev/null && command -v ceph >/dev/null && return
  if [ "$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi
  $sudo apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends \
    radosgw ceph-mon ceph-osd ceph-common openssl >&2
}

# The ports are free when we look, which is the best that can be had for a program that wants to be
# told one.
free_ports() {
  /usr/bin/python3 - <<'END'
import socket
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*(one.getsockname()[1] for one in held))
END
}

# No authentication inside (so nothing that could encrypt: crc), no replicas, no housekeeping: one run
# lives for minutes. The short paxos intervals make the start quick.
write_conf() {
  cat > "$conf" <<END
[global]
fsid = $1
mon_host = [v2:127.0.0.1:$2]
public_network = 127.0.0.0/8
ms_bind_msgr1 = false
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
ms_mon_cluster_mode = crc
ms_mon_service_mode = crc
ms_mon_client_mode = crc
keyring = /dev/null
run_dir = $dir/run
admin_socket = $dir/run/\$name.asok
crash_dir = $dir/log
log_file = $dir/log/\$name.log
log_to_stderr = false
mon_cluster_log_file = $dir/log/cluster.log
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
mon_data_avail_crit = 1
mon_data_avail_warn = 1
paxos_propose_interval = 0.02
paxos_min_wait = 0.01
[mon]
mon_data = $dir/mon
[osd]
osd_data = $dir/osd
osd_objectstore = memstore
memstore_device_bytes = $bytes
[client.rgw]
rgw_frontends = beast endpoint=127.0.0.1:$3 ssl_endpoint=127.0.0.1:$4 ssl_certificate=$dir/tls.pem
rgw_thread_pool_size = 64
rgw_enable_usage_log = false
rgw_enable_ops_log = false
rgw_s3_auth_use_sts = true
rgw_sts_key = a-key-of-16-byte
END
}

# One certificate that is its own authority.
write_certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
    -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout "$dir/tls.key" -out "$dir/ca.pem" 2> "$dir/log/openssl.out"
  cat "$dir/tls.key" "$dir/ca.pem" > "$dir/tls.pem"
}

# start NAME PROGRAM ARGUMENTS…: in the foreground of its own background job, so that the id is ours.
start() {
  name=$1
  shift
  "$@" -c "$conf" -f > "$dir/log/$name.out" 2>&1 < /dev/null &
  echo $! > "$dir/$name.pid"
}

up() {
  [ ! -e "$dir" ] || { echo "$dir is there already" >&2; exit 1; }
  install_packages
  mkdir -p "$dir/mon" "$dir/osd" "$dir/run" "$dir/log"
  dir=$(cd "$dir" && pwd)
  conf=$dir/ceph.conf
  fsid=$(cat /proc/sys/kernel/random/uuid)
  osd=$(cat /proc/sys/kernel/random/uuid)
  # shellcheck disable=SC2046  # three words are three arguments
  set -- $(free_ports)
  write_conf "$fsid" "$1" "$2" "$3"
  write_certificate

  monmaptool --create --fsid "$fsid" --addv a "[v2:127.0.0.1:$1]" "$dir/monmap" \
    > "$dir/log/monmap.out"
  ceph-mon -c "$conf" -i a --mkfs --monmap "$dir/monmap" > "$dir/log/mkfs-mon.out" 2>&1
  start mon ceph-mon -i a
  ceph -c "$conf" --connect-timeout 30 osd new "$osd" > /dev/null
  ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$osd" > "$dir/log/mkfs-osd.out" 2>&1
  start osd ceph-osd -i 0
  start rgw radosgw -n client.rgw
  /usr/bin/python3 "$here/prepare.py" "$conf" "$(cat "$dir/rgw.pid")" \
    "http://127.0.0.1:$2" "https://localhost:$3" "$dir/ca.pem"
}

# An id counts as ours only while its command line names our configuration: ids are used again.
down() {
  for name in rgw osd mon; do
    [ -f "$dir/$name.pid" ] || continue
    pid=$(cat "$dir/$name.pid")
    if tr '\0' '\n' < "/proc/$pid/cmdline" 2>/dev/null | grep -qxF "$conf"; then
      kill -KILL "$pid" # nothing in it is to be kept
      tries=100
      while [ $tries -gt 0 ] && grep -q '^State:.[^Z]' "/proc/$pid/status" 2>/dev/null; do
        sleep 0.05
        tries=$((tries - 1))
      done
    fi
  done
  rm -rf "$dir"
}

[ -n "$dir" ] || usage
case $command in
  up) up ;;
  down)
    [ -f "$conf" ] || { echo "nothing was started in $dir" >&2; exit 1; }
    dir=$(cd "$dir" && pwd)
    conf=$dir/ceph.conf
    down
    ;;
  *) usage ;;
esac
