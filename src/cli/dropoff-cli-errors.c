/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-cli-errors.h"

#include "dropoff-error.h"

DropoffCliStatus
dropoff_cli_status_of_error (const GError *error)
{
  if (error->domain != DROPOFF_ERROR)
    return DROPOFF_CLI_COMPUTER;
  switch ((DropoffError) error->code)
    {
    case DROPOFF_ERROR_CANCELLED:
      return DROPOFF_CLI_INTERRUPTED;
    case DROPOFF_ERROR_RETRY:
    case DROPOFF_ERROR_THROTTLED:
    case DROPOFF_ERROR_NETWORK:
    case DROPOFF_ERROR_NOT_SAFE:
    case DROPOFF_ERROR_NOT_THE_SERVICE:
      return DROPOFF_CLI_NETWORK;
    case DROPOFF_ERROR_SIGN_IN:
    case DROPOFF_ERROR_KEYS_EXPIRED:
    case DROPOFF_ERROR_WRONG_ANSWER:
    case DROPOFF_ERROR_TOO_MANY_TRIES:
    case DROPOFF_ERROR_CODE_EXPIRED:
    case DROPOFF_ERROR_NEW_PASSWORD:
    case DROPOFF_ERROR_CONFIRM_ADDRESS:
    case DROPOFF_ERROR_BROWSER:
    case DROPOFF_ERROR_CLOCK:
    case DROPOFF_ERROR_ASK_COMPANY:
      return DROPOFF_CLI_SIGN_IN;
    case DROPOFF_ERROR_CONNECTION_FILE:
      return DROPOFF_CLI_CONNECTION;
    case DROPOFF_ERROR_NO_SPACE:
    case DROPOFF_ERROR_JOURNAL:
    case DROPOFF_ERROR_KEYRING:
    case DROPOFF_ERROR_INTERNAL:
      return DROPOFF_CLI_COMPUTER;
    case DROPOFF_ERROR_FILE:
    case DROPOFF_ERROR_FILE_CHANGED:
    case DROPOFF_ERROR_FILE_GONE:
    case DROPOFF_ERROR_NOT_ACCEPTED:
    case DROPOFF_ERROR_NAME_TAKEN:
    case DROPOFF_ERROR_UPLOAD_GONE:
    case DROPOFF_ERROR_DAMAGED:
    default:
      return DROPOFF_CLI_NEEDS_PERSON;
    }
}
