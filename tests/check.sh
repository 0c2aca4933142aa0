#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check.sh [--quick|--long]: installs what is needed, builds, and runs what tests Dropoff.
#
# Each step prints one line and writes build/check/STEP.log; a failure shows the end of its log
# and the next step goes on. The last line is "N passed, N failed"; the exit status is 1 if
# anything failed. --quick: the source checks, one build, and the suites unit and net. --long: every
# test of the window and end to end under AddressSanitizer, too, not only those that reach most.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/setup.sh

quick=
long=
case ${1:-} in
  '') ;;
  --quick) quick=1 ;;
  --long) long=1 ;;
  *) echo "usage: tests/check.sh [--quick|--long]" >&2; exit 2 ;;
esac

logs=$PWD/build/check
deadline=$((SECONDS + 60 * ${CHECK_MINUTES:-40}))
total_passed=0
total_failed=0
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1

# step NAME LIMIT_S MINIMUM COMMAND…: a command, or a function of this file, within its limit. MINIMUM
# is how many tests its log has to tell of; with 0 the step itself counts as one test.
step() {
  local name=$1 limit=$2 minimum=$3 log=$logs/$1.log began=$SECONDS status=0 passed failed skipped
  shift 3
  [ $((deadline - SECONDS)) -ge "$limit" ] || limit=$((deadline - SECONDS))
  if [ "$limit" -le 5 ]; then
    echo "check.sh: no time is left for this step" >"$log"
    status=124
  else
    timeout -k 20 "$limit" bash -c '"$@"' step "$@" >"$log" 2>&1 </dev/null || status=$?
  fi
  [ "$status" != 124 ] || echo "check.sh: stopped after $limit s" >>"$log"
  read -r passed failed skipped <<<"$(/usr/bin/python3 -B tests/count-results.py "$log" || echo 0 0 0)"
  if [ "$minimum" = 0 ]; then
    [ "$status" != 0 ] || [ "$passed" -gt 0 ] || passed=1
  elif [ "$status" = 0 ] && [ "$passed" -lt "$minimum" ]; then
    echo "check.sh: $passed tests, at least $minimum expected" >>"$log"
    status=1
  fi
  [ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1
  total_passed=$((total_passed + passed))
  total_failed=$((total_failed + failed))
  skipped=${skipped#0}
  if [ "$failed" = 0 ]; then
    echo "ok $name ($passed passed${skipped:+, $skipped skipped}, $((SECONDS - began)) s)"
  else
    echo "not ok $name ($passed passed, $failed failed${skipped:+, $skipped skipped}," \
      "$((SECONDS - began)) s): $log"
    {
      grep -aE 'ERROR:|error:|Error:|assertion|CRITICAL|not ok|ERROR: .*Sanitizer' "$log" | head -n 12
      echo "…"
      tail -n 30 "$log"
    } | cut -c 1-300 | sed 's/^/    /'
  fi
}

# build NAME [MESON OPTION…]: configures build/check-NAME, or takes the one of the last time.
build() {
  local dir=build/check-$1
  shift
  if [ ! -e "$dir/build.ninja" ]; then
    rm -rf "$dir"
    meson setup "$dir" -Dwerror=true "$@" || return 1
  fi
  ninja -C "$dir" -k 0
}

# keep NAME COMMAND…: runs a command beside the steps; await NAME gives its output and its status.
keep() {
  local name=$1
  shift
  "$@" >"$logs/$name.out" 2>&1 </dev/null
  echo $? >"$logs/$name.status"
}

await() {
  while [ ! -e "$logs/$1.status" ]; do sleep 1; done
  cat "$logs/$1.out"
  return "$(cat "$logs/$1.status")"
}

# The builds that later steps need, while the suites of the first one mostly wait.
other_builds() {
  renice -n 10 -p "$BASHPID" >/dev/null
  CC=clang keep clang build clang
  keep asan build asan -Db_sanitize=address,undefined -Db_lundef=false
  keep tsan build tsan -Dwindow=disabled -Db_sanitize=thread -Db_lundef=false
}

# suites BUILD: the suites that have tests in it, and those that have to have some.
suites() {
  meson introspect --tests "build/check-$1" 2>/dev/null | /usr/bin/python3 -c '
import json, sys
known = ["unit", "net", "display", "end-to-end"]
found = {name.split(":")[-1] for test in json.load(sys.stdin) for name in test["suite"]}
print(*(known + sorted(found - set(known))))' || echo unit net display end-to-end
}

# run_suite BUILD SUITE MULTIPLIER [TEST…]: a suite of a build that is there, or only these of it.
run_suite() {
  local build=build/check-$1 suite=$2 multiplier=$3 status=0
  shift 3
  # Those of net mostly wait for the other side.
  [ "$suite" != net ] || set -- --num-processes "$(($(nproc) * 2))" "$@"
  meson test -C "$build" --no-rebuild --suite "$suite" --logbase "$suite" \
    --timeout-multiplier "$multiplier" --print-errorlogs --no-stdsplit "$@" || status=$?
  grep -h -i '^ *ok .*# SKIP' "$build/meson-logs/$suite.txt"
  return "$status"
}

# The tests of suites unit and net that ThreadSanitizer can judge. GLib's locks are futexes that it
# cannot see, so what GLib's thread pools and D-Bus workers hand over looks unguarded to it: tests that
# sign in or ask the keyring live on those. Our own threads share nothing but pthread's mutexes.
watch_threads() {
  local names
  names=$(meson introspect --tests build/check-tsan | /usr/bin/python3 -c '
import json, re, sys
for test in json.load(sys.stdin):
    suites = {name.split(":")[-1] for name in test["suite"]}
    left_out = re.match("cognito-[^m]|call-faults|browser$|kinds$|token-race|srp-shapes|vault-|lint-",
                        test["name"])
    if suites & {"unit", "net"} and not left_out:
        print(test["name"])')
  # shellcheck disable=SC2086
  DROPOFF_TEST_SLOWNESS=6 setarch "$(uname -m)" -R meson test -C build/check-tsan --no-rebuild --timeout-multiplier 6 \
    --print-errorlogs --no-stdsplit $names
}

# run_there PROGRAM [ARGUMENT…]: a program of the checkout; it is a failure when it is not there.
run_there() {
  if [ ! -x "$1" ]; then
    echo "check.sh: $1 is not there"
    return 1
  fi
  "$@"
}

# Scripts by shellcheck, apart from sources it cannot follow.
shell_scripts() {
  find . \( -name build -o -name .git -o -name node_modules \) -prune -o -type f -print \
    | while read -r file; do
      head -c 40 "$file" | grep -qaE '^#!/bin/(ba)?sh' && echo "$file"
    done | xargs -r shellcheck -S warning -e SC1090,SC1091,SC2155,SC2174
}

# The desktop's own validators over what the build made.
desktop_files() {
  local data=build/check-gcc/data file count=0
  for file in "$data"/*.desktop; do
    [ -e "$file" ] && desktop-file-validate "$file" && count=$((count + 1))
  done
  for file in "$data"/*.metainfo.xml; do
    [ -e "$file" ] && appstreamcli validate --no-net --pedantic "$file" && count=$((count + 1))
  done
  glib-compile-schemas --strict --dry-run data && count=$((count + 1))
  for file in data/*.xml data/*.svg data/icons/*.svg data/icons/*/*.svg data/icons/*/*/*.svg; do
    [ ! -e "$file" ] || xmllint --nonet --noout "$file" || return 1
  done
  echo "$count passed, $((3 - count)) failed"
  [ "$count" = 3 ]
}

# Ends with "demo: ok SHA256".
demo() {
  run_there tests/demo.sh --headless && tail -n 1 "$logs/demo.log" | grep -qE '^demo: ok [0-9a-f]{64}$'
}

export logs
export -f build run_suite await watch_threads run_there shell_scripts desktop_files demo

export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1
export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1

rm -rf "$logs"
mkdir -p "$logs"

if [ -n "$quick" ]; then
  setup_packages build test || exit 1
else
  setup_packages build test display clients ceph clang || exit 1
fi

step source 120 100 tests/lint/check-source.py
step shell-scripts 180 0 shell_scripts
step translations 120 1 run_there tests/lint/check-translations.py
step build-gcc 600 0 build gcc
if [ -n "$quick" ]; then
  for suite in unit net; do
    step "$suite" 300 10 run_suite gcc "$suite" 2
  done
else
  for suite in $(suites gcc); do
    [ "$suite" != display ] || other_builds &
    step "$suite" 1500 1 run_suite gcc "$suite" 2
  done
  step desktop-files 60 3 desktop_files
  step demo 600 0 demo
  step cloud 300 20 run_there tests/cloud/test_cloud.py
  step clients 600 5 run_there tests/clients/run.sh
  step bench 300 0 tests/bench/run.sh --tiny
  step ceph 600 5 run_there tests/ceph/run.sh build/check-gcc
  keep soak-run run_there tests/soak/run.sh 5 build/check-gcc &
  step build-clang 900 0 await clang
  step build-asan 900 0 await asan
  for suite in $(suites asan); do
    # Every test of the engine's rooms; of the rest, without --long, those that reach most of the code.
    chosen=
    [ -n "$long" ] || case $suite in
      display) chosen="display-job display-entrance" ;;
      end-to-end) chosen="end-to-end-control end-to-end-cli end-to-end-kinds end-to-end-lies" ;;
    esac
    # The window's libraries leave things behind when files are dropped and pasted, and only slow
    # unwinding (ten times the time) finds out that they are theirs; so leaks are looked for in
    # everything but the drags and the driven window, whose widgets test-window makes and frees.
    leaks=detect_leaks=1
    [ "$suite" != display ] || leaks=detect_leaks=0
    # shellcheck disable=SC2086
    step "asan-$suite" 1500 1 env ASAN_OPTIONS="$ASAN_OPTIONS:$leaks" G_SLICE=always-malloc \
      GDK_DEBUG=gl-disable DROPOFF_TEST_SLOWNESS=4 \
      bash -c 'run_suite "$@"' asan asan "$suite" 4 $chosen
  done
  step asan-window-leaks 300 1 env G_SLICE=always-malloc GDK_DEBUG=gl-disable \
    meson test -C build/check-asan --no-rebuild --timeout-multiplier 4 --logbase window window toasts file-offer
  step soak 480 1 await soak-run
  step build-tsan 600 0 await tsan
  step tsan 900 100 watch_threads
fi

echo "$total_passed passed, $total_failed failed"
[ "$total_failed" = 0 ] && [ "$total_passed" -gt 0 ]
