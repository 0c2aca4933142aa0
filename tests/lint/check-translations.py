#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-translations.py: every sentence can be translated, and one language has them all.

po/POTFILES names every file with a sentence, each po file is sound, at least one of the languages
in po/LINGUAS has all sentences of today, and none says in the window what only the trade knows.
Ends with "N passed, N failed".
"""

import gettext
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
MARKED_C = re.compile(r"(?<!\w)(?:N?_|N?C_|d?n?gettext)\s*\(\s*\"")
MARKED_UI = re.compile(r"translatable=[\"'](?:yes|true|1)[\"']")
EXTRACT = ["xgettext", "--files-from=po/POTFILES", "--from-code=UTF-8", "--keyword=_",
           "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2", "--keyword=g_dngettext:2,3"]

# The trade's words as a translation would bring them back; the terminal client speaks to those who
# set things up and may use them (src/cli).
TRADE_WORDS = {
    "": r"buckets?|tokens?|multipart|S3|ARNs?|endpoints?",
    "de": r"Regionen|Anmeldetoken|Endpunkte?",
    "es": r"regi(?:ón|ones)|credenciales|puntos? de conexión",
    "fr": r"régions?|jetons?|compartiments?|points? de terminaison",
    "pt_BR": r"regi(?:ão|ões)|credenciais|pontos? de extremidade",
    "ja": r"バケット|トークン|リージョン|エンドポイント|マルチパート|クレデンシャル",
    "ar": r"حاوية|رمز مميز|نقطة نهاية",
}


def read(path):
    """A file of the checkout."""
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def words(path):
    """A list file without its comments."""
    return re.sub(r"#.*", "", read(path)).split()


def run(*command):
    """The exit status and what was said."""
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return ran.returncode, (ran.stdout + ran.stderr).strip()


def check_files(listed):
    """Sentences outside of the listed files."""
    for folder, _, names in os.walk(os.path.join(ROOT, "src")):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), ROOT)
            if not path.endswith((".c", ".ui")) or path in listed:
                continue
            if (MARKED_C if path.endswith(".c") else MARKED_UI).search(read(path)):
                yield f"{path} has sentences and is not in po/POTFILES"
    for path in listed:
        if not os.path.exists(os.path.join(ROOT, path)):
            yield f"po/POTFILES names {path}, which is not there"


def window_sentences(template):
    """The sentences of the template that are not the terminal client's alone."""
    found = set()
    for entry in read(template).split("\n\n"):
        places = re.findall(r"(src/\S+|data/\S+):\d+", entry)
        sentence = re.search(r"^msgid ((?:\".*\"\n?)+)", entry, re.MULTILINE)
        if sentence and any(not place.startswith("src/cli/") for place in places):
            found.add("".join(re.findall(r"\"(.*)\"", sentence[1])).replace("\\n", "\n"))
    return found


def check_words(language, folder, template):
    """The trade's words in what a language says in the window."""
    compiled = os.path.join(folder, "words.mo")
    run("msgfmt", f"--output={compiled}", f"po/{language}.po")
    if not os.path.exists(compiled):
        return
    common, own = TRADE_WORDS[""], TRADE_WORDS.get(language, "(?!)")
    words_of_trade = re.compile(rf"\b(?:{common})\b|(?<!\w)(?:{own})", re.IGNORECASE)
    with open(compiled, "rb") as file:
        # Translations with a plural are kept by sentence and form, those with a context by both.
        said = gettext.GNUTranslations(file)._catalog  # pylint: disable=protected-access
    shown = window_sentences(template)
    for key, text in said.items():
        sentence = (key[0] if isinstance(key, tuple) else key).split("\4")[-1]
        hit = words_of_trade.search(text)
        if hit and sentence in shown:
            yield f"po/{language}.po: \"{hit[0]}\" in the translation of \"{sentence}\""


def check_languages(template):
    """Each language's file, and whether one has everything."""
    complete = []
    missing = ["po/LINGUAS names no language"]
    for language in words("po/LINGUAS"):
        path = f"po/{language}.po"
        status, said = run("msgfmt", "--check", "--output-file=/dev/null", path)
        if status != 0:
            yield f"{path}: {said}"
        status, said = run("msgcmp", path, template)
        if status == 0:
            complete.append(language)
        else:
            missing.append(f"{path}: {said}")
    if not complete:
        yield "no language has all sentences:\n" + "\n".join(missing[1:] or missing)


def main():
    """Run the checks."""
    for path in ("po/POTFILES", "po/LINGUAS"):
        if not os.path.exists(os.path.join(ROOT, path)):
            print(f"{path} is not there\n0 passed, 1 failed")
            return 1
    listed = words("po/POTFILES")
    problems = list(check_files(listed))
    with tempfile.TemporaryDirectory() as folder:
        template = os.path.join(folder, "dropoff.pot")
        status, said = run(*EXTRACT, f"--output={template}")
        if status != 0 or not os.path.exists(template):
            problems.append(f"xgettext: {said or 'no sentence found'}")
        else:
            problems += check_languages(template)
            for language in words("po/LINGUAS"):
                problems += check_words(language, folder, template)
    print("\n".join(problems + [f"{0 if problems else len(listed)} passed, {len(problems)} failed"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
