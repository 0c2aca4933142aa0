#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-includes.py BUILD: proves with the compiler that a wrong #include does not compile.

With the flags of each room in BUILD/compile_commands.json: headers of rooms that it may not see
are not found, nothing is found by its path from the top, and each header of its own compiles
alone. Prints what fails, then "N passed, N failed".
"""

import concurrent.futures
import json
import os
import shlex
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import rules_c  # noqa: E402  (the path has to be set first)

ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))


def room_flags(build):
    """For each room (folder, command without input and output) as it is compiled in BUILD."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    flags = {}
    for entry in entries:
        path = os.path.relpath(os.path.join(entry["directory"], entry["file"]), ROOT)
        room = rules_c.room_of(path)
        if not room or room in flags or not path.endswith(".c"):
            continue
        words = shlex.split(entry["command"])
        command, skip = [], False
        for word in words:
            if skip or word in ("-MD", "-MMD", "-c", "-fdiagnostics-color=always",
                                entry["file"]):
                skip = False
            elif word in ("-o", "-MF", "-MQ", "-MT"):
                skip = True
            else:
                command.append(word)
        flags[room] = (entry["directory"], command)
    return flags


class Compiler:
    """Compiles small texts as if they were files of a room."""

    def __init__(self, build):
        self.flags = room_flags(build)

    def run(self, room, text):
        """Whether the text compiles, and what the compiler said."""
        folder, command = self.flags[room]
        ran = subprocess.run([*command, "-Werror", "-fsyntax-only", "-x", "c", "-"], input=text,
                             cwd=folder, capture_output=True, text=True, check=False,
                             env={**os.environ, "LC_ALL": "C.UTF-8"})
        return ran.returncode == 0, ran.stderr

    def refuses(self, room, header):
        """Nothing if the header is not found, else what is wrong."""
        good, said = self.run(room, f'#include "{header}"\n')
        if good or header not in said or not ("No such file" in said or "not found" in said):
            return f"{room}: {header} can be included" if good else f"{room}: {header}: {said}"
        return None

    def sees_none(self, room, headers):
        """Nothing if not one of the headers is found, else which."""
        lines = [f'#if __has_include("{header}")\n#error "sees {header}"\n#endif\n'
                 for header in headers]
        good, said = self.run(room, "".join(lines) + "typedef int nothing;\n")
        return None if good else f"{room}: {said}"

    def compiles_alone(self, room, header):
        """Nothing if the header compiles with nothing before it, else the errors."""
        good, said = self.run(room, f'#include "{header}"\ntypedef int nothing;\n')
        return None if good else f"{room}: {header} does not compile alone: {said}"


def plan(compiler, rooms):
    """All checks as (function, arguments)."""
    for room in compiler.flags:
        hidden = {}
        for header, other in sorted(rooms.of_header.items()):
            if other == room:
                yield compiler.compiles_alone, room, header
            elif not rooms.may_see(room, other):
                hidden.setdefault(other, []).append(header)
        for path in ("base/dropoff-error.h", "src/base/dropoff-error.h"):
            yield compiler.refuses, room, path
        for headers in hidden.values():
            yield compiler.refuses, room, headers[0]
            yield compiler.sees_none, room, headers


def main():
    """Run them all, two at a time."""
    if len(sys.argv) != 2:
        print(__doc__.split("\n", 1)[0], file=sys.stderr)
        return 2
    compiler = Compiler(os.path.abspath(sys.argv[1]))
    rooms = rules_c.Rooms(ROOT)
    for room in rooms.order:
        if room not in compiler.flags:
            print(f"{room}: not in this build")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda item: item[0](*item[1:]), plan(compiler, rooms)))
    problems = [problem for problem in results if problem]
    print("\n".join(problems + [f"{len(results) - len(problems)} passed, {len(problems)} failed"]))
    return 1 if problems or not results else 0


if __name__ == "__main__":
    sys.exit(main())
