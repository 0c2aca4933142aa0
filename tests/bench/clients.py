# SPDX-License-Identifier: GPL-3.0-or-later
"""How each program of the bench is told to send files."""

import os
import pathlib

import servers
from servers import BUCKET

BUILD = pathlib.Path(__file__).resolve().parent.parent.parent / "build/bench/dropoff"
USER = "zoe.martin@example.com"


class Order:
    """A command line, its environment, and what it reads on standard input."""

    def __init__(self, command, environment=None, standard_input=None):
        self.command = [str(word) for word in command]
        self.environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
                            "HOME": "/nonexistent", **(environment or {})}
        self.input = standard_input


class Client:
    """A program under test. `one_by_one`: so slow with many small files that it is given few."""

    name = None
    one_by_one = False
    signs = True

    def takes(self, where):
        """Whether it can send to that server."""
        return self.signs or not where.signed

    def prepare(self, where, files, work):
        """The order to send these files; `work` is an empty folder."""
        raise NotImplementedError

    @staticmethod
    def gather(files, work):
        """A folder with links to these files, for programs that want one."""
        folder = work / "gathered"
        folder.mkdir()
        for file in files:
            os.link(file, folder / file.name)
        return folder


class Dropoff(Client):
    """The program that all this is about. Nobody has signed in: it does that too."""

    name = "dropoff"

    def prepare(self, where, files, work):
        connection = servers.SignIn.connection(where, work)
        what = files if len(files) <= 8 else [self.gather(files, work)]
        password = work / "password"
        password.write_text(servers.SignIn.cloud.user(USER)["password"] + "\n", encoding="utf-8")
        return Order([BUILD / "src/cli/dropoff-cli", "upload", "--data", work / "data",
                      "--connection", connection, "--user", USER, "--password-fd", "0", *what],
                     {"HOME": str(work), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"},
                     standard_input=password)


class Loop(Client):
    """libcurl and the checksums, and nothing else."""

    name = "loop"
    signs = False

    def prepare(self, where, files, work):
        names = work / "names"
        names.write_text("".join(f"{file}\n" for file in files), encoding="utf-8")
        width = 64 if len(files) > 8 else 8
        return Order([BUILD / "tests/bench/bench-loop", where.base_url, width,
                      where.ca_file or "/dev/null"], standard_input=names)


class Curl(Client):
    """curl -T: a process a file for few files, one process with 64 connections for many."""

    name = "curl"
    signs = False

    def prepare(self, where, files, work):
        common = ["-s", "-f", "-H", "Expect:", *(["--cacert", where.ca_file] if where.tls else [])]
        if len(files) > 8:
            config = work / "config"
            config.write_text("".join(f'upload-file = "{file}"\nurl = "{where.base_url}{file.name}"\n'
                                      for file in files), encoding="utf-8")
            return Order(["curl", *common, "--parallel", "--parallel-max", "64", "-K", config])
        names = work / "names"
        names.write_text("".join(f"{file}\n" for file in files), encoding="utf-8")
        return Order(["xargs", "-P", "8", "-I", "{}", "curl", *common, "-T", "{}", where.base_url],
                     standard_input=names)


class Aws(Client):
    """aws s3 cp with its defaults."""

    name = "awscli"
    one_by_one = True

    def prepare(self, where, files, work):
        one = len(files) == 1
        what = files[0] if one else self.gather(files, work)
        return Order(["/usr/bin/aws", "--endpoint-url", where.endpoint, "s3", "cp", what,
                      f"s3://{BUCKET}/{where.prefix}/", "--only-show-errors",
                      *([] if one else ["--recursive"])],
                     {"HOME": str(work), "AWS_DEFAULT_REGION": "us-east-1",
                      "AWS_ACCESS_KEY_ID": where.keys["access_key"],
                      "AWS_SECRET_ACCESS_KEY": where.keys["secret_key"],
                      "AWS_SESSION_TOKEN": where.keys.get("session_token", ""),
                      "AWS_EC2_METADATA_DISABLED": "true",
                      **({"AWS_CA_BUNDLE": str(where.ca_file)} if where.tls else {})})


class Rclone(Client):
    """rclone copy with its defaults."""

    name = "rclone"
    one_by_one = True
    options = ()

    def prepare(self, where, files, work):
        return Order(["/usr/bin/rclone", "copy", self.gather(files, work), f"b:{BUCKET}/{where.prefix}",
                      "--quiet", *self.options], servers.rclone_environment(where))


class RcloneTuned(Rclone):
    """rclone as somebody would run it who has read its manual."""

    name = "rclone-tuned"
    one_by_one = False
    options = ("--transfers", "64", "--checkers", "64", "--s3-upload-concurrency", "8",
               "--s3-chunk-size", "16M", "--s3-no-head", "--no-traverse", "--fast-list")


class S3cmd(Client):
    """s3cmd put."""

    name = "s3cmd"
    one_by_one = True

    def prepare(self, where, files, work):
        host = where.endpoint.split("//")[1]
        config = work / "s3cfg"
        config.write_text("[default]\n", encoding="utf-8")
        token = where.keys.get("session_token")
        return Order(["/usr/bin/s3cmd", "-c", config, "--quiet", f"--host={host}",
                      f"--host-bucket={host}", "--region=us-east-1",
                      f"--access_key={where.keys['access_key']}",
                      f"--secret_key={where.keys['secret_key']}",
                      *([f"--access_token={token}"] if token else []),
                      *(["--ssl", f"--ca-certs={where.ca_file}"] if where.tls else ["--no-ssl"]),
                      "put", *files, f"s3://{BUCKET}/{where.prefix}/"], {"HOME": str(work)})


def everybody():
    """All clients, Dropoff first."""
    return [Dropoff(), Loop(), Curl(), Aws(), Rclone(), RcloneTuned(), S3cmd()]
