# SPDX-License-Identifier: GPL-3.0-or-later
"""What a core dump of a program would hold: all memory that it can write to."""

import re

CHUNK = 16 << 20
# A sanitizer reserves terabytes for its notes about memory, which hold nothing of the program's.
MAX_REGION = 4 << 30


def _regions(pid):
    with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as file:
        for line in file:
            start, end, rights = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()
            start, end = int(start, 16), int(end, 16)
            if rights.startswith("rw") and end - start <= MAX_REGION:
                yield start, end


def pieces(pid, overlap):
    """All of it, piece by piece; neighbours share some bytes."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for start, end in _regions(pid):
            for at in range(start, end, CHUNK):
                try:
                    memory.seek(at)
                    yield memory.read(min(CHUNK + overlap, end - at))
                except OSError:  # gone meanwhile, or of a device
                    pass


def count(pid, needles):
    """How often each of some byte strings is in it: a list in their order."""
    found = [0] * len(needles)
    for piece in pieces(pid, max(len(needle) for needle in needles) - 1):
        for index, needle in enumerate(needles):
            found[index] += piece.count(needle)
    return found


def forms(text):
    """A text as programs write it down, without its head: what is freed loses its first bytes to
    the allocator, and what is left of it is as bad."""
    tail = text[len(text) // 2 :]
    return [tail.encode(), tail.encode("utf-16-le"), tail.encode("utf-32-le")]
