#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""pseudo.py DIRECTORY: makes a translation that nobody speaks but everybody can read.

“Send Files” becomes “⟦Šëñð Ƒîļëš one two⟧”: what is not translated lacks the brackets, what is cut off
lacks the second one, and everything is 40 % longer, as German is. Placeholders, markup and mnemonics
stay. Writes DIRECTORY/en/LC_MESSAGES/dropoff.mo.
"""

import ast
import os
import re
import struct
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LETTERS = str.maketrans("acdeginorstuyACDEGINORSTUYFlh", "âçðëĝîñöŕšţûýÅÇĐÊĞÎÑØŔŠŢÛÝƑļĥ")
FILLER = "one two three four five six seven eight nine ten eleven twelve".split()
# Placeholders of printf and strftime, markup, entities.
KEPT = re.compile(r"(%[-'0-9.]*l?[a-zA-Z%]|<[^<>]+>|&[a-z]+;)")
HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"


def pseudo(text):
    """One text in it."""
    parts = KEPT.split(text)
    inside = "".join(part if number % 2 else part.translate(LETTERS)
                     for number, part in enumerate(parts))
    letters = sum(len(part) for part in parts[::2])
    filler, wanted = "", letters * 0.4
    for word in FILLER:
        if len(filler) >= wanted or letters < 6:
            break
        filler += " " + word
    return f"⟦{inside}{filler}⟧"


def read_messages():
    """The program's texts as xgettext finds them: {key of the .mo: (singular, plural or None)}."""
    command = ["xgettext", "--from-code=UTF-8", "--files-from=po/POTFILES", "--output=-", "--no-wrap",
               "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2",
               "--keyword=g_dngettext:2,3", "--keyword=ngettext:1,2"]
    text = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    messages = {}
    for block in text.split("\n\n"):
        fields, field = {}, None
        for line in block.split("\n"):
            named = re.match(r"(msgctxt|msgid_plural|msgid|msgstr\S*) (\".*\")$", line)
            if named:
                field = named.group(1)
                fields[field] = ast.literal_eval(named.group(2))
            elif line.startswith('"') and field:
                fields[field] += ast.literal_eval(line)
        if fields.get("msgid"):
            key = fields["msgid"]
            if "msgctxt" in fields:
                key = f"{fields['msgctxt']}\x04{key}"
            messages[key] = fields["msgid"], fields.get("msgid_plural")
    return messages


def compile_messages(messages):
    """The bytes of the .mo."""
    table = {"": HEADER}
    for key, (singular, plural) in messages.items():
        if plural is None:
            table[key] = pseudo(singular)
        else:
            table[f"{key}\0{plural}"] = f"{pseudo(singular)}\0{pseudo(plural)}"
    pairs = sorted((key.encode(), value.encode()) for key, value in table.items())
    begin = 28 + 16 * len(pairs)
    keys = values = b""
    places = [[], []]
    for key, value in pairs:
        places[0].append((len(key), len(keys)))
        places[1].append((len(value), len(values)))
        keys += key + b"\0"
        values += value + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, begin)
    head += b"".join(struct.pack("<2I", length, begin + start) for length, start in places[0])
    head += b"".join(struct.pack("<2I", length, begin + len(keys) + start)
                     for length, start in places[1])
    return head + keys + values


def main():
    """Write it."""
    folder = os.path.join(sys.argv[1], "en", "LC_MESSAGES")
    os.makedirs(folder, exist_ok=True)
    messages = read_messages()
    with open(os.path.join(folder, "dropoff.mo"), "wb") as file:
        file.write(compile_messages(messages))
    print(f"pseudo: {len(messages)} texts")


if __name__ == "__main__":
    main()
