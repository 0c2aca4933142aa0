# SPDX-License-Identifier: GPL-3.0-or-later
"""The user pool: which operations there are, and which members each request may have."""

from .devices import DeviceOperations
from .errors import JsonError
from .sessions import SessionStore
from .user_account import AccountOperations
from .user_sign_in import SignInOperations
from .user_tokens import TokenService
from .users import Directory

TARGET = "AWSCognitoIdentityProviderService"
COMMON = {"ClientMetadata", "AnalyticsMetadata", "UserContextData"}


class UserPool:
    """One user pool with one app client that has no secret."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.users = Directory(cloud.settings)
        self.sessions = SessionStore(cloud.settings, cloud.clock)
        issuer = f"https://cognito-idp.{cloud.region}.amazonaws.com/{cloud.user_pool_id}"
        self.tokens = TokenService(
            cloud.settings, cloud.clock, cloud.signing_key, issuer, cloud.client_id
        )
        self._operations = {
            **SignInOperations(self).table(),
            **AccountOperations(self).table(),
            **DeviceOperations(self).table(),
        }

    @property
    def scope(self):
        """The pool's name in SRP: what follows the region in its id."""
        return self.cloud.user_pool_id.partition("_")[2]

    def handle(self, operation, message):
        """Answer one request: a dictionary in, a dictionary out."""
        found = self._operations.get(operation)
        if found is None:
            raise JsonError("UnknownOperationException", f"Unknown operation {operation}", 400)
        function, members = found
        unknown = set(message) - set(members) - COMMON
        if unknown:
            raise JsonError(
                "InvalidParameterException",
                f"1 validation error detected: unknown member '{sorted(unknown)[0]}'",
            )
        if "ClientId" in members and message.get("ClientId") != self.cloud.client_id:
            raise JsonError(
                "ResourceNotFoundException",
                f"User pool client {message.get('ClientId')} does not exist.",
            )
        return function(message)

    def find_user(self, name):
        """A user by any of their names; refuses what can be no name."""
        if not isinstance(name, str) or not 1 <= len(name) <= 128:
            raise JsonError("InvalidParameterException", "Missing required parameter USERNAME")
        return self.users.find(name)

    def send_code(self, user, purpose, digits, seconds):
        """Make a code, put it into the outbox, and say where it went."""
        code = self.cloud.outbox.new_code(digits)
        user.codes[purpose] = (code, self.cloud.clock.now() + seconds)
        by_phone = purpose in ("SMS_MFA", "SMS_OTP")
        to = user.attributes.get("phone_number", "") if by_phone else user.email
        self.cloud.outbox.add(user.email, to, purpose, code)
        return {
            "Destination": mask(to),
            "DeliveryMedium": "SMS" if by_phone else "EMAIL",
            "AttributeName": "phone_number" if by_phone else "email",
        }

    def check_code(self, user, purpose, given):
        """Whether a code is right: True, False, or None when there is none or it is too old."""
        code, expires = user.codes.get(purpose, (None, 0))
        if code is None or self.cloud.clock.now() >= expires:
            return None
        return given == code


def mask(address):
    """An address the way Cognito shows it."""
    if "@" in address:
        name, _, domain = address.partition("@")
        return f"{name[0]}***@{domain[0]}***"
    return "+" + "*" * max(0, len(address) - 5) + address[-4:]
