# SPDX-License-Identifier: GPL-3.0-or-later
"""Time-based one-time codes (RFC 6238): SHA-1, six digits, thirty seconds."""

import base64
import hmac
import secrets
import struct

STEP_SECONDS = 30


def new_secret():
    """A fresh secret in base32, as an authenticator app takes it."""
    return base64.b32encode(secrets.token_bytes(32)).decode().rstrip("=")


def code(secret, now, offset=0):
    """The code of the moment."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(now) // STEP_SECONDS + offset), "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1000000:06d}"


def matches(secret, given, now, window):
    """Whether a code is right, give or take some steps."""
    return (
        any(
            hmac.compare_digest(code(secret, now, offset), given)
            for offset in range(-window, window + 1)
        )
        if given.isascii()
        else False
    )
