/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-search-private.h"

#include <string.h>

/* Nobody types more than this to find something; what is pasted beyond it is not looked at. */
#define MAX_CHARS 200
#define MAX_WORDS 8
#define BLANKS " \t\r\n\f\v"

/*< private >
 * _cf_search_tidy:
 * @text: (nullable): what somebody typed or pasted, perhaps no UTF-8, perhaps megabytes
 *
 * Returns: (transfer full) (nullable): what is searched for; %NULL: nothing
 */
char *
_cf_search_tidy (const char *text)
{
  g_autofree char *head = NULL;
  g_autofree char *valid = NULL;
  g_autofree char *tidy = NULL;

  if (text == NULL)
    return NULL;
  head = g_strndup (text, MAX_CHARS * 16);
  valid = g_utf8_make_valid (g_strstrip (head), -1);
  tidy = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_CHARS));
  g_strstrip (tidy);
  return *tidy != '\0' ? g_steal_pointer (&tidy) : NULL;
}

/* Folded by the server, since it folded what is compared, and only then made literal: folding can bring signs of LIKE about. */
static char *
like_condition (const char *column, guint param)
{
  return g_strdup_printf ("%s LIKE '%%' || replace (replace (replace (counterfoil.fold_text ($%u), E'\\\\', E'\\\\\\\\'), "
                          "'%%', E'\\\\%%'), '_', E'\\\\_') || '%%'", column, param);
}

static char *
pattern_condition (const char *column, guint param)
{
  return g_strdup_printf ("%s LIKE counterfoil.search_pattern ($%u)", column, param);
}

/* What the planner does not take for one that an index of trigrams can answer. */
static char *
walked_condition (const char *column, guint param)
{
  return g_strdup_printf ("pg_catalog.like (%s, counterfoil.search_pattern ($%u))", column, param);
}

static char *
each_word (CfKeysetFilter *filter, const char *column, const char *text, char *(*condition_of) (const char *column, guint param))
{
  g_auto (GStrv) words = g_strsplit_set (text, BLANKS, -1);
  GString *sql = g_string_new (NULL);
  guint n_words = 0;

  for (guint i = 0; words[i] != NULL && n_words < MAX_WORDS; i++)
    {
      g_autofree char *condition = NULL;

      if (*words[i] == '\0')
        continue;
      condition = condition_of (column, _cf_keyset_filter_add_text (filter, words[i]));
      g_string_append_printf (sql, "%s%s", n_words++ > 0 ? " AND " : "", condition);
    }
  return g_string_free (sql, FALSE);
}

/*< private >
 * _cf_search_words:
 * @filter: the filter that gets the values
 * @column: a folded text
 * @text: what is searched for
 *
 * Returns: (transfer full): the condition that every word of @text is somewhere in @column
 */
char *
_cf_search_words (CfKeysetFilter *filter, const char *column, const char *text)
{
  return each_word (filter, column, text, like_condition);
}

/*< private >
 * _cf_search_patterns:
 * @filter: the filter that gets the values
 * @column: a folded text with a blank before each word
 * @text: what is searched for
 *
 * The server makes the pattern of a word, for which it may be where. What an index of trigrams does not find is at the beginning of a
 * word: one or two letters are in nearly every text.
 *
 * Returns: (transfer full): the condition that every word of @text is in @column
 */
char *
_cf_search_patterns (CfKeysetFilter *filter, const char *column, const char *text)
{
  return each_word (filter, column, text, pattern_condition);
}

/*< private >
 * _cf_search_walked_patterns:
 * @filter: the filter that gets the values
 * @column: as for _cf_search_patterns()
 * @text: what is searched for
 *
 * Of one word the planner knows how many have it. Of several it takes for granted that who has one has the others no more often than
 * anybody, which is far from true of "van der".
 *
 * Returns: (transfer full) (nullable): the same condition for _cf_keyset_filter_set_direct(), where @text has several words
 */
char *
_cf_search_walked_patterns (CfKeysetFilter *filter, const char *column, const char *text)
{
  return strpbrk (text, BLANKS) != NULL ? each_word (filter, column, text, walked_condition) : NULL;
}

/* The least text that is behind all that begin with @prefix, byte by byte; NULL where there is none. */
static char *
end_of_prefix (const char *prefix)
{
  g_autofree char *head = g_strdup (prefix);
  const char *last = head + strlen (head);
  GString *end;
  gunichar c;

  do
    {
      last = g_utf8_find_prev_char (head, last);
      if (last == NULL)
        return NULL;
      c = g_utf8_get_char (last);
    }
  while (c == 0x10ffff);

  end = g_string_new_len (head, last - head);
  g_string_append_unichar (end, c + 1 == 0xd800 ? 0xe000 : c + 1);
  return g_string_free (end, FALSE);
}

/*< private >
 * _cf_search_range:
 * @filter: the filter that gets the values
 * @column: a column that is compared byte by byte (COLLATE "C")
 * @prefix: how it begins
 *
 * Returns: (transfer full): that condition, as a range an index can answer
 */
char *
_cf_search_range (CfKeysetFilter *filter, const char *column, const char *prefix)
{
  g_autofree char *end = end_of_prefix (prefix);
  guint from = _cf_keyset_filter_add_text (filter, prefix);

  if (end == NULL)
    return g_strdup_printf ("%s >= $%u", column, from);
  return g_strdup_printf ("%s >= $%u AND %s < $%u", column, from, column, _cf_keyset_filter_add_text (filter, end));
}

/*< private >
 * _cf_search_each_prefix:
 * @filter: the filter that gets the values
 * @column: a column that is compared byte by byte (COLLATE "C")
 * @text: how it begins, as typed, in small and in capital letters
 * @before: stands before each of these conditions
 * @between: stands between two
 *
 * One condition with OR is what no index answers for min() and max(); each by itself, it does.
 *
 * Returns: (transfer full): the conditions, each closed by a bracket
 */
char *
_cf_search_each_prefix (CfKeysetFilter *filter, const char *column, const char *text, const char *before, const char *between)
{
  g_autofree char *small = g_utf8_strdown (text, -1);
  g_autofree char *capital = g_utf8_strup (text, -1);
  g_autofree char *typed = _cf_search_range (filter, column, text);
  g_autofree char *in_small = _cf_search_range (filter, column, small);
  g_autofree char *in_capitals = _cf_search_range (filter, column, capital);

  return g_strdup_printf ("%1$s%3$s)%2$s%1$s%4$s)%2$s%1$s%5$s)", before, between, typed, in_small, in_capitals);
}

/*< private >
 * _cf_search_add_prefix:
 * @filter: the filter
 * @column: a column that is compared byte by byte (COLLATE "C")
 * @text: how it begins, as typed, or in small or in capital letters
 *
 * Records whose @column begins so are in the list.
 */
void
_cf_search_add_prefix (CfKeysetFilter *filter, const char *column, const char *text)
{
  g_autofree char *small = g_utf8_strdown (text, -1);
  g_autofree char *capital = g_utf8_strup (text, -1);

  _cf_keyset_filter_any (filter, _cf_search_range (filter, column, text));
  if (!g_str_equal (small, text))
    _cf_keyset_filter_any (filter, _cf_search_range (filter, column, small));
  if (!g_str_equal (capital, text) && !g_str_equal (capital, small))
    _cf_keyset_filter_any (filter, _cf_search_range (filter, column, capital));
}
