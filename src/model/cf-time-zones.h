/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-choice.h"

G_BEGIN_DECLS

char      *cf_time_zones_find_local  (void);
void       cf_time_zones_load_async  (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cf_time_zones_load_finish (GAsyncResult *result, char **local, GError **error);

G_END_DECLS
