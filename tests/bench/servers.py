# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers of the bench: the sink, and Ceph; and the local cloud, where Dropoff signs in."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent
sys.path[:0] = [str(TESTS / "net"), str(TESTS / "cloud")]

import cloud_client  # noqa: E402  (the path has to be set first)
from certificates import Authority  # noqa: E402
from line import Line  # noqa: E402

BUCKET = "incoming"
SINK = HERE.parent.parent / "build/bench/dropoff/tests/bench/bench-sink"


class Where:
    """A running server as clients have to know it."""

    def __init__(self, endpoint, ca_file, keys, signed):
        self.endpoint, self.ca_file, self.keys, self.signed = endpoint, ca_file, keys, signed
        self.tls = endpoint.startswith("https:")
        self.runs = 0

    @property
    def prefix(self):
        """Where this run's objects go: nothing is there yet that could be skipped."""
        return f"uploads/{self.runs}"

    @property
    def base_url(self):
        """The address of that place, for those who do not sign."""
        return f"{self.endpoint}/{BUCKET}/{self.prefix}/"

    def clean(self):
        """Throw away what was sent; a sink has done it. The next run goes elsewhere."""
        self.runs += 1


class Gateway(Where):
    """Ceph."""

    def clean(self):
        """Make room for the next."""
        super().clean()
        subprocess.run(["/usr/bin/rclone", "purge", f"b:{BUCKET}/uploads", "--quiet"], check=False,
                       env=rclone_environment(self), stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)


def rclone_environment(where):
    """What tells rclone where to send."""
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "RCLONE_CONFIG": "/dev/null",
            "RCLONE_CONFIG_B_TYPE": "s3", "RCLONE_CONFIG_B_PROVIDER": "Other",
            "RCLONE_CONFIG_B_ENDPOINT": where.endpoint,
            "RCLONE_CONFIG_B_ACCESS_KEY_ID": where.keys["access_key"],
            "RCLONE_CONFIG_B_SECRET_ACCESS_KEY": where.keys["secret_key"],
            "RCLONE_CONFIG_B_SESSION_TOKEN": where.keys.get("session_token", ""),
            "RCLONE_CONFIG_B_REGION": "us-east-1", "RCLONE_CONFIG_B_FORCE_PATH_STYLE": "true",
            "RCLONE_CONFIG_B_NO_CHECK_BUCKET": "true",
            "RCLONE_CA_CERT": str(where.ca_file or "")}


class SignIn:
    """The local cloud; there is one."""

    cloud = None

    def __enter__(self):
        SignIn.cloud = cloud_client.Running()
        return self

    def __exit__(self, *_):
        SignIn.cloud.stop()
        SignIn.cloud = None

    @staticmethod
    def connection(where, folder):
        """A connection file that signs in at the cloud and sends to that server."""
        with open(SignIn.cloud.line["connection_file"], encoding="utf-8") as file:
            connection = json.load(file)
        trusted = pathlib.Path(SignIn.cloud.line["ca_file"]).read_text(encoding="ascii")
        if where.ca_file:
            trusted += pathlib.Path(where.ca_file).read_text(encoding="ascii")
        (folder / "trusted.pem").write_text(trusted, encoding="ascii")
        connection["destination"] = {"kind": "s3", "region": "us-east-1", "bucket": BUCKET,
                                     "key": where.prefix + "/{path}",
                                     "endpoint": where.endpoint}
        connection["ca-file"] = str(folder / "trusted.pem")
        path = folder / "bench.dropoff"
        path.write_text(json.dumps(connection), encoding="utf-8")
        return path

    @staticmethod
    def hand_out(keys):
        """Have the cloud give these keys to whoever signs in."""
        SignIn.cloud.control(clear_faults=True)
        if keys.get("session_token"):
            SignIn.cloud.control(fault={
                "match": {"op": "GetCredentialsForIdentity"},
                "do": {"kind": "change-json", "set": {
                    "Credentials.AccessKeyId": keys["access_key"],
                    "Credentials.SecretKey": keys["secret_key"],
                    "Credentials.SessionToken": keys["session_token"]}}})


class Sink:
    """The discarding server, over TLS or not.

    `think_ms` is how long it thinks about each file or part. `line`: what is between: its speed in
    bits per second, and after how many seconds it is cut for how many, or 0. `aside`: it gets the
    processor's time that others leave, because its work is another computer's: a window's frames
    do not wait for it.
    """

    def __init__(self, tls, think_ms=0, line=None, aside=False):
        self.tls, self.think_ms, self.line, self.aside = tls, think_ms, line, aside

    @contextlib.contextmanager
    def running(self):
        """While it runs: where it is."""
        with tempfile.TemporaryDirectory(prefix="dropoff-bench-") as folder:
            command = ["nice", "-n", "19"] if self.aside else []
            command += [SINK, "-t", str(self.think_ms)]
            ca_file = None
            if self.tls:
                authority = Authority(folder)
                command.append(authority.issue("sink.pem", ["127.0.0.1", "localhost"]))
                ca_file = authority.ca_file
            with subprocess.Popen(command, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE) as process:
                port = int(process.stdout.readline())
                SignIn.hand_out({})
                line = Line(port, *self.line) if self.line else None
                if line:
                    port = line.start().port
                try:
                    yield Where(f"{'https' if self.tls else 'http'}://127.0.0.1:{port}", ca_file,
                                {"access_key": "AKIAEXAMPLE", "secret_key": "example"}, False)
                finally:
                    if line:
                        line.stop()
                    process.stdin.close()


class Ceph:
    """A real RGW with a store in memory, over TLS."""

    @contextlib.contextmanager
    def running(self):
        """While it runs: where it is."""
        script = TESTS / "ceph" / "rgw.sh"
        folder = tempfile.mkdtemp(prefix="drb-")
        shutil.rmtree(folder)
        environment = {**os.environ, "RGW_BYTES": str(8 << 30)}
        done = subprocess.run([script, "up", folder], check=True, capture_output=True,
                              env=environment)
        try:
            line = json.loads(done.stdout.splitlines()[-1])
            SignIn.hand_out(line)
            yield Gateway(line["tls_endpoint"], line["ca_file"], line, True)
        finally:
            subprocess.run([script, "down", folder], check=False, capture_output=True)
