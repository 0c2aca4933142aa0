#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""count-results.py counts what ran, what failed and what did not run."""

import importlib.util
import os
import sys
import unittest

sys.dont_write_bytecode = True
PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "count-results.py")
SPEC = importlib.util.spec_from_file_location("count_results", PATH)
count_results = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(count_results)

MESON = """ninja: no work to do.
 1/4 dropoff:unit / srp     OK               0.42s   9 subtests passed
 2/4 dropoff:unit / rules   OK               1.09s
{third}

{summary}
Ok:                 2
"""


class Count(unittest.TestCase):
    """Logs of each kind."""

    def assert_counts(self, log, passed, failed, skipped=0):
        """A log tells of so many tests."""
        self.assertEqual(count_results.count(log), (passed, failed, skipped))

    def test_meson(self):
        self.assert_counts(MESON.format(third="", summary=""), 10, 0)

    def test_meson_failures(self):
        for line in (" 3/4 dropoff:net / a    FAIL     1.09s   exit status 1",
                     " 3/4 dropoff:net / a    ERROR   18.32s   killed by signal 6 SIGABRT",
                     " 3/4 dropoff:net / a    TIMEOUT 60.01s   killed by signal 15 SIGTERM",
                     " 3/4 dropoff:net / a    SKIP     0.01s"):
            with self.subTest(line):
                self.assert_counts(MESON.format(third=line, summary=""), 10, 1)
                again = "Summary of Failures:\n\n" + line
                self.assert_counts(MESON.format(third=line, summary=again), 10, 1)

    def test_meson_ignores_what_programs_say(self):
        said = " 3/4 dropoff:unit / a  FAIL  1.09s   exit status 1\n414 passed, 7 failed"
        self.assert_counts(MESON.format(third=said, summary=""), 10, 1)

    def test_meson_skipped_subtest(self):
        self.assert_counts(MESON.format(third="", summary="ok 7 /srp/speed # SKIP why"), 9, 0, 1)

    def test_unittest(self):
        self.assert_counts("Ran 111 tests in 5.2s\n\nOK\n", 111, 0)
        self.assert_counts("Ran 4 tests in 5.2s\n\nOK (skipped=1)\n", 3, 0, 1)
        self.assert_counts("Ran 4 tests in 5.2s\n\nFAILED (failures=1, errors=1)\n", 2, 2)

    def test_plain(self):
        self.assert_counts("3 passed, 0 failed\nclients: 4 passed, 2 failed, 1 skipped\n", 7, 2, 1)

    def test_nothing(self):
        self.assert_counts("", 0, 0)
        self.assert_counts("No suitable tests defined.\n", 0, 0)


if __name__ == "__main__":
    unittest.main()
