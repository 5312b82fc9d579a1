/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-import-columns.h"
#include "cf-import-dialog.h"
#include "cf-import-sample.h"
#include "cf-import-summary.h"

G_BEGIN_DECLS

/**
 * CfImportState:
 * @CF_IMPORT_CHOOSING: there is no file that can be read
 * @CF_IMPORT_CHOSEN: its first books are seen
 * @CF_IMPORT_RUNNING: an import or a check is under way
 * @CF_IMPORT_CHECKED: it is seen what an import would do
 * @CF_IMPORT_DONE: it is seen what the import did
 *
 * How far the person is.
 */
typedef enum
{
  CF_IMPORT_CHOOSING,
  CF_IMPORT_CHOSEN,
  CF_IMPORT_RUNNING,
  CF_IMPORT_CHECKED,
  CF_IMPORT_DONE,
} CfImportState;

struct _CfImportDialog
{
  CfFormDialog parent_instance;

  /* Template */
  GtkStack *stack;
  GtkWidget *choices;
  GtkWidget *file_row;
  AdwComboRow *separator_row;
  CfImportColumns *columns;
  GtkWidget *sample_box;
  CfImportSample *sample;
  GtkLabel *doing;
  GtkProgressBar *progress;
  GtkLabel *phase;
  CfImportSummary *summary;
  GtkWidget *back_button;

  CfImportState state;
  gint64 change;                        /* by what the import is taken back; 0: there was none, or it stored nothing */
  gboolean filling;                     /* what is chosen is set by the program */

  /* Owned */
  CfBookRepository *books;              /* nullable: no server was reached yet */
  GtkFileChooserNative *chooser;        /* nullable: while it is open */
  GCancellable *reading;                /* nullable: while the beginning of a file is read */
  GFile *file;                          /* nullable, with the two below */
  char *name;
  CfBookImportPreview *preview;

  GCancellable *running;                /* nullable: while an import or a check runs */
};

/* cf-import-dialog.c */
void  _cf_import_dialog_emit_imported (CfImportDialog *self, gint64 n_books);
void  _cf_import_dialog_set_state  (CfImportDialog *self, CfImportState state);
void  _cf_import_dialog_take_file (CfImportDialog *self, GFile *file, CfBookImportPreview *preview);
const CfBibCsvMapping *_cf_import_dialog_get_mapping (CfImportDialog *self);

/* cf-import-dialog-file.c */
void  _cf_import_dialog_read       (CfImportDialog *self, GFile *file);

/* cf-import-dialog-run.c */
void  _cf_import_dialog_run        (CfImportDialog *self, gboolean dry_run);

G_END_DECLS
