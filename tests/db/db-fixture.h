/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-lease.h"
#include "cf-db-pool.h"
#include "cf-test-server.h"
#include "cf-test-utils.h"

G_BEGIN_DECLS

/* Waiting forms of the start/finish pairs, for tests that are about something else. */
CfDbPool   *db_pool_new      (const char *conninfo);
CfDbPool   *db_pool_open     (CfTestServer *server, const char *database);
gboolean    db_open          (CfDbPool *pool, GError **error);
void        db_close         (CfDbPool *pool);
CfDbResult *db_query         (CfDbPool *pool, CfDbUnitFlags flags, const char *sql, CfDbParams *params, GError **error);
char       *db_value         (CfDbPool *pool, const char *sql);
GPtrArray  *db_run           (CfDbPool *pool, CfDbLane lane, CfDbUnit *unit, GError **error);
CfDbLease  *db_lease         (CfDbPool *pool, GError **error);
gboolean    db_script        (CfDbLease *lease, const char *sql, GError **error);
GPtrArray  *db_lease_run     (CfDbLease *lease, const char *sql, GError **error);
gboolean    db_copy_begin    (CfDbLease *lease, const char *sql, GError **error);
gboolean    db_copy_write    (CfDbLease *lease, const char *text, GError **error);
gint64      db_copy_end      (CfDbLease *lease, GError **error);
void        db_await_state   (CfDbPool *pool, CfDbState state);

G_END_DECLS
