#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other side lies, or loses what it took: never a receipt for anything but the very bytes.

Every lie ends in the whole file, sent once more where that is needed, with its receipt; or in a
plain sentence. Nothing is left behind, and an object that is not the file has no receipt.
"""

import os

import harness
from harness import MIB

SMALL, LARGE = 3 * MIB, 33 * MIB  # one request; parts
CRC = "<ChecksumCRC64NVME>[^<]*</ChecksumCRC64NVME>"
WRONG_CRC = "<ChecksumCRC64NVME>AAAAAAAAAAA=</ChecksumCRC64NVME>"

# What the list of parts may say after a crash.
LISTS = {
    "sizes": {"pattern": "<Size>[0-9]+</Size>", "with": "<Size>7</Size>"},
    "tags": {"pattern": "<ETag>[^<]*</ETag>", "with": '<ETag>"00000000000000000000000000000000"</ETag>'},
    "sums": {"pattern": CRC, "with": WRONG_CRC},
    "tags and sums": {"pattern": f"<ETag>[^<]*</ETag>(<Size>[^<]*</Size>){CRC}",
                      "with": rf'<ETag>"0000"</ETag>\1{WRONG_CRC}'},
    "no sums": {"pattern": CRC},
    "no parts": {"pattern": "<Part>.*</Part>"},
    "parts that are not there": {"pattern": "<PartNumber>1</PartNumber>",
                                 "with": "<PartNumber>3</PartNumber>"},
    "numbers out of range": {"pattern": "<PartNumber>1</PartNumber>",
                             "with": "<PartNumber>99999999999</PartNumber>"},
    "a page for ever": {"pattern": "<IsTruncated>false</IsTruncated>",
                        "with": "<IsTruncated>true</IsTruncated>"},
    "half of it": {"keep": 0.5},
    "nothing": {"keep": 0},
    "something else": {"pattern": "ListPartsResult", "with": "ListBucketResult"},
}

# What the answer to putting the parts together may say.
ENDS = {
    "half of it": {"keep": 0.5},
    "nothing": {"keep": 0},
    "another sum": {"pattern": CRC, "with": WRONG_CRC},
    "no sum": {"pattern": CRC},
    "something else": {"pattern": "CompleteMultipartUploadResult", "with": "ListPartsResult"},
    "no tag": {"pattern": "<ETag>[^<]*</ETag>"},
}


class Lies(harness.EngineTest):
    """One cloud a test; each lie gets a fresh file."""

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

    def assert_honest(self, sender, name, sha256):
        """There is one receipt, and what it is for are the very bytes."""
        self.assertEqual(sender.wait_exit(60), 0, sender.tail())
        sent = [one for one in sender.all("sent") if one["name"] == name]
        self.assertEqual(len(sent), 1, sender.tail())
        self.assertTrue(sent[0]["verified"], sent)
        key = sent[0]["key"].split("/", 2)[2]
        self.assert_arrived(key, sha256)
        self.assert_nothing_left()
        self.assert_all_plain(sender)
        self.assertEqual(sender.all("error"), [])
        return key

    def assert_struck(self):
        """The lie was told."""
        for fault in self.cloud.page("faults"):
            self.assertGreater(fault["hits"], 0, fault)
        self.cloud.control(clear_faults=True, delete_objects=True)

    def test_lists_of_parts(self):
        """After a crash the list is asked for, and wrong in every way."""
        for what, change in LISTS.items():
            with self.subTest(list=what):
                self.set(bytes_per_second=3 * MIB)
                name, path, sha256 = self.file(LARGE)
                sender = self.send(self.shared, path)
                harness.wait_until(lambda: [u for u in self.cloud.page("uploads") if u["parts"]], 30,
                                   "a part")
                sender.kill()
                self.fault("change-body", times=1, op="ListParts", parameters=change)
                self.set(bytes_per_second=0)
                self.assert_honest(self.send(self.shared, sign_in=False), name, sha256)
                self.assert_struck()
                os.unlink(path)

    def test_answers_to_complete(self):
        """200, and then not what it should be."""
        for what, change in ENDS.items():
            with self.subTest(answer=what):
                name, path, sha256 = self.file(LARGE)
                self.fault("change-body", times=1, op="CompleteMultipartUpload", parameters=change)
                self.assert_honest(self.send(self.shared, path), name, sha256)
                self.assert_struck()

    def test_lost_part(self):
        """The last part is left out, and the answer is 200: with the sum of the rest, and with no
        word about it."""
        for silent in (False, True):
            with self.subTest(silent=silent):
                name, path, sha256 = self.file(LARGE)
                self.fault("lose-part", times=1, op="CompleteMultipartUpload")
                if silent:
                    self.fault("change-body", times=1, op="CompleteMultipartUpload",
                               parameters={"pattern": CRC})
                key = self.assert_honest(self.send(self.shared, path), name, sha256)
                print(f"    went as {key}")
                self.assert_struck()

    def test_not_shown(self):
        """Taken in with success by a store that tells no sums, and then not shown, with 403 or 404:
        received once, by the signed parts, and not sent again."""
        self.set(verify_checksums=False)
        for status in (403, 404):
            for size in (SMALL, LARGE):
                with self.subTest(status=status, size=size):
                    name, path, sha256 = self.file(size)
                    self.fault("error", op="HeadObject", parameters={"status": status})
                    self.assert_honest(self.send(self.shared, path), name, sha256)
                    self.assertEqual(list(self.objects()), [name])
                    self.cloud.control(clear_faults=True, delete_objects=True)

    def test_not_shown_and_lost(self):
        """The answer to the last request is lost, and the object that came of it is not shown:
        sent once more under another name, with a receipt for that one, and nothing replaced."""
        for status in (403, 404):
            for op, size in (("PutObject", SMALL), ("CompleteMultipartUpload", LARGE)):
                with self.subTest(status=status, op=op):
                    name, path, sha256 = self.file(size)
                    self.fault("error", op="HeadObject", parameters={"status": status})
                    self.fault("drop-reply", times=1, op=op)
                    key = self.assert_honest(self.send(self.shared, path), name, sha256)
                    self.assertEqual(key, name.replace(".bin", " (2).bin"))
                    self.assertEqual(set(self.objects()), {name, key})
                    self.assert_arrived(name, sha256)
                    self.assert_struck()

    def test_answers_to_begin(self):
        """Another upload's id, none, and half an answer: nothing stays behind."""
        for change in ({"pattern": "<UploadId>[^<]*</UploadId>", "with": "<UploadId>x</UploadId>"},
                       {"pattern": "<UploadId>[^<]*</UploadId>"}, {"keep": 0.6}):
            with self.subTest(**change):
                name, path, sha256 = self.file(LARGE)
                self.fault("change-body", times=1, op="CreateMultipartUpload", parameters=change)
                self.assert_honest(self.send(self.shared, path), name, sha256)
                self.assert_struck()

    def test_tags(self):
        """Wrong tags of parts and of the object."""
        for op, size in (("PutObject", SMALL), ("UploadPart", LARGE),
                         ("CompleteMultipartUpload", LARGE)):
            with self.subTest(op=op):
                name, path, sha256 = self.file(size)
                self.fault("lie-etag", times=1, op=op)
                self.assert_honest(self.send(self.shared, path), name, sha256)
                self.assert_struck()

    def test_for_ever(self):
        """A side that spoils every object: in words, and without a receipt."""
        self.fault("lose-part", op="CompleteMultipartUpload")
        name, path, _ = self.file(LARGE)
        sender = self.send(self.shared, path)
        self.assertEqual(sender.wait_exit(90), 1, sender.tail())
        self.assertEqual([one for one in sender.all("sent") if one["name"] == name], [])
        left = [one for one in sender.all("left") if one["name"] == name]
        self.assertEqual(left[0]["state"], harness.FAILED)
        self.assert_plain(left[0]["message"])
        print(f"    {left[0]['message']}")


if __name__ == "__main__":
    harness.main()
