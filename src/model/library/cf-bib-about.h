/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-bib-record.h"

G_BEGIN_DECLS

char **cf_bib_about_get_lines (const CfBibRecord *record);
void   cf_bib_about_read      (CfBibRecord *record, const char *line);

G_END_DECLS
