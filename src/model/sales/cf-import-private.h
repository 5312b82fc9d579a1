/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-import.h"

G_BEGIN_DECLS

/* -------------------------------------------------------------------------------------------------
 * What the database does
 * ------------------------------------------------------------------------------------------------- */

/**
 * CfImportScript:
 * @stage: makes the staging table, within the transaction
 * @copy: fills it
 * @check: one row: whether a shop is set up, and the digits of its currency
 * @store: the statements that carry the rows into the tables, in their order
 * @count: one row: changed, accepted, orders; of products also: added, repeated
 * @refused: (nullable): opens a cursor over what could be read but not stored: line, code, the product that has it, whether it is a
 *   further code (the row is stored without it then), and what goes into the columns of the file
 * @more_refused: (nullable): the next of them, none at the end
 *
 * All SQL of one kind of import.
 */
typedef struct
{
  const char        *stage;
  const char        *copy;
  const char        *check;
  const char *const *store;
  const char        *count;
  const char        *refused;
  const char        *more_refused;
} CfImportScript;

const CfImportScript *cf_import_script_get (CfImportKind kind);

/* -------------------------------------------------------------------------------------------------
 * What is read from the file
 * ------------------------------------------------------------------------------------------------- */

typedef struct _CfImportReader CfImportReader;

CfImportReader *cf_import_reader_new          (CfImportKind kind, GFile *file);
void            cf_import_reader_free         (CfImportReader *self);
gboolean        cf_import_reader_open         (CfImportReader *self, GCancellable *cancellable, GError **error);
void            cf_import_reader_set_digits   (CfImportReader *self, guint digits);
GBytes         *cf_import_reader_read         (CfImportReader *self, GCancellable *cancellable, GError **error);
gboolean        cf_import_reader_reject       (CfImportReader *self, const char *line, const char *reason, const char *const *fields, guint n_fields, GError **error);
gboolean        cf_import_reader_refuse       (CfImportReader *self, const char *line, const char *reason, gboolean is_code, const char *const *values, GError **error);
gboolean        cf_import_reader_close        (CfImportReader *self, GError **error);
void            cf_import_reader_drop_rejects (CfImportReader *self);
gint64          cf_import_reader_get_n_read   (CfImportReader *self);
gint64          cf_import_reader_get_n_rejected (CfImportReader *self);
gint64          cf_import_reader_get_n_refused_codes (CfImportReader *self);
const char     *cf_import_reader_get_reject_path (CfImportReader *self);
char          **cf_import_reader_dup_notes    (CfImportReader *self, gboolean added);
int             cf_import_reader_get_permille (CfImportReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfImportReader, cf_import_reader_free)

/* -------------------------------------------------------------------------------------------------
 * What a row of the file means
 * ------------------------------------------------------------------------------------------------- */

/**
 * CfImportColumn:
 * @name: as the sentence about a missing column calls it
 * @aliases: further spellings, without blanks and marks, in small letters
 * @required: whether a file without it cannot be imported
 * @expected: whether it is said that a file has none, where something is added
 *
 * One column that an import knows.
 */
typedef struct
{
  const char *name;
  const char *aliases[8];
  gboolean    required;
  gboolean    expected;
} CfImportColumn;

/* The columns of sales, as they stand in the table of columns; those of products likewise. */
enum
{
  CF_IMPORT_SALE_ORDER,
  CF_IMPORT_SALE_CODE,
  CF_IMPORT_SALE_NAME,
  CF_IMPORT_SALE_QUANTITY,
  CF_IMPORT_SALE_TIME,
  CF_IMPORT_SALE_PRICE,
  CF_IMPORT_SALE_CUSTOMER,
  CF_IMPORT_SALE_COUNTRY,
  CF_IMPORT_SALE_DISCOUNT,
  CF_IMPORT_SALE_TOTAL,
  CF_IMPORT_N_SALE,
};

enum
{
  CF_IMPORT_PRODUCT_NUMBER,
  CF_IMPORT_PRODUCT_NAME,
  CF_IMPORT_PRODUCT_DESCRIPTION,
  CF_IMPORT_PRODUCT_PRICE,
  CF_IMPORT_PRODUCT_CODES,
  CF_IMPORT_N_PRODUCT,
};

#define CF_IMPORT_MAX_COLUMNS CF_IMPORT_N_SALE

/* Of numbers that are not money, where not all can be kept. */
#define CF_IMPORT_MAX_DIGITS 9

/**
 * CfImportMap:
 * @at: the numbers of the file's columns, -1 for one that it has not
 * @digits: those of the shop's currency
 * @decimal_comma: whether numbers have a comma before their decimals
 *
 * How a record of the file is read.
 */
typedef struct
{
  int      at[CF_IMPORT_MAX_COLUMNS];
  guint    digits;
  gboolean decimal_comma;
} CfImportMap;

const CfImportColumn *cf_import_columns_get  (CfImportKind kind, guint *n_columns);
gboolean              cf_import_map_header   (CfImportKind kind, const char *const *fields, guint n_fields, CfImportMap *map, GError **error);
gboolean              cf_import_check_price  (CfImportKind kind, const char *const *fields, guint n_fields, guint n_own, const CfImportMap *map, GError **error);
void                  cf_import_note_header  (CfImportKind kind, const char *const *fields, guint n_fields, guint n_own, const CfImportMap *map, GPtrArray *notes);
char                 *cf_import_note_missing (CfImportKind kind, const CfImportMap *map);
gboolean              cf_import_append_row   (CfImportKind kind, const CfImportMap *map, guint64 line, const char *const *fields, guint n_fields, GString *out, GError **error);
/* A row that cannot be read but belongs to an order all the same: it has its place among the order's lines. */
void                  cf_import_append_gap  (CfImportKind kind, const CfImportMap *map, guint64 line, const char *order, GString *out);

/* -------------------------------------------------------------------------------------------------
 * What a value of the file means
 * ------------------------------------------------------------------------------------------------- */

char *cf_import_read_number       (const char *text, guint places);
char *cf_import_read_comma_number (const char *text, guint places);
char *cf_import_read_point_number (const char *text, guint places);
char *cf_import_read_time         (const char *text, gboolean *has_zone);

G_END_DECLS
