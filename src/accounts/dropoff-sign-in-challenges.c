/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-sign-in-challenges.h"

#define MAX_CODE_DIGITS 10
#define MIN_CODE_DIGITS 4

/* The challenges that a person answers with one text. */
typedef struct
{
  const char *name;
  DropoffChallengeKind kind;
  const char *member;
} TextChallenge;

static const TextChallenge text_challenges[] = {
  { "EMAIL_OTP", DROPOFF_CHALLENGE_EMAIL_CODE, "EMAIL_OTP_CODE" },
  { "SMS_OTP", DROPOFF_CHALLENGE_SMS_CODE, "SMS_OTP_CODE" },
  { "SMS_MFA", DROPOFF_CHALLENGE_SMS_CODE, "SMS_MFA_CODE" },
  { "SOFTWARE_TOKEN_MFA", DROPOFF_CHALLENGE_APP_CODE, "SOFTWARE_TOKEN_MFA_CODE" },
  { "CUSTOM_CHALLENGE", DROPOFF_CHALLENGE_CUSTOM, "ANSWER" },
};

/* Names of factors. Prose and model of the service disagree about e-mail; both are taken. */
typedef struct
{
  const char *name;
  DropoffChallengeWay way;
} WayName;

static const WayName way_names[] = {
  { "EMAIL_OTP", DROPOFF_WAY_EMAIL }, { "EMAIL_MFA", DROPOFF_WAY_EMAIL },
  { "SMS_OTP", DROPOFF_WAY_PHONE },   { "SMS_MFA", DROPOFF_WAY_PHONE },
  { "SOFTWARE_TOKEN_MFA", DROPOFF_WAY_APP },
};

static const TextChallenge *
find_text_challenge (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (text_challenges); i++)
    {
      if (g_strcmp0 (text_challenges[i].name, name) == 0)
        return &text_challenges[i];
    }
  return NULL;
}

/* The parameters of a custom challenge are the pool's own; these names are the usual ones. */
static const char *
find_question (const DropoffCognitoReply *reply)
{
  static const char *const names[] = { "question", "prompt", "message", "hint" };
  const char *question = NULL;

  for (gsize i = 0; question == NULL && i < G_N_ELEMENTS (names); i++)
    question = dropoff_cognito_reply_get (reply, names[i]);
  return question;
}

static DropoffSignInNext
ask_text (const DropoffCognitoReply *reply, const TextChallenge *known,
          const DropoffSignInFacts *facts, DropoffChallenge **challenge)
{
  *challenge = dropoff_challenge_new (known->kind);
  (*challenge)->destination
      = g_strdup (dropoff_cognito_reply_get (reply, "CODE_DELIVERY_DESTINATION"));
  if (known->kind == DROPOFF_CHALLENGE_CUSTOM)
    (*challenge)->question = g_strdup (find_question (reply));
  else
    (*challenge)->may_remember = facts->may_remember;
  return DROPOFF_NEXT_ASK;
}

static DropoffSignInNext
ask_new_password (const DropoffCognitoReply *reply, DropoffChallenge **challenge)
{
  *challenge = dropoff_challenge_new (DROPOFF_CHALLENGE_NEW_PASSWORD);
  (*challenge)->required_attributes = dropoff_cognito_parse_names (
      dropoff_cognito_reply_get (reply, "requiredAttributes"));
  return DROPOFF_NEXT_ASK;
}

/* The service's own word for a way among those it offered. */
static const char *
find_offered_name (const char *const *names, DropoffChallengeWay way)
{
  for (gsize i = 0; i < G_N_ELEMENTS (way_names); i++)
    {
      if (way_names[i].way == way && g_strv_contains (names, way_names[i].name))
        return way_names[i].name;
    }
  return NULL;
}

/* Which ways there are among the service's names, each once. */
static guint
read_ways (const char *const *names, DropoffChallengeWay ways[DROPOFF_N_WAYS])
{
  guint n_ways = 0;

  for (guint way = 0; way < DROPOFF_N_WAYS; way++)
    {
      if (find_offered_name (names, (DropoffChallengeWay) way) != NULL)
        ways[n_ways++] = (DropoffChallengeWay) way;
    }
  return n_ways;
}

/* The one that is left to take, or -1: one alone, or what the person chose before. */
static int
get_settled_way (const DropoffChallengeWay *ways, guint n_ways, int chosen)
{
  for (guint i = 0; i < n_ways; i++)
    {
      if ((int) ways[i] == chosen)
        return chosen;
    }
  return n_ways == 1 ? (int) ways[0] : -1;
}

static DropoffSignInNext
ask_way (const DropoffChallengeWay *ways, guint n_ways, gboolean is_set_up,
         DropoffChallenge **challenge)
{
  *challenge = dropoff_challenge_new (DROPOFF_CHALLENGE_CHOOSE);
  (*challenge)->is_set_up = is_set_up;
  (*challenge)->n_ways = n_ways;
  for (guint i = 0; i < n_ways; i++)
    (*challenge)->ways[i] = ways[i];
  return DROPOFF_NEXT_ASK;
}

static DropoffSignInNext
choose_way (const char *const *names, const DropoffSignInFacts *facts, const char **answer,
            DropoffChallenge **challenge)
{
  DropoffChallengeWay ways[DROPOFF_N_WAYS];
  guint n_ways = read_ways (names, ways);
  int way = get_settled_way (ways, n_ways, facts->way);

  if (n_ways == 0)
    return DROPOFF_NEXT_UNKNOWN;
  if (way < 0)
    return ask_way (ways, n_ways, FALSE, challenge);
  *answer = find_offered_name (names, (DropoffChallengeWay) way);
  return DROPOFF_NEXT_CHOOSE_WAY;
}

/* A passkey takes a browser: nothing of ours can ask a key, a phone or a fingerprint. */
static DropoffSignInNext
go_to_browser (const DropoffSignInFacts *facts)
{
  return facts->has_login_pages ? DROPOFF_NEXT_NEED_BROWSER : DROPOFF_NEXT_NEED_PASSKEY;
}

static DropoffSignInNext
choose_factor (const char *const *names, const DropoffSignInFacts *facts, const char **answer,
               DropoffChallenge **challenge)
{
  gboolean by_proof = g_strv_contains (names, "PASSWORD_SRP");
  gboolean by_password = g_strv_contains (names, "PASSWORD") && facts->may_send_password;
  DropoffSignInNext next;

  if (facts->has_password && by_proof)
    return DROPOFF_NEXT_CHOOSE_PROOF;
  if (facts->has_password && by_password)
    return DROPOFF_NEXT_CHOOSE_PASSWORD;
  next = choose_way (names, facts, answer, challenge);
  if (next != DROPOFF_NEXT_UNKNOWN)
    return next;
  if (by_proof || by_password)
    return DROPOFF_NEXT_NEED_PASSWORD;
  return g_strv_contains (names, "WEB_AUTHN") ? go_to_browser (facts) : DROPOFF_NEXT_UNKNOWN;
}

/* A passkey is asked for straight away. Another factor can be had by beginning again with its name;
 * a password that was given has been tried so already. */
static DropoffSignInNext
leave_passkey (const char *const *names, const DropoffSignInFacts *facts, const char **answer,
               DropoffChallenge **challenge)
{
  DropoffSignInNext next = choose_way (names, facts, answer, challenge);
  gboolean takes_password = g_strv_contains (names, "PASSWORD_SRP")
                            || (g_strv_contains (names, "PASSWORD") && facts->may_send_password);

  if (next != DROPOFF_NEXT_UNKNOWN)
    return next;
  return takes_password && !facts->has_password ? DROPOFF_NEXT_NEED_PASSWORD
                                                : go_to_browser (facts);
}

/* Text messages cannot be set up from here: the number is the company's to enter. */
static DropoffSignInNext
set_up (const DropoffCognitoReply *reply, const DropoffSignInFacts *facts,
        DropoffChallenge **challenge)
{
  g_auto (GStrv) names
      = dropoff_cognito_parse_names (dropoff_cognito_reply_get (reply, "MFAS_CAN_SETUP"));
  DropoffChallengeWay all[DROPOFF_N_WAYS];
  DropoffChallengeWay ways[DROPOFF_N_WAYS];
  guint n_all = read_ways ((const char *const *) names, all);
  guint n_ways = 0;
  int way;

  for (guint i = 0; i < n_all; i++)
    {
      if (all[i] != DROPOFF_WAY_PHONE)
        ways[n_ways++] = all[i];
    }
  way = get_settled_way (ways, n_ways, facts->way);
  if (n_ways == 0)
    return DROPOFF_NEXT_UNKNOWN;
  if (way == DROPOFF_WAY_APP)
    return DROPOFF_NEXT_PREPARE_APP;
  if (way < 0)
    return ask_way (ways, n_ways, TRUE, challenge);
  *challenge = dropoff_challenge_new (DROPOFF_CHALLENGE_SET_UP_EMAIL);
  return DROPOFF_NEXT_ASK;
}

static DropoffSignInNext
select_second_step (const DropoffCognitoReply *reply, const DropoffSignInFacts *facts,
                    const char **answer, DropoffChallenge **challenge)
{
  g_auto (GStrv) names
      = dropoff_cognito_parse_names (dropoff_cognito_reply_get (reply, "MFAS_CAN_CHOOSE"));

  return choose_way ((const char *const *) names, facts, answer, challenge);
}

DropoffSignInNext
dropoff_sign_in_next (const DropoffCognitoReply *reply, const DropoffSignInFacts *facts,
                      const char **answer, DropoffChallenge **challenge)
{
  static const struct
  {
    const char *name;
    DropoffSignInNext next;
  } by_itself[] = {
    { "PASSWORD_VERIFIER", DROPOFF_NEXT_PROVE_PASSWORD },
    { "DEVICE_SRP_AUTH", DROPOFF_NEXT_BEGIN_DEVICE },
    { "DEVICE_PASSWORD_VERIFIER", DROPOFF_NEXT_PROVE_DEVICE },
  };
  const char *const *available = (const char *const *) reply->available;
  const char *name = reply->challenge_name;
  const TextChallenge *text = find_text_challenge (name);

  *answer = NULL;
  *challenge = NULL;
  if (name == NULL)
    return DROPOFF_NEXT_DONE;
  if (text != NULL)
    return ask_text (reply, text, facts, challenge);
  for (gsize i = 0; i < G_N_ELEMENTS (by_itself); i++)
    {
      if (g_str_equal (name, by_itself[i].name))
        return by_itself[i].next;
    }
  if (g_str_equal (name, "PASSWORD_SRP"))
    return facts->has_password ? DROPOFF_NEXT_BEGIN_PROOF : DROPOFF_NEXT_NEED_PASSWORD;
  if (g_str_equal (name, "PASSWORD") && facts->may_send_password)
    return facts->has_password ? DROPOFF_NEXT_SEND_PASSWORD : DROPOFF_NEXT_NEED_PASSWORD;
  if (g_str_equal (name, "NEW_PASSWORD_REQUIRED"))
    return ask_new_password (reply, challenge);
  if (g_str_equal (name, "SELECT_CHALLENGE"))
    return choose_factor (available, facts, answer, challenge);
  if (g_str_equal (name, "SELECT_MFA_TYPE"))
    return select_second_step (reply, facts, answer, challenge);
  if (g_str_equal (name, "MFA_SETUP"))
    return set_up (reply, facts, challenge);
  if (g_str_equal (name, "WEB_AUTHN"))
    return leave_passkey (available, facts, answer, challenge);
  return DROPOFF_NEXT_UNKNOWN;
}

gboolean
dropoff_sign_in_offers_way (const char *const *names, DropoffChallengeWay way)
{
  return find_offered_name (names, way) != NULL;
}

const char *
dropoff_sign_in_way_name (const char *challenge_name, DropoffChallengeWay way)
{
  gboolean is_second_step = g_strcmp0 (challenge_name, "SELECT_MFA_TYPE") == 0;

  switch (way)
    {
    case DROPOFF_WAY_APP:
      return "SOFTWARE_TOKEN_MFA";
    case DROPOFF_WAY_PHONE:
      return is_second_step ? "SMS_MFA" : "SMS_OTP";
    case DROPOFF_WAY_EMAIL:
    default:
      return "EMAIL_OTP";
    }
}

const char *
dropoff_sign_in_answer_member (const char *challenge_name)
{
  const TextChallenge *known = find_text_challenge (challenge_name);

  return known != NULL ? known->member : NULL;
}

char *
dropoff_sign_in_clean_code (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *at = text != NULL ? text : ""; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isdigit (c))
        g_string_append_printf (digits, "%d", g_unichar_digit_value (c));
      else if (!g_unichar_isspace (c) && c != '-')
        return NULL;
    }
  if (digits->len < MIN_CODE_DIGITS || digits->len > MAX_CODE_DIGITS)
    return NULL;
  return g_strdup (digits->str);
}
