# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on order, and how the server behaves on a bad line."""

import http.client
import json
import os
import socket
import ssl
import subprocess
import threading
import time
import unittest
import urllib.error

from cloud import sigv4
from cloud_client import Person
from test_s3 import MIB, S3Case, checksum_header
from test_sign_in import ZOE

BROKEN = (OSError, http.client.HTTPException)


class S3Faults(S3Case):
    """Faults that hit uploads."""

    def arm(self, kind, match=None, times=1, **parameters):
        """Arm a fault."""
        self.cloud.control(
            fault={"match": match or {}, "times": times, "do": {"kind": kind, **parameters}}
        )

    def test_throttle_only_the_named_part(self):
        upload = self.s3.create("big")
        self.arm("throttle", {"op": "UploadPart", "n": 3}, times=2, **{"retry-after": 1})
        self.check(self.s3.part("big", upload, 2, b"1"), 200)
        for _ in range(2):
            reply = self.s3.part("big", upload, 3, b"1")
            self.check(reply, 503, "SlowDown")
            self.assertEqual(reply.headers["Retry-After"], "1")
        self.check(self.s3.part("big", upload, 3, b"1"), 200)
        fault = self.cloud.page("faults")[0]
        self.assertEqual((fault["hits"], fault["left"]), (2, 0))

    def test_probability_and_skip(self):
        self.cloud.control(
            fault={"match": {"op": "PutObject"}, "do": "throttle", "probability": 0.5, "seed": 7}
        )
        found = [self.s3.put("x", b"1").status for _ in range(40)]
        self.assertTrue(8 < found.count(503) < 32, found)
        self.cloud.control(clear_faults=True, fault={"do": "throttle", "skip": 2, "times": 1})
        self.assertEqual([self.s3.put("x", b"1").status for _ in range(4)], [200, 200, 503, 200])

    def test_an_object_that_is_not_shown(self):
        self.check(self.s3.put("x", b"1"), 200)
        for status in (403, 404):
            self.arm("error", {"op": "HeadObject"}, status=status)
            reply = self.s3.send("HEAD", self.s3.path("x"))
            self.assertEqual((reply.status, reply.body), (status, b""))
        self.assertEqual(self.s3.get("x").body, b"1")
        self.check(self.s3.put("x", b"2", headers={"if-none-match": "*"}), 412, "PreconditionFailed")

    def test_errors_and_replies_of_any_kind(self):
        self.arm("error", status=500, code="InternalError", message="again")
        self.check(self.s3.put("x", b"1"), 500, "InternalError")
        self.arm("reply", status=200, body="<html>captive</html>")
        self.assertEqual(self.s3.put("x", b"1").body, b"<html>captive</html>")
        self.arm("reply", status=502)
        reply = self.s3.put("x", b"1")
        self.assertEqual((reply.status, reply.body), (502, b""))
        self.arm("reply", rubbish=10 * MIB, content_type="application/xml")
        self.assertEqual(len(self.s3.get("x").body), 10 * MIB)

    def test_cut_in_the_request(self):
        for reset in (True, False):
            self.arm("cut-request", {"op": "PutObject"}, after=MIB, reset=reset)
            with self.assertRaises(BROKEN):
                self.s3.put("cut", bytes(8 * MIB))
            self.assertEqual(self.s3.get("cut").status, 404)
        last = [e for e in self.cloud.page("log")["entries"] if e["op"] == "PutObject"][-1]
        self.assertIsNone(last["status"])
        self.assertGreaterEqual(last["bytes"], MIB)

    def test_refusal_in_the_middle_reaches_the_client(self):
        self.arm("fail-after", {"op": "PutObject"}, after=MIB, status=403, code="AccessDenied")
        connection = self.cloud.connect(plain=True)
        headers = self.s3.signed_headers("PUT", self.s3.path("x"), "", {}, sigv4.UNSIGNED)
        connection.putrequest("PUT", self.s3.path("x"), skip_host=True, skip_accept_encoding=True)
        for name, value in {**headers, "content-length": str(64 * MIB)}.items():
            connection.putheader(name, value)
        connection.endheaders()
        try:
            for _ in range(64):
                connection.send(bytes(MIB))
        except OSError:
            pass
        reply = connection.getresponse()
        self.assertIn(b"AccessDenied", reply.read())
        connection.close()

    def test_cut_in_the_reply_and_no_reply(self):
        self.s3.put("x", bytes(MIB))
        self.arm("cut-reply", {"op": "GetObject"}, after=5000)
        with self.assertRaises(BROKEN):
            self.s3.get("x")
        self.s3.close()
        self.arm("drop-reply", {"op": "PutObject"})
        with self.assertRaises(BROKEN):
            self.s3.put("done", b"1")
        self.assertEqual(self.s3.get("done").body, b"1")

    def test_late_work(self):
        self.arm("late-work", {"op": "CreateMultipartUpload"}, seconds=0.5)
        with self.assertRaises(BROKEN):
            self.s3.create("late")
        self.s3.close()
        self.assertEqual(len(self.cloud.page("uploads")), 0)
        time.sleep(1)
        self.assertEqual(len(self.cloud.page("uploads")), 1)
        self.cloud.control(delete_uploads=True)

    def test_lost_answer_to_complete(self):
        upload = self.s3.create("big")
        etag = self.s3.part("big", upload, 1, b"1").headers["ETag"]
        self.arm("drop-reply", {"op": "CompleteMultipartUpload"})
        with self.assertRaises(BROKEN):
            self.s3.complete("big", upload, [(1, etag)])
        self.check(self.s3.complete("big", upload, [(1, etag)]), 404, "NoSuchUpload")
        self.assertEqual(self.s3.get("big").body, b"1")

    def test_late_error_and_slow_success(self):
        upload = self.s3.create("big")
        parts = [(1, self.s3.part("big", upload, 1, b"1").headers["ETag"])]
        self.arm("late-error", {"op": "CompleteMultipartUpload"}, seconds=0.6)
        began = time.monotonic()
        reply = self.s3.complete("big", upload, parts)
        self.check(reply, 200, "InternalError")
        self.assertGreater(time.monotonic() - began, 0.5)
        self.check(self.s3.get("big"), 404, "NoSuchKey")
        self.arm("slow-complete", {"op": "CompleteMultipartUpload"}, seconds=0.6)
        reply = self.s3.complete("big", upload, parts)
        self.assertIn(b"CompleteMultipartUploadResult", reply.body)
        self.assertTrue(reply.body.partition(b"\n")[2].startswith(b" "))

    def test_lies(self):
        header = checksum_header("CRC64NVME", b"1")
        self.arm("lie-checksum")
        reply = self.s3.put("x", b"1", headers=header)
        self.assertNotEqual(
            reply.headers["x-amz-checksum-crc64nvme"], header["x-amz-checksum-crc64nvme"]
        )
        self.arm("no-checksum")
        self.assertNotIn("x-amz-checksum-crc64nvme", self.s3.put("x", b"1", headers=header).headers)
        self.arm("lie-etag", value='"abc"')
        self.assertEqual(self.s3.put("x", b"1").headers["ETag"], '"abc"')

    def test_changed_lists(self):
        upload = self.s3.create("big")
        self.s3.part("big", upload, 1, b"1")
        query = f"uploadId={sigv4.quote(upload)}"
        change = {"pattern": "<Size>1</Size>", "with": "<Size>2</Size>"}
        self.arm("change-body", {"op": "ListParts"}, **change)
        self.assertIn(b"<Size>2</Size>", self.s3.get("big", query).body)
        self.arm("change-body", {"op": "ListParts"}, keep=0.5)
        half = self.s3.get("big", query).body
        whole = self.s3.get("big", query).body
        self.assertEqual(half, whole[: len(half)])
        self.assertEqual(len(half), len(whole) // 2)

    def test_lost_part(self):
        upload = self.s3.create("big")
        parts = [
            (n, self.s3.part("big", upload, n, bytes(5 * MIB)).headers["ETag"]) for n in (1, 2)
        ]
        self.arm("lose-part", {"op": "CompleteMultipartUpload"})
        self.check(self.s3.complete("big", upload, parts), 200)
        self.assertEqual(len(self.s3.get("big").body), 5 * MIB)

    def test_expire_keys_in_the_middle(self):
        self.arm("expire-keys", {"op": "PutObject", "key": "*/b"})
        self.check(self.s3.put("a", b"1"), 200)
        self.check(self.s3.put("b", b"1"), 400, "ExpiredToken")

    def test_delay_and_stall(self):
        self.arm("delay", seconds=0.5)
        began = time.monotonic()
        self.check(self.s3.put("x", b"1"), 200)
        self.assertGreater(time.monotonic() - began, 0.45)
        self.arm("stall", {"op": "PutObject"}, after=MIB, seconds=0.5)
        began = time.monotonic()
        self.check(self.s3.put("x", bytes(8 * MIB)), 200)
        self.assertGreater(time.monotonic() - began, 0.45)

    def test_stalled_upload_ends_with_its_client(self):
        self.arm("stall", {"op": "PutObject"}, after=1)
        thread = threading.Thread(target=self.give_up)
        thread.start()
        thread.join(10)
        deadline = time.monotonic() + 5
        while self.cloud.page("log")["counters"]["in_flight"] and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(self.cloud.page("log")["counters"]["in_flight"], 0)

    def give_up(self):
        self.s3._connection = self.cloud.connect()
        self.s3._connection.timeout = 0.5
        with self.assertRaises(BROKEN):
            self.s3.put("x", bytes(32 * MIB))
        self.s3.close()

    def test_orders_that_are_refused(self):
        for order in (
            {"do": "nothing"},
            {"do": {}},
            {"do": "throttle", "extra": 1},
            {"match": {"x": 1}, "do": "throttle"},
        ):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                self.cloud.control(fault=order)
            caught.exception.close()
        for change in ({"nosuch": 1}, {"etag": 1}, {"discard": 1}):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                self.cloud.control(set=change)
            caught.exception.close()


class SignInFaults(S3Case):
    """Faults that hit the JSON services."""

    def test_kinds(self):
        person = Person(self.cloud, ZOE)
        self.cloud.control(fault={"match": {"op": "InitiateAuth"}, "do": "throttle", "times": 1})
        self.refused("TooManyRequestsException", "", person.begin)
        self.cloud.control(
            fault={
                "match": {"challenge": "PASSWORD_VERIFIER"},
                "times": 1,
                "do": {
                    "kind": "error",
                    "code": "InternalErrorException",
                    "message": "x",
                    "status": 500,
                },
            }
        )
        self.refused("InternalErrorException", "x", person.sign_in)
        self.cloud.control(
            fault={
                "match": {"op": "InitiateAuth"},
                "times": 1,
                "do": {"kind": "reply", "body": "<html>no</html>"},
            }
        )
        with self.assertRaises(json.JSONDecodeError):
            person.begin()
        self.cloud.control(
            fault={
                "match": {"op": "InitiateAuth", "user": ZOE},
                "times": 1,
                "do": {
                    "kind": "change-json",
                    "set": {"ChallengeParameters.SRP_B": "0"},
                    "remove": ["ChallengeParameters.SALT"],
                },
            }
        )
        _, _, parameters = person.begin()
        self.assertEqual(parameters["SRP_B"], "0")
        self.assertNotIn("SALT", parameters)

    def test_error_style_of_one_reply(self):
        person = Person(self.cloud, ZOE, "wrong")
        self.cloud.control(
            fault={
                "match": {"challenge": "PASSWORD_VERIFIER"},
                "times": 1,
                "do": {"kind": "error-style", "style": "prefix"},
            }
        )
        self.refused("com.amazonaws.cognito#NotAuthorizedException", "", person.sign_in)

    def test_revoke(self):
        person = Person(self.cloud, ZOE)
        token = person.sign_in()["AuthenticationResult"]["RefreshToken"]
        self.cloud.control(revoke=True)
        self.refused(
            "NotAuthorizedException",
            "Refresh Token has been revoked",
            person.pool.call,
            "GetTokensFromRefreshToken",
            ClientId=self.cloud.line["client_id"],
            RefreshToken=token,
        )


class Connections(S3Case):
    """The HTTP server itself."""

    def test_idle_connections_are_closed(self):
        self.cloud.control(set={"idle_seconds": 0.5})
        connection = self.cloud.connect(plain=True)
        connection.request("GET", "/x/y")
        connection.getresponse().read()
        sock = connection.sock
        sock.settimeout(3)
        self.assertEqual(sock.recv(1), b"")
        connection.close()

    def test_silent_body_times_out(self):
        self.cloud.control(set={"body_idle_seconds": 0.5})
        connection = self.cloud.connect(plain=True)
        headers = self.s3.signed_headers("PUT", self.s3.path("x"), "", {}, sigv4.UNSIGNED)
        connection.putrequest("PUT", self.s3.path("x"), skip_host=True, skip_accept_encoding=True)
        for name, value in {**headers, "content-length": "1000"}.items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(b"only this")
        reply = connection.getresponse()
        self.assertEqual(reply.status, 400)
        self.assertIn(b"RequestTimeout", reply.read())
        connection.close()

    def test_wrong_names_and_rubbish(self):
        port = int(self.cloud.line["endpoint"].rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as sock:
            with self.assertRaises(ssl.SSLCertVerificationError):
                self.cloud.context.wrap_socket(sock, server_hostname="example.com")
        for rubbish in (b"\0" * 100, b"GET\r\n\r\n", b"x" * 100000, b"GET / HTTP/1.1\r\n"):
            plain = int(self.cloud.line["plain_endpoint"].rsplit(":", 1)[1])
            with socket.create_connection(("127.0.0.1", plain)) as sock:
                try:
                    sock.sendall(rubbish)
                    sock.shutdown(socket.SHUT_WR)
                    sock.settimeout(8)
                    sock.recv(10)
                except ConnectionError:
                    pass
        self.check(self.s3.put("x", b"1"), 200)

    def test_away_and_back(self):
        self.check(self.s3.put("x", b"1"), 200)
        self.cloud.control(away=True)
        with self.assertRaises(BROKEN):
            self.s3.put("x", b"1")
        self.s3.close()
        with self.assertRaises(ConnectionRefusedError):
            self.s3.put("x", b"1")
        self.s3.close()
        self.cloud.control(away=False)
        self.check(self.s3.put("x", b"1"), 200)

    def test_documents(self):
        for path, member in (
            (f"/{self.cloud.line['user_pool_id']}/.well-known/jwks.json", "keys"),
            ("/.well-known/dropoff.json", "dropoff"),
        ):
            connection = self.cloud.connect()
            connection.request("GET", path)
            self.assertIn(member, json.loads(connection.getresponse().read()))
            self.cloud.control(fault={
                "match": {"service": "documents"}, "do": {"kind": "reply", "status": 404}
            })
            connection.request("GET", path)
            self.assertEqual(connection.getresponse().status, 404)
            self.cloud.control(clear_faults=True)
            connection.close()
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            self.assertEqual(
                json.load(file)["destination"]["endpoint"], self.cloud.line["endpoint"]
            )

    def test_stops_when_told(self):
        from cloud_client import Running

        running = Running("--no-tls")
        self.assertIsNone(running.line["ca_file"])
        self.assertTrue(os.path.isdir(running.line["objects"]))
        running.process.stdin.close()
        self.assertEqual(running.process.wait(5), 0)
        running.stop()

    def test_empty_standard_input_is_no_reason_to_stop(self):
        run = os.path.join(os.path.dirname(os.path.abspath(__file__)), "run")
        with subprocess.Popen(
            [run, "--no-tls", "--exit-with-parent"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        ) as process:
            data = json.loads(process.stdout.readline())["data"]
            time.sleep(1.2)
            self.assertIsNone(process.poll())
            process.terminate()
            self.assertEqual(process.wait(5), 0)
        self.assertFalse(os.path.exists(data))


if __name__ == "__main__":
    unittest.main()
