/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What tables “authors”, “books” and “bookauthors” of others are like, before they are adopted. */

#include "cf-config.h"

#include "cf-library-adoption.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-adoption-find-private.h"

static const struct
{
  const char *name;
  const char *key;
} tables[] = {
  { "authors", "author_id" },
  { "books", "book_id" },
  { "bookauthors", "bookauthor_id" },
};

/* One row for each of these: what, of which table, of which column, a number or a value. */
#define COUNT_ROWS "rows"
#define COUNT_TWICE "twice"
#define COUNT_WORDS "words"
#define COUNT_ASTRAY "astray"
#define COUNT_ISBN "isbn"

enum
{
  COLUMN_WHAT,
  COLUMN_TABLE,
  COLUMN_COLUMN,
  COLUMN_NUMBER,
  COLUMN_VALUE,
};

/* Translators: why a table of other programs cannot be used, as a sentence of its own: "it" is the table, which was named before. The same holds for those that follow. */
static const CfAdoptionRefusal refusals[] = {
  { "other", N_("It is something else, without the columns that Counterfoil knows."), NULL },
  { "otherkey", N_("Its key is on “%1$s”."), N_("An administrator can rename the column with: %s") },
  { "words", N_("Its column “%1$s” has a value that is not a whole number, or is too large: “%2$s”."), NULL },
  { NULL, NULL, NULL },
};

/* -------------------------------------------------------------------------------------------------
 * What is told
 * ------------------------------------------------------------------------------------------------- */

static gboolean
is_count (CfDbResult *counts,
          guint       row,
          const char *what)
{
  return g_str_equal (cf_db_result_get_text (counts, row, COLUMN_WHAT), what);
}

static gint64
sum_up (CfDbResult *counts,
        const char *what)
{
  gint64 sum = 0;

  for (guint i = 0; i < cf_db_result_get_n_rows (counts); i++)
    if (is_count (counts, i, what))
      sum += cf_db_result_get_int (counts, i, COLUMN_NUMBER);

  return sum;
}

static GError *
find_refusal (CfAdoptionFind *find,
              CfDbResult     *counts)
{
  for (guint i = 0; i < cf_db_result_get_n_rows (counts); i++)
    if (cf_db_result_get_text (counts, i, COLUMN_VALUE) != NULL)
      return _cf_adoption_find_refuse (find, cf_db_result_get_text (counts, i, COLUMN_TABLE), cf_db_result_get_text (counts, i, COLUMN_WHAT),
                                       cf_db_result_get_text (counts, i, COLUMN_COLUMN), cf_db_result_get_text (counts, i, COLUMN_VALUE));

  return NULL;
}

static void
tell_changes (CfAdoptionFind *find,
              CfAdoption     *adoption,
              CfDbResult     *counts)
{
  gulong n;

  _cf_adoption_find_tell_listed (find, adoption, "add", _("Columns are added that are missing: %s."));
  cf_adoption_add_change (adoption, _("Columns of Counterfoil’s own are added: when and by whom, version, and what is sorted and searched."));
  _cf_adoption_find_tell_listed (find, adoption, "whole", _("Numbers become whole numbers, with the same values: %s."));
  _cf_adoption_find_tell_listed (find, adoption, "code", _("Numbers become text: %s. Programs that compare it with a number must put quotes around that."));
  _cf_adoption_find_tell_listed (find, adoption, "key", _("The key on %s is replaced by one of its own, since a person can have two roles in a book."));
  _cf_adoption_find_tell_listed (find, adoption, "keyless", _("Each row gets a number of its own as its key: %s."));
  _cf_adoption_find_tell_listed (find, adoption, "empty", _("May be left empty from now on: %s."));
  _cf_adoption_find_tell_listed (find, adoption, "owner", _("The tables go to Counterfoil’s owner role where there is one; the role “%s” keeps all rights to their rows."));
  n = (gulong) sum_up (counts, COUNT_ISBN);
  _cf_adoption_find_tell_counted (adoption, n,
                                  g_dngettext (GETTEXT_PACKAGE,
                                               "%ld ISBN is written as its 13 digits where it is valid, and marked to be checked where it is "
                                               "not. The history keeps the row as it is now.",
                                               "%ld ISBNs are written as their 13 digits where they are valid, and marked to be checked where "
                                               "they are not. The history keeps the rows as they are now.", n));
  n = (gulong) sum_up (counts, COUNT_ASTRAY);
  _cf_adoption_find_tell_counted (adoption, n,
                                  g_dngettext (GETTEXT_PACKAGE,
                                               "%ld row of “bookauthors” names an author or a book that is not there. It stays, and does not show.",
                                               "%ld rows of “bookauthors” name an author or a book that is not there. They stay, and do not show.", n));
  if (cf_adoption_get_n_rows (adoption) > 0)
    cf_adoption_add_change (adoption, _("When these rows were added is not known: they stand before all others."));
}

static void
tell_promises (CfAdoption *adoption,
               gboolean    writes_isbn)
{
  cf_adoption_add_promise (adoption, _("No row is removed: who or what is there twice can be merged later, by hand."));
  if (writes_isbn)
    cf_adoption_add_promise (adoption, _("No value but an ISBN is changed; only what is empty is filled in."));
  else
    cf_adoption_add_promise (adoption, _("No value that was written is changed; only what is empty is filled in."));
  cf_adoption_add_promise (adoption, _("Other programs go on reading and writing the tables as before, and their views and triggers stay."));
  cf_adoption_add_promise (adoption, _("It is done as a whole or not at all."));
}

static CfAdoption *
tell (CfAdoptionFind  *find,
      CfDbResult      *counts,
      GError         **error)
{
  GError *refusal = find_refusal (find, counts);
  CfAdoption *adoption = NULL;

  if (refusal != NULL)
    {
      g_propagate_error (error, refusal);
      return NULL;
    }

  for (guint i = 0; i < cf_db_result_get_n_rows (counts); i++)
    {
      const char *table = cf_db_result_get_text (counts, i, COLUMN_TABLE);
      gint64 n_rows = cf_db_result_get_int (counts, i, COLUMN_NUMBER);

      if (!is_count (counts, i, COUNT_ROWS))
        continue;
      if (adoption == NULL)
        adoption = cf_adoption_new (_cf_adoption_find_get_database (find), table, n_rows, NULL);
      else
        cf_adoption_add_table (adoption, table, n_rows);
    }
  tell_changes (find, adoption, counts);
  tell_promises (adoption, sum_up (counts, COUNT_ISBN) > 0);

  return adoption;
}

/* -------------------------------------------------------------------------------------------------
 * Counting
 * ------------------------------------------------------------------------------------------------- */

#define VALUE "btrim (s.%2$s::text)"
/* What a whole column takes: 560, 560.0, and nothing. */
#define IS_WHOLE \
  "CASE WHEN " VALUE " ~ '^[-+]?[0-9]{1,10}([.]0*)?$' THEN " VALUE "::numeric BETWEEN -2147483648 AND 2147483647 ELSE s.%2$s IS NULL OR " VALUE " = '' END"

static void
append_words (const char *table,
              const char *column,
              const char *type,
              gpointer    sql)
{
  g_string_append_printf (sql, " UNION ALL SELECT 3, '" COUNT_WORDS "', '%1$s', '%2$s', 0, min (s.%2$s::text) FILTER (WHERE NOT " IS_WHOLE ") FROM public.%1$s s", table, column);
}

/* Pairs that lead nowhere. Without a table they all do. */
static void
append_astray (GString        *sql,
               CfAdoptionFind *find)
{
  g_string_append (sql, " UNION ALL SELECT 4, '" COUNT_ASTRAY "', 'bookauthors', '', count (*), NULL FROM public.bookauthors s WHERE false");
  for (guint i = 0; i < 2; i++)
    {
      const char *key = tables[i].key;

      if (_cf_adoption_find_get_type (find, tables[i].name, key) != NULL)
        g_string_append_printf (sql, " OR s.%1$s IS NOT NULL AND NOT EXISTS (SELECT FROM public.%2$s x WHERE x.%1$s = s.%1$s)", key, tables[i].name);
      else if (_cf_adoption_find_get_type (find, tables[i].name, NULL) == NULL)
        g_string_append_printf (sql, " OR s.%s IS NOT NULL", key);
    }
}

static char *
count_sql (CfAdoptionFind *find)
{
  GString *sql = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      const char *name = tables[i].name;

      if (_cf_adoption_find_get_type (find, name, NULL) == NULL)
        continue;
      if (sql->len > 0)
        g_string_append (sql, " UNION ALL ");
      g_string_append_printf (sql, "SELECT 1 AS place, '" COUNT_ROWS "' AS what, '%1$s' AS name, '' AS col, count (*) AS n, NULL::text AS value FROM public.%1$s", name);
      if (_cf_adoption_find_get_type (find, name, tables[i].key) != NULL)
        g_string_append_printf (sql, " UNION ALL (SELECT 2, '" COUNT_TWICE "', '%1$s', '%2$s', 0, min (d.id)::text FROM"
                                     " (SELECT x.%2$s AS id FROM public.%1$s x WHERE x.%2$s IS NOT NULL GROUP BY 1 HAVING count (*) > 1) d)", name, tables[i].key);
    }
  _cf_adoption_find_foreach (find, "whole", append_words, sql);
  if (_cf_adoption_find_get_type (find, "bookauthors", "author_id") != NULL)
    append_astray (sql, find);
  if (_cf_adoption_find_get_type (find, "books", "isbn") != NULL)
    g_string_append (sql, " UNION ALL SELECT 5, '" COUNT_ISBN "', 'books', 'isbn', count (*), NULL FROM public.books s WHERE btrim (s.isbn::text) <> ''"
                          " AND s.isbn::text !~ '^97[89][0-9]{10}$'");
  g_string_prepend (sql, "SELECT what, name, col, n, value FROM (");
  g_string_append (sql, ") c ORDER BY place");

  return g_string_free (sql, FALSE);
}

static const CfAdoptionTrack track = {
  .marker = "author_aliases",
  .tables = "('authors', 'author_id'), ('books', 'book_id'), ('bookauthors', 'bookauthor_id')",
  .columns = "('authors', 'author_id', 'id', true), ('authors', 'first_name', 'name', false), ('authors', 'last_name', 'name', false), ('authors', 'note', 'name', false), "
             "('authors', 'version', 'ours', false), ('authors', 'added_at', 'ours', false), ('authors', 'added_by', 'ours', false), "
             "('authors', 'name_key', 'ours', false), ('authors', 'sort_name', 'ours', false), ('authors', 'folded_names', 'ours', false), "
             "('authors', 'search_text', 'ours', false), "
             "('books', 'book_id', 'id', true), ('books', 'title', 'name', false), ('books', 'number_of_pages', 'whole', false), ('books', 'isbn', 'code', false), "
             "('books', 'year', 'whole', false), ('books', 'isbn_unverified', 'ours', false), ('books', 'version', 'ours', false), "
             "('books', 'added_at', 'ours', false), ('books', 'added_by', 'ours', false), ('books', 'author_line', 'ours', false), "
             "('books', 'author_search', 'ours', false), ('books', 'author_sort', 'ours', false), ('books', 'sort_title', 'ours', false), "
             "('books', 'sort_authors', 'ours', false), ('books', 'search_text', 'ours', false), "
             "('bookauthors', 'bookauthor_id', 'id', true), ('bookauthors', 'author_id', 'link', false), ('bookauthors', 'book_id', 'link', false), "
             "('bookauthors', 'position', 'whole', false), ('bookauthors', 'role', 'name', false)",
  .facts = "UNION ALL SELECT 2, t.relation, 'other', '', '' FROM t WHERE NOT EXISTS (SELECT FROM known k WHERE k.relation = t.relation AND k.name IN ('first_name', 'last_name', 'title'))"
           "  AND NOT EXISTS (SELECT FROM known k, known l WHERE k.relation = t.relation AND k.name = 'author_id' AND k.use = 'link' AND l.relation = t.relation AND l.name = 'book_id')"
           " UNION ALL SELECT 3, k.relation, 'otherkey', (SELECT string_agg (a.attname, ', ') FROM col a WHERE a.relation = k.relation AND a.attnum = ANY (k.conkey)),"
           "  CASE WHEN array_length (k.conkey, 1) = 1 THEN format ('ALTER TABLE %I RENAME %I TO %I;', k.relation, (SELECT a.attname FROM col a WHERE a.relation = k.relation AND a.attnum = k.conkey[1]), t.key)"
           "   ELSE '' END FROM key k JOIN t USING (relation) WHERE k.relation <> 'bookauthors' AND k.conkey IS DISTINCT FROM k.keys",
  .relations = "NULL",
  .triggers = "'complete', 'remember_insert', 'remember_update', 'remember_delete'",
  .refusals = refusals,
  .count_sql = count_sql,
  .tell = tell,
};

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_library_adoption_find_async:
 * @pool: an open pool to a database
 * @cancellable: (nullable): gives up
 * @callback: called in the thread of the pool
 * @user_data: for @callback
 *
 * Looks whether the database has tables of authors and books that others made, and what completing them would mean. Changes nothing.
 */
void
cf_library_adoption_find_async (CfDbPool            *pool,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (CF_IS_DB_POOL (pool));

  _cf_adoption_find_async (pool, &track, cf_library_adoption_find_async, cancellable, callback, user_data);
}

/**
 * cf_library_adoption_find_finish:
 * @pool: the pool
 * @result: what the callback got
 * @adoption: (out) (nullable) (transfer full): what to show before cf_db_migrator_set_adopting(); %NULL where there are no such tables
 * @error: %CF_ERROR_REFUSED where a table is something else, or the role may not complete it, with what to do; else of the db layer
 *
 * Returns: whether the schema can be made
 */
gboolean
cf_library_adoption_find_finish (CfDbPool      *pool,
                                 GAsyncResult  *result,
                                 CfAdoption   **adoption,
                                 GError       **error)
{
  return _cf_adoption_find_finish (pool, result, cf_library_adoption_find_async, adoption, error);
}
