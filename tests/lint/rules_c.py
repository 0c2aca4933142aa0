# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of C: sizes, nesting, rooms, banned calls, documented headers."""

import os
import re

from c_source import CSource, line_of

MAX_FUNCTION_LINES = 80
MAX_TABLE_LINES = 150
MAX_NESTING = 4
MAX_COLUMNS = 100

# Calls that cannot be used safely, each with what to use instead.
BANNED_CALLS = {
    "strcpy": "g_strlcpy or g_strdup", "strcat": "GString", "strncpy": "g_strlcpy",
    "strncat": "GString", "sprintf": "g_snprintf or g_strdup_printf",
    "vsprintf": "g_vsnprintf", "strtok": "g_strsplit", "gets": "fgets",
    "system": "GSubprocess", "popen": "GSubprocess", "alloca": "g_malloc",
    "g_alloca": "g_malloc", "g_newa": "g_new", "g_newa0": "g_new0", "strdupa": "g_strdup",
    "atoi": "g_ascii_string_to_signed", "atol": "g_ascii_string_to_signed",
    "atoll": "g_ascii_string_to_signed", "atof": "g_ascii_strtod", "mktemp": "g_mkstemp_full",
    "tmpnam": "g_mkstemp_full", "tempnam": "g_mkstemp_full", "setenv": "a launcher",
    "rand": "g_random_int or RAND_bytes", "srand": "g_random_int or RAND_bytes",
}
# Tests may set their own environment before they begin.
ALLOWED_IN_TESTS = ("setenv",)

# Rooms that stand beside each other though one is named first in src/meson.build.
STRANGERS = {"aws": ("net",), "store": ("net", "aws"), "accounts": ("store",),
             "destinations": ("store",)}
DESKTOP = ("gtk", "gdk", "gsk", "adwaita", "libadwaita", "adw")


class Rooms:
    """The rooms of src/ in the order in which src/meson.build names them."""

    def __init__(self, root):
        self.order = []
        self.of_header = {}
        path = os.path.join(root, "src", "meson.build")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                self.order = re.findall(r"^\s*subdir\('(\w+)'\)", file.read(), re.MULTILINE)
        for room in self.order:
            folder = os.path.join(root, "src", room)
            for name in os.listdir(folder) if os.path.isdir(folder) else ():
                if name.endswith(".h"):
                    self.of_header[name] = room

    def may_see(self, room, other):
        """Whether a room may include what another offers."""
        if room == other:
            return True
        if room not in self.order or other not in self.order:
            return True
        return (self.order.index(other) < self.order.index(room)
                and other not in STRANGERS.get(room, ()))


def room_of(path):
    """The room that a file belongs to, "" for src/main.c, None outside of src."""
    parts = path.split("/")
    if parts[0] != "src":
        return None
    return parts[1] if len(parts) > 2 else ""


def check(path, text, rooms):
    """Yield (line, rule, message) for a C source or header."""
    source = CSource(text)
    yield from check_functions(source)
    yield from check_includes(path, source, rooms)
    yield from check_calls(path, source)
    if path.endswith(".h") and path.startswith("src/"):
        yield from check_documented(source)
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_COLUMNS:
            yield number, "columns", f"{len(line)} columns, at most {MAX_COLUMNS}"


def check_functions(source):
    """Sizes, nesting and goto."""
    for function in source.functions():
        table = function.name.endswith(("_class_init", "_get_property", "_set_property"))
        limit = MAX_TABLE_LINES if table else MAX_FUNCTION_LINES
        if function.length > limit:
            yield (function.line, "function-length",
                   f"{function.name}: {function.length} lines, at most {limit}")
        if function.nesting > MAX_NESTING:
            yield (function.line, "nesting",
                   f"{function.name}: {function.nesting} deep, at most {MAX_NESTING}")
    for match in re.finditer(r"\bgoto\b", source.code_with_macros):
        yield line_of(source.text, match.start()), "goto", "goto"


def check_includes(path, source, rooms):
    """Who may include whom."""
    room = room_of(path)
    for line, included in source.includes():
        name = included[1:-1]
        if included.startswith('"../') or "/../" in included:
            yield line, "include-path", f"{included} leaves the folder"
        if room is None:
            continue
        if name.startswith("curl/") and not (room == "net" and path.endswith(".c")):
            yield line, "curl", "libcurl's headers are the business of net's .c files"
        if room == "":
            continue
        if name.split("/")[0].split(".")[0] in DESKTOP and room != "ui":
            yield line, "desktop", f"{included} below ui"
        other = rooms.of_header.get(name)
        if other is not None and not rooms.may_see(room, other):
            yield line, "room", f"{room} may not see {other} ({name})"


def check_calls(path, source):
    """Calls that have a safer sister."""
    for match in re.finditer(r"(?<![\w.>])(\w+)\s*\(", source.code_with_macros):
        name = match.group(1)
        if name not in BANNED_CALLS:
            continue
        if name in ALLOWED_IN_TESTS and path.startswith("tests/"):
            continue
        yield (line_of(source.text, match.start()), "banned-call",
               f"{name}: use {BANNED_CALLS[name]}")


def check_documented(source):
    """A block of documentation right before each function of a header."""
    lines = source.text.split("\n")
    for line, name in source.declarations():
        above = line - 2
        if above < 0 or not lines[above].rstrip().endswith("*/"):
            yield line, "documented", f"{name} has no block of documentation"
            continue
        while above > 0 and "/*" not in lines[above]:
            above -= 1
        if re.match(r"\s*/\*\* .*\*/$", lines[above]):
            continue
        if not lines[above].lstrip().startswith("/**") or f"{name}:" not in lines[above + 1]:
            yield line, "documented", f"the block before {name} does not begin with its name"
