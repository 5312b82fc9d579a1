/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * Stands around the main loop's poll: what passes between two polls, less the frames that GTK draws meanwhile, is callbacks. What
 * other programs had of the processor is left out, what this one waited for by itself is not.
 */

/* More than this is told by where it was, where stacks are wanted. */
#define WATCHDOG_MOST_MS 4

typedef struct
{
  double callback_ms;           /* the longest */
  double frame_ms;              /* a frame with all that ran since the one before, the 99th percentile */
} WatchdogFigures;

void            watchdog_init   (gboolean   stacks);
void            watchdog_follow (GtkWidget *window);
void            watchdog_start  (void);
void            watchdog_pause  (void);
void            watchdog_resume (void);
WatchdogFigures watchdog_stop   (void);

G_END_DECLS
