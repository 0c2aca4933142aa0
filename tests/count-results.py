#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""count-results.py LOG: prints how many tests a log tells of, as "PASSED FAILED SKIPPED".

Understands the lines of meson test (subtests counted one by one), Python's unittest, and plain
"N passed, N failed". A test program that was skipped as a whole counts as failed: it ran nothing.
"""

import re
import sys

MESON = re.compile(r"^ *\d+/\d+ \S.*? (OK|FAIL|ERROR|TIMEOUT|SKIP|EXPECTEDFAIL|UNEXPECTEDPASS|INTERRUPT)"
                   r" +[\d.]+s(?:.*?(?:(\d+)/)?(\d+) subtests passed)?", re.MULTILINE)
UNITTEST = re.compile(r"^Ran (\d+) tests? in [\d.]+s\s+(OK|FAILED)(?: \(([^)]*)\))?", re.MULTILINE)
PLAIN = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)
TAP_SKIP = re.compile(r"^ *ok \d+.*# SKIP", re.MULTILINE | re.IGNORECASE)


def count_meson(log):
    """Programs and their subtests."""
    passed = failed = 0
    for result, some, subtests in MESON.findall(log):
        count = int(subtests) if subtests else 1
        if result in ("OK", "EXPECTEDFAIL"):
            passed += count
        elif some:
            passed += int(some)
            failed += max(1, count - int(some))
        else:
            failed += 1
    return passed, failed


def count(log):
    """Passed, failed, skipped of a whole log."""
    skipped = len(TAP_SKIP.findall(log))
    if MESON.search(log):
        # What the programs said stands in this log too, and meson says what failed twice.
        passed, failed = count_meson(log.split("Summary of Failures:")[0])
        return max(passed - skipped, 0), failed, skipped
    passed = failed = 0
    for ran, result, details in UNITTEST.findall(log):
        figures = dict(re.findall(r"([a-z][a-z ]*)=(\d+)", details))
        bad = int(figures.get("failures", 0)) + int(figures.get("errors", 0))
        left_out = int(figures.get("skipped", 0))
        bad = max(bad, 1) if result == "FAILED" else bad
        passed += int(ran) - bad - left_out
        failed += bad
        skipped += left_out
    for good, bad, left_out in PLAIN.findall(log):
        passed += int(good)
        failed += int(bad)
        skipped += int(left_out or 0)
    return passed, failed, skipped


def main():
    """Print the figures of one log."""
    with open(sys.argv[1], encoding="utf-8", errors="replace") as file:
        print(*count(re.sub(r"\x1b\[[\d;]*m", "", file.read())))


if __name__ == "__main__":
    main()
