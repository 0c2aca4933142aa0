# SPDX-License-Identifier: GPL-3.0-or-later
"""The cloud's own certificate authority and its server certificate."""

import datetime
import ipaddress
import os

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# The last one leads nowhere: it is for clients that have to go through a proxy.
NAMES = ("localhost", "*.localhost", "cloud.example")
ADDRESSES = ("127.0.0.1", "::1")
YEARS = datetime.timedelta(days=3650)


def ensure(directory, bucket_names=()):
    """Give (CA file, certificate file, key file), made now unless they are there already."""
    paths = [os.path.join(directory, name) for name in ("ca.pem", "server.pem", "server.key")]
    if not all(os.path.exists(path) for path in paths):
        _create(paths, bucket_names)
    return paths


def _create(paths, bucket_names):
    ca_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dropoff local cloud CA")])
    ca = (
        _builder(ca_name, ca_name, ca_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(ca=True), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName(n) for n in (*NAMES, *(f"{b}.localhost" for b in bucket_names))]
    names += [x509.IPAddress(ipaddress.ip_address(a)) for a in ADDRESSES]
    server = (
        _builder(name, ca_name, server_key, ca_key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(_key_usage(ca=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    _write(paths[0], ca.public_bytes(pem))
    _write(paths[1], server.public_bytes(pem))
    _write(
        paths[2],
        server_key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        0o600,
    )


def _builder(subject, issuer, key, issuer_key=None):
    start = datetime.datetime.utcnow() - datetime.timedelta(days=2)
    issuer_public = (issuer_key or key).public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + YEARS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_public), False)
    )


def _key_usage(ca):
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path, data, mode=0o644):
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
