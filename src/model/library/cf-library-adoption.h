/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-adoption.h"
#include "cf-db-pool.h"

G_BEGIN_DECLS

void        cf_library_adoption_find_async  (CfDbPool             *pool,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean    cf_library_adoption_find_finish (CfDbPool             *pool,
                                             GAsyncResult         *result,
                                             CfAdoption          **adoption,
                                             GError              **error);

G_END_DECLS
