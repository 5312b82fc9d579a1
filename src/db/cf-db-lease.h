/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-pool.h"

G_BEGIN_DECLS

/**
 * CfDbLease:
 *
 * A connection for one user alone, for an interactive transaction, a script or COPY. Dropping the
 * last reference gives it back; an open transaction is rolled back by closing the connection.
 */
#define CF_TYPE_DB_LEASE (cf_db_lease_get_type ())
G_DECLARE_FINAL_TYPE (CfDbLease, cf_db_lease, CF, DB_LEASE, GObject)

void       cf_db_pool_lease_async      (CfDbPool *pool, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfDbLease *cf_db_pool_lease_finish     (CfDbPool *pool, GAsyncResult *result, GError **error);

void       cf_db_lease_run_async       (CfDbLease *self, CfDbUnit *unit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cf_db_lease_run_finish      (CfDbLease *self, GAsyncResult *result, GError **error);

/* Several statements in one text, by the simple protocol, no parameters; no result but success. One implicit
 * transaction unless the text says BEGIN. */
void       cf_db_lease_script_async    (CfDbLease *self, const char *sql, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   cf_db_lease_script_finish   (CfDbLease *self, GAsyncResult *result, GError **error);

/* COPY … FROM STDIN: begin, write any number of blocks one after another (each answers when the block has left our
 * buffer: that is the back-pressure), end. @data of end is the count of rows. Abort leaves nothing. */
void       cf_db_lease_copy_begin_async  (CfDbLease *self, const char *sql, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   cf_db_lease_copy_begin_finish (CfDbLease *self, GAsyncResult *result, GError **error);
void       cf_db_lease_copy_write_async  (CfDbLease *self, GBytes *data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   cf_db_lease_copy_write_finish (CfDbLease *self, GAsyncResult *result, GError **error);
void       cf_db_lease_copy_end_async    (CfDbLease *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gint64     cf_db_lease_copy_end_finish   (CfDbLease *self, GAsyncResult *result, GError **error);
void       cf_db_lease_copy_abort_async  (CfDbLease *self, const char *reason, GAsyncReadyCallback callback, gpointer user_data);
gboolean   cf_db_lease_copy_abort_finish (CfDbLease *self, GAsyncResult *result, GError **error);

G_END_DECLS
