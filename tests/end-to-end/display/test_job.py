#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's job through the window: by keys alone, and whatever may come between."""

import json
import os
import re
import time
import unittest

import gi

gi.require_version("Secret", "1")
from gi.repository import Secret  # noqa: E402  (the version has to be set first)

import case  # noqa: E402
import desk  # noqa: E402
import sources  # noqa: E402

MIB = 1024 * 1024
PART = 16 * MIB
IN_FLIGHT = 6  # parts at most
WRONG = "not the password 1"
# What tokens and temporary keys look like, whoever gave them out.
SECRETS = re.compile(rb"eyJ[A-Za-z0-9_-]{16,}\.|ASIA[A-Z0-9]{16}|X-Amz-Signature=[0-9a-f]{16}")


class TestJob(case.Case):
    """With a keyring that is open."""

    def kept_sign_in(self):
        """The secrets of Dropoff that are in the keyring."""
        service = Secret.Service.open_sync(Secret.Service.__gtype__, None,
                                           Secret.ServiceFlags.LOAD_COLLECTIONS, None)
        found = []
        for collection in service.get_collections():
            collection.load_items_sync(None)
            for item in collection.get_items():
                if "dropoff" in item.get_schema_name().lower():
                    item.load_secret_sync(None)
                    found.append(bytes(item.get_secret().get()))
        return found

    def check_nothing_left_behind(self, app):
        """Password, tokens and keys are in the keyring and nowhere else."""
        kept = self.kept_sign_in()
        self.assertTrue(kept, "the keyring has nothing of Dropoff's")
        words = [case.PASSWORD.encode(), WRONG.encode()]
        for secret in kept:
            words.append(json.loads(secret)["refresh-token"].encode())
            self.assertGreater(len(words[-1]), 20)
        places = [(one.log_path, one.log()) for one in self.apps]
        for name in ("cmdline", "environ"):
            with open(f"/proc/{app.process.pid}/{name}", "rb") as file:
                places.append((name, file.read()))
        for folder, _, names in os.walk(self.home):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        places.append((path, file.read()))
        self.assertTrue(any(path.endswith("journal.db") for path, _ in places))
        for path, data in places:
            for word in words:
                self.assertFalse(word in data, f"{word[:9]!r}… of {len(word)} bytes is in {path}")
            self.assertIsNone(SECRETS.search(data), f"something like a key is in {path}")

    def test_keyboard_alone(self):
        """Accept, a wrong password, sign in, paste in three ways, choose, look at Sent; secrets."""
        app = self.start_with_connection()
        self.sign_in(app, WRONG)
        app.wait_for("password is not right|password isn’t right")
        self.assertFalse(app.says("Drop Files Here"))
        self.take_picture(app, "wrong-password.png")
        desk.write(case.PASSWORD)  # the wrong one is selected, so this replaces it
        desk.press("Return")
        app.wait_for("Drop Files Here", 30)

        source = sources.Gtk4Window(self.other_log)
        self.addCleanup(source.stop)
        source.window.place(820, 60)
        for count, kind in enumerate(("files", "uri-list"), 1):
            self.paste(app, source, self.make_file(f"pasted as {kind}.dat", 1000 * count),
                       check=lambda n=count: len(self.objects()) == n, kind=kind)
        self.paste_from_manager(app)
        app.wait_for("Drop Files Here")

        chosen = os.fsdecode(self.make_file("chosen.dat", 5000))
        app.window.activate()
        desk.press("ctrl+o")
        app.choose_file(chosen)
        self.wait_for_objects(4)

        app.wait_for("Drop Files Here")
        app.window.activate()
        desk.press("alt+2")
        app.wait_for("chosen.dat, .*Received")
        app.wait_for("pasted as files.dat, .*Received")
        self.take_picture(app, "sent.png")
        desk.press("alt+1")
        app.wait_for("Drop Files Here")
        self.check_nothing_left_behind(app)
        desk.press("ctrl+q")
        desk.wait_for("Ctrl+Q does not end it", lambda: app.process.poll() is not None)
        self.assertEqual(app.process.returncode, 0)
        self.assertEqual(len(self.digests()), 4)
        self.check_words()

    def paste_from_manager(self, app):
        """Copied in a real file manager."""
        manager = sources.FileManager("pcmanfm", os.path.join(self.files, "shown"), self.other_log,
                                      (20, 680, 760, 480))
        self.addCleanup(manager.stop)
        manager.offer(("copied.dat", case.random_bytes(777, 7)))
        manager.select_all()
        desk.press("ctrl+c")
        app.paste(lambda: len(self.objects()) == 3)

    def take_picture(self, app, name):
        """For people who want to see how it looked."""
        pictures = os.environ.get("DROPOFF_TEST_PICTURES")
        if pictures:
            time.sleep(0.4)
            app.window.photograph(os.path.join(pictures, name))

    def test_killed_in_the_middle(self):
        """After a SIGKILL the next start asks for nothing, goes on, and ends with the same bytes."""
        app = self.start_signed_in()
        path = self.make_file("survey.dat", 12 * PART + 12345)
        self.cloud.control(set={"bytes_per_second": 4_000_000})
        source = sources.Gtk4Window(self.other_log)
        self.addCleanup(source.stop)
        source.window.place(820, 60)
        app.take(source.offer(path))
        desk.wait_for("no part has arrived", lambda: any(
            upload["parts"] for upload in self.cloud.page("uploads")), 40)
        app.kill()
        received = len(self.cloud.page("uploads")[0]["parts"])
        self.assertLess(received, 13)
        self.assertEqual(self.objects(), {})
        self.cloud.control(set={"bytes_per_second": 0})

        again = self.start()
        desk.wait_for("nothing is shown", lambda: again.says("survey.dat") or self.objects(), 20)
        self.assertFalse(again.says("Sign in to send files"))
        self.wait_for_objects(1, 60)
        again.wait_for("Drop Files Here", 20)
        again.window.activate()
        desk.press("alt+2")
        again.wait_for("survey.dat, .*Received")
        self.assertEqual(self.digests(), {"survey.dat": case.sha256_of_file(path)})
        self.assertEqual(self.cloud.page("uploads"), [])
        counted = sum(self.cloud.page("log")["counters"]["bytes_per_object"].values())
        self.assertLessEqual(counted, os.path.getsize(path) + IN_FLIGHT * PART)
        self.check_words()

    def test_sign_out(self):
        """Signing out forgets; the next start asks again."""
        app = self.start_signed_in()
        self.assertTrue(self.kept_sign_in())
        app.press("Company Menu")
        app.press_in_menu("o")  # the mnemonic of Sign Out
        app.wait_for("Sign in to send files")
        desk.wait_for("the keyring still has it", lambda: not self.kept_sign_in())
        app.stop()
        again = self.start(leaks=True)
        again.wait_for("Sign in to send files")
        self.assertFalse(again.says("Drop Files Here"))
        self.sign_in(again)
        again.wait_for("Drop Files Here", 30)
        again.window.activate()
        desk.press("ctrl+q")
        desk.wait_for("Ctrl+Q does not end it", lambda: again.process.poll() is not None)
        self.assertEqual(again.process.returncode, 0, again.log_tail())
        self.check_words()

    def test_closed_window(self):
        """Sending goes on without a window, and then Dropoff ends by itself."""
        app = self.start_signed_in()
        path = self.make_file("long.dat", 2 * MIB)
        self.cloud.control(set={"bytes_per_second": 20_000})
        source = sources.Gtk4Window(self.other_log)
        self.addCleanup(source.stop)
        source.window.place(820, 60)
        app.take(source.offer(path))
        app.wait_for("long.dat")
        app.window.activate()
        desk.press("ctrl+w")
        desk.wait_for("the window stays", lambda: not desk.windows_of(app.process.pid))
        self.assertEqual(self.objects(), {})
        self.assertIsNone(app.process.poll(), "Dropoff ended with its window")
        self.cloud.control(set={"bytes_per_second": 0})
        self.wait_for_objects(1, 30)
        self.assertEqual(self.digests(), {"long.dat": case.sha256_of_file(path)})
        desk.wait_for("Dropoff does not end when all is sent",
                      lambda: app.process.poll() is not None, 20)
        self.assertEqual(app.process.returncode, 0)
        self.check_words()


class TestNoKeyring(case.Case):
    """Where nobody keeps secrets."""

    KEYRING = False

    def test_signed_in_until_the_end(self):
        """Everything works until Dropoff ends, and it says so; the company's hint is shown."""
        app = self.start_with_connection("Use the address of your <survey> & its boat.")
        self.sign_in(app)
        app.wait_for("Signed in until you quit", 30)
        app.wait_for("Drop Files Here")
        source = sources.Gtk4Window(self.other_log)
        self.addCleanup(source.stop)
        source.window.place(820, 60)
        path = self.make_file("kept.dat", 4321)
        app.take(source.offer(path))
        self.wait_for_objects(1)
        self.assertEqual(self.digests(), {"kept.dat": case.sha256_of_file(path)})
        app.stop()
        again = self.start()
        again.wait_for("Use the address of your <survey> & its boat.", 20)
        self.check_words()


if __name__ == "__main__":
    unittest.main()
