/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-bib-csv.h"

G_BEGIN_DECLS

/**
 * CfBibFormat:
 * @CF_BIB_FORMAT_CSV: a table, a row each
 * @CF_BIB_FORMAT_BIBTEX: BibTeX
 * @CF_BIB_FORMAT_RIS: RIS
 *
 * The formats in which books are exchanged.
 */
typedef enum
{
  CF_BIB_FORMAT_CSV,
  CF_BIB_FORMAT_BIBTEX,
  CF_BIB_FORMAT_RIS,
} CfBibFormat;

CfBibFormat  cf_bib_format_guess            (const char *name, const char *head, gsize length);
const char  *cf_bib_format_get_extension    (CfBibFormat format);

typedef struct _CfBibReader CfBibReader;

CfBibReader *cf_bib_reader_new              (CfBibFormat format, const CfBibCsvMapping *mapping, CfBibRecordFunc func, gpointer user_data);
void         cf_bib_reader_free             (CfBibReader *self);
gboolean     cf_bib_reader_feed             (CfBibReader *self, const char *data, gsize length, GError **error);
gboolean     cf_bib_reader_end              (CfBibReader *self, GError **error);
void         cf_bib_reader_append_reject_head (CfBibReader *self, GString *out);
void         cf_bib_reader_append_reject    (CfBibReader *self, GString *out, guint64 line, const char *reason);

void         cf_bib_append_head             (GString *out, CfBibFormat format);
void         cf_bib_append                  (GString *out, CfBibFormat format, const CfBibRecord *record, guint64 number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfBibReader, cf_bib_reader_free)

G_END_DECLS
