# SPDX-License-Identifier: GPL-3.0-or-later
"""A company's own back end: it signs people in and asks the identity pool for their tokens."""

import json
import secrets
import threading

from .errors import JsonError
from .sites import Site, json_reply, right_user

PATH = "/back-end/sign-in"
MAX_BODY = 16 * 1024


class BackEnd(Site):
    """The protocol of the README: {user, password} or {refresh-token} in, a token out."""

    name = "back-end"

    def __init__(self, cloud):
        self._cloud = cloud
        self._lock = threading.Lock()
        self._refresh = {}  # refresh token -> user
        self.given_out = []

    def operation(self, request):
        """BackEndSignIn for everything below its path."""
        return "BackEnd" if request.raw_path == PATH else None

    def handle(self, request):
        """Sign somebody in, or renew."""
        if request.method != "POST":
            raise JsonError("invalid_request", "POST only", 405)
        if (request.header("content-type") or "").split(";")[0] != "application/json":
            raise JsonError("invalid_request", "JSON only", 415)
        try:
            message = json.loads(request.body.read_all(MAX_BODY) or b"null")
        except ValueError:
            raise JsonError("invalid_request", "not JSON") from None
        if not isinstance(message, dict):
            raise JsonError("invalid_request", "not an object")
        if set(message) == {"user", "password"}:
            request.detail = "sign-in"
            user = right_user(self._cloud.user_pool, message["user"], message["password"])
        elif set(message) == {"refresh-token"}:
            request.detail = "renew"
            user = self._renewing_user(message["refresh-token"])
        else:
            raise JsonError("invalid_request", "user and password, or refresh-token")
        return json_reply(self._tokens(user))

    def _renewing_user(self, token):
        with self._lock:
            user = self._refresh.pop(token, None) if isinstance(token, str) else None
        if user is None:
            raise JsonError("invalid_grant", "The refresh token is not known.")
        if not user.enabled:
            raise JsonError("access_denied", "User is disabled.", 403)
        return user

    def revoke_all(self):
        """Forget every refresh token; gives how many there were."""
        with self._lock:
            count = len(self._refresh)
            self._refresh.clear()
            return count

    def _tokens(self, user):
        identity, token = self._cloud.identity_pool.developer_token(user.sub)
        answer = {"identity-id": identity, "token": token}
        self.given_out.append(token)
        if self._cloud.settings.back_end_refresh:
            answer["refresh-token"] = secrets.token_urlsafe(40)
            with self._lock:
                self._refresh[answer["refresh-token"]] = user
            self.given_out.append(answer["refresh-token"])
        return answer
