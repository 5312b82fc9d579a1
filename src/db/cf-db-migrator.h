/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-pool.h"

G_BEGIN_DECLS

/**
 * CfDbMigrator:
 *
 * Brings one track ("sales", "library") of a database to the version of the program: numbered
 * steps, each in one transaction with its record (checksum, time, program), all under one
 * advisory lock. Tracks may share a database.
 */
#define CF_TYPE_DB_MIGRATOR (cf_db_migrator_get_type ())
G_DECLARE_FINAL_TYPE (CfDbMigrator, cf_db_migrator, CF, DB_MIGRATOR, GObject)

/* @resource_folder holds files named NNNN-MAJOR-some-name.sql. */
CfDbMigrator *cf_db_migrator_new         (CfDbPool *pool, const char *track, const char *resource_folder, GError **error);
/* Tables of others are completed, and all steps are one transaction. */
void          cf_db_migrator_set_adopting (CfDbMigrator *self, gboolean adopting);
/* How many steps are missing; 0 when the database is as new as the program, negative when it is newer in minor steps only.
 * Fails with CF_ERROR_VERSION where the database has a newer major, or a step's checksum is another. */
void          cf_db_migrator_check_async  (CfDbMigrator *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean      cf_db_migrator_check_finish (CfDbMigrator *self, GAsyncResult *result, int *n_missing, GError **error);
void          cf_db_migrator_run_async    (CfDbMigrator *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean      cf_db_migrator_run_finish   (CfDbMigrator *self, GAsyncResult *result, guint *n_done, GError **error);

G_END_DECLS
