/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-book-import.h"

G_BEGIN_DECLS

/**
 * CfImportSummary:
 *
 * What became of the rows of a file, or would become of them.
 *
 * Signals: "show-rejects" (GFile file): the person wants to see where the rows are that were left out; "take-back": nothing of it is to stay.
 */
#define CF_TYPE_IMPORT_SUMMARY (cf_import_summary_get_type ())
G_DECLARE_FINAL_TYPE (CfImportSummary, cf_import_summary, CF, IMPORT_SUMMARY, AdwBin)

void cf_import_summary_show (CfImportSummary *self, const CfBookImportReport *report, gboolean dry_run);

G_END_DECLS
