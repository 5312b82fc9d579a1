/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-bib-file.h"
#include "cf-db-pool.h"

G_BEGIN_DECLS

/**
 * CfBookExport:
 *
 * All books of a library, written to a file as they were at one moment. Property "fraction" (gdouble 0…1 of the books) notifies in the
 * owner's thread.
 */
#define CF_TYPE_BOOK_EXPORT (cf_book_export_get_type ())
G_DECLARE_FINAL_TYPE (CfBookExport, cf_book_export, CF, BOOK_EXPORT, GObject)

CfBookExport *cf_book_export_new        (CfDbPool *pool, GFile *file, CfBibFormat format);
void          cf_book_export_run_async  (CfBookExport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean      cf_book_export_run_finish (CfBookExport *self, GAsyncResult *result, gint64 *n_written, GError **error);

G_END_DECLS
