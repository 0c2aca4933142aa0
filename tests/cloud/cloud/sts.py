# SPDX-License-Identifier: GPL-3.0-or-later
"""STS AssumeRoleWithWebIdentity, the second half of the identity pool's classic flow."""

import urllib.parse

from . import s3_xml
from .http_server import Response
from .identity_pool import OPEN_ID_ISSUER
from .sigv4 import iso_time
from .sites import Site

NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
MAX_BODY = 64 * 1024
XML = [("Content-Type", "text/xml")]
SHORTEST, LONGEST = 900, 43200


class Sts(Site):
    """Gives temporary keys for an identity pool's OpenID token."""

    name = "sts"

    def __init__(self, cloud):
        self._cloud = cloud

    def operation(self, request):
        """Every form that is posted to the root."""
        kind = (request.header("content-type") or "").split(";")[0]
        is_form = kind == "application/x-www-form-urlencoded"
        root = request.method == "POST" and request.raw_path == "/"
        return "AssumeRoleWithWebIdentity" if root and is_form else None

    def error_response(self, error):
        """XML here."""
        return _error(error.kind, error.message, error.status)

    def handle(self, request):
        """Answer a form."""
        data = request.body.read_all(MAX_BODY) or b""
        form = dict(urllib.parse.parse_qsl(data.decode("utf-8", "replace")))
        if form.get("Action") != "AssumeRoleWithWebIdentity":
            return _error("InvalidAction", f"Could not find operation {form.get('Action')}")
        for name in ("RoleArn", "RoleSessionName", "WebIdentityToken"):
            if not form.get(name):
                return _error("ValidationError", f"{name} is missing")
        claims = self._cloud.signing_key.verify(form["WebIdentityToken"])
        if (
            claims is None
            or claims.get("iss") != OPEN_ID_ISSUER
            or claims.get("aud") != self._cloud.identity_pool_id
        ):
            return _error("InvalidIdentityToken", "The web identity token could not be verified")
        if self._cloud.clock.now() >= claims["exp"] + self._cloud.settings.late_seconds:
            return _error("ExpiredTokenException", "Token expired")
        if form["RoleArn"] not in self._cloud.settings.roles:
            message = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
            return _error("AccessDenied", message)
        return self._keys(form, claims)

    def _keys(self, form, claims):
        seconds = form.get("DurationSeconds", "3600")
        if not seconds.isdigit() or not SHORTEST <= int(seconds) <= LONGEST:
            return _error("ValidationError", "DurationSeconds is out of range")
        lifetime = min(int(seconds), self._cloud.settings.key_seconds)
        key = self._cloud.keys.add_temporary(claims["sub"], lifetime)
        credentials = [
            ("AccessKeyId", key.key_id),
            ("SecretAccessKey", key.secret),
            ("SessionToken", key.token),
            ("Expiration", iso_time(key.expires)),
        ]
        role = [
            ("Arn", f"{form['RoleArn']}/{form['RoleSessionName']}"),
            ("AssumedRoleId", "AROALOCAL"),
        ]
        return Response(
            200,
            XML,
            s3_xml.document(
                "AssumeRoleWithWebIdentityResponse",
                [
                    (
                        "AssumeRoleWithWebIdentityResult",
                        [
                            ("Credentials", credentials),
                            ("AssumedRoleUser", role),
                            ("SubjectFromWebIdentityToken", claims["sub"]),
                        ],
                    )
                ],
                NAMESPACE,
            ),
        )


def _error(code, message, status=None):
    if status is None:
        status = 400 if code != "AccessDenied" else 403
    return Response(
        status,
        XML,
        s3_xml.document(
            "ErrorResponse",
            [("Error", [("Type", "Sender"), ("Code", code), ("Message", message)])],
            NAMESPACE,
        ),
    )
