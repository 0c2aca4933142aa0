# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service can answer instead of a result, and how a connection can be broken on purpose."""


class JsonError(Exception):
    """An error of the two JSON services (user pool, identity pool)."""

    def __init__(self, kind, message, status=400):
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message
        self.status = status


class S3Error(Exception):
    """An error of S3: an XML document with a Code, and sometimes more elements and headers."""

    def __init__(self, status, code, message, elements=None, headers=None):
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.elements = elements or {}
        self.headers = headers or []


class ControlError(Exception):
    """The control endpoint was asked for something it does not know."""


class ConnectionCut(Exception):
    """The connection ends here without (or in the middle of) a reply."""

    def __init__(self, reset=False):
        super().__init__("cut")
        self.reset = reset


class ClientGone(Exception):
    """The client closed or broke the connection while we were reading from it."""


class BodyTimeout(Exception):
    """The client sent nothing for too long in the middle of a body."""
