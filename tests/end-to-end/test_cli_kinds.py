#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""dropoff-cli with every way in: the company's own page, its back end, guests, a shared key."""

import json
import re
import ssl
import urllib.parse
import urllib.request

import harness
from harness import MIB, USER
from test_cli import Command


class Ways(Command):
    """Sign in, send, and forget it again."""

    def setUp(self):
        super().setUp()
        self.one_home = self.home()
        self.sha256 = harness.write_random(self.one_home.file("dump.bin"), 3 * MIB)

    def choose(self, kind, **members):
        """The company of that kind, with these members in "sign-in", is the one to send to."""
        with open(self.cloud.line["connection_files"][kind], encoding="utf-8") as file:
            connection = json.load(file)
        connection["sign-in"].update(members)
        path = self.one_home.file(f"{kind}.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(connection, file)
        self.run_here("connection", path)

    def run_here(self, *words, **more):
        """Run it to its end; gives its events."""
        return self.run_it(self.one_home, *words, connection=False, **more)

    def send(self):
        """Without a word about who it is: the keyring knows, or nobody has to."""
        events = self.run_here("upload", "dump.bin")
        self.assertEqual(self.events_named(events, "settled")[-1]["sent"], 1)

    def forget(self):
        """After that nothing can be sent."""
        self.run_here("sign-out")
        self.run_here("upload", "dump.bin", status=3)

    # The company's own page

    def begin_in_browser(self, *words, **more):
        """Start a sign-in; gives the process and what it says before the page is opened."""
        process = self.command(self.one_home, "sign-in", *words, connection=False, **more)
        events = []
        while not events or events[-1]["event"] != "browser":
            line = process.stdout.readline()
            self.assertTrue(line, process.stderr.read() if process.poll() is not None else events)
            events.append(json.loads(line))
        return process, events

    def visit(self, address):
        """As a browser does: the page, its form, and back to the program."""
        context = ssl.create_default_context(cafile=self.cloud.line["ca_file"])
        with urllib.request.urlopen(address, context=context) as page:
            form = page.geturl()
        filled_in = {"username": USER, "password": self.password()}
        data = urllib.parse.urlencode(filled_in).encode()
        with urllib.request.urlopen(form, data, context=context) as page:
            self.assertIn(b"go back to Dropoff", page.read())

    def sign_in_on_page(self, *words, **more):
        """The whole of it."""
        process, events = self.begin_in_browser(*words, **more)
        address = events[-1]["address"]
        self.visit(address)
        out, err = process.communicate(timeout=60 * harness.SLOWNESS)
        self.assertEqual(process.returncode, 0, (out, err))
        return address, events

    def test_browser(self):
        """The address is printed, and how to reach it from another computer."""
        self.choose("browser")
        address, events = self.sign_in_on_page()
        port = re.search(r"localhost%3A(\d+)", address)[1]
        self.assertIn(f"ssh -L {port}:localhost:{port} ", events[0]["message"])
        self.send()
        self.assert_arrived("dump.bin", self.sha256)
        self.assertEqual(self.events_named(self.run_here("status"), "ready")[0]["user"], USER)

    def test_browser_given_up(self):
        """Ctrl+C while nobody comes back; the next try works."""
        self.choose("browser")
        process, _ = self.begin_in_browser()
        process.terminate()
        process.communicate(timeout=30 * harness.SLOWNESS)
        self.assertEqual(process.returncode, 130)
        self.sign_in_on_page()

    def test_browser_by_choice(self):
        """A company that takes passwords, too; and one without a page."""
        self.choose("both")
        self.sign_in_on_page("--browser")
        self.send()
        self.choose("developer")
        self.run_here("sign-in", "--browser", status=3)

    def test_passkey(self):
        """Who has nothing but a passkey is shown the page without asking for it."""
        self.set(choice_auth=True)
        self.cloud.control(user={"email": USER, "factors": ["WEB_AUTHN"]})
        self.choose("both", flow="user-auth")
        self.sign_in_on_page(password="whatever 1A!")
        self.send()

    # Everybody else

    def test_developer(self):
        """The company's own back end: a wrong password, then the right one, then a renewal."""
        self.choose("developer")
        self.run_here("sign-in", password="wrong", status=3)
        self.run_here("sign-in", password=self.password())
        self.send()
        self.assert_arrived("dump.bin", self.sha256)
        self.assertGreaterEqual(self.counters()["operations"]["BackEnd"], 3)
        self.forget()

    def test_guest(self):
        """Nobody signs in, and two commands are the same guest."""
        self.set(guests_allowed=True)
        self.choose("guest")
        self.run_here("sign-in")
        self.send()
        self.assert_arrived("dump.bin", self.sha256)
        harness.write_random(self.one_home.file("more.bin"), 1000)
        self.run_here("upload", "more.bin")
        self.assertEqual(self.counters()["operations"]["GetId"], 1)

    def test_shared_key(self):
        """One key; it is asked for without a name."""
        self.choose("shared-key")
        self.run_here("sign-in", password="wrong", status=3)
        self.run_here("sign-in", password=self.cloud.line["put_key"])
        self.send()
        self.assertEqual(self.cloud.page("put")["dump.bin"]["sha256"], self.sha256)
        self.forget()

    def test_doctor(self):
        """It examines each of them."""
        self.set(guests_allowed=True)
        keys = {"developer": self.password(), "guest": None,
                "shared-key": self.cloud.line["put_key"]}
        for kind, password in keys.items():
            with self.subTest(kind):
                self.choose(kind)
                process = self.command(self.one_home, "doctor", connection=False,
                                       password=password)
                out, err = process.communicate(timeout=60 * harness.SLOWNESS)
                self.assertEqual(process.returncode, 0, (out, err))
                checks = self.events_named(map(json.loads, out.splitlines()), "check")
                self.assertGreaterEqual(len(checks), 2)
                self.assertEqual([check for check in checks if not check["good"]], [])


if __name__ == "__main__":
    harness.main()
