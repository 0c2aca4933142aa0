#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A company found by its address: every kind of it, and whatever else may answer there."""

import json
import urllib.parse

import harness
from harness import MIB

PATH = "/.well-known/dropoff.json"


class Addresses(harness.EngineTest):
    """What is typed leads to a company or to one sentence."""

    def setUp(self):
        super().setUp()
        self.address = urllib.parse.urlsplit(self.cloud.line["endpoint"]).netloc

    def find(self, address, trust=True, **more):
        """Ask there; gives the program."""
        sender = harness.Sender(self.home("none"), address=address,
                                ca_file=self.cloud.line["ca_file"] if trust else None, **more)
        self.addCleanup(sender.close)
        return sender

    def assert_refused(self, sentence, address=None, **more):
        """Nothing but that sentence comes of it."""
        sender = self.find(address or self.address, **more)
        event = sender.wait("error", 60)
        self.assertEqual(sender.wait_exit(30), 2, sender.tail())
        self.assert_plain(event["message"])
        self.assertIn(sentence, event["message"])
        self.assertEqual(len(sender.all("error")), 1)

    def answer(self, body="", **parameters):
        """What comes instead of the connection."""
        self.cloud.control(clear_faults=True, fault={
            "match": {"path": PATH}, "do": {"kind": "reply", "body": body, **parameters}})

    def test_every_kind(self):
        """Guests can send at once, everybody else is asked to sign in."""
        self.set(guests_allowed=True)
        for kind, file_name in self.cloud.line["connection_files"].items():
            with self.subTest(kind):
                with open(file_name, encoding="utf-8") as file:
                    self.answer(file.read(), content_type="application/json")
                sender = self.find(f"https://{self.address}/welcome", stay=True)
                state = sender.wait("ready", 30)["account"]
                self.assertEqual(state, harness.SIGNED_IN if kind.startswith("guest")
                                 else harness.SIGNED_OUT)
                sender.quit()

    def test_other_answers(self):
        """Pages, fragments, floods and other companies' habits."""
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            good = file.read()
        nowhere = "No company found at this address."
        answers = (
            ("<html><body>Welcome</body></html>", {}),
            ("", {}),
            ("{}", {}),
            (good[:len(good) // 2], {}),
            (good.replace('"dropoff": 1', '"dropoff": 2'), {}),
            (good.replace("https://", "http://acme.example/"), {}),
            (good, {"status": 404}),
            (good, {"status": 500}),
            ("", {"status": 302, "headers": {"Location": "https://evil.example" + PATH}}),
            ("", {"status": 301, "headers": {"Location": f"https://{self.address}/other"}}),
            ("", {"status": 401, "headers": {"WWW-Authenticate": "Basic"}}),
        )
        for body, parameters in answers:
            with self.subTest(body=body[:40], **parameters):
                self.answer(body, **parameters)
                self.assert_refused(nowhere)

    def test_flood(self):
        """Ten megabytes are not read to their end."""
        self.answer(rubbish=10 * MIB)
        self.assert_refused("")

    def test_no_answer(self):
        """Nobody is there, or the connection breaks."""
        self.cloud.control(fault={"match": {"path": PATH},
                                  "do": {"kind": "drop-reply", "reset": True}})
        self.assert_refused("")
        self.assert_refused("", "127.0.0.1:1")
        self.assert_refused("", "no-such-company.invalid")

    def test_not_safe(self):
        """A certificate that nobody vouches for; an address without any."""
        self.assert_refused("", trust=False)
        plain = urllib.parse.urlsplit(self.cloud.line["plain_endpoint"]).netloc
        self.assert_refused("", f"http://{plain}")

    def test_no_addresses(self):
        """What cannot be one is not asked for."""
        for rubbish in ("   ", "acme example", "<script>", "a@b@c", "acme.example:99999999"):
            with self.subTest(rubbish):
                self.assert_refused("No company found at this address.", rubbish)


if __name__ == "__main__":
    harness.main()
