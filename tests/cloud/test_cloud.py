#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""All tests of the local cloud."""

import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import cloud_client  # noqa: E402,F401  (sets the path for the package)

if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromNames(
        ["test_protocol", "test_sign_in", "test_devices", "test_sites", "test_s3", "test_faults"]
    )
    result = unittest.TextTestRunner(verbosity=2 if "-v" in sys.argv else 1).run(suite)
    sys.exit(0 if result.wasSuccessful() else 1)
