#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files sent by every kind of sign-in and to every kind of destination."""

import harness
from harness import MIB

ZOE = "zoe.martin@example.com"


class Kinds(harness.EngineTest):
    """One file or two each."""

    def send_as(self, kind, *paths, user=None, password=None):
        """Send with the cloud's connection of that kind; gives the sender."""
        return harness.Sender(self.one_home, *paths, user=user, password=password,
                              connection=self.cloud.line["connection_files"][kind])

    def send_one(self, kind, user=None):
        """A file of several parts goes to the bucket and is verified."""
        self.one_home = self.home()
        path = self.one_home.file("survey.bin")
        sha256 = harness.write_random(path, 40 * MIB)
        password = self.cloud.user(user)["password"] if user else None
        sender = self.send_as(kind, path, user=user, password=password)
        self.addCleanup(sender.close)
        self.assert_sent(sender, 60)
        self.assert_arrived("survey.bin", sha256)

    def test_guest(self):
        """Nobody signs in."""
        self.set(guests_allowed=True)
        self.send_one("guest")

    def test_guest_by_the_basic_flow(self):
        """A guest assumes a role."""
        self.set(guests_allowed=True)
        self.send_one("guest-basic")

    def test_developer(self):
        """The company's own back end signs in; keys and token end under way."""
        self.set(open_id_seconds=4, key_seconds=4, late_seconds=60, bytes_per_second=4 * MIB)
        self.send_one("developer", ZOE)

    def test_basic(self):
        """A user pool's token, and a role."""
        self.send_one("basic", ZOE)


class SharedKey(harness.EngineTest):
    """A key in a header, and one PUT a file."""

    def start(self, *names, size=20 * MIB, key=None):
        """Begin to send files of that size; gives (sender, {name: SHA-256})."""
        self.cloud.control(delete_objects=True)
        home = self.home()
        sums = {name: harness.write_random(home.file(name), size) for name in names}
        sender = harness.Sender(home, *[home.file(name) for name in names], user="x",
                                password=key or self.cloud.line["put_key"],
                                connection=self.cloud.line["connection_files"]["shared-key"])
        self.addCleanup(sender.close)
        return sender, sums

    def assert_put(self, sums):
        """All of it has arrived."""
        kept = {name: one["sha256"] for name, one in self.cloud.page("put").items()}
        self.assertEqual(kept, sums)

    def test_one_request_each(self):
        """More than the size of a part, and still one request; names with blanks."""
        sender, sums = self.start("big survey.bin", "ünïcode ✓.bin")
        self.assert_sent(sender, 60, 2)
        self.assert_put(sums)
        self.assertEqual(self.counters()["operations"]["PutFile"], 2)

    def test_retried(self):
        """A busy service and a broken line: the file is sent again from its beginning."""
        busy = {"kind": "reply", "status": 503, "body": ""}
        broken = {"kind": "cut-request", "after": 5 * MIB}
        self.cloud.control(faults=[
            {"match": {"op": "PutFile"}, "do": busy, "times": 1},
            {"match": {"op": "PutFile"}, "do": broken, "times": 1, "skip": 1},
        ])
        sender, sums = self.start("survey.bin")
        self.assert_sent(sender, 60)
        self.assert_put(sums)

    def test_name_taken(self):
        """A file of the same name gets a free one."""
        sender, sums = self.start("survey.bin", size=1 * MIB)
        self.assert_sent(sender, 60)
        home = self.home()
        second = harness.write_random(home.file("survey.bin"), 2 * MIB)
        other = harness.Sender(home, home.file("survey.bin"), user="x",
                               password=self.cloud.line["put_key"],
                               connection=self.cloud.line["connection_files"]["shared-key"])
        self.addCleanup(other.close)
        self.assert_sent(other, 60)
        self.assert_put({**sums, "survey (2).bin": second})

    def test_without_proof(self):
        """An address that tells no digest proves nothing: the file is sent, but not received."""
        self.set(put_digest=False)
        sender, sums = self.start("survey.bin", size=1 * MIB)
        self.assertEqual(sender.wait_exit(60), 0, sender.tail())
        self.assert_put(sums)
        self.assertEqual([event["verified"] for event in sender.all("sent")], [False])

    def test_lost_answer(self):
        """The address took the file, but its word about it was lost: sent once, not received."""
        self.cloud.control(fault={"match": {"op": "PutFile"}, "do": "drop-reply", "times": 1})
        sender, sums = self.start("survey.bin", size=1 * MIB)
        self.assertEqual(sender.wait_exit(60), 0, sender.tail())
        self.assert_put(sums)
        self.assertEqual([event["verified"] for event in sender.all("sent")], [False])

    def test_wrong_key(self):
        """Nothing is sent with a key that is refused."""
        sender, _ = self.start("survey.bin", key="wrong", size=1 * MIB)
        sender.wait("error", 60)
        self.assert_put({})
        self.assertEqual(self.counters()["operations"].get("PutFile", 0), 0)


if __name__ == "__main__":
    harness.main()
