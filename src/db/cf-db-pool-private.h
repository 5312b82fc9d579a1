/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-core-private.h"
#include "cf-db-lease.h"

G_BEGIN_DECLS

void       cf_db_pool_submit (CfDbPool *self, CfDbOp *op, GTask *task);
CfDbLease *cf_db_lease_new   (CfDbPool *pool, CfDbLine *line);

G_END_DECLS
