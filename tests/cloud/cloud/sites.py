# SPDX-License-Identifier: GPL-3.0-or-later
"""What is served by path or form instead of by X-Amz-Target: which of them a request is for."""

import hmac
import json

from .errors import JsonError
from .http_server import Response


class Site:
    """A part of the cloud with an operation's name for each request that is its own."""

    name = "site"

    def operation(self, request):
        """The name of what is asked for, or None if the request is not for this site."""
        raise NotImplementedError

    def handle(self, request):
        """Answer a request; JsonError is answered by error_response()."""
        raise NotImplementedError

    def error_response(self, error):
        """How an error looks here: like an OAuth token address unless a site knows better."""
        return oauth_error(error)


def oauth_error(error):
    """An error as RFC 6749 has it."""
    body = {"error": error.kind}
    if error.message:
        body["error_description"] = error.message
    headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
    return Response(error.status, headers, json.dumps(body).encode())


def json_reply(message):
    """A successful answer."""
    headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
    return Response(200, headers, json.dumps(message).encode())


def right_user(pool, name, password):
    """The user of that name if the password is right and the account is on; JsonError else."""
    user = pool.find_user(name) if isinstance(name, str) else None
    if (
        user is None
        or not isinstance(password, str)
        or not hmac.compare_digest(password.encode(), user.password.encode())
    ):
        raise JsonError("invalid_grant", "Incorrect username or password.")
    if not user.enabled:
        raise JsonError("access_denied", "User is disabled.", 403)
    return user
