# SPDX-License-Identifier: GPL-3.0-or-later
"""The identity pool: an identity for a person, and temporary keys for an identity."""

import threading
import uuid

from . import wire
from .errors import JsonError
from .keys import Key

TARGET = "AWSCognitoIdentityService"
DEVELOPER_PROVIDER = "cognito-identity.amazonaws.com"
OPEN_ID_ISSUER = "https://cognito-identity.amazonaws.com"


def refused(message):
    """The error of this service for nearly everything."""
    return JsonError("NotAuthorizedException", message)


class IdentityPool:
    """One identity pool that trusts one user pool."""

    def __init__(self, cloud):
        self._cloud = cloud
        self._lock = threading.Lock()
        self._by_sub = {}  # user -> identity id
        self._owner = {}  # identity id -> user, or None for a guest
        self.provider = f"cognito-idp.{cloud.region}.amazonaws.com/{cloud.user_pool_id}"
        self._operations = {
            "GetId": (self.get_id, ("AccountId", "IdentityPoolId", "Logins")),
            "GetCredentialsForIdentity": (self.get_keys, ("IdentityId", "Logins", "CustomRoleArn")),
            "GetOpenIdToken": (self.get_open_id_token, ("IdentityId", "Logins")),
        }

    def handle(self, operation, message):
        """Answer one request: a dictionary in, a dictionary out."""
        found = self._operations.get(operation)
        if found is None:
            raise JsonError("UnknownOperationException", f"Unknown operation {operation}", 400)
        function, members = found
        unknown = set(message) - set(members)
        if unknown:
            raise JsonError("InvalidParameterException", f"unknown member '{sorted(unknown)[0]}'")
        return function(message)

    def get_id(self, message):
        """The identity of whoever the login proves; a guest gets a new one."""
        pool = message.get("IdentityPoolId")
        if pool != self._cloud.identity_pool_id:
            raise JsonError("ResourceNotFoundException", f"IdentityPool '{pool}' not found.")
        if DEVELOPER_PROVIDER in (message.get("Logins") or {}):
            raise refused("Token is not from a supported provider of this identity pool.")
        sub = self._check_logins(message.get("Logins"))
        with self._lock:
            identity = self._by_sub.get(sub) if sub else None
            if identity is None:
                identity = self._new_identity(sub)
        return {"IdentityId": identity}

    def _new_identity(self, sub):
        identity = f"{self._cloud.region}:{uuid.uuid4()}"
        self._owner[identity] = sub
        if sub:
            self._by_sub[sub] = identity
        return identity

    def get_keys(self, message):
        """Temporary keys for an identity."""
        identity = self._check_identity(message)
        settings = self._cloud.settings
        role = message.get("CustomRoleArn")
        if role is not None and role not in settings.roles:
            raise JsonError("InvalidParameterException", f"Role {role} is not allowed.")
        if settings.identity_suffix:
            identity += settings.identity_suffix
        if settings.given_keys:
            key = self._given_key()
        else:
            key = self._cloud.keys.add_temporary(identity, settings.key_seconds)
        return {
            "IdentityId": identity,
            "Credentials": {
                "AccessKeyId": key.key_id,
                "SecretKey": key.secret,
                "SessionToken": key.token,
                "Expiration": number(key.expires, settings.expiration_format),
            },
        }

    def _given_key(self):
        """The keys of another store: the whole sign-in can be tried with it."""
        given = self._cloud.settings.given_keys
        expires = self._cloud.clock.now() + self._cloud.settings.key_seconds
        return Key(given["access_key"], given["secret_key"], given["session_token"], expires)

    def get_open_id_token(self, message):
        """A token that STS takes (the classic flow)."""
        if not self._cloud.settings.classic_flow:
            raise JsonError(
                "InvalidParameterException",
                "Basic (classic) flow is not enabled, please use enhanced flow.",
            )
        identity = self._check_identity(message)
        with self._lock:
            guest = self._owner.get(identity) is None
        amr = ["unauthenticated"] if guest else ["authenticated", self.provider]
        return {"IdentityId": identity, "Token": self._open_id_token(identity, amr)}

    def developer_token(self, user):
        """(identity, token) for a user of the company's own, as its back end gets them."""
        owner = f"developer:{user}"
        with self._lock:
            identity = self._by_sub.get(owner) or self._new_identity(owner)
        return identity, self._open_id_token(identity, ["authenticated", "login.acme.example"])

    def delete_identities(self):
        """Forget every identity; gives how many there were."""
        with self._lock:
            count = len(self._owner)
            self._owner.clear()
            self._by_sub.clear()
            return count

    def _open_id_token(self, identity, amr):
        now = int(self._cloud.clock.now())
        return self._cloud.signing_key.sign(
            {
                "sub": identity,
                "aud": self._cloud.identity_pool_id,
                "iat": now,
                "iss": OPEN_ID_ISSUER,
                "exp": now + int(self._cloud.settings.open_id_seconds),
                "amr": amr,
            }
        )

    def _check_identity(self, message):
        identity = message.get("IdentityId")
        sub = self._check_logins(message.get("Logins"))
        with self._lock:
            if identity not in self._owner:
                raise JsonError("ResourceNotFoundException", f"Identity '{identity}' not found.")
            owner = self._owner[identity]
            if owner == sub:
                return identity
            if sub is None:
                raise refused(f"Access to Identity '{identity}' is forbidden.")
            if owner is None:
                # A guest signs in: the identity becomes theirs, or merges into the one they have.
                if sub in self._by_sub:
                    return self._by_sub[sub]
                self._owner[identity], self._by_sub[sub] = sub, identity
                return identity
        raise refused(
            "Logins don't match. Please include at least one valid login for this identity "
            "or identity pool."
        )

    def _check_logins(self, logins):
        """Who the logins prove (the sub of an ID token), or None for a guest."""
        if not logins:
            if not self._cloud.settings.guests_allowed:
                raise refused("Unauthenticated access is not supported for this identity pool.")
            return None
        if set(logins) == {DEVELOPER_PROVIDER}:
            return self._check_developer(logins[DEVELOPER_PROVIDER])
        if set(logins) != {self.provider}:
            raise refused("Token is not from a supported provider of this identity pool.")
        claims = self._cloud.signing_key.verify(logins[self.provider])
        if claims is None:
            raise refused("Invalid login token. Couldn't verify signed token.")
        if "aud" not in claims:
            raise refused("Invalid login token. Missing a required claim: aud")
        if claims["iss"] != f"https://{self.provider}":
            raise refused("Invalid login token. Issuer doesn't match providerName")
        if claims["aud"] != self._cloud.client_id or claims.get("token_use") != "id":
            raise refused("Token is not from a supported provider of this identity pool.")
        self._check_time(claims)
        return claims["sub"]

    def _check_developer(self, token):
        claims = self._cloud.signing_key.verify(token)
        if claims is None:
            raise refused("Invalid login token. Couldn't verify signed token.")
        if claims["iss"] != OPEN_ID_ISSUER or claims["aud"] != self._cloud.identity_pool_id:
            raise refused("Invalid login token. Issuer doesn't match providerName")
        self._check_time(claims)
        with self._lock:
            if claims["sub"] not in self._owner:
                raise JsonError(
                    "ResourceNotFoundException", f"Identity '{claims['sub']}' not found."
                )
            return self._owner[claims["sub"]]

    def _check_time(self, claims):
        now = self._cloud.clock.now()
        if now >= claims["exp"] + self._cloud.settings.late_seconds:
            raise refused(f"Invalid login token. Token expired: {claims['exp']} >= {int(now)}")


def number(seconds, form):
    """A time in one of the forms that have been seen in JSON; wire.py takes the quotes off."""
    text = {"exponent": f"{seconds:.9E}", "integer": str(int(seconds))}.get(form, f"{seconds:.3f}")
    return wire.NUMBER_MARK + text
