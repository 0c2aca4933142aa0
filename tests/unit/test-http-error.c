/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-http-error.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>

#include "dropoff-error.h"

typedef struct
{
  DropoffHttpFailureKind kind;
  int curl_code;
  int os_errno;
  long verify_result;
  const char *text;
  DropoffError code;
  const char *message_part;
} Case;

#define CURL_CASE(curl_code, os_errno, verify_result, text, code, part)                            \
  {                                                                                                \
    DROPOFF_HTTP_FAILURE_CURL, curl_code, os_errno, verify_result, text, DROPOFF_ERROR_##code,     \
        part                                                                                       \
  }
#define OWN_CASE(kind, code, part)                                                                 \
  {                                                                                                \
    DROPOFF_HTTP_FAILURE_##kind, 0, 0, 0, NULL, DROPOFF_ERROR_##code, part                         \
  }

static const Case cases[] = {
  CURL_CASE (CURLE_COULDNT_RESOLVE_HOST, 0, 1, "Could not resolve host", NETWORK, "not found"),
  CURL_CASE (CURLE_COULDNT_RESOLVE_PROXY, 0, 1, "", NETWORK, "proxy"),
  CURL_CASE (CURLE_COULDNT_CONNECT, 0, 1, "", NETWORK, "cannot be reached"),
  CURL_CASE (CURLE_COULDNT_CONNECT, ECONNREFUSED, 1, "", NETWORK, "accept"),
  CURL_CASE (CURLE_COULDNT_CONNECT, ENETUNREACH, 1, "", NETWORK, "no network"),
  CURL_CASE (CURLE_COULDNT_CONNECT, EHOSTUNREACH, 1, "", NETWORK, "from this network"),
  CURL_CASE (CURLE_OPERATION_TIMEDOUT, 0, 1, "", NETWORK, "in time"),
  CURL_CASE (CURLE_SEND_ERROR, ECONNRESET, 0, "Send failure", NETWORK, "interrupted"),
  CURL_CASE (CURLE_SEND_ERROR, EPIPE, 0, "Send failure", NETWORK, "interrupted"),
  CURL_CASE (CURLE_RECV_ERROR, ECONNRESET, 0, "Recv failure", NETWORK, "interrupted"),
  CURL_CASE (CURLE_RECV_ERROR, ECONNREFUSED, 0, "Recv failure", NETWORK, "interrupted"),
  CURL_CASE (CURLE_RECV_ERROR, ETIMEDOUT, 0, "Recv failure", NETWORK, "in time"),
  CURL_CASE (CURLE_RECV_ERROR, 0, 0, "Too large response headers", NOT_THE_SERVICE, "Something"),
  CURL_CASE (CURLE_GOT_NOTHING, 0, 0, "Empty reply", NETWORK, "interrupted"),
  CURL_CASE (CURLE_PARTIAL_FILE, 0, 0, "transfer closed", NETWORK, "interrupted"),
  CURL_CASE (CURLE_PEER_FAILED_VERIFICATION, 0, 10, "", NOT_SAFE, "expired"),
  CURL_CASE (CURLE_PEER_FAILED_VERIFICATION, 0, 9, "", NOT_SAFE, "not valid yet"),
  CURL_CASE (CURLE_PEER_FAILED_VERIFICATION, 0, 18, "", NOT_SAFE, "not one that"),
  CURL_CASE (CURLE_PEER_FAILED_VERIFICATION, 0, 20, "", NOT_SAFE, "not one that"),
  CURL_CASE (CURLE_PEER_FAILED_VERIFICATION, 0, 62, "", NOT_SAFE, "another address"),
  CURL_CASE (CURLE_PEER_FAILED_VERIFICATION, 0, 0, "no alternative", NOT_SAFE, "another address"),
  CURL_CASE (CURLE_PEER_FAILED_VERIFICATION, 0, 1, "no alternative", NOT_SAFE, "another address"),
  CURL_CASE (CURLE_SSL_CONNECT_ERROR, 0, 1, "wrong version number", NOT_SAFE, "interferes"),
  CURL_CASE (CURLE_SSL_CONNECT_ERROR, 0, 1, "unexpected eof while", NETWORK, "interrupted"),
  CURL_CASE (CURLE_SSL_CONNECT_ERROR, 0, 1, "SSL_ERROR_SYSCALL in", NETWORK, "interrupted"),
  CURL_CASE (CURLE_SSL_CONNECT_ERROR, ECONNRESET, 1, "Recv failure", NETWORK, "interrupted"),
  CURL_CASE (CURLE_SSL_CONNECT_ERROR, ECONNREFUSED, 1, "alert", NOT_SAFE, "interferes"),
  CURL_CASE (CURLE_SSL_CONNECT_ERROR, 0, 10, "", NOT_SAFE, "expired"),
  CURL_CASE (CURLE_SSL_CACERT_BADFILE, 0, 1, "", NOT_SAFE, "cannot be used"),
  CURL_CASE (CURLE_SSL_CIPHER, 0, 1, "", NOT_SAFE, "protected connection"),
  CURL_CASE (CURLE_UNSUPPORTED_PROTOCOL, 0, 0, "Received HTTP/0.9", NOT_THE_SERVICE, "Something"),
  CURL_CASE (CURLE_WEIRD_SERVER_REPLY, 0, 0, "", NOT_THE_SERVICE, "Something"),
  CURL_CASE (CURLE_OUT_OF_MEMORY, 0, 0, "", NOT_THE_SERVICE, "Something"),
  CURL_CASE (100, 0, 0, "", NOT_THE_SERVICE, "Something"),
  CURL_CASE (CURLE_URL_MALFORMAT, 0, 0, "", ASK_COMPANY, "not valid"),
  CURL_CASE (CURLE_FAILED_INIT, 0, 0, "", INTERNAL, "inside"),
  CURL_CASE (9999, 0, 0, NULL, INTERNAL, "inside"),
  OWN_CASE (CANCELLED, CANCELLED, "Cancelled"),
  OWN_CASE (STALLED, NETWORK, "standstill"),
  OWN_CASE (DROPPED, NETWORK, "changed"),
  OWN_CASE (REPLY_TOO_LARGE, NOT_THE_SERVICE, "Something"),
  OWN_CASE (BAD_STATUS, NOT_THE_SERVICE, "Something"),
  OWN_CASE (BAD_ADDRESS, ASK_COMPANY, "not valid"),
  OWN_CASE (NOT_PROTECTED, NOT_SAFE, "not protected"),
  OWN_CASE (BODY, INTERNAL, "inside"),
};

/* With a proxy in between, what it says counts, whatever libcurl makes of it. */
static void
test_proxy (void)
{
  static const struct
  {
    int curl_code;
    long status;
    DropoffError code;
    const char *message_part;
  } proxy_cases[] = {
    { CURLE_RECV_ERROR, 407, DROPOFF_ERROR_NOT_THE_SERVICE, "a name and a password" },
    { CURLE_COULDNT_CONNECT, 407, DROPOFF_ERROR_NOT_THE_SERVICE, "a name and a password" },
    { CURLE_RECV_ERROR, 403, DROPOFF_ERROR_NOT_THE_SERVICE, "through" },
    { CURLE_RECV_ERROR, 302, DROPOFF_ERROR_NOT_THE_SERVICE, "through" },
    { CURLE_RECV_ERROR, 502, DROPOFF_ERROR_NETWORK, "cannot be reached" },
    { CURLE_RECV_ERROR, 200, DROPOFF_ERROR_NETWORK, "interrupted" },
    { CURLE_COULDNT_CONNECT, 0, DROPOFF_ERROR_NETWORK, "proxy cannot be reached" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (proxy_cases); i++)
    {
      DropoffHttpFailure failure = { .kind = DROPOFF_HTTP_FAILURE_CURL,
                                     .curl_code = proxy_cases[i].curl_code,
                                     .proxy_status = proxy_cases[i].status,
                                     .by_proxy = TRUE };
      g_autoptr (GError) error = dropoff_http_failure_to_error (&failure);

      g_assert_error (error, DROPOFF_ERROR, (int) proxy_cases[i].code);
      g_assert_nonnull (strstr (error->message, proxy_cases[i].message_part));
    }
}

static void
test_verdicts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      DropoffHttpFailure failure
        = { .kind = c->kind,
            .curl_code = c->curl_code,
            .os_errno = c->os_errno,
            .verify_result = c->verify_result,
            .text = g_strdup (c->text) };
      g_autoptr (GError) error = dropoff_http_failure_to_error (&failure);

      g_test_message ("case %u: %s [%s]", i, error->message, dropoff_error_get_detail (error));
      g_assert_error (error, DROPOFF_ERROR, (int) c->code);
      g_assert_nonnull (strstr (error->message, c->message_part));
      /* A sentence for a person, without the technical text */
      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_null (strstr (error->message, "curl"));
      g_assert_nonnull (dropoff_error_get_detail (error));
      dropoff_http_failure_clear (&failure);
      g_assert_cmpint (failure.kind, ==, DROPOFF_HTTP_FAILURE_NONE);
    }
}

/* Whatever code a newer libcurl may invent: never silence, never a crash. */
static void
test_every_code (void)
{
  for (int curl_code = 1; curl_code < 300; curl_code++)
    {
      DropoffHttpFailure failure = { DROPOFF_HTTP_FAILURE_CURL, curl_code, 0, 0, NULL, NULL };
      g_autoptr (GError) error = dropoff_http_failure_to_error (&failure);

      g_assert_true (error->domain == DROPOFF_ERROR);
      g_assert_cmpstr (error->message, !=, "");
    }
}

static void
test_body_error (void)
{
  g_autoptr (GError) why = dropoff_error_new (DROPOFF_ERROR_FILE_GONE, "unplugged", 0, "Gone.");
  DropoffHttpFailure failure = { DROPOFF_HTTP_FAILURE_BODY, 0, 0, 0, NULL, why };
  g_autoptr (GError) error = dropoff_http_failure_to_error (&failure);

  g_assert_error (error, DROPOFF_ERROR, (int) DROPOFF_ERROR_FILE_GONE);
  g_assert_cmpstr (error->message, ==, "Gone.");
  g_assert_cmpstr (dropoff_error_get_detail (error), ==, "unplugged");
}

static void
test_detail_has_no_secret (void)
{
  char text[] = "Could not resolve https://host.example/path?X-Amz-Signature=0123456789abcdef";
  DropoffHttpFailure failure
    = { DROPOFF_HTTP_FAILURE_CURL, CURLE_COULDNT_RESOLVE_HOST, 0, 0, text, NULL };
  g_autoptr (GError) error = dropoff_http_failure_to_error (&failure);

  g_assert_nonnull (strstr (dropoff_error_get_detail (error), "host.example/path"));
  g_assert_null (strstr (dropoff_error_get_detail (error), "0123456789abcdef"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-error/verdicts", test_verdicts);
  g_test_add_func ("/http-error/proxy", test_proxy);
  g_test_add_func ("/http-error/every-code", test_every_code);
  g_test_add_func ("/http-error/body-error", test_body_error);
  g_test_add_func ("/http-error/detail-has-no-secret", test_detail_has_no_secret);
  return g_test_run ();
}
