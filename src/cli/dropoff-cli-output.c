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

DropoffCliStatus
dropoff_cli_say_event_error (const DropoffCliOptions *options, JsonObject *event)
{
  const char *message = json_object_get_string_member_with_default (event, "message", "");
  const char *detail = json_object_get_string_member_with_default (event, "detail", NULL);
  gint64 code = json_object_get_int_member_with_default (event, "code", DROPOFF_ERROR_INTERNAL);
  g_autoptr (GError) error = dropoff_error_new ((DropoffError) code, detail, 0, message);

  return dropoff_cli_say_error (options, error);
}
