#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates for the tests of src/net: an authority, and servers with every kind of fault."""

import datetime
import ipaddress
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _write(path, certificates, key):
    data = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())
    for certificate in certificates:
        data += certificate.public_bytes(serialization.Encoding.PEM)
    path.write_bytes(data)
    path.chmod(0o600)


class Authority:
    """Makes certificates in a folder; `ca_file` is what a client has to trust."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.now = datetime.datetime.now(datetime.timezone.utc)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name("Dropoff Test Authority")
        self.certificate = self._build(self.name, self.key, True, [], self.now - DAY,
                                       self.now + DAY, self.name, self.key)
        self.ca_file = self.folder / "ca.pem"
        self.ca_file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def _build(self, subject, key, is_ca, names, begin, end, issuer, issuer_key):
        builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
                   .public_key(key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(begin).not_valid_after(end)
                   .add_extension(x509.BasicConstraints(is_ca, None), critical=True))
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(issuer_key, hashes.SHA256())

    def issue(self, file_name, hosts, begin_days=-1, end_days=1, self_signed=False):
        """A server's certificate and key as one PEM file; hosts are names or addresses."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = []
        for host in hosts:
            try:
                names.append(x509.IPAddress(ipaddress.ip_address(host)))
            except ValueError:
                names.append(x509.DNSName(host))
        subject = _name(hosts[0])
        issuer, issuer_key = (subject, key) if self_signed else (self.name, self.key)
        certificate = self._build(subject, key, False, names, self.now + begin_days * DAY,
                                  self.now + end_days * DAY, issuer, issuer_key)
        path = self.folder / file_name
        _write(path, [certificate], key)
        return path
