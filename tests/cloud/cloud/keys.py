# SPDX-License-Identifier: GPL-3.0-or-later
"""The access keys the cloud has given out, and what each may do."""

import base64
import secrets
import string
import threading

MAX_KEYS = 100000


class Key:
    """An access key: permanent (the owner's), or temporary for one identity."""

    def __init__(self, key_id, secret, token=None, expires=None, identity=None):
        self.key_id = key_id
        self.secret = secret
        self.token = token
        self.expires = expires
        self.identity = identity  # None: the owner of the bucket, who may do everything

    @property
    def prefix(self):
        """Where this key may read and write."""
        return "" if self.identity is None else f"uploads/{self.identity}/"


def _new_key_id(start):
    alphabet = string.ascii_uppercase + "234567"
    return start + "".join(secrets.choice(alphabet) for _ in range(16))


class KeyStore:
    """All keys by their id."""

    def __init__(self, clock):
        self._clock = clock
        self._lock = threading.Lock()
        self._keys = {}

    def add_owner(self):
        """Make a permanent key that may do everything."""
        return self._add(Key(_new_key_id("AKIA"), _new_secret()))

    def add_temporary(self, identity, seconds):
        """Make a key with a session token for an identity."""
        token = base64.b64encode(secrets.token_bytes(720)).decode()
        return self._add(
            Key(_new_key_id("ASIA"), _new_secret(), token, self._clock.now() + seconds, identity)
        )

    def find(self, key_id):
        """The key of that id, or None."""
        with self._lock:
            return self._keys.get(key_id)

    def given_out(self):
        """Every secret and session token of a temporary key."""
        with self._lock:
            keys = [key for key in self._keys.values() if key.token]
        return [text for key in keys for text in (key.secret, key.token)]

    def expire_all(self):
        """Make every temporary key given out so far too old; gives how many there were."""
        now = self._clock.now()
        with self._lock:
            alive = [k for k in self._keys.values() if k.expires is not None and k.expires > now]
            for key in alive:
                key.expires = now
            return len(alive)

    def _add(self, key):
        with self._lock:
            if len(self._keys) > MAX_KEYS:
                self._keys.pop(next(iter(self._keys)))
            self._keys[key.key_id] = key
        return key


def _new_secret():
    return base64.b64encode(secrets.token_bytes(30)).decode()
