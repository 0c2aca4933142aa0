/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-banner-choice.h"

#include <glib/gi18n.h>

/* Nearer than this, the sign-in's end is worth a word even if the time left is not known. */
#define SOON_S (2 * 86400)
/* Farther away than this nobody plans for it. */
#define FAR_S (14 * 86400)

static gboolean
ends_too_early (const DropoffBannerFacts *facts)
{
  gint64 left_s = facts->sign_in_ends_s - facts->now_s;

  if (facts->sign_in_ends_s == 0 || facts->state == DROPOFF_QUEUE_IDLE || left_s > FAR_S)
    return FALSE;
  return facts->seconds_left < 0 ? left_s < SOON_S : left_s < facts->seconds_left;
}

DropoffBannerKind
dropoff_banner_choose (const DropoffBannerFacts *facts)
{
  gboolean is_busy = facts->state != DROPOFF_QUEUE_IDLE;

  if (facts->lapsed)
    return DROPOFF_BANNER_SIGN_IN;
  if (facts->disk_full)
    return DROPOFF_BANNER_DISK_FULL;
  if (facts->held && is_busy && facts->state != DROPOFF_QUEUE_PAUSED)
    return DROPOFF_BANNER_METERED;
  if (facts->waits_for_file && facts->state == DROPOFF_QUEUE_WAITING_PERSON)
    return DROPOFF_BANNER_DRIVE;
  if (facts->state == DROPOFF_QUEUE_WAITING_NETWORK)
    return DROPOFF_BANNER_OFFLINE;
  if (ends_too_early (facts))
    return DROPOFF_BANNER_SIGN_IN_SOON;
  if (facts->session_only && !facts->session_only_seen)
    return DROPOFF_BANNER_SESSION_ONLY;
  return DROPOFF_BANNER_NONE;
}

static char *
soon_text (const DropoffBannerFacts *facts)
{
  g_autoptr (GDateTime) end = g_date_time_new_from_unix_local (facts->sign_in_ends_s);
  g_autofree char *day = NULL;

  if (end == NULL || facts->sign_in_ends_s - facts->now_s < 86400)
    return g_strdup (_ ("Sign in today to go on without a break"));
  /* Translators: a day in the middle of a sentence, by strftime: "Sunday 29 November" */
  day = g_date_time_format (end, _ ("%A %-d %B"));
  /* Translators: %s is a day, such as "Sunday 29 November" */
  return g_strdup_printf (_ ("Sign in by %s to go on without a break"), day);
}

char *
dropoff_banner_text (DropoffBannerKind kind, const DropoffBannerFacts *facts)
{
  switch (kind)
    {
    case DROPOFF_BANNER_SIGN_IN:
      return g_strdup (_ ("Sign in again to go on"));
    case DROPOFF_BANNER_DISK_FULL:
      return g_strdup (_ ("This computer’s disk is full. Free some space, then retry."));
    case DROPOFF_BANNER_DRIVE:
      if (facts->drive == NULL)
        return g_strdup (_ ("Your files aren’t where they were. Bring them back to go on."));
      /* Translators: %s is the name of a drive */
      return g_strdup_printf (_ ("Insert “%s” to go on"), facts->drive);
    case DROPOFF_BANNER_METERED:
      return g_strdup (_ ("Paused to save your mobile data"));
    case DROPOFF_BANNER_OFFLINE:
      return g_strdup (_ ("No network. Sending goes on when it is back."));
    case DROPOFF_BANNER_SIGN_IN_SOON:
      return soon_text (facts);
    case DROPOFF_BANNER_SESSION_ONLY:
      return g_strdup (_ ("Signed in until you quit: this computer’s keyring can’t be used."));
    case DROPOFF_BANNER_NONE:
    default:
      return g_strdup ("");
    }
}

const char *
dropoff_banner_button (DropoffBannerKind kind)
{
  switch (kind)
    {
    case DROPOFF_BANNER_SIGN_IN:
    case DROPOFF_BANNER_SIGN_IN_SOON:
      return _ ("Sign In");
    case DROPOFF_BANNER_METERED:
      return _ ("Send Anyway");
    case DROPOFF_BANNER_DISK_FULL:
      return _ ("Retry");
    case DROPOFF_BANNER_SESSION_ONLY:
      return _ ("Got It");
    case DROPOFF_BANNER_DRIVE:
    case DROPOFF_BANNER_OFFLINE:
    case DROPOFF_BANNER_NONE:
    default:
      return NULL;
    }
}

const char *
dropoff_banner_icon (DropoffBannerKind kind)
{
  switch (kind)
    {
    case DROPOFF_BANNER_DRIVE:
      return "drive-removable-media-symbolic";
    case DROPOFF_BANNER_METERED:
      return "network-cellular-symbolic";
    case DROPOFF_BANNER_OFFLINE:
      return "network-offline-symbolic";
    case DROPOFF_BANNER_SESSION_ONLY:
      return "dialog-information-symbolic";
    case DROPOFF_BANNER_SIGN_IN:
    case DROPOFF_BANNER_DISK_FULL:
    case DROPOFF_BANNER_SIGN_IN_SOON:
    case DROPOFF_BANNER_NONE:
    default:
      return "dialog-warning-symbolic";
    }
}

gboolean
dropoff_banner_needs_person (DropoffBannerKind kind)
{
  return kind == DROPOFF_BANNER_SIGN_IN || kind == DROPOFF_BANNER_SIGN_IN_SOON
         || kind == DROPOFF_BANNER_DISK_FULL;
}
