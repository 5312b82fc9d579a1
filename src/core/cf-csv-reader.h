/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CfCsvReader CfCsvReader;

/**
 * CfCsvRecordFunc:
 * @line: the line of the file on which the record begins, from 1
 * @fields: (array length=n_fields): the fields, valid during the call; UTF-8, without NUL
 * @error: (nullable): why this record cannot be read; @fields is then %NULL, or has a text like "\x00" in place of each byte that is no text
 *
 * Returns: %FALSE to stop
 */
typedef gboolean (*CfCsvRecordFunc) (guint64            line,
                                     const char *const *fields,
                                     guint              n_fields,
                                     const GError      *error,
                                     gpointer           user_data);

CfCsvReader *cf_csv_reader_new             (CfCsvRecordFunc func, gpointer user_data);
void         cf_csv_reader_free            (CfCsvReader *reader);
void         cf_csv_reader_set_separator   (CfCsvReader *reader, char separator);
void         cf_csv_reader_guess_separator (CfCsvReader *reader);
char         cf_csv_reader_get_separator   (CfCsvReader *reader);
gboolean     cf_csv_reader_feed            (CfCsvReader *reader, const char *data, gsize length);
gboolean     cf_csv_reader_end             (CfCsvReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfCsvReader, cf_csv_reader_free)

G_END_DECLS
