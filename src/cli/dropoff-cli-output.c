/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-cli-output.h"

#include <stdio.h>

#include "dropoff-error.h"

void
dropoff_cli_say (const DropoffCliOptions *options, JsonNode *event)
{
  g_autofree char *line = NULL;

  if (!options->json)
    return;
  line = dropoff_control_event_write (event);
  fputs (line, stdout);
  fflush (stdout);
}

DropoffCliStatus
dropoff_cli_say_error (const DropoffCliOptions *options, const GError *error)
{
  const char *detail = dropoff_error_get_detail (error);
  g_autoptr (JsonNode) event = dropoff_control_event_of_error (error);

  dropoff_cli_say (options, event);
  if (!options->json && detail != NULL)
    g_printerr ("dropoff-cli: %s (%s)\n", error->message, detail);
  else if (!options->json)
    g_printerr ("dropoff-cli: %s\n", error->message);
  return dropoff_cli_status_of_error (error);
}

void
dropoff_cli_say_notice (const DropoffCliOptions *options, const char *sentence)
{
  JsonBuilder *builder = dropoff_control_event_begin ("notice");
  g_autoptr (JsonNode) event = NULL;

  dropoff_control_event_add_text (builder, "message", sentence);
  event = dropoff_control_event_end (builder);
  dropoff_cli_say (options, event);
  if (!options->json)
    g_printerr ("dropoff-cli: %s\n", sentence);
}

static const char *
describe_who (const char *who)
{
  static const struct
  {
    const char *who;
    const char *text;
  } people[] = {
    { DROPOFF_DOCTOR_ACCOUNT, "Who runs the company's account" },
    { DROPOFF_DOCTOR_CONNECTION, "Who wrote the connection file" },
    { DROPOFF_DOCTOR_NETWORK, "Who runs this network" },
    { DROPOFF_DOCTOR_COMPUTER, "Who uses this computer" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    if (g_strcmp0 (people[i].who, who) == 0)
      return people[i].text;
  return "Somebody";
}

void
dropoff_cli_say_check (const DropoffCliOptions *options, const char *step, gboolean good,
                       const char *message, const char *who, const char *advice)
{
  JsonBuilder *builder = dropoff_control_event_begin ("check");
  g_autoptr (JsonNode) event = NULL;

  dropoff_control_event_add_text (builder, "step", step);
  dropoff_control_event_add_flag (builder, "good", good);
  dropoff_control_event_add_text (builder, "message", message);
  dropoff_control_event_add_text (builder, "who", good ? NULL : who);
  dropoff_control_event_add_text (builder, "advice", good ? NULL : advice);
  event = dropoff_control_event_end (builder);
  dropoff_cli_say (options, event);
  if (options->json)
    return;
  g_print ("%-8s %s%s%s\n", good ? "ok" : "PROBLEM", step, message != NULL ? ": " : "",
           message != NULL ? message : "");
  if (!good && advice != NULL)
    g_print ("         %s: %s\n", describe_who (who), advice);
}

DropoffCliStatus
dropoff_cli_say_event_error (const DropoffCliOptions *options, JsonObject *event)
{
  const char *message = json_object_get_string_member_with_default (event, "message", "");
  const char *detail = json_object_get_string_member_with_default (event, "detail", NULL);
  gint64 code = json_object_get_int_member_with_default (event, "code", DROPOFF_ERROR_INTERNAL);
  g_autoptr (GError) error = dropoff_error_new ((DropoffError) code, detail, 0, message);

  return dropoff_cli_say_error (options, error);
}
