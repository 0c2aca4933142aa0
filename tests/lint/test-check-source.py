#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rule of check-source.py fires on bad input and stays silent on good input."""

import importlib.util
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import rules_c  # noqa: E402  (the path has to be set first)
import rules_words  # noqa: E402
from c_source import CSource, nesting_of  # noqa: E402

SPEC = importlib.util.spec_from_file_location(
    "check_source", os.path.join(HERE, "check-source.py"))
check_source = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(check_source)

C_TOP = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
PY_TOP = "#!/usr/bin/python3\n# SPDX-License-Identifier: GPL-3.0-or-later\n"
GOOD_C = C_TOP + """#include "dropoff-low.h"

/* A goto in a comment, strcpy (), and TOKEN are no findings. */
static const char *const names[] = {
  "goto", "strcpy (a, b)", "bucket",
};

static void
on_ready (Thing *self)
{
  g_autofree char *text = g_strdup (_ ("Sending… “{” is not a brace"));
  const int sizes[] = { 1, 2, 3 };

  g_debug ("the token of the bucket");
  if (self->open)
    {
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        if (sizes[i] == '{')
          use (&(Place){ .x = 1, .y = { 2 } });
    }
  else if (self->closed)
    self->system (self, sizes, names, text);
}
"""
GOOD_H = C_TOP + """#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_THING (dropoff_thing_get_type ())
G_DECLARE_FINAL_TYPE (DropoffThing, dropoff_thing, DROPOFF, THING, GObject)

typedef void (*DropoffThingFunc) (DropoffThing *self, gpointer user_data);

/**
 * dropoff_thing_count:
 * @self: a thing
 *
 * Returns: how many there are.
 */
guint dropoff_thing_count (DropoffThing *self,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** As dropoff_thing_count(), from another thread. */
guint dropoff_thing_count_now (DropoffThing *self);

struct _DropoffThing
{
  int (*call) (void);
};

G_END_DECLS
"""


def function(lines, name="work"):
    """A C function with so many lines between its braces."""
    return C_TOP + f"static void\n{name} (void)\n{{\n" + "  step ();\n" * lines + "}\n"


class Tree(unittest.TestCase):
    """A small checkout with two rooms beside each other, one above, and ui."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = self.folder.name
        rooms = ("base", "net", "aws", "transfer", "ui")
        self.write("src/meson.build", "".join(f"subdir('{room}')\n" for room in rooms))
        for room, header in (("base", "low"), ("net", "wire"), ("transfer", "high")):
            self.write(f"src/{room}/dropoff-{header}.h", C_TOP)

    def write(self, path, text):
        """Put a file there."""
        whole = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "w", encoding="utf-8") as file:
            file.write(text)

    def rules(self, path, text):
        """The names of the rules that fire."""
        rooms = rules_c.Rooms(self.root)
        return {rule for _, rule, _ in check_source.check_text(path, text, self.root, rooms)}

    def assert_fires(self, rule, path, text):
        """Exactly this rule fires."""
        self.assertEqual(self.rules(path, text), {rule})

    def assert_silent(self, path, text):
        """No rule fires."""
        self.assertEqual(self.rules(path, text), set())


class GoodInput(Tree):
    """What is right is not found fault with."""

    def test_c(self):
        self.assert_silent("src/transfer/dropoff-x.c", GOOD_C)

    def test_header(self):
        self.assert_silent("src/transfer/dropoff-x.h", GOOD_H)

    def test_longest(self):
        self.assert_silent("src/base/a.c", function(78))
        self.assert_silent("src/base/a.c", function(148, "dropoff_x_class_init"))

    def test_script(self):
        self.assert_silent("tests/a.sh", "#!/bin/sh\n" + PY_TOP.split("\n")[1]
                           + "\ncurl http://127.0.0.1:1/ https://files.acme.example/\n")


class Shape(Tree):
    """Sizes, blanks and licence."""

    def test_file_length(self):
        self.assert_fires("file-length", "src/base/a.c", C_TOP + "int a;\n" * 800)

    def test_licence(self):
        self.assert_fires("licence", "src/base/a.c", "int a;\n")
        self.assert_fires("licence", "src/base/a.c", "\n" + C_TOP + "int a;\n")
        self.assert_fires("licence", "tests/a.py", "import os\n")
        self.assert_fires("licence", "src/ui/a.ui", "<interface/>\n")

    def test_blanks(self):
        self.assert_fires("blanks", "src/base/a.c", C_TOP + "int a; \n")
        self.assert_fires("tab", "src/base/a.c", C_TOP + "\tint a;\n")
        self.assert_fires("last-line", "src/base/a.c", C_TOP + "int a;")

    def test_columns(self):
        self.assert_fires("columns", "src/base/a.c", C_TOP + "/* " + "x" * 100 + " */\n")

    def test_python(self):
        self.assert_fires("function-length", "tests/a.py",
                          PY_TOP + "def work():\n" + "    step()\n" * 80)
        self.assert_fires("syntax", "tests/a.py", PY_TOP + "def work(:\n")


class Code(Tree):
    """Functions and calls."""

    def test_function_length(self):
        self.assert_fires("function-length", "src/base/a.c", function(79))
        self.assert_fires("function-length", "src/base/a.c",
                          function(149, "dropoff_x_class_init"))

    def test_goto(self):
        self.assert_fires("goto", "src/base/a.c", C_TOP + "static void\na (void)\n{\n"
                          "  goto out;\nout:\n  return;\n}\n")
        self.assert_fires("goto", "src/base/a.c", C_TOP + "#define OUT goto out\n")

    def test_nesting(self):
        deep = "for (;;) if (a) while (b) switch (c) { default: if (d) step (); }"
        self.assert_fires("nesting", "src/base/a.c", C_TOP + f"static void\na (void)\n{{\n{deep}\n}}\n")

    def test_banned_calls(self):
        for name in rules_c.BANNED_CALLS:
            with self.subTest(name):
                self.assert_fires("banned-call", "src/base/a.c", C_TOP + f"int a = {name} (b);\n")
        self.assert_fires("banned-call", "src/base/a.c", C_TOP + "#define A(b) atoi (b)\n")

    def test_environment_of_tests(self):
        self.assert_silent("tests/unit/a.c", C_TOP + "int a = setenv (b);\n")

    def test_undocumented(self):
        self.assert_fires("documented", "src/base/a.h", C_TOP + "int dropoff_a (void);\n")
        self.assert_fires("documented", "src/base/a.h",
                          C_TOP + "/* Not a block. */\nint dropoff_a (void);\n")
        self.assert_fires("documented", "src/base/a.h",
                          C_TOP + "/**\n * dropoff_b:\n */\nint dropoff_a (void);\n")
        self.assert_fires("documented", "src/base/a.h",
                          C_TOP + "typedef struct\n{\n  int a;\n} A;\nG_BEGIN_DECLS\n"
                          "A *dropoff_a (void) G_GNUC_PURE;\nG_END_DECLS\n")


class Includes(Tree):
    """Who may see whom."""

    def test_rooms(self):
        self.assert_fires("room", "src/base/a.c", C_TOP + '#include "dropoff-wire.h"\n')
        self.assert_fires("room", "src/aws/a.c", C_TOP + '#include "dropoff-wire.h"\n')
        self.assert_fires("room", "src/net/a.h", C_TOP + "# include <dropoff-high.h>\n")
        self.assert_silent("src/transfer/a.c", C_TOP + '#include "dropoff-wire.h"\n')
        self.assert_silent("src/main.c", C_TOP + '#include "dropoff-high.h"\n')

    def test_folders(self):
        self.assert_fires("include-path", "src/aws/a.c", C_TOP + '#include "../net/x.h"\n')
        self.assert_fires("include-path", "tests/unit/a.c", C_TOP + '#include "a/../x.h"\n')

    def test_libcurl(self):
        self.assert_silent("src/net/a.c", C_TOP + "#include <curl/curl.h>\n")
        for path in ("src/net/a.h", "src/aws/a.c", "src/ui/a.c", "src/main.c"):
            self.assert_fires("curl", path, C_TOP + "#include <curl/curl.h>\n")

    def test_desktop(self):
        self.assert_silent("src/ui/a.c", C_TOP + "#include <adwaita.h>\n")
        for header in ("gtk/gtk.h", "adwaita.h", "gdk/gdk.h"):
            self.assert_fires("desktop", "src/transfer/a.c", C_TOP + f"#include <{header}>\n")


class Words(Tree):
    """What people read, and what does not belong here."""

    def test_trade_words(self):
        for word in ("bucket", "regions", "Token", "pool", "ARN", "multipart", "S3", "credentials",
                     "endpoint", "server", "Uploading"):
            for call in ('_ ("a %s b")', 'N_("%s")', 'ngettext ("%s", "x", 1)', 'C_ ("c", "%s")'):
                with self.subTest(word=word, call=call):
                    self.assert_fires("words", "src/ui/a.c",
                                      C_TOP + "char *a = " + call % word + ";\n")

    def test_typography(self):
        for sentence in ("the company's", 'the \\"file\\"', "wait..."):
            with self.subTest(sentence=sentence):
                self.assert_fires("typography", "src/net/a.c",
                                  C_TOP + f'char *a = _ ("{sentence}");\n')
        self.assert_fires("typography", "data/a.desktop.in", "[Desktop Entry]\nName=It's\n")
        self.assert_silent("src/ui/a.c", C_TOP + 'char *a = _ ("%\'u of the company’s “files”…");\n')

    def test_sentence_over_lines(self):
        self.assert_fires("words", "src/net/a.c", C_TOP + 'char *a = _ ("the "\n  "buck" "et");\n')

    def test_not_for_people(self):
        self.assert_silent("src/net/a.c", C_TOP + 'void a (void) { g_debug ("bucket"); }\n')
        self.assert_silent("src/ui/a.c", C_TOP + 'char *a = _ ("This warns about serverless");\n')

    def test_ui(self):
        top = "<!-- SPDX-License-Identifier: GPL-3.0-or-later -->\n<interface>"
        self.assert_fires("words", "src/ui/a.ui", top + '<property name="label" '
                          'translatable="yes">Upload</property></interface>\n')
        self.assert_fires("translatable", "src/ui/a.ui",
                          top + '<property name="label">Send</property></interface>\n')
        self.assert_fires("xml", "src/ui/a.ui", top + "<a></interface>\n")
        self.assert_silent("src/ui/a.ui", top + '<property name="label" '
                           'translatable="yes">Send</property></interface>\n')

    def test_desktop_and_metainfo(self):
        self.assert_fires("words", "data/a.desktop.in", "[Desktop Entry]\nName=Uploader\n")
        self.assert_fires("words", "data/a.metainfo.xml.in",
                          "<component><summary>To your S3</summary></component>\n")

    def test_left_behind(self):
        for word in ("TO" + "DO", "FIX" + "ME"):
            self.assert_fires("left-behind", "src/base/a.c", C_TOP + f"/* {word}: later */\n")

    def test_foreign(self):
        known = rules_words.FOREIGN
        rules_words.FOREIGN = (rules_words.digest("elsewhere"),)
        try:
            self.assert_fires("foreign", "docs/a.md", "Made Elsewhere.\n")
        finally:
            rules_words.FOREIGN = known
        self.assert_silent("docs/a.md", "Made Elsewhere.\n")

    def test_machine_paths(self):
        for path in ("/ro" + "ot/x", "/wo" + "rk/x", "/ho" + "me/ann/x"):
            self.assert_fires("machine-path", "src/base/a.c", C_TOP + f'char *a = "{path}";\n')

    def test_hosts(self):
        self.assert_fires("host", "tests/a.sh", "#!/bin/sh\n" + C_TOP + "wget https://"
                          + "mirror.somewhere.net/x\n")

    def test_links(self):
        self.assert_fires("link", "docs/a.md", "See [it](not-there.md).\n")
        self.assert_fires("link", "docs/a.md", "See ../../else/where.md there.\n")
        self.assert_silent("docs/a.md", "See ../src/meson.build and [it](a.example:1).\n")


class Parts(unittest.TestCase):
    """The reading of C."""

    def test_nesting(self):
        for body, deepest in (("{ a (); }", 0), ("{ if (a) b (); else if (c) d (); else e (); }", 1),
                              ("{ do { if (a) b (); } while (c); }", 2),
                              ("{ T a = { { 1 }, { 2 } }; while (a) { T b = { 1 }; } }", 1),
                              ("{ switch (a) { case (1): if (b) { c (); } break; } }", 2)):
            with self.subTest(body):
                self.assertEqual(nesting_of(body), deepest)

    def test_functions(self):
        source = CSource("static int\nfirst (int (*a) (void),\n       int b)\n{\n  return 1;\n}\n\n"
                         "struct x\n{\n  int a;\n};\nint\nsecond (void)\n{\n}\n")
        self.assertEqual([(f.name, f.line, f.length) for f in source.functions()],
                         [("first", 4, 3), ("second", 14, 2)])


class Command(Tree):
    """The command as a whole."""

    def run_command(self):
        """Its exit status and last line."""
        ran = subprocess.run([sys.executable, os.path.join(HERE, "check-source.py"), "--root",
                              self.root], capture_output=True, text=True, check=False)
        return ran.returncode, ran.stdout.rstrip().split("\n")[-1]

    def test_exit_status(self):
        top = "# " + check_source.LICENCE + "\n"
        self.write("src/meson.build", top + "subdir('base')\n")
        self.assertEqual(self.run_command(), (0, "4 passed, 0 failed"))
        self.write("src/base/dropoff-bad.c", "int a;\n")
        self.assertEqual(self.run_command(), (1, "4 passed, 1 failed"))

    def test_nothing_to_check(self):
        self.folder.cleanup()
        os.mkdir(self.root)
        self.assertEqual(self.run_command(), (1, "0 passed, 0 failed"))


if __name__ == "__main__":
    unittest.main()
