/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GMainContext *cf_server_thread_get_context (void);
void          cf_server_thread_run_task    (GTask *task, GTaskThreadFunc func);

G_END_DECLS
