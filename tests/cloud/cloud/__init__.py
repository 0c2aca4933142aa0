# SPDX-License-Identifier: GPL-3.0-or-later
"""A small stand-in for Cognito user pools, identity pools and S3 that really verifies."""
