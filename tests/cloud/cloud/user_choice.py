# SPDX-License-Identifier: GPL-3.0-or-later
"""Choice-based sign-in (USER_AUTH): which factors a person has, and choosing among them."""

import hmac
import json

from . import users
from .errors import JsonError

FIRST_FACTOR_DIGITS = 8
CODE_FACTORS = ("EMAIL_OTP", "SMS_OTP")
WRONG = "Incorrect username or password."


class ChoiceSteps:
    """The flow USER_AUTH and its challenges before there is a first factor."""

    def __init__(self, pool, steps):
        self._pool = pool
        self._steps = steps  # the SignInOperations that go on after the first factor

    def factors(self, user):
        """What this person may begin with. A required second step leaves only the password."""
        found = ["PASSWORD", "PASSWORD_SRP"]
        if user is None or user.status == users.FORCE_CHANGE or user.mfa:
            return found
        if user.factors is not None:
            return list(user.factors)
        found.append("EMAIL_OTP")
        if user.attributes.get("phone_number"):
            found.append("SMS_OTP")
        return found

    def initiate(self, parameters):
        """Begin with the preferred factor, or offer what there is."""
        user = self._pool.find_user(parameters.get("USERNAME"))
        self._steps.check_door(user)
        preferred = parameters.get("PREFERRED_CHALLENGE")
        if preferred in self.factors(user):
            return self._take(user, preferred, parameters)
        return self._offer(user)

    def _offer(self, user):
        factors = self.factors(user)
        session = self._pool.sessions.open(user, "SELECT_CHALLENGE")
        return {
            "ChallengeName": "SELECT_CHALLENGE",
            "Session": session,
            "ChallengeParameters": {},
            "AvailableChallenges": factors,
        }

    def answer(self, name, text, answers):
        """SELECT_CHALLENGE, PASSWORD, PASSWORD_SRP, SMS_OTP, WEB_AUTHN."""
        session = self._pool.sessions.find(text, name)
        user = session.user
        if user is not None:
            self._steps.check_name(user, answers)
        if name == "WEB_AUTHN":
            raise JsonError("NotAuthorizedException", "The credential is not known.")
        factor = answers.get("ANSWER") if name == "SELECT_CHALLENGE" else name
        if factor not in self.factors(user):
            raise JsonError("InvalidParameterException", "The answer is not one of the choices.")
        self._pool.sessions.use(session)
        return self._take(user, factor, answers)

    def _take(self, user, factor, given):
        if factor == "PASSWORD":
            return self._check_password(user, given)
        if factor == "PASSWORD_SRP":
            if "SRP_A" not in given:
                return self._challenge(user, "PASSWORD_SRP", {})
            return self._steps.begin_srp(given, "USER_AUTH")
        if factor in CODE_FACTORS:
            sent = self._pool.send_code(
                user, factor, FIRST_FACTOR_DIGITS, self._pool.cloud.settings.session_seconds
            )
            return self._challenge(
                user,
                factor,
                {
                    "CODE_DELIVERY_DESTINATION": sent["Destination"],
                    "CODE_DELIVERY_DELIVERY_MEDIUM": sent["DeliveryMedium"],
                },
            )
        options = {"challenge": "c29tZXRoaW5n", "rpId": "localhost", "userVerification": "preferred"}
        return self._challenge(
            user, "WEB_AUTHN", {"CREDENTIAL_REQUEST_OPTIONS": json.dumps(options)}
        )

    def _challenge(self, user, name, parameters):
        return {
            "ChallengeName": name,
            "Session": self._pool.sessions.open(user, name, first_factor=True),
            "ChallengeParameters": parameters,
            "AvailableChallenges": self.factors(user),
        }

    def _check_password(self, user, given):
        password = given.get("PASSWORD")
        if password is None and user is not None:
            return self._challenge(user, "PASSWORD", {})
        if user is None or not hmac.compare_digest(
            str(password).encode(), user.password.encode()
        ):
            self._steps.count_failure(user)
            raise JsonError("NotAuthorizedException", WRONG)
        self._steps.check_status(user)
        return self._steps.after_password(user)


class CustomSteps:
    """The flow CUSTOM_AUTH: a question of the company's own, three tries."""

    TRIES = 3

    def __init__(self, pool, steps):
        self._pool = pool
        self._steps = steps

    def ask(self, user, tries=TRIES):
        """Put the question."""
        return {
            "ChallengeName": "CUSTOM_CHALLENGE",
            "Session": self._pool.sessions.open(user, "CUSTOM_CHALLENGE", tries=tries),
            "ChallengeParameters": {"question": user.question, "USERNAME": user.username},
        }

    def answer(self, text, answers):
        """Judge the answer; a wrong one brings the question again with a new session."""
        session = self._pool.sessions.find(text, "CUSTOM_CHALLENGE")
        self._steps.check_name(session.user, answers)
        self._pool.sessions.use(session)
        if answers.get("ANSWER") == session.user.answer:
            return self._steps.tokens(session.user)
        if session.facts["tries"] <= 1:
            raise JsonError("NotAuthorizedException", WRONG)
        return self.ask(session.user, session.facts["tries"] - 1)
