/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-pool.h"

G_BEGIN_DECLS

/**
 * CfFileImport:
 *
 * One file into one database, in one transaction: COPY into a staging table, then statements for all rows at once. Used by what
 * imports a file of some kind.
 * Properties: "fraction" (gdouble 0…1), "phase" (translated text) notify in the owner's thread.
 */
#define CF_TYPE_FILE_IMPORT (cf_file_import_get_type ())
G_DECLARE_DERIVABLE_TYPE (CfFileImport, cf_file_import, CF, FILE_IMPORT, GObject)

/**
 * CfFileImportClass:
 * @open: opens the file
 * @stage: the script that begins the transaction and makes the staging table
 * @begin: (nullable): a statement before COPY, whose answer @take gets
 * @copy: fills the staging table
 * @read: rows for COPY; empty at the end of the file
 * @next: the statement that comes now, or %NULL at the end
 * @take: makes sense of what the last one answered
 * @close: ends the file of rejects; the rest is the server's
 * @drop: removes the file of rejects of an import that leaves nothing
 * @get_permille: how much of it is done; from any thread
 * @answer: returns from @task what was done
 *
 * What an import does. @open, @read, @take, @close and @drop wait: they run in a worker, one at a time.
 */
struct _CfFileImportClass
{
  GObjectClass parent_class;

  gboolean    (*open)         (CfFileImport *self, GCancellable *cancellable, GError **error);
  const char *(*stage)        (CfFileImport *self);
  CfDbUnit   *(*begin)        (CfFileImport *self);
  const char *(*copy)         (CfFileImport *self);
  GBytes     *(*read)         (CfFileImport *self, GCancellable *cancellable, GError **error);
  const char *(*next)         (CfFileImport *self);
  gboolean    (*take)         (CfFileImport *self, CfDbResult *result, GCancellable *cancellable, GError **error);
  gboolean    (*close)        (CfFileImport *self, GError **error);
  void        (*drop)         (CfFileImport *self);
  int         (*get_permille) (CfFileImport *self);
  void        (*answer)       (CfFileImport *self, GTask *task);
};

G_END_DECLS
