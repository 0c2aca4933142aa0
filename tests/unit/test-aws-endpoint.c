/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-aws-endpoint.h"

#include <string.h>

typedef struct
{
  const char *bucket;
  const char *region;
  const char *address;
  const char *key;
  const char *host;
  const char *url;
} Case;

static const Case cases[] = {
  { "acme", "eu-west-1", NULL, "a/b.txt", "acme.s3.eu-west-1.amazonaws.com",
    "https://acme.s3.eu-west-1.amazonaws.com/a/b.txt" },
  { "acme", "cn-north-1", NULL, "k", "acme.s3.cn-north-1.amazonaws.com.cn",
    "https://acme.s3.cn-north-1.amazonaws.com.cn/k" },
  { "acme.geo", "us-east-1", NULL, "k", "s3.us-east-1.amazonaws.com",
    "https://s3.us-east-1.amazonaws.com/acme.geo/k" },
  { "Acme_Geo", "us-east-1", NULL, "k", "s3.us-east-1.amazonaws.com",
    "https://s3.us-east-1.amazonaws.com/Acme_Geo/k" },
  { "acme", "eu-west-1", NULL, "/lead//double/../x y+z%\n\"ü", "acme.s3.eu-west-1.amazonaws.com",
    "https://acme.s3.eu-west-1.amazonaws.com//lead//double/../x%20y%2Bz%25%0A%22%C3%BC" },
  { "acme", "eu-west-1", "http://127.0.0.1:7480", "k", "127.0.0.1:7480",
    "http://127.0.0.1:7480/acme/k" },
  { "acme", "eu-west-1", "http://[::1]:9000", "k", "[::1]:9000", "http://[::1]:9000/acme/k" },
  { "acme", "eu-west-1", "https://Store.Example:443/", "k", "store.example",
    "https://store.example/acme/k" },
  { "acme", "eu-west-1", "https://store.example/s3%20x", "/k", "store.example",
    "https://store.example/s3%20x/acme//k" },
  { "acme", "eu-west-1", "http://localhost:80", NULL, "localhost", "http://localhost/acme/" },
  { "acme", "eu-west-1", NULL, NULL, "acme.s3.eu-west-1.amazonaws.com",
    "https://acme.s3.eu-west-1.amazonaws.com/" },
};

static void
test_urls (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autoptr (DropoffAwsEndpoint) endpoint =
          dropoff_aws_endpoint_new (c->bucket, c->region, c->address);
      g_autofree char *path = dropoff_aws_endpoint_dup_path (endpoint, c->key);
      g_autofree char *url = dropoff_aws_endpoint_dup_url (endpoint, path, "");
      g_autofree char *query_url = dropoff_aws_endpoint_dup_url (endpoint, path, "uploads=");
      g_autofree char *expected = g_strconcat (c->url, "?uploads=", NULL);

      g_assert_cmpstr (dropoff_aws_endpoint_get_host (endpoint), ==, c->host);
      g_assert_cmpstr (url, ==, c->url);
      g_assert_cmpstr (query_url, ==, expected);
      g_assert_cmpint (dropoff_aws_endpoint_is_secure (endpoint), ==,
                       g_str_has_prefix (c->url, "https:"));
    }
}

static void
test_refused (void)
{
  g_assert_null (dropoff_aws_endpoint_new ("", "eu-west-1", NULL));
  g_assert_null (dropoff_aws_endpoint_new ("acme", "", NULL));
  g_assert_null (dropoff_aws_endpoint_new ("acme", NULL, NULL));
  g_assert_null (dropoff_aws_endpoint_new ("acme", "evil.example/", NULL));
  g_assert_null (dropoff_aws_endpoint_new ("acme", "eu west", NULL));
  g_assert_null (dropoff_aws_endpoint_new ("acme", "eu-west-1", "ftp://host"));
  g_assert_null (dropoff_aws_endpoint_new ("acme", "eu-west-1", "host:80"));
  g_assert_null (dropoff_aws_endpoint_new ("acme", "eu-west-1", "https:///path"));
  g_assert_null (dropoff_aws_endpoint_new ("acme", "eu-west-1", ""));
  g_assert_false (dropoff_aws_region_is_valid ("abcdefghijklmnopqrstuvwxyz0123456789"));
  g_assert_true (dropoff_aws_region_is_valid ("default"));
}

static void
test_service_hosts (void)
{
  g_autofree char *usual = dropoff_aws_service_host ("sts", "eu-west-1");
  g_autofree char *chinese = dropoff_aws_service_host ("cognito-idp", "cn-north-1");
  g_autofree char *sovereign = dropoff_aws_service_host ("cognito-identity", "eusc-de-east-1");

  g_assert_cmpstr (usual, ==, "sts.eu-west-1.amazonaws.com");
  g_assert_cmpstr (chinese, ==, "cognito-idp.cn-north-1.amazonaws.com.cn");
  g_assert_cmpstr (sovereign, ==, "cognito-identity.eusc-de-east-1.amazonaws.eu");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/aws-endpoint/urls", test_urls);
  g_test_add_func ("/aws-endpoint/refused", test_refused);
  g_test_add_func ("/aws-endpoint/service-hosts", test_service_hosts);
  return g_test_run ();
}
