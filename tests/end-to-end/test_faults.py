#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything the other side and the line can do to an upload.

Each ends sent, verified, identical and with nothing left behind, or stands still with one plain
sentence that says what to do, and goes on when that is done.
"""

import json
import os
import time

import harness
from harness import MIB

SMALL, LARGE = 3 * MIB, 72 * MIB  # one request; parts
SENDING_OPS = ("PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload")
HOUR = 3600


class Faults(harness.EngineTest):
    """One cloud a test; each fault gets a fresh file."""

    def setUp(self):
        super().setUp()
        self.shared = self.home()
        self.number = 0

    def file(self, size):
        """A fresh file; gives (name, path, SHA-256)."""
        self.number += 1
        name = f"file {self.number}.bin"
        path = self.shared.file(name)
        return name, path, harness.write_random(path, size)

    def assert_gets_over(self, size, seconds=40, used=True, **more):
        """With the faults armed, a file is sent as if there were none."""
        name, path, sha256 = self.file(size)
        sender = self.send(self.shared, path, **more)
        self.assertEqual(sender.wait_exit(seconds), 0, sender.tail())
        sent = [one for one in sender.all("sent") if one["name"] == name]
        self.assertEqual(len(sent), 1, sender.tail())
        self.assertTrue(sent[0]["verified"], sent)
        self.assertEqual(sender.all("error"), [])
        self.assert_arrived(name, sha256, size)
        self.assert_nothing_left()
        self.assertNotIn(f"file {self.number} (2).bin", self.objects())
        self.assert_all_plain(sender)
        if used:
            self.assert_faults_used()
        self.cloud.control(clear_faults=True)
        os.unlink(path)
        return sender

    def assert_faults_used(self):
        """Every armed fault has struck."""
        for fault in self.cloud.page("faults"):
            self.assertGreater(fault["hits"], 0, fault)

    def sizes_of(self, op):
        """The size of a file that needs that operation."""
        return SMALL if op == "PutObject" else LARGE

    def each(self, ops, kind, times=2, **parameters):
        """The same fault for several operations."""
        for op in ops:
            with self.subTest(op=op, kind=kind, **parameters):
                self.fault(kind, times=times, op=op, parameters=parameters)
                self.assert_gets_over(self.sizes_of(op))

    def test_throttled(self):
        """Slow down, said with and without a time."""
        self.each(SENDING_OPS, "throttle")
        self.each(("UploadPart",), "throttle", times=8)
        self.each(("PutObject",), "throttle", **{"retry-after": 2})

    def test_internal_errors(self):
        """500 and 503 before, within and after the body."""
        self.each(SENDING_OPS, "error", status=500, code="InternalError")
        self.each(("HeadObject",), "error", status=503)
        self.each(("PutObject", "UploadPart"), "fail-after", status=500, code="InternalError",
                  after=700000)
        self.each(("PutObject", "UploadPart"), "error", status=400, code="RequestTimeout")

    def test_cut(self):
        """Connections that break while bytes go, and while the answer comes."""
        self.each(("PutObject", "UploadPart"), "cut-request", after=1000000, reset=True)
        self.each(("PutObject", "UploadPart"), "cut-request", after=1000000, reset=False)
        self.each(SENDING_OPS, "cut-reply", after=20)

    def test_lost_answers(self):
        """The work was done and nobody said so."""
        for reset in (True, False):
            self.each(SENDING_OPS, "drop-reply", times=1, reset=reset)
        self.each(("UploadPart",), "drop-reply", times=4)

    def begin_late(self):
        """A begin is cut off, and carried out when the next one was sent long ago."""
        self.set(bytes_per_second=4 * MIB)
        self.fault("late-work", times=1, op="CreateMultipartUpload", parameters={"seconds": 1.5})
        return self.file(LARGE)

    def wait_for_second(self):
        """Until it has been carried out."""
        harness.wait_until(lambda: len(self.cloud.page("uploads")) == 2, 10, "two uploads")

    def test_begun_late(self):
        """What is carried out after it was looked for is taken back at the end."""
        name, path, sha256 = self.begin_late()
        sender = self.send(self.shared, path)
        self.wait_for_second()
        self.assert_sent(sender, 40)
        self.assertEqual(sender.all("error"), [])
        self.assert_arrived(name, sha256)
        self.assert_nothing_left()

    def test_begun_late_and_killed(self):
        """The same when the one who knew of it was killed."""
        name, path, sha256 = self.begin_late()
        sender = self.send(self.shared, path)
        self.wait_for_second()
        sender.kill()
        self.assert_sent(self.send(self.shared, sign_in=False), 40)
        self.assert_arrived(name, sha256)
        self.assert_nothing_left()

    def test_begun_late_and_cancelled(self):
        """The same when the file is not wanted any more."""
        path = self.begin_late()[1]
        sender = self.stay(self.shared)
        sender.add(path)
        event = sender.wait("batch", 20)
        self.wait_for_second()
        sender.tell("cancel", event["id"])
        harness.wait_until(lambda: not self.cloud.page("uploads"), 20, "nothing")
        sender.quit()

    def test_begun_late_and_refused(self):
        """Who may not look or take back has sent the file all the same, and hears nothing."""
        for op in ("ListMultipartUploads", "ListParts", "AbortMultipartUpload"):
            with self.subTest(op=op):
                name, path, sha256 = self.begin_late()
                self.fault("error", op=op, parameters={"status": 403, "code": "AccessDenied"})
                sender = self.send(self.shared, path)
                self.assert_sent(sender, 40, self.number)
                self.assertEqual(sender.all("error"), [])
                self.assert_arrived(name, sha256)
                self.assertEqual(len(self.cloud.page("uploads")), 1)
                self.assert_faults_used()
                self.cloud.control(clear_faults=True, delete_uploads=True)

    def test_complete(self):
        """200 and then minutes of nothing, an error, or the success."""
        self.each(("CompleteMultipartUpload",), "slow-complete", times=1, seconds=3)
        self.each(("CompleteMultipartUpload",), "late-error", times=1, code="InternalError")
        self.each(("CompleteMultipartUpload",), "late-error", times=1, code="InternalError",
                  commit=True)
        self.each(("CompleteMultipartUpload",), "error", times=1, status=409,
                  code="ConditionalRequestConflict")
        self.each(("CompleteMultipartUpload",), "error", times=1, status=400, code="InvalidPart")

    def test_strange_replies(self):
        """A hotel's page, nothing, rubbish where XML should be."""
        self.each(SENDING_OPS, "reply", body="<html><body>Free Wi-Fi</body></html>")
        self.each(SENDING_OPS, "reply", status=502, body="<html>Bad gateway</html>")
        self.each(SENDING_OPS, "reply", times=1, rubbish=10 * MIB)
        self.each(("CreateMultipartUpload", "CompleteMultipartUpload"), "reply", body="")

    def test_checksums(self):
        """Answers that lie about what arrived, and refusals of what did."""
        self.each(("PutObject", "UploadPart", "CompleteMultipartUpload"), "lie-checksum", times=1)
        self.each(("PutObject", "UploadPart"), "error", times=1, status=400, code="BadDigest")
        self.each(("CompleteMultipartUpload",), "error", times=1, status=400, code="BadDigest")
        self.each(("PutObject", "UploadPart"), "no-checksum", times=1)

    def test_store_without_checksums(self):
        """A store that ignores our checksums has to verify a signed body instead."""
        self.set(verify_checksums=False)
        self.assert_gets_over(SMALL)
        self.assert_gets_over(LARGE)

    def test_stall(self):
        """The line goes dead without a word."""
        self.fault("stall", times=1, op="PutObject", parameters={"after": 1000000})
        sender = self.assert_gets_over(SMALL, 60)
        self.assertGreater(time.monotonic() - sender.began, 25)

    def test_straggler(self):
        """The last of many parts is not waited for when its connection is dead: the others tell."""
        # So early, next to nothing fits into what the other side's system keeps for it.
        self.fault("stall", times=1, op="UploadPart", parameters={"after": 1})
        sender = self.assert_gets_over(LARGE, 60, environment={"G_MESSAGES_DEBUG": "Dropoff"})
        said = b"".join(sender.lines).decode("utf-8")
        self.assertEqual(said.count("is sent again"), 1, said)

    def test_keys(self):
        """Keys that end in the middle of everything."""
        self.each(SENDING_OPS, "expire-keys", times=1)
        self.each(SENDING_OPS, "error", times=1, status=403, code="InvalidAccessKeyId")

    def test_another_region(self):
        """The company moved: the right place is asked for once and remembered."""
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            data = json.load(file)
        data["destination"]["bucket"] = self.cloud.line["far_bucket"]
        path = os.path.join(self.cloud.line["data"], "moved.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(data, file)
        self.assert_gets_over(LARGE, connection=path)

    def test_wrong_clock(self):
        """26 hours off, either way, from the start and from one moment to the next."""
        for hours in (26, -26):
            with self.subTest(hours=hours):
                self.set(clock_skew=hours * HOUR)
                self.assert_gets_over(LARGE)
                self.set(clock_skew=0)
                self.assert_gets_over(SMALL)
                self.shared = self.home()

    def test_clock_set_on_the_way(self):
        """The clock jumps in the middle of an upload."""
        self.set(bytes_per_second=8 * MIB)
        name, path, sha256 = self.file(LARGE * 2)
        sender = self.send(self.shared, path)
        harness.wait_until(lambda: self.counters()["object_bytes_received"] > 8 * MIB, 20, "flow")
        self.set(clock_skew=5 * HOUR)
        self.assert_sent(sender, 60)
        self.assert_arrived(name, sha256)
        self.assert_nothing_left()

    def test_away(self):
        """Ten seconds without the service: it says so, and goes on soon after."""
        self.set(bytes_per_second=8 * MIB)
        name, path, sha256 = self.file(LARGE * 3)
        sender = self.send(self.shared, path)
        harness.wait_until(lambda: self.counters()["object_bytes_received"] > 8 * MIB, 20, "flow")
        self.cloud.control(away=True)
        event = sender.wait("batch", 9, state=harness.WAITING_NETWORK)
        self.assert_plain(event["message"])
        sender.wait("state", 5, state=harness.Q_WAITING_NETWORK)
        time.sleep(10)
        self.assertIsNone(sender.process.poll(), sender.tail())
        sender.mark()
        before = self.counters()["object_bytes_received"]
        self.cloud.control(away=False)
        began = time.monotonic()
        harness.wait_until(lambda: self.counters()["object_bytes_received"] > before, 5, "it goes on")
        print(f"went on after {time.monotonic() - began:.1f} s")
        sender.wait("batch", 5, state=harness.SENDING)
        self.set(bytes_per_second=0)
        self.assert_sent(sender, 60)
        self.assert_arrived(name, sha256)
        self.assert_nothing_left()
        self.assert_all_plain(sender)

    def test_away_at_the_start(self):
        """No network when the program starts and signs in by the keyring."""
        name, path, sha256 = self.file(LARGE)
        self.stay(self.shared).quit()
        self.cloud.control(away=True)
        sender = self.send(self.shared, path, sign_in=False)
        sender.wait("batch", 20, state=harness.WAITING_NETWORK)
        self.cloud.control(away=False)
        self.assert_sent(sender, 30)
        self.assert_arrived(name, sha256)
        self.assert_all_plain(sender)

    def test_taken_away_by_the_owner(self):
        """The upload is aborted on the other side: it is begun anew, quietly."""
        self.set(bytes_per_second=8 * MIB)
        name, path, sha256 = self.file(LARGE * 3)
        sender = self.send(self.shared, path)
        harness.wait_until(lambda: self.cloud.page("uploads")
                           and self.cloud.page("uploads")[0]["parts"], 20, "parts")
        self.cloud.control(delete_uploads=True)
        self.assert_sent(sender, 60)
        self.assert_arrived(name, sha256)
        self.assert_nothing_left()
        for event in sender.all("batch"):
            self.assertIsNone(event["message"], event)

    def test_many_pages_of_parts(self):
        """The list of parts comes in pages after a crash."""
        self.set(bytes_per_second=8 * MIB, max_list_parts=2)
        name, path, sha256 = self.file(LARGE * 3)
        sender = self.send(self.shared, path)
        harness.wait_until(lambda: self.cloud.page("uploads")
                           and len(self.cloud.page("uploads")[0]["parts"]) > 6, 30, "parts")
        sender.kill()
        self.set(bytes_per_second=0)
        sender = self.send(self.shared, sign_in=False)
        self.assert_sent(sender, 60)
        self.assert_arrived(name, sha256)
        received = self.counters()["object_bytes_received"]
        self.assertLess(received, LARGE * 3 + 6 * harness.PART)

    def test_only_sending_allowed(self):
        """A company that allows nothing but to send: no looking, no listing, no taking back."""
        self.set(allowed_actions=["PutObject"])
        self.assert_gets_over(SMALL)
        self.assert_gets_over(LARGE)
        self.set(bytes_per_second=8 * MIB)
        name, path, sha256 = self.file(LARGE * 2)
        sender = self.send(self.shared, path)
        harness.wait_until(lambda: self.cloud.page("uploads")
                           and len(self.cloud.page("uploads")[0]["parts"]) > 2, 30, "parts")
        sender.kill()
        self.set(bytes_per_second=0)
        sender = self.send(self.shared, sign_in=False)
        self.assertEqual(sender.wait_exit(40), 0, sender.tail())
        self.assert_arrived(name, sha256)
        self.assert_nothing_left()

    def stand_still(self, size=LARGE, again=None, **match):
        """A refusal that only a person can mend: it says so; mended and told, it goes on."""
        error = {"status": match.pop("status", 403), "code": match.pop("code", "AccessDenied")}
        self.fault("error", parameters=error, **match)
        name, path, sha256 = self.file(size)
        sender = self.stay(self.shared)
        sender.add(path)
        event = sender.wait("batch", 30, name=name, state=harness.FAILED)
        self.assert_plain(event["message"])
        sender.wait("state", 5, state=harness.WAITING_PERSON)
        print(f"    {error['code']}: {event['message']}")
        self.cloud.control(clear_faults=True)
        sender.mark()
        sender.tell(*again or ("resume", event["id"]))
        sender.wait("batch", 30, name=name, state=harness.DONE)
        self.assert_arrived(name, sha256)
        self.assert_nothing_left()
        self.assert_all_plain(sender)
        sender.quit()

    def test_refused_by_the_company(self):
        """No permission, no such place, no key for the vault there."""
        for op in SENDING_OPS:
            with self.subTest(op=op):
                self.stand_still(self.sizes_of(op), op=op)
        for status, code in ((404, "NoSuchBucket"), (400, "KMS.DisabledException"),
                             (403, "AccountProblem"), (400, "EntityTooLarge")):
            with self.subTest(code=code):
                self.stand_still(SMALL, ("retry", "all"), op="PutObject", status=status, code=code)

    def test_never_the_right_bytes(self):
        """A line that spoils every try: given up in words, nothing left that could be mistaken."""
        for op in ("PutObject", "UploadPart"):
            with self.subTest(op=op):
                self.stand_still(self.sizes_of(op), op=op, status=400, code="BadDigest")

    def test_certificate_of_somebody_else(self):
        """Not one byte goes to a place that cannot prove its name."""
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            data = json.load(file)
        data.pop("ca-file")
        path = os.path.join(self.cloud.line["data"], "no-authority.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({**data, "id": "other"}, file)
        sender = self.send(self.shared, stay=True, connection=path)
        self.assert_plain(sender.wait("error", 20, what="sign-in")["message"])
        self.assertEqual(self.counters()["requests"], 0)

    def test_revoked(self):
        """The company ends the sign-in: it waits for the next one and goes on."""
        self.set(key_seconds=4, id_token_seconds=4, access_token_seconds=4,
                 bytes_per_second=4 * MIB)
        name, path, sha256 = self.file(LARGE * 2)
        sender = self.stay(self.shared)
        sender.add(path)
        harness.wait_until(lambda: self.counters()["object_bytes_received"] > 8 * MIB, 20, "flow")
        self.cloud.control(revoke=True, expire_keys=True)
        event = sender.wait("batch", 30, state=harness.WAITING_SIGN_IN)
        self.assert_plain(event["message"] or "Sign in.")
        sender.wait("account", 5, account=harness.LAPSED)
        sender.wait("state", 5, state=harness.Q_WAITING_SIGN_IN)
        sender.tell("sign-in", harness.USER, self.cloud.user(harness.USER)["password"])
        self.set(bytes_per_second=0)
        sender.wait("batch", 40, state=harness.DONE)
        self.assert_arrived(name, sha256)
        self.assert_nothing_left()
        self.assert_all_plain(sender)


if __name__ == "__main__":
    harness.main()
