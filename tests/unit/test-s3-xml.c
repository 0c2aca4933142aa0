/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-s3-messages.h"
#include "dropoff-s3-xml.h"

#include <string.h>

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NS " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""

static DropoffS3Reply *
read_text (const char *text, char **problem)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  return dropoff_s3_reply_read (body, problem);
}

static DropoffS3Reply *
read_good (const char *text)
{
  g_autofree char *problem = NULL;
  DropoffS3Reply *reply = read_text (text, &problem);

  g_assert_cmpstr (problem, ==, NULL);
  g_assert_nonnull (reply);
  return reply;
}

static void
assert_refused (const char *text, const char *expected)
{
  g_autofree char *problem = NULL;
  g_autoptr (DropoffS3Reply) reply = read_text (text, &problem);

  g_assert_null (reply);
  g_assert_cmpstr (problem, ==, expected);
}

static void
test_initiated (void)
{
  g_autoptr (DropoffS3Reply) reply =
      read_good (XML "<InitiateMultipartUploadResult" NS "><Bucket>b</Bucket><Key>k &amp; l</Key>"
                     "<UploadId>VXBs~b2Fk.SUQ-_</UploadId></InitiateMultipartUploadResult>");

  g_assert_cmpint (reply->kind, ==, DROPOFF_S3_REPLY_INITIATED);
  g_assert_cmpstr (reply->upload_id, ==, "VXBs~b2Fk.SUQ-_");
  assert_refused ("<InitiateMultipartUploadResult><UploadId/></InitiateMultipartUploadResult>",
                  "no upload id");
  assert_refused ("<InitiateMultipartUploadResult/>", "no upload id");
}

static void
test_parts (void)
{
  g_autoptr (DropoffS3Reply) reply = read_good (
      XML "<ListPartsResult" NS "><Owner><ID>7</ID></Owner><PartNumberMarker>0</PartNumberMarker>"
          "<NextPartNumberMarker>3</NextPartNumberMarker><MaxParts>2</MaxParts>"
          "<IsTruncated>true</IsTruncated>"
          "<Part><PartNumber>1</PartNumber><LastModified>2026-11-20T10:00:00.000Z</LastModified>"
          "<ETag>&quot;a1&quot;</ETag><Size>5242880</Size>"
          "<ChecksumCRC64NVME>rosUhgp5mIg=</ChecksumCRC64NVME></Part>"
          "<Part><PartNumber>3</PartNumber><ETag><![CDATA[\"b2\"]]></ETag><Size>0</Size></Part>"
          "</ListPartsResult>");
  const DropoffS3Part *parts = (const DropoffS3Part *) (const void *) reply->parts->data;

  g_assert_cmpint (reply->kind, ==, DROPOFF_S3_REPLY_PARTS);
  g_assert_true (reply->more);
  g_assert_cmpuint (reply->next_marker, ==, 3);
  g_assert_cmpuint (reply->parts->len, ==, 2);
  g_assert_cmpuint (parts[0].number, ==, 1);
  g_assert_cmpuint (parts[0].size_bytes, ==, 5242880);
  g_assert_cmpstr (parts[0].etag, ==, "\"a1\"");
  g_assert_true (parts[0].has_crc64);
  g_assert_cmphex (parts[0].crc64, ==, G_GUINT64_CONSTANT (0xae8b14860a799888));
  g_assert_cmpuint (parts[1].number, ==, 3);
  g_assert_cmpstr (parts[1].etag, ==, "\"b2\"");
  g_assert_false (parts[1].has_crc64);
}

static void
test_parts_odd (void)
{
  g_autoptr (DropoffS3Reply) empty =
      read_good ("<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>");
  g_autoptr (DropoffS3Reply) unmarked =
      read_good ("<ListPartsResult><IsTruncated>true</IsTruncated><Part><PartNumber>9</PartNumber>"
                 "<ETag>e</ETag></Part></ListPartsResult>");

  g_assert_cmpuint (empty->parts->len, ==, 0);
  g_assert_false (empty->more);
  g_assert_cmpuint (unmarked->next_marker, ==, 9);
  assert_refused ("<ListPartsResult><IsTruncated>true</IsTruncated></ListPartsResult>",
                  "no place to go on from");
  assert_refused ("<ListPartsResult><Part><PartNumber>0</PartNumber><ETag>e</ETag></Part>"
                  "</ListPartsResult>",
                  "a part without number or tag");
  assert_refused ("<ListPartsResult><Part><PartNumber>10001</PartNumber></Part></ListPartsResult>",
                  "a number is not one or out of range");
  assert_refused ("<ListPartsResult><Part><Size>-1</Size></Part></ListPartsResult>",
                  "a number is not one or out of range");
  assert_refused ("<ListPartsResult><Part><Size>1e3</Size></Part></ListPartsResult>",
                  "a number is not one or out of range");
  assert_refused ("<ListPartsResult><Part><PartNumber>1</PartNumber><ETag>"
                  "0123456789012345678901234567890123456789"
                  "0123456789012345678901234567890123456789"
                  "</ETag></Part></ListPartsResult>",
                  "a tag is too long");
}

static void
test_completed (void)
{
  g_autoptr (DropoffS3Reply) reply = read_good (
      "\n\n    \n" XML "<CompleteMultipartUploadResult" NS "><Location>http://x</Location>"
      "<ETag>&#34;c-2&#x22;</ETag><ChecksumCRC64NVME>rosUhgp5mIg=</ChecksumCRC64NVME>"
      "<ChecksumType>FULL_OBJECT</ChecksumType></CompleteMultipartUploadResult>\n");
  g_autoptr (DropoffS3Reply) composite = read_good (
      "<CompleteMultipartUploadResult><ETag>e</ETag>"
      "<ChecksumCRC64NVME>rosUhgp5mIg=-2</ChecksumCRC64NVME></CompleteMultipartUploadResult>");
  /* Ceph 16 */
  g_autoptr (DropoffS3Reply) tagless =
      read_good ("<CompleteMultipartUploadResult><ETag></ETag></CompleteMultipartUploadResult>");

  g_assert_cmpint (reply->kind, ==, DROPOFF_S3_REPLY_COMPLETED);
  g_assert_cmpstr (reply->etag, ==, "\"c-2\"");
  g_assert_true (reply->has_crc64);
  g_assert_cmphex (reply->crc64, ==, G_GUINT64_CONSTANT (0xae8b14860a799888));
  g_assert_false (composite->has_crc64);
  g_assert_null (tagless->etag);
}

static void
test_error (void)
{
  g_autoptr (DropoffS3Reply) skewed = read_good (
      "   " XML "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference &lt; is</Message>"
      "<RequestTime>20261120T100000Z</RequestTime><ServerTime>2026-11-20T13:54:00Z</ServerTime>"
      "</Error>");
  g_autoptr (DropoffS3Reply) elsewhere = read_good (
      "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>");
  g_autoptr (DropoffS3Reply) timeless =
      read_good ("<Error><Code>X</Code><ServerTime>soon</ServerTime></Error>");

  g_assert_cmpint (skewed->kind, ==, DROPOFF_S3_REPLY_ERROR);
  g_assert_cmpstr (skewed->code, ==, "RequestTimeTooSkewed");
  g_assert_cmpstr (skewed->message, ==, "The difference < is");
  g_assert_cmpint (skewed->server_time_s, ==, 1795182840);
  g_assert_cmpstr (elsewhere->region, ==, "eu-west-1");
  g_assert_cmpint (timeless->server_time_s, ==, 0);
  assert_refused ("<Error><Message>m</Message></Error>", "an error without a code");
}

static void
test_uploads (void)
{
  g_autoptr (DropoffS3Reply) reply = read_good (
      XML "<ListMultipartUploadsResult" NS "><Bucket>b</Bucket><IsTruncated>false</IsTruncated>"
          "<Upload><Key>a&amp;&#x1;&#10;b</Key><UploadId>u1</UploadId><Owner><ID>7</ID></Owner>"
          "<Initiated>2026-11-20T13:54:00.000Z</Initiated></Upload>"
          "<Upload><Key>c</Key><UploadId>u2</UploadId></Upload></ListMultipartUploadsResult>");
  g_autoptr (DropoffS3Reply) none =
      read_good ("<ListMultipartUploadsResult></ListMultipartUploadsResult>");
  const DropoffS3Upload *uploads = (const DropoffS3Upload *) (const void *) reply->uploads->data;

  g_assert_cmpint (reply->kind, ==, DROPOFF_S3_REPLY_UPLOADS);
  g_assert_cmpuint (reply->uploads->len, ==, 2);
  g_assert_cmpstr (uploads[0].key, ==, "a&\001\nb");
  g_assert_cmpstr (uploads[0].upload_id, ==, "u1");
  g_assert_cmpint (uploads[0].initiated_s, ==, 1795182840);
  g_assert_cmpstr (uploads[1].upload_id, ==, "u2");
  g_assert_cmpint (uploads[1].initiated_s, ==, 0);
  g_assert_cmpuint (none->uploads->len, ==, 0);
  assert_refused ("<ListMultipartUploadsResult><Upload><Key>k</Key></Upload>"
                  "</ListMultipartUploadsResult>",
                  "an upload without key or id");
  assert_refused ("<ListMultipartUploadsResult><Upload><Key>k</Key>", "not XML");
}

static void
test_rubbish (void)
{
  assert_refused ("", "an empty reply");
  assert_refused ("   \n ", "an empty reply");
  assert_refused ("OK", "not XML");
  assert_refused ("{\"code\": 1}", "not XML");
  assert_refused ("<html><body>Sign in to the Wi-Fi</body></html>",
                  "none of the service's replies");
  assert_refused ("<!DOCTYPE html><html><body><p>a<br>b</body></html>", "not XML");
  assert_refused ("<Error><Code>X</Code>", "not XML");
  assert_refused ("<Error><Code>X</Message></Error>", "not XML");
  assert_refused ("<Errors><Code>X</Code></Errors>", "none of the service's replies");
  assert_refused ("<Error><Code>&unknown;</Code></Error>", "not XML");
  assert_refused ("<Error><Code>X</Code></Error><Error/>", "a second document");
  assert_refused ("<Error><Code>\xff\xfe</Code></Error>", "not UTF-8");
  assert_refused ("<!DOCTYPE x [<!ENTITY a \"b\">]><Error><Code>&a;</Code></Error>", "not XML");
}

static char *
repeat (const char *before, const char *unit, guint times, const char *after)
{
  GString *text = g_string_new (before);

  for (guint i = 0; i < times; i++)
    g_string_append (text, unit);
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

static void
test_limits (void)
{
  g_autofree char *deep = repeat ("<Error>", "<a>", 100000, "");
  g_autofree char *long_text = repeat ("<Error><Code>", "0123456789abcdef", 513, "</Code></Error>");
  g_autofree char *fits = repeat ("<Error><Code>", "0123456789abcdef", 512, "</Code></Error>");
  g_autofree char *many =
      repeat ("<ListPartsResult>", "<Part><PartNumber>1</PartNumber><ETag>e</ETag></Part>", 10001,
              "</ListPartsResult>");
  g_autofree char *huge = repeat ("", "                ", 200000, "<Error/>");
  g_autoptr (DropoffS3Reply) reply = read_good (fits);
  char zeros[64] = { 0 };
  g_autoptr (GBytes) zero_bytes = g_bytes_new (zeros, sizeof zeros);
  g_autofree char *problem = NULL;

  g_assert_cmpuint (strlen (reply->code), ==, 8192);
  assert_refused (deep, "nested too deeply");
  assert_refused (long_text, "an element's text is too long");
  assert_refused (many, "too many parts");
  assert_refused (huge, "too long a reply");
  g_assert_null (dropoff_s3_reply_read (zero_bytes, &problem));
  g_assert_nonnull (problem);
}

static void
test_complete_write (void)
{
  const DropoffS3Part parts[] = {
    { .number = 1,
      .etag = "\"a&b\"",
      .has_crc64 = TRUE,
      .crc64 = G_GUINT64_CONSTANT (0xae8b14860a799888) },
    { .number = 10000, .etag = "plain" },
  };
  g_autoptr (GBytes) body = dropoff_s3_complete_write (parts, G_N_ELEMENTS (parts));
  const char *expected = "<CompleteMultipartUpload" NS ">"
                         "<Part><PartNumber>1</PartNumber><ETag>&quot;a&amp;b&quot;</ETag>"
                         "<ChecksumCRC64NVME>rosUhgp5mIg=</ChecksumCRC64NVME></Part>"
                         "<Part><PartNumber>10000</PartNumber><ETag>plain</ETag></Part>"
                         "</CompleteMultipartUpload>";

  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), expected,
                   strlen (expected));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/s3-xml/initiated", test_initiated);
  g_test_add_func ("/s3-xml/parts", test_parts);
  g_test_add_func ("/s3-xml/parts-odd", test_parts_odd);
  g_test_add_func ("/s3-xml/completed", test_completed);
  g_test_add_func ("/s3-xml/error", test_error);
  g_test_add_func ("/s3-xml/uploads", test_uploads);
  g_test_add_func ("/s3-xml/rubbish", test_rubbish);
  g_test_add_func ("/s3-xml/limits", test_limits);
  g_test_add_func ("/s3-xml/complete-write", test_complete_write);
  return g_test_run ();
}
