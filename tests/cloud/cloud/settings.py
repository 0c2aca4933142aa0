# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can be switched while the cloud runs, with its default and a word on each."""

import threading
import time

from .errors import ControlError

MIB = 1024 * 1024

DEFAULTS = {
    # clock
    "clock_skew": 0.0,  # seconds added to this machine's clock
    # user pool
    "access_token_seconds": 3600,
    "id_token_seconds": 3600,
    "refresh_token_seconds": 30 * 86400,
    "late_seconds": 0,  # how long after its end a token is still taken
    "session_seconds": 180,  # life of a challenge session
    "srp_answer_seconds": 60,  # time between the SRP challenge and its answer
    "timestamp_tolerance": 300,  # how far TIMESTAMP may be from the server's clock
    "refresh_rotation": False,
    "refresh_grace_seconds": 30,  # how long a rotated refresh token still works
    "token_revocation": True,
    "password_auth": False,  # USER_PASSWORD_AUTH allowed
    "choice_auth": False,  # USER_AUTH allowed
    "custom_auth": True,  # CUSTOM_AUTH allowed
    "hide_existence": True,  # unknown users get a simulated challenge
    "case_sensitive": False,  # e-mail addresses compared exactly
    "mfa_required": False,  # users without a second step get MFA_SETUP
    "mfa_setup": ["SOFTWARE_TOKEN_MFA"],  # what MFA_SETUP offers
    "mfa_offered": ["SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"],  # what may be turned on later
    "remember_devices": False,  # tokens bring NewDeviceMetadata
    "device_choice": False,  # a registered device is remembered only when the person says so
    "lockout_after": 5,
    "lockout_seconds": 1,  # first lock; doubles up to 15 minutes
    "srp_shapes": {},  # {"B"|"S"|"u"|"salt": shape}; see srp.py
    "totp_window": 1,  # steps of 30 s accepted before and after
    "error_style": "normal",  # normal, header-only, Message, prefix, code
    # identity pool
    "key_seconds": 3600,
    "guests_allowed": False,
    "expiration_format": "float",  # float, integer, exponent
    # not empty: these keys (of another store) are handed out instead of our own; members
    # access_key, secret_key, session_token
    "given_keys": {},
    "open_id_seconds": 600,  # life of an identity pool's OpenID token
    "classic_flow": True,  # GetOpenIdToken allowed
    "roles": [  # that may be assumed, or chosen as CustomRoleArn
        "arn:aws:iam::123456789012:role/customer",
        "arn:aws:iam::123456789012:role/customer-two",
    ],
    "identity_suffix": "",  # not empty: GetCredentials answers with a changed identity id
    # the company's own back end, managed login, and the address for PUT
    "back_end_refresh": True,  # the back end gives refresh tokens
    "browser_id_claims": {},  # claims put into the ID tokens of managed login, right or wrong
    "put_key": "acme-shared-key-7f3a",
    "put_digest": True,  # the address tells the SHA-256 of what it has
    # S3
    "skew_limit": 900,
    "discard": False,  # verify and count, keep only sizes and checksums
    "etag": "md5",  # md5, or opaque (quicker; no MD5 is computed)
    "min_part_size": 5 * MIB,
    "max_put_size": 5 * 1024 * MIB,
    "verify_checksums": True,  # False: like a store that ignores x-amz-checksum-*
    "conflict_on_complete": False,  # conditional Complete answers 409
    "allowed_actions": [
        "PutObject",
        "GetObject",
        "DeleteObject",
        "AbortMultipartUpload",
        "ListMultipartUploadParts",
        "ListBucket",
        "ListBucketMultipartUploads",
    ],
    "max_list_parts": 1000,
    # connections
    "idle_seconds": 5,  # a kept connection is closed after this; 0 = never
    "body_idle_seconds": 20,  # no byte of a body for this long: RequestTimeout
    "bytes_per_second": 0,  # pace of reading each connection's body; 0 = as fast as it comes
}


class Settings:
    """A dictionary with fixed names and checked types, read by many threads."""

    def __init__(self, values=None):
        self._lock = threading.Lock()
        self._values = dict(DEFAULTS)
        self.change(values or {})

    def __getattr__(self, name):
        try:
            return self.__dict__["_values"][name]
        except KeyError:
            raise AttributeError(name) from None

    def change(self, values):
        """Set several values, or none of them when one is wrong."""
        for name, value in values.items():
            if name not in DEFAULTS:
                raise ControlError(f"unknown setting '{name}'")
            if not _fits(DEFAULTS[name], value):
                raise ControlError(f"setting '{name}' needs a {type(DEFAULTS[name]).__name__}")
        with self._lock:
            self._values = {**self._values, **values}

    def reset(self):
        """Go back to the defaults."""
        with self._lock:
            self._values = dict(DEFAULTS)

    def all(self):
        """Give a copy of every value."""
        return dict(self._values)


def _fits(default, value):
    if isinstance(default, bool):
        return isinstance(value, bool)
    if isinstance(default, (int, float)):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, type(default))


class Clock:
    """The server's idea of the time, which can be set wrong on purpose."""

    def __init__(self, settings):
        self._settings = settings

    def now(self):
        """Seconds since 1970 as the server sees them."""
        return time.time() + self._settings.clock_skew
