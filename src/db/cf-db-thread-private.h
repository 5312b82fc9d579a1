/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Something came on the file, @now in monotonic time; called in the database thread. */
typedef void (*CfDbThreadFunc) (gpointer user_data, gint64 now);

void          cf_db_thread_use         (void);
void          cf_db_thread_release     (void);
gboolean      cf_db_thread_is_current  (void);
gboolean      cf_db_thread_is_running  (void);

void          cf_db_thread_attach      (GSource *source);
void          cf_db_thread_watch       (int fd, CfDbThreadFunc func, gpointer user_data);
void          cf_db_thread_rest        (int fd, gint64 until);
void          cf_db_thread_unwatch     (int fd);

G_END_DECLS
