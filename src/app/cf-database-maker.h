/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-db-config.h"

G_BEGIN_DECLS

void     cf_database_make_async  (CfDbConfig           *config,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean cf_database_make_finish (GAsyncResult         *result,
                                  GError              **error);

G_END_DECLS
