/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-question-page.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_START_PAGE (dropoff_start_page_get_type ())

/**
 * DropoffStartPage:
 *
 * The first page of all: which company? Properties: "busy" (boolean), "can-go-back" (boolean).
 * Signals: "submit" (string: the address), "choose-file", "back". Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffStartPage, dropoff_start_page, DROPOFF, START_PAGE,
                      DropoffQuestionPage)

/**
 * dropoff_start_page_begin:
 * @self: a page
 *
 * Takes away an old error and puts the focus into the field.
 */
void dropoff_start_page_begin (DropoffStartPage *self);

/**
 * dropoff_start_page_set_address:
 * @self: a page
 * @address: a company's address
 *
 * Fills the field as if typed.
 */
void dropoff_start_page_set_address (DropoffStartPage *self, const char *address);

/**
 * dropoff_start_page_show_error:
 * @self: a page
 * @message: (nullable): one sentence, or %NULL to take it away
 * @in_address: it is about the address; it may be tried again
 *
 * Shows what went wrong.
 */
void dropoff_start_page_show_error (DropoffStartPage *self, const char *message,
                                    gboolean in_address);

G_END_DECLS
