#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways to the service that are not straight: proxies, inspection, portals, names that are gone.

What cannot work says one sentence that tells what to do, and goes on within five seconds when it can.
"""

import json
import os
import time

import harness
from harness import MIB
from relay import Relay

SIZE = 40 * MIB
GOES_ON_S = 5
FAR = "cloud.example"  # a name that only a proxy knows, or nobody
PORTAL = (b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: 26\r\nConnection: close\r\n"
          b"\r\n<html>Please pay</html>\r\n\r\n")


class Network(harness.EngineTest):
    """One cloud a test, and mostly a line of our own to it."""

    def setUp(self):
        super().setUp()
        self.port = int(self.cloud.line["endpoint"].rpartition(":")[2])
        self.ca_file = self.cloud.line["ca_file"]

    def connection(self, endpoint, own_ca=False):
        """The cloud's connection file with other addresses."""
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            data = json.loads(file.read().replace(self.cloud.line["endpoint"], endpoint))
        if not own_ca:
            data.pop("ca-file", None)
        path = os.path.join(self.cloud.line["data"], "elsewhere.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(data, file)
        return path

    def relay(self, *arguments):
        """A line of our own."""
        relay = Relay(*arguments)
        self.addCleanup(relay.go_away)
        return relay

    def begin(self, endpoint, own_ca=False, rate=4 * MIB, **more):
        """A file on its way; gives (sender, SHA-256)."""
        self.set(bytes_per_second=rate)
        home = self.home()
        path = home.file("survey.bin")
        sha256 = harness.write_random(path, SIZE)
        sender = self.stay(home, connection=self.connection(endpoint, own_ca), **more)
        sender.add(path)
        sender.wait("batch", 30, state=harness.SENDING)
        harness.wait_until(lambda: self.received() > 2 * MIB, 30, "bytes flow")
        return sender, sha256

    def received(self):
        """Bytes of files that have come in so far."""
        return self.counters()["object_bytes_received"]

    def assert_waits(self, sender, part, seconds=30):
        """It waits and says for what."""
        def told():
            return [event["message"] for event in sender.all("batch", state=harness.WAITING_NETWORK)
                    if event["message"] and part in event["message"]]

        message = harness.wait_until(told, seconds, f"it waits and says “{part}”")[-1]
        self.assert_plain(message)
        print(f"    {message}")

    def assert_goes_on(self, sender, sha256, mend):
        """After that, bytes flow again soon, and the file arrives."""
        before = self.received()
        mend()
        began = time.monotonic()
        harness.wait_until(lambda: self.received() > before, GOES_ON_S, "it goes on")
        print(f"    went on after {time.monotonic() - began:.1f} s")
        self.set(bytes_per_second=0)
        sender.mark()
        self.assert_done(sender, sha256)

    def assert_done(self, sender, sha256):
        """The file arrives, once and whole."""
        if not sender.all("batch", state=harness.DONE):
            sender.wait("batch", 60, state=harness.DONE)
        self.assert_arrived("survey.bin", sha256, SIZE)
        self.assert_nothing_left()
        self.assertEqual(len(self.objects()), 1)
        self.assertEqual(sender.all("error"), [])
        self.assert_all_plain(sender)

    # -- proxies -----------------------------------------------------------------------------------

    def through(self, proxy, name=None):
        """What the sender needs to go through a proxy."""
        who = f"{name}@" if name else ""
        return {"environment": {"https_proxy": f"http://{who}127.0.0.1:{proxy.port}"},
                "ca_file": self.ca_file}

    def test_proxy(self):
        """Everything goes through the proxy, whose name for the service is the only one."""
        proxy = self.relay()
        sender, sha256 = self.begin(f"https://{FAR}:{self.port}", **self.through(proxy))
        self.set(bytes_per_second=0)
        self.assert_done(sender, sha256)
        self.assertEqual(proxy.hosts, {FAR})

    def test_proxy_with_password(self):
        """Known from the environment, it goes; refused in the middle, it waits and says why."""
        proxy = self.relay()
        proxy.password = "anna:secret"
        sender, sha256 = self.begin(f"https://{FAR}:{self.port}",
                                    **self.through(proxy, "anna:secret"))
        proxy.password = "anna:another"
        proxy.cut()
        self.assert_waits(sender, "a name and a password")
        self.assert_goes_on(sender, sha256, lambda: setattr(proxy, "password", None))

    def test_proxy_refuses(self):
        """A proxy that lets nobody through, cannot reach the service, or is gone."""
        for refusal, part in (("403 Forbidden", "does not let Dropoff through"),
                              ("503 Unavailable", "cannot be reached")):
            with self.subTest(refusal=refusal):
                self.cloud.control(delete_objects=True)
                proxy = self.relay()
                sender, sha256 = self.begin(f"https://{FAR}:{self.port}", **self.through(proxy))
                proxy.refusal = refusal
                proxy.cut()
                self.assert_waits(sender, part)
                self.assert_goes_on(sender, sha256, lambda p=proxy: setattr(p, "refusal", None))

    def test_proxy_gone(self):
        """Nobody listens where the proxy was."""
        proxy = self.relay()
        sender, sha256 = self.begin(f"https://{FAR}:{self.port}", **self.through(proxy))
        proxy.go_away()
        self.assert_waits(sender, "")
        self.assert_goes_on(sender, sha256, proxy.come_back)

    # -- who can be trusted ------------------------------------------------------------------------

    def test_inspection(self):
        """An authority that nobody knows: the sentence names the setting, and with it all goes well;
        without it, not one byte goes out."""
        sender, sha256 = self.begin(f"https://localhost:{self.port}", ca_file=self.ca_file)
        sender.tell("ca-file")
        self.assert_waits(sender, "choose its certificate in Preferences")
        before = self.received()
        time.sleep(1)
        self.assertEqual(self.received(), before)
        self.assert_goes_on(sender, sha256, lambda: sender.tell("ca-file", self.ca_file))

    def test_sign_in_under_inspection(self):
        """The very first step says it, too."""
        sender = self.send(self.home(), stay=True,
                           connection=self.connection(f"https://localhost:{self.port}"))
        error = sender.wait("error", 20, what="sign-in")
        self.assertIn("Preferences", error["message"])
        self.assert_plain(error["message"])
        sender.tell("ca-file", self.ca_file)
        sender.tell("sign-in", harness.USER, self.cloud.user(harness.USER)["password"])
        sender.wait("signed-in", 20, account=harness.SIGNED_IN)

    def test_unusable_certificate(self):
        """A file that is none is told as such."""
        home = self.home()
        path = os.path.join(home.path, "none.pem")
        with open(path, "w", encoding="ascii") as file:
            file.write("nothing\n")
        sender = self.send(home, stay=True, ca_file=path,
                           connection=self.connection(f"https://localhost:{self.port}"))
        error = sender.wait("error", 20, what="sign-in")
        self.assertIn("Choose another one in Preferences", error["message"])
        self.assert_plain(error["message"])

    # -- portals and names -------------------------------------------------------------------------

    def test_portal(self):
        """A network that answers everything itself, in the middle of an upload."""
        for status in (b"200 OK", b"302 Found\r\nLocation: https://portal.example/",
                       b"511 Network Authentication Required"):
            with self.subTest(status=status):
                self.cloud.control(delete_objects=True)
                relay = self.relay(self.port)
                sender, sha256 = self.begin(f"https://localhost:{relay.port}", own_ca=True)
                relay.portal = PORTAL % status
                relay.cut()
                self.assert_waits(sender, "")
                self.assert_goes_on(sender, sha256, lambda r=relay: setattr(r, "portal", None))

    def test_silent_line(self):
        """Nothing passes and nobody says so; when it passes again, nothing is lost."""
        relay = self.relay(self.port)
        sender, sha256 = self.begin(f"https://localhost:{relay.port}", own_ca=True)
        relay.silent = True
        time.sleep(3)
        self.assert_goes_on(sender, sha256, lambda: setattr(relay, "silent", False))

    def test_slept(self):
        """Connections that died in sleep: a word from the desktop, and new ones are made at once."""
        relay = self.relay(self.port)
        sender, sha256 = self.begin(f"https://localhost:{relay.port}", own_ca=True)
        relay.silent = True
        before = relay.n_connections
        time.sleep(1)

        def wake():
            relay.silent = False
            sender.tell("network")

        self.assert_goes_on(sender, sha256, wake)
        self.assertGreater(relay.n_connections, before)

    def test_names_gone(self):
        """The name is not known for a while."""
        home_names = os.path.join(self.cloud.line["data"], "names")
        with open(home_names, "w", encoding="ascii") as file:
            file.write(FAR + "\n")
        relay = self.relay(self.port)
        sender, sha256 = self.begin(f"https://{FAR}:{relay.port}", ca_file=self.ca_file,
                                    environment={"DROPOFF_TEST_NAMES": home_names})
        os.rename(home_names, home_names + ".away")
        sender.tell("network")
        self.assert_waits(sender, "address was not found")
        self.assert_goes_on(sender, sha256,
                            lambda: os.rename(home_names + ".away", home_names))

    def test_ipv6(self):
        """An address without a name, of the longer kind."""
        sender, sha256 = self.begin(f"https://[::1]:{self.port}", own_ca=True)
        self.set(bytes_per_second=0)
        self.assert_done(sender, sha256)

    # -- bytes that change on the way --------------------------------------------------------------

    def test_flipped_bits(self):
        """One bit turned over on a line without protection, for each of many requests: whatever
        arrives is what was sent."""
        relay = self.relay(int(self.cloud.line["plain_endpoint"].rpartition(":")[2]))
        home = self.home()
        sums = {}
        for n, size in enumerate((100_000, 3 * MIB, 40 * MIB)):
            name = f"file {n}.bin"
            sums[name] = (harness.write_random(home.file(name), size), size)
        connection = self.connection(f"http://127.0.0.1:{relay.port}")
        sender = self.stay(home, connection=connection)
        relay.flip_at = 0
        sender.add(*(home.file(name) for name in sums))
        for n in range(1, 4):
            self.keep_flipping(relay, sender, n)
        for name, (sha256, size) in sums.items():
            self.assert_arrived(name, sha256, size)
        self.assertEqual(len(self.objects()), len(sums))
        self.assertGreater(relay.n_flipped, 3)
        refused = [entry for entry in self.cloud.page("log")["entries"]
                   if entry["status"] in (400, 403)]
        self.assertGreater(len(refused), 0, "no bit was noticed")
        self.assert_nothing_left()
        print(f"    {relay.n_flipped} bits flipped, {len(refused)} requests refused")

    def keep_flipping(self, relay, sender, number):
        """Until that card is done; at most eight bits. A part that is spoilt three times is given
        up in words, and a person tries again."""
        deadline = time.monotonic() + 60 * harness.SLOWNESS
        while not sender.all("batch", id=number, state=harness.DONE):
            self.assertLess(time.monotonic(), deadline, sender.tail())
            if relay.flip_at is None and relay.n_flipped < 8:
                relay.flip_at = 50_000 * relay.n_flipped
            for event in sender.all("batch", id=number)[-1:]:
                if event["state"] == harness.FAILED:
                    self.assertIn("damaged", event["message"])
                    sender.tell("resume", number)
            time.sleep(0.1)

    def test_flipped_bits_under_tls(self):
        """TLS notices by itself; the part is sent anew."""
        relay = self.relay(self.port)
        sender, sha256 = self.begin(f"https://localhost:{relay.port}", own_ca=True, rate=8 * MIB)
        for _ in range(3):
            relay.flip_at = 0
            time.sleep(0.2)
        self.set(bytes_per_second=0)
        self.assert_done(sender, sha256)
        self.assertGreater(relay.n_flipped, 0)


if __name__ == "__main__":
    harness.main()
