# SPDX-License-Identifier: GPL-3.0-or-later
"""The Session strings that tie the steps of one sign-in together."""

import secrets
import threading

from .errors import JsonError

MAX_SESSIONS = 20000


class Session:
    """One step of one sign-in, waiting for its answer."""

    def __init__(self, user, challenge, expires, facts):
        self.user = user
        self.challenge = challenge
        self.expires = expires
        self.facts = facts
        self.used = False


class SessionStore:
    """Sessions by their string; a used one is remembered so that the second use can be refused."""

    def __init__(self, settings, clock):
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions = {}

    def open(self, user, challenge, **facts):
        """Begin a step; gives the string."""
        text = secrets.token_urlsafe(480)
        session = Session(
            user, challenge, self._clock.now() + self._settings.session_seconds, facts
        )
        with self._lock:
            if len(self._sessions) >= MAX_SESSIONS:
                self._sessions.pop(next(iter(self._sessions)))
            self._sessions[text] = session
        return text

    def find(self, text, *challenges):
        """The open session of that string for one of these challenges, or the right error."""
        session = self._sessions.get(text) if isinstance(text, str) else None
        if session is None or session.challenge not in challenges:
            raise JsonError("NotAuthorizedException", "Invalid session for the user.")
        if session.used:
            raise JsonError(
                "NotAuthorizedException",
                "Invalid session for the user, session can only be used once.",
            )
        if self._clock.now() >= session.expires:
            raise JsonError(
                "NotAuthorizedException", "Invalid session for the user, session is expired."
            )
        return session

    def expire_all(self):
        """All steps that were begun are too old from now on; gives how many there were."""
        with self._lock:
            for session in self._sessions.values():
                session.expires = 0
            return len(self._sessions)

    def use(self, session):
        """Mark a session as answered; of two answers at once only one may win."""
        with self._lock:
            if session.used:
                raise JsonError(
                    "NotAuthorizedException",
                    "Invalid session for the user, session can only be used once.",
                )
            session.used = True
