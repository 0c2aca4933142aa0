/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-batch.h"
#include "dropoff-details.h"

G_BEGIN_DECLS

/**
 * DropoffReceiptText:
 * @title: "Acme Geophysics Has It"
 * @sentence: (nullable): stands only where the other side compared the checksum
 * @kind: (transfer none): "File" or "Folder"
 * @file: name of the file or folder
 * @size: rounded and exact; of a folder with the number of files
 * @received: full date and time
 * @reference: (nullable): by which the company finds it
 * @checksum: (nullable): of a single file
 * @detail_labels: (array zero-terminated=1): what the company asked with it and was answered
 * @detail_values: (array zero-terminated=1): the answers, in the same order
 *
 * What a receipt says, for the dialog and for the saved page. All owned but @kind.
 */
typedef struct
{
  char *title;
  char *sentence;
  const char *kind;
  char *file;
  char *size;
  char *received;
  char *reference;
  char *checksum;
  char **detail_labels;
  char **detail_values;
} DropoffReceiptText;

/**
 * dropoff_receipt_text_new:
 * @company_name: who has it
 * @fields: (nullable) (element-type DropoffDetailField): what the company asks with files
 * @batch: what was sent
 *
 * Returns: (transfer full): the receipt's words. Main thread.
 */
DropoffReceiptText *dropoff_receipt_text_new (const char *company_name, const GPtrArray *fields,
                                              DropoffBatch *batch);

/**
 * dropoff_receipt_text_free:
 * @text: (transfer full) (nullable): words
 *
 * Frees them.
 */
void dropoff_receipt_text_free (DropoffReceiptText *text);

/**
 * dropoff_receipt_text_to_plain:
 * @text: the texts of a receipt
 *
 * Returns: (transfer full): the receipt as plain text, a line each.
 */
char *dropoff_receipt_text_to_plain (const DropoffReceiptText *text);

/**
 * dropoff_receipt_text_to_pdf:
 * @text: words
 *
 * Draws an A4 page, or more where there is much to tell.
 *
 * Returns: (transfer full) (nullable): the PDF's bytes, or %NULL if it could not be drawn.
 */
GBytes *dropoff_receipt_text_to_pdf (const DropoffReceiptText *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffReceiptText, dropoff_receipt_text_free)

G_END_DECLS
