#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No password, token or key is anywhere but in the keyring."""

import json
import os
import stat
import time
import urllib.parse

import harness
from harness import MIB

PASSWORD = "Wörk boat \"7\" & <sea> 100%!"
PIECE = 40  # a piece of a token that long is a token for whoever finds it


def pieces_of(secret):
    """What to look for: a short secret itself, of a long one pieces from all over it."""
    if len(secret) <= PIECE:
        return [secret]
    # A token's head says only how it is signed, which is no secret.
    body = secret.split(".", 1)[1] if secret.count(".") == 2 else secret
    return [body[at : at + PIECE] for at in range(0, len(body) - PIECE + 1, PIECE)]


def forms_of(secret):
    """The forms in which it might be written."""
    forms = set()
    for piece in pieces_of(secret):
        forms |= {piece, urllib.parse.quote(piece, safe=""), urllib.parse.quote_plus(piece),
                  json.dumps(piece)[1:-1], json.dumps(piece, ensure_ascii=False)[1:-1]}
    return {form.encode() for form in forms}


class Secrets(harness.EngineTest):
    """Looks through everything that a run leaves behind, and at the running program."""

    def setUp(self):
        super().setUp()
        self.cloud.control(user={"email": harness.USER, "password": PASSWORD})
        self.set(key_seconds=6, id_token_seconds=8, access_token_seconds=8, refresh_rotation=True)

    def wanted(self):
        """Everything secret that was given out or typed so far."""
        found = self.cloud.page("secrets")
        self.assertGreaterEqual(len(found["keys"]), 2)
        self.assertGreaterEqual(len(found["tokens"]), 3)
        return {form for secret in [PASSWORD, *found["keys"], *found["tokens"]]
                for form in forms_of(secret)}

    def assert_nowhere(self, where, data, wanted):
        """None of them is in these bytes."""
        for form in wanted:
            self.assertNotIn(form, data, where)

    def look_through(self, home, wanted):
        """The whole home, file contents and names; gives all contents."""
        everything = b""
        for folder, _, names in os.walk(home.path):
            for name in names:
                path = os.path.join(folder, name)
                if not stat.S_ISREG(os.lstat(path).st_mode) or folder == home.files:
                    continue
                with open(path, "rb") as file:
                    data = file.read()
                self.assert_nowhere(path, data, wanted)
                self.assert_nowhere("names", os.fsencode(path), wanted)
                everything += data
        return everything

    def look_at_process(self, sender, wanted):
        """Command line and environment."""
        for name in ("cmdline", "environ"):
            with open(f"/proc/{sender.process.pid}/{name}", "rb") as file:
                data = file.read()
            self.assertTrue(data)
            self.assert_nowhere(name, data, wanted)

    def assert_private(self, home):
        """Only the person may read what the program keeps."""
        seen = 0
        for folder, _, names in os.walk(home.data):
            self.assertEqual(stat.S_IMODE(os.stat(folder).st_mode), 0o700, folder)
            for name in names:
                path = os.path.join(folder, name)
                self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600, path)
                seen += 1
        self.assertGreaterEqual(seen, 2)

    def test_nowhere(self):
        """Sign-in, renewals, a death, a restart, an end: nothing is left lying about."""
        os.umask(0o000)
        self.addCleanup(os.umask, 0o022)
        home = self.home()
        path = home.file("survey.bin")
        harness.write_random(path, 192 * MIB)
        loud = {"G_MESSAGES_DEBUG": "all"}
        sender = self.stay(home, sign_in=False, environment=loud)
        sender.tell("sign-in", harness.USER, PASSWORD)
        sender.wait("signed-in", 10)
        # For all together: however many connections there are, the file outlives some renewals.
        sender.tell("limit", str(6 * MIB))
        sender.add(path)
        harness.wait_until(
            lambda: self.counters()["operations"].get("GetTokensFromRefreshToken", 0) >= 2
            and self.counters()["operations"]["GetCredentialsForIdentity"] >= 2, 60, "renewals")
        wanted = self.wanted()
        self.look_at_process(sender, wanted)
        self.assert_private(home)
        sender.kill()
        self.look_through(home, wanted)
        said = [b"".join(sender.lines)]

        self.set(bytes_per_second=0)
        sender = self.send(home, sign_in=False, environment=loud)
        self.assert_sent(sender, 60)
        wanted = self.wanted()
        everything = self.look_through(home, wanted)
        said.append(b"".join(sender.lines))
        self.assert_nowhere("output", b"".join(said), wanted)
        # What is looked through is what it has to be: journal, list of companies, a loud log.
        self.assertIn(b"SQLite format 3", everything)
        self.assertIn(b"acme-geo", everything)
        self.assertIn(b"survey.bin", everything)
        self.assertIn(b"DEBUG", b"".join(said))
        self.assert_private(home)
        print(f"{len(wanted)} forms of {len(self.cloud.page('secrets')['tokens'])} tokens, "
              f"{len(self.cloud.page('secrets')['keys'])} keys and a password, "
              f"{len(everything)} bytes")

    def test_errors_tell_nothing(self):
        """Refusals and rubbish are logged without what was sent or came back."""
        home = self.home()
        path = home.file("small.bin")
        harness.write_random(path, 20 * MIB)
        self.fault("error", times=2, op="UploadPart", parameters={"code": "InvalidToken",
                                                                  "status": 400})
        self.fault("error", times=1, op="CompleteMultipartUpload",
                   parameters={"code": "SignatureDoesNotMatch", "status": 403})
        sender = self.stay(home, sign_in=False, environment={"G_MESSAGES_DEBUG": "all"})
        sender.tell("sign-in", harness.USER, "Wrong " + PASSWORD)
        sender.wait("error", 10)
        sender.tell("sign-in", harness.USER, PASSWORD)
        sender.wait("signed-in", 10)
        sender.add(path)
        time.sleep(3)
        sender.quit()
        wanted = self.wanted() | forms_of("Wrong " + PASSWORD)
        self.look_through(home, wanted)
        self.assert_nowhere("output", b"".join(sender.lines), wanted)


if __name__ == "__main__":
    harness.main()
