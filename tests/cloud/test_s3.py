# SPDX-License-Identifier: GPL-3.0-or-later
"""S3 on a running local cloud: signatures, prefixes, checksums, parts, conditions, listings."""

import base64
import hashlib
import os
import tempfile
import threading
import time
import types
import unittest

from cloud import checksums, object_store, payload, sigv4
from cloud_client import Person, S3Client
from test_sign_in import ZOE, CloudCase

MIB = 1024 * 1024
KEYS = (
    "plain.txt",
    "with space",
    "plus+percent%41",
    "umlaut é ✓",
    "a//b",
    "/leading",
    "trailing/",
    "quote'\"&<>",
    "new\nline",
    "dot/./dot/../end",
    "x" * 255,
    "~tilde-._",
    "q?x=1#f",
    "%!x41",
)


def checksum_header(algorithm, data):
    """The header with a body's right checksum."""
    running = checksums.new(algorithm)
    running.update(bytearray(data))
    return {checksums.header_of(algorithm): checksums.encode(running.digest())}


class S3Case(CloudCase):
    """With somebody signed in."""

    def setUp(self):
        super().setUp()
        self.cloud.control(delete_objects=True, delete_uploads=True)
        self.person = Person(self.cloud, ZOE)
        self.s3 = self.person.s3()
        line = self.cloud.line
        self.owner = S3Client(
            self.cloud, line["owner_access_key_id"], line["owner_secret_access_key"]
        )

    def tearDown(self):
        self.s3.close()
        self.owner.close()

    def check(self, reply, status, code=None):
        """The reply must have this status and this error code."""
        self.assertEqual((reply.status, reply.code), (status, code), reply)

    def stored_file(self, key):
        """The plain file of one of our objects."""
        whole = self.s3.prefix.encode() + (key.encode() if isinstance(key, str) else key)
        return os.path.join(
            os.fsencode(self.cloud.line["objects"]), object_store.path_of_key(whole)
        )


class Signatures(S3Case):
    """Who may, and who may not."""

    def test_keys_of_all_kinds(self):
        for key in KEYS:
            with self.subTest(key):
                body = key.encode() * 3
                self.check(self.s3.put(key, body), 200)
                self.assertEqual(self.s3.get(key).body, body)
                with open(self.stored_file(key), "rb") as file:
                    self.assertEqual(file.read(), body)

    def test_key_that_is_also_a_directory(self):
        self.check(self.s3.put("tree/leaf", b"1"), 200)
        self.check(self.s3.put("tree", b"2"), 200)
        self.assertEqual((self.s3.get("tree/leaf").body, self.s3.get("tree").body), (b"1", b"2"))

    def test_wrong_keys_and_signatures(self):
        right = (self.s3.key_id, self.s3.secret, self.s3.token)
        for change, status, code in (
            ({"secret": "x" * 40}, 403, "SignatureDoesNotMatch"),
            ({"key_id": "ASIANOSUCHKEY0000000"}, 403, "InvalidAccessKeyId"),
            ({"token": "dG9rZW4="}, 400, "InvalidToken"),
            ({"token": None}, 400, "InvalidToken"),
            ({"region": "us-east-1"}, 400, "AuthorizationHeaderMalformed"),
        ):
            for name, value in change.items():
                setattr(self.s3, name, value)
            self.check(self.s3.put("x", b"1"), status, code)
            self.s3.key_id, self.s3.secret, self.s3.token = right
            self.s3.region = self.cloud.line["region"]
        self.check(self.s3.put("x", b"1"), 200)

    def test_region_of_the_bucket(self):
        self.owner.bucket = self.cloud.line["far_bucket"]
        reply = self.owner.put("x", b"1")
        self.check(reply, 400, "AuthorizationHeaderMalformed")
        self.assertEqual(reply.element("Region"), self.cloud.line["far_region"])
        self.assertEqual(reply.headers["x-amz-bucket-region"], self.cloud.line["far_region"])
        self.owner.region = self.cloud.line["far_region"]
        self.check(self.owner.put("x", b"1"), 200)

    def test_expired_keys(self):
        self.cloud.control(set={"key_seconds": 600})
        short = self.person.s3()
        self.check(short.put("x", b"1"), 200)
        self.cloud.control(set={"clock_skew": 601})
        self.check(short.put("x", b"1"), 400, "ExpiredToken")
        self.check(self.s3.put("x", b"1"), 200)
        self.assertGreaterEqual(self.cloud.control(expire_keys=True)["expire_keys"], 1)
        self.check(self.s3.put("x", b"1"), 400, "ExpiredToken")

    def test_clock(self):
        for when in (time.time() - 1000, time.time() + 1000):
            reply = self.s3.put("x", b"1", when=when)
            self.check(reply, 403, "RequestTimeTooSkewed")
            self.assertIn("T", reply.element("ServerTime"))
        self.check(self.s3.put("x", b"1", when=time.time() - 800), 200)
        self.cloud.control(set={"clock_skew": 5000})
        self.check(self.s3.put("x", b"1"), 403, "RequestTimeTooSkewed")

    def test_foreign_prefix(self):
        self.s3.prefix = "uploads/eu-west-1:somebody-else/"
        self.check(self.s3.put("x", b"1"), 403, "AccessDenied")
        self.check(self.s3.get("x"), 403, "AccessDenied")
        self.s3.prefix = ""
        self.check(self.s3.put("x", b"1"), 403, "AccessDenied")
        self.check(self.s3.send("GET", "/" + self.s3.bucket, "list-type=2"), 403, "AccessDenied")
        reply = self.s3.send("HEAD", "/" + self.s3.bucket)
        self.assertEqual((reply.status, reply.headers["x-amz-bucket-region"]), (403, "eu-west-1"))
        self.assertEqual(self.owner.send("HEAD", "/" + self.s3.bucket).status, 200)

    def test_policy_can_be_cut(self):
        self.cloud.control(set={"allowed_actions": ["PutObject"]})
        self.check(self.s3.put("x", b"1"), 200)
        self.check(self.s3.get("x"), 403, "AccessDenied")

    def test_anonymous_and_unsigned_headers(self):
        connection = self.cloud.connect()
        connection.request("GET", self.s3.path("x"))
        reply = connection.getresponse()
        self.assertEqual(reply.status, 403)
        reply.read()
        connection.close()
        connection = self.cloud.connect()
        headers = self.s3.signed_headers("PUT", self.s3.path("x"), "", {}, sigv4.UNSIGNED)
        connection.request("PUT", self.s3.path("x"), b"1", {**headers, "x-amz-meta-extra": "1"})
        self.assertIn(b"HeadersNotSigned", connection.getresponse().read())
        connection.close()

    def test_virtual_host(self):
        port = self.cloud.line["endpoint"].rsplit(":", 1)[1]
        path = self.s3.path("v").removeprefix(f"/{self.s3.bucket}")
        reply = self.s3.send(
            "PUT", path, body=b"virtual", headers={"host": f"{self.s3.bucket}.localhost:{port}"}
        )
        self.check(reply, 200)
        self.assertEqual(self.s3.get("v").body, b"virtual")

    def test_presigned(self):
        for seconds, wait, status in ((60, 0, 200), (0, 1.2, 403)):
            query = self.presigned_query("PUT", "signed", seconds)
            time.sleep(wait)
            connection = self.cloud.connect()
            connection.request("PUT", f"{self.s3.path('signed')}?{query}", b"1")
            reply = connection.getresponse()
            self.assertEqual(reply.status, status)
            reply.read()
            connection.close()
        connection = self.cloud.connect()
        connection.request(
            "PUT", f"{self.s3.path('other')}?{self.presigned_query('PUT', 'signed', 60)}"
        )
        self.assertIn(b"SignatureDoesNotMatch", connection.getresponse().read())
        connection.close()

    def presigned_query(self, method, key, seconds):
        date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        scope = f"{date[:8]}/{self.s3.region}/s3/aws4_request"
        host = self.cloud.line["endpoint"].split("//")[1]
        query = "&".join(
            [
                "X-Amz-Algorithm=AWS4-HMAC-SHA256",
                f"X-Amz-Credential={sigv4.quote(self.s3.key_id + '/' + scope)}",
                f"X-Amz-Date={date}",
                f"X-Amz-Expires={seconds}",
                f"X-Amz-Security-Token={sigv4.quote(self.s3.token)}",
                "X-Amz-SignedHeaders=host",
            ]
        )
        path = self.s3.prefix.encode() + key.encode()
        text = sigv4.canonical_request(
            method,
            f"/{self.s3.bucket}/".encode() + path,
            query,
            [("host", host)],
            ["host"],
            sigv4.UNSIGNED,
        )
        key = sigv4.signing_key(self.s3.secret, date[:8], self.s3.region, "s3")
        return f"{query}&X-Amz-Signature={sigv4.sign(key, sigv4.string_to_sign(date, scope, text))}"


class Bodies(S3Case):
    """Every promise about the bytes is judged."""

    def test_payload_hash(self):
        wrong = hashlib.sha256(b"other").hexdigest()
        self.check(self.s3.put("x", b"1", payload=wrong), 400, "XAmzContentSHA256Mismatch")
        self.check(self.s3.get("x"), 404, "NoSuchKey")
        self.check(self.s3.put("x", b"1", payload=sigv4.UNSIGNED), 200)

    def test_checksums(self):
        for algorithm in checksums.ALGORITHMS:
            header = checksum_header(algorithm, b"body")
            reply = self.s3.put("x", b"body", headers=header)
            self.check(reply, 200)
            name = checksums.header_of(algorithm)
            self.assertEqual(reply.headers[name], header[name])
            again = self.s3.send(
                "HEAD", self.s3.path("x"), headers={"x-amz-checksum-mode": "ENABLED"}
            )
            self.assertEqual(again.headers[name], header[name])
            self.check(self.s3.put("x", b"other", headers=header), 400, "BadDigest")
            self.check(self.s3.put("x", b"b", headers={name: "AAAA"}), 400, "InvalidRequest")

    def test_md5(self):
        right = base64.b64encode(hashlib.md5(b"body").digest()).decode()
        self.check(self.s3.put("x", b"body", headers={"content-md5": right}), 200)
        self.check(self.s3.put("x", b"other", headers={"content-md5": right}), 400, "BadDigest")
        self.check(self.s3.put("x", b"body", headers={"content-md5": "AAAA"}), 400, "InvalidDigest")

    def test_store_that_ignores_checksums(self):
        self.cloud.control(set={"verify_checksums": False})
        reply = self.s3.put("x", b"other", headers=checksum_header("CRC64NVME", b"body"))
        self.check(reply, 200)
        self.assertNotIn("x-amz-checksum-crc64nvme", reply.headers)

    def chunked(self, kind, data, trailer=None, spoil=False):
        """PutObject in the aws-chunked coding, by hand."""
        headers = {
            "content-encoding": "aws-chunked",
            "x-amz-decoded-content-length": str(len(data)),
        }
        if trailer:
            headers["x-amz-trailer"] = next(iter(trailer))
        path = self.s3.path("chunked")
        signed = self.s3.signed_headers("PUT", path, "", headers, kind)
        previous = signed["authorization"].rpartition("Signature=")[2]
        date = signed["x-amz-date"]
        scope = f"{date[:8]}/{self.s3.region}/s3/aws4_request"
        key = sigv4.signing_key(self.s3.secret, date[:8], self.s3.region, "s3")
        body = b""
        for chunk in (data[:70000], data[70000:], b""):
            extension = ""
            if "HMAC" in kind:
                previous = sigv4.sign(
                    key,
                    "\n".join(
                        [
                            "AWS4-HMAC-SHA256-PAYLOAD",
                            date,
                            scope,
                            previous,
                            payload.EMPTY_HASH,
                            hashlib.sha256(chunk).hexdigest(),
                        ]
                    ),
                )
                extension = f";chunk-signature={previous}"
            shown = chunk[:-1] + b"!" if spoil and chunk else chunk
            body += f"{len(chunk):x}{extension}\r\n".encode() + shown + (b"\r\n" if chunk else b"")
        for name, value in (trailer or {}).items():
            body += f"{name}:{value}\r\n".encode()
            if "HMAC" in kind:
                digest = hashlib.sha256(f"{name}:{value}\n".encode()).hexdigest()
                text = "\n".join(["AWS4-HMAC-SHA256-TRAILER", date, scope, previous, digest])
                body += f"x-amz-trailer-signature:{sigv4.sign(key, text)}\r\n".encode()
        connection = self.cloud.connect()
        connection.request(
            "PUT", path, body + b"\r\n", {**signed, "content-length": str(len(body) + 2)}
        )
        reply = connection.getresponse()
        found = (reply.status, reply.read())
        connection.close()
        return found

    def test_chunked_bodies(self):
        data = os.urandom(100000)
        trailer = checksum_header("CRC32", data)
        wrong = checksum_header("CRC32", b"other")
        for kind, end in (
            ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", None),
            ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", trailer),
            ("STREAMING-UNSIGNED-PAYLOAD-TRAILER", trailer),
        ):
            with self.subTest(kind):
                self.assertEqual(self.chunked(kind, data, end), (200, b""))
                self.assertEqual(self.s3.get("chunked").body, data)
                self.assertIn(
                    (b"SignatureDoesNotMatch" if "HMAC" in kind else b"BadDigest"),
                    self.chunked(kind, data, end, spoil=True)[1],
                )
        self.assertIn(
            b"BadDigest", self.chunked("STREAMING-UNSIGNED-PAYLOAD-TRAILER", data, wrong)[1]
        )

    def test_ranges(self):
        self.s3.put("x", b"0123456789")
        for text, body, status in (
            ("bytes=2-4", b"234", 206),
            ("bytes=7-", b"789", 206),
            ("bytes=-3", b"789", 206),
            ("bytes=0-99", b"0123456789", 206),
            ("bytes=a-b", b"0123456789", 200),
        ):
            reply = self.s3.get("x", headers={"range": text})
            self.assertEqual((reply.status, reply.body), (status, body), text)
        self.check(self.s3.get("x", headers={"range": "bytes=10-"}), 416, "InvalidRange")

    def test_length_must_be_known(self):
        for more, status in (({"transfer-encoding": "chunked"}, 501), ({}, 411)):
            connection = self.cloud.connect()
            headers = self.s3.signed_headers("PUT", self.s3.path("x"), "", {}, sigv4.UNSIGNED)
            connection.putrequest(
                "PUT", self.s3.path("x"), skip_host=True, skip_accept_encoding=True
            )
            for name, value in {**headers, **more}.items():
                connection.putheader(name, value)
            connection.endheaders()
            reply = connection.getresponse()
            self.assertEqual(reply.status, status)
            reply.read()
            connection.close()

    def test_metadata_comes_back(self):
        headers = {
            "content-type": "text/plain; charset=utf-8",
            "x-amz-meta-title": "t",
            "content-disposition": "attachment",
        }
        self.s3.put("x", b"1", headers=headers)
        reply = self.s3.get("x")
        for name, value in headers.items():
            self.assertEqual(reply.headers[name], value)

    def test_metadata_has_a_limit(self):
        good = {"x-amz-meta-a": "x" * 2000, "x-amz-meta-b": "y" * 46}
        self.check(self.s3.put("x", b"1", headers=good), 200)
        long = {**good, "x-amz-meta-c": "z"}
        self.check(self.s3.put("x", b"1", headers=long), 400, "MetadataTooLarge")
        reply = self.s3.send("POST", self.s3.path("y"), "uploads=", headers=long)
        self.check(reply, 400, "MetadataTooLarge")

    def test_empty_object_and_long_key(self):
        self.check(self.s3.put("empty", b""), 200)
        self.assertEqual(self.s3.get("empty").body, b"")
        self.check(self.s3.put("y" * 1025, b""), 400, "KeyTooLongError")

    def test_delete(self):
        self.s3.put("x", b"1")
        self.assertEqual(self.s3.send("DELETE", self.s3.path("x")).status, 204)
        self.check(self.s3.get("x"), 404, "NoSuchKey")
        self.assertFalse(os.path.exists(self.stored_file("x")))

    def test_expect_continue_is_answered_before_the_body(self):
        connection = self.cloud.connect()
        headers = self.s3.signed_headers("PUT", self.s3.path("x"), "", {}, sigv4.UNSIGNED)
        connection.putrequest("PUT", self.s3.path("x"), skip_host=True, skip_accept_encoding=True)
        for name, value in {**headers, "content-length": "1", "expect": "100-continue"}.items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.sock.settimeout(2)
        self.assertTrue(connection.sock.recv(100).startswith(b"HTTP/1.1 100"))
        connection.sock.sendall(b"1")
        self.assertTrue(connection.sock.recv(100).startswith(b"HTTP/1.1 200"))
        connection.close()


class Store(unittest.TestCase):
    """What lies below, without a server."""

    def test_parts_stay_while_they_are_put_together(self):
        with tempfile.TemporaryDirectory() as directory:
            bucket = object_store.Bucket("acme", "eu-west-1", directory)
            upload = bucket.new_upload(b"big", 0, {}, None, None, None)
            path = bucket.incoming_path()
            with open(path, "wb") as file:
                file.write(b"first")
            self.assertTrue(bucket.add_part(upload, types.SimpleNamespace(number=1, path=path)))
            self.assertTrue(bucket.claim_upload(upload))
            self.assertFalse(bucket.claim_upload(upload))
            self.assertFalse(bucket.add_part(upload, types.SimpleNamespace(number=1, path=None)))
            self.assertTrue(os.path.exists(path))
            bucket.drop_upload(upload)
            upload.busy = False
            self.assertFalse(bucket.claim_upload(upload))


class Multipart(S3Case):
    """The multipart family and its rules."""

    def begin(self, sizes, key="big", **more):
        """Create an upload and send parts; gives (upload id, parts, etags)."""
        upload = self.s3.create(key, **more)
        parts = [os.urandom(size) for size in sizes]
        etags = []
        for number, part in enumerate(parts, 1):
            reply = self.s3.part(key, upload, number, part)
            self.check(reply, 200)
            etags.append((number, reply.headers["ETag"]))
        return upload, parts, etags

    def test_whole_round(self):
        upload, parts, etags = self.begin([5 * MIB, 5 * MIB, 100])
        whole = b"".join(parts)
        header = checksum_header("CRC64NVME", whole)
        reply = self.s3.complete(
            "big",
            upload,
            etags,
            headers={
                **header,
                "x-amz-checksum-type": "FULL_OBJECT",
                "x-amz-mp-object-size": str(len(whole)),
            },
        )
        self.check(reply, 200)
        self.assertEqual(reply.element("ChecksumCRC64NVME"), header["x-amz-checksum-crc64nvme"])
        self.assertTrue(reply.element("ETag").strip("&quot;").endswith("-3"))
        self.assertEqual(self.s3.get("big").body, whole)
        with open(self.stored_file("big"), "rb") as file:
            self.assertEqual(file.read(), whole)
        self.check(self.s3.complete("big", upload, etags), 404, "NoSuchUpload")
        self.assertEqual(self.cloud.page("uploads"), [])

    def test_rules_of_complete(self):
        upload, parts, etags = self.begin([5 * MIB, 1000, 1000])
        whole = b"".join(parts)
        complete = self.s3.complete
        self.check(complete("big", upload, etags), 400, "EntityTooSmall")
        self.check(complete("big", upload, [etags[1], etags[0]]), 400, "InvalidPartOrder")
        self.check(complete("big", upload, [etags[0], (9, "x")]), 400, "InvalidPart")
        self.check(complete("big", upload, [etags[0], (2, "x")]), 400, "InvalidPart")
        self.check(complete("big", upload, []), 400, "MalformedXML")
        self.check(complete("big", "nope", etags), 404, "NoSuchUpload")
        self.check(complete("other", upload, etags), 404, "NoSuchUpload")
        size = {"x-amz-mp-object-size": str(len(whole))}
        self.check(complete("big", upload, etags[:2], headers=size), 400, "InvalidRequest")
        wrong = checksum_header("CRC64NVME", whole)
        self.check(complete("big", upload, etags[:2], headers=wrong), 400, "BadDigest")
        right = checksum_header("CRC64NVME", parts[0] + parts[1])
        self.check(complete("big", upload, etags[:2], headers=right), 200)

    def test_part_rules(self):
        upload = self.s3.create("big")
        for number in (0, 10001):
            self.check(self.s3.part("big", upload, number, b"1"), 400, "InvalidArgument")
        self.check(self.s3.part("big", "nope", 1, b"1"), 404, "NoSuchUpload")
        wrong = checksum_header("CRC64NVME", b"other")
        self.check(self.s3.part("big", upload, 1, b"1", headers=wrong), 400, "BadDigest")
        self.assertEqual(self.cloud.page("uploads")[0]["parts"], [])
        self.s3.send("DELETE", self.s3.path("big"), f"uploadId={sigv4.quote(upload)}")

    def test_part_sent_again(self):
        upload, _, etags = self.begin([5 * MIB, 10])
        again = self.s3.part("big", upload, 2, b"new").headers["ETag"]
        self.check(self.s3.complete("big", upload, etags), 400, "InvalidPart")
        self.check(self.s3.complete("big", upload, [etags[0], (2, again)]), 200)
        self.assertEqual(self.s3.get("big").body[-3:], b"new")

    def test_pages_of_parts(self):
        upload, _, _ = self.begin([10] * 7)
        query = f"uploadId={sigv4.quote(upload)}"
        first = self.s3.get("big", f"{query}&max-parts=3")
        self.assertEqual(
            (first.element("IsTruncated"), first.element("NextPartNumberMarker")), ("true", "3")
        )
        last = self.s3.get("big", f"{query}&part-number-marker=6")
        self.assertEqual((last.element("IsTruncated"), last.element("PartNumber")), ("false", "7"))
        self.cloud.control(set={"max_list_parts": 2})
        self.assertEqual(self.s3.get("big", query).body.count(b"<Part>"), 2)
        self.assertEqual(self.s3.send("DELETE", self.s3.path("big"), query).status, 204)
        self.check(self.s3.get("big", query), 404, "NoSuchUpload")

    @staticmethod
    def sum(algorithm, data):
        """A checksum in base64."""
        return checksum_header(algorithm, data)[checksums.header_of(algorithm)]

    def test_parts_may_only_promise_the_upload_s_checksum(self):
        plain = self.s3.create("big")
        chosen = self.s3.create("big", headers={"x-amz-checksum-algorithm": "CRC32C"})
        for upload, algorithm, status in (
            (plain, "CRC64NVME", 200),
            (plain, "CRC32", 400),
            (chosen, "CRC32C", 200),
            (chosen, "CRC64NVME", 400),
        ):
            reply = self.s3.part("big", upload, 1, b"1", headers=checksum_header(algorithm, b"1"))
            self.check(reply, status, None if status == 200 else "InvalidRequest")

    def test_checksum_types(self):
        for algorithm, kind in (
            ("CRC64NVME", "FULL_OBJECT"),
            ("CRC32", "FULL_OBJECT"),
            ("CRC32C", "COMPOSITE"),
            ("SHA256", "COMPOSITE"),
        ):
            headers = {"x-amz-checksum-algorithm": algorithm, "x-amz-checksum-type": kind}
            upload, parts, etags = self.begin([5 * MIB, 33], headers=headers)
            listing = self.s3.get("big", f"uploadId={sigv4.quote(upload)}")
            self.assertEqual(
                listing.element(f"Checksum{algorithm}"),
                checksum_header(algorithm, parts[0])[checksums.header_of(algorithm)],
            )
            if kind == "COMPOSITE":
                self.check(self.s3.complete("big", upload, etags), 400, "InvalidRequest")
                etags = [
                    (
                        *pair,
                        f"<Checksum{algorithm}>{self.sum(algorithm, part)}</Checksum{algorithm}>",
                    )
                    for pair, part in zip(etags, parts)
                ]
            reply = self.s3.complete("big", upload, etags)
            if kind == "FULL_OBJECT":
                wanted = checksum_header(algorithm, b"".join(parts))[checksums.header_of(algorithm)]
            else:
                digests = [
                    checksums.decode(
                        algorithm, checksum_header(algorithm, part)[checksums.header_of(algorithm)]
                    )
                    for part in parts
                ]
                wanted = checksums.composite(algorithm, digests)
            self.assertEqual(reply.element(f"Checksum{algorithm}"), wanted)
        bad = {"x-amz-checksum-algorithm": "SHA256", "x-amz-checksum-type": "FULL_OBJECT"}
        reply = self.s3.send("POST", self.s3.path("big"), "uploads=", headers=bad)
        self.check(reply, 400, "InvalidRequest")

    def test_conditions(self):
        star = {"if-none-match": "*"}
        self.check(self.s3.put("once", b"1", headers=star), 200)
        self.check(self.s3.put("once", b"2", headers=star), 412, "PreconditionFailed")
        self.check(
            self.s3.put("once", b"2", headers={"if-none-match": "abc"}), 501, "NotImplemented"
        )
        upload, _, etags = self.begin([10], key="once")
        self.check(self.s3.complete("once", upload, etags, headers=star), 412, "PreconditionFailed")
        self.check(self.s3.complete("once", upload, etags), 200)
        upload, _, etags = self.begin([10], key="new")
        self.cloud.control(set={"conflict_on_complete": True})
        self.check(
            self.s3.complete("new", upload, etags, headers=star), 409, "ConditionalRequestConflict"
        )

    def test_listing_of_objects_and_uploads(self):
        for name in ("l/1", "l/2", "l/d/3", "l/e/4"):
            self.s3.put(name, b"1")
        prefix = sigv4.quote(self.s3.prefix + "l/")
        bucket = "/" + self.s3.bucket
        reply = self.s3.send("GET", bucket, f"delimiter=%2F&list-type=2&prefix={prefix}")
        self.assertEqual(
            (reply.element("KeyCount"), reply.body.count(b"<CommonPrefixes>")), ("4", 2)
        )
        seen, token = 0, ""
        while token is not None:
            query = (
                f"continuation-token={sigv4.quote(token)}&list-type=2&max-keys=1&prefix={prefix}"
            )
            reply = self.s3.send("GET", bucket, query)
            seen += reply.body.count(b"<Contents>")
            token = reply.element("NextContinuationToken")
        self.assertEqual(seen, 4)
        upload = self.s3.create("l/open")
        reply = self.s3.send("GET", bucket, f"prefix={prefix}&uploads=")
        self.assertEqual(reply.element("UploadId"), upload)
        self.s3.send("DELETE", self.s3.path("l/open"), f"uploadId={sigv4.quote(upload)}")

    def test_discard_verifies_but_does_not_keep(self):
        self.cloud.control(set={"discard": True, "etag": "opaque"})
        upload, parts, etags = self.begin([5 * MIB, 77], key="gone")
        wrong = checksum_header("CRC64NVME", b"other")
        self.check(self.s3.part("gone", upload, 2, b"1", headers=wrong), 400, "BadDigest")
        right = checksum_header("CRC64NVME", b"".join(parts))
        self.check(self.s3.complete("gone", upload, etags, headers=right), 200)
        self.assertFalse(os.path.exists(self.stored_file("gone")))
        head = self.s3.send("HEAD", self.s3.path("gone"))
        self.assertEqual(head.headers["Content-Length"], str(5 * MIB + 77))

    def test_parallel_parts_are_counted(self):
        self.cloud.control(set={"bytes_per_second": 4 * MIB}, reset_log=True)
        upload = self.s3.create("wide")
        clients = [
            S3Client(self.cloud, self.s3.key_id, self.s3.secret, self.s3.token, self.s3.prefix)
            for _ in range(4)
        ]
        threads = [
            threading.Thread(target=client.part, args=("wide", upload, n, bytes(MIB)))
            for n, client in enumerate(clients, 1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        counters = self.cloud.page("log")["counters"]
        self.assertEqual(counters["parts_in_flight_most"], 4)
        self.assertEqual(counters["object_bytes_received"], 4 * MIB)
        for client in clients:
            client.close()
        self.s3.send("DELETE", self.s3.path("wide"), f"uploadId={sigv4.quote(upload)}")


if __name__ == "__main__":
    unittest.main()
