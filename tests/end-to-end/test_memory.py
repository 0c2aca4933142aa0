#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A core dump taken after sign-in does not hold the password, nor what SRP makes of it."""

import hashlib
import os

import harness
import memory
from harness import MIB
from test_cli import Command

PASSWORD = "Quite-a-long-password-7-for-the-survey-boat!"


class Memory(Command):
    """dropoff-cli signs in by its own ways and is looked through while it sends."""

    def password(self):
        """A long one."""
        return PASSWORD

    def inner_hash(self):
        """What stands for the password in every proof: it must not be kept either."""
        user = next(one for one in self.cloud.page("users") if one["email"] == harness.USER)
        scope = self.cloud.line["user_pool_id"].partition("_")[2]
        return hashlib.sha256(f"{scope}{user['username']}:{PASSWORD}".encode()).digest()

    def test_password_is_gone(self):
        """Typed, proved, forgotten; what has to be kept is found."""
        self.cloud.control(user={"email": harness.USER, "password": PASSWORD},
                           set={"bytes_per_second": MIB})
        home = self.home()
        harness.write_random(home.file("long.bin"), 64 * MIB)
        process = self.command(home, "upload", "long.bin", password=PASSWORD)
        self.wait_bytes(MIB)
        tokens = self.cloud.page("secrets")["tokens"]
        refresh = [one.encode() for one in tokens if one.count(".") != 2]
        kept = memory.count(process.pid, [harness.USER.encode(), *refresh])
        # This is how it would be found: the name and the token that renews are there.
        self.assertTrue(all(kept), kept)
        lost = memory.count(process.pid, [*memory.forms(PASSWORD), self.inner_hash()])
        self.assertEqual(lost, [0] * len(lost))
        process.kill()
        process.wait()

    def test_of_the_search(self):
        """It finds what is there, in each form."""
        held = [bytes(form) for form in memory.forms(PASSWORD)]
        self.assertTrue(all(memory.count(os.getpid(), held)))


if __name__ == "__main__":
    harness.main()
