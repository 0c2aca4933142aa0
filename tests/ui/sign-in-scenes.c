/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign-in-scenes.h"

#include <glib/gi18n.h>

#include "dropoff-app-page.h"
#include "dropoff-browser-page.h"
#include "dropoff-choice-page.h"
#include "dropoff-code-page.h"
#include "dropoff-company-page.h"
#include "dropoff-key-page.h"
#include "dropoff-password-dialog.h"
#include "dropoff-password-page.h"
#include "dropoff-sign-in-page.h"
#include "dropoff-start-page.h"
#include "dropoff-window-private.h"
#include "samples.h"

GtkWidget *
scene_first_run (DropoffWindow *window)
{
  DropoffStartPage *page = DROPOFF_START_PAGE (dropoff_window_show_page (window, "start"));

  dropoff_start_page_set_address (page, "acme.example");
  dropoff_start_page_begin (page);
  return NULL;
}

GtkWidget *
scene_no_company (DropoffWindow *window)
{
  DropoffStartPage *page = DROPOFF_START_PAGE (dropoff_window_show_page (window, "start"));

  dropoff_start_page_set_address (page, "acme.exmaple");
  dropoff_start_page_show_error (page, _ ("No company found at this address."), TRUE);
  return NULL;
}

GtkWidget *
scene_whose_is_it (DropoffWindow *window)
{
  DropoffCompanyPage *page = DROPOFF_COMPANY_PAGE (dropoff_window_show_page (window, "company"));

  g_object_set (page, "company-name", COMPANY, "origin", "acme.example", "questions",
                "help@acme.example", NULL);
  dropoff_company_page_begin (page);
  return NULL;
}

static DropoffSignInPage *
show_sign_in (DropoffWindow *window)
{
  DropoffSignInPage *page = DROPOFF_SIGN_IN_PAGE (dropoff_window_show_page (window, "sign-in"));

  g_object_set (page, "company-name", COMPANY, "user-name", PERSON, NULL);
  dropoff_sign_in_page_begin (page);
  return page;
}

GtkWidget *
scene_sign_in (DropoffWindow *window)
{
  show_sign_in (window);
  return NULL;
}

/* The password field, as a person's typing would find it. */
static GtkEditable *
find_password (GtkWidget *widget)
{
  if (ADW_IS_PASSWORD_ENTRY_ROW (widget))
    return GTK_EDITABLE (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkEditable *found = find_password (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
scene_wrong_password (DropoffWindow *window)
{
  DropoffSignInPage *page = show_sign_in (window);

  gtk_editable_set_text (find_password (GTK_WIDGET (page)), "Granite-12");
  dropoff_sign_in_page_show_error (page, _ ("The e-mail address or the password is not right."),
                                   _ ("Forgot Password?"), TRUE);
  return NULL;
}

GtkWidget *
scene_signing_in (DropoffWindow *window)
{
  DropoffSignInPage *page = show_sign_in (window);

  gtk_editable_set_text (find_password (GTK_WIDGET (page)), "Granite-12");
  g_object_set (page, "busy", TRUE, NULL);
  return NULL;
}

static DropoffCodePage *
show_code (DropoffWindow *window, DropoffChallengeKind kind)
{
  DropoffCodePage *page = DROPOFF_CODE_PAGE (dropoff_window_show_page (window, "code"));
  g_autoptr (DropoffChallenge) challenge = dropoff_challenge_new (kind);

  challenge->destination = g_strdup ("z…n@example.com");
  g_object_set (page, "company-name", COMPANY, NULL);
  dropoff_code_page_begin (page, challenge);
  return page;
}

GtkWidget *
scene_code (DropoffWindow *window)
{
  dropoff_code_page_set_code (show_code (window, DROPOFF_CHALLENGE_EMAIL_CODE), "4071");
  return NULL;
}

GtkWidget *
scene_code_too_old (DropoffWindow *window)
{
  dropoff_code_page_show_error (show_code (window, DROPOFF_CHALLENGE_EMAIL_CODE),
                                _ ("That took too long. A new code is on its way."));
  return NULL;
}

GtkWidget *
scene_code_app (DropoffWindow *window)
{
  show_code (window, DROPOFF_CHALLENGE_APP_CODE);
  return NULL;
}

GtkWidget *
scene_question (DropoffWindow *window)
{
  show_code (window, DROPOFF_CHALLENGE_CUSTOM);
  return NULL;
}

/* The first question about a forgotten password; the company does not say whether it knows one. */
GtkWidget *
scene_forgotten (DropoffWindow *window)
{
  DropoffCodePage *page = DROPOFF_CODE_PAGE (dropoff_window_show_page (window, "code"));
  g_autoptr (DropoffChallenge) challenge
      = dropoff_challenge_new (DROPOFF_CHALLENGE_RESET_PASSWORD);

  g_object_set (page, "company-name", COMPANY, NULL);
  dropoff_code_page_begin (page, challenge);
  return NULL;
}

GtkWidget *
scene_forgotten_code (DropoffWindow *window)
{
  show_code (window, DROPOFF_CHALLENGE_RESET_PASSWORD);
  return NULL;
}

static GtkWidget *
show_new_password (DropoffWindow *window, DropoffPasswordReason reason,
                   const char *const *attributes)
{
  const DropoffPasswordRules rules
      = { .min_length = 12, .upper = TRUE, .lower = TRUE, .number = TRUE, .symbol = TRUE };
  GtkWidget *page = dropoff_window_show_page (window, "password");

  g_object_set (page, "company-name", COMPANY, NULL);
  dropoff_password_page_begin (DROPOFF_PASSWORD_PAGE (page), reason, &rules, attributes);
  dropoff_password_page_set_password (DROPOFF_PASSWORD_PAGE (page), "Granite-rock");
  return page;
}

GtkWidget *
scene_new_password (DropoffWindow *window)
{
  show_new_password (window, DROPOFF_PASSWORD_INVITED, NULL);
  return NULL;
}

GtkWidget *
scene_forgotten_password (DropoffWindow *window)
{
  show_new_password (window, DROPOFF_PASSWORD_FORGOTTEN, NULL);
  return NULL;
}

GtkWidget *
scene_new_password_names (DropoffWindow *window)
{
  const char *const attributes[] = { "given_name", "family_name", "custom:cost_centre", NULL };

  show_new_password (window, DROPOFF_PASSWORD_INVITED, attributes);
  return NULL;
}

GtkWidget *
scene_sign_in_company (DropoffWindow *window)
{
  g_object_set (show_sign_in (window), "offers-browser", TRUE, NULL);
  return NULL;
}

/* A company's own back end: with a sentence of its own. */
GtkWidget *
scene_sign_in_back_end (DropoffWindow *window)
{
  DropoffSignInPage *page = show_sign_in (window);

  g_object_set (page, "hint", "Use the name of your customer account", "takes-names", TRUE,
                "user-name", "c-20417", NULL);
  gtk_editable_set_text (find_password (GTK_WIDGET (page)), "Granite-12");
  dropoff_sign_in_page_show_error (page, _ ("The name or the password is not right."),
                                   _ ("Forgot Password?"), TRUE);
  return NULL;
}

static DropoffBrowserPage *
show_browser (DropoffWindow *window, gboolean waiting)
{
  GtkWidget *page = dropoff_window_show_page (window, "browser");

  g_object_set (page, "company-name", COMPANY, "waiting", waiting, NULL);
  dropoff_browser_page_begin (DROPOFF_BROWSER_PAGE (page));
  return DROPOFF_BROWSER_PAGE (page);
}

GtkWidget *
scene_browser (DropoffWindow *window)
{
  show_browser (window, FALSE);
  return NULL;
}

GtkWidget *
scene_browser_waiting (DropoffWindow *window)
{
  show_browser (window, TRUE);
  return NULL;
}

GtkWidget *
scene_browser_not_opened (DropoffWindow *window)
{
  DropoffBrowserPage *page = show_browser (window, TRUE);

  dropoff_browser_page_show_error (page, _ ("Your browser did not open. Copy the address and open "
                                            "it in a browser on this computer."));
  return NULL;
}

/* Of a company that takes passwords, too. */
GtkWidget *
scene_browser_timed_out (DropoffWindow *window)
{
  DropoffBrowserPage *page = show_browser (window, FALSE);

  g_object_set (page, "offers-password", TRUE, NULL);
  dropoff_browser_page_show_error (page,
                                   _ ("The sign-in in the browser took too long. Begin again."));
  return NULL;
}

static DropoffKeyPage *
show_key (DropoffWindow *window)
{
  GtkWidget *page = dropoff_window_show_page (window, "key");

  g_object_set (page, "company-name", COMPANY, NULL);
  dropoff_key_page_begin (DROPOFF_KEY_PAGE (page));
  return DROPOFF_KEY_PAGE (page);
}

GtkWidget *
scene_key (DropoffWindow *window)
{
  show_key (window);
  return NULL;
}

GtkWidget *
scene_key_wrong (DropoffWindow *window)
{
  DropoffKeyPage *page = show_key (window);

  gtk_editable_set_text (find_password (GTK_WIDGET (page)), "7F3A-91C4-22");
  dropoff_key_page_show_error (page, _ ("This key is not right. Check it and type it again."));
  return NULL;
}

/* A dialog of nobody: what is typed goes nowhere. */
static GtkWidget *
show_change_password (void)
{
  GtkWidget *dialog = g_object_new (DROPOFF_TYPE_PASSWORD_DIALOG, NULL);

  gtk_editable_set_text (find_password (dialog), "Granite-12");
  return dialog;
}

GtkWidget *
scene_change_password (DropoffWindow *window)
{
  return show_change_password ();
}

GtkWidget *
scene_drag_early (DropoffWindow *window)
{
  show_sign_in (window);
  g_object_set (window->drop_overlay, "text", _ ("Sign In First, Then Drop"), "calm", TRUE, NULL);
  dropoff_window_show_overlay (window);
  return NULL;
}

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
