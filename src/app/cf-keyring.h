/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-db-config.h"

G_BEGIN_DECLS

void      cf_keyring_lookup_async  (CfDbConfig           *config,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
gboolean  cf_keyring_lookup_finish (GAsyncResult         *result,
                                    char                **password,
                                    GError              **error);
void      cf_keyring_store_async   (CfDbConfig           *config,
                                    const char           *password,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
gboolean  cf_keyring_store_finish  (GAsyncResult         *result,
                                    GError              **error);
void      cf_keyring_clear_async   (CfDbConfig           *config,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
gboolean  cf_keyring_clear_finish  (GAsyncResult         *result,
                                    GError              **error);
void      cf_keyring_free_password (char                 *password);

G_END_DECLS
