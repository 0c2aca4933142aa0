#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests/demo.sh does where somebody looks on: Dropoff with a local cloud, until it is closed.

It has a home, a session bus and a keyring of its own, so nothing of it stays, and the Dropoff of the
person who looks on is left alone. DROPOFF_PROGRAM is the program.
"""

import os
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import case  # noqa: E402  (no bytecode in the checkout)
import cloud_client  # noqa: E402
import desk  # noqa: E402

# No service is started by name: portals and keyrings of the person's own session are left alone.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={directory}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def prepare_home(work):
    """Environment for the programs: a home and directories of its own, the display as it is."""
    environment = dict(os.environ, DROPOFF_DEMO_INSIDE="1")
    for name, folder in (("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"),
                         ("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "state")):
        environment[name] = os.path.join(work, folder)
        os.mkdir(environment[name], 0o700)
    return environment


def keep_accessible(environment):
    """The screen reader of the person's own session reads the demo, too."""
    try:
        answer = desk.output("gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path",
                             "/org/a11y/bus", "--method", "org.a11y.Bus.GetAddress")
        environment["AT_SPI_BUS_ADDRESS"] = answer.decode().split("'")[1]
    except (AssertionError, IndexError, subprocess.TimeoutExpired):  # there is none
        environment["GTK_A11Y"] = "none"
    return environment


def run_inside(work, connection):
    """On the private bus: the keyring and Dropoff, until its window is closed and all is sent."""
    keyring = None
    try:
        keyring = desk.Keyring(os.path.join(work, "keyring"))
    except (OSError, AssertionError) as error:
        print(f"demo: there is no keyring ({error}); signed in until it is closed")
    status = subprocess.run([os.environ["DROPOFF_PROGRAM"], connection], check=False).returncode
    if keyring:
        keyring.stop()
    return status


def main():
    """Start everything, wait, end everything."""
    if os.environ.get("DROPOFF_DEMO_INSIDE"):
        return run_inside(*sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="dropoff-demo-") as work:
        cloud = cloud_client.Running()
        try:
            user, password = case.USER, case.PASSWORD
            connection = case.write_connection(
                cloud, work, f"For this demo: {user}, password: {password}")
            print(f"demo: sign in with\n\n    {user}\n    {password}\n\n"
                  f"demo: what is sent arrives in {cloud.line['objects']}\n"
                  "demo: ends when the window is closed and everything is sent", flush=True)
            bus = os.path.join(work, "bus.conf")
            with open(bus, "w", encoding="utf-8") as file:
                file.write(BUS.format(directory=work))
            command = ["dbus-run-session", "--config-file", bus, "--", "/usr/bin/python3",
                       os.path.abspath(__file__), work, connection]
            environment = keep_accessible(prepare_home(work))
            return subprocess.run(command, env=environment, check=False).returncode
        except KeyboardInterrupt:
            return 130
        finally:
            cloud.stop()


if __name__ == "__main__":
    sys.exit(main())
