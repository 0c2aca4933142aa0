#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-ways-in.py [--write]: docs/ways-in.md says what the code does.

Its table of errors is made of the rows of src/accounts/dropoff-sign-in-errors.c (--write puts the
present ones in), every challenge of src/accounts/dropoff-sign-in-challenges.c has a row, every row
has a sentence, a next step and a test, and the tests that it names exist. Ends with
"N passed, N failed".
"""

import os
import re
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PAGE = "docs/ways-in.md"
DISPLAY_TESTS = "tests/end-to-end/display"
ERRORS = "src/accounts/dropoff-sign-in-errors.c"
CHALLENGES = "src/accounts/dropoff-sign-in-challenges.c"
BEGIN, END = "<!-- errors: written by tests/lint/check-ways-in.py -->", "<!-- end -->"
STRING = r'"((?:[^"\\]|\\.)*)"'

# What the calls are to a person, in the order of the code's own list.
CALLS = {
    "PASSWORD": "signing in",
    "CODE": "a code or answer",
    "CHOOSE": "a first password",
    "SEND": "having a code sent",
    "CONFIRM": "confirming an address",
    "RESET": "a forgotten password",
    "SIGN_UP": "a new account",
    "CHANGE": "another password",
    "APP": "setting up a code app",
    "SECOND_STEP": "the second step",
    "DEVICE": "remembering the computer",
    "RENEW": "renewal",
    "IDENTITY": "getting keys",
    "ASSUME": "getting keys by a role",
    "REDEEM": "coming back from the browser",
    "BACK_END": "signing in at the company's own service",
    "BACK_END_RENEW": "renewal at the company's own service",
}
GROUPS = {
    "ALL": None,
    "OWN": ("BACK_END", "BACK_END_RENEW"),
    "SIGNED_IN": ("CHANGE", "APP", "SECOND_STEP"),
}
# What the program does by itself, and the button that is left when that is in vain.
BY_REMEDY = {
    "REPEAT": "tried three times by itself; then **Try Again**",
    "BEGIN_AGAIN": "begun again by itself; then the field, or **Try Again**",
    "GO_ON": "goes on by itself, as if it had worked",
    "FORGET_DEVICE": "goes on by itself without the computer's own proof",
    "FORGET": "uploads wait; banner **Sign In**",
    "NEW_IDENTITY": "asked for anew by itself; then **E-mail Them**",
    "NEW_TOKENS": "renewed by itself; then banner **Sign In**",
    "OTHER_CALL": "the older call by itself; then **E-mail Them**",
}
BY_CODE = {
    "WRONG_ANSWER": "the field, marked, to type it again; **Forgot Password?** beside a password",
    "TOO_MANY_TRIES": "wait, or **E-mail Them**",
    "ASK_COMPANY": "**E-mail Them**",
    "SIGN_IN": "the sign-in page; **Forgot Password?**",
    "CONFIRM_ADDRESS": "the page for the code, by itself",
    "NEW_PASSWORD": "the field for a new password, marked; its page by itself",
    "RETRY": "**Try Again**",
    "NOT_THE_SERVICE": "**Try Again**",
    "INTERNAL": "**E-mail Them**; *Send a Report…* in the menu",
}
EVERY_ROW = "/sign-in-errors/rows"
# Where a row is met by the local cloud: the first that fits and knows it; else only by itself.
TESTS = (
    ({"IDENTITY", "ASSUME"}, "/kinds/pool-errors"),
    ({"REDEEM"}, "/browser/redeem-errors"),
    ({"BACK_END", "BACK_END_RENEW"}, "/kinds/developer-wrong"),
    ({"RENEW"}, "/errors/renewal"),
    ({"SECOND_STEP"}, "/second-steps/refused"),
    (set(CALLS), "/errors/table"),
)


def read(path):
    """A file of the checkout."""
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def text_of(expression, names):
    """The text of adjoining C strings, or of a name for some."""
    found = re.findall(STRING, names.get(expression.strip(), expression))
    return "".join(found).replace('\\"', '"') or None


def read_rows():
    """The code's table: (type, words, calls, code, remedy, sentence)."""
    source = re.sub(r"/\*.*?\*/", "", read(ERRORS), flags=re.DOTALL).replace("\\\n", " ")
    names = dict(re.findall(r"^#define (\w+) (N_ .*)$", source, flags=re.MULTILINE))
    table = source.split("static const Row rows[] = {")[1].split("\n};")[0]
    item = rf"(?:{STRING}|NULL)"
    row = re.compile(rf"ROW \(({item}),\s*({item}),\s*([\w\s|]+),\s*(\w+),\s*(\w+),"
                     rf"\s*(N_ \((?:{STRING}\s*)+\)|\w+)\)")
    rows = []
    for found in row.finditer(table):
        kind, words, calls, code, remedy, sentence = (
            found.group(n) for n in (1, 3, 5, 6, 7, 8))
        members = set()
        for name in re.findall(r"\w+", calls):
            members |= set(GROUPS.get(name, (name,)) or CALLS)
        rows.append((text_of(kind, {}), text_of(words, {}), members, code, remedy,
                     text_of(sentence, names)))
    if len(rows) != table.count("ROW ("):
        raise SystemExit(f"{ERRORS}: {len(rows)} of {table.count('ROW (')} rows can be read")
    return rows


def make_table(rows, tests):
    """The same for people."""
    lines = ["| the service says | during | the person reads | next step | test |",
             "|---|---|---|---|---|"]
    for kind, words, calls, code, remedy, sentence in rows:
        during = "anything" if calls == set(CALLS) else ", ".join(
            text for name, text in CALLS.items() if name in calls)
        step = BY_REMEDY.get(remedy) or BY_CODE[code]
        test = next((name for some, name in TESTS if calls <= some and f'"{kind}"' in tests[name]),
                    EVERY_ROW)
        says = f"`{kind}`" + (f" “{words}”" if words else "")
        lines.append(f"| {says} | {during} | {sentence} | {step} | `{test}` |")
    return "\n".join(lines)


def read_tests():
    """The paths of all tests, each with its program's source."""
    found = {}
    for folder in ("tests/accounts", "tests/unit"):
        for name in sorted(os.listdir(os.path.join(ROOT, folder))):
            if name.endswith(".c"):
                source = read(f"{folder}/{name}")
                for path in re.findall(r'"(/[a-z0-9-]+/[a-z0-9-]+)"', source):
                    found[path] = source
    return found


def read_challenges():
    """The names that the code knows: those of challenges, not of their parameters."""
    names = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)*)"', read(CHALLENGES)))
    return {name for name in names
            if not re.search(r"_CODE$|^ANSWER$|_MFA$|^CODE_|^MFAS_", name)
            or name in ("SMS_MFA", "SOFTWARE_TOKEN_MFA")}


def check(page, rows, tests):
    """What is wrong with the page."""
    present = page.partition(BEGIN)[2].partition(END)[0].strip()
    if present != make_table(rows, tests):
        yield f"{PAGE}: the table of errors is not the code's: check-ways-in.py --write"
    lines = [line for line in page.splitlines()
             if line.startswith("| ") and not re.match(r"\| [a-z ]+ \|.* test \|$", line)]
    for line in lines:
        if any(not cell.strip() for cell in line.strip("| ").split("|")):
            yield f"{PAGE}: a row leads nowhere: {line}"
    named = {name for line in lines for name in re.findall(r"`(/[a-z0-9-]+/[a-z0-9-]+)`", line)}
    for name in sorted(named - set(tests)):
        yield f"{PAGE}: there is no test {name}"
    for line in lines:
        if not re.search(r"`/[a-z0-9-]+/[a-z0-9-]+`|`test_\w+\.py`", line):
            yield f"{PAGE}: no test is named: {line}"
        for name in re.findall(r"`(test_\w+\.py)`", line):
            if not os.path.exists(os.path.join(ROOT, DISPLAY_TESTS, name)):
                yield f"{PAGE}: there is no {name}"
    for kind in sorted({row[0] for row in rows}):
        if not any(f'"{kind}"' in source for source in tests.values()):
            yield f"{ERRORS}: no test knows {kind}"
    for name in sorted(read_challenges()):
        if not any(f"`{name}`" in line for line in lines):
            yield f"{PAGE}: {name} has no row"


def main():
    """Write or check."""
    rows, tests = read_rows(), read_tests()
    page = read(PAGE)
    if "--write" in sys.argv[1:]:
        head, tail = page.split(BEGIN)[0], page.split(END)[1]
        with open(os.path.join(ROOT, PAGE), "w", encoding="utf-8") as file:
            file.write(f"{head}{BEGIN}\n\n{make_table(rows, tests)}\n\n{END}{tail}")
        return 0
    problems = list(check(page, rows, tests))
    for problem in problems:
        print(f"not ok {problem}")
    print(f"{len(rows) if not problems else 0} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
