# SPDX-License-Identifier: GPL-3.0-or-later
"""SRP challenges that wait for their answers, for passwords and for devices alike."""

import base64
import hmac
import secrets
import threading

from . import srp
from .errors import JsonError

TIMESTAMP_TEXT = "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english."
MAX_BLOCKS = 20000


class Attempt:
    """One challenge."""

    def __init__(self, user, user_id, scope, exchange, begun):
        self.user = user  # None: simulated for an unknown name
        self.user_id = user_id
        self.scope = scope
        self.exchange = exchange
        self.begun = begun


class AttemptStore:
    """Open challenges by their SECRET_BLOCK; each can be answered once."""

    def __init__(self, settings, clock):
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._attempts = {}

    def open(self, user, user_id, scope, exchange):
        """Keep a challenge; gives the SECRET_BLOCK."""
        block = base64.b64encode(secrets.token_bytes(secrets.choice(range(750, 1250)))).decode()
        attempt = Attempt(user, user_id, scope, exchange, self._clock.now())
        with self._lock:
            if len(self._attempts) >= MAX_BLOCKS:
                self._attempts.pop(next(iter(self._attempts)))
            self._attempts[block] = attempt
        return block

    def find(self, answers):
        """The challenge these answers belong to, or None. An unreadable TIMESTAMP is an error."""
        if srp.parse_timestamp(answers.get("TIMESTAMP")) is None:
            raise JsonError("InvalidParameterException", TIMESTAMP_TEXT)
        return self._attempts.get(answers.get("PASSWORD_CLAIM_SECRET_BLOCK"))

    def spend(self, answers):
        """Take the challenge away; False when somebody else has answered it meanwhile."""
        with self._lock:
            return self._attempts.pop(answers.get("PASSWORD_CLAIM_SECRET_BLOCK"), None) is not None

    def judge(self, attempt, answers):
        """(the proof is right, it came in time with a time near ours)."""
        moment = srp.parse_timestamp(answers["TIMESTAMP"])
        block = base64.b64decode(answers["PASSWORD_CLAIM_SECRET_BLOCK"])
        # The service renders the time again, so a text that only looks right makes the proof wrong.
        wanted = attempt.exchange.proof(
            attempt.scope, attempt.user_id, block, srp.render_timestamp(moment)
        )
        given = str(answers.get("PASSWORD_CLAIM_SIGNATURE", ""))
        right = hmac.compare_digest(wanted.encode(), given.encode())
        now = self._clock.now()
        timely = (
            now - attempt.begun <= self._settings.srp_answer_seconds
            and abs(srp.epoch_of(moment) - now) <= self._settings.timestamp_tolerance
        )
        return right, timely
