# SPDX-License-Identifier: GPL-3.0-or-later
"""Managed login: the pages where people sign in with a browser, and the token address."""

import base64
import hashlib
import hmac
import html
import re
import secrets
import threading
import urllib.parse

from .errors import JsonError
from .http_server import Response
from .sites import Site, json_reply, right_user

CALLBACKS = tuple(f"http://localhost:{port}/signed-in" for port in (23871, 25283, 27644))
IDENTITY_PROVIDERS = ("COGNITO", "AcmeStaff")  # the first is the pool itself
CODE_SECONDS = 300
MAX_BODY = 16 * 1024
OPERATIONS = {
    ("GET", "/oauth2/authorize"): "Authorize",
    ("GET", "/login"): "LoginPage",
    ("POST", "/login"): "LoginForm",
    ("GET", "/error"): "ErrorPage",
    ("GET", "/logout"): "Logout",
    ("POST", "/oauth2/token"): "Token",
    ("POST", "/oauth2/revoke"): "Revoke",
}
SCOPES = {"openid", "email", "profile", "phone", "aws.cognito.signin.user.admin"}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="font-family: sans-serif; max-width: 24em; margin: 4em auto"><h1>{title}</h1>
{body}</body></html>"""
FORM = """{problem}<form method="post" action="/login?{query}">
<p><label>E-mail<br><input name="username" type="email" autofocus value="{hint}"></label></p>
<p><label>Password<br><input name="password" type="password"></label></p>
<p><button type="submit">Sign in</button></p></form>"""


class ManagedLogin(Site):
    """The pages of one app client that has no secret."""

    name = "managed-login"

    def __init__(self, cloud):
        self._cloud = cloud
        self._lock = threading.Lock()
        self._codes = {}  # code -> _Code

    def operation(self, request):
        """What each address is."""
        return OPERATIONS.get((request.method, request.raw_path))

    def handle(self, request):
        """Answer a request."""
        return {
            "Authorize": self._authorize,
            "LoginPage": self._login_page,
            "LoginForm": self._login_form,
            "ErrorPage": self._error_page,
            "Logout": self._logout,
            "Token": self._token,
            "Revoke": self._revoke,
        }[request.op](request)

    # -- pages -----------------------------------------------------------------------------------

    def _authorize(self, request):
        query = dict(request.query)
        if query.get("client_id") != self._cloud.client_id:
            return _to_error_page("invalid_client")
        if query.get("redirect_uri") not in CALLBACKS:
            return _to_error_page("redirect_mismatch")
        problem = self._find_problem(query)
        if problem:
            return _back(query, {"error": problem[0], "error_description": problem[1]})
        return _redirect("/login?" + request.raw_query)

    def _find_problem(self, query):
        if query.get("response_type") != "code":
            return "unsupported_response_type", "only code"
        if query.get("code_challenge_method") != "S256" or not re.fullmatch(
            r"[A-Za-z0-9_-]{43}", query.get("code_challenge", "")
        ):
            return "invalid_request", "PKCE with S256 is required"
        if not re.fullmatch(r"[A-Za-z0-9]+", query.get("state", "")) or not query.get("nonce"):
            return "invalid_request", "state or nonce is missing or of another form"
        scopes = set(query.get("scope", "").split())
        if "openid" not in scopes or scopes - SCOPES:
            return "invalid_scope", "openid email profile"
        if query.get("identity_provider", "COGNITO") not in IDENTITY_PROVIDERS:
            return "invalid_request", "Login pages unavailable: unknown identity provider"
        return None

    def _login_page(self, request, problem=""):
        query = dict(request.query)
        title = "Sign in"
        if query.get("identity_provider", "COGNITO") != "COGNITO":
            title = f"{query['identity_provider']}: sign in"
        body = FORM.format(
            problem=f"<p role='alert'>{html.escape(problem)}</p>" if problem else "",
            query=html.escape(request.raw_query),
            hint=html.escape(query.get("login_hint", "")),
        )
        return _page(title, body)

    def _login_form(self, request):
        query = dict(request.query)
        if query.get("redirect_uri") not in CALLBACKS or self._find_problem(query):
            return _to_error_page("invalid_request")
        form = _read_form(request)
        try:
            user = right_user(
                self._cloud.user_pool, form.get("username"), form.get("password", "")
            )
        except JsonError as error:
            if error.kind == "access_denied":
                return _back(query, {"error": error.kind, "error_description": error.message})
            return self._login_page(request, error.message)
        code = secrets.token_urlsafe(30)
        with self._lock:
            self._codes[code] = (query, user, self._cloud.clock.now() + CODE_SECONDS)
        return _back(query, {"code": code})

    def _error_page(self, request):
        return _page("An error was encountered", html.escape(request.parameter("error", "")))

    def _logout(self, request):
        if request.parameter("client_id") != self._cloud.client_id:
            return _to_error_page("invalid_client")
        return _page("Signed out", "<p>You may close this page.</p>")

    # -- tokens ----------------------------------------------------------------------------------

    def _token(self, request):
        form = _read_form(request)
        if form.get("client_id") != self._cloud.client_id:
            raise JsonError("invalid_client", "")
        if form.get("grant_type") == "authorization_code":
            return json_reply(self._redeem(form))
        if form.get("grant_type") == "refresh_token":
            try:
                tokens = self._cloud.user_pool.tokens.refresh(form.get("refresh_token"), True)
            except JsonError:
                raise JsonError("invalid_grant", "") from None
            return json_reply(_oauth(tokens))
        raise JsonError("unsupported_grant_type", "")

    def _redeem(self, form):
        with self._lock:
            query, user, expires = self._codes.pop(form.get("code"), (None, None, 0))
        if query is None or self._cloud.clock.now() >= expires:
            raise JsonError("invalid_grant", "")
        verifier = form.get("code_verifier", "")
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            not re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", verifier)
            or not hmac.compare_digest(challenge, query["code_challenge"])
            or form.get("redirect_uri") != query["redirect_uri"]
        ):
            raise JsonError("invalid_grant", "")
        claims = {"nonce": query["nonce"], **self._cloud.settings.browser_id_claims}
        return _oauth(
            self._cloud.user_pool.tokens.sign_in(user, id_claims=claims, scope=query["scope"])
        )

    def _revoke(self, request):
        form = _read_form(request)
        if form.get("client_id") != self._cloud.client_id:
            raise JsonError("invalid_client", "")
        self._cloud.user_pool.tokens.revoke(form.get("token"))
        return Response(200)


def _oauth(tokens):
    answer = {
        "access_token": tokens["AccessToken"],
        "id_token": tokens["IdToken"],
        "expires_in": tokens["ExpiresIn"],
        "token_type": "Bearer",
    }
    if "RefreshToken" in tokens:
        answer["refresh_token"] = tokens["RefreshToken"]
    return answer


def _read_form(request):
    kind = (request.header("content-type") or "").split(";")[0]
    if kind != "application/x-www-form-urlencoded":
        raise JsonError("invalid_request", "a form is needed")
    data = request.body.read_all(MAX_BODY) or b""
    return dict(urllib.parse.parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True))


def _page(title, body):
    text = PAGE.format(title=html.escape(title), body=body)
    return Response(200, [("Content-Type", "text/html; charset=utf-8")], text.encode())


def _redirect(address):
    return Response(302, [("Location", address)])


def _to_error_page(name):
    return _redirect(f"/error?error={name}")


def _back(query, answer):
    """To the app, with its state."""
    answer = {**answer, "state": query.get("state", "")}
    return _redirect(f"{query['redirect_uri']}?{urllib.parse.urlencode(answer)}")
