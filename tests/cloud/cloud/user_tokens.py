# SPDX-License-Identifier: GPL-3.0-or-later
"""What a successful sign-in yields: id, access and refresh tokens, and what ends them."""

import collections
import secrets
import threading
import uuid

from .errors import JsonError

MAX_GIVEN_OUT = 1000  # tokens remembered for tests that look for them where they must not be


class Grant:
    """What one refresh token stands for."""

    def __init__(self, user, origin, expires, device_key=None):
        self.user = user
        self.origin = origin  # origin_jti: the same for all tokens of one sign-in
        self.expires = expires
        self.device_key = device_key
        self.replaced_at = None  # rotation: when a newer token took over
        self.auth_time = None
        self.scope = "aws.cognito.signin.user.admin"


class TokenService:
    """Issues and judges the tokens of one app client."""

    def __init__(self, settings, clock, signing_key, issuer, client_id):
        self._settings = settings
        self._clock = clock
        self._key = signing_key
        self.issuer = issuer
        self._client_id = client_id
        self._lock = threading.Lock()
        self._grants = {}
        self._revoked = set()  # origin_jti
        self.given_out = collections.deque(maxlen=MAX_GIVEN_OUT)

    def sign_in(self, user, device_key=None, id_claims=None, scope=None):
        """A first set of tokens, as AuthenticationResult; managed login adds claims and a scope."""
        now = self._clock.now()
        grant = Grant(
            user, str(uuid.uuid4()), now + self._settings.refresh_token_seconds, device_key
        )
        grant.auth_time = int(now)
        grant.scope = scope or grant.scope
        result = self._tokens(grant, id_claims)
        result["RefreshToken"] = self._keep(grant)
        return result

    def refresh(self, token, rotation_allowed, device_key=None):
        """A new set for a refresh token. Rotation happens in GetTokensFromRefreshToken only."""
        now = self._clock.now()
        with self._lock:
            grant = self._grants.get(token)
            self._check_grant(grant, now)
            self._check_device(grant, device_key)
            rotate = self._settings.refresh_rotation
            if rotate and not rotation_allowed:
                raise JsonError(
                    "NotAuthorizedException",
                    "Refresh token rotation is enabled for this "
                    "client. Use GetTokensFromRefreshToken.",
                )
            if grant.replaced_at is not None:
                if now > grant.replaced_at + self._settings.refresh_grace_seconds:
                    raise JsonError(
                        "RefreshTokenReuseException", "Refresh Token has been used already"
                    )
            elif rotate:
                grant.replaced_at = now
        result = self._tokens(grant)
        if rotate:
            successor = Grant(grant.user, grant.origin, grant.expires, grant.device_key)
            successor.auth_time = grant.auth_time
            successor.scope = grant.scope
            result["RefreshToken"] = self._keep(successor)
        return result

    def _check_device(self, grant, device_key):
        """With devices remembered only a registered device may refresh, and must name itself."""
        if (
            grant.device_key
            and self._settings.remember_devices
            and (device_key != grant.device_key or device_key not in grant.user.devices)
        ):
            raise JsonError("NotAuthorizedException", "Invalid Refresh Token")

    def _check_grant(self, grant, now):
        if grant is None:
            raise JsonError("NotAuthorizedException", "Invalid Refresh Token")
        if grant.origin in self._revoked:
            raise JsonError("NotAuthorizedException", "Refresh Token has been revoked")
        if now >= grant.expires:
            raise JsonError("NotAuthorizedException", "Refresh Token has expired")
        if grant.auth_time < grant.user.signed_out_at:
            raise JsonError("NotAuthorizedException", "Refresh Token has been revoked")
        if not grant.user.enabled:
            raise JsonError("NotAuthorizedException", "User is disabled.")

    def revoke(self, token):
        """Revoke a refresh token and everything that came from it; unknown ones are ignored."""
        with self._lock:
            grant = self._grants.get(token)
            if grant:
                self._revoked.add(grant.origin)

    def revoke_all(self):
        """Revoke every refresh token; gives how many sign-ins that ended."""
        with self._lock:
            origins = {grant.origin for grant in self._grants.values()}
            fresh = origins - self._revoked
            self._revoked |= origins
            return len(fresh)

    def access(self, token, find_user, scope=None):
        """The user of an access token that allows the scope, or the right error."""
        claims = self._key.verify(token) if isinstance(token, str) else None
        if claims is None or claims.get("token_use") != "access":
            raise JsonError("NotAuthorizedException", "Invalid Access Token")
        if self._clock.now() >= claims["exp"] + self._settings.late_seconds:
            raise JsonError("NotAuthorizedException", "Access Token has expired")
        user = find_user(claims["username"])
        if user is None:
            raise JsonError("UserNotFoundException", "User does not exist.")
        if claims.get("origin_jti") in self._revoked or claims["iat"] < int(user.signed_out_at):
            raise JsonError("NotAuthorizedException", "Access Token has been revoked")
        if not user.enabled:
            raise JsonError("NotAuthorizedException", "User is disabled.")
        if scope and scope not in claims["scope"].split():
            raise JsonError(
                "NotAuthorizedException", "Access Token does not have required scopes"
            )
        return user

    def _keep(self, grant):
        token = "ey" + secrets.token_urlsafe(1300)
        with self._lock:
            self._grants[token] = grant
            self.given_out.append(token)
        return token

    def _tokens(self, grant, more_id_claims=None):
        now = int(self._clock.now())
        user = grant.user
        base = {
            "sub": user.sub,
            "iss": self.issuer,
            "origin_jti": grant.origin,
            "event_id": str(uuid.uuid4()),
            "auth_time": grant.auth_time,
            "iat": now,
        }
        if not self._settings.token_revocation:
            del base["origin_jti"]
        id_claims = {
            **base,
            "token_use": "id",
            "aud": self._client_id,
            "jti": str(uuid.uuid4()),
            "exp": now + int(self._settings.id_token_seconds),
            "cognito:username": user.username,
        }
        for name, value in user.attributes.items():
            id_claims[name] = value == "true" if name.endswith("_verified") else value
        id_claims.update(more_id_claims or {})
        access = {
            **base,
            "token_use": "access",
            "client_id": self._client_id,
            "jti": str(uuid.uuid4()),
            "username": user.username,
            "scope": grant.scope,
            "exp": now + int(self._settings.access_token_seconds),
        }
        if grant.device_key:
            access["device_key"] = grant.device_key
        tokens = self._key.sign(access), self._key.sign(id_claims)
        self.given_out.extend(tokens)
        return {
            "AccessToken": tokens[0],
            "IdToken": tokens[1],
            "ExpiresIn": int(self._settings.access_token_seconds),
            "TokenType": "Bearer",
        }
