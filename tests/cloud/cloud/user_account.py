# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person can do about their own account: sign out, forgotten password, second step."""

from . import totp, users
from .errors import JsonError

FORGOT_SECONDS = 3600
SIGN_UP_SECONDS = 86400
# What an access token has to allow for its bearer's own account to be read and changed.
OWN_SCOPE = "aws.cognito.signin.user.admin"
SETTINGS = {
    "SMSMfaSettings": "SMS_MFA",
    "EmailMfaSettings": "EMAIL_OTP",
    "SoftwareTokenMfaSettings": "SOFTWARE_TOKEN_MFA",
}


class AccountOperations:
    """The operations of the user pool that are not part of signing in."""

    def __init__(self, pool):
        self._pool = pool
        self._cloud = pool.cloud

    def table(self):
        """Operation names, what serves them, and their members."""
        return {
            "RevokeToken": (self.revoke, ("ClientId", "Token", "ClientSecret")),
            "GlobalSignOut": (self.sign_out, ("AccessToken",)),
            "GetUser": (self.get_user, ("AccessToken",)),
            "ForgotPassword": (self.forgot, ("ClientId", "Username", "SecretHash")),
            "ConfirmForgotPassword": (
                self.confirm_forgot,
                ("ClientId", "Username", "ConfirmationCode", "Password", "SecretHash"),
            ),
            "ChangePassword": (
                self.change,
                ("AccessToken", "PreviousPassword", "ProposedPassword"),
            ),
            "SignUp": (
                self.sign_up,
                (
                    "ClientId",
                    "Username",
                    "Password",
                    "UserAttributes",
                    "SecretHash",
                    "ValidationData",
                ),
            ),
            "ResendConfirmationCode": (self.resend, ("ClientId", "Username", "SecretHash")),
            "ConfirmSignUp": (
                self.confirm,
                (
                    "ClientId",
                    "Username",
                    "ConfirmationCode",
                    "SecretHash",
                    "ForceAliasCreation",
                    "Session",
                ),
            ),
            "AssociateSoftwareToken": (self.associate, ("AccessToken", "Session")),
            "VerifySoftwareToken": (
                self.verify,
                ("AccessToken", "Session", "UserCode", "FriendlyDeviceName"),
            ),
            "SetUserMFAPreference": (
                self.prefer,
                ("AccessToken", "SMSMfaSettings", "EmailMfaSettings", "SoftwareTokenMfaSettings"),
            ),
        }

    def revoke(self, message):
        """End a sign-in by its refresh token."""
        if not self._cloud.settings.token_revocation:
            raise JsonError("UnsupportedOperationException", "Token revocation is not enabled.")
        self._pool.tokens.revoke(message.get("Token"))
        return {}

    def sign_out(self, message):
        """End all sign-ins of the user."""
        self._user(message).signed_out_at = self._cloud.clock.now()
        return {}

    def get_user(self, message):
        """Who the access token belongs to."""
        user = self._user(message)
        answer = {
            "Username": user.username,
            "UserAttributes": [
                {"Name": name, "Value": value} for name, value in user.attributes.items()
            ],
        }
        if user.mfa:
            answer["UserMFASettingList"] = list(user.mfa)
            if user.preferred_mfa or len(user.mfa) == 1:
                answer["PreferredMfaSetting"] = user.preferred_mfa or user.mfa[0]
        return answer

    def forgot(self, message):
        """Send a code for a new password."""
        user = self._pool.find_user(message.get("Username"))
        if user is None:
            if not self._cloud.settings.hide_existence:
                raise JsonError(
                    "UserNotFoundException", "Username/client id combination not found."
                )
            return {
                "CodeDeliveryDetails": {
                    "Destination": "s***@e***",
                    "DeliveryMedium": "EMAIL",
                    "AttributeName": "email",
                }
            }
        if not user.enabled:
            raise JsonError("NotAuthorizedException", "User is disabled.")
        if user.status == users.FORCE_CHANGE:
            raise JsonError(
                "NotAuthorizedException", "User password cannot be reset in the current state."
            )
        if user.status == users.UNCONFIRMED or user.attributes.get("email_verified") != "true":
            raise JsonError(
                "InvalidParameterException",
                "Cannot reset password for the user as there "
                "is no registered/verified email or phone_number",
            )
        return {
            "CodeDeliveryDetails": self._pool.send_code(user, "forgot-password", 6, FORGOT_SECONDS)
        }

    def confirm_forgot(self, message):
        """Set a new password with that code."""
        user = self._pool.find_user(message.get("Username"))
        users.check_password_rules(message.get("Password"))
        if user is None:
            raise JsonError(
                "CodeMismatchException", "Invalid verification code provided, please try again."
            )
        self._spend(user, "forgot-password", message.get("ConfirmationCode"))
        user.set_password(message["Password"])
        user.status = users.CONFIRMED
        user.count_success()
        return {}

    def change(self, message):
        """Change the password of somebody who is signed in."""
        user = self._user(message)
        if message.get("PreviousPassword") != user.password:
            user.count_failure(self._cloud.settings, self._cloud.clock.now())
            raise JsonError("NotAuthorizedException", "Incorrect username or password.")
        users.check_password_rules(message.get("ProposedPassword"))
        user.set_password(message["ProposedPassword"])
        return {}

    def sign_up(self, message):
        """Make a new account, which has to be confirmed with a code."""
        name = message.get("Username")
        if self._pool.find_user(name):
            raise JsonError("UsernameExistsException", "User already exists")
        users.check_password_rules(message.get("Password"))
        given = {a["Name"]: a["Value"] for a in message.get("UserAttributes") or []}
        email = given.setdefault("email", name)
        if "@" not in email:
            raise JsonError("InvalidParameterException", "Invalid email address format.")
        self._cloud.add_user(email, message["Password"], status=users.UNCONFIRMED, attributes=given)
        user = self._pool.find_user(email)
        sent = self._pool.send_code(user, "sign-up", 6, SIGN_UP_SECONDS)
        return {"UserConfirmed": False, "UserSub": user.sub, "CodeDeliveryDetails": sent}

    def resend(self, message):
        """Send the sign-up code again."""
        user = self._pool.find_user(message.get("Username"))
        if user is None:
            raise JsonError("UserNotFoundException", "Username/client id combination not found.")
        if user.status != users.UNCONFIRMED:
            raise JsonError("InvalidParameterException", "User is already confirmed.")
        return {"CodeDeliveryDetails": self._pool.send_code(user, "sign-up", 6, SIGN_UP_SECONDS)}

    def confirm(self, message):
        """Confirm a new account with its code."""
        user = self._pool.find_user(message.get("Username"))
        if user is None:
            raise JsonError(
                "CodeMismatchException", "Invalid verification code provided, please try again."
            )
        if user.status != users.UNCONFIRMED:
            raise JsonError(
                "NotAuthorizedException",
                f"User cannot be confirmed. Current status is {user.status}",
            )
        self._spend(user, "sign-up", message.get("ConfirmationCode"))
        user.status = users.CONFIRMED
        return {}

    def _spend(self, user, purpose, code):
        right = self._pool.check_code(user, purpose, code)
        if right is None:
            raise JsonError(
                "ExpiredCodeException", "Invalid code provided, please request a code again."
            )
        if not right:
            raise JsonError(
                "CodeMismatchException", "Invalid verification code provided, please try again."
            )
        user.codes.pop(purpose, None)

    def associate(self, message):
        """Make a secret for an authenticator app."""
        user, session = self._user_or_session(message)
        user.pending_totp = totp.new_secret()
        answer = {"SecretCode": user.pending_totp}
        if session:
            self._pool.sessions.use(session)
            answer["Session"] = self._pool.sessions.open(user, "MFA_SETUP")
        return answer

    def verify(self, message):
        """Check the first code of that app; from then on it is the second step."""
        user, session = self._user_or_session(message)
        if user.pending_totp is None:
            raise JsonError("SoftwareTokenMFANotFoundException", "Software token not found.")
        if not totp.matches(
            user.pending_totp,
            str(message.get("UserCode", "")),
            self._cloud.clock.now(),
            int(self._cloud.settings.totp_window),
        ):
            raise JsonError(
                "EnableSoftwareTokenMFAException",
                "Code mismatch and fail enable Software Token MFA",
            )
        user.totp_secret, user.pending_totp = user.pending_totp, None
        answer = {"Status": "SUCCESS"}
        if session:
            self._pool.sessions.use(session)
            user.mfa = ["SOFTWARE_TOKEN_MFA"]
            answer["Session"] = self._pool.sessions.open(user, "MFA_SETUP", verified=True)
        return answer

    def prefer(self, message):
        """Choose the second steps of a signed-in user; what is not named stays as it is."""
        user = self._user(message)
        choices = {kind: message[name] for name, kind in SETTINGS.items() if message.get(name)}
        if len([kind for kind, choice in choices.items() if choice.get("PreferredMfa")]) > 1:
            raise JsonError("InvalidParameterException", "Only one MFA type can be preferred")
        for kind, choice in choices.items():
            if choice.get("Enabled"):
                self._check_may_enable(user, kind)
        for kind, choice in choices.items():
            on = bool(choice.get("Enabled"))
            user.mfa = [m for m in user.mfa if m != kind] + ([kind] if on else [])
            if on and choice.get("PreferredMfa"):
                user.preferred_mfa = kind
            elif user.preferred_mfa == kind:
                user.preferred_mfa = None
        return {}

    def _check_may_enable(self, user, kind):
        if kind == "SOFTWARE_TOKEN_MFA" and user.totp_secret is None:
            raise JsonError(
                "InvalidParameterException", "User has not set up software token mfa"
            )
        verified = {"SMS_MFA": "phone_number_verified", "EMAIL_OTP": "email_verified"}.get(kind)
        if verified and user.attributes.get(verified) != "true":
            raise JsonError(
                "InvalidParameterException",
                f"User does not have delivery config set to turn on {kind}",
            )
        if kind not in self._cloud.settings.mfa_offered:
            raise JsonError("InvalidParameterException", f"{kind} is not turned on for this pool")

    def _user(self, message):
        return self._pool.tokens.access(message.get("AccessToken"), self._pool.find_user, OWN_SCOPE)

    def _user_or_session(self, message):
        if message.get("AccessToken"):
            return self._user(message), None
        session = self._pool.sessions.find(message.get("Session"), "MFA_SETUP")
        return session.user, session
