# SPDX-License-Identifier: GPL-3.0-or-later
"""Remembered devices and the classic flow of a running local cloud."""

import base64
import time
import unittest
import urllib.parse

from cloud import srp, totp
from cloud_client import Person, Reply, S3Client, client_proof, timestamp
from test_sign_in import ZOE, CloudCase


class Devices(CloudCase):
    """A remembered device in place of the second step."""

    def setUp(self):
        super().setUp()
        self.cloud.control(set={"remember_devices": True})
        self.person = Person(self.cloud, "totp@example.com")
        answer = self.person.sign_in()
        code = totp.code(self.cloud.user(self.person.email)["totp_secret"], time.time())
        self.result = self.person.respond(
            "SOFTWARE_TOKEN_MFA", answer["Session"], SOFTWARE_TOKEN_MFA_CODE=code
        )["AuthenticationResult"]
        self.device = self.result["NewDeviceMetadata"]
        self.secret = "device password"

    def register(self, salt=None, spoil=False):
        """ConfirmDevice as a careful client does it; spoil leaves the sign byte out."""
        salt = srp.random_salt("full-low") if salt is None else salt
        verifier = srp.verifier(
            self.device["DeviceGroupKey"], self.device["DeviceKey"], self.secret, salt
        )
        data = srp.encode(verifier)
        if spoil:
            data = data.lstrip(b"\0")
        config = {
            "Salt": base64.b64encode(srp.encode(salt)).decode(),
            "PasswordVerifier": base64.b64encode(data).decode(),
        }
        return self.person.pool.call(
            "ConfirmDevice",
            AccessToken=self.result["AccessToken"],
            DeviceKey=self.device["DeviceKey"],
            DeviceName="desk",
            DeviceSecretVerifierConfig=config,
        )

    def sign_in_with_device(self):
        """Password, then the device's own SRP."""
        key = self.device["DeviceKey"]
        answer = self.person.answer(*self.person.begin(), DEVICE_KEY=key)
        self.assertEqual(answer["ChallengeName"], "DEVICE_SRP_AUTH")
        a = 1 << 300 | 99
        value = pow(srp.GENERATOR, a, srp.PRIME)
        answer = self.person.respond(
            "DEVICE_SRP_AUTH", answer["Session"], DEVICE_KEY=key, SRP_A=f"{value:x}"
        )
        self.assertEqual(answer["ChallengeName"], "DEVICE_PASSWORD_VERIFIER")
        parameters, when = answer["ChallengeParameters"], timestamp()
        proof = client_proof(
            self.device["DeviceGroupKey"], key, self.secret, a, value, parameters, when
        )
        return self.person.respond(
            "DEVICE_PASSWORD_VERIFIER",
            answer["Session"],
            DEVICE_KEY=key,
            PASSWORD_CLAIM_SECRET_BLOCK=parameters["SECRET_BLOCK"],
            PASSWORD_CLAIM_SIGNATURE=proof,
            TIMESTAMP=when,
        )

    def test_register_and_sign_in(self):
        for salt in (None, -0x3C67AA):
            self.setUp()
            self.assertEqual(self.register(salt), {"UserConfirmationNecessary": False})
            result = self.sign_in_with_device()["AuthenticationResult"]
            self.assertNotIn("NewDeviceMetadata", result)

    def test_wrong_device_secret(self):
        self.register()
        self.secret = "another"
        self.refused("NotAuthorizedException", "Incorrect", self.sign_in_with_device)

    def test_verifier_without_its_sign_byte(self):
        salt = 1
        while (
            srp.verifier(
                self.device["DeviceGroupKey"], self.device["DeviceKey"], self.secret, salt
            ).bit_length()
            % 8
        ):
            salt += 1
        self.register(salt, spoil=True)
        self.refused("NotAuthorizedException", "Incorrect", self.sign_in_with_device)

    def test_refresh_needs_the_registered_device(self):
        call = dict(ClientId=self.cloud.line["client_id"], RefreshToken=self.result["RefreshToken"])
        refresh = self.person.pool.call
        self.refused(
            "NotAuthorizedException",
            "Invalid Refresh Token",
            refresh,
            "GetTokensFromRefreshToken",
            DeviceKey=self.device["DeviceKey"],
            **call,
        )
        self.register()
        self.refused(
            "NotAuthorizedException",
            "Invalid Refresh Token",
            refresh,
            "GetTokensFromRefreshToken",
            **call,
        )
        self.assertIn(
            "AuthenticationResult",
            refresh("GetTokensFromRefreshToken", DeviceKey=self.device["DeviceKey"], **call),
        )

    def test_forgotten_device(self):
        self.register()
        token = self.result["AccessToken"]
        call = self.person.pool.call
        self.assertEqual(len(call("ListDevices", AccessToken=token)["Devices"]), 1)
        call("ForgetDevice", AccessToken=token, DeviceKey=self.device["DeviceKey"])
        challenge = self.person.begin()
        self.refused(
            "ResourceNotFoundException",
            "Device does not exist.",
            self.person.answer,
            *challenge,
            DEVICE_KEY=self.device["DeviceKey"],
        )
        self.assertEqual(self.person.answer(*challenge)["ChallengeName"], "SOFTWARE_TOKEN_MFA")


class Classic(CloudCase):
    """The classic flow: an OpenID token of the pool, then STS."""

    def post(self, **form):
        connection = self.cloud.connect()
        connection.request(
            "POST",
            "/",
            urllib.parse.urlencode(form),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        reply = connection.getresponse()
        found = Reply(reply.status, reply.headers, reply.read())
        connection.close()
        return found

    def test_keys_from_sts(self):
        person = Person(self.cloud, ZOE)
        token = person.sign_in()["AuthenticationResult"]["IdToken"]
        person.keys(token)
        answer = person.identities.call(
            "GetOpenIdToken", IdentityId=person.identity, Logins=person.logins(token)
        )
        form = dict(
            Action="AssumeRoleWithWebIdentity",
            Version="2011-06-15",
            RoleSessionName="s",
            RoleArn="arn:aws:iam::123456789012:role/customer",
        )
        reply = self.post(WebIdentityToken=answer["Token"], **form)
        s3 = S3Client(
            self.cloud,
            reply.element("AccessKeyId"),
            reply.element("SecretAccessKey"),
            reply.element("SessionToken"),
            f"uploads/{person.identity}/",
        )
        self.assertEqual(s3.put("classic", b"1").status, 200)
        s3.close()
        self.assertEqual(self.post(WebIdentityToken=token, **form).code, "InvalidIdentityToken")


if __name__ == "__main__":
    unittest.main()
