# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure parts of the local cloud against published and recorded numbers."""

import base64
import datetime
import json
import os
import unittest

from cloud import checksums, object_store, s3_xml, sigv4, srp, tokens, totp
from cloud.errors import S3Error

VECTORS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "vectors")


def read_vectors(name):
    """A file of vectors; a missing file is an error, not a pass."""
    with open(os.path.join(VECTORS, name), encoding="utf-8") as file:
        return json.load(file)


class SrpVectors(unittest.TestCase):
    """The server's half of every sign-in vector."""

    @classmethod
    def setUpClass(cls):
        cls.vectors = read_vectors("srp-vectors.json")

    def test_numbers_as_bytes(self):
        for example in self.vectors["padHex_examples"]:
            self.assertEqual(srp.encode(int(example["hex"], 16)).hex(), example["padHex"].lower())

    def test_group(self):
        self.assertEqual(srp.PRIME, int(self.vectors["group"]["N"], 16))
        self.assertEqual(srp.MULTIPLIER, int(self.vectors["group"]["k"], 16))

    def test_every_vector(self):
        every = self.vectors["password_vectors"] + self.vectors["device_vectors"]
        self.assertGreaterEqual(len(every), 40)
        for vector in every:
            with self.subTest(vector["name"]):
                verifier = srp.verifier(
                    vector["scope"], vector["user_id"], vector["password"], int(vector["SALT"], 16)
                )
                self.assertEqual(verifier, int(vector["verifier"], 16))
                exchange = srp.Exchange(
                    srp.parse_client_value(vector["SRP_A"]), verifier, int(vector["server_b"], 16)
                )
                self.assertEqual(exchange.server_value, int(vector["SRP_B"], 16))
                self.assertEqual(exchange.scrambler(), int(vector["u"], 16))
                self.assertEqual(exchange.shared_secret(), int(vector["S"], 16))
                proof = exchange.proof(
                    vector["scope"],
                    vector["user_id"],
                    base64.b64decode(vector["SECRET_BLOCK"]),
                    vector["TIMESTAMP"],
                )
                self.assertEqual(proof, vector["PASSWORD_CLAIM_SIGNATURE"])

    def test_timestamps(self):
        for example in self.vectors["timestamp_vectors"]:
            moment = datetime.datetime.utcfromtimestamp(example["epoch"])
            self.assertEqual(srp.render_timestamp(moment), example["TIMESTAMP"])
            self.assertEqual(
                srp.epoch_of(srp.parse_timestamp(example["TIMESTAMP"])), example["epoch"]
            )


class SrpRules(unittest.TestCase):
    """What the vectors do not cover."""

    def test_client_values_that_are_refused(self):
        for text in (
            "",
            "0",
            "00",
            "xyz",
            "-1f",
            "0x10",
            f"{srp.PRIME:x}",
            f"{2 * srp.PRIME:x}",
            None,
            5,
            "1" * 1025,
        ):
            self.assertIsNone(srp.parse_client_value(text), text)
        self.assertEqual(srp.parse_client_value("0A"), 10)

    def test_timestamp_is_parsed_and_rendered_again(self):
        zero = srp.parse_timestamp("Sat Sep 05 13:10:05 UTC 2026")
        self.assertEqual(srp.render_timestamp(zero), "Sat Sep 5 13:10:05 UTC 2026")
        wrong_day = srp.parse_timestamp("Mon Sep 5 13:10:05 UTC 2026")
        self.assertEqual(srp.render_timestamp(wrong_day), "Sat Sep 5 13:10:05 UTC 2026")
        for text in (
            "Sat Sep  5 13:10:05 UTC 2026",
            "Sa Sep 5 13:10:05 UTC 2026",
            "",
            None,
            "Sam Sep 5 13:10:05 UTC 2026",
            "Sat Sep 31 13:10:05 UTC 2026",
            "Sat Sep 5 25:10:05 UTC 2026",
            "2026-09-05T13:10:05Z",
        ):
            self.assertIsNone(srp.parse_timestamp(text), text)

    def test_forced_shapes(self):
        verifier = srp.verifier("pool", "user", "password", 1)
        client = pow(srp.GENERATOR, 1 << 200 | 12345, srp.PRIME)
        for name, shape in (
            ("B", "short-low"),
            ("B", "short-high"),
            ("B", "odd-hex"),
            ("u", "short"),
            ("u", "odd-hex"),
            ("S", "odd-hex"),
            ("S", "full-low"),
            ("S", "full-high"),
        ):
            exchange = srp.begin_exchange(client, verifier, {name: shape})
            number = {
                "B": exchange.server_value,
                "u": exchange.scrambler(),
                "S": exchange.shared_secret(),
            }[name]
            self.assertTrue(srp.has_shape(number, srp.FULL_BYTES[name], shape), (name, shape))
            again = srp.Exchange(client, verifier, exchange.b)
            self.assertEqual(again.server_value, exchange.server_value)
        for shape in srp.SHAPES:
            self.assertTrue(srp.has_shape(srp.random_salt(shape), 16, shape))


class SigningExamples(unittest.TestCase):
    """The published S3 signing examples."""

    def test_every_example(self):
        data = read_vectors("s3-signing-examples.json")
        day = data["timestamp"][:8]
        key = sigv4.signing_key(data["secret_key"], day, data["region"], "s3")
        scope = f"{day}/{data['region']}/s3/aws4_request"
        self.assertGreaterEqual(len(data["cases"]), 14)
        for case in data["cases"]:
            with self.subTest(case["name"]):
                if "canonical_request" in case:
                    headers = [(n.lower(), v) for n, v in case["headers"].items()]
                    text = sigv4.canonical_request(
                        case["method"],
                        case["path"].encode(),
                        case["canonical_query"],
                        headers,
                        case["signed_headers"].split(";"),
                        case["payload_hash"],
                    )
                    self.assertEqual(text, case["canonical_request"])
                    to_sign = sigv4.string_to_sign(data["timestamp"], scope, text)
                    self.assertEqual(to_sign, case["string_to_sign"])
                self.assertEqual(
                    sigv4.sign(key, case["string_to_sign"]), case["expected_signature"]
                )

    def test_canonical_forms(self):
        self.assertEqual(sigv4.canonical_uri(b"/a b+c%/\xc3\xa9//"), "/a%20b%2Bc%25/%C3%A9//")
        self.assertEqual(
            sigv4.canonical_query("b=2&a=%2F+x&c&X-Amz-Signature=0"), "a=%2F%20x&b=2&c="
        )


class Checksums(unittest.TestCase):
    """Check values of the catalogue of CRCs, and combining."""

    def test_check_values(self):
        known = {"CRC32": "cbf43926", "CRC32C": "e3069283", "CRC64NVME": "ae8b14860a799888"}
        for algorithm, value in known.items():
            running = checksums.new(algorithm)
            running.update(bytearray(b"123456789"))
            self.assertEqual(running.digest().hex(), value)

    def test_compiled_loop_equals_the_slow_one(self):
        data = bytearray(os.urandom(1003))
        directory = os.environ.get("TMPDIR", "/tmp")
        library = checksums._load(checksums._compile(directory))
        for algorithm in ("CRC32C", "CRC64NVME"):
            slow, fast = checksums.new(algorithm), checksums.new(algorithm)
            slow._function, fast._function = None, library
            for start, end in ((0, 7), (7, 500), (500, 1003)):
                slow.update(data[start:end])
                fast.update(data[start:end])
            self.assertEqual(slow.digest(), fast.digest())

    def test_combine(self):
        data = bytearray(os.urandom(5000))
        for algorithm in checksums.CRCS:
            for cut in (0, 1, 4999, 5000, 2500):
                first, second, whole = (checksums.new(algorithm) for _ in range(3))
                first.update(data[:cut])
                second.update(data[cut:])
                whole.update(data)
                self.assertEqual(
                    checksums.combine(algorithm, first.digest(), second.digest(), 5000 - cut),
                    whole.digest(),
                )

    def test_decode(self):
        self.assertIsNone(checksums.decode("CRC32", "!!!"))
        self.assertIsNone(checksums.decode("CRC64NVME", "AAAAAA=="))
        self.assertEqual(checksums.decode("CRC32", "AAAAAA=="), bytes(4))


class Keys(unittest.TestCase):
    """Object keys as paths, and back."""

    def test_round_trip(self):
        for key in (
            b"a/b",
            b"a//b",
            b"/a",
            b"a/",
            b"../x",
            b"a/./b",
            b"%!x/y",
            b"x" * 300,
            b"nul\0/z",
            "é ✓ \n".encode(),
            b"\xff\xfe",
            b"100%",
            b"y" * 1024,
        ):
            path = object_store.path_of_key(key)
            self.assertEqual(object_store.key_of_path(path), key)
            for segment in path.split(b"/"):
                self.assertNotIn(segment, (b"", b".", b".."))
                self.assertLessEqual(len(segment), 255)
            self.assertEqual(object_store.key_of_path(object_store.hidden_path_of_key(key)), key)
        self.assertEqual(
            object_store.path_of_key("plain/ä b+%.txt".encode()), "plain/ä b+%.txt".encode()
        )


class Documents(unittest.TestCase):
    """XML in and out."""

    def test_complete_documents(self):
        good = (
            b'<?xml version="1.0"?><CompleteMultipartUpload xmlns="x:"><Part><ETag>"a"</ETag>'
            b"<PartNumber>3</PartNumber></Part></CompleteMultipartUpload>"
        )
        self.assertEqual(s3_xml.parse_complete(good), [{"ETag": '"a"', "PartNumber": 3}])
        for bad in (
            b"",
            b"<",
            b"<Other/>",
            b"<CompleteMultipartUpload/>",
            b"{}",
            b"<CompleteMultipartUpload><Part><ETag>a</ETag></Part></CompleteMultipartUpload>",
            b"<!DOCTYPE x><CompleteMultipartUpload/>",
        ):
            with self.assertRaises(S3Error) as caught:
                s3_xml.parse_complete(bad)
            self.assertEqual(caught.exception.code, "MalformedXML")

    def test_escaping(self):
        self.assertEqual(s3_xml.escape("<&>\"'\n\x01é"), "&lt;&amp;&gt;&quot;&#39;&#xa;&#x1;é")


class Codes(unittest.TestCase):
    """RFC 6238's own numbers (the last six digits of its eight)."""

    def test_rfc_6238(self):
        secret = base64.b32encode(b"12345678901234567890").decode()
        for moment, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
            self.assertEqual(totp.code(secret, moment), code)
        self.assertTrue(totp.matches(secret, "287082", 59 + 30, 1))
        self.assertFalse(totp.matches(secret, "287082", 59 + 90, 1))


class Tokens(unittest.TestCase):
    """Tokens are signed for real."""

    def test_sign_and_verify(self):
        import tempfile

        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "key")
            key = tokens.SigningKey(path)
            token = key.sign({"a": 1})
            self.assertEqual(tokens.SigningKey(path).verify(token), {"a": 1})
            head, body, signature = token.split(".")
            other = tokens.b64url(b'{"a":2}')
            none = tokens.b64url(b'{"alg":"none"}')
            for bad in (f"{head}.{other}.{signature}", f"{none}.{body}.", "x", "a.b.c", "", None):
                self.assertIsNone(key.verify(bad), bad)


if __name__ == "__main__":
    unittest.main()
