#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole uploads to a real Ceph RGW: sign-in at the local cloud, bytes to the gateway.

DROPOFF_TEST_S3 is the line of rgw.sh with the endpoint to use and a plain_endpoint to look through,
DROPOFF_TEST_SEND the program dropoff-test-send. The cloud's identity pool hands out the role's keys in
place of its own.
"""

import hashlib
import json
import os
import random
import sys
import time
import unittest
import urllib.parse
import urllib.request
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "end-to-end"))

import harness  # noqa: E402  (the path has to be set first)
from harness import MIB  # noqa: E402
from prepare import sign  # noqa: E402

LINE = json.loads(os.environ["DROPOFF_TEST_S3"])
NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"
N_KILLS = 5


class Gateway:
    """Looks into the bucket, always by plain http and without the program's code."""

    def __init__(self, prefix):
        self._prefix = prefix
        self._base = f"{LINE['plain_endpoint']}/{LINE['bucket']}"

    def _get(self, path, query=""):
        url = self._base + path + (f"?{query}" if query else "")
        return urllib.request.urlopen(sign(LINE, "s3", "GET", url), timeout=60)

    def objects(self):
        """Keys below the prefix."""
        prefix = urllib.parse.quote(self._prefix, safe="")
        with self._get("", f"encoding-type=url&prefix={prefix}") as reply:
            found = xml.etree.ElementTree.parse(reply)
        return [urllib.parse.unquote_plus(one.text) for one in found.iter(f"{NAMESPACE}Key")]

    def sha256(self, key):
        """Of an object."""
        summed = hashlib.sha256()
        with self._get("/" + urllib.parse.quote(key, safe="/-._~")) as reply:
            while piece := reply.read(MIB):
                summed.update(piece)
        return summed.hexdigest()

    def uploads(self):
        """How many uploads have been begun and not ended."""
        prefix = urllib.parse.quote(self._prefix, safe="")
        with self._get("", f"prefix={prefix}&uploads=") as reply:
            return len(list(xml.etree.ElementTree.parse(reply).iter(f"{NAMESPACE}UploadId")))


class Uploads(harness.EngineTest):
    """From a signed-in person's files to objects."""

    def setUp(self):
        super().setUp()
        self.fault("change-json", op="GetCredentialsForIdentity", parameters={"set": {
            "Credentials.AccessKeyId": LINE["access_key"],
            "Credentials.SecretKey": LINE["secret_key"],
            "Credentials.SessionToken": LINE["session_token"]}})
        self.connection = os.path.join(self.cloud.line["data"], "gateway.dropoff")
        self.folder = f"run-{random.randrange(1 << 48):012x}"
        self.gateway = Gateway(f"uploads/{self.folder}/")
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            connection = json.load(file)
        connection["destination"] = {
            "kind": "s3", "region": LINE["region"], "bucket": LINE["bucket"],
            "key": f"uploads/{self.folder}/{{identity}}/{{path}}", "endpoint": LINE["endpoint"]}
        connection["ca-file"] = self._authorities()
        with open(self.connection, "w", encoding="utf-8") as file:
            json.dump(connection, file)

    def _authorities(self):
        """One file with the authority of the cloud and that of the gateway."""
        path = os.path.join(self.cloud.line["data"], "both.pem")
        with open(path, "wb") as both:
            for name in (self.cloud.line["ca_file"], LINE["ca_file"]):
                with open(name, "rb") as one:
                    both.write(one.read())
        return path

    def arrived(self):
        """Finished objects by their name without what comes before: their SHA-256."""
        return {key.split("/", 3)[3]: self.gateway.sha256(key) for key in self.gateway.objects()}

    def test_files(self):
        """Files of many sizes and names, byte for byte, and nothing left behind."""
        home = self.home()
        wanted = {}
        sizes = (0, 1, 5 * MIB, 16 * MIB, 16 * MIB + 1, 100 * MIB)
        names = ("empty", "one byte", "plus+percent%20", "ünï 😀.bin", "quo\"te's", "large.bin")
        for name, size in zip(names, sizes):
            wanted[name] = harness.write_random(home.file(name), size)
        began = time.monotonic()
        sender = self.send(home, *(home.file(name) for name in names),
                           connection=self.connection)
        self.assertEqual(sender.wait_exit(120), 0, sender.tail())
        seconds = time.monotonic() - began
        print(f"# {sum(sizes) / MIB:.0f} MiB in {seconds:.1f} s", file=sys.stderr)
        self.assertEqual(self.arrived(), wanted)
        self.assertEqual(self.gateway.uploads(), 0)

    def test_kills(self):
        """Killed again and again, it goes on by what the gateway lists."""
        home = self.home()
        path = home.file("survey.bin")
        sha256 = harness.write_random(path, 400 * MIB)
        sender = self.send(home, path, connection=self.connection)
        sender.wait("added", 30)
        n_killed = 0
        for n in range(N_KILLS):
            harness.wait_until(lambda: self.gateway.uploads() or self.gateway.objects(), 30,
                               "an upload begins")
            time.sleep(random.uniform(0, 0.3))
            n_killed += sender.process.poll() is None
            sender.kill()
            sender = self.send(home, sign_in=False)
        self.assertEqual(sender.wait_exit(120), 0, sender.tail())
        print(f"# {n_killed} of {N_KILLS} kills came before its end", file=sys.stderr)
        self.assertGreater(n_killed, 0)
        self.assertEqual(self.arrived(), {"survey.bin": sha256})
        self.assertEqual(self.gateway.uploads(), 0)


def main():
    """Run all; prints how many passed and how many failed."""
    result = unittest.main(verbosity=2, exit=False).result
    failed = len(result.failures) + len(result.errors)
    print(result.testsRun - failed, failed)


if __name__ == "__main__":
    main()
