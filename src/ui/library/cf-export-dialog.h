/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-bib-file.h"
#include "cf-book-repository.h"

G_BEGIN_DECLS

/**
 * CfExportDialog:
 *
 * Writes all books of the catalogue into a file: how far it is, a way out, and what went wrong. Where all went well it is gone by itself.
 *
 * Signal "written" (GFile file, gint64 n_books): the file is whole.
 */
#define CF_TYPE_EXPORT_DIALOG (cf_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CfExportDialog, cf_export_dialog, CF, EXPORT_DIALOG, AdwWindow)

GtkWidget *cf_export_dialog_new    (GtkWindow *parent, CfBookRepository *books);
void       cf_export_dialog_choose (CfExportDialog *self);
void       cf_export_dialog_write  (CfExportDialog *self, GFile *file, CfBibFormat format);

G_END_DECLS
