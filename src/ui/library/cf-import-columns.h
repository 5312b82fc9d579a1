/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-bib-csv.h"

G_BEGIN_DECLS

/**
 * CfImportColumns:
 *
 * What each column of a table of books is, for a person to say, and what a comma between names means. What a file tells of itself is
 * chosen already; nothing is at two columns.
 *
 * Signal "changed": the person chose something else.
 */
#define CF_TYPE_IMPORT_COLUMNS (cf_import_columns_get_type ())
G_DECLARE_FINAL_TYPE (CfImportColumns, cf_import_columns, CF, IMPORT_COLUMNS, AdwBin)

void                   cf_import_columns_set_preview (CfImportColumns *self, CfBibCsvPreview *preview);
const CfBibCsvMapping *cf_import_columns_get_mapping (CfImportColumns *self);

G_END_DECLS
