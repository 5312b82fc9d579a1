/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Search as one types. */

#include "cf-config.h"

#include "cf-fold.h"
#include "cf-product-cache-store-private.h"

#include <string.h>

/* What is counted beyond the products that are shown. */
#define MAX_MORE 1000

/* What is looked at of a text that somebody has pasted. */
#define MAX_TEXT 256
#define MAX_WORDS 12

/* Greater than every text that begins with what stands before it. */
#define LAST_CHARACTER "\xf4\x8f\xbf\xbf"

typedef struct
{
  CfSqlite     *sqlite;
  GCancellable *cancellable;
  guint         limit;
  GHashTable   *seen;           /* (element-type gint64): products that were found */
  GArray       *ids;            /* (element-type gint64): the first of them, in their order */
} Search;

void
_cf_product_cache_matches_free (CfProductCacheMatches *matches)
{
  g_clear_pointer (&matches->products, g_ptr_array_unref);
  g_free (matches);
}

static char *
cut_text (const char *text)
{
  g_autofree char *head = g_strndup (text, MAX_TEXT);
  const char *end;

  if (strlen (text) > MAX_TEXT && !g_utf8_validate (head, -1, &end))
    head[end - head] = '\0';

  return g_steal_pointer (&head);
}

static gboolean
is_full (const Search *search)
{
  return g_hash_table_size (search->seen) >= search->limit + MAX_MORE;
}

static void
take (Search *search,
      gint64  id)
{
  if (is_full (search) || !g_hash_table_add (search->seen, g_memdup2 (&id, sizeof id)))
    return;

  if (search->ids->len < search->limit)
    g_array_append_val (search->ids, id);
}

/* @statement: one that gives the keys of products; NULL with @error set */
static gboolean
take_rows (Search        *search,
           sqlite3_stmt  *statement,
           GError       **error)
{
  gboolean row;

  if (statement == NULL)
    return FALSE;

  while (_cf_sqlite_next (search->sqlite, statement, &row, error))
    {
      if (!row)
        return TRUE;

      take (search, sqlite3_column_int64 (statement, 0));
    }

  return FALSE;
}

static gboolean
search_codes (Search      *search,
              const char  *text,
              GError     **error)
{
  g_autofree char *code = cf_fold_code (text);
  g_autofree char *last = g_strconcat (code, LAST_CHARACTER, NULL);

  if (*code == '\0')
    return TRUE;

  return take_rows (search,
                    _cf_sqlite_query (search->sqlite,
                                      "SELECT product FROM codes WHERE code = ?1 AND NOT retired"
                                      " ORDER BY is_number DESC, product LIMIT ?2",
                                      error, "ti", code, (gint64) search->limit + MAX_MORE),
                    error) &&
         take_rows (search,
                    _cf_sqlite_query (search->sqlite,
                                      "SELECT product FROM codes WHERE code > ?1 AND code < ?2 AND NOT retired"
                                      " ORDER BY code LIMIT ?3",
                                      error, "tti", code, last, (gint64) search->limit + MAX_MORE),
                    error);
}

/* All products by name; those that have none are the last that somebody looks for. */
static gboolean
list_all (Search  *search,
          GError **error)
{
  return take_rows (search,
                    _cf_sqlite_query (search->sqlite,
                                      "SELECT id FROM products WHERE NOT retired AND sort > '' ORDER BY sort, id LIMIT ?1",
                                      error, "i", (gint64) search->limit),
                    error) &&
         (search->ids->len >= search->limit ||
          take_rows (search,
                     _cf_sqlite_query (search->sqlite,
                                       "SELECT id FROM products WHERE NOT retired AND sort = '' ORDER BY id LIMIT ?1",
                                       error, "i", (gint64) search->limit - search->ids->len),
                     error));
}

/* Names that begin with what was typed, in their order. */
static gboolean
search_names (Search      *search,
              char       **words,
              GError     **error)
{
  g_autofree char *first = g_strjoinv (" ", words);
  g_autofree char *last = g_strconcat (first, LAST_CHARACTER, NULL);

  return take_rows (search,
                    _cf_sqlite_query (search->sqlite,
                                      "SELECT id FROM products WHERE NOT retired AND sort >= ?1 AND sort < ?2"
                                      " ORDER BY sort, id LIMIT ?3",
                                      error, "tti", first, last, (gint64) search->limit),
                    error);
}

/* Words are letters and digits only: nothing in them can end the quotes. */
static char *
make_expression (char **words)
{
  GString *expression = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL && i < MAX_WORDS; i++)
    g_string_append_printf (expression, "%s\"%s\"*", i > 0 ? " AND " : "", words[i]);

  return g_string_free (expression, FALSE);
}

/* Where enough was found to show, the rest is only counted, in whatever order it comes. */
static gboolean
search_words (Search      *search,
              char       **words,
              GError     **error)
{
  g_autofree char *expression = make_expression (words);
  gint64 most = (gint64) search->limit + MAX_MORE;

  if (search->ids->len >= search->limit)
    return take_rows (search,
                      _cf_sqlite_query (search->sqlite, "SELECT rowid FROM words WHERE words MATCH ?1 LIMIT ?2",
                                        error, "ti", expression, most),
                      error);

  return take_rows (search,
                    _cf_sqlite_query (search->sqlite,
                                      "SELECT id FROM (SELECT rowid AS found FROM words WHERE words MATCH ?1 LIMIT ?2)"
                                      " CROSS JOIN products ON id = found ORDER BY sort, id",
                                      error, "ti", expression, most),
                    error);
}

static GPtrArray *
load_products (Search  *search,
               GError **error)
{
  g_autoptr (GPtrArray) products = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < search->ids->len; i++)
    {
      gint64 id = g_array_index (search->ids, gint64, i);
      CfProduct *product = NULL;
      sqlite3_stmt *statement;
      gboolean row;

      statement = _cf_sqlite_query (search->sqlite, "SELECT " CF_PRODUCT_CACHE_COLUMNS " FROM products WHERE id = ?1",
                                    error, "i", id);
      if (statement == NULL || !_cf_sqlite_next (search->sqlite, statement, &row, error))
        return NULL;

      if (row)
        product = _cf_product_cache_read (search->sqlite, statement, error);
      sqlite3_reset (statement);

      if (row && product == NULL)
        return NULL;
      if (product != NULL)
        g_ptr_array_add (products, product);
    }

  return g_steal_pointer (&products);
}

static gboolean
run (Search      *search,
     const char  *text,
     GError     **error)
{
  g_auto (GStrv) words = cf_fold_words (text);

  /* Nothing was typed: somebody wants to see what there is. */
  if (text[strspn (text, " \t")] == '\0')
    return list_all (search, error);

  if (!search_codes (search, text, error) || g_cancellable_set_error_if_cancelled (search->cancellable, error))
    return FALSE;

  return words[0] == NULL ||
         (search_names (search, words, error) &&
          !g_cancellable_set_error_if_cancelled (search->cancellable, error) &&
          search_words (search, words, error));
}

/* One transaction, so that all steps see the same products. */
CfProductCacheMatches *
_cf_product_cache_store_search (CfProductCacheStore  *self,
                                const char           *typed,
                                guint                 limit,
                                GCancellable         *cancellable,
                                GError              **error)
{
  g_autofree char *text = cut_text (typed);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) products = NULL;
  CfProductCacheMatches *matches;
  Search search;

  if (!_cf_product_cache_store_check (self, error))
    return NULL;

  search = (Search) { self->sqlite, cancellable, limit, seen, ids };

  if (!_cf_sqlite_run (self->sqlite, "BEGIN", error, ""))
    return NULL;
  if (run (&search, text, error))
    products = load_products (&search, error);
  _cf_sqlite_run (self->sqlite, "COMMIT", NULL, "");

  if (products == NULL)
    return NULL;

  matches = g_new0 (CfProductCacheMatches, 1);
  matches->n_more = g_hash_table_size (seen) - ids->len;
  matches->products = g_steal_pointer (&products);

  return matches;
}
