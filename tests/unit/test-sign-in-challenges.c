/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reply with a choice of first factors leads to. */
#include "dropoff-sign-in-challenges.h"

#define PASSWORD_GIVEN (1 << 0)
#define MAY_SEND_IT (1 << 1)
#define HAS_PAGES (1 << 2)
#define CHOSE_EMAIL (1 << 3)

typedef struct
{
  const char *challenge;
  const char *offered; /* names, parted by blanks */
  guint facts;
  DropoffSignInNext next;
  const char *answer; /* the service's name of what is taken, or NULL */
} Case;

#define PROOF DROPOFF_NEXT_CHOOSE_PROOF
#define NEXT(name) DROPOFF_NEXT_##name

static const Case cases[] = {
  /* A passkey among others: the others. */
  { "SELECT_CHALLENGE", "PASSWORD_SRP WEB_AUTHN", PASSWORD_GIVEN | HAS_PAGES, PROOF, NULL },
  { "SELECT_CHALLENGE", "PASSWORD_SRP WEB_AUTHN", HAS_PAGES, NEXT (NEED_PASSWORD), NULL },
  { "SELECT_CHALLENGE", "WEB_AUTHN EMAIL_OTP", HAS_PAGES, NEXT (CHOOSE_WAY), "EMAIL_OTP" },
  { "SELECT_CHALLENGE", "WEB_AUTHN EMAIL_OTP SMS_OTP", HAS_PAGES, NEXT (ASK), NULL },
  { "SELECT_CHALLENGE", "WEB_AUTHN EMAIL_OTP SMS_OTP", CHOSE_EMAIL, NEXT (CHOOSE_WAY),
    "EMAIL_OTP" },
  { "SELECT_CHALLENGE", "WEB_AUTHN PASSWORD", PASSWORD_GIVEN | MAY_SEND_IT,
    NEXT (CHOOSE_PASSWORD), NULL },
  /* Nothing else: the browser, where there is a page, else the company. */
  { "SELECT_CHALLENGE", "WEB_AUTHN", HAS_PAGES, NEXT (NEED_BROWSER), NULL },
  { "SELECT_CHALLENGE", "WEB_AUTHN", PASSWORD_GIVEN | HAS_PAGES, NEXT (NEED_BROWSER), NULL },
  { "SELECT_CHALLENGE", "WEB_AUTHN", PASSWORD_GIVEN, NEXT (NEED_PASSKEY), NULL },
  /* The password may not be sent from here, but it may on the page. */
  { "SELECT_CHALLENGE", "WEB_AUTHN PASSWORD", PASSWORD_GIVEN | HAS_PAGES, NEXT (NEED_BROWSER),
    NULL },
  /* Asked for straight away. */
  { "WEB_AUTHN", "WEB_AUTHN EMAIL_OTP", HAS_PAGES, NEXT (CHOOSE_WAY), "EMAIL_OTP" },
  { "WEB_AUTHN", "WEB_AUTHN EMAIL_OTP SMS_OTP", HAS_PAGES, NEXT (ASK), NULL },
  { "WEB_AUTHN", "PASSWORD_SRP WEB_AUTHN", HAS_PAGES, NEXT (NEED_PASSWORD), NULL },
  { "WEB_AUTHN", "PASSWORD_SRP WEB_AUTHN", PASSWORD_GIVEN | HAS_PAGES, NEXT (NEED_BROWSER), NULL },
  { "WEB_AUTHN", "PASSWORD WEB_AUTHN", 0, NEXT (NEED_PASSKEY), NULL },
  { "WEB_AUTHN", "WEB_AUTHN", HAS_PAGES, NEXT (NEED_BROWSER), NULL },
  { "WEB_AUTHN", "", HAS_PAGES, NEXT (NEED_BROWSER), NULL },
  { "WEB_AUTHN", "", 0, NEXT (NEED_PASSKEY), NULL },
  /* What nobody knows has no page either. */
  { "SELECT_CHALLENGE", "IRIS", HAS_PAGES, NEXT (UNKNOWN), NULL },
  { "IRIS", "IRIS", HAS_PAGES, NEXT (UNKNOWN), NULL },
};

static void
test_passkeys (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) offered = g_strsplit (cases[i].offered, " ", -1);
      const DropoffCognitoReply reply
          = { .challenge_name = (char *) cases[i].challenge, .available = offered };
      const DropoffSignInFacts facts = {
        .has_password = (cases[i].facts & PASSWORD_GIVEN) != 0,
        .may_send_password = (cases[i].facts & MAY_SEND_IT) != 0,
        .has_login_pages = (cases[i].facts & HAS_PAGES) != 0,
        .way = cases[i].facts & CHOSE_EMAIL ? DROPOFF_WAY_EMAIL : -1,
      };
      g_autoptr (DropoffChallenge) challenge = NULL;
      const char *answer;

      g_test_message ("%s: %s, facts %u", cases[i].challenge, cases[i].offered, cases[i].facts);
      g_assert_cmpint ((int) dropoff_sign_in_next (&reply, &facts, &answer, &challenge), ==,
                       (int) cases[i].next);
      g_assert_cmpstr (answer, ==, cases[i].answer);
      g_assert_true ((challenge != NULL) == (cases[i].next == DROPOFF_NEXT_ASK));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sign-in-challenges/passkeys", test_passkeys);
  return g_test_run ();
}
