#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of libcurl's speed src/net keeps: 16 bodies of 64 MiB at once, plain and over TLS.

Usage: net.py SINK PUT-LOAD [ROUNDS]; prints medians and ratios."""

import pathlib
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "net"))
from certificates import Authority  # noqa: E402

N = 16
SIZE_MIB = 64


def measure(sink, load, pem, ca_file, rounds):
    arguments = [sink] if pem is None else [sink, str(pem)]
    scheme = "http" if pem is None else "https"
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        port = int(process.stdout.readline())
        url = f"{scheme}://127.0.0.1:{port}/"
        seconds = {"bare": [], "room": []}
        cpu = {"bare": [], "room": []}
        for _ in range(rounds):
            for kind in ("bare", "room"):
                output = subprocess.run([load, kind, url, str(N), str(SIZE_MIB), str(ca_file)],
                                        check=True, capture_output=True, timeout=120).stdout
                wall_s, cpu_s = map(float, output.split())
                seconds[kind].append(wall_s)
                cpu[kind].append(cpu_s)
        process.stdin.close()
    size_gb = N * SIZE_MIB * 1024 * 1024 / 1e9
    speed = {kind: size_gb / statistics.median(values) for kind, values in seconds.items()}
    cost = {kind: statistics.median(values) / size_gb for kind, values in cpu.items()}
    print(f"{scheme}: bare {speed['bare']:.2f} GB/s, {cost['bare']:.2f} CPU-s/GB; "
          f"room {speed['room']:.2f} GB/s, {cost['room']:.2f} CPU-s/GB; "
          f"speed ratio {speed['room'] / speed['bare']:.2f}, "
          f"cost ratio {cost['room'] / cost['bare']:.2f}")


def main():
    sink, load = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory(prefix="dropoff-bench-") as folder:
        authority = Authority(folder)
        pem = authority.issue("sink.pem", ["127.0.0.1"])
        measure(sink, load, None, authority.ca_file, rounds)
        measure(sink, load, pem, authority.ca_file, rounds)


if __name__ == "__main__":
    main()
