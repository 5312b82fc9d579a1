/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the fields of a record to a row of COPY's text format, or to the reason why not. */

#include "cf-config.h"

#include "cf-import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-error.h"
#include "cf-file-import-private.h"
#include "cf-text-limits.h"
#include "cf-text.h"

/* So many columns are named in one sentence. */
#define MOST_TITLES 20

static const CfImportColumn sale_columns[CF_IMPORT_N_SALE] = {
  { "InvoiceNo", { "invoice", "invoicenumber", "ordernumber", "orderno", "order" }, TRUE },
  { "StockCode", { "productnumber", "productcode", "code", "sku", "itemnumber" }, FALSE },
  { "Description", { "productname", "name", "product" }, FALSE, TRUE },
  { "Quantity", { "qty" }, TRUE },
  { "InvoiceDate", { "soldat", "date", "time", "datetime", "orderdate" }, TRUE },
  { "UnitPrice", { "price" }, FALSE, TRUE },
  { "CustomerID", { "customer", "customernumber" }, FALSE },
  { "Country", { "land" }, FALSE },
  { "Discount", { "discountfraction" }, FALSE },
  { "OrderTotal", { "total", "linetotal" }, FALSE },
};

static const CfImportColumn product_columns[CF_IMPORT_N_PRODUCT] = {
  { "product_number", { "number", "stockcode", "productcode", "code", "sku" }, TRUE },
  { "name", { "productname", "product" }, FALSE, TRUE },
  { "description", { "details" }, FALSE },
  { "price", { "unitprice" }, FALSE, TRUE },
  { "barcode", { "barcodes", "ean", "gtin", "codes" }, FALSE },
};

/* -------------------------------------------------------------------------------------------------
 * The header
 * ------------------------------------------------------------------------------------------------- */

/* "Unit price", "unit_price" and "UnitPrice" are one name. */
static char *
plain_name (const char *name)
{
  g_autofree char *small = g_utf8_strdown (name, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = small; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));

  return g_string_free (out, FALSE);
}

static gboolean
is_named (const CfImportColumn *column,
          const char           *plain)
{
  g_autofree char *own = plain_name (column->name);

  return g_str_equal (own, plain) || g_strv_contains (column->aliases, plain);
}

static int
find_column (const CfImportColumn *column,
             char                **plain_names,
             guint                 n_names)
{
  g_autofree char *own = plain_name (column->name);

  for (guint i = 0; i < n_names; i++)
    if (g_str_equal (own, plain_names[i]))
      return i;

  for (guint i = 0; i < n_names; i++)
    if (is_named (column, plain_names[i]))
      return i;

  return -1;
}

/**
 * cf_import_columns_get:
 * @kind: what is imported
 * @n_columns: (out): how many
 *
 * Returns: (transfer none): the columns that it knows
 */
const CfImportColumn *
cf_import_columns_get (CfImportKind  kind,
                       guint        *n_columns)
{
  *n_columns = kind == CF_IMPORT_SALES ? CF_IMPORT_N_SALE : CF_IMPORT_N_PRODUCT;
  return kind == CF_IMPORT_SALES ? sale_columns : product_columns;
}

/**
 * cf_import_map_header:
 * @kind: what is imported
 * @fields: the first record of the file
 * @n_fields: how many
 * @map: (out caller-allocates): which column is where
 * @error: %CF_ERROR_INVALID with the columns that are missing
 *
 * Returns: whether the file can be imported
 */
gboolean
cf_import_map_header (CfImportKind        kind,
                      const char *const  *fields,
                      guint               n_fields,
                      CfImportMap        *map,
                      GError            **error)
{
  guint n_columns;
  const CfImportColumn *columns = cf_import_columns_get (kind, &n_columns);
  g_auto (GStrv) plain = g_new0 (char *, n_fields + 1);
  g_autoptr (GString) missing = g_string_new (NULL);
  g_autofree char *found = g_strjoinv (", ", (char **) fields);

  for (guint i = 0; i < n_fields; i++)
    plain[i] = plain_name (fields[i]);

  for (guint i = 0; i < n_columns; i++)
    {
      map->at[i] = find_column (&columns[i], plain, n_fields);
      if (map->at[i] < 0 && columns[i].required)
        g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", columns[i].name);
    }

  /* The columns of a product are all in a file of sales, too. */
  if (kind == CF_IMPORT_PRODUCTS && find_column (&sale_columns[CF_IMPORT_SALE_ORDER], plain, n_fields) >= 0 &&
      find_column (&sale_columns[CF_IMPORT_SALE_QUANTITY], plain, n_fields) >= 0)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_INVALID,
                   _("This file holds sales, not products; its columns are: %s. Nothing was imported."), found);
      return FALSE;
    }

  if (kind == CF_IMPORT_SALES && map->at[CF_IMPORT_SALE_CODE] < 0 && map->at[CF_IMPORT_SALE_NAME] < 0)
    g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", sale_columns[CF_IMPORT_SALE_CODE].name);

  if (missing->len == 0)
    return TRUE;

  g_set_error (error, CF_ERROR, CF_ERROR_INVALID,
               _("The first line of the file must name its columns, with commas, semicolons or tabs between them. Missing: %s. Found: %s. Nothing was imported."),
               missing->str, found);
  return FALSE;
}

static gboolean
is_used (const CfImportMap *map,
         guint              n_columns,
         guint              at)
{
  for (guint i = 0; i < n_columns; i++)
    if (map->at[i] == (int) at)
      return TRUE;

  return FALSE;
}

/* Whether the column is one that is known, and another of the file is taken for it. */
static gboolean
is_repeated (CfImportKind  kind,
             const char   *title)
{
  guint n_columns;
  const CfImportColumn *columns = cf_import_columns_get (kind, &n_columns);
  g_autofree char *plain = plain_name (title);

  for (guint i = 0; i < n_columns; i++)
    if (is_named (&columns[i], plain))
      return TRUE;

  return FALSE;
}

/**
 * cf_import_check_price:
 * @kind: what is imported
 * @fields: the first record of the file
 * @n_fields: how many
 * @n_own: how many columns at the beginning are those of a list of what was left out
 * @map: which column is where
 * @error: %CF_ERROR_INVALID where a column that is not known may be the one with the prices
 *
 * A file of products without prices is meant so where all its columns are known: it has names or codes for products that are there.
 *
 * Returns: whether the file can be imported
 */
gboolean
cf_import_check_price (CfImportKind        kind,
                       const char *const  *fields,
                       guint               n_fields,
                       guint               n_own,
                       const CfImportMap  *map,
                       GError            **error)
{
  g_autofree char *found = NULL;

  if (kind != CF_IMPORT_PRODUCTS || map->at[CF_IMPORT_PRODUCT_PRICE] >= 0)
    return TRUE;

  for (guint i = n_own; i < n_fields && found == NULL; i++)
    if (!is_used (map, CF_IMPORT_N_PRODUCT, i) && !is_repeated (kind, fields[i]))
      found = g_strjoinv (", ", (char **) fields);
  if (found == NULL)
    return TRUE;

  g_set_error (error, CF_ERROR, CF_ERROR_INVALID,
               _("No column of the file is called “%s”, and one that is not known may hold the prices. Found: %s. Call it “%s”, or take "
                 "out what is not known where the products are to have no prices from this file. Nothing was imported."),
               product_columns[CF_IMPORT_PRODUCT_PRICE].name, found, product_columns[CF_IMPORT_PRODUCT_PRICE].name);
  return FALSE;
}

/* What a sentence calls a column of the file. */
static char *
title_of (const char *const *fields,
          guint              at,
          gboolean           repeated)
{
  g_autofree char *title = g_strstrip (cf_text_excerpt (fields[at]));

  /* Translators: a column of a table, of which another one may have the same name; %u is its number, from 1 */
  if (repeated)
    return g_strdup_printf (C_("column", "“%s” (number %u)"), title, at + 1);
  if (*title != '\0')
    return g_strdup_printf (_("“%s”"), title);

  /* Translators: a column of a table that has no name; %u is its number, from 1 */
  return g_strdup_printf (C_("column", "number %u"), at + 1);
}

/* A list that no file makes longer than a person reads. */
static char *
join_titles (GPtrArray *titles)
{
  if (titles->len > MOST_TITLES)
    {
      g_ptr_array_set_size (titles, MOST_TITLES);
      g_ptr_array_add (titles, g_strdup ("…"));
    }
  g_ptr_array_add (titles, NULL);

  return g_strjoinv (", ", (char **) titles->pdata);
}

/**
 * cf_import_note_header:
 * @kind: what is imported
 * @fields: the first record of the file
 * @n_fields: how many
 * @n_own: how many columns at the beginning are those of a list of what was left out
 * @map: which column is where
 * @notes: (element-type utf8): gets a sentence for each thing that a person would not expect
 *
 * Says what of the file is not imported although nothing of it is rejected.
 */
void
cf_import_note_header (CfImportKind        kind,
                       const char *const  *fields,
                       guint               n_fields,
                       guint               n_own,
                       const CfImportMap  *map,
                       GPtrArray          *notes)
{
  guint n_columns;
  g_autoptr (GPtrArray) unknown = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) repeated = g_ptr_array_new_with_free_func (g_free);
  guint n_unknown, n_repeated;

  cf_import_columns_get (kind, &n_columns);
  for (guint i = n_own; i < n_fields; i++)
    if (!is_used (map, n_columns, i))
      {
        gboolean again = is_repeated (kind, fields[i]);

        g_ptr_array_add (again ? repeated : unknown, title_of (fields, i, again));
      }

  n_unknown = unknown->len;
  if (n_unknown > 0)
    {
      g_autofree char *titles = join_titles (unknown);

      g_ptr_array_add (notes, g_strdup_printf (ngettext ("This column of the file is not known, and was not used: %s",
                                                         "These columns of the file are not known, and were not used: %s", n_unknown), titles));
    }

  n_repeated = repeated->len;
  if (n_repeated > 0)
    {
      g_autofree char *titles = join_titles (repeated);

      g_ptr_array_add (notes, g_strdup_printf (ngettext ("This column of the file stands for the same as another one, and was not used: %s",
                                                         "These columns of the file stand for the same as others, and were not used: %s",
                                                         n_repeated), titles));
    }
}

/**
 * cf_import_note_missing:
 * @kind: what is imported
 * @map: which column is where
 *
 * Returns: (transfer full) (nullable): a sentence about what everything that was added lacks
 */
char *
cf_import_note_missing (CfImportKind       kind,
                        const CfImportMap *map)
{
  guint n_columns;
  const CfImportColumn *columns = cf_import_columns_get (kind, &n_columns);
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *names = NULL;
  guint n_missing;

  for (guint i = 0; i < n_columns; i++)
    if (columns[i].expected && map->at[i] < 0)
      g_ptr_array_add (missing, g_strdup_printf (_("“%s”"), columns[i].name));

  n_missing = missing->len;
  if (n_missing == 0)
    return NULL;

  names = join_titles (missing);
  return g_strdup_printf (ngettext ("The file has no column for this, and what was added is without it: %s",
                                    "The file has no columns for these, and what was added is without them: %s", n_missing), names);
}

/* -------------------------------------------------------------------------------------------------
 * Values
 * ------------------------------------------------------------------------------------------------- */

static const char *
field_of (const CfImportMap  *map,
          int                 column,
          const char *const  *fields)
{
  return map->at[column] >= 0 ? fields[map->at[column]] : "";
}

/* What is empty is NULL. */
static void
append_field (GString    *out,
              const char *text)
{
  g_string_append_c (out, '\t');
  if (*text == '\0')
    g_string_append (out, "\\N");
  else
    _cf_file_import_append_text (out, text);
}

static gboolean
append_number (GString            *out,
               const CfImportMap  *map,
               const char         *name,
               const char         *text,
               guint               digits,
               gboolean            required,
               GError            **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *number = NULL;

  if (*stripped == '\0' && required)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("%s is empty"), name);
      return FALSE;
    }

  if (*stripped != '\0')
    {
      number = map->decimal_comma ? cf_import_read_comma_number (stripped, digits) : cf_import_read_point_number (stripped, digits);
      if (number == NULL)
        {
          g_autofree char *quoted = cf_text_excerpt (stripped);

          g_set_error (error, CF_ERROR, CF_ERROR_INVALID,
                       map->decimal_comma || strchr (stripped, ',') != NULL
                                          ? _("%s is not a number that can be kept, or one that can be read in two ways: “%s”")
                                          : _("%s is not a number that can be kept: “%s”"), name, quoted);
          return FALSE;
        }
    }

  append_field (out, number != NULL ? number : "");
  return TRUE;
}

/* What the till is to ask for, so that it can be paid. */
static gboolean
append_price (GString            *out,
              const CfImportMap  *map,
              const char         *name,
              const char         *text,
              GError            **error)
{
  gsize before = out->len;
  g_autofree char *quoted = NULL;
  const char *point, *end;

  if (!append_number (out, map, name, text, map->digits, FALSE, error))
    return FALSE;

  point = strchr (out->str + before, '.');
  for (end = out->str + out->len; point != NULL && end[-1] == '0'; end--)
    ;
  if (strpbrk (text, "eE") == NULL && (point == NULL || end - point <= (gssize) map->digits + 1))
    return TRUE;

  quoted = cf_text_excerpt (text);
  if (strpbrk (text, "eE") != NULL)
    g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("%s is not written as a price: “%s”"), name, quoted);
  else
    g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("%s has more decimals than the currency: “%s”"), name, quoted);
  return FALSE;
}

/* Two columns: the time on the shop's wall, or a moment where the text says how far it is from Greenwich. */
static gboolean
append_time (GString     *out,
             const char  *name,
             const char  *text,
             GError     **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *time = NULL;
  gboolean has_zone;

  time = cf_import_read_time (stripped, &has_zone);
  if (time == NULL)
    {
      g_autofree char *quoted = cf_text_excerpt (stripped);

      g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("%s is not a time like 2010-12-31 23:59:59: “%s”"), name, quoted);
      return FALSE;
    }

  append_field (out, has_zone ? "" : time);
  append_field (out, has_zone ? time : "");
  return TRUE;
}

static gboolean
append_code (GString     *out,
             const char  *name,
             const char  *text,
             gboolean     required,
             GError     **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  if (*stripped == '\0' && required)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("%s is empty"), name);
      return FALSE;
    }

  if (strlen (stripped) > CF_MOST_CODE)
    {
      g_autofree char *quoted = cf_text_excerpt (stripped);

      g_set_error (error, CF_ERROR, CF_ERROR_TOO_LARGE, _("%s is longer than a code can be: “%s”"), name, quoted);
      return FALSE;
    }

  append_field (out, stripped);
  return TRUE;
}

static gboolean
append_name (GString     *out,
             const char  *name,
             const char  *text,
             guint        most_chars,
             GError     **error)
{
  if (g_utf8_strlen (text, -1) > most_chars)
    {
      g_autofree char *quoted = cf_text_excerpt (text);

      g_set_error (error, CF_ERROR, CF_ERROR_TOO_LARGE,
                   ngettext ("%s is longer than %u character: “%s”", "%s is longer than %u characters: “%s”", most_chars),
                   name, most_chars, quoted);
      return FALSE;
    }

  append_field (out, text);
  return TRUE;
}

/* A spreadsheet has turned the customer 17850 into 17850.0. */
static gboolean
append_customer (GString     *out,
                 const char  *name,
                 const char  *text,
                 GError     **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  gsize n_digits = strspn (stripped, "0123456789");

  if (n_digits > 0 && g_str_equal (stripped + n_digits, ".0"))
    stripped[n_digits] = '\0';

  return append_name (out, name, stripped, CF_MOST_NAME, error);
}

/* -------------------------------------------------------------------------------------------------
 * Rows
 * ------------------------------------------------------------------------------------------------- */

static gboolean
append_sale (const CfImportMap  *map,
             const char *const  *fields,
             GString            *out,
             GError            **error)
{
  const CfImportColumn *c = sale_columns;

  return append_code (out, c[CF_IMPORT_SALE_ORDER].name, field_of (map, CF_IMPORT_SALE_ORDER, fields), TRUE, error) &&
         append_code (out, c[CF_IMPORT_SALE_CODE].name, field_of (map, CF_IMPORT_SALE_CODE, fields), FALSE, error) &&
         append_name (out, c[CF_IMPORT_SALE_NAME].name, field_of (map, CF_IMPORT_SALE_NAME, fields), CF_MOST_NAME, error) &&
         append_number (out, map, c[CF_IMPORT_SALE_QUANTITY].name, field_of (map, CF_IMPORT_SALE_QUANTITY, fields), CF_IMPORT_MAX_DIGITS, TRUE, error) &&
         append_number (out, map, c[CF_IMPORT_SALE_PRICE].name, field_of (map, CF_IMPORT_SALE_PRICE, fields), map->digits, FALSE, error) &&
         append_number (out, map, c[CF_IMPORT_SALE_DISCOUNT].name, field_of (map, CF_IMPORT_SALE_DISCOUNT, fields), CF_IMPORT_MAX_DIGITS, FALSE, error) &&
         append_number (out, map, c[CF_IMPORT_SALE_TOTAL].name, field_of (map, CF_IMPORT_SALE_TOTAL, fields), map->digits, FALSE, error) &&
         append_time (out, c[CF_IMPORT_SALE_TIME].name, field_of (map, CF_IMPORT_SALE_TIME, fields), error) &&
         append_customer (out, c[CF_IMPORT_SALE_CUSTOMER].name, field_of (map, CF_IMPORT_SALE_CUSTOMER, fields), error) &&
         append_name (out, c[CF_IMPORT_SALE_COUNTRY].name, field_of (map, CF_IMPORT_SALE_COUNTRY, fields), CF_MOST_NAME, error);
}

static gboolean
append_product (const CfImportMap  *map,
                const char *const  *fields,
                GString            *out,
                GError            **error)
{
  const CfImportColumn *c = product_columns;

  return append_code (out, c[CF_IMPORT_PRODUCT_NUMBER].name, field_of (map, CF_IMPORT_PRODUCT_NUMBER, fields), TRUE, error) &&
         append_name (out, c[CF_IMPORT_PRODUCT_NAME].name, field_of (map, CF_IMPORT_PRODUCT_NAME, fields), CF_MOST_NAME, error) &&
         append_name (out, c[CF_IMPORT_PRODUCT_DESCRIPTION].name, field_of (map, CF_IMPORT_PRODUCT_DESCRIPTION, fields), CF_MOST_DESCRIPTION, error) &&
         append_price (out, map, c[CF_IMPORT_PRODUCT_PRICE].name, field_of (map, CF_IMPORT_PRODUCT_PRICE, fields), error) &&
         append_code (out, c[CF_IMPORT_PRODUCT_CODES].name, field_of (map, CF_IMPORT_PRODUCT_CODES, fields), FALSE, error);
}

/**
 * cf_import_append_row:
 * @kind: what is imported
 * @map: which column is where
 * @line: the line of the file
 * @fields: the fields of the record
 * @n_fields: how many; as many as the header has
 * @out: where a row of COPY's text format goes
 * @error: why the record cannot be read
 *
 * Returns: whether it can; else @out is as it was
 */
gboolean
cf_import_append_row (CfImportKind        kind,
                      const CfImportMap  *map,
                      guint64             line,
                      const char *const  *fields,
                      guint               n_fields,
                      GString            *out,
                      GError            **error)
{
  gsize before = out->len;

  g_string_append_printf (out, "%" G_GUINT64_FORMAT, line);
  if (kind == CF_IMPORT_SALES ? !append_sale (map, fields, out, error) : !append_product (map, fields, out, error))
    {
      g_string_truncate (out, before);
      return FALSE;
    }

  g_string_append (out, "\tf\n");
  return TRUE;
}

/**
 * cf_import_append_gap:
 * @kind: what is imported
 * @map: which column is where
 * @line: the line of the file
 * @order: the number of the order
 * @out: where a row of COPY's text format goes
 *
 * Appends the place of a line that cannot be read, so that the lines behind it keep their positions, and it finds its own when
 * it was mended.
 */
void
cf_import_append_gap (CfImportKind       kind,
                      const CfImportMap *map,
                      guint64            line,
                      const char        *order,
                      GString           *out)
{
  g_autofree char *stripped = g_strstrip (g_strdup (order));

  if (kind != CF_IMPORT_SALES || *stripped == '\0' || strlen (stripped) > CF_MOST_CODE)
    return;

  g_string_append_printf (out, "%" G_GUINT64_FORMAT, line);
  append_field (out, stripped);
  for (guint i = 0; i < 10; i++)
    append_field (out, "");
  g_string_append (out, "\tt\n");
}
