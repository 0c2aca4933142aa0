# SPDX-License-Identifier: GPL-3.0-or-later
"""RS256 JSON Web Tokens and the pool's key pair."""

import base64
import hashlib
import json
import os

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def b64url(data):
    """Base64 in the form tokens use: url-safe, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def b64url_decode(text):
    """The bytes of such a text."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SigningKey:
    """An RSA key that is kept in a file, so that tokens survive a restart."""

    def __init__(self, path):
        self._key = _load(path) or _create(path)
        self._public = self._key.public_key()
        numbers = self._public.public_numbers()
        self._modulus = numbers.n.to_bytes(256, "big")
        self.key_id = b64url(hashlib.sha256(self._modulus).digest())

    def jwks(self):
        """The public key as a JSON Web Key Set."""
        return {
            "keys": [
                {
                    "kty": "RSA",
                    "alg": "RS256",
                    "use": "sig",
                    "e": "AQAB",
                    "kid": self.key_id,
                    "n": b64url(self._modulus),
                }
            ]
        }

    def sign(self, claims):
        """A token with these claims."""
        header = {"kid": self.key_id, "alg": "RS256"}
        text = ".".join(
            b64url(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims)
        )
        signature = self._key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{text}.{b64url(signature)}"

    def verify(self, token):
        """The claims of a token signed with this key; None when it is not. Times are not judged."""
        try:
            head, body, signature = token.split(".")
            header = json.loads(b64url_decode(head))
            if header.get("alg") != "RS256" or header.get("kid") != self.key_id:
                return None
            self._public.verify(
                b64url_decode(signature),
                f"{head}.{body}".encode(),
                padding.PKCS1v15(),
                hashes.SHA256(),
            )
            return json.loads(b64url_decode(body))
        except (ValueError, AttributeError, InvalidSignature):
            return None


def _load(path):
    try:
        with open(path, "rb") as file:
            return serialization.load_pem_private_key(file.read(), password=None)
    except FileNotFoundError:
        return None


def _create(path):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    return key
