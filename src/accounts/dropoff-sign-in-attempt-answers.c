/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "dropoff-sign-in-attempt-private.h"

#define ATTRIBUTE_PREFIX "userAttributes."

/* Only required attributes may be sent: others are refused as not changeable. */
static void
send_new_password (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  const DropoffAttemptStep *step = g_task_get_task_data (task);
  const char *const *required = (const char *const *) self->challenge->required_attributes;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) answers = g_array_new (FALSE, FALSE, sizeof (DropoffCognitoText));

  if (step->new_password == NULL)
    {
      dropoff_attempt_fail_answer (task, _ ("Choose a new password."));
      return;
    }
  for (char **at = step->attributes; at != NULL && at[0] != NULL && at[1] != NULL; at += 2)
    {
      DropoffCognitoText pair = { NULL, at[1] };

      if (!g_strv_contains (required, at[0]))
        continue;
      g_ptr_array_add (names, g_strconcat (ATTRIBUTE_PREFIX, at[0], NULL));
      pair.name = g_ptr_array_index (names, names->len - 1);
      g_array_append_val (answers, pair);
    }
  dropoff_attempt_respond (task, DROPOFF_CALL_NEW_PASSWORD,
                           (const DropoffCognitoText *) (const void *) answers->data, answers->len,
                           "NEW_PASSWORD", step->new_password, dropoff_attempt_on_answered);
}

static void
send_code (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  const DropoffAttemptStep *step = g_task_get_task_data (task);
  const char *member = dropoff_sign_in_answer_member (self->reply->challenge_name);
  g_autofree char *code = dropoff_sign_in_clean_code (step->text);

  if (code == NULL)
    dropoff_attempt_fail_answer (task, _ ("Type the digits of the code."));
  else
    dropoff_attempt_respond (task, DROPOFF_CALL_CODE, &(DropoffCognitoText){ member, code }, 1,
                             NULL, NULL, dropoff_attempt_on_answered);
}

static void
send_text (GTask *task, const char *member, const char *missing)
{
  const DropoffAttemptStep *step = g_task_get_task_data (task);

  if (step->text == NULL || step->text[0] == '\0')
    dropoff_attempt_fail_answer (task, missing);
  else
    dropoff_attempt_respond (task, DROPOFF_CALL_CODE, &(DropoffCognitoText){ member, step->text },
                             1, NULL, NULL, dropoff_attempt_on_answered);
}

/* What to set up is not told to the service: it follows from what is asked for next. */
static void
send_way (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  const char *name = self->reply->challenge_name;
  const char *way = dropoff_sign_in_way_name (name, (DropoffChallengeWay) self->way);

  if (g_str_equal (name, "WEB_AUTHN"))
    dropoff_attempt_begin_with_factor (task, way);
  else if (!self->challenge->is_set_up)
    dropoff_attempt_respond (task, DROPOFF_CALL_CODE, &(DropoffCognitoText){ "ANSWER", way }, 1,
                             NULL, NULL, dropoff_attempt_on_answered);
  else if (self->way == DROPOFF_WAY_APP)
    dropoff_attempt_prepare_app (task);
  else
    dropoff_attempt_settle (task, dropoff_challenge_new (DROPOFF_CHALLENGE_SET_UP_EMAIL));
}

void
dropoff_attempt_send_answer (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  DropoffAttemptStep *step = g_task_get_task_data (task);

  step->answered_kind = (int) self->challenge->kind;
  switch (self->challenge->kind)
    {
    case DROPOFF_CHALLENGE_NEW_PASSWORD:
      send_new_password (task);
      break;
    case DROPOFF_CHALLENGE_CUSTOM:
      send_text (task, "ANSWER", _ ("Type an answer."));
      break;
    case DROPOFF_CHALLENGE_SET_UP_EMAIL:
      send_text (task, "EMAIL", _ ("Type an e-mail address."));
      break;
    case DROPOFF_CHALLENGE_CHOOSE:
      send_way (task);
      break;
    case DROPOFF_CHALLENGE_SET_UP_APP:
      dropoff_attempt_answer_app (task);
      break;
    case DROPOFF_CHALLENGE_CONFIRM_ADDRESS:
    case DROPOFF_CHALLENGE_RESET_PASSWORD:
      dropoff_attempt_answer_account (task);
      break;
    case DROPOFF_CHALLENGE_EMAIL_CODE:
    case DROPOFF_CHALLENGE_SMS_CODE:
    case DROPOFF_CHALLENGE_APP_CODE:
    default:
      send_code (task);
      break;
    }
}
