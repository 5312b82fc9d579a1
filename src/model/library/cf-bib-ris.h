/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-bib-record.h"

G_BEGIN_DECLS

typedef struct _CfBibRisReader CfBibRisReader;

CfBibRisReader *cf_bib_ris_reader_new        (CfBibRecordFunc func, gpointer user_data);
void            cf_bib_ris_reader_free       (CfBibRisReader *self);
gboolean        cf_bib_ris_reader_feed       (CfBibRisReader *self, const char *data, gsize length, GError **error);
gboolean        cf_bib_ris_reader_end        (CfBibRisReader *self, GError **error);
const char     *cf_bib_ris_reader_get_source (CfBibRisReader *self, gsize *length);

void            cf_bib_ris_append            (GString *out, const CfBibRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfBibRisReader, cf_bib_ris_reader_free)

G_END_DECLS
