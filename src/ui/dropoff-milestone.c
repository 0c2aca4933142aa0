/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-milestone.h"

#include <glib/gi18n.h>

DropoffMilestone
dropoff_milestone_next (DropoffMilestone reached, DropoffQueueState state, double fraction)
{
  DropoffMilestone now = DROPOFF_MILESTONE_START;

  if (state == DROPOFF_QUEUE_IDLE)
    return reached == DROPOFF_MILESTONE_NONE ? reached : DROPOFF_MILESTONE_DONE;
  if (reached == DROPOFF_MILESTONE_NONE || reached == DROPOFF_MILESTONE_DONE)
    return DROPOFF_MILESTONE_START;
  if (fraction >= 0.75)
    now = DROPOFF_MILESTONE_THREE_QUARTERS;
  else if (fraction >= 0.5)
    now = DROPOFF_MILESTONE_HALF;
  else if (fraction >= 0.25)
    now = DROPOFF_MILESTONE_QUARTER;
  return MAX (reached, now);
}

char *
dropoff_milestone_text (DropoffMilestone milestone, const char *company_name)
{
  switch (milestone)
    {
    case DROPOFF_MILESTONE_START:
      /* Translators: spoken by a screen reader; %s is the company's name */
      return g_strdup_printf (_ ("Sending to %s"), company_name);
    case DROPOFF_MILESTONE_QUARTER:
      return g_strdup (_ ("A quarter is sent"));
    case DROPOFF_MILESTONE_HALF:
      return g_strdup (_ ("Half is sent"));
    case DROPOFF_MILESTONE_THREE_QUARTERS:
      return g_strdup (_ ("Three quarters are sent"));
    case DROPOFF_MILESTONE_DONE:
      return g_strdup (_ ("Everything is sent"));
    case DROPOFF_MILESTONE_NONE:
    default:
      return g_strdup ("");
    }
}
