# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be said where: words for people, notes left behind, addresses of machines."""

import hashlib
import os
import re
import xml.etree.ElementTree

from c_source import CSource, line_of

# Words of the trade. Who sends files has never heard them (docs: the wording of the window).
TRADE_WORDS = re.compile(
    r"\b(buckets?|regions?|tokens?|pools?|ARNs?|multipart|S3|credentials?|endpoints?|servers?"
    r"|upload(?:s|ed|ing|er)?)\b", re.IGNORECASE)
# What a typewriter has for ’, “ ”, and …; a ' before a placeholder's figures is printf's.
TYPEWRITTEN = re.compile(r"(?<!%)'|\\?\"|\.\.\.")
TRANSLATED = re.compile(r"(?<!\w)(?:N?_|C_|NC_|ngettext|g_dngettext|dngettext|gettext)\s*\(")
LITERAL = re.compile(r"\"((?:\\.|[^\"\\\n])*)\"")
ADJACENT = re.compile(r"(?:\"(?:\\.|[^\"\\\n])*\"\s*)+")

# Put together here so that the list does not find itself.
LEFT_BEHIND = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"))
                         + r")\b")
# Names of tools that have no place in the sources, as digests: the list is no hit itself.
FOREIGN = (
    "c857d09db23e6822", "c70eca6b0f88f44d", "7d3194f79e645c42", "60965168ce762e94",
    "3ea125d0bff386e6", "94a168d2da574b00", "487b91042c7cf27a",
)
MACHINE_PATH = re.compile(r"(?<![\w.:/$}~-])/(?:root|work|Users|workspace|builds|home/\w+)/[\w.]")
ADDRESS = re.compile(r"https?://([A-Za-z0-9][A-Za-z0-9.-]*)")
SCRIPTS = (".sh", "package.json", "package-lock.json")
# Loopback, names reserved for examples, and names of formats that look like addresses.
PLAIN_HOSTS = re.compile(
    r"^(127(\.\d+){3}|localhost|([\w.-]+\.)?example(\.(com|org|net))?|[\w.-]+\.(test|invalid)"
    r"|(www\.)?(freedesktop|w3)\.org)$")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)|(?<![\w/.])((?:\.\./)+[\w./-]+)")


def check(path, text, root):
    """Yield (line, rule, message) for any text file."""
    yield from check_left_behind(text)
    yield from check_places(path, text)
    if path.endswith(".md"):
        yield from check_links(path, text, root)


def check_people(path, text):
    """Yield (line, rule, message) for words that a person would read."""
    if path.startswith("src/") and path.endswith((".c", ".h")):
        yield from check_c_sentences(text)
    elif path.endswith(".ui"):
        yield from check_ui(text)
    elif path.endswith((".desktop.in", ".desktop")):
        yield from check_desktop_file(text)
    elif path.endswith((".metainfo.xml", ".metainfo.xml.in", ".appdata.xml")):
        yield from check_metainfo(text)


def check_sentence(line, sentence):
    """One finding for each word of the trade in a sentence, and for each sign of a typewriter."""
    for match in TRADE_WORDS.finditer(sentence):
        yield line, "words", f"“{match.group()}” in “{sentence.strip()}”"
    for match in TYPEWRITTEN.finditer(sentence):
        yield line, "typography", f"{match.group()} in “{sentence.strip()}”, not ’ “ ” or …"


def check_c_sentences(text):
    """The literals of everything that is marked for translation."""
    source = CSource(text)
    for match in TRANSLATED.finditer(source.code_with_macros):
        start, depth = match.end() - 1, 0
        for end in range(start, len(source.code_with_macros)):
            depth += {"(": 1, ")": -1}.get(source.code_with_macros[end], 0)
            if depth == 0:
                break
        for literals in ADJACENT.findall(source.no_comments[start:end]):
            yield from check_sentence(line_of(text, start), "".join(LITERAL.findall(literals)))


def check_ui(text):
    """What a .ui file says, marked for translation or not."""
    try:
        tree = xml.etree.ElementTree.fromstring(text)
    except xml.etree.ElementTree.ParseError as error:
        yield error.position[0], "xml", str(error)
        return
    for element in tree.iter():
        if element.get("translatable") in ("yes", "true", "1") and element.text:
            yield from check_sentence(line_of(text, max(text.find(element.text), 0)), element.text)
        elif element.tag == "property" and element.get("name") in (
                "label", "title", "subtitle", "tooltip-text", "description", "text"):
            if element.text not in (None, "Dropoff") and re.search(r"[a-z]{2}", element.text):
                yield (line_of(text, max(text.find(element.text), 0)), "translatable",
                       f"“{element.text}” is not marked for translation")


def check_desktop_file(text):
    """Names and comments of a desktop file."""
    for number, line in enumerate(text.split("\n"), 1):
        key, _, value = line.partition("=")
        if key in ("Name", "GenericName", "Comment", "Keywords"):
            yield from check_sentence(number, value)


def check_metainfo(text):
    """Sentences of the page in the software centre."""
    try:
        tree = xml.etree.ElementTree.fromstring(text)
    except xml.etree.ElementTree.ParseError as error:
        yield error.position[0], "xml", str(error)
        return
    for element in tree.iter():
        if element.tag in ("name", "summary", "p", "li", "caption") and element.text:
            yield from check_sentence(line_of(text, max(text.find(element.text), 0)), element.text)


def check_left_behind(text):
    """Notes that should have become code or an issue, and foreign names."""
    for number, line in enumerate(text.split("\n"), 1):
        match = LEFT_BEHIND.search(line)
        if match:
            yield number, "left-behind", match.group()
        for word in re.findall(r"[a-z]{3,}", line.lower()):
            if digest(word) in FOREIGN:
                yield number, "foreign", f"“{word}” has nothing to do with this project"


def digest(word):
    """How a foreign word is kept."""
    return hashlib.sha256(word.encode()).hexdigest()[:16]


def check_places(path, text):
    """Paths of one machine, and hosts that a script should not know."""
    script = path.endswith(SCRIPTS) or path.startswith(".ci/")
    for number, line in enumerate(text.split("\n"), 1):
        match = MACHINE_PATH.search(line)
        if match and not (path.startswith("tests/") and match.group().startswith("/home/")):
            yield number, "machine-path", f"{match.group()}… is a path of one machine"
        for host in ADDRESS.findall(line) if script else ():
            if not PLAIN_HOSTS.match(host):
                yield number, "host", f"a script names the host {host}"


def check_links(path, text, root):
    """Links between documents that lead nowhere."""
    folder = os.path.dirname(os.path.join(root, path))
    for number, line in enumerate(text.split("\n"), 1):
        for match in LINK.finditer(line):
            target = match.group(1) or match.group(2)
            resolved = os.path.normpath(os.path.join(folder, target))
            inside = (resolved + "/").startswith(os.path.normpath(root) + "/")
            if not inside or not os.path.exists(resolved):
                yield number, "link", f"{target} leads nowhere"
