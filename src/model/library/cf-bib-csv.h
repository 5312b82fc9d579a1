/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-bib-names.h"

G_BEGIN_DECLS

/**
 * CfBibCsvColumn:
 * @CF_BIB_CSV_TITLE: the title; nothing can be read without it
 * @CF_BIB_CSV_PAGES: the number of pages
 * @CF_BIB_CSV_YEAR: the year, or a date
 * @CF_BIB_CSV_ISBN: the ISBN
 * @CF_BIB_CSV_ISBN_13: a second column for it
 * @CF_BIB_CSV_AUTHORS: one or more names
 * @CF_BIB_CSV_MORE_AUTHORS: those who follow them
 * @CF_BIB_CSV_FIRST_NAME: of the author, where the names have columns of their own
 * @CF_BIB_CSV_LAST_NAME: of the author
 * @CF_BIB_CSV_ROLE: what the authors did
 * @CF_BIB_CSV_EDITORS: one or more names
 * @CF_BIB_CSV_TRANSLATORS: one or more names
 * @CF_BIB_CSV_ILLUSTRATORS: one or more names
 * @CF_BIB_CSV_CONTRIBUTORS: all of them, as cf_bib_csv_append() writes them
 * @CF_BIB_CSV_ABOUT: what is known of them beside their names, the same
 * @CF_BIB_CSV_N_COLUMNS: how many there are
 *
 * What a column of a table of books can be.
 */
typedef enum
{
  CF_BIB_CSV_TITLE,
  CF_BIB_CSV_PAGES,
  CF_BIB_CSV_YEAR,
  CF_BIB_CSV_ISBN,
  CF_BIB_CSV_ISBN_13,
  CF_BIB_CSV_AUTHORS,
  CF_BIB_CSV_MORE_AUTHORS,
  CF_BIB_CSV_FIRST_NAME,
  CF_BIB_CSV_LAST_NAME,
  CF_BIB_CSV_ROLE,
  CF_BIB_CSV_EDITORS,
  CF_BIB_CSV_TRANSLATORS,
  CF_BIB_CSV_ILLUSTRATORS,
  CF_BIB_CSV_CONTRIBUTORS,
  CF_BIB_CSV_ABOUT,
  CF_BIB_CSV_N_COLUMNS,
} CfBibCsvColumn;

/**
 * CfBibCsvMapping:
 * @at: for each of #CfBibCsvColumn the number of the file's column, -1 for one that it has not
 * @names: what a comma means where several persons are in a field
 * @separator: what stands between the columns: a comma, a semicolon or a tab; 0: whichever the first line has most of
 *
 * How the columns of a file are understood. A plain value.
 */
typedef struct
{
  int        at[CF_BIB_CSV_N_COLUMNS];
  CfBibNames names;
  char       separator;
} CfBibCsvMapping;

/**
 * CfBibCsvPreview:
 * @headings: (array zero-terminated=1): what the first line of the file says
 * @n_headings: how many columns that are
 * @rows: (element-type GStrv): the fields of the rows behind it
 * @mapping: what the columns probably are; @names in it is what @rows tell, never %CF_BIB_NAMES_AUTO, and @separator is never 0
 *
 * The beginning of a file, for a person to see and to change the mapping.
 */
typedef struct
{
  char            **headings;
  guint             n_headings;
  GPtrArray        *rows;
  CfBibCsvMapping   mapping;
} CfBibCsvPreview;

const char      *cf_bib_csv_column_get_label (CfBibCsvColumn column);
gboolean         cf_bib_csv_mapping_guess    (CfBibCsvMapping *mapping, const char *const *headings, guint n_headings, GError **error);
gboolean         cf_bib_csv_mapping_check    (const CfBibCsvMapping *mapping, guint n_headings, GError **error);
void             cf_bib_csv_mapping_count    (const CfBibCsvMapping *mapping, const char *const *fields, guint n_fields, CfBibNamesVotes *votes);

CfBibCsvPreview *cf_bib_csv_preview_new      (const char *data, gsize length, char separator, guint n_rows, GError **error);
void             cf_bib_csv_preview_free     (CfBibCsvPreview *self);

typedef struct _CfBibCsvReader CfBibCsvReader;

CfBibCsvReader  *cf_bib_csv_reader_new       (const CfBibCsvMapping *mapping, CfBibRecordFunc func, gpointer user_data);
void             cf_bib_csv_reader_free      (CfBibCsvReader *self);
gboolean         cf_bib_csv_reader_feed      (CfBibCsvReader *self, const char *data, gsize length, GError **error);
gboolean         cf_bib_csv_reader_end       (CfBibCsvReader *self, GError **error);
const char      *cf_bib_csv_reader_get_head  (CfBibCsvReader *self);
const char *const *cf_bib_csv_reader_get_fields (CfBibCsvReader *self, guint *n_fields);

void             cf_bib_csv_append_head      (GString *out);
void             cf_bib_csv_append           (GString *out, const CfBibRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfBibCsvPreview, cf_bib_csv_preview_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfBibCsvReader, cf_bib_csv_reader_free)

G_END_DECLS
