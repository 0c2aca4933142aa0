# SPDX-License-Identifier: GPL-3.0-or-later
"""A small client for the tests of the local cloud: starts it, signs in, signs S3 requests."""

import base64
import datetime
import hashlib
import hmac
import http.client
import json
import os
import secrets
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from cloud import sigv4, srp  # noqa: E402  (the path has to be set first)


class ServiceError(Exception):
    """An error reply of a JSON service."""

    def __init__(self, status, kind, message):
        super().__init__(f"{status} {kind}: {message}")
        self.status, self.kind, self.message = status, kind, message


class Running:
    """A cloud of our own in a directory of our own."""

    def __init__(self, *arguments):
        self._directory = tempfile.TemporaryDirectory(prefix="dropoff-cloud-test-")
        command = [os.path.join(HERE, "run"), "--data", self._directory.name, "--exit-with-parent"]
        self.process = subprocess.Popen(
            [*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.line = json.loads(self.process.stdout.readline())
        self.context = None
        if self.line["ca_file"]:
            self.context = ssl.create_default_context(cafile=self.line["ca_file"])

    def stop(self):
        """End it; gives its exit status."""
        self.process.terminate()
        status = self.process.wait(60)
        self.process.stdin.close()
        self.process.stdout.close()
        self._directory.cleanup()
        return status

    def connect(self, plain=False):
        """A fresh HTTP connection to it."""
        where = urllib.parse.urlsplit(self.line["plain_endpoint" if plain else "endpoint"])
        if where.scheme == "https":
            return http.client.HTTPSConnection(
                where.hostname, where.port, context=self.context, timeout=30
            )
        return http.client.HTTPConnection(where.hostname, where.port, timeout=30)

    def control(self, **commands):
        """Post commands to the control endpoint."""
        request = urllib.request.Request(self.line["control"], json.dumps(commands).encode())
        with urllib.request.urlopen(request) as reply:
            return json.load(reply)

    def page(self, name):
        """A page of the control endpoint."""
        with urllib.request.urlopen(f"{self.line['control']}/{name}") as reply:
            return json.load(reply)

    def user(self, email):
        """A user of the start line."""
        return next(user for user in self.line["users"] if user["email"] == email)


class JsonService:
    """Calls one of the two JSON services."""

    def __init__(self, cloud, target):
        self._cloud, self._target = cloud, target

    def raw(self, operation, message):
        """(status, headers, body) of a call."""
        connection = self._cloud.connect()
        try:
            connection.request(
                "POST",
                "/",
                json.dumps(message),
                {
                    "Content-Type": "application/x-amz-json-1.1",
                    "X-Amz-Target": f"{self._target}.{operation}",
                },
            )
            reply = connection.getresponse()
            return reply.status, reply.headers, reply.read()
        finally:
            connection.close()

    def call(self, operation, **message):
        """The answer to a call, or ServiceError."""
        status, _, body = self.raw(operation, message)
        answer = json.loads(body)
        if status != 200:
            raise ServiceError(status, answer.get("__type"), answer.get("message"))
        return answer


def timestamp(moment=None):
    """TIMESTAMP as a careful client writes it."""
    return srp.render_timestamp(moment or datetime.datetime.utcnow())


def client_proof(scope, user_id, password, a, value, parameters, when):
    """The client's half of SRP, written with the exponents the client knows."""
    b_value = int(parameters["SRP_B"], 16)
    u = int.from_bytes(hashlib.sha256(srp.encode(value) + srp.encode(b_value)).digest(), "big")
    inner = hashlib.sha256(f"{scope}{user_id}:{password}".encode()).digest()
    salt = srp.encode(int(parameters["SALT"], 16))
    x = int.from_bytes(hashlib.sha256(salt + inner).digest(), "big")
    base = (b_value - srp.MULTIPLIER * pow(srp.GENERATOR, x, srp.PRIME)) % srp.PRIME
    shared = pow(base, a + u * x, srp.PRIME)
    prk = hmac.digest(srp.encode(u), srp.encode(shared), "sha256")
    key = hmac.digest(prk, b"Caldera Derived Key\x01", "sha256")[:16]
    message = f"{scope}{user_id}".encode() + base64.b64decode(parameters["SECRET_BLOCK"])
    return base64.b64encode(hmac.digest(key, message + when.encode(), "sha256")).decode()


class Person:
    """Somebody who signs in by SRP."""

    def __init__(self, cloud, email, password=None):
        self.cloud = cloud
        self.email = email
        self.password = password if password is not None else cloud.user(email)["password"]
        self.pool = JsonService(cloud, "AWSCognitoIdentityProviderService")
        self.identities = JsonService(cloud, "AWSCognitoIdentityService")
        self.identity = None

    def begin(self, a=None):
        """InitiateAuth; gives (a, A, parameters)."""
        a = a or secrets.randbits(1024) | 1
        value = pow(srp.GENERATOR, a, srp.PRIME)
        answer = self.pool.call(
            "InitiateAuth",
            AuthFlow="USER_SRP_AUTH",
            ClientId=self.cloud.line["client_id"],
            AuthParameters={"USERNAME": self.email, "SRP_A": f"{value:x}"},
        )
        assert answer["ChallengeName"] == "PASSWORD_VERIFIER" and "Session" not in answer
        return a, value, answer["ChallengeParameters"]

    def proof(self, a, value, parameters, when):
        """The proof that we know the password."""
        scope = self.cloud.line["user_pool_id"].split("_")[1]
        return client_proof(
            scope, parameters["USER_ID_FOR_SRP"], self.password, a, value, parameters, when
        )

    def answer(self, a, value, parameters, when=None, **more):
        """RespondToAuthChallenge for PASSWORD_VERIFIER."""
        when = timestamp() if when is None else when
        return self.pool.call(
            "RespondToAuthChallenge",
            ChallengeName="PASSWORD_VERIFIER",
            ClientId=self.cloud.line["client_id"],
            ChallengeResponses={
                "USERNAME": parameters["USERNAME"],
                "TIMESTAMP": when,
                "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
                "PASSWORD_CLAIM_SIGNATURE": self.proof(a, value, parameters, when),
                **more,
            },
        )

    def sign_in(self):
        """Both steps; gives the answer to the second."""
        return self.answer(*self.begin())

    def respond(self, challenge, session, **answers):
        """Answer a later challenge."""
        return self.pool.call(
            "RespondToAuthChallenge",
            ChallengeName=challenge,
            Session=session,
            ClientId=self.cloud.line["client_id"],
            ChallengeResponses={"USERNAME": self.email, **answers},
        )

    def logins(self, id_token):
        """The Logins member for the identity pool."""
        line = self.cloud.line
        return {f"cognito-idp.{line['region']}.amazonaws.com/{line['user_pool_id']}": id_token}

    def keys(self, id_token):
        """Temporary keys, by GetId and GetCredentialsForIdentity."""
        logins = self.logins(id_token)
        self.identity = self.identities.call(
            "GetId", IdentityPoolId=self.cloud.line["identity_pool_id"], Logins=logins
        )["IdentityId"]
        answer = self.identities.call(
            "GetCredentialsForIdentity", IdentityId=self.identity, Logins=logins
        )
        return answer["Credentials"]

    def s3(self):
        """Sign in and give an S3 client with the keys."""
        result = self.sign_in()["AuthenticationResult"]
        keys = self.keys(result["IdToken"])
        return S3Client(
            self.cloud,
            keys["AccessKeyId"],
            keys["SecretKey"],
            keys["SessionToken"],
            f"uploads/{self.identity}/",
        )


class Reply:
    """A reply of S3."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"

    def element(self, name):
        """The text of the first element of that name, or None."""
        text = self.body.decode("utf-8", "replace")
        start, end = text.find(f"<{name}>"), text.find(f"</{name}>")
        return text[start + len(name) + 2 : end] if 0 <= start < end else None

    @property
    def code(self):
        """The error's Code."""
        return self.element("Code")


class S3Client:
    """Signs and sends S3 requests, path style; anything can be set wrong on purpose."""

    def __init__(self, cloud, key_id, secret, token=None, prefix=""):
        self.cloud, self.key_id, self.secret, self.token = cloud, key_id, secret, token
        self.prefix = prefix
        self.region = cloud.line["region"]
        self.bucket = cloud.line["bucket"]
        self._connection = None

    def path(self, key):
        """The path of a key (text or bytes) below our prefix, percent-encoded."""
        data = key.encode() if isinstance(key, str) else key
        return f"/{self.bucket}/" + sigv4.quote(self.prefix.encode() + data, "/")

    def signed_headers(self, method, path, query, headers, payload, when=None):
        """Headers with their signature."""
        date = time.strftime(
            "%Y%m%dT%H%M%SZ", time.gmtime(when if when is not None else time.time())
        )
        where = urllib.parse.urlsplit(self.cloud.line["endpoint"])
        headers = {
            "host": where.netloc,
            "x-amz-date": date,
            "x-amz-content-sha256": payload,
            **{n.lower(): v for n, v in headers.items()},
        }
        if self.token:
            headers["x-amz-security-token"] = self.token
        names = sorted(headers)
        text = sigv4.canonical_request(
            method,
            urllib.parse.unquote_to_bytes(path),
            query,
            list(headers.items()),
            names,
            payload,
        )
        scope = f"{date[:8]}/{self.region}/s3/aws4_request"
        to_sign = sigv4.string_to_sign(date, scope, text)
        signing = sigv4.signing_key(self.secret, date[:8], self.region, "s3")
        headers["authorization"] = (
            f"{sigv4.ALGORITHM} Credential={self.key_id}/{scope}, SignedHeaders="
            f"{';'.join(names)}, Signature={sigv4.sign(signing, to_sign)}"
        )
        return headers

    def send(self, method, path, query="", body=b"", headers=None, payload=None, when=None):
        """Send a request; a kept connection is used again when it still lives."""
        payload = payload or hashlib.sha256(body).hexdigest()
        signed = self.signed_headers(method, path, query, headers or {}, payload, when)
        target = path + ("?" + query if query else "")
        if self._connection is None:
            self._connection = self.cloud.connect()
        try:
            self._connection.request(
                method, target, body or None, {**signed, "content-length": str(len(body))}
            )
            reply = self._connection.getresponse()
            return Reply(reply.status, reply.headers, reply.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def close(self):
        """Close the kept connection."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def put(self, key, body, **more):
        """PutObject."""
        return self.send("PUT", self.path(key), body=body, **more)

    def get(self, key, query="", **more):
        """GetObject and other GETs of a key."""
        return self.send("GET", self.path(key), query, **more)

    def create(self, key, **more):
        """CreateMultipartUpload; gives the upload id."""
        return self.send("POST", self.path(key), "uploads=", **more).element("UploadId")

    def part(self, key, upload, number, body, **more):
        """UploadPart."""
        query = f"partNumber={number}&uploadId={sigv4.quote(upload)}"
        return self.send("PUT", self.path(key), query, body=body, **more)

    def complete(self, key, upload, etags, **more):
        """CompleteMultipartUpload; etags are (number, etag) pairs, or have more XML as a third."""
        parts = "".join(
            f"<Part><PartNumber>{n}</PartNumber><ETag>{e}</ETag>{''.join(more_xml)}</Part>"
            for n, e, *more_xml in etags
        )
        body = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()
        return self.send(
            "POST", self.path(key), f"uploadId={sigv4.quote(upload)}", body=body, **more
        )
