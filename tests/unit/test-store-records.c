/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in memory for what is journaled. */
#include <string.h>

#include "dropoff-store-records.h"

/* What the key is made of is the end of the path, or a text of its own. */
static void
test_paths (void)
{
  g_autoptr (DropoffUploadRecord) upload = dropoff_upload_record_new ();
  g_autoptr (DropoffUploadRecord) copy = NULL;

  dropoff_upload_record_set_paths (upload, g_strdup ("/home/ana/Top/a"), g_strdup ("Top/a"));
  g_assert_true (upload->relative_path == upload->path + strlen ("/home/ana/"));
  copy = dropoff_upload_record_copy (upload);
  g_assert_true (copy->relative_path == copy->path + strlen ("/home/ana/"));
  dropoff_upload_record_set_paths (upload, g_strdup ("/run/doc/1/a"), g_strdup ("Top/a"));
  g_assert_cmpstr (upload->path, ==, "/run/doc/1/a");
  g_assert_cmpstr (upload->relative_path, ==, "Top/a");
  dropoff_upload_record_set_paths (upload, NULL, g_strdup ("longer than the path"));
  g_assert_cmpstr (upload->relative_path, ==, "longer than the path");
  g_assert_cmpstr (copy->relative_path, ==, "Top/a");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-records/paths", test_paths);
  return g_test_run ();
}
