/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-connection.h"
#include "cf-shop.h"

G_BEGIN_DECLS

void  cf_connection_test_async  (CfConnection         *connection,
                                 CfShop               *shop,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
char *cf_connection_test_finish (GAsyncResult         *result,
                                 GError              **error);

G_END_DECLS
