/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-bib-encoding.h"
#include "cf-bib-file.h"
#include "cf-file-import.h"

G_BEGIN_DECLS

/* A record that is left out. */
typedef struct
{
  guint64 line;              /* of the file, where it begins */
  char   *reason;
} CfBookImportReject;

/* What an import did or, with dry_run, would do. What was read is what was added, known, to be judged or rejected. */
typedef struct
{
  gint64     n_read;         /* records of the file */
  gint64     n_added;        /* books stored */
  gint64     n_authors;      /* persons stored, who were not there before */
  gint64     n_known;        /* were there already, or came before in the file */
  gint64     n_rejected;     /* records that cannot be read */
  gint64     n_flagged;      /* added, with an ISBN that must be checked */
  gint64     n_to_judge;     /* left out: a person must decide: several people of a name, or a book that may be another edition; they are in
                                the file of rejects with that reason */
  gint64     change;         /* by what all of it is taken back; 0: nothing was stored */
  CfBibEncoding encoding;    /* as which the file was read */
  char      *reject_path;    /* nullable: file with line, reason and text of each record left out */
  GPtrArray *rejects;        /* (element-type CfBookImportReject) (nullable): where it leaves no file: the first of them, in their order */
} CfBookImportReport;

void cf_book_import_report_free (CfBookImportReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfBookImportReport, cf_book_import_report_free)

/**
 * CfBookImport:
 *
 * A file of books, imported in one transaction. See #CfFileImport for its properties.
 */
#define CF_TYPE_BOOK_IMPORT (cf_book_import_get_type ())
G_DECLARE_FINAL_TYPE (CfBookImport, cf_book_import, CF, BOOK_IMPORT, CfFileImport)

CfBookImport       *cf_book_import_new        (CfDbPool *pool, GFile *file, CfBibFormat format, const CfBibCsvMapping *mapping, gboolean dry_run);
void                cf_book_import_set_clerk  (CfBookImport *self, const char *clerk, const char *till);
void                cf_book_import_leave_no_file (CfBookImport *self);
void                cf_book_import_run_async  (CfBookImport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfBookImportReport *cf_book_import_run_finish (CfBookImport *self, GAsyncResult *result, GError **error);

/**
 * CfBookImportPreview:
 * @format: what the file probably is
 * @encoding: how it is probably written
 * @csv: (nullable): of a table: its headings, first rows, and what the columns probably are
 * @head: how it begins, in UTF-8
 * @is_whole: whether @head is all of it
 *
 * The beginning of a file, for a person to see before it is imported.
 */
typedef struct
{
  CfBibFormat      format;
  CfBibEncoding    encoding;
  CfBibCsvPreview *csv;
  GBytes          *head;
  gboolean         is_whole;
} CfBookImportPreview;

void                 cf_book_import_preview_free   (CfBookImportPreview *preview);
gboolean             cf_book_import_preview_read   (const CfBookImportPreview *preview, const CfBibCsvMapping *mapping, CfBibRecordFunc func, gpointer user_data, GError **error);
gboolean             cf_book_import_preview_set_separator (CfBookImportPreview *preview, char separator, GError **error);
void                 cf_book_import_preview_async  (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfBookImportPreview *cf_book_import_preview_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfBookImportPreview, cf_book_import_preview_free)

G_END_DECLS
