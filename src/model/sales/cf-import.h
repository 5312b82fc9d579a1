/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-file-import.h"

G_BEGIN_DECLS

/* What an import did or, with dry_run, would do. */
typedef struct
{
  gint64     n_read;            /* records of the file */
  gint64     n_added;           /* rows stored */
  gint64     n_changed;         /* products: rows whose values changed */
  gint64     n_known;           /* were there already */
  gint64     n_repeated;        /* products: rows of one that has another row further below */
  gint64     n_rejected;        /* rows of the file that were left out */
  gint64     n_refused_codes;   /* products: further codes that belong to others; their rows are stored without them */
  gint64     n_orders;          /* orders added */
  gint64     n_products;        /* products derived from the sales */
  char      *reject_path;       /* nullable: file with line, reason, fields of each row and code left out */
  char     **notes;             /* sentences about the columns of the file: what was not used, and what is missing */
} CfImportReport;
void cf_import_report_free (CfImportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfImportReport, cf_import_report_free)

typedef enum
{
  CF_IMPORT_PRODUCTS,
  CF_IMPORT_SALES,
} CfImportKind;

/**
 * CfImport:
 *
 * A file of products or sales, imported in one transaction. See #CfFileImport for its properties.
 */
#define CF_TYPE_IMPORT (cf_import_get_type ())
G_DECLARE_FINAL_TYPE (CfImport, cf_import, CF, IMPORT, CfFileImport)

CfImport       *cf_import_new         (CfDbPool *pool, CfImportKind kind, GFile *file, gboolean dry_run);
void            cf_import_set_clerk   (CfImport *self, const char *clerk);
void            cf_import_run_async   (CfImport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfImportReport *cf_import_run_finish  (CfImport *self, GAsyncResult *result, GError **error);

G_END_DECLS
