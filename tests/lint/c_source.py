# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads C just well enough for the source checks: comments, strings, functions, nesting."""

import re

TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
CONTROL = ("if", "for", "while", "switch")
# Macros that stand alone on a line, without a semicolon.
BARE_MACRO = re.compile(r"G_GNUC_(?:BEGIN|END)_IGNORE_DEPRECATIONS$")
WORD = re.compile(r"[A-Za-z_]\w*|[{}()\[\];:]|[^\sA-Za-z_{}()\[\];:]+")
NOT_FUNCTIONS = ("if", "for", "while", "switch", "return", "sizeof", "defined")


def blank(text):
    """The text with everything but its line ends replaced by blanks."""
    return re.sub(r"[^\n]", " ", text)


def line_of(text, offset):
    """The number of the line (from 1) at an offset."""
    return text.count("\n", 0, offset) + 1


class Function:
    """A function's body: its name, first line, lines and depth of nesting."""

    def __init__(self, name, line, length, nesting):
        self.name = name
        self.line = line
        self.length = length
        self.nesting = nesting


class CSource:
    """One C file: its text with comments, or comments and strings, blanked out."""

    def __init__(self, text):
        self.text = text
        self.no_comments = TOKEN.sub(self._without_comment, text)
        masked = TOKEN.sub(self._without_both, text)
        self.code = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", lambda match: blank(match.group()),
                           masked, flags=re.MULTILINE)
        self.code_with_macros = masked

    @staticmethod
    def _without_comment(match):
        found = match.group()
        return blank(found) if found.startswith(("//", "/*")) else found

    @staticmethod
    def _without_both(match):
        found = match.group()
        if found.startswith(("//", "/*")):
            return blank(found)
        return found[0] + " " * (len(found) - 2) + found[-1]

    def includes(self):
        """Pairs of line and what is included, with its quotes."""
        for match in re.finditer(r"^[ \t]*#[ \t]*include[ \t]*([<\"][^>\"\n]*[>\"])",
                                 self.no_comments, re.MULTILINE):
            yield line_of(self.text, match.start()), match.group(1)

    def functions(self):
        """Every function defined here (GNU style: braces in the first column)."""
        for match in re.finditer(r"^\{", self.code, re.MULTILINE):
            head = self.code[:match.start()].rstrip()
            if not head.endswith(")"):
                continue
            end = self.code.find("\n}", match.start())
            end = len(self.code) if end < 0 else end + 2
            body = self.code[match.start():end]
            yield Function(self._name_before(head), line_of(self.text, match.start()),
                           body.count("\n") + 1, nesting_of(body))

    @staticmethod
    def _name_before(head):
        """The name of the function whose parameter list ends the text."""
        depth = 0
        for offset in range(len(head) - 1, -1, -1):
            depth += {")": 1, "(": -1}.get(head[offset], 0)
            if depth == 0:
                names = re.findall(r"\w+", head[max(0, offset - 120):offset])
                return names[-1] if names else "?"
        return "?"

    def declarations(self):
        """Pairs of line and name of the functions that a header declares."""
        depth, start = 0, 0
        for match in re.finditer(r"[{};]", self.code):
            mark = match.group()
            if mark == ";" and depth == 0:
                found = self._declaration(start, match.start())
                if found:
                    yield found
            depth += {"{": 1, "}": -1}.get(mark, 0)
            if depth == 0:
                start = match.end()

    def _declaration(self, start, end):
        statement = self.code[start:end]
        match = re.search(r"(?<![\w*(])(?:\w[\w\s]*?[\s*])([a-z_]\w*)\s*\(", statement)
        if match is None or re.search(r"\btypedef\b|=|\bG_(?:DECLARE|DEFINE)_\w+", statement):
            return None
        first = start + len(statement) - len(statement.lstrip())
        first += self._markers(self.code[first:end])
        return line_of(self.text, first), match.group(1)

    @staticmethod
    def _markers(statement):
        """How long the markers before a declaration are (G_BEGIN_DECLS and such)."""
        match = re.match(r"(?:G_(?:BEGIN|END)_DECLS\s*|G_DECLARE_\w+\s*\([^)]*\)\s*"
                         r"|G_DEFINE_AUTOPTR_CLEANUP_FUNC\s*\([^)]*\)\s*)+", statement)
        return match.end() if match else 0


def nesting_of(body):
    """How many control statements stand inside one another in a function's body."""
    return _Nesting(WORD.findall(body)).deepest


class _Nesting:
    """Walks over the statements of a body. Braces of initialisers are no statements."""

    def __init__(self, words):
        self.words = words
        self.position = 0
        self.deepest = 0
        self._block(0)

    def _peek(self):
        return self.words[self.position] if self.position < len(self.words) else None

    def _block(self, depth):
        self.position += 1
        while self._peek() not in ("}", None):
            self._statement(depth)
        self.position += 1

    def _balanced(self):
        """Pass over one pair of brackets and what is in it."""
        depth = 0
        while self._peek() is not None:
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(self._peek(), 0)
            self.position += 1
            if depth == 0:
                return

    def _statement(self, depth):
        word = self._peek()
        if word == "{":
            self._block(depth)
        elif word in CONTROL:
            self._control(depth)
        elif word == "do":
            self.position += 1
            self._inside(depth)
            self._to_semicolon()
        elif word == "else":
            self.position += 1
            self._else(depth)
        elif word in ("case", "default"):
            self._to_colon()
        elif BARE_MACRO.match(word):
            self.position += 1
        else:
            self._to_semicolon()

    def _inside(self, depth):
        self.deepest = max(self.deepest, depth + 1)
        self._statement(depth + 1)

    def _control(self, depth):
        self.position += 1
        if self._peek() == "(":
            self._balanced()
        self._inside(depth)

    def _else(self, depth):
        if self._peek() == "if":
            self._control(depth)
        else:
            self._inside(depth)

    def _to_semicolon(self):
        while self._peek() not in (";", "}", None):
            if self._peek() in ("(", "[", "{"):
                self._balanced()
            else:
                self.position += 1
        if self._peek() == ";":
            self.position += 1

    def _to_colon(self):
        while self._peek() not in (":", ";", "}", None):
            if self._peek() == "(":
                self._balanced()
            else:
                self.position += 1
        if self._peek() == ":":
            self.position += 1
