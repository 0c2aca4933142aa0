/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of an account's state. */
#include "dropoff-account-states.h"

#define HELD (1 << 0)
#define SECRET (1 << 1)
#define STEPPING (1 << 2)
#define GUESTS (1 << 3)
#define ALL_FACTS (1 << 4)

#define N_STATES (DROPOFF_ACCOUNT_LAPSED + 1)
#define N_EVENTS (DROPOFF_ACCOUNT_FORGOTTEN + 1)

typedef struct
{
  DropoffAccountState state;
  DropoffAccountEvent event;
  guint facts;
  DropoffAccountState next;
} Case;

#define STATE(name) DROPOFF_ACCOUNT_##name
#define CASE(state, event, facts, next)                                                           \
  {                                                                                               \
    DROPOFF_ACCOUNT_##state, DROPOFF_ACCOUNT_##event, (facts), DROPOFF_ACCOUNT_##next             \
  }

static const Case cases[] = {
  /* The vault tells a sign-in: only to somebody who neither is signed in nor just does it. */
  CASE (SIGNED_OUT, VAULT_ASKED, HELD | SECRET, SIGNED_IN),
  CASE (SIGNED_OUT, VAULT_ASKED, HELD | SECRET | STEPPING, SIGNED_OUT),
  CASE (SIGNED_OUT, VAULT_ASKED, 0, SIGNED_OUT),
  /* A guest's identity of an earlier connection file signs nobody in. */
  CASE (SIGNED_OUT, VAULT_ASKED, HELD, SIGNED_OUT),
  CASE (CHALLENGED, VAULT_ASKED, HELD | SECRET, CHALLENGED),
  CASE (LAPSED, VAULT_ASKED, HELD | SECRET, LAPSED),
  CASE (SIGNED_IN, VAULT_ASKED, HELD | SECRET, SIGNED_IN),
  CASE (SIGNED_IN, VAULT_ASKED, 0, SIGNED_IN),
  /* Signing in leads there from everywhere. */
  CASE (SIGNED_OUT, STEP_KEPT, HELD | SECRET, SIGNED_IN),
  CASE (CHALLENGED, STEP_KEPT, HELD | SECRET, SIGNED_IN),
  CASE (LAPSED, STEP_KEPT, HELD, SIGNED_IN),
  /* Giving up leads back, unless the sign-in before it has ended meanwhile. */
  CASE (SIGNED_OUT, STEP_GIVEN_UP, 0, SIGNED_OUT),
  CASE (LAPSED, STEP_GIVEN_UP, 0, LAPSED),
  CASE (SIGNED_IN, STEP_GIVEN_UP, HELD, SIGNED_IN),
  CASE (SIGNED_IN, STEP_GIVEN_UP, 0, LAPSED),
  /* Asking for keys may show that the sign-in has ended, nothing else. */
  CASE (SIGNED_IN, KEYS_ASKED, HELD | SECRET, SIGNED_IN),
  CASE (SIGNED_IN, KEYS_ASKED, HELD, SIGNED_IN),
  CASE (SIGNED_IN, KEYS_ASKED, 0, LAPSED),
  CASE (SIGNED_OUT, KEYS_ASKED, 0, SIGNED_OUT),
  CASE (CHALLENGED, KEYS_ASKED, 0, CHALLENGED),
  CASE (LAPSED, KEYS_ASKED, 0, LAPSED),
  CASE (SIGNED_IN, REFUSED, HELD | SECRET, LAPSED),
  CASE (SIGNED_OUT, REFUSED, 0, SIGNED_OUT),
  CASE (CHALLENGED, REFUSED, HELD | SECRET, CHALLENGED),
  CASE (SIGNED_IN, FORGOTTEN, 0, SIGNED_OUT),
  CASE (LAPSED, FORGOTTEN, 0, SIGNED_OUT),
  /* Nobody signs a guest in, nobody signs one out for long. */
  CASE (SIGNED_OUT, VAULT_ASKED, GUESTS, SIGNED_IN),
  CASE (SIGNED_IN, FORGOTTEN, GUESTS, SIGNED_IN),
  CASE (SIGNED_IN, KEYS_ASKED, GUESTS, SIGNED_IN),
  CASE (SIGNED_OUT, KEYS_ASKED, GUESTS, SIGNED_OUT),
};

static DropoffAccountFacts
make_facts (guint bits)
{
  return (DropoffAccountFacts){
    .is_for_guests = (bits & GUESTS) != 0,
    .is_held = (bits & HELD) != 0,
    .has_secret = (bits & SECRET) != 0,
    .is_stepping = (bits & STEPPING) != 0,
  };
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const DropoffAccountFacts facts = make_facts (cases[i].facts);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (dropoff_account_next_state (cases[i].state, cases[i].event, &facts), ==,
                       cases[i].next);
    }
}

/* What holds for every state, event and fact. */
static void
check (DropoffAccountState state, DropoffAccountEvent event, const DropoffAccountFacts *facts)
{
  DropoffAccountState next = dropoff_account_next_state (state, event, facts);

  /* Only a question of the service leads there; that is no event of these. */
  if (state != STATE (CHALLENGED))
    g_assert_cmpint (next, !=, STATE (CHALLENGED));
  /* Nobody who was not signed in lapses. */
  if (state != STATE (SIGNED_IN) && state != STATE (LAPSED))
    g_assert_cmpint (next, !=, STATE (LAPSED));
  /* Nobody is signed out by anything but signing out. */
  if (state != STATE (SIGNED_OUT) && event != DROPOFF_ACCOUNT_FORGOTTEN)
    g_assert_cmpint (next, !=, STATE (SIGNED_OUT));
  /* Whoever is signed in has keys to ask for, and nobody without a sign-in has. */
  if (next == STATE (SIGNED_IN))
    g_assert_true (dropoff_account_may_have_keys (next, facts));
  if (!facts->is_for_guests && !facts->is_held && next != STATE (SIGNED_IN))
    g_assert_false (dropoff_account_may_have_keys (next, facts));
  /* The same word twice changes nothing more. */
  g_assert_cmpint (dropoff_account_next_state (next, event, facts), ==, next);
}

static void
test_always (void)
{
  for (int state = 0; state < N_STATES; state++)
    {
      for (int event = 0; event < N_EVENTS; event++)
        {
          for (guint bits = 0; bits < ALL_FACTS; bits++)
            {
              const DropoffAccountFacts facts = make_facts (bits);

              check ((DropoffAccountState) state, (DropoffAccountEvent) event, &facts);
            }
        }
    }
}

/* Somebody who is signed in and does so again goes on sending with the old sign-in. */
static void
test_keys (void)
{
  const DropoffAccountFacts held = make_facts (HELD | SECRET);
  const DropoffAccountFacts none = make_facts (0);
  const DropoffAccountFacts guest = make_facts (GUESTS);

  g_assert_true (dropoff_account_may_have_keys (STATE (CHALLENGED), &held));
  g_assert_false (dropoff_account_may_have_keys (STATE (CHALLENGED), &none));
  g_assert_false (dropoff_account_may_have_keys (STATE (LAPSED), &held));
  g_assert_false (dropoff_account_may_have_keys (STATE (SIGNED_OUT), &held));
  g_assert_true (dropoff_account_may_have_keys (STATE (SIGNED_OUT), &guest));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account-states/cases", test_cases);
  g_test_add_func ("/account-states/always", test_always);
  g_test_add_func ("/account-states/keys", test_keys);
  return g_test_run ();
}
