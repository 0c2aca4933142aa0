# SPDX-License-Identifier: GPL-3.0-or-later
"""Managed login, the company's own back end, guests, roles, and the address for PUT."""

import base64
import hashlib
import http.client
import json
import urllib.parse

from cloud_client import JsonService, Person
from test_sign_in import ZOE, CloudCase

CALLBACK = "http://localhost:23871/signed-in"
VERIFIER = "v" * 43
DEVELOPER = "cognito-identity.amazonaws.com"
ROLE = "arn:aws:iam::123456789012:role/customer"


def challenge_of(verifier):
    """The code challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def claims_of(token):
    """What a token says."""
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


class SiteCase(CloudCase):
    """Requests without X-Amz-Target."""

    def ask(self, method, path, body=None, headers=None):
        """(status, headers, body) of a request."""
        connection = self.cloud.connect()
        try:
            connection.request(method, path, body, headers or {})
            reply = connection.getresponse()
            return reply.status, reply.headers, reply.read()
        finally:
            connection.close()

    def post_form(self, path, **fields):
        """(status, body) of a form."""
        status, headers, body = self.ask(
            "POST",
            path,
            urllib.parse.urlencode(fields),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        return status, headers, body


class ManagedLoginPages(SiteCase):
    """What a browser and then the app do."""

    def query(self, **more):
        """A good authorize query, with changes; None takes one out."""
        fields = {
            "response_type": "code",
            "client_id": self.cloud.line["client_id"],
            "redirect_uri": CALLBACK,
            "scope": "openid email profile",
            "state": "abc123",
            "nonce": "n0nce",
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
            **more,
        }
        return urllib.parse.urlencode({k: v for k, v in fields.items() if v is not None})

    def location(self, reply):
        """Where a redirect leads: (address without query, query)."""
        status, headers, _ = reply
        self.assertEqual(status, 302)
        parts = urllib.parse.urlsplit(headers["Location"])
        return parts._replace(query="").geturl(), dict(urllib.parse.parse_qsl(parts.query))

    def get_code(self, **more):
        """Sign in on the page; gives the code."""
        query = self.query(**more)
        address, _ = self.location(self.ask("GET", f"/oauth2/authorize?{query}"))
        self.assertEqual(address, "/login")
        password = self.cloud.user(ZOE)["password"]
        reply = self.post_form(f"/login?{query}", username=ZOE, password=password)
        address, answer = self.location(reply)
        self.assertEqual((address, answer["state"]), (CALLBACK, "abc123"))
        return answer["code"]

    def redeem(self, code, **more):
        """(status, JSON) of the token address."""
        fields = {
            "grant_type": "authorization_code",
            "client_id": self.cloud.line["client_id"],
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
            **more,
        }
        status, _, body = self.post_form("/oauth2/token", **fields)
        return status, json.loads(body)

    def test_whole_way(self):
        status, tokens = self.redeem(self.get_code())
        self.assertEqual(status, 200)
        claims = claims_of(tokens["id_token"])
        self.assertEqual((claims["nonce"], claims["email"]), ("n0nce", ZOE))
        self.assertEqual(claims_of(tokens["access_token"])["scope"], "openid email profile")
        pool = JsonService(self.cloud, "AWSCognitoIdentityProviderService")
        answer = pool.call(
            "GetTokensFromRefreshToken",
            ClientId=self.cloud.line["client_id"],
            RefreshToken=tokens["refresh_token"],
        )
        self.assertNotIn("nonce", claims_of(answer["AuthenticationResult"]["IdToken"]))
        status, _, body = self.post_form(
            "/oauth2/token",
            grant_type="refresh_token",
            client_id=self.cloud.line["client_id"],
            refresh_token=tokens["refresh_token"],
        )
        self.assertEqual((status, "id_token" in json.loads(body)), (200, True))

    def test_code_works_once_with_its_verifier_and_address(self):
        code = self.get_code()
        self.assertEqual(self.redeem(code)[0], 200)
        self.assertEqual(self.redeem(code), (400, {"error": "invalid_grant"}))
        wrong = {"code_verifier": "w" * 43}, {"redirect_uri": CALLBACK + "/"}, {"client_id": "x"}
        for change in wrong:
            self.assertEqual(self.redeem(self.get_code(), **change)[0], 400)

    def test_wrong_password_stays_on_the_page(self):
        status, _, body = self.post_form(
            f"/login?{self.query()}", username=ZOE, password="<script>"
        )
        self.assertEqual(status, 200)
        self.assertIn(b"Incorrect username or password.", body)
        self.assertNotIn(b"<script>", body)

    def test_providers(self):
        for provider, title in (("COGNITO", b"<h1>Sign in<"), ("AcmeStaff", b"<h1>AcmeStaff: ")):
            query = self.query(identity_provider=provider)
            address, _ = self.location(self.ask("GET", f"/oauth2/authorize?{query}"))
            self.assertEqual(address, "/login")
            self.assertIn(title, self.ask("GET", f"/login?{query}")[2])

    def test_refusals(self):
        for change, where in (
            ({"redirect_uri": "http://localhost:1/signed-in"}, "redirect_mismatch"),
            ({"client_id": "other"}, "invalid_client"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"code_challenge": "short"}, "invalid_request"),
            ({"state": "a=b"}, "invalid_request"),
            ({"nonce": None}, "invalid_request"),
            ({"scope": "email"}, "invalid_scope"),
            ({"identity_provider": "Nobody"}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
        ):
            reply = self.ask("GET", f"/oauth2/authorize?{self.query(**change)}")
            _, answer = self.location(reply)
            self.assertEqual(answer["error"], where, change)


class OwnBackEnd(SiteCase):
    """A company that signs its people in by itself."""

    def sign_in(self, **message):
        """(status, JSON) of the back end."""
        status, _, body = self.ask(
            "POST",
            "/back-end/sign-in",
            json.dumps(message),
            {"Content-Type": "application/json"},
        )
        return status, json.loads(body)

    def keys(self, answer):
        """The identity pool's keys for the back end's answer."""
        pool = JsonService(self.cloud, "AWSCognitoIdentityService")
        return pool.call(
            "GetCredentialsForIdentity",
            IdentityId=answer["identity-id"],
            Logins={DEVELOPER: answer["token"]},
        )

    def test_whole_way(self):
        password = self.cloud.user(ZOE)["password"]
        _, first = self.sign_in(user=ZOE, password=password)
        self.assertEqual(self.keys(first)["IdentityId"], first["identity-id"])
        _, second = self.sign_in(**{"refresh-token": first["refresh-token"]})
        self.assertEqual(second["identity-id"], first["identity-id"])
        self.keys(second)
        self.assertEqual(self.sign_in(**{"refresh-token": first["refresh-token"]})[0], 400)

    def test_refusals(self):
        self.assertEqual(self.sign_in(user=ZOE, password="x")[1]["error"], "invalid_grant")
        self.assertEqual(self.sign_in(user=ZOE)[1]["error"], "invalid_request")
        off = self.cloud.user("off@example.com")["password"]
        self.assertEqual(
            self.sign_in(user="off@example.com", password=off)[1]["error"], "access_denied"
        )
        password = self.cloud.user(ZOE)["password"]
        _, answer = self.sign_in(user=ZOE, password=password)
        self.refused(
            "NotAuthorizedException",
            "Invalid login token. Couldn't verify",
            self.keys,
            {**answer, "token": answer["token"][:-4] + "AAAA"},
        )
        self.cloud.control(set={"open_id_seconds": 0})
        _, late = self.sign_in(user=ZOE, password=password)
        self.refused("NotAuthorizedException", "Invalid login token. Token expired", self.keys, late)
        self.cloud.control(delete_identities=True)
        self.refused("ResourceNotFoundException", "Identity '", self.keys, answer)


class Roles(SiteCase):
    """Chosen roles, and the basic flow of guests."""

    def test_custom_role(self):
        person = Person(self.cloud, ZOE)
        result = person.sign_in()["AuthenticationResult"]
        logins = person.logins(result["IdToken"])
        pool = JsonService(self.cloud, "AWSCognitoIdentityService")
        identity = pool.call(
            "GetId", IdentityPoolId=self.cloud.line["identity_pool_id"], Logins=logins
        )["IdentityId"]
        pool.call(
            "GetCredentialsForIdentity", IdentityId=identity, Logins=logins, CustomRoleArn=ROLE
        )
        self.refused(
            "InvalidParameterException",
            "Role x",
            pool.call,
            "GetCredentialsForIdentity",
            IdentityId=identity,
            Logins=logins,
            CustomRoleArn="x",
        )

    def test_guest_by_the_basic_flow(self):
        self.cloud.control(set={"guests_allowed": True})
        pool = JsonService(self.cloud, "AWSCognitoIdentityService")
        identity = pool.call("GetId", IdentityPoolId=self.cloud.line["identity_pool_id"])
        token = pool.call("GetOpenIdToken", **identity)["Token"]
        self.assertEqual(claims_of(token)["amr"], ["unauthenticated"])
        for role, wanted in ((ROLE, 200), (ROLE + "-three", 403)):
            status, _, body = self.post_form(
                "/",
                Action="AssumeRoleWithWebIdentity",
                RoleArn=role,
                RoleSessionName="dropoff",
                WebIdentityToken=token,
            )
            self.assertEqual(status, wanted)
            self.assertIn(b"AccessDenied" if status == 403 else b"<SessionToken>", body)
        self.cloud.control(set={"classic_flow": False})
        self.refused(
            "InvalidParameterException", "Basic (classic)", pool.call, "GetOpenIdToken", **identity
        )


class PutAddress(SiteCase):
    """Files by PUT with a key."""

    def put(self, path, body, **headers):
        """(status, headers) of a PUT with the right key."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers.setdefault("Authorization", f"Bearer {self.cloud.line['put_key']}")
        status, answer, _ = self.ask("PUT", path, body, headers)
        return status, answer

    @staticmethod
    def digest(body):
        """The digest of a body as RFC 9530 writes it."""
        return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"

    def test_put(self):
        self.cloud.control(delete_objects=True)
        body = b"seven seas" * 1000
        status, answer = self.put(
            "/put/a%20b.bin",
            body,
            Content_Digest=self.digest(body),
            Dropoff_Reference="r1",
            Dropoff_Detail_Title="Seas",
        )
        self.assertEqual((status, answer["Repr-Digest"]), (201, self.digest(body)))
        self.assertEqual(self.put("/put/a%20b.bin", b"x", If_None_Match="*")[0], 412)
        self.assertEqual(self.put("/put/c.bin", b"x", Content_Digest=self.digest(b"y"))[0], 400)
        self.assertEqual(self.put("/put/c.bin", b"x", Authorization="Bearer no")[0], 401)
        kept = self.cloud.page("put")
        sha256 = hashlib.sha256(body).hexdigest()
        self.assertEqual(
            kept, {"a b.bin": {"size": 10000, "sha256": sha256, "details": {"title": "Seas"}}}
        )
        authorization = {"Authorization": f"Bearer {self.cloud.line['put_key']}"}
        status, headers, _ = self.ask("HEAD", "/put/a%20b.bin", headers=authorization)
        self.assertEqual((status, headers["Content-Length"]), (200, "10000"))
        self.assertEqual(headers["Dropoff-Reference"], "r1")
        self.assertEqual(self.ask("HEAD", "/put/none", headers=authorization)[0], 404)
        self.assertEqual(self.ask("HEAD", "/put", headers=authorization)[0], 204)
        self.assertEqual(self.ask("HEAD", "/put")[0], 401)
        self.cloud.control(set={"put_digest": False})
        self.assertNotIn("Repr-Digest", self.put("/put/d.bin", b"x")[1])

    def test_cut_body_is_not_kept(self):
        self.cloud.control(delete_objects=True)
        connection = self.cloud.connect()
        connection.putrequest("PUT", "/put/cut.bin")
        connection.putheader("Authorization", f"Bearer {self.cloud.line['put_key']}")
        connection.putheader("Content-Length", "1000")
        connection.endheaders(b"x" * 10)
        connection.sock.close()
        with self.assertRaises((OSError, http.client.HTTPException)):
            connection.getresponse()
        self.assertEqual(self.cloud.page("put"), {})
