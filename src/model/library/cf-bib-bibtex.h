/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-bib-record.h"

G_BEGIN_DECLS

typedef struct _CfBibBibtexReader CfBibBibtexReader;

CfBibBibtexReader *cf_bib_bibtex_reader_new        (CfBibRecordFunc func, gpointer user_data);
void               cf_bib_bibtex_reader_free       (CfBibBibtexReader *self);
gboolean           cf_bib_bibtex_reader_feed       (CfBibBibtexReader *self, const char *data, gsize length, GError **error);
gboolean           cf_bib_bibtex_reader_end        (CfBibBibtexReader *self, GError **error);
const char        *cf_bib_bibtex_reader_get_source (CfBibBibtexReader *self, gsize *length);

void               cf_bib_bibtex_append            (GString *out, const CfBibRecord *record, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfBibBibtexReader, cf_bib_bibtex_reader_free)

G_END_DECLS
