/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** How many steps of niceness threads that work stand behind a window's. */
#define DROPOFF_THREAD_RANK_STEPS 5

/**
 * dropoff_thread_rank_put_window_first:
 *
 * From now on threads that begin with dropoff_thread_rank_take() stand behind the one that draws
 * the window: they get the processor's time that it leaves, and lose nothing while it sleeps. For
 * a program with a window, before its engine is made. Main thread.
 */
void dropoff_thread_rank_put_window_first (void);

/**
 * dropoff_thread_rank_take:
 *
 * Gives the calling thread its place behind the window, if there is one. The first thing that every
 * thread of ours does.
 */
void dropoff_thread_rank_take (void);

G_END_DECLS
