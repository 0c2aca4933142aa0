/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a look at the place of a sent file means. */
#include "dropoff-receipt-check.h"

static void
test_judge (void)
{
  static const struct
  {
    DropoffOutcome outcome;
    gboolean without_checksum; /* of our own */
    gboolean unverified;
    DropoffReceiptVerdict verdict;
  } cases[] = {
    { { .unknown = TRUE }, FALSE, FALSE, DROPOFF_RECEIPT_HIDDEN },
    { { .exists = FALSE }, FALSE, FALSE, DROPOFF_RECEIPT_GONE },
    { { .exists = TRUE, .size_bytes = 10, .has_crc64 = TRUE, .crc64 = 7 }, FALSE, FALSE,
      DROPOFF_RECEIPT_IDENTICAL },
    /* A checksum says more than a tag. */
    { { .exists = TRUE, .size_bytes = 10, .has_crc64 = TRUE, .crc64 = 7, .etag = (char *) "\"b\"" },
      FALSE, FALSE, DROPOFF_RECEIPT_IDENTICAL },
    { { .exists = TRUE, .size_bytes = 10, .has_crc64 = TRUE, .crc64 = 8, .etag = (char *) "\"a\"" },
      FALSE, FALSE, DROPOFF_RECEIPT_OTHER },
    { { .exists = TRUE, .size_bytes = 11, .has_crc64 = TRUE, .crc64 = 7 }, FALSE, FALSE,
      DROPOFF_RECEIPT_OTHER },
    { { .exists = TRUE, .size_bytes = 10, .etag = (char *) "\"a\"" }, FALSE, FALSE,
      DROPOFF_RECEIPT_IDENTICAL },
    { { .exists = TRUE, .size_bytes = 10, .etag = (char *) "\"b\"" }, FALSE, FALSE,
      DROPOFF_RECEIPT_OTHER },
    { { .exists = TRUE, .size_bytes = 10, .has_crc64 = TRUE, .crc64 = 7, .etag = (char *) "\"a\"" },
      TRUE, FALSE, DROPOFF_RECEIPT_IDENTICAL },
    { { .exists = TRUE, .size_bytes = 10 }, FALSE, FALSE, DROPOFF_RECEIPT_SAME_SIZE },
    { { .exists = TRUE, .size_bytes = 10, .etag = (char *) "\"a\"" }, TRUE, TRUE,
      DROPOFF_RECEIPT_SAME_SIZE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const DropoffUploadLater later = { .crc64 = 7, .etag = (char *) "\"a\"" };
      const DropoffUploadRecord record = { .size_bytes = 10,
                                           .has_crc64 = !cases[i].without_checksum,
                                           .later = &later,
                                           .verified = !cases[i].unverified };

      g_test_message ("case %u", i);
      g_assert_cmpint (dropoff_receipt_judge (&record, &cases[i].outcome), ==, cases[i].verdict);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/receipt-check/judge", test_judge);
  return g_test_run ();
}
