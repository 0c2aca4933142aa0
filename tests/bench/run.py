# SPDX-License-Identifier: GPL-3.0-or-later
"""Dropoff beside other programs: throughput, processor time and memory. Called by run.sh.

Within a case the clients take turns, so that a machine that is busy at times is busy for all of
them; what counts are the ratios in one run. Figures are medians of the rounds. Processor time is
that of a client and all its children, memory that of its largest process.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

import clients
import servers

MIB = 1024 * 1024
KIB = 1024


class Case:
    """Files of one kind sent to one server."""

    def __init__(self, name, count, size, server, few=None):
        self.name, self.count, self.size, self.server = name, count, size, server
        self.few = few  # who sends one file after the other is given that many

    def folder(self, root):
        """The folder with its files, made if it is not there."""
        folder = root / f"{self.count}x{self.size}"
        if folder.exists():
            return folder
        making = root / "making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        block = os.urandom(MIB)
        for number in range(self.count):
            with open(making / f"{number:05}.bin", "wb", buffering=0) as file:
                for at in range(0, self.size, MIB):
                    piece = (number << 32 | at // MIB).to_bytes(8, "little") + block[8:]
                    file.write(piece[: self.size - at])
        making.rename(folder)
        return folder


def all_cases(size):
    """The cases by how much time there is."""
    big, middle, many, few, line = {
        "full": (4096 * MIB, 512 * MIB, 10000, 1000, 64 * MIB),
        "quick": (512 * MIB, 64 * MIB, 2000, 200, 24 * MIB),
        "tiny": (40 * MIB, 20 * MIB, 100, 20, 4 * MIB),
    }[size]
    ceph = min(big, 1024 * MIB)
    cases = []
    for kind in ("http", "tls"):
        cases += [Case(f"1-large-{kind}", 1, big, servers.Sink(kind == "tls")),
                  Case(f"8-large-{kind}", 8, middle, servers.Sink(kind == "tls"))]
    cases += [Case("many-small-tls", many, 64 * KIB, servers.Sink(True)),
              Case("many-small-100ms-tls", many, 64 * KIB, servers.Sink(True, 100), few)]
    # The second is 1 Mbit/s that is cut every 300 s, ten times as fast.
    cases += [Case("line-10mbit-tls", 1, line, servers.Sink(True, 0, (10e6,))),
              Case("line-cuts-tls", 1, line, servers.Sink(True, 0, (10e6, 30, 3)))]
    cases += [Case("1-large-ceph", 1, ceph, servers.Ceph()),
              Case("8-large-ceph", 8, ceph // 8, servers.Ceph()),
              Case("many-small-ceph", many, 64 * KIB, servers.Ceph(), few)]
    return cases


def measure(client, case, where, files, work):
    """One run: (MB/s, processor seconds per GiB, peak memory in MB), or None if it failed."""
    if client.one_by_one and case.few:
        files = files[: case.few]
    size = len(files) * case.size
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    order = client.prepare(where, files, work)
    with open(work / "output", "wb") as output, open(order.input or os.devnull, "rb") as stdin:
        began = time.monotonic()
        # A child begins with the memory of the process that makes it, and this one's is large.
        status = subprocess.run(["/usr/bin/time", "-q", "-o", work / "usage", "-f", "%U %S %M",
                                 *order.command], env=order.environment, stdin=stdin,
                                stdout=output, stderr=subprocess.STDOUT, check=False).returncode
        seconds = time.monotonic() - began
    if status != 0:
        said = (work / "output").read_bytes()[-300:].decode("utf-8", "replace")
        print(f"{case.name:22} {client.name:14} failed ({status}): {said!r}", flush=True)
        return None
    user, system, memory = map(float, (work / "usage").read_text(encoding="ascii").split())
    return size / 1e6 / seconds, (user + system) / (size / 1024 ** 3), memory / 1024


def run_case(case, chosen, rounds, root):
    """All clients in turn; gives their rows."""
    folder = case.folder(root / "files")
    files = sorted(folder.iterdir())
    found = {client.name: [] for client in chosen}
    with case.server.running() as where:
        for _ in range(rounds):
            for client in chosen:
                if client.takes(where):
                    figures = measure(client, case, where, files, root / "work")
                    found[client.name] += [figures] if figures else []
                    where.clean()
    rows = []
    for name, figures in found.items():
        if figures:
            speed, cpu, memory = (statistics.median(column) for column in zip(*figures))
            rows.append({"case": case.name, "client": name, "mb_per_s": round(speed, 2),
                         "cpu_s_per_gib": round(cpu, 3), "peak_rss_mb": round(memory, 1)})
    return rows


def print_rows(rows):
    """A case's part of the table; the ratio is Dropoff's speed to the client's."""
    own = next((row["mb_per_s"] for row in rows if row["client"] == "dropoff"), None)
    for row in rows:
        ratio = f"{own / row['mb_per_s']:7.2f}" if own else "      –"
        print(f"{row['case']:22} {row['client']:14} {row['mb_per_s']:9.2f} {ratio}"
              f" {row['cpu_s_per_gib']:9.2f} {row['peak_rss_mb']:8.1f}", flush=True)


def parse_arguments(cases, names):
    """What can be said on the command line."""
    parser = argparse.ArgumentParser(prog="run.sh")
    parser.add_argument("build", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="small sizes")
    parser.add_argument("--tiny", action="store_true", help="only to see that it works")
    parser.add_argument("--list", action="store_true", help="tell the names of cases and clients")
    parser.add_argument("--case", action="append", choices=cases, metavar="NAME", default=[])
    parser.add_argument("--client", action="append", choices=names, metavar="NAME", default=[])
    parser.add_argument("--rounds", type=int)
    return parser.parse_args()


def main():
    """Run it."""
    everybody = clients.everybody()
    arguments = parse_arguments([case.name for case in all_cases("full")],
                                [client.name for client in everybody])
    size = "tiny" if arguments.tiny else "quick" if arguments.quick else "full"
    cases = all_cases(size)
    if arguments.list:
        print("cases:", *(case.name for case in cases))
        print("clients:", *(client.name for client in everybody))
        return
    root = arguments.build.resolve()
    wanted = arguments.case or (["8-large-tls", "many-small-100ms-tls"] if arguments.tiny else None)
    names = arguments.client or (["dropoff", "loop"] if arguments.tiny else None)
    rounds = arguments.rounds or {"full": 3, "quick": 3, "tiny": 1}[size]
    chosen = [client for client in everybody if names is None or client.name in names]
    rows, done = [], set()
    print(f"{'case':22} {'client':14} {'MB/s':>9} {'ratio':>7} {'CPU-s/GiB':>9} {'RSS MB':>8}")
    with servers.SignIn():
        for case in cases:
            if wanted is None or case.name in wanted:
                found = run_case(case, chosen, rounds, root)
                print_rows(found)
                rows += found
                done.add(case.name)
    (root / "results.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    shutil.rmtree(root / "work", ignore_errors=True)
    shutil.rmtree(root / "files", ignore_errors=True)
    if {row["case"] for row in rows if row["client"] == "dropoff"} != done:
        sys.exit("run.sh: dropoff failed")


if __name__ == "__main__":
    main()
