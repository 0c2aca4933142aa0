/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-http-error.h"

#include <curl/curl.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-error.h"
#include "dropoff-log.h"

/* CURLE_TOO_LARGE is in the headers since libcurl 8.6 only. */
#define CURL_CODE_TOO_LARGE 100

/* OpenSSL's <openssl/x509_vfy.h>; fixed numbers that verify(1) documents. */
enum
{
  VERIFY_OK = 0,
  VERIFY_UNSPECIFIED = 1, /* what libcurl begins with: the check was not reached */
  VERIFY_CERT_NOT_YET_VALID = 9,
  VERIFY_CERT_HAS_EXPIRED = 10,
  VERIFY_HOSTNAME_MISMATCH = 62,
};

typedef struct
{
  DropoffError code;
  const char *message; /* translated */
} Verdict;

static gboolean
text_has (const DropoffHttpFailure *failure, const char *part)
{
  return failure->text != NULL && strcasestr (failure->text, part) != NULL;
}

static gboolean
has_verdict (const DropoffHttpFailure *failure)
{
  return failure->verify_result != VERIFY_OK && failure->verify_result != VERIFY_UNSPECIFIED;
}

/* A connection that stood. Newer versions of libcurl still report the error number of an earlier
 * attempt then (another address of the same name), so only what can happen now counts. */
static Verdict
judge_interruption (const DropoffHttpFailure *failure)
{
  if (failure->os_errno == ETIMEDOUT)
    return (Verdict){ DROPOFF_ERROR_NETWORK, _ ("The service did not answer in time.") };
  return (Verdict){ DROPOFF_ERROR_NETWORK, _ ("The connection was interrupted.") };
}

/* What a proxy says instead of connecting (RFC 9110 §9.3.6). */
static Verdict
judge_proxy (const DropoffHttpFailure *failure)
{
  if (failure->proxy_status == 407)
    return (Verdict){ DROPOFF_ERROR_NOT_THE_SERVICE,
                      _ ("This network’s proxy asks for a name and a password. Set them in the "
                         "network settings of this computer, or ask who runs the network.") };
  if (failure->proxy_status < 500)
    return (Verdict){ DROPOFF_ERROR_NOT_THE_SERVICE,
                      _ ("This network’s proxy does not let Dropoff through. Ask who runs the "
                         "network.") };
  return (Verdict){ DROPOFF_ERROR_NETWORK,
                    _ ("The service cannot be reached from this network.") };
}

static Verdict
judge_connect (const DropoffHttpFailure *failure)
{
  if (failure->by_proxy)
    return (Verdict){ DROPOFF_ERROR_NETWORK,
                      _ ("This computer’s network proxy cannot be reached.") };
  switch (failure->os_errno)
    {
    case ENETDOWN:
    case ENETUNREACH:
      return (Verdict){ DROPOFF_ERROR_NETWORK, _ ("There is no network connection.") };
    case ECONNREFUSED:
      return (Verdict){ DROPOFF_ERROR_NETWORK,
                        _ ("The service does not accept connections at the moment.") };
    case ETIMEDOUT:
      return (Verdict){ DROPOFF_ERROR_NETWORK, _ ("The service did not answer in time.") };
    default:
      return (Verdict){ DROPOFF_ERROR_NETWORK,
                        _ ("The service cannot be reached from this network.") };
    }
}

static Verdict
judge_certificate (const DropoffHttpFailure *failure)
{
  Verdict verdict = { DROPOFF_ERROR_NOT_SAFE, NULL };

  switch (failure->verify_result)
    {
    case VERIFY_CERT_HAS_EXPIRED:
      verdict.message = _ ("The service’s certificate has expired, or the date of this computer is "
                           "wrong. Nothing was sent.");
      break;
    case VERIFY_CERT_NOT_YET_VALID:
      verdict.message = _ ("The service’s certificate is not valid yet, or the date of this "
                           "computer is wrong. Nothing was sent.");
      break;
    case VERIFY_OK: /* the chain is in order, libcurl compares names itself */
    case VERIFY_UNSPECIFIED:
    case VERIFY_HOSTNAME_MISMATCH:
      verdict.message = _ ("The service’s certificate belongs to another address. Perhaps this "
                           "network wants you to sign in first. Nothing was sent.");
      break;
    default:
      verdict.message = _ ("The service’s certificate is not one that this computer trusts. "
                           "Nothing was sent. If your company checks network traffic, choose its "
                           "certificate in Preferences.");
      break;
    }
  return verdict;
}

static Verdict
judge_handshake (const DropoffHttpFailure *failure)
{
  if (has_verdict (failure))
    return judge_certificate (failure);
  /* A line that breaks during the handshake is libcurl's "SSL connect error" as well. */
  if (failure->os_errno == ECONNRESET || failure->os_errno == EPIPE
      || failure->os_errno == ETIMEDOUT || text_has (failure, "unexpected eof")
      || text_has (failure, "SSL_ERROR_SYSCALL") || text_has (failure, "SSL_ERROR_ZERO_RETURN")
      || text_has (failure, "Connection reset"))
    return judge_interruption (failure);
  return (Verdict){ DROPOFF_ERROR_NOT_SAFE,
                    _ ("A protected connection could not be set up. Perhaps "
                       "something in this network interferes. Nothing was sent.") };
}

static Verdict
judge_strange_reply (void)
{
  return (Verdict){ DROPOFF_ERROR_NOT_THE_SERVICE,
                    _ ("Something other than the service answered. Perhaps this network wants you "
                       "to sign in first.") };
}

static Verdict
judge_internal (void)
{
  return (Verdict){ DROPOFF_ERROR_INTERNAL, _ ("Something went wrong inside Dropoff.") };
}

static Verdict
judge_address (void)
{
  return (Verdict){ DROPOFF_ERROR_ASK_COMPANY,
                    _ ("The company’s settings name an address that is not valid.") };
}

static Verdict
judge_curl (const DropoffHttpFailure *failure)
{
  if (failure->proxy_status >= 300)
    return judge_proxy (failure);
  switch (failure->curl_code)
    {
    case CURLE_COULDNT_RESOLVE_HOST:
      return (Verdict){ DROPOFF_ERROR_NETWORK,
                        _ ("The service’s address was not found. Check the network connection.") };
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      return (Verdict){ DROPOFF_ERROR_NETWORK,
                        _ ("This computer’s network proxy cannot be reached.") };
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
      return judge_connect (failure);
    case CURLE_OPERATION_TIMEDOUT:
      return (Verdict){ DROPOFF_ERROR_NETWORK, _ ("The service did not answer in time.") };
    case CURLE_RECV_ERROR:
      /* Some versions say so when a reply's head is too large for them. */
      if (text_has (failure, "header"))
        return judge_strange_reply ();
      return judge_interruption (failure);
    case CURLE_SEND_ERROR:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_NO_CONNECTION_AVAILABLE:
      return judge_interruption (failure);
    case CURLE_SSL_CONNECT_ERROR:
      return judge_handshake (failure);
    case CURLE_PEER_FAILED_VERIFICATION:
      return judge_certificate (failure);
    case CURLE_SSL_CACERT_BADFILE:
      return (Verdict){ DROPOFF_ERROR_NOT_SAFE,
                        _ ("The file with your company’s certificate cannot be used. Choose "
                           "another one in Preferences.") };
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_USE_SSL_FAILED:
      return (Verdict){ DROPOFF_ERROR_NOT_SAFE,
                        _ ("A protected connection could not be set up.") };
    case CURLE_UNSUPPORTED_PROTOCOL: /* a reply without status line; addresses are checked before */
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_HTTP2:
    case CURL_CODE_TOO_LARGE:
    case CURLE_OUT_OF_MEMORY: /* 7.88's word for a header line over 100 KiB */
      return judge_strange_reply ();
    case CURLE_URL_MALFORMAT:
      return judge_address ();
    default:
      return judge_internal ();
    }
}

static Verdict
judge (const DropoffHttpFailure *failure)
{
  switch (failure->kind)
    {
    case DROPOFF_HTTP_FAILURE_CURL:
      return judge_curl (failure);
    case DROPOFF_HTTP_FAILURE_CANCELLED:
      return (Verdict){ DROPOFF_ERROR_CANCELLED, _ ("Cancelled.") };
    case DROPOFF_HTTP_FAILURE_STALLED:
      return (Verdict){ DROPOFF_ERROR_NETWORK, _ ("The connection came to a standstill.") };
    case DROPOFF_HTTP_FAILURE_DROPPED:
      return (Verdict){ DROPOFF_ERROR_NETWORK, _ ("The network changed.") };
    case DROPOFF_HTTP_FAILURE_REPLY_TOO_LARGE:
    case DROPOFF_HTTP_FAILURE_BAD_STATUS:
      return judge_strange_reply ();
    case DROPOFF_HTTP_FAILURE_BAD_ADDRESS:
      return judge_address ();
    case DROPOFF_HTTP_FAILURE_NOT_PROTECTED:
      return (Verdict){ DROPOFF_ERROR_NOT_SAFE,
                        _ ("The company’s settings name an address that is not protected. Nothing "
                           "was sent.") };
    case DROPOFF_HTTP_FAILURE_BODY:
    case DROPOFF_HTTP_FAILURE_NONE:
    default:
      return judge_internal ();
    }
}

static const char *
kind_to_string (DropoffHttpFailureKind kind)
{
  static const char *const names[] = {
    [DROPOFF_HTTP_FAILURE_NONE] = "none",
    [DROPOFF_HTTP_FAILURE_CURL] = "curl",
    [DROPOFF_HTTP_FAILURE_CANCELLED] = "cancelled",
    [DROPOFF_HTTP_FAILURE_STALLED] = "stalled",
    [DROPOFF_HTTP_FAILURE_DROPPED] = "connections dropped",
    [DROPOFF_HTTP_FAILURE_REPLY_TOO_LARGE] = "reply too large",
    [DROPOFF_HTTP_FAILURE_BAD_STATUS] = "status out of range",
    [DROPOFF_HTTP_FAILURE_BAD_ADDRESS] = "not a URL",
    [DROPOFF_HTTP_FAILURE_NOT_PROTECTED] = "plain http to a host that is not loopback",
    [DROPOFF_HTTP_FAILURE_BODY] = "request body",
  };

  return kind < G_N_ELEMENTS (names) ? names[kind] : "unknown";
}

static char *
describe (const DropoffHttpFailure *failure)
{
  GString *detail = g_string_new (kind_to_string (failure->kind));
  g_autofree char *text = NULL;

  if (failure->kind == DROPOFF_HTTP_FAILURE_CURL)
    g_string_append_printf (detail, " %d (%s)", failure->curl_code,
                            curl_easy_strerror ((CURLcode) failure->curl_code));
  if (failure->os_errno != 0)
    g_string_append_printf (detail, ", errno %d (%s)", failure->os_errno,
                            g_strerror (failure->os_errno));
  if (has_verdict (failure))
    g_string_append_printf (detail, ", certificate check %ld", failure->verify_result);
  if (failure->proxy_status != 0)
    g_string_append_printf (detail, ", proxy answered %ld", failure->proxy_status);
  if (failure->text != NULL && *failure->text != '\0')
    {
      text = dropoff_log_redact (failure->text);
      g_string_append_printf (detail, ": %s", text);
    }
  return g_string_free (detail, FALSE);
}

GError *
dropoff_http_failure_to_error (const DropoffHttpFailure *failure)
{
  g_autofree char *detail = NULL;
  Verdict verdict;

  g_return_val_if_fail (failure != NULL, NULL);
  g_return_val_if_fail (failure->kind != DROPOFF_HTTP_FAILURE_NONE, NULL);

  if (failure->kind == DROPOFF_HTTP_FAILURE_BODY && failure->body_error != NULL)
    return g_error_copy (failure->body_error);

  verdict = judge (failure);
  detail = describe (failure);
  return dropoff_error_new (verdict.code, detail, 0, verdict.message);
}

void
dropoff_http_failure_clear (DropoffHttpFailure *failure)
{
  g_clear_pointer (&failure->text, g_free);
  g_clear_error (&failure->body_error);
  failure->kind = DROPOFF_HTTP_FAILURE_NONE;
}
