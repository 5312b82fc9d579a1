/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-book-import.h"

G_BEGIN_DECLS

/**
 * CfImportSample:
 *
 * The first books of a file as they are read: title, people with their last names in bold, year, pages and ISBN; and what could not
 * be read, with its line and the reason.
 */
#define CF_TYPE_IMPORT_SAMPLE (cf_import_sample_get_type ())
G_DECLARE_FINAL_TYPE (CfImportSample, cf_import_sample, CF, IMPORT_SAMPLE, AdwBin)

gboolean cf_import_sample_read (CfImportSample            *self,
                                const CfBookImportPreview *preview,
                                const CfBibCsvMapping     *mapping,
                                GError                   **error);

G_END_DECLS
