/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The cache's file: making it, filling it, and finding a product by its code. */

#include "cf-config.h"

#include "cf-error.h"
#include "cf-fold.h"
#include "cf-product-cache-store-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* To be raised with every change of the tables or of the folding: an older file is made anew. */
#define SCHEMA_VERSION 2

/* No code is longer. */
#define MAX_CODE 4096

static const char schema[] =
  "BEGIN;"
  "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE TABLE products ("
  " id INTEGER PRIMARY KEY,"
  " number TEXT NOT NULL,"
  " name TEXT NOT NULL,"
  " description TEXT,"
  " price TEXT,"
  " codes BLOB,"
  " retired INTEGER NOT NULL,"
  " version INTEGER NOT NULL,"
  " checksum INTEGER NOT NULL,"
  " sort TEXT NOT NULL) STRICT;"
  "CREATE INDEX products_by_name ON products (sort) WHERE NOT retired;"
  "CREATE TABLE codes ("
  " code TEXT NOT NULL,"
  " product INTEGER NOT NULL,"
  " written TEXT NOT NULL,"
  " is_number INTEGER NOT NULL,"
  " retired INTEGER NOT NULL,"
  " PRIMARY KEY (code, product, written)) STRICT, WITHOUT ROWID;"
  "CREATE VIRTUAL TABLE words USING fts5 (text, content = '', columnsize = 0, prefix = '1 2 3',"
  " tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'\");"
  "INSERT INTO meta VALUES ('stamp', 0), ('mark', 0);"
  "PRAGMA user_version = 2;"
  "COMMIT;";

/* -------------------------------------------------------------------------------------------------
 * Files
 * ------------------------------------------------------------------------------------------------- */

CfProductCacheStore *
_cf_product_cache_store_new (const char *path)
{
  CfProductCacheStore *self = g_new0 (CfProductCacheStore, 1);

  self->path = g_strdup (path);

  return self;
}

/* A file in which damage was met is made anew at the next start, even if it seems sound then. */
void
_cf_product_cache_store_note_damage (CfProductCacheStore *self)
{
  g_autofree char *mark = NULL;
  g_autoptr (GError) error = NULL;

  if (self->marked || self->sqlite == NULL || !self->sqlite->damaged)
    return;

  self->marked = TRUE;
  mark = g_strconcat (self->path, ".damaged", NULL);
  if (!g_file_set_contents (mark, "", 0, &error))
    g_warning ("Cannot mark the product cache as damaged: %s", error->message);
}

void
_cf_product_cache_store_close (CfProductCacheStore *self)
{
  g_clear_pointer (&self->sqlite, _cf_sqlite_close);
}

void
_cf_product_cache_store_free (CfProductCacheStore *self)
{
  _cf_product_cache_store_close (self);
  g_free (self->path);
  g_free (self);
}

static gboolean
remove_marked (const char *path)
{
  g_autofree char *mark = g_strconcat (path, ".damaged", NULL);

  return g_unlink (mark) == 0;
}

/* The only file that this program deletes: everything in it is on the server. */
static void
remove_files (const char *path)
{
  static const char *const suffixes[] = { "-wal", "-shm", "" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_unlink (name);
    }
}

static gboolean
connect (CfProductCacheStore  *self,
         GError              **error)
{
  self->sqlite = _cf_sqlite_open (self->path, error);

  return self->sqlite != NULL &&
         _cf_sqlite_exec (self->sqlite,
                          "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000", error);
}

static gboolean
check_pages (CfSqlite  *sqlite,
             GError   **error)
{
  sqlite3_stmt *statement = _cf_sqlite_query (sqlite, "PRAGMA quick_check (1)", error, "");
  gboolean row = FALSE;

  if (statement == NULL || !_cf_sqlite_next (sqlite, statement, &row, error))
    return FALSE;

  if (!row || g_strcmp0 (_cf_sqlite_text (statement, 0), "ok") != 0)
    sqlite->damaged = TRUE;
  sqlite3_reset (statement);

  return !sqlite->damaged;
}

/* @usable: whether it is a cache of this version without damage */
static gboolean
try_open (CfProductCacheStore  *self,
          gint64               *stamp,
          gint64               *mark,
          gboolean             *usable,
          GError              **error)
{
  g_autoptr (GError) local_error = NULL;
  gint64 version = 0;

  *usable = connect (self, &local_error) &&
            _cf_sqlite_get_int (self->sqlite, "PRAGMA user_version", &version, &local_error) &&
            version == SCHEMA_VERSION &&
            check_pages (self->sqlite, &local_error) &&
            _cf_sqlite_get_int (self->sqlite, "SELECT value FROM meta WHERE key = 'stamp'", stamp, &local_error) &&
            _cf_sqlite_get_int (self->sqlite, "SELECT value FROM meta WHERE key = 'mark'", mark, &local_error);

  if (*usable || local_error == NULL || (self->sqlite != NULL && self->sqlite->damaged))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* Opens the file for writing; makes it where it is missing, damaged or of another version. */
gboolean
_cf_product_cache_store_open (CfProductCacheStore  *self,
                              gint64               *stamp,
                              gint64               *mark,
                              GError              **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  gboolean usable;

  if (self->sqlite != NULL)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_IN_USE, _("The products of this till are open already."));
      return FALSE;
    }

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("The folder %s cannot be made (%s)."),
                   folder, g_strerror (errno));
      return FALSE;
    }

  self->marked = FALSE;
  if (remove_marked (self->path))
    remove_files (self->path);

  if (!try_open (self, stamp, mark, &usable, error))
    {
      g_clear_pointer (&self->sqlite, _cf_sqlite_close);
      return FALSE;
    }

  if (usable)
    return TRUE;

  g_clear_pointer (&self->sqlite, _cf_sqlite_close);
  remove_files (self->path);
  *stamp = *mark = 0;

  if (connect (self, error) && _cf_sqlite_exec (self->sqlite, schema, error))
    return TRUE;

  g_clear_pointer (&self->sqlite, _cf_sqlite_close);

  return FALSE;
}

/* Opens the file for reading, after it was opened for writing. */
gboolean
_cf_product_cache_store_attach (CfProductCacheStore  *self,
                                GError              **error)
{
  if (connect (self, error) &&
      _cf_sqlite_exec (self->sqlite, "PRAGMA query_only = TRUE; PRAGMA mmap_size = 268435456", error))
    return TRUE;

  g_clear_pointer (&self->sqlite, _cf_sqlite_close);

  return FALSE;
}

gboolean
_cf_product_cache_store_check (CfProductCacheStore  *self,
                               GError              **error)
{
  if (self->sqlite != NULL)
    return TRUE;

  g_set_error_literal (error, CF_ERROR, CF_ERROR_NOT_READY, _("The products of this till are not open."));

  return FALSE;
}

/* -------------------------------------------------------------------------------------------------
 * Rows
 * ------------------------------------------------------------------------------------------------- */

/* No C string holds the byte that ends it: it separates the codes. */
static GBytes *
pack_codes (const char *const *codes)
{
  GByteArray *packed = g_byte_array_new ();

  for (; *codes != NULL; codes++)
    g_byte_array_append (packed, (const guint8 *) *codes, strlen (*codes) + 1);

  return g_byte_array_free_to_bytes (packed);
}

static char **
unpack_codes (const char *packed,
              gsize       length)
{
  g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();
  const char *end = packed + length;

  while (packed < end)
    {
      gsize n = strnlen (packed, end - packed);
      g_autofree char *code = g_strndup (packed, n);

      g_strv_builder_add (codes, code);
      packed += n + 1;
    }

  return g_strv_builder_end (codes);
}

static guint64
product_checksum (gint64             id,
                  const char        *number,
                  const char        *name,
                  const char        *description,
                  const char        *price,
                  const char *const *codes,
                  gboolean           retired,
                  int                version)
{
  guint64 checksum = _cf_checksum_add_int (_cf_checksum_begin (), id);

  checksum = _cf_checksum_add_text (checksum, number);
  checksum = _cf_checksum_add_text (checksum, name);
  checksum = _cf_checksum_add_text (checksum, description);
  checksum = _cf_checksum_add_text (checksum, price);
  for (; *codes != NULL; codes++)
    checksum = _cf_checksum_add_text (checksum, *codes);

  return _cf_checksum_add_int (_cf_checksum_add_int (checksum, retired), version);
}

CfProduct *
_cf_product_cache_read (CfSqlite      *sqlite,
                        sqlite3_stmt  *row,
                        GError       **error)
{
  gint64 id = sqlite3_column_int64 (row, 0);
  const char *number = _cf_sqlite_text (row, 1);
  const char *name = _cf_sqlite_text (row, 2);
  const char *description = _cf_sqlite_text (row, 3);
  const char *price_text = _cf_sqlite_text (row, 4);
  g_auto (GStrv) codes = unpack_codes (sqlite3_column_blob (row, 5), sqlite3_column_bytes (row, 5));
  gboolean retired = sqlite3_column_int (row, 6);
  int version = sqlite3_column_int (row, 7);
  CfDecimal price;

  /* A price must not be wrong by a bit of the disk. */
  if (number == NULL || name == NULL ||
      (price_text != NULL && !cf_decimal_parse (price_text, &price, NULL)) ||
      (guint64) sqlite3_column_int64 (row, 8) !=
        product_checksum (id, number, name, description, price_text, (const char *const *) codes, retired, version))
    {
      sqlite->damaged = TRUE;
      g_set_error_literal (error, CF_ERROR, CF_ERROR_STORAGE,
                           _("What this till knows of its products is damaged. Start Counterfoil again: it is fetched "
                             "anew from the server."));
      return NULL;
    }

  return cf_product_new (MAX (id, 0), number, name, description, price_text != NULL ? &price : NULL,
                         (const char *const *) codes, retired, version);
}

/* @product: (out) (nullable): the product of the statement's only row, NULL where there is none */
static gboolean
read_one (CfSqlite      *sqlite,
          sqlite3_stmt  *statement,
          CfProduct    **product,
          GError       **error)
{
  gboolean row;

  *product = NULL;

  if (statement == NULL || !_cf_sqlite_next (sqlite, statement, &row, error))
    return FALSE;

  if (row)
    *product = _cf_product_cache_read (sqlite, statement, error);
  sqlite3_reset (statement);

  return !row || *product != NULL;
}

static char *
join_words (const char *text)
{
  g_auto (GStrv) words = cf_fold_words (text);

  return g_strjoinv (" ", words);
}

/* All words by which a product can be found. */
static char *
collect_words (CfProduct *product)
{
  g_autoptr (GString) text = g_string_new (cf_product_get_name (product));

  g_string_append_printf (text, " %s", cf_product_get_number (product));
  for (const char *const *code = cf_product_get_codes (product); *code != NULL; code++)
    g_string_append_printf (text, " %s", *code);

  return join_words (text->str);
}

/* -------------------------------------------------------------------------------------------------
 * Filling
 * ------------------------------------------------------------------------------------------------- */

static gboolean
put_code (CfSqlite    *sqlite,
          gint64       key,
          CfProduct   *product,
          const char  *written,
          gboolean     is_number,
          GError     **error)
{
  g_autofree char *code = cf_fold_code (written);

  return _cf_sqlite_run (sqlite, "INSERT OR REPLACE INTO codes VALUES (?1, ?2, ?3, ?4, ?5)", error, "titii",
                         code, key, written, (gint64) is_number, (gint64) cf_product_get_retired (product));
}

static gboolean
put_codes (CfSqlite   *sqlite,
           gint64      key,
           CfProduct  *product,
           GError    **error)
{
  for (const char *const *code = cf_product_get_codes (product); *code != NULL; code++)
    if (!put_code (sqlite, key, product, *code, FALSE, error))
      return FALSE;

  return put_code (sqlite, key, product, cf_product_get_number (product), TRUE, error);
}

static gboolean
put_words (CfSqlite   *sqlite,
           gint64      key,
           CfProduct  *product,
           GError    **error)
{
  g_autofree char *words = NULL;

  if (cf_product_get_retired (product))
    return TRUE;

  words = collect_words (product);

  return _cf_sqlite_run (sqlite, "INSERT INTO words (rowid, text) VALUES (?1, ?2)", error, "it", key, words);
}

static gboolean
put_row (CfSqlite   *sqlite,
         gint64      key,
         CfProduct  *product,
         GError    **error)
{
  const CfDecimal *price = cf_product_get_price (product);
  g_autofree char *price_text = price != NULL ? cf_decimal_to_string (*price) : NULL;
  g_autoptr (GBytes) codes = pack_codes (cf_product_get_codes (product));
  g_autofree char *sort = join_words (cf_product_get_name (product));
  guint64 checksum;

  checksum = product_checksum (key, cf_product_get_number (product), cf_product_get_name (product),
                               cf_product_get_description (product), price_text, cf_product_get_codes (product),
                               cf_product_get_retired (product), cf_product_get_version (product));

  return _cf_sqlite_run (sqlite, "INSERT INTO products VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                         error, "ittttbiiit",
                         key, cf_product_get_number (product), cf_product_get_name (product),
                         cf_product_get_description (product), price_text, codes,
                         (gint64) cf_product_get_retired (product), (gint64) cf_product_get_version (product),
                         (gint64) checksum, sort);
}

static gboolean
remove_codes (CfSqlite   *sqlite,
              gint64      key,
              CfProduct  *product,
              GError    **error)
{
  g_autofree char *number = cf_fold_code (cf_product_get_number (product));

  for (const char *const *written = cf_product_get_codes (product); *written != NULL; written++)
    {
      g_autofree char *code = cf_fold_code (*written);

      if (!_cf_sqlite_run (sqlite, "DELETE FROM codes WHERE code = ?1 AND product = ?2", error, "ti", code, key))
        return FALSE;
    }

  return _cf_sqlite_run (sqlite, "DELETE FROM codes WHERE code = ?1 AND product = ?2", error, "ti", number, key);
}

static gboolean
remove_words (CfSqlite   *sqlite,
              gint64      key,
              CfProduct  *product,
              GError    **error)
{
  g_autofree char *words = NULL;

  if (cf_product_get_retired (product))
    return TRUE;

  words = collect_words (product);

  return _cf_sqlite_run (sqlite, "INSERT INTO words (words, rowid, text) VALUES ('delete', ?1, ?2)", error, "it", key,
                         words);
}

/* The index of words has no text of its own: what was put in must be given to take it out. */
static gboolean
remove_old (CfSqlite  *sqlite,
            gint64     key,
            GError   **error)
{
  g_autoptr (CfProduct) old = NULL;
  sqlite3_stmt *statement;

  statement = _cf_sqlite_query (sqlite, "SELECT " CF_PRODUCT_CACHE_COLUMNS " FROM products WHERE id = ?1",
                                error, "i", key);
  if (!read_one (sqlite, statement, &old, error))
    return FALSE;

  return old == NULL ||
         (remove_codes (sqlite, key, old, error) && remove_words (sqlite, key, old, error) &&
          _cf_sqlite_run (sqlite, "DELETE FROM products WHERE id = ?1", error, "i", key));
}

/* @key: the product with this number that only this till knows so far; 0 where there is none */
static gboolean
find_own (CfSqlite   *sqlite,
          CfProduct  *product,
          gint64     *key,
          GError    **error)
{
  g_autofree char *code = cf_fold_code (cf_product_get_number (product));
  sqlite3_stmt *statement;
  gboolean row;

  *key = 0;

  statement = _cf_sqlite_query (sqlite, "SELECT product FROM codes WHERE code = ?1 AND product < 0 AND is_number",
                                error, "t", code);
  if (statement == NULL || !_cf_sqlite_next (sqlite, statement, &row, error))
    return FALSE;

  if (row)
    *key = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);

  return TRUE;
}

/* A product that the server has not numbered yet has a negative key here, until one of the server with its
 * number comes. */
static gboolean
choose_key (CfSqlite   *sqlite,
            CfProduct  *product,
            gint64     *key,
            GError    **error)
{
  gint64 own;
  gint64 least = 0;

  if (!find_own (sqlite, product, &own, error))
    return FALSE;

  if (cf_product_get_id (product) != 0)
    {
      *key = cf_product_get_id (product);
      return own == 0 || remove_old (sqlite, own, error);
    }

  if (own == 0 && !_cf_sqlite_get_int (sqlite, "SELECT min (id) FROM products", &least, error))
    return FALSE;

  *key = own != 0 ? own : MIN (least, 0) - 1;

  return TRUE;
}

/* A product that was deleted leaves nothing: its codes are unknown again. */
static gboolean
put_product (CfSqlite   *sqlite,
             CfProduct  *product,
             GError    **error)
{
  gint64 key;

  if (cf_product_get_deleted (product))
    return remove_old (sqlite, cf_product_get_id (product), error);

  return choose_key (sqlite, product, &key, error) &&
         remove_old (sqlite, key, error) &&
         put_row (sqlite, key, product, error) &&
         put_codes (sqlite, key, product, error) &&
         put_words (sqlite, key, product, error);
}

static gboolean
put_position (CfSqlite  *sqlite,
              gint64     stamp,
              gint64     mark,
              GError   **error)
{
  return _cf_sqlite_run (sqlite, "UPDATE meta SET value = ?1 WHERE key = 'stamp'", error, "i", stamp) &&
         _cf_sqlite_run (sqlite, "UPDATE meta SET value = ?1 WHERE key = 'mark'", error, "i", mark);
}

static gboolean
put_all (CfSqlite   *sqlite,
         GPtrArray  *products,
         gint64      stamp,
         gint64      mark,
         GError    **error)
{
  for (guint i = 0; i < products->len; i++)
    if (!put_product (sqlite, g_ptr_array_index (products, i), error))
      return FALSE;

  return stamp < 0 || put_position (sqlite, stamp, mark, error);
}

static gboolean
end_transaction (CfProductCacheStore  *self,
                 gboolean              ok,
                 GError              **error)
{
  if (ok && _cf_sqlite_run (self->sqlite, "COMMIT", error, ""))
    return TRUE;

  if (_cf_sqlite_is_open_transaction (self->sqlite))
    _cf_sqlite_run (self->sqlite, "ROLLBACK", NULL, "");

  return FALSE;
}

gboolean
_cf_product_cache_store_put (CfProductCacheStore  *self,
                             GPtrArray            *products,
                             gint64                stamp,
                             gint64                mark,
                             GError              **error)
{
  return _cf_product_cache_store_check (self, error) &&
         _cf_sqlite_run (self->sqlite, "BEGIN IMMEDIATE", error, "") &&
         end_transaction (self, put_all (self->sqlite, products, stamp, mark, error), error);
}

gboolean
_cf_product_cache_store_clear (CfProductCacheStore  *self,
                               GError              **error)
{
  return _cf_product_cache_store_check (self, error) &&
         _cf_sqlite_run (self->sqlite, "BEGIN IMMEDIATE", error, "") &&
         end_transaction (self,
                          _cf_sqlite_run (self->sqlite, "DELETE FROM products", error, "") &&
                          _cf_sqlite_run (self->sqlite, "DELETE FROM codes", error, "") &&
                          _cf_sqlite_run (self->sqlite, "INSERT INTO words (words) VALUES ('delete-all')", error, "") &&
                          put_position (self->sqlite, 0, 0, error),
                          error);
}

/* -------------------------------------------------------------------------------------------------
 * Looking up
 * ------------------------------------------------------------------------------------------------- */

/* Several products may share a code that differs in case only, or through a mistake: first what is still sold,
 * then what is written in the same way, then a product number. */
gboolean
_cf_product_cache_store_lookup (CfProductCacheStore  *self,
                                const char           *typed,
                                CfProduct           **product,
                                GError              **error)
{
  g_autofree char *code = NULL;
  sqlite3_stmt *statement;

  *product = NULL;

  if (!_cf_product_cache_store_check (self, error))
    return FALSE;
  if (strlen (typed) > MAX_CODE)
    return TRUE;

  code = cf_fold_code (typed);
  statement = _cf_sqlite_query (self->sqlite,
                                "SELECT " CF_PRODUCT_CACHE_COLUMNS " FROM products WHERE id ="
                                " (SELECT product FROM codes WHERE code = ?1 ORDER BY retired,"
                                "  written = trim (?2) DESC, is_number DESC, product < 0, product LIMIT 1)",
                                error, "tt", code, typed);

  return read_one (self->sqlite, statement, product, error);
}
