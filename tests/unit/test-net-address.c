/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-net-address.h"

typedef struct
{
  const char *url;
  DropoffHttpFailureKind kind;
  const char *origin;
  gboolean is_loopback;
} Case;

#define GOOD(url, origin, is_loopback)                                                             \
  {                                                                                                \
    url, DROPOFF_HTTP_FAILURE_NONE, origin, is_loopback                                            \
  }
#define BAD(url)                                                                                   \
  {                                                                                                \
    url, DROPOFF_HTTP_FAILURE_BAD_ADDRESS, NULL, FALSE                                             \
  }
#define OPEN(url)                                                                                  \
  {                                                                                                \
    url, DROPOFF_HTTP_FAILURE_NOT_PROTECTED, NULL, FALSE                                           \
  }

static const Case cases[] = {
  GOOD ("https://example.com", "https://example.com:443", FALSE),
  GOOD ("HTTPS://Example.COM:8443/a//b/../c?x=%2b", "https://example.com:8443", FALSE),
  GOOD ("https://127.0.0.1/", "https://127.0.0.1:443", TRUE),
  GOOD ("http://localhost:9000/", "http://localhost:9000", TRUE),
  GOOD ("http://LOCALHOST/", "http://localhost:80", TRUE),
  GOOD ("http://127.0.0.1/", "http://127.0.0.1:80", TRUE),
  GOOD ("http://127.255.255.254/", "http://127.255.255.254:80", TRUE),
  GOOD ("http://[::1]:80/", "http://[::1]:80", TRUE),
  OPEN ("http://example.com/"),
  OPEN ("http://126.0.0.1/"),
  OPEN ("http://128.0.0.1/"),
  OPEN ("http://0.0.0.0/"),
  OPEN ("http://[::]/"),
  OPEN ("http://[::ffff:10.0.0.1]/"),
  OPEN ("http://127.0.0.1.example.com/"),
  OPEN ("http://localhost.example.com/"),
  OPEN ("http://notlocalhost/"),
  BAD ("http://127.0.0.1@example.com/"),
  BAD ("https://user@example.com/"),
  BAD ("https://user:password@example.com/"),
  BAD ("ftp://localhost/"),
  BAD ("file:///etc/passwd"),
  BAD ("javascript:alert(1)"),
  BAD ("//example.com/"),
  BAD ("example.com"),
  BAD ("https://"),
  BAD ("https://example.com:99999/"),
  BAD ("https://exa mple.com/"),
  BAD ("https://example.com/a b"),
  BAD ("https://example.com/\r\nX: y"),
  BAD (""),
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      DropoffNetAddress address;

      g_test_message ("%s", c->url);
      g_assert_cmpint (dropoff_net_address_init (&address, c->url), ==, c->kind);
      g_assert_cmpstr (address.origin, ==, c->origin);
      if (c->kind == DROPOFF_HTTP_FAILURE_NONE)
        g_assert_true (address.is_loopback == c->is_loopback);
      dropoff_net_address_clear (&address);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net-address/cases", test_cases);
  return g_test_run ();
}
