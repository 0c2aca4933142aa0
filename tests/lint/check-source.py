#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-source.py [--root DIR] [FILE…]: checks the sources by the rules that a machine can check.

Without files it checks everything that belongs to the checkout. Prints FILE:LINE: RULE: what is
wrong, then "N passed, N failed" (files), and exits with 1 if anything was found.
"""

import argparse
import ast
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import rules_c  # noqa: E402  (the path has to be set first)
import rules_words  # noqa: E402

MAX_FILE_LINES = 800
MAX_PYTHON_FUNCTION_LINES = 80
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
SOURCES = (".c", ".h", ".py", ".sh", ".mjs", ".js", ".ui", ".css", ".build")
TEXTS = SOURCES + (".md", ".json", ".xml", ".in", ".txt", ".desktop", ".svg", ".supp", ".yml")
# Data that others wrote, or that is broken on purpose.
LEFT_ALONE = ("COPYING", "po/", "tests/vectors/", "tests/fuzz/corpus/", "build/", "node_modules/")
SKIPPED_FOLDERS = (".git", "build", "node_modules", "__pycache__")


def find_files(root):
    """The paths of the checkout's files, relative to its root."""
    try:
        listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root,
                                check=True, capture_output=True).stdout.decode()
        paths = [path for path in listed.split("\0") if path]
    except (OSError, subprocess.CalledProcessError):
        paths = []
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
            paths += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return sorted(path for path in set(paths)
                  if not path.startswith(LEFT_ALONE) and os.path.isfile(os.path.join(root, path)))


def is_text(path, head):
    """Whether a file is looked at: by its name, or because it is a script."""
    return path.endswith(TEXTS) or head.startswith(b"#!")


def check_shape(path, text, script):
    """Length, blanks, tabs, the licence line."""
    lines = text.split("\n")
    source = path.endswith(SOURCES) or script
    if source and len(lines) - 1 > MAX_FILE_LINES:
        yield 1, "file-length", f"{len(lines) - 1} lines, at most {MAX_FILE_LINES}"
    if source and LICENCE not in "\n".join(lines[:3]):
        yield 1, "licence", f"no line “{LICENCE}” at the top"
    if path.endswith((".c", ".h")) and lines[0] != f"/* {LICENCE} */":
        yield 1, "licence", f"the first line is not “/* {LICENCE} */”"
    for number, line in enumerate(lines, 1):
        if "\t" in line:
            yield number, "tab", "a tab"
        if line != line.rstrip():
            yield number, "blanks", "blanks at the end of the line"
    if text and not text.endswith("\n"):
        yield len(lines), "last-line", "no line end at the end of the file"


def check_python(text):
    """Length of functions in Python."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        yield error.lineno or 1, "syntax", str(error)
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = node.end_lineno - node.lineno + 1
            if length > MAX_PYTHON_FUNCTION_LINES:
                yield (node.lineno, "function-length",
                       f"{node.name}: {length} lines, at most {MAX_PYTHON_FUNCTION_LINES}")


def check_text(path, text, root, rooms):
    """Yield (line, rule, message) for one file's text."""
    script = text.startswith("#!")
    yield from check_shape(path, text, script)
    if path.endswith((".c", ".h")):
        yield from rules_c.check(path, text, rooms)
    elif path.endswith(".py") or "python3" in text.split("\n", 1)[0]:
        yield from check_python(text)
    yield from rules_words.check(path, text, root)
    yield from rules_words.check_people(path, text)


def main():
    """Check and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--root", default=os.path.join(os.path.dirname(__file__), "..", ".."))
    parser.add_argument("files", nargs="*", help="paths relative to the root (default: all)")
    arguments = parser.parse_args()
    root = os.path.abspath(arguments.root)
    rooms = rules_c.Rooms(root)
    passed = failed = 0
    for path in arguments.files or find_files(root):
        with open(os.path.join(root, path), "rb") as file:
            data = file.read()
        if not is_text(path, data[:2]):
            continue
        try:
            findings = sorted(set(check_text(path, data.decode(), root, rooms)))
        except UnicodeDecodeError as error:
            findings = [(1, "utf-8", str(error))]
        for line, rule, message in findings:
            print(f"{path}:{line}: {rule}: {message}")
        passed, failed = passed + (not findings), failed + bool(findings)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
