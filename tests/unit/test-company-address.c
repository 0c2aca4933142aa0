/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people type as a company's address, and what others put into links. */
#include "dropoff-company-address.h"

static const struct
{
  const char *address;
  const char *host; /* NULL: no address */
} cases[] = {
  { "acme.example", "acme.example" },
  { "  Acme.Example\n", "acme.example" },
  { "https://acme.example/send?to=us#now", "acme.example" },
  { "http://acme.example", "acme.example" },
  { "anna@acme.example", "acme.example" },
  { "https://anna:secret@acme.example/", "acme.example" },
  { "acme.example:8443", "acme.example:8443" },
  { "localhost:1", "localhost:1" },
  { "127.0.0.1:65535/x", "127.0.0.1:65535" },
  { "[::1]:443", "[::1]:443" },
  { "[FE80::1]", "[fe80::1]" },
  { "Müller.example", "xn--mller-kva.example" },
  /* It looks like acme.example, but its first letter is Cyrillic. */
  { "аcme.example", "xn--cme-5cd.example" },
  { "", NULL },
  { "   ", NULL },
  { "https://", NULL },
  { "/acme.example", NULL },
  { "acme example", NULL },
  { "acme.example@evil.example@acme.example", NULL },
  { "acme.example\\@evil.example", "evil.example" },
  { "acme.example\\.evil.example", NULL },
  { "acme.example%2fevil.example", NULL },
  { "acme.example:0", NULL },
  { "acme.example:65536", NULL },
  { "acme.example:44 3", NULL },
  { "acme.example:443:443", NULL },
  { "acme.example:", NULL },
  { "[::1", NULL },
  { "[::1]443", NULL },
  { "[]", NULL },
  { "<b>acme</b>", NULL },
  { "acme.\"example", NULL },
  { "acme.example\r\nHost: evil", NULL },
  { "\xff\xfe", NULL },
};

static void
test_hosts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = dropoff_company_address_find_host (cases[i].address);

      g_test_message ("%s", cases[i].address);
      g_assert_cmpstr (host, ==, cases[i].host);
    }
}

static void
test_long (void)
{
  g_autofree char *label = g_strnfill (60, 'a');
  g_autofree char *name = g_strjoin (".", label, label, label, label, label, NULL);
  g_autofree char *host = dropoff_company_address_find_host (name);

  g_assert_null (host);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/company-address/hosts", test_hosts);
  g_test_add_func ("/company-address/long", test_long);
  return g_test_run ();
}
