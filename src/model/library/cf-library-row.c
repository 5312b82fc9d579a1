/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-library-row-private.h"
#include "cf-repository-private.h"

static const char saved_book_sql[] =
  "SELECT " CF_BOOK_COLUMNS " FROM public.books t WHERE t.book_id = " CF_SAVED_ID;

static const char saved_contributors_sql[] =
  "SELECT " CF_CONTRIBUTOR_COLUMNS ("-1") " WHERE p.book_id = " CF_SAVED_ID " ORDER BY " CF_CONTRIBUTOR_ORDER;

static char *
dup_text (CfDbResult *result, guint row, guint column)
{
  return g_strdup (cf_db_result_get_text (result, row, column));
}

/* --- books -------------------------------------------------------------------------------- */

static CfContributor *
read_contributor (CfDbResult *result, guint row)
{
  CfContributorFields fields = { 0 };

  fields.author_id = cf_db_result_get_int (result, row, 0);
  fields.first_name = dup_text (result, row, 1);
  fields.last_name = dup_text (result, row, 2);
  fields.note = dup_text (result, row, 3);
  fields.role = cf_role_from_string (cf_db_result_get_text (result, row, 4));
  fields.n_books = cf_db_result_get_int (result, row, 5);
  return cf_contributor_new (&fields);
}

static GPtrArray *
read_contributors (CfDbResult *result)
{
  guint n_rows = cf_db_result_get_n_rows (result);
  GPtrArray *contributors = g_ptr_array_new_full (n_rows, g_object_unref);

  for (guint i = 0; i < n_rows; i++)
    g_ptr_array_add (contributors, read_contributor (result, i));
  return contributors;
}

/*< private >
 * _cf_book_read:
 * @result: rows of %CF_BOOK_COLUMNS
 * @row: which one
 * @contributors: (nullable): rows of %CF_CONTRIBUTOR_COLUMNS, where they were asked for
 *
 * Returns: (transfer full): the book
 */
CfBook *
_cf_book_read (CfDbResult *result, guint row, CfDbResult *contributors)
{
  CfBookFields fields = { 0 };

  fields.id = cf_db_result_get_int (result, row, 0);
  fields.version = cf_db_result_get_int (result, row, 1);
  fields.title = dup_text (result, row, 2);
  fields.has_pages = !cf_db_result_is_null (result, row, 3);
  fields.pages = cf_db_result_get_int (result, row, 3);
  fields.has_year = !cf_db_result_is_null (result, row, 4);
  fields.year = cf_db_result_get_int (result, row, 4);
  fields.isbn = dup_text (result, row, 5);
  fields.isbn_unverified = cf_db_result_get_bool (result, row, 6);
  fields.author_line = dup_text (result, row, 7);
  fields.added_at = _cf_repository_read_time (result, row, 8);
  fields.added_by = dup_text (result, row, 9);
  fields.contributors = contributors != NULL ? read_contributors (contributors) : NULL;
  return cf_book_new (&fields);
}

/*< private >
 * _cf_books_read:
 * @result: rows of %CF_BOOK_COLUMNS
 *
 * Returns: (transfer full) (element-type CfBook): all of them
 */
GPtrArray *
_cf_books_read (CfDbResult *result)
{
  guint n_rows = cf_db_result_get_n_rows (result);
  GPtrArray *books = g_ptr_array_new_full (n_rows, g_object_unref);

  for (guint i = 0; i < n_rows; i++)
    g_ptr_array_add (books, _cf_book_read (result, i, NULL));
  return books;
}

/*< private >
 * _cf_book_add_saved:
 * @unit: sets "counterfoil.saved" to the id of a book, or to nothing
 *
 * Adds the two statements that read that book, and those who are named in it, without counting their books.
 */
void
_cf_book_add_saved (CfDbUnit *unit)
{
  cf_db_unit_add (unit, saved_book_sql, NULL);
  cf_db_unit_add (unit, saved_contributors_sql, NULL);
}

/* --- authors ------------------------------------------------------------------------------ */

/*< private >
 * _cf_author_read_fields:
 * @result: rows that begin with %CF_AUTHOR_COLUMNS
 * @row: which one
 * @fields: (out): gets the values, to which more may be added
 */
void
_cf_author_read_fields (CfDbResult *result, guint row, CfAuthorFields *fields)
{
  fields->id = cf_db_result_get_int (result, row, 0);
  fields->version = cf_db_result_get_int (result, row, 1);
  fields->first_name = dup_text (result, row, 2);
  fields->last_name = dup_text (result, row, 3);
  fields->note = dup_text (result, row, 4);
  fields->added_at = _cf_repository_read_time (result, row, 5);
  fields->added_by = dup_text (result, row, 6);
  fields->n_books = cf_db_result_get_int (result, row, 7);
  fields->book = dup_text (result, row, 8);
}

/*< private >
 * _cf_author_read:
 * @result: rows that begin with %CF_AUTHOR_COLUMNS
 * @row: which one
 *
 * Returns: (transfer full): the author
 */
CfAuthor *
_cf_author_read (CfDbResult *result, guint row)
{
  CfAuthorFields fields = { 0 };

  _cf_author_read_fields (result, row, &fields);
  return cf_author_new (&fields);
}

/* As the server says how a name was found. */
static CfAuthorMatch
match_of (const char *how)
{
  static const struct
  {
    const char   *how;
    CfAuthorMatch match;
  } matches[] = {
    { "exact", CF_AUTHOR_MATCH_EXACT },
    { "name", CF_AUTHOR_MATCH_EXACT },
    { "alias", CF_AUTHOR_MATCH_ALIAS },
    { "prefix", CF_AUTHOR_MATCH_PREFIX },
    { "swapped", CF_AUTHOR_MATCH_SWAPPED },
    { "initials", CF_AUTHOR_MATCH_INITIALS },
    { "loose", CF_AUTHOR_MATCH_LOOSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (matches); i++)
    if (g_strcmp0 (how, matches[i].how) == 0)
      return matches[i].match;
  return CF_AUTHOR_MATCH_FUZZY;
}

/*< private >
 * _cf_author_read_found:
 * @result: rows that begin with %CF_AUTHOR_COLUMNS
 * @row: which one
 * @how: how it was found by a name
 * @spelling: (nullable): the spelling by which it was, where that is another one
 *
 * Returns: (transfer full): the author
 */
CfAuthor *
_cf_author_read_found (CfDbResult *result, guint row, const char *how, const char *spelling)
{
  CfAuthorFields fields = { 0 };

  _cf_author_read_fields (result, row, &fields);
  fields.match = match_of (how);
  fields.alias = g_strdup (spelling);
  return cf_author_new (&fields);
}

/*< private >
 * _cf_author_read_whole:
 * @result: rows of %CF_AUTHOR_COLUMNS and %CF_AUTHOR_ALIASES
 * @row: which one
 *
 * Returns: (transfer full): the author with the other spellings
 */
CfAuthor *
_cf_author_read_whole (CfDbResult *result, guint row)
{
  CfAuthorFields fields = { 0 };

  _cf_author_read_fields (result, row, &fields);
  fields.aliases = cf_db_result_get_texts (result, row, CF_AUTHOR_N_COLUMNS);
  return cf_author_new (&fields);
}
