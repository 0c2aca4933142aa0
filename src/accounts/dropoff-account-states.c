/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-account-states.h"

DropoffAccountState
dropoff_account_next_state (DropoffAccountState state, DropoffAccountEvent event,
                            const DropoffAccountFacts *facts)
{
  /* A guest who is forgotten is another guest at once. */
  if (facts->is_for_guests)
    return event == DROPOFF_ACCOUNT_KEYS_ASKED ? state : DROPOFF_ACCOUNT_SIGNED_IN;

  switch (event)
    {
    case DROPOFF_ACCOUNT_VAULT_ASKED:
      /* Whoever signs in meanwhile goes before the one whom the vault remembers. */
      return state == DROPOFF_ACCOUNT_SIGNED_OUT && facts->has_secret && !facts->is_stepping
                 ? DROPOFF_ACCOUNT_SIGNED_IN
                 : state;
    case DROPOFF_ACCOUNT_STEP_KEPT:
      return DROPOFF_ACCOUNT_SIGNED_IN;
    case DROPOFF_ACCOUNT_STEP_GIVEN_UP:
    case DROPOFF_ACCOUNT_KEYS_ASKED:
      return state == DROPOFF_ACCOUNT_SIGNED_IN && !facts->is_held ? DROPOFF_ACCOUNT_LAPSED
                                                                   : state;
    case DROPOFF_ACCOUNT_REFUSED:
      return state == DROPOFF_ACCOUNT_SIGNED_IN ? DROPOFF_ACCOUNT_LAPSED : state;
    case DROPOFF_ACCOUNT_FORGOTTEN:
    default:
      return DROPOFF_ACCOUNT_SIGNED_OUT;
    }
}

gboolean
dropoff_account_may_have_keys (DropoffAccountState state, const DropoffAccountFacts *facts)
{
  /* While somebody who is signed in does so again, the old sign-in is still good. */
  return facts->is_for_guests || state == DROPOFF_ACCOUNT_SIGNED_IN
         || (state == DROPOFF_ACCOUNT_CHALLENGED && facts->is_held);
}
