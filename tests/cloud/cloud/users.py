# SPDX-License-Identifier: GPL-3.0-or-later
"""The people in the user pool."""

import threading
import time
import uuid

from . import srp
from .errors import JsonError

CONFIRMED, UNCONFIRMED = "CONFIRMED", "UNCONFIRMED"
FORCE_CHANGE, RESET_REQUIRED = "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED"
MAX_LOCK_SECONDS = 900
SYMBOLS = set("^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- ")


class User:
    """One person: name, password, state, second steps."""

    def __init__(self, email, password, scope, status=CONFIRMED, **facts):
        self.username = facts.get("username") or str(uuid.uuid5(uuid.NAMESPACE_URL, email))
        self.sub = self.username
        self.scope = scope
        self.attributes = {"sub": self.sub, "email": email, "email_verified": "true"}
        self.attributes.update(facts.get("attributes", {}))
        self.status = status
        self.enabled = facts.get("enabled", True)
        self.temporary_expires = facts.get("temporary_expires")
        self.required_attributes = facts.get("required_attributes", [])
        self.mfa = list(facts.get("mfa", []))  # SOFTWARE_TOKEN_MFA, SMS_MFA, EMAIL_OTP
        self.preferred_mfa = facts.get("preferred_mfa")
        self.totp_secret = facts.get("totp_secret")
        self.pending_totp = None
        self.factors = facts.get("factors")  # first factors in USER_AUTH; None: by what there is
        self.question = facts.get("question", "Which vessel?")
        self.answer = facts.get("answer", "Aurora")
        self.codes = {}  # purpose -> (code, expires)
        self.failures = 0
        self.locked_until = 0.0
        self.signed_out_at = 0.0
        self.devices = {}  # device key -> Device
        self.offered_devices = set()  # device keys in tokens, not registered yet
        self.set_password(password)

    @property
    def email(self):
        """The address the person types."""
        return self.attributes["email"]

    def set_password(self, password):
        """Set the password, with a new salt."""
        self.password = password
        self.salt = srp.random_salt()
        self._verifier = None

    @property
    def verifier(self):
        """What SRP needs of the password; computed when it is first asked for."""
        if self._verifier is None:
            self._verifier = srp.verifier(self.scope, self.username, self.password, self.salt)
        return self._verifier

    def count_failure(self, settings, now):
        """A wrong password: after some, the door stays shut for a while."""
        self.failures += 1
        excess = self.failures - settings.lockout_after
        if excess >= 0:
            seconds = min(settings.lockout_seconds * 2 ** min(excess, 20), MAX_LOCK_SECONDS)
            self.locked_until = now + seconds

    def count_success(self):
        """The password was right."""
        self.failures = 0
        self.locked_until = 0.0


class Directory:
    """All users, found by user name or by e-mail address."""

    def __init__(self, settings):
        self._settings = settings
        self._lock = threading.Lock()
        self._users = []

    def add(self, user):
        """Put a user in, in place of one with the same address."""
        with self._lock:
            self._users = [u for u in self._users if u.email != user.email] + [user]

    def all(self):
        """Everybody."""
        with self._lock:
            return list(self._users)

    def find(self, name):
        """The user with that user name, address or telephone number, or None."""
        fold = (lambda text: text) if self._settings.case_sensitive else str.casefold
        for user in self.all():
            aliases = (user.username, user.email, user.attributes.get("phone_number", ""))
            if any(alias and fold(alias) == fold(name) for alias in aliases):
                return user
        return None


def check_password_rules(password):
    """Refuse a password that breaks the pool's rules (12 characters of four kinds)."""
    problem = None
    if not isinstance(password, str) or not 6 <= len(password) <= 256:
        problem = "Password not long enough" if isinstance(password, str) else "Password is missing"
    elif password != password.strip():
        raise JsonError(
            "InvalidParameterException",
            "1 validation error detected: Value at 'password' "
            "failed to satisfy constraint: Member must satisfy regular expression pattern: "
            "^[\\S]+.*[\\S]+$",
        )
    elif len(password) < 12:
        problem = "Password not long enough"
    elif not any(c.islower() for c in password):
        problem = "Password must have lowercase characters"
    elif not any(c.isupper() for c in password):
        problem = "Password must have uppercase characters"
    elif not any(c.isdigit() for c in password):
        problem = "Password must have numeric characters"
    elif not any(c in SYMBOLS for c in password):
        problem = "Password must have symbol characters"
    if problem:
        raise JsonError(
            "InvalidPasswordException", f"Password did not conform with policy: {problem}"
        )


def expired_since(days):
    """A moment some days ago."""
    return time.time() - days * 86400
