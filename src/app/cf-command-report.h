/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-bib-csv.h"
#include "cf-book-import.h"
#include "cf-import.h"

G_BEGIN_DECLS

void cf_command_report_count  (const char               *label,
                               gint64                    count);
void cf_command_report_import (CfImportKind              kind,
                               gboolean                  dry_run,
                               const CfImportReport     *report);
void cf_command_report_books  (gboolean                  dry_run,
                               const CfBookImportReport *report);
void cf_command_report_unused (const CfBibCsvPreview    *table);

G_END_DECLS
