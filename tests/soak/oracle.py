# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be true of files, objects, uploads and the journal when everything is over.

Knows nothing of the client but its journal's file: it looks at the other side, and at the files.
"""

import hashlib
import os
import sqlite3
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "end-to-end"))

import harness  # noqa: E402  (the path has to be set first)
from cloud import checksums  # noqa: E402  (harness sets the path)

# Its loop in C; in Python alone a file of 200 parts would take minutes.
HELPER_DIRECTORY = tempfile.TemporaryDirectory(prefix="dropoff-oracle-")
checksums.helper.start(HELPER_DIRECTORY.name)

MIB = 1024 * 1024
PART = 16 * MIB
SMALLEST_PART = 5 * MIB


class Finding(AssertionError):
    """Something that must not be."""


def require(truth, *words):
    """Like assert, but also when Python is told to leave those out."""
    if not truth:
        raise Finding(" ".join(str(word) for word in words))


class Sums:
    """Size, SHA-256 and CRC64NVME of a file's (first) bytes, without the client's code."""

    def __init__(self, path, size=None):
        sha256, crc = hashlib.sha256(), checksums.new("CRC64NVME")
        self.size = 0
        with open(path, "rb", buffering=0) as file:
            while piece := file.read(4 * MIB if size is None else min(4 * MIB, size - self.size)):
                sha256.update(piece)
                crc.update(piece)
                self.size += len(piece)
        self.sha256 = sha256.hexdigest()
        self.crc64 = checksums.encode(crc.digest())


def write_sparse(path, size, random):
    """A file that is mostly holes, but no two parts of which are the same."""
    with open(path, "wb", buffering=0) as file:
        file.truncate(size)
        for offset in range(0, size, SMALLEST_PART):
            piece = random.randbytes(min(4096, size - offset))
            os.pwrite(file.fileno(), piece, offset + random.randrange(
                max(1, min(SMALLEST_PART, size - offset) - len(piece))))


def check_object(found, sums):
    """An object has those bytes: byte by byte where it was kept, else by what was received."""
    require(found["size"] == sums.size, found["key"], "has", found["size"], "bytes, not", sums.size)
    if found["path"]:
        require(harness.sha256_of(found["path"]) == sums.sha256, found["key"], "has other bytes")
    else:
        require(found["checksum"] and found["checksum"][:2] == ["CRC64NVME", sums.crc64],
                found["key"], "has another checksum:", found["checksum"], "not", sums.crc64)


def check_journal(data):
    """SQLite itself finds no fault in it, and nobody had to set one aside."""
    set_aside = [name for name in os.listdir(data)
                 if name.startswith("journal") and not name.startswith(("journal.db", "journal.lock"))]
    require(not set_aside, "a journal was set aside:", set_aside)
    path = os.path.join(data, "journal.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as journal:
        said = journal.execute("PRAGMA integrity_check").fetchall()
    require(said == [("ok",)], "the journal is damaged:", said)


def check_never_again(entries):
    """No part that had arrived when the client asked for the list was sent again.

    What came in between is the kernel's: a part may end after its sender did.
    """
    arrived, listed, again = {}, {}, []
    for entry in sorted(entries, key=lambda entry: entry["time"]):
        upload = entry["upload"]
        if entry["op"] == "ListParts" and entry["status"] == 200:
            listed[upload] = entry["time"]
        if entry["op"] != "UploadPart":
            continue
        part = (upload, entry["part"])
        if arrived.get(part, float("inf")) < listed.get(upload, 0):
            again.append(part)
        if entry["status"] == 200:
            arrived[part] = entry["time"] + entry["seconds"]
    require(not again, "sent again though it had arrived:", again)
    return len(arrived)


def describe_log(entries, last=60):
    """What the other side was asked last; parts in a row are one line."""
    lines, n_parts = [], 0
    for entry in entries:
        if entry["op"] == "UploadPart" and entry["status"] == 200:
            n_parts += 1
            continue
        if n_parts:
            lines.append(f"    {n_parts} parts")
            n_parts = 0
        lines.append(f"    {entry['time']:.3f} +{entry['seconds']} {entry['op']} {entry['key']} "
                     f"{entry['part'] or ''} {(entry['upload'] or '')[:6]} {entry['status']} "
                     f"{entry['error'] or ''} {' '.join(entry['faults'])}")
    return "\n".join(lines[-last:])
