# SPDX-License-Identifier: GPL-3.0-or-later
"""InitiateAuth and RespondToAuthChallenge: SRP verified for real, and every step after it."""

import hmac
import json
import secrets
import threading
import uuid

from . import srp, totp, users
from .devices import UNKNOWN, DeviceSteps
from .errors import JsonError
from .srp_attempts import AttemptStore
from .user_choice import ChoiceSteps, CustomSteps

WRONG = "Incorrect username or password."
CODE_STEPS = {
    "SMS_MFA": "SMS_MFA_CODE",
    "EMAIL_OTP": "EMAIL_OTP_CODE",
    "SMS_OTP": "SMS_OTP_CODE",
    "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE",
}


def refused(message=WRONG):
    """The error for everything that must not be told apart."""
    return JsonError("NotAuthorizedException", message)


class SignInOperations:
    """The flows and the challenges."""

    def __init__(self, pool):
        self._pool = pool
        self._cloud = pool.cloud
        self._settings = pool.cloud.settings
        self._lock = threading.Lock()
        self._attempts = AttemptStore(pool.cloud.settings, pool.cloud.clock)
        self._devices = DeviceSteps(pool, self._attempts)
        self._choice = ChoiceSteps(pool, self)
        self._custom = CustomSteps(pool, self)
        self._hidden_key = secrets.token_bytes(32)
        self._cycle = 0

    def table(self):
        """Operation names, what serves them, and their members."""
        return {
            "InitiateAuth": (self.initiate, ("AuthFlow", "ClientId", "AuthParameters", "Session")),
            "RespondToAuthChallenge": (
                self.respond,
                ("ChallengeName", "ClientId", "Session", "ChallengeResponses"),
            ),
            "GetTokensFromRefreshToken": (
                self.get_tokens,
                ("ClientId", "RefreshToken", "ClientSecret", "DeviceKey"),
            ),
        }

    # -- flows -----------------------------------------------------------------------------------

    def initiate(self, message):
        """Begin a sign-in, or renew one."""
        parameters = message.get("AuthParameters") or {}
        flow = message.get("AuthFlow")
        if flow == "USER_SRP_AUTH":
            return self.begin_srp(parameters)
        if flow == "USER_PASSWORD_AUTH":
            return self._password_auth(parameters)
        if flow in ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"):
            result = self._pool.tokens.refresh(
                parameters.get("REFRESH_TOKEN"), False, parameters.get("DEVICE_KEY")
            )
            return {"AuthenticationResult": result, "ChallengeParameters": {}}
        if flow == "CUSTOM_AUTH" and self._settings.custom_auth:
            return self._begin_custom(parameters)
        if flow == "USER_AUTH" and self._settings.choice_auth:
            return self._choice.initiate(parameters)
        if flow in ("CUSTOM_AUTH", "USER_AUTH", "ADMIN_USER_PASSWORD_AUTH"):
            raise JsonError("InvalidParameterException", f"{flow} is not enabled for the client.")
        raise JsonError(
            "InvalidParameterException",
            "1 validation error detected: Value at 'authFlow' "
            "failed to satisfy constraint: Member must satisfy enum value set",
        )

    def get_tokens(self, message):
        """GetTokensFromRefreshToken: works with and without rotation."""
        result = self._pool.tokens.refresh(
            message.get("RefreshToken"), True, message.get("DeviceKey")
        )
        return {"AuthenticationResult": result}

    def _password_auth(self, parameters):
        if not self._settings.password_auth:
            raise JsonError(
                "InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client"
            )
        user = self._pool.find_user(parameters.get("USERNAME"))
        self.check_door(user)
        password = parameters.get("PASSWORD")
        if (
            user is None
            or not isinstance(password, str)
            or not hmac.compare_digest(password.encode(), user.password.encode())
        ):
            self.count_failure(user)
            raise refused()
        self.check_status(user)
        return self.after_password(user)

    def _begin_custom(self, parameters):
        if parameters.get("CHALLENGE_NAME") == "SRP_A":
            return self.begin_srp(parameters, "CUSTOM_AUTH")
        user = self._pool.find_user(parameters.get("USERNAME"))
        self.check_door(user)
        if user is None:
            raise refused()
        return self._custom.ask(user)

    def begin_srp(self, parameters, flow="USER_SRP_AUTH"):
        """Answer SRP_A. Only flows that may bring other challenges have a Session here."""
        name = parameters.get("USERNAME")
        user = self._pool.find_user(name)
        value = srp.parse_client_value(parameters.get("SRP_A"))
        if value is None:
            raise JsonError("InvalidParameterException", "SRP_A is not valid.")
        self.check_door(user)
        shapes = self._shapes()
        if user:
            salt, verifier, user_id = self._real_numbers(user, shapes)
        else:
            salt, verifier, user_id = self._simulated_numbers(name)
        exchange = srp.begin_exchange(value, verifier, shapes)
        block = self._attempts.open(user, user_id, self._pool.scope, exchange)
        self._cloud.log.note_shapes(exchange, salt)
        answer = {
            "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeParameters": {
                "SALT": f"{salt:x}",
                "SRP_B": f"{exchange.server_value:x}",
                "SECRET_BLOCK": block,
                "USERNAME": user_id,
                "USER_ID_FOR_SRP": user_id,
            },
        }
        if flow != "USER_SRP_AUTH":
            answer["Session"] = self._pool.sessions.open(user, "PASSWORD_VERIFIER", flow=flow)
        return answer

    def _shapes(self):
        """The forms the numbers must take. Of those set to "cycle" one is forced at a time."""
        shapes = dict(self._settings.srp_shapes)
        names = sorted(name for name, wanted in shapes.items() if wanted == "cycle")
        if names:
            with self._lock:
                turn, self._cycle = self._cycle, self._cycle + 1
            for name in names:
                del shapes[name]
            shapes[names[turn % len(names)]] = srp.SHAPES[turn // len(names) % len(srp.SHAPES)]
        return shapes

    @staticmethod
    def _real_numbers(user, shapes):
        wanted = shapes.get("salt")
        if wanted:
            salt = srp.random_salt(wanted)
            return salt, srp.verifier(user.scope, user.username, user.password, salt), user.username
        return user.salt, user.verifier, user.username

    def _simulated_numbers(self, name):
        """Numbers for a name that does not exist, the same at every try."""
        digest = hmac.digest(self._hidden_key, name.encode(), "sha512")
        salt = int.from_bytes(digest[:16], "big") or 1
        user_id = str(uuid.UUID(bytes=digest[16:32], version=4))
        verifier = pow(srp.GENERATOR, int.from_bytes(digest[32:], "big"), srp.PRIME)
        return salt, verifier, user_id

    # -- answers ---------------------------------------------------------------------------------

    def respond(self, message):
        """Judge the answer to a challenge."""
        answers = message.get("ChallengeResponses") or {}
        name = message.get("ChallengeName")
        if name == "PASSWORD_VERIFIER":
            return self._verify_password(message.get("Session"), answers)
        if name in ("SELECT_CHALLENGE", "PASSWORD", "PASSWORD_SRP", "WEB_AUTHN"):
            return self._choice.answer(name, message.get("Session"), answers)
        if name == "CUSTOM_CHALLENGE":
            return self._custom.answer(message.get("Session"), answers)
        if name == "NEW_PASSWORD_REQUIRED":
            return self._new_password(message.get("Session"), answers)
        if name in CODE_STEPS:
            return self._check_code(name, message.get("Session"), answers)
        if name == "MFA_SETUP":
            return self._finish_setup(message.get("Session"), answers)
        if name == "DEVICE_SRP_AUTH":
            user, device, parameters = self._devices.begin(message.get("Session"), answers)
            return self._challenge(
                user, "DEVICE_PASSWORD_VERIFIER", parameters, device_key=device.key
            )
        if name == "DEVICE_PASSWORD_VERIFIER":
            return self.tokens(*self._devices.verify(message.get("Session"), answers))
        if name == "SELECT_MFA_TYPE":
            return self._select_mfa(message.get("Session"), answers)
        raise JsonError(
            "InvalidParameterException",
            "1 validation error detected: Value at 'challengeName' failed to satisfy constraint",
        )

    def _verify_password(self, text, answers):
        session = self._pool.sessions.find(text, "PASSWORD_VERIFIER") if text else None
        attempt = self._attempts.find(answers)
        if attempt is None:
            raise refused()
        user, device_key = attempt.user, answers.get("DEVICE_KEY")
        if device_key and (user is None or device_key not in user.devices):
            # The challenge stays open: it can be answered again without the device.
            raise JsonError("ResourceNotFoundException", UNKNOWN)
        if not self._attempts.spend(answers):
            raise refused()
        self.check_door(user)
        right, timely = self._attempts.judge(attempt, answers)
        if user and user.status == users.UNCONFIRMED:
            raise JsonError("UserNotConfirmedException", "User is not confirmed.")
        if not right:
            self.count_failure(user)
        if not right or not timely or user is None:
            raise refused()
        if self._pool.find_user(answers.get("USERNAME")) is not user:
            raise refused()
        self.check_status(user)
        if session:
            self._pool.sessions.use(session)
            if session.facts["flow"] == "CUSTOM_AUTH":
                return self._custom.ask(user)
        return self.after_password(user, device_key)

    def check_door(self, user):
        """What stands in the way before any password is looked at."""
        if user is None:
            if not self._settings.hide_existence:
                raise JsonError("UserNotFoundException", "User does not exist.")
            return
        if not user.enabled:
            raise refused("User is disabled.")
        if self._cloud.clock.now() < user.locked_until:
            raise refused("Password attempts exceeded")
        if user.status == users.RESET_REQUIRED:
            raise JsonError(
                "PasswordResetRequiredException", "Password reset required for the user"
            )

    def check_status(self, user):
        """What stands in the way although the password is right."""
        user.count_success()
        if user.status == users.UNCONFIRMED:
            raise JsonError("UserNotConfirmedException", "User is not confirmed.")
        expires = user.temporary_expires
        if user.status == users.FORCE_CHANGE and expires and self._cloud.clock.now() >= expires:
            raise refused("Temporary password has expired and must be reset by an administrator.")

    def count_failure(self, user):
        """Count a wrong password."""
        if user:
            user.count_failure(self._settings, self._cloud.clock.now())

    # -- the steps after the password ------------------------------------------------------------

    def after_password(self, user, device_key=None):
        """Go on after the first factor."""
        if user.status == users.FORCE_CHANGE:
            shown = {k: v for k, v in user.attributes.items() if k != "sub"}
            required = [
                f"userAttributes.{name}"
                for name in user.required_attributes
                if not user.attributes.get(name)
            ]
            return self._challenge(
                user,
                "NEW_PASSWORD_REQUIRED",
                {"requiredAttributes": json.dumps(required), "userAttributes": json.dumps(shown)},
                required=required,
            )
        return self._second_step(user, device_key)

    def _second_step(self, user, device_key=None):
        device = user.devices.get(device_key)
        if self._settings.remember_devices and device and device.remembered:
            return self._challenge(user, "DEVICE_SRP_AUTH", {}, device_key=device_key)
        if not user.mfa:
            if self._settings.mfa_required:
                return self._challenge(
                    user, "MFA_SETUP", {"MFAS_CAN_SETUP": json.dumps(self._settings.mfa_setup)}
                )
            return self.tokens(user)
        if len(user.mfa) > 1 and not user.preferred_mfa:
            return self._challenge(
                user, "SELECT_MFA_TYPE", {"MFAS_CAN_CHOOSE": json.dumps(user.mfa)}
            )
        return self._ask_code(user, user.preferred_mfa or user.mfa[0])

    def _ask_code(self, user, kind):
        if kind == "SOFTWARE_TOKEN_MFA":
            return self._challenge(user, kind, {"FRIENDLY_DEVICE_NAME": "phone"})
        sent = self._pool.send_code(user, kind, 6, self._settings.session_seconds)
        return self._challenge(
            user,
            kind,
            {
                "CODE_DELIVERY_DESTINATION": sent["Destination"],
                "CODE_DELIVERY_DELIVERY_MEDIUM": sent["DeliveryMedium"],
            },
        )

    def _challenge(self, user, name, parameters, **facts):
        session = self._pool.sessions.open(user, name, **facts)
        return {
            "ChallengeName": name,
            "Session": session,
            "ChallengeParameters": {**parameters, "USER_ID_FOR_SRP": user.username},
        }

    def tokens(self, user, device_key=None):
        """Let the person in."""
        offer = None
        if self._settings.remember_devices and not device_key:
            offer = self._devices.offer(self._cloud, user)
            device_key = offer["DeviceKey"]
        result = self._pool.tokens.sign_in(user, device_key)
        if offer:
            result["NewDeviceMetadata"] = offer
        return {"AuthenticationResult": result, "ChallengeParameters": {}}

    def _new_password(self, text, answers):
        session = self._pool.sessions.find(text, "NEW_PASSWORD_REQUIRED")
        user = session.user
        self.check_name(user, answers)
        prefix = "userAttributes."
        given = {
            name[len(prefix) :]: value for name, value in answers.items() if name.startswith(prefix)
        }
        for name in given:
            if name in user.attributes and name not in user.required_attributes:
                text = (
                    "Cannot modify an already provided email"
                    if name == "email"
                    else f"Cannot modify the non-mutable attribute {name}"
                )
                raise JsonError("NotAuthorizedException", text)
        for name in session.facts["required"]:
            if not given.get(name[len(prefix) :]):
                raise JsonError(
                    "InvalidParameterException",
                    f"Invalid attributes given, {name[len(prefix):]} is missing",
                )
        users.check_password_rules(answers.get("NEW_PASSWORD"))
        self._pool.sessions.use(session)
        user.attributes.update(given)
        user.status = users.CONFIRMED
        user.set_password(answers["NEW_PASSWORD"])
        return self._second_step(user)

    def _check_code(self, name, text, answers):
        session = self._pool.sessions.find(text, name)
        user = session.user
        self.check_name(user, answers)
        given = str(answers.get(CODE_STEPS[name], ""))
        if name == "SOFTWARE_TOKEN_MFA":
            right = totp.matches(
                user.totp_secret, given, self._cloud.clock.now(), int(self._settings.totp_window)
            )
        else:
            right = self._pool.check_code(user, name, given)
        if not right:
            # An e-mail code may be tried again in the same session; the others end with it.
            if name == "EMAIL_OTP":
                raise JsonError("CodeMismatchException", "Invalid code or auth state for the user.")
            if name in ("SMS_MFA", "SMS_OTP"):
                self._pool.sessions.use(session)
            raise JsonError("CodeMismatchException", "Invalid code received for user")
        self._pool.sessions.use(session)
        user.codes.pop(name, None)
        if session.facts.get("sets_up"):
            user.mfa = ["EMAIL_OTP"]
        return self.tokens(user)

    def _select_mfa(self, text, answers):
        session = self._pool.sessions.find(text, "SELECT_MFA_TYPE")
        self.check_name(session.user, answers)
        if answers.get("ANSWER") not in session.user.mfa:
            raise JsonError("InvalidParameterException", "The answer is not one of the choices.")
        self._pool.sessions.use(session)
        return self._ask_code(session.user, answers["ANSWER"])

    def _finish_setup(self, text, answers):
        session = self._pool.sessions.find(text, "MFA_SETUP")
        self.check_name(session.user, answers)
        if "EMAIL" in answers:
            return self._set_up_email(session, answers["EMAIL"])
        if not session.facts.get("verified"):
            raise JsonError("NotAuthorizedException", "Invalid session for the user.")
        self._pool.sessions.use(session)
        return self.tokens(session.user)

    def _set_up_email(self, session, address):
        if "EMAIL_OTP" not in self._settings.mfa_setup or "@" not in address:
            raise JsonError("InvalidParameterException", "Invalid email address format.")
        self._pool.sessions.use(session)
        sent = self._pool.send_code(session.user, "EMAIL_OTP", 6, self._settings.session_seconds)
        return self._challenge(
            session.user,
            "EMAIL_OTP",
            {
                "CODE_DELIVERY_DESTINATION": sent["Destination"],
                "CODE_DELIVERY_DELIVERY_MEDIUM": sent["DeliveryMedium"],
            },
            sets_up=True,
        )

    def check_name(self, user, answers):
        """An answer must name the person whom the session belongs to."""
        if self._pool.find_user(answers.get("USERNAME")) is not user:
            raise JsonError("NotAuthorizedException", "Invalid session for the user.")
