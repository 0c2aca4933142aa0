/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_BUSY_BUTTON (dropoff_busy_button_get_type ())

/**
 * DropoffBusyButton:
 *
 * A page's main button: while its work goes on, a spinner stands in its word's place and it cannot
 * be pressed again, but it keeps its size and colour. Read-write properties: "text" (string with a
 * mnemonic), "busy" (boolean), "ready" (boolean: it may be pressed). Its signal is
 * GtkButton::clicked. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffBusyButton, dropoff_busy_button, DROPOFF, BUSY_BUTTON, GtkButton)

G_END_DECLS
