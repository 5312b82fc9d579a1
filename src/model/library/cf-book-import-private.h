/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-book-import.h"
#include "cf-db-result.h"

G_BEGIN_DECLS

/* -------------------------------------------------------------------------------------------------
 * What the database does
 * ------------------------------------------------------------------------------------------------- */

/**
 * CfBookImportStatement:
 * @sql: one statement
 * @share: how much of the time that storing takes it takes, in percent; for the progress
 * @writes: whether a check leaves it out
 *
 * One of those that carry the rows into the tables.
 */
typedef struct
{
  const char *sql;
  int         share;
  gboolean    writes;
} CfBookImportStatement;

extern const char cf_book_import_stage_sql[];
extern const char cf_book_import_name_clerk_sql[];
extern const char cf_book_import_copy_sql[];
extern const CfBookImportStatement cf_book_import_store[];
/* One row: added, known, to be judged, added with an ISBN to check, persons added. */
extern const char cf_book_import_count_sql[];
/* Opens a cursor over what is to be judged: number of the record, why ('several', 'swapped', 'isbn', 'edition'), name or title. */
extern const char cf_book_import_judged_sql[];
extern const char cf_book_import_more_judged_sql[];

/* -------------------------------------------------------------------------------------------------
 * What is read from the file
 * ------------------------------------------------------------------------------------------------- */

typedef struct _CfBookImportReader CfBookImportReader;

CfBookImportReader *_cf_book_import_reader_new            (GFile *file, CfBibFormat format, const CfBibCsvMapping *mapping);
void                _cf_book_import_reader_free           (CfBookImportReader *self);
void                _cf_book_import_reader_list           (CfBookImportReader *self);
gboolean            _cf_book_import_reader_open           (CfBookImportReader *self, GCancellable *cancellable, GError **error);
GBytes             *_cf_book_import_reader_read           (CfBookImportReader *self, GCancellable *cancellable, GError **error);
void                _cf_book_import_reader_leave_out      (CfBookImportReader *self, gint64 number, const char *reason);
gboolean            _cf_book_import_reader_write_left_out (CfBookImportReader *self, GCancellable *cancellable, GError **error);
gboolean            _cf_book_import_reader_close          (CfBookImportReader *self, GError **error);
void                _cf_book_import_reader_drop           (CfBookImportReader *self);
gint64              _cf_book_import_reader_get_n_read     (CfBookImportReader *self);
gint64              _cf_book_import_reader_get_n_rejected (CfBookImportReader *self);
const char         *_cf_book_import_reader_get_path       (CfBookImportReader *self);
GPtrArray          *_cf_book_import_reader_steal_listed   (CfBookImportReader *self);
CfBibEncoding       _cf_book_import_reader_get_encoding   (CfBookImportReader *self);
int                 _cf_book_import_reader_get_permille   (CfBookImportReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfBookImportReader, _cf_book_import_reader_free)

gboolean            _cf_book_import_append_row            (GString *out, gint64 number, const CfBibRecord *record, GError **error);

G_END_DECLS
