/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign-in-scenes.h"

#include "dropoff-window-private.h"

#define COMPANY "Acme Geophysics"

GtkWidget *
scene_code_remember (DropoffWindow *window)
{
  DropoffCodePage *page = DROPOFF_CODE_PAGE (dropoff_window_show_page (window, "code"));
  g_autoptr (DropoffChallenge) challenge = dropoff_challenge_new (DROPOFF_CHALLENGE_EMAIL_CODE);

  challenge->destination = g_strdup ("z…n@example.com");
  challenge->may_remember = TRUE;
  g_object_set (page, "company-name", COMPANY, NULL);
  dropoff_code_page_begin (page, challenge);
  return NULL;
}

GtkWidget *
scene_choice (DropoffWindow *window)
{
  DropoffChoicePage *page = DROPOFF_CHOICE_PAGE (dropoff_window_show_page (window, "choice"));
  g_autoptr (DropoffChallenge) challenge = dropoff_challenge_new (DROPOFF_CHALLENGE_CHOOSE);

  challenge->n_ways = DROPOFF_N_WAYS;
  for (guint i = 0; i < DROPOFF_N_WAYS; i++)
    challenge->ways[i] = (DropoffChallengeWay) i;
  g_object_set (page, "company-name", COMPANY, NULL);
  dropoff_choice_page_begin (page, challenge);
  return NULL;
}

GtkWidget *
scene_set_up_app (DropoffWindow *window)
{
  DropoffAppPage *page = DROPOFF_APP_PAGE (dropoff_window_show_page (window, "app"));
  g_autoptr (DropoffSecret) key = dropoff_secret_new ("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
  g_autoptr (DropoffSecret) address
      = dropoff_secret_new ("otpauth://totp/Acme%20Geophysics:zoe.martin%40example.com?secret="
                            "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Acme%20Geophysics");

  dropoff_app_page_begin (page, key, address);
  return NULL;
}

GtkWidget *
scene_sign_up (DropoffWindow *window)
{
  const char *const attributes[] = { "given_name", NULL };
  const DropoffPasswordRules rules = { .min_length = 12, .number = TRUE };
  GtkWidget *page = dropoff_window_show_page (window, "password");

  g_object_set (page, "company-name", COMPANY, NULL);
  dropoff_password_page_begin (DROPOFF_PASSWORD_PAGE (page), DROPOFF_PASSWORD_SIGN_UP, &rules,
                               attributes);
  return NULL;
}
