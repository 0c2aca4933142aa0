#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop is told, and what it tells: portal, next login, command line.

The portal is a mock (fake_portal.py says why); bus, program, cloud and files are real.
"""

import json
import os
import re
import subprocess
import unittest

import app
import case
import desk
import sources

MIB = 1024 * 1024
SPOKEN = (f"Sending to {case.COMPANY}", "A quarter is sent", "Half is sent",
          "Three quarters are sent", "Everything is sent")
ENTRY = ".config/autostart/io.github.dropoff.Dropoff.desktop"


def read_command(entry):
    """The program and the arguments that a whole desktop entry starts."""
    if not os.path.exists(entry):
        return None
    with open(entry, encoding="utf-8") as file:
        return re.search(r"^Exec=\"(.*)\" (.*)\n", file.read(), re.MULTILINE)


class FakePortal:
    """The mock's process and what it was asked."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "portal.log")
        self._process = subprocess.Popen(
            ["/usr/bin/python3", "-B", os.path.join(case.HERE, "fake_portal.py"), self.path],
            stdin=subprocess.PIPE, text=True, preexec_fn=desk.die_with_parent)
        desk.wait_for("no portal", lambda: self.calls("ready"))

    def calls(self, method):
        """The arguments of each call, in order."""
        if not os.path.exists(self.path):
            return []
        with open(self.path, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file if line.endswith("\n")]
        return [line[1:] for line in lines if line[0] == method]

    def set_metered(self, metered):
        """The network costs by the byte from now on."""
        self._process.stdin.write(json.dumps({"metered": metered}) + "\n")
        self._process.stdin.flush()

    def stop(self):
        """End it."""
        self._process.stdin.close()
        desk.end(self._process)


class DesktopCase(case.Case):
    """Files come by the command line, as from a file manager's Open With."""

    def run_program(self, *arguments, environment=None):
        """Start the program as the desktop does; gives the process."""
        process = subprocess.Popen([app.PROGRAM, *arguments], stdin=subprocess.DEVNULL,
                                   stdout=self.other_log, stderr=self.other_log, cwd=self.home,
                                   env=environment or app.make_environment(self.home),
                                   preexec_fn=desk.die_with_parent)
        self.addCleanup(desk.end, process)
        return process

    def hand_over(self, path):
        """A second start gives its files to the first and ends."""
        process = self.run_program(os.fsdecode(path))
        self.assertEqual(process.wait(20 * desk.PATIENCE), 0)



class TestPortal(DesktopCase):
    """In a sandbox, or where GTK_USE_PORTAL says so."""

    def setUp(self):
        super().setUp()
        self.portal = FakePortal(self.work)
        self.addCleanup(self.portal.stop)
        os.environ["GTK_USE_PORTAL"] = "1"
        self.addCleanup(os.environ.pop, "GTK_USE_PORTAL")

    def autostarts(self):
        """What was wanted of the next login, in order."""
        return [options["autostart"] for _, options, _ in self.portal.calls("RequestBackground")]

    def test_metered_then_away(self):
        """Held on a metered network, sent anyway, finished without a window."""
        program = self.start_signed_in()
        self.cloud.control(set={"bytes_per_second": 20_000})
        path = self.make_file("survey.dat", 4 * MIB)
        self.hand_over(path)
        program.wait_for("survey.dat")
        desk.wait_for("sleep is not inhibited", lambda: self.portal.calls("Inhibit"))
        self.assertEqual(self.portal.calls("Inhibit")[-1][1], 4)  # suspend and nothing else
        # Nothing to go on with at first, and what an earlier run left is taken back.
        desk.wait_for("the next login is not asked for",
                      lambda: self.autostarts() == [False, True])
        options = self.portal.calls("RequestBackground")[1][1]
        self.assertEqual(options["commandline"], ["dropoff", "--background"])
        self.assertFalse(options["dbus-activatable"])

        self.portal.set_metered(True)
        program.wait_for("Paused to save your mobile data")
        desk.wait_for("sleep stays inhibited", lambda: self.portal.calls("Close"))
        program.press("Send Anyway")
        desk.wait_for("it does not go on", lambda: len(self.portal.calls("Inhibit")) > 1)
        desk.wait_for("the banner stays",
                      lambda: not program.says("Paused to save your mobile data"))

        program.window.activate()
        desk.press("ctrl+w")
        desk.wait_for("the window stays", lambda: not desk.windows_of(program.process.pid))
        self.cloud.control(set={"bytes_per_second": 0})
        self.wait_for_objects(1, 60)
        desk.wait_for("it does not end", lambda: program.process.poll() is not None, 30)
        self.assertEqual(program.process.returncode, 0)
        self.assertEqual(self.digests(), {"survey.dat": case.sha256_of_file(path)})
        said = self.portal.calls("AddNotification")
        self.assertEqual([one[0] for one in said], ["sending", "sent"])
        self.assertEqual(said[-1][1]["title"], "“survey.dat” Is Sent")
        self.assertEqual(self.autostarts(), [False, True, False])
        statuses = [options["message"] for options, _ in self.portal.calls("SetStatus")]
        self.assertTrue(statuses)
        self.assertTrue(any(case.COMPANY in status for status in statuses), statuses)
        self.assertLessEqual(max(map(len, statuses)), 96)
        self.check_words()


class TestSecondStart(DesktopCase):
    """Where no bus leads a second start to the first."""

    def setUp(self):
        super().setUp()
        # The display still tells of a bus for screen readers, which GTK 4.8 does not survive alone.
        self.lost = dict(app.make_environment(self.home), GTK_A11Y="none",
                         DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent")

    def test_hands_over(self):
        """A window that was closed while it sends comes back and has the new file, too."""
        program = self.start_signed_in()
        self.cloud.control(set={"bytes_per_second": 20_000})
        self.hand_over(self.make_file("first.dat", 3 * MIB))
        program.wait_for("first.dat")
        program.window.activate()
        desk.press("ctrl+w")
        desk.wait_for("the window stays", lambda: not desk.windows_of(program.process.pid))
        second = self.make_file("second ünï.dat", MIB)
        process = self.run_program(os.fsdecode(second), environment=self.lost)
        desk.wait_for("no window", lambda: desk.windows_of(program.process.pid), 30)
        program.wait_for("second ünï.dat", 30)
        self.assertEqual(process.wait(30 * desk.PATIENCE), 0)
        self.cloud.control(set={"bytes_per_second": 0})
        self.wait_for_objects(2, 60)
        self.assertEqual(self.digests()["second ünï.dat"], case.sha256_of_file(second))
        self.check_words()

    def test_beside_a_terminal(self):
        """A terminal sends: the window gives its file there, and says so."""
        self.start_signed_in().stop()
        self.cloud.control(set={"bytes_per_second": 20_000})
        first, second = self.make_file("first.dat", 3 * MIB), self.make_file("second.dat", MIB)
        terminal = subprocess.Popen([os.environ["DROPOFF_CLI"], "upload", first],
                                    stdin=subprocess.DEVNULL, stdout=self.other_log,
                                    stderr=self.other_log, env=app.make_environment(self.home),
                                    preexec_fn=desk.die_with_parent)
        self.addCleanup(desk.end, terminal)
        desk.wait_for("nothing is sent", lambda: self.cloud.page("state")["counters"][
            "object_bytes_received"] > 0, 30)
        program = self.start(os.fsdecode(second))
        program.wait_for("It has taken your files", 30)
        self.cloud.control(set={"bytes_per_second": 0})
        self.assertEqual(terminal.wait(60 * desk.PATIENCE), 0)
        self.wait_for_objects(1, 60)
        self.assertIn("first.dat", self.digests())
        self.check_words()


class TestEarly(DesktopCase):
    """What comes while the window has nothing to show yet, because the keyring says nothing."""

    def start_early(self, *arguments):
        """Start with a keyring that is stopped; gives the program and what lets it go on."""
        self.keyring.pause()
        self.addCleanup(self.keyring.go_on)
        program = self.start(*arguments)
        self.assertFalse(program.says("Drop Files Here"))
        return program

    def test_nothing_is_lost(self):
        """Files given at the start, by a second one and by a drop are sent, and a key is pressed."""
        self.start_signed_in().stop()
        source = sources.Gtk4Window(self.other_log)
        self.addCleanup(source.stop)
        source.window.place(820, 60)
        names = ("given.dat", "second.dat", "dropped.dat")
        paths = [self.make_file(name, 1000 + number) for number, name in enumerate(names)]
        program = self.start_early(os.fsdecode(paths[0]))
        self.hand_over(paths[1])
        desk.drag(source.offer(paths[2]), program.window.at(0.5, 0.8))
        self.assertEqual(self.objects(), {})
        self.keyring.go_on()
        self.wait_for_objects(3, 40)
        self.assertEqual(self.digests(), {name: case.sha256_of_file(path)
                                          for name, path in zip(names, paths)})
        program.wait_for("Drop Files Here", 30)
        program.stop()

        program = self.start_early()
        program.window.activate()
        desk.press("alt+2")
        self.keyring.go_on()
        program.wait_for("dropped.dat", 30)
        self.check_words()


class TestLogin(DesktopCase):
    """Outside of a sandbox."""

    def test_goes_on_at_login(self):
        """An entry while something is unfinished; what it starts finishes without a window."""
        program = self.start_signed_in()
        entry = os.path.join(self.home, ENTRY)
        self.assertFalse(os.path.exists(entry))
        self.cloud.control(set={"bytes_per_second": 20_000})
        path = self.make_file("long.dat", 3 * MIB)
        self.hand_over(path)
        command = desk.wait_for("no entry for the next login", lambda: read_command(entry))
        program.kill()
        self.assertEqual(os.path.realpath(command.group(1)), os.path.realpath(app.PROGRAM))
        self.assertEqual(command.group(2), "--background")

        self.cloud.control(set={"bytes_per_second": 0})
        process = self.run_program("--background")
        self.wait_for_objects(1, 60)
        self.assertEqual(desk.windows_of(process.pid), [])
        self.assertEqual(process.wait(30 * desk.PATIENCE), 0)
        self.assertEqual(self.digests(), {"long.dat": case.sha256_of_file(path)})
        self.assertFalse(os.path.exists(entry))

        # With nothing to do it comes and goes.
        self.assertEqual(self.run_program("--background").wait(30 * desk.SLOWNESS), 0)

    def make_folder(self, name, sizes):
        """A folder of files; gives its path."""
        folder = os.path.join(self.files, name)
        os.mkdir(folder)
        for number, size in enumerate(sizes):
            with open(os.path.join(folder, f"{number}.dat"), "wb") as file:
                file.write(case.random_bytes(size, size + number))
        return folder

    def test_spoken(self):
        """A file, three files, a folder: the beginning, what lies between, the end, once each."""
        program = self.start_signed_in()
        source = sources.Gtk4Window(self.other_log)
        self.addCleanup(source.stop)
        source.window.place(820, 60)
        # A quarter takes three seconds, in which a slow machine sees it, too.
        self.cloud.control(set={"bytes_per_second": round(1_000_000 / desk.SLOWNESS)})
        jobs = {"one": [self.make_file("one.dat", 12 * MIB)],
                "three": [self.make_file(f"three {n}.dat", 3 * MIB + n) for n in range(3)],
                "folder": [self.make_folder("Line 7", [MIB] * 8)]}
        program.reader.listen()
        for count, (name, paths) in zip((1, 4, 12), jobs.items()):
            before = len(program.reader.heard())
            self.paste(program, source, *paths,
                       check=lambda n=before: len(program.reader.heard()) > n)
            self.wait_for_objects(count, 60)
            desk.wait_for(lambda: f"heard {program.reader.heard()[before:]}",
                          lambda: SPOKEN[-1] in program.reader.heard()[before:])
            heard = [text for text in program.reader.heard()[before:] if text in SPOKEN]
            print(f"spoken of {name}: {heard}")
            self.assertEqual(heard, [text for text in SPOKEN if text in heard])
            self.assertEqual(heard[0], SPOKEN[0])
            self.assertGreater(len(heard), 2)
            if name == "one":
                self.assertEqual(heard, list(SPOKEN))
        self.check_words()

    def test_spoken_trouble(self):
        """Paused and resumed, each is still told once. A file that is refused is told once, by its
        name and with what to do, and once more when it is refused again."""
        program = self.start_signed_in()
        source = sources.Gtk4Window(self.other_log)
        self.addCleanup(source.stop)
        source.window.place(820, 60)
        # Time to pause after a quarter, and after a half, before it is sent.
        self.cloud.control(set={"bytes_per_second": round(100_000 / desk.SLOWNESS)})
        program.reader.listen()
        self.paste(program, source, self.make_file("one.dat", 2 * MIB),
                   check=program.reader.announced)
        for count in (2, 3):
            desk.wait_for(lambda: f"heard {program.reader.announced()}",
                          lambda n=count: len(program.reader.announced()) >= n)
            desk.press("ctrl+p")
            program.wait_for("^Resume All$")
            desk.press("ctrl+p")
            program.wait_for("^Pause All$")
        self.cloud.control(set={"bytes_per_second": 0})
        desk.wait_for("the end is not heard", lambda: SPOKEN[-1] in program.reader.heard(), 30)
        heard = program.reader.announced()
        self.assertEqual(heard, [text for text in SPOKEN if text in heard])
        self.assertEqual(heard[0], SPOKEN[0])

        self.cloud.control(set={"bytes_per_second": 0}, fault={
            "match": {"op": "PutObject"},
            "do": {"kind": "error", "status": 403, "code": "AccessDenied", "message": "No."}})

        def refusals():
            return [text for text in program.reader.announced() if text.startswith("refused.dat, ")]

        self.paste(program, source, self.make_file("refused.dat", 1000), check=refusals)
        for count in (1, 2):
            desk.wait_for(lambda: f"heard {program.reader.announced()}",
                          lambda n=count: len(refusals()) == n)
            program.wait_for("^Retry$")
            if count == 2:
                self.cloud.control(clear_faults=True)
            program.press("^Retry$")
        desk.wait_for("the end is not heard",
                      lambda: program.reader.announced().count(SPOKEN[-1]) == 2)
        announced = self.without_shares(program.reader.announced()[len(heard):])
        print(f"spoken of what is refused: {announced}")
        self.assertEqual(announced, [SPOKEN[0], *refusals(), SPOKEN[-1]])
        self.assertEqual(len(set(refusals())), 1)
        self.assertRegex(refusals()[0], r"\bAsk the company\b")
        self.remove_and_send(program, source)
        self.check_words()

    def without_shares(self, texts):
        """Of a small file some are heard or not, as it happens."""
        return [text for text in texts if text not in SPOKEN[1:-1]]

    def remove_and_send(self, program, source):
        """Who takes away the last one is not told that all is sent; who sends one is."""
        before = len(program.reader.announced())
        desk.xdotool("mousemove", 1000, 900)  # a toast under the pointer stays
        self.cloud.control(set={"bytes_per_second": 20_000})
        self.paste(program, source, self.make_file("unwanted.dat", 4 * MIB),
                   check=lambda: program.says("^unwanted.dat, "))
        program.go_to("^unwanted.dat, ")
        desk.press("Delete")
        program.wait_for("^Undo$")
        desk.wait_for("the keyboard is on the toast, which stays therefore",
                      lambda: program.reader.focused().name.startswith("Choose Files"))
        desk.wait_for("the toast stays", lambda: not program.says("^Undo$"))
        self.cloud.control(set={"bytes_per_second": 0})
        self.paste(program, source, self.make_file("wanted.dat", 1000),
                   check=lambda: SPOKEN[-1] in program.reader.announced()[before:])
        self.assertEqual(self.without_shares(program.reader.announced()[before:]),
                         [SPOKEN[0], SPOKEN[0], SPOKEN[-1]])


if __name__ == "__main__":
    unittest.main()
