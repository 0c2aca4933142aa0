# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in to a running local cloud: flows, challenges, refusals, tokens, identities."""

import base64
import datetime
import json
import time
import unittest

from cloud import totp
from cloud_client import JsonService, Person, Running, ServiceError, timestamp

ZOE = "zoe.martin@example.com"


class CloudCase(unittest.TestCase):
    """A cloud for the whole class, as new for each test."""

    @classmethod
    def setUpClass(cls):
        cls.cloud = Running()

    @classmethod
    def tearDownClass(cls):
        cls.cloud.stop()

    def setUp(self):
        self.cloud.control(reset=True)

    def refused(self, kind, text, function, *arguments, **more):
        """Run something that must fail with this type and (the start of) this text."""
        with self.assertRaises(ServiceError) as caught:
            function(*arguments, **more)
        self.assertEqual(caught.exception.kind, kind)
        self.assertTrue(caught.exception.message.startswith(text), caught.exception.message)


class Srp(CloudCase):
    """The password step."""

    def test_plain(self):
        person = Person(self.cloud, ZOE)
        result = person.sign_in()["AuthenticationResult"]
        claims = json.loads(base64.urlsafe_b64decode(result["IdToken"].split(".")[1] + "=="))
        self.assertEqual(claims["email"], ZOE)
        self.assertEqual(claims["aud"], self.cloud.line["client_id"])
        self.assertNotEqual(claims["cognito:username"], ZOE)

    def test_forced_shapes(self):
        self.cloud.control(set={"srp_shapes": {"B": "cycle", "u": "cycle", "salt": "cycle"}})
        for email in (ZOE, "unicode@example.com"):
            for _ in range(9):
                self.assertIn("AuthenticationResult", Person(self.cloud, email).sign_in())
        shapes = self.cloud.page("log")["counters"]["srp_shapes"]
        for shape in ("B short-low", "u odd-hex", "salt short-high"):
            self.assertIn(shape, shapes)

    def test_name_in_another_case(self):
        person = Person(self.cloud, "Zoe.Martin@Example.COM", self.cloud.user(ZOE)["password"])
        self.assertIn("AuthenticationResult", person.sign_in())
        self.cloud.control(set={"case_sensitive": True})
        self.refused("NotAuthorizedException", "Incorrect", person.sign_in)

    def test_wrong_password_and_unknown_name_look_alike(self):
        for person in (
            Person(self.cloud, ZOE, "wrong"),
            Person(self.cloud, "nobody@example.com", "x"),
        ):
            _, _, parameters = person.begin()
            self.assertEqual(
                set(parameters), {"SALT", "SRP_B", "SECRET_BLOCK", "USERNAME", "USER_ID_FOR_SRP"}
            )
            self.refused(
                "NotAuthorizedException", "Incorrect username or password.", person.sign_in
            )
        ghost = Person(self.cloud, "nobody@example.com", "x")
        self.assertEqual(ghost.begin()[2]["SALT"], ghost.begin()[2]["SALT"])
        self.cloud.control(set={"hide_existence": False})
        self.refused("UserNotFoundException", "User does not exist.", ghost.sign_in)

    def test_lock_after_five(self):
        self.cloud.control(set={"lockout_seconds": 600, "timestamp_tolerance": 1000})
        wrong = Person(self.cloud, ZOE, "wrong")
        for _ in range(5):
            self.refused("NotAuthorizedException", "Incorrect", wrong.sign_in)
        self.refused("NotAuthorizedException", "Password attempts exceeded", wrong.sign_in)
        self.cloud.control(set={"clock_skew": 601})
        self.assertIn("AuthenticationResult", Person(self.cloud, ZOE).sign_in())

    def test_timestamps(self):
        person = Person(self.cloud, ZOE)
        now = datetime.datetime.utcnow()
        right = timestamp(now)
        words = right.split(" ")
        other_day = "Mon" if words[0] != "Mon" else "Tue"
        for text in (
            right.replace(words[0], other_day),
            timestamp(now - datetime.timedelta(minutes=10)),
            timestamp(now + datetime.timedelta(minutes=10)),
        ):
            self.refused(
                "NotAuthorizedException", "Incorrect", person.answer, *person.begin(), when=text
            )
        for text in (right.replace(" ", "  ", 1), right.replace(words[0], "Xyz"), "", "now"):
            self.refused(
                "InvalidParameterException",
                "TIMESTAMP format should be",
                person.answer,
                *person.begin(),
                when=text,
            )

    def test_answer_only_once_and_not_too_late(self):
        person = Person(self.cloud, ZOE)
        challenge = person.begin()
        self.assertIn("AuthenticationResult", person.answer(*challenge))
        self.refused("NotAuthorizedException", "Incorrect", person.answer, *challenge)
        self.cloud.control(set={"srp_answer_seconds": 0.2})
        challenge = person.begin()
        time.sleep(0.4)
        self.refused("NotAuthorizedException", "Incorrect", person.answer, *challenge)

    def test_unknown_device_keeps_the_challenge(self):
        person = Person(self.cloud, ZOE)
        challenge = person.begin()
        self.refused(
            "ResourceNotFoundException",
            "Device does not exist.",
            person.answer,
            *challenge,
            DEVICE_KEY="eu-west-1_00000000-0000-0000-0000-000000000000",
        )
        self.assertIn("AuthenticationResult", person.answer(*challenge))

    def test_states(self):
        for email, kind, text in (
            ("off@example.com", "NotAuthorizedException", "User is disabled."),
            ("expired@example.com", "NotAuthorizedException", "Temporary password has expired"),
            ("reset@example.com", "PasswordResetRequiredException", "Password reset required"),
            ("unconfirmed@example.com", "UserNotConfirmedException", "User is not confirmed."),
        ):
            with self.subTest(email):
                self.refused(kind, text, Person(self.cloud, email).sign_in)

    def test_refused_requests(self):
        pool = Person(self.cloud, ZOE).pool
        client = self.cloud.line["client_id"]
        parameters = {"USERNAME": ZOE, "SRP_A": "0"}
        self.refused(
            "InvalidParameterException",
            "SRP_A",
            pool.call,
            "InitiateAuth",
            ClientId=client,
            AuthFlow="USER_SRP_AUTH",
            AuthParameters=parameters,
        )
        self.refused(
            "ResourceNotFoundException",
            "User pool client",
            pool.call,
            "InitiateAuth",
            AuthFlow="USER_SRP_AUTH",
            ClientId="other",
            AuthParameters=parameters,
        )
        self.refused(
            "InvalidParameterException",
            "1 validation error",
            pool.call,
            "InitiateAuth",
            AuthFlow="USER_SRP_AUTH",
            ClientId=client,
            AuthParameters=parameters,
            Extra=1,
        )
        self.refused("UnknownOperationException", "", pool.call, "NoSuchThing")

    def test_password_flow(self):
        person = Person(self.cloud, ZOE)
        call = dict(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=self.cloud.line["client_id"],
            AuthParameters={"USERNAME": ZOE, "PASSWORD": person.password},
        )
        self.refused(
            "InvalidParameterException",
            "USER_PASSWORD_AUTH flow not enabled",
            person.pool.call,
            "InitiateAuth",
            **call,
        )
        self.cloud.control(set={"password_auth": True})
        self.assertIn("AuthenticationResult", person.pool.call("InitiateAuth", **call))

    def test_error_styles(self):
        pool = JsonService(self.cloud, "AWSCognitoIdentityProviderService")
        for style, member in (("Message", "Message"), ("prefix", "message"), ("code", "code")):
            self.cloud.control(set={"error_style": style})
            self.assertIn(member, json.loads(pool.raw("GetUser", {"AccessToken": "x"})[2]))
        self.cloud.control(set={"error_style": "header-only"})
        _, headers, body = pool.raw("GetUser", {"AccessToken": "x"})
        self.assertEqual(
            (body, headers["x-amzn-ErrorType"].split(":")[0]), (b"", "NotAuthorizedException")
        )


class Challenges(CloudCase):
    """The steps after the password."""

    def test_new_password(self):
        person = Person(self.cloud, "new@example.com")
        answer = person.sign_in()
        self.assertEqual(answer["ChallengeName"], "NEW_PASSWORD_REQUIRED")
        self.assertEqual(
            json.loads(answer["ChallengeParameters"]["requiredAttributes"]),
            ["userAttributes.given_name"],
        )
        step = ("NEW_PASSWORD_REQUIRED", answer["Session"])
        name = {"userAttributes.given_name": "Nia"}
        self.refused(
            "InvalidPasswordException",
            "Password did not conform with policy: Password not long",
            person.respond,
            *step,
            NEW_PASSWORD="Short-1",
            **name,
        )
        self.refused(
            "InvalidParameterException",
            "Invalid attributes given, given_name is missing",
            person.respond,
            *step,
            NEW_PASSWORD="Longer-than-12!",
        )
        self.refused(
            "NotAuthorizedException",
            "Cannot modify an already provided email",
            person.respond,
            *step,
            NEW_PASSWORD="Longer-than-12!",
            **{"userAttributes.email": "x@example.com"},
            **name,
        )
        result = person.respond(*step, NEW_PASSWORD="Longer-than-12!", **name)
        self.assertIn("AuthenticationResult", result)
        self.refused(
            "NotAuthorizedException",
            "Invalid session for the user, session can only be used once.",
            person.respond,
            *step,
            NEW_PASSWORD="Longer-than-12!",
            **name,
        )
        self.refused("NotAuthorizedException", "Incorrect", person.sign_in)
        self.assertIn(
            "AuthenticationResult", Person(self.cloud, person.email, "Longer-than-12!").sign_in()
        )

    def test_authenticator_app(self):
        person = Person(self.cloud, "totp@example.com")
        answer = person.sign_in()
        self.assertEqual(answer["ChallengeName"], "SOFTWARE_TOKEN_MFA")
        step = ("SOFTWARE_TOKEN_MFA", answer["Session"])
        code = totp.code(self.cloud.user(person.email)["totp_secret"], time.time())
        wrong = f"{(int(code) + 1) % 1000000:06d}"
        self.refused(
            "CodeMismatchException",
            "Invalid code",
            person.respond,
            *step,
            SOFTWARE_TOKEN_MFA_CODE=wrong,
        )
        self.assertIn("AuthenticationResult", person.respond(*step, SOFTWARE_TOKEN_MFA_CODE=code))

    def sent_code(self, email):
        return self.cloud.page(f"outbox?email={email}")[-1]["code"]

    def test_code_by_mail_keeps_its_session(self):
        person = Person(self.cloud, "mail@example.com")
        answer = person.sign_in()
        self.assertEqual(answer["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"], "m***@e***")
        step = ("EMAIL_OTP", answer["Session"])
        code = self.sent_code(person.email)
        self.refused(
            "CodeMismatchException",
            "Invalid code or auth state",
            person.respond,
            *step,
            EMAIL_OTP_CODE="0000000",
        )
        self.assertIn("AuthenticationResult", person.respond(*step, EMAIL_OTP_CODE=code))

    def test_code_by_text_message(self):
        person = Person(self.cloud, "sms@example.com")
        answer = person.sign_in()
        self.assertEqual(answer["ChallengeParameters"]["CODE_DELIVERY_DELIVERY_MEDIUM"], "SMS")
        step = ("SMS_MFA", answer["Session"])
        self.refused(
            "CodeMismatchException", "Invalid code", person.respond, *step, SMS_MFA_CODE="1"
        )
        self.refused(
            "NotAuthorizedException",
            "Invalid session",
            person.respond,
            *step,
            SMS_MFA_CODE=self.sent_code(person.email),
        )
        answer = person.sign_in()
        self.assertIn(
            "AuthenticationResult",
            person.respond("SMS_MFA", answer["Session"], SMS_MFA_CODE=self.sent_code(person.email)),
        )

    def test_session_expires(self):
        for command in ({"set": {"clock_skew": 181}}, {"expire_sessions": True}):
            person = Person(self.cloud, "mail@example.com")
            answer = person.sign_in()
            self.cloud.control(**command)
            self.refused(
                "NotAuthorizedException",
                "Invalid session for the user, session is expired.",
                person.respond,
                "EMAIL_OTP",
                answer["Session"],
                EMAIL_OTP_CODE="1",
            )
            self.cloud.control(set={"clock_skew": 0})

    def test_choice(self):
        person = Person(self.cloud, "choice@example.com")
        answer = person.sign_in()
        self.assertEqual(answer["ChallengeName"], "SELECT_MFA_TYPE")
        answer = person.respond("SELECT_MFA_TYPE", answer["Session"], ANSWER="SMS_MFA")
        self.assertIn(
            "AuthenticationResult",
            person.respond("SMS_MFA", answer["Session"], SMS_MFA_CODE=self.sent_code(person.email)),
        )

    def test_choice_of_the_first_factor(self):
        person = Person(self.cloud, ZOE)
        call = dict(
            AuthFlow="USER_AUTH",
            ClientId=self.cloud.line["client_id"],
            AuthParameters={"USERNAME": ZOE},
        )
        self.refused("InvalidParameterException", "USER_AUTH", person.pool.call, "InitiateAuth", **call)
        self.cloud.control(set={"choice_auth": True})
        answer = person.pool.call("InitiateAuth", **call)
        self.assertEqual(answer["AvailableChallenges"], ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"])
        session = answer["Session"]
        self.refused(
            "InvalidParameterException",
            "The answer is not",
            person.respond,
            "SELECT_CHALLENGE",
            session,
            ANSWER="WEB_AUTHN",
        )
        answer = person.respond("SELECT_CHALLENGE", session, ANSWER="EMAIL_OTP")
        self.assertEqual(answer["ChallengeName"], "EMAIL_OTP")
        code = self.sent_code(ZOE)
        self.assertEqual(len(code), 8)
        self.assertIn(
            "AuthenticationResult",
            person.respond("EMAIL_OTP", answer["Session"], EMAIL_OTP_CODE=code),
        )
        self.refused(
            "NotAuthorizedException",
            "Invalid session",
            person.respond,
            "SELECT_CHALLENGE",
            session,
            ANSWER="PASSWORD",
        )
        call["AuthParameters"]["PREFERRED_CHALLENGE"] = "PASSWORD"
        answer = person.pool.call("InitiateAuth", **call)
        self.assertEqual(answer["ChallengeName"], "PASSWORD")
        self.refused(
            "NotAuthorizedException",
            "Incorrect",
            person.respond,
            "PASSWORD",
            answer["Session"],
            PASSWORD="wrong",
        )
        answer = person.pool.call("InitiateAuth", **call)
        self.assertIn(
            "AuthenticationResult",
            person.respond("PASSWORD", answer["Session"], PASSWORD=person.password),
        )

    def test_passkey_alone(self):
        person = Person(self.cloud, ZOE)
        self.cloud.control(
            set={"choice_auth": True}, user={"email": ZOE, "factors": ["WEB_AUTHN"]}
        )
        answer = person.pool.call(
            "InitiateAuth",
            AuthFlow="USER_AUTH",
            ClientId=self.cloud.line["client_id"],
            AuthParameters={"USERNAME": ZOE},
        )
        self.assertEqual(answer["ChallengeName"], "SELECT_CHALLENGE")
        self.assertEqual(answer["AvailableChallenges"], ["WEB_AUTHN"])
        answer = person.respond("SELECT_CHALLENGE", answer["Session"], ANSWER="WEB_AUTHN")
        self.assertEqual(answer["ChallengeName"], "WEB_AUTHN")
        self.assertIn("CREDENTIAL_REQUEST_OPTIONS", answer["ChallengeParameters"])
        self.refused(
            "NotAuthorizedException",
            "The credential",
            person.respond,
            "WEB_AUTHN",
            answer["Session"],
            CREDENTIAL="{}",
        )

    def test_question_of_the_company(self):
        person = Person(self.cloud, ZOE)
        answer = person.pool.call(
            "InitiateAuth",
            AuthFlow="CUSTOM_AUTH",
            ClientId=self.cloud.line["client_id"],
            AuthParameters={"USERNAME": ZOE},
        )
        self.assertEqual(answer["ChallengeParameters"]["question"], "Which vessel?")
        again = person.respond("CUSTOM_CHALLENGE", answer["Session"], ANSWER="Borealis")
        self.assertEqual(again["ChallengeName"], "CUSTOM_CHALLENGE")
        self.assertNotEqual(again["Session"], answer["Session"])
        self.assertIn(
            "AuthenticationResult",
            person.respond("CUSTOM_CHALLENGE", again["Session"], ANSWER="Aurora"),
        )

    def test_setup_of_mail(self):
        self.cloud.control(set={"mfa_required": True, "mfa_setup": ["EMAIL_OTP"]})
        person = Person(self.cloud, ZOE)
        answer = person.sign_in()
        answer = person.respond("MFA_SETUP", answer["Session"], EMAIL=ZOE)
        self.assertEqual(answer["ChallengeName"], "EMAIL_OTP")
        code = self.sent_code(ZOE)
        self.assertIn(
            "AuthenticationResult",
            person.respond("EMAIL_OTP", answer["Session"], EMAIL_OTP_CODE=code),
        )
        self.assertEqual(person.sign_in()["ChallengeName"], "EMAIL_OTP")

    def test_setup_of_an_app(self):
        self.cloud.control(set={"mfa_required": True})
        person = Person(self.cloud, ZOE)
        answer = person.sign_in()
        self.assertEqual(answer["ChallengeName"], "MFA_SETUP")
        made = person.pool.call("AssociateSoftwareToken", Session=answer["Session"])
        self.refused(
            "EnableSoftwareTokenMFAException",
            "Code mismatch",
            person.pool.call,
            "VerifySoftwareToken",
            Session=made["Session"],
            UserCode="x",
        )
        checked = person.pool.call(
            "VerifySoftwareToken",
            Session=made["Session"],
            UserCode=totp.code(made["SecretCode"], time.time()),
        )
        self.assertIn("AuthenticationResult", person.respond("MFA_SETUP", checked["Session"]))
        self.assertEqual(person.sign_in()["ChallengeName"], "SOFTWARE_TOKEN_MFA")

    def test_forgotten_password(self):
        person = Person(self.cloud, "reset@example.com")
        client = self.cloud.line["client_id"]
        person.pool.call("ForgotPassword", ClientId=client, Username=person.email)
        call = dict(ClientId=client, Username=person.email, Password="Brand-new-pass-1")
        self.refused(
            "CodeMismatchException",
            "Invalid verification code",
            person.pool.call,
            "ConfirmForgotPassword",
            ConfirmationCode="x",
            **call,
        )
        person.pool.call(
            "ConfirmForgotPassword", ConfirmationCode=self.sent_code(person.email), **call
        )
        self.assertIn(
            "AuthenticationResult", Person(self.cloud, person.email, "Brand-new-pass-1").sign_in()
        )

    def test_sign_up(self):
        person = Person(self.cloud, "fresh@example.com", "Brand-new-pass-1")
        client = self.cloud.line["client_id"]
        call = person.pool.call
        form = dict(ClientId=client, Username=person.email, Password=person.password)
        self.assertFalse(call("SignUp", **form)["UserConfirmed"])
        self.refused("UsernameExistsException", "", call, "SignUp", **form)
        self.refused("UserNotConfirmedException", "", person.sign_in)
        form = dict(ClientId=client, Username=person.email)
        self.refused(
            "CodeMismatchException", "", call, "ConfirmSignUp", ConfirmationCode="x", **form
        )
        call("ResendConfirmationCode", **form)
        call("ConfirmSignUp", ConfirmationCode=self.sent_code(person.email), **form)
        self.assertIn("AuthenticationResult", person.sign_in())
        self.refused(
            "NotAuthorizedException",
            "User cannot be confirmed. Current status is CONFIRMED",
            call,
            "ConfirmSignUp",
            ConfirmationCode="x",
            **form,
        )


class TokensAndIdentities(CloudCase):
    """What a sign-in gives, and how it ends."""

    def refresh(self, person, token, operation="GetTokensFromRefreshToken"):
        client = self.cloud.line["client_id"]
        if operation == "InitiateAuth":
            answer = person.pool.call(
                "InitiateAuth",
                ClientId=client,
                AuthFlow="REFRESH_TOKEN_AUTH",
                AuthParameters={"REFRESH_TOKEN": token},
            )
        else:
            answer = person.pool.call(operation, ClientId=client, RefreshToken=token)
        return answer["AuthenticationResult"]

    def test_refresh_without_rotation(self):
        person = Person(self.cloud, ZOE)
        token = person.sign_in()["AuthenticationResult"]["RefreshToken"]
        for operation in ("GetTokensFromRefreshToken", "InitiateAuth"):
            self.assertNotIn("RefreshToken", self.refresh(person, token, operation))
        self.refused(
            "NotAuthorizedException", "Invalid Refresh Token", self.refresh, person, "other"
        )

    def test_refresh_with_rotation(self):
        self.cloud.control(set={"refresh_rotation": True, "refresh_grace_seconds": 600})
        person = Person(self.cloud, ZOE)
        first = person.sign_in()["AuthenticationResult"]["RefreshToken"]
        self.refused(
            "NotAuthorizedException",
            "Refresh token rotation",
            self.refresh,
            person,
            first,
            "InitiateAuth",
        )
        second = self.refresh(person, first)["RefreshToken"]
        self.assertNotEqual(first, second)
        self.assertIn("RefreshToken", self.refresh(person, first))
        self.cloud.control(set={"clock_skew": 601})
        self.refused("RefreshTokenReuseException", "", self.refresh, person, first)
        self.assertIn("AccessToken", self.refresh(person, second))

    def test_revoke_and_global_sign_out(self):
        person = Person(self.cloud, ZOE)
        one, two = (person.sign_in()["AuthenticationResult"] for _ in range(2))
        person.pool.call(
            "RevokeToken", ClientId=self.cloud.line["client_id"], Token=one["RefreshToken"]
        )
        self.refused(
            "NotAuthorizedException",
            "Refresh Token has been revoked",
            self.refresh,
            person,
            one["RefreshToken"],
        )
        self.refused(
            "NotAuthorizedException",
            "Access Token has been revoked",
            person.pool.call,
            "GetUser",
            AccessToken=one["AccessToken"],
        )
        self.assertIn("Username", person.pool.call("GetUser", AccessToken=two["AccessToken"]))
        time.sleep(1.1)
        person.pool.call("GlobalSignOut", AccessToken=two["AccessToken"])
        self.refused("NotAuthorizedException", "", self.refresh, person, two["RefreshToken"])

    def test_account_of_somebody_signed_in(self):
        person = Person(self.cloud, ZOE)
        token = person.sign_in()["AuthenticationResult"]["AccessToken"]
        call = person.pool.call
        found = call("GetUser", AccessToken=token)
        self.assertIn({"Name": "email", "Value": ZOE}, found["UserAttributes"])
        change = dict(AccessToken=token, ProposedPassword="Brand-new-pass-1")
        self.refused(
            "NotAuthorizedException",
            "Incorrect",
            call,
            "ChangePassword",
            PreviousPassword="x",
            **change,
        )
        call("ChangePassword", PreviousPassword=person.password, **change)
        self.assertIn("AuthenticationResult", Person(self.cloud, ZOE, "Brand-new-pass-1").sign_in())
        made = call("AssociateSoftwareToken", AccessToken=token)
        code = totp.code(made["SecretCode"], time.time())
        call("VerifySoftwareToken", AccessToken=token, UserCode=code)
        settings = {"Enabled": True, "PreferredMfa": True}
        call("SetUserMFAPreference", AccessToken=token, SoftwareTokenMfaSettings=settings)
        self.assertEqual(
            call("GetUser", AccessToken=token)["PreferredMfaSetting"], "SOFTWARE_TOKEN_MFA"
        )

    def test_second_steps_of_somebody_signed_in(self):
        person = Person(self.cloud, "mail@example.com")
        challenge = person.sign_in()
        code = self.cloud.page("outbox")[-1]["code"]
        token = person.respond("EMAIL_OTP", challenge["Session"], EMAIL_OTP_CODE=code)[
            "AuthenticationResult"
        ]["AccessToken"]

        def prefer(**settings):
            person.pool.call("SetUserMFAPreference", AccessToken=token, **settings)
            found = person.pool.call("GetUser", AccessToken=token)
            return found.get("UserMFASettingList"), found.get("PreferredMfaSetting")

        on, first = {"Enabled": True}, {"Enabled": True, "PreferredMfa": True}
        parameter = "InvalidParameterException"
        self.refused(parameter, "User has not", prefer, SoftwareTokenMfaSettings=on)
        self.refused(parameter, "User does not", prefer, SMSMfaSettings=on)
        self.refused(parameter, "Only one", prefer, SMSMfaSettings=first, EmailMfaSettings=first)
        self.assertEqual(prefer(EmailMfaSettings={"Enabled": False}), (None, None))
        self.cloud.control(set={"mfa_offered": ["SOFTWARE_TOKEN_MFA"]})
        self.refused(parameter, "EMAIL_OTP is not", prefer, EmailMfaSettings=on)
        self.cloud.control(set={"mfa_offered": ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]})
        self.assertEqual(prefer(EmailMfaSettings=first), (["EMAIL_OTP"], "EMAIL_OTP"))

    def test_access_token_expires(self):
        self.cloud.control(set={"access_token_seconds": 0})
        person = Person(self.cloud, ZOE)
        result = person.sign_in()["AuthenticationResult"]
        self.refused(
            "NotAuthorizedException",
            "Access Token has expired",
            person.pool.call,
            "GetUser",
            AccessToken=result["AccessToken"],
        )
        self.cloud.control(set={"late_seconds": 600})
        person.pool.call("GetUser", AccessToken=result["AccessToken"])

    def test_identity_is_stable_and_personal(self):
        zoe, other = Person(self.cloud, ZOE), Person(self.cloud, "unicode@example.com")
        token = zoe.sign_in()["AuthenticationResult"]["IdToken"]
        zoe.keys(token)
        first = zoe.identity
        zoe.keys(zoe.sign_in()["AuthenticationResult"]["IdToken"])
        self.assertEqual(zoe.identity, first)
        stranger = other.logins(other.sign_in()["AuthenticationResult"]["IdToken"])
        self.refused(
            "NotAuthorizedException",
            "Logins don't match.",
            other.identities.call,
            "GetCredentialsForIdentity",
            IdentityId=first,
            Logins=stranger,
        )
        self.refused(
            "ResourceNotFoundException",
            "Identity 'eu-west-1:x' not found.",
            zoe.identities.call,
            "GetCredentialsForIdentity",
            IdentityId="eu-west-1:x",
            Logins=zoe.logins(token),
        )

    def test_logins_are_judged(self):
        person = Person(self.cloud, ZOE)
        result = person.sign_in()["AuthenticationResult"]
        pool = self.cloud.line["identity_pool_id"]
        head, body, signature = result["IdToken"].split(".")
        forged = f"{head}.{body}.{signature[:-8]}AAAAAAAA"
        for logins, text in (
            (None, "Unauthenticated access is not supported"),
            (person.logins(result["AccessToken"]), "Invalid login token. Missing a required claim"),
            (person.logins(forged), "Invalid login token. Couldn't verify signed token."),
            ({"accounts.google.com": result["IdToken"]}, "Token is not from a supported provider"),
        ):
            message = {"IdentityPoolId": pool, **({"Logins": logins} if logins else {})}
            self.refused("NotAuthorizedException", text, person.identities.call, "GetId", **message)
        self.refused(
            "ResourceNotFoundException",
            "IdentityPool 'x' not found.",
            person.identities.call,
            "GetId",
            IdentityPoolId="x",
            Logins=person.logins(result["IdToken"]),
        )
        self.cloud.control(set={"clock_skew": 4000})
        self.refused(
            "NotAuthorizedException",
            "Invalid login token. Token expired",
            person.identities.call,
            "GetId",
            IdentityPoolId=pool,
            Logins=person.logins(result["IdToken"]),
        )

    def test_expiration_forms_and_changed_identity(self):
        person = Person(self.cloud, ZOE)
        token = person.sign_in()["AuthenticationResult"]["IdToken"]
        for form, sign in (("exponent", b"E+09"), ("float", b"."), ("integer", b'Expiration": 1')):
            self.cloud.control(set={"expiration_format": form, "identity_suffix": "x"})
            person.keys(token)
            _, _, body = person.identities.raw(
                "GetCredentialsForIdentity",
                {"IdentityId": person.identity, "Logins": person.logins(token)},
            )
            self.assertIn(sign, body)
            answer = json.loads(body)
            self.assertEqual(answer["IdentityId"], person.identity + "x")
            self.assertAlmostEqual(
                answer["Credentials"]["Expiration"], time.time() + 3600, delta=10
            )

    def test_passwords_and_codes_are_not_in_the_log(self):
        person = Person(self.cloud, "mail@example.com")
        person.sign_in()
        text = json.dumps(self.cloud.page("log"))
        self.assertNotIn(person.password, text)
        self.assertNotIn(self.cloud.page("outbox")[-1]["code"] + '"', text)
