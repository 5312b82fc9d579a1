/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-file-import.h"

G_BEGIN_DECLS

/* How the transaction of an import begins: it takes the time it takes. */
#define CF_FILE_IMPORT_BEGIN \
  "BEGIN ISOLATION LEVEL READ COMMITTED;" \
  "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;" \
  "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off;"

gpointer  _cf_file_import_new         (GType type, CfDbPool *pool, GFile *file, gboolean dry_run);
GFile    *_cf_file_import_get_file    (gpointer self);
gboolean  _cf_file_import_get_running (gpointer self);
GError   *_cf_file_import_describe    (gpointer self, const GError *error);
void      _cf_file_import_run         (gpointer self, GTask *task);
void      _cf_file_import_append_text (GString *out, const char *text);

/* -------------------------------------------------------------------------------------------------
 * What is left out
 * ------------------------------------------------------------------------------------------------- */

/* A file beside another one that lists what of that was left out; made when the first is. In a worker, one call at a time. */
typedef struct _CfRejectFile CfRejectFile;

CfRejectFile *_cf_reject_file_new      (GFile *source, const char *extension);
void          _cf_reject_file_free     (CfRejectFile *self);
gboolean      _cf_reject_file_is_open  (CfRejectFile *self);
gboolean      _cf_reject_file_write    (CfRejectFile *self, const char *head, const char *text, gssize length, GError **error);
gboolean      _cf_reject_file_close    (CfRejectFile *self, GError **error);
void          _cf_reject_file_drop     (CfRejectFile *self);
const char   *_cf_reject_file_get_path (CfRejectFile *self);

guint         _cf_reject_file_count_columns (const char *const *headings, guint n_headings);
gboolean      _cf_reject_file_check_mended  (const char *const *fields, guint n_fields, guint n_columns, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfRejectFile, _cf_reject_file_free)

/* -------------------------------------------------------------------------------------------------
 * The file itself
 * ------------------------------------------------------------------------------------------------- */

GFileInputStream *_cf_import_file_open (GFile *file, gsize *n_bytes, GCancellable *cancellable, GError **error);

G_END_DECLS
