/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-person-name.h"

#include <string.h>

#include "cf-fold.h"
#include "cf-text.h"

/* With these the last name begins. */
static const char *const particles[] = {
  "'t", "af", "al", "av", "bin", "bint", "da", "dal", "dalla", "das", "de", "de'", "degli", "dei", "del", "della", "delle", "dello",
  "dem", "den", "der", "des", "di", "do", "dos", "du", "el", "ibn", "la", "las", "le", "les", "lo", "los", "op", "te", "ten", "ter",
  "van", "vom", "von", "zu", "zum", "zur", NULL
};

/* With a capital too ("Ursula K. Le Guin"): those of them that are nobody's middle name. */
static const char *const capital_particles[] = {
  "de", "del", "della", "des", "di", "du", "la", "le", "van", "von", NULL
};

/* These join two last names: "José Ortega y Gasset". */
static const char *const joining[] = { "e", "i", "y", NULL };

static const char *const suffixes[] = { "jr", "sr", "ii", "iii", "iv", NULL };

G_DEFINE_BOXED_TYPE (CfPersonName, cf_person_name, cf_person_name_copy, cf_person_name_free)

/* -------------------------------------------------------------------------------------------------
 * Words
 * ------------------------------------------------------------------------------------------------- */

static gboolean
is_particle (const char *word,
             gboolean    first)
{
  g_autofree char *small = NULL;

  if (g_strv_contains (particles, word))
    return TRUE;
  if (first || strlen (word) > 5)
    return FALSE;

  small = g_ascii_strdown (word, -1);
  return g_strv_contains (capital_particles, small);
}

/* The word with which the last name begins, of @n words without a suffix. */
static guint
find_last_name (const char *const *words,
                guint              n)
{
  for (guint i = 0; i + 1 < n; i++)
    {
      if (is_particle (words[i], i == 0))
        return i;
      if (i + 2 < n && g_strv_contains (joining, words[i + 1]))
        return i;
    }

  return n - 1;
}

static char *
join (const char *const *words,
      guint              n)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " " : "", words[i]);

  return g_string_free (out, FALSE);
}

/* -------------------------------------------------------------------------------------------------
 * Commas
 * ------------------------------------------------------------------------------------------------- */

/* How long the run of commas and blanks is that begins here; 0 where there are not two commas in it. */
static gsize
divider_length (const char *at)
{
  gsize length = 0;
  guint n_commas = 0;

  for (; at[length] == ',' || at[length] == ' '; length++)
    n_commas += at[length] == ',';

  return n_commas >= 2 ? length : 0;
}

/* A part of a name has no commas at its ends and no two of them together: that divides the parts. */
static char *
tidy_part (const char *text)
{
  g_autofree char *tidy = cf_text_tidy (text);
  GString *out = g_string_new (NULL);
  const char *at = tidy + strspn (tidy, ", ");

  while (*at != '\0')
    {
      gsize length = divider_length (at);

      if (length > 0)
        g_string_append (out, ", ");
      else
        g_string_append_c (out, *at);
      at += MAX (length, 1);
    }

  while (out->len > 0 && strchr (", ", out->str[out->len - 1]) != NULL)
    g_string_truncate (out, out->len - 1);

  return g_string_free (out, FALSE);
}

static char *
find_divider (char *text)
{
  for (char *at = strchr (text, ','); at != NULL; at = strchr (at + 1, ','))
    if (divider_length (at) > 0)
      return at;

  return NULL;
}

static CfPersonName *
parse_natural (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  return cf_person_name_new_from_words ((const char *const *) words);
}

/* Where the suffix stands among the parts behind the last name: at the end as catalogues have it, or first as BibTeX has it. */
static int
find_suffix (char **parts)
{
  guint n = g_strv_length (parts);

  if (cf_person_name_is_suffix (parts[n - 1]))
    return n - 1;

  return cf_person_name_is_suffix (parts[0]) ? 0 : -1;
}

static CfPersonName *
parse_last_first (const char *last,
                  const char *others)
{
  g_auto (GStrv) parts = g_strsplit (others, ",", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) first_parts = NULL;
  g_autofree char *with_suffix = NULL;
  g_autofree char *first = NULL;
  int suffix;

  for (char **part = parts; *part != NULL; part++)
    g_strstrip (*part);
  if (parts[1] != NULL && *parts[g_strv_length (parts) - 1] == '\0')
    g_clear_pointer (&parts[g_strv_length (parts) - 1], g_free);

  suffix = find_suffix (parts);
  if (suffix < 0)
    return cf_person_name_new (others, last);

  with_suffix = g_strconcat (last, " ", parts[suffix], NULL);
  if (parts[1] == NULL)
    return parse_natural (with_suffix);

  for (int i = 0; parts[i] != NULL; i++)
    if (i != suffix)
      g_strv_builder_add (builder, parts[i]);
  first_parts = g_strv_builder_end (builder);
  first = g_strjoinv (", ", first_parts);

  return cf_person_name_new (first, with_suffix);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_person_name_new:
 * @first_name: (nullable): the given names
 * @last_name: (nullable): the family name
 *
 * Returns: (transfer full) (nullable): the name; %NULL where there is nothing to see in both
 */
CfPersonName *
cf_person_name_new (const char *first_name,
                    const char *last_name)
{
  g_autoptr (CfPersonName) self = g_new0 (CfPersonName, 1);

  self->first_name = tidy_part (first_name != NULL ? first_name : "");
  self->last_name = tidy_part (last_name != NULL ? last_name : "");

  if (*self->first_name == '\0' && *self->last_name == '\0')
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * cf_person_name_new_from_words:
 * @words: (array zero-terminated=1): a name in its natural order
 *
 * Tells the last name from the first as the order of the words allows: it is the last word, with the particles before it ("van der
 * Berg"), with what an "y" joins to it, and with a suffix behind it ("King Jr."). Spanish names with two last names cannot be known.
 *
 * Returns: (transfer full) (nullable): the name; %NULL where there is nothing to see
 */
CfPersonName *
cf_person_name_new_from_words (const char *const *words)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  guint n, n_core, start;

  g_return_val_if_fail (words != NULL, NULL);

  n = g_strv_length ((char **) words);
  if (n == 0)
    return NULL;

  n_core = n > 1 && cf_person_name_is_suffix (words[n - 1]) ? n - 1 : n;
  start = find_last_name (words, n_core);
  first = join (words, start);
  last = join (words + start, n - start);

  return cf_person_name_new (first, last);
}

/**
 * cf_person_name_parse:
 * @text: (nullable): a name as typed or read: "Kate Quinn", "Quinn, Kate", "King, Martin Luther, Jr.", "Plato"
 *
 * Reads the name of a person. A comma says where the last name ends; without one cf_person_name_new_from_words() tells. A comma behind
 * everything says that all of it is the last name, as for a firm ("Better Homes and Gardens,"), and two commas part the names whatever
 * stands in them.
 *
 * Returns: (transfer full) (nullable): the name; %NULL where there is nothing to see
 */
CfPersonName *
cf_person_name_parse (const char *text)
{
  g_autofree char *tidy = cf_text_tidy (text != NULL ? text : "");
  char *divider = find_divider (tidy);
  char *comma;

  if (divider != NULL)
    {
      *divider = '\0';
      return cf_person_name_new (divider + 1, tidy);
    }

  comma = strchr (tidy, ',');
  if (comma == NULL)
    return parse_natural (tidy);

  *comma = '\0';
  if (comma[1] == '\0')
    return cf_person_name_new (NULL, tidy);
  if (*tidy == '\0')
    return cf_person_name_new (comma + 1, NULL);

  return parse_last_first (tidy, comma + 1);
}

/**
 * cf_person_name_copy:
 * @self: (nullable): a name
 *
 * Returns: (transfer full) (nullable): the same again
 */
CfPersonName *
cf_person_name_copy (const CfPersonName *self)
{
  CfPersonName *copy;

  if (self == NULL)
    return NULL;

  copy = g_new0 (CfPersonName, 1);
  copy->first_name = g_strdup (self->first_name);
  copy->last_name = g_strdup (self->last_name);

  return copy;
}

/**
 * cf_person_name_free:
 * @self: (transfer full) (nullable): a name
 *
 * Frees it.
 */
void
cf_person_name_free (CfPersonName *self)
{
  if (self == NULL)
    return;

  g_free (self->first_name);
  g_free (self->last_name);
  g_free (self);
}

/**
 * cf_person_name_equal:
 * @a: a name
 * @b: another
 *
 * Returns: whether both are spelt the same
 */
gboolean
cf_person_name_equal (const CfPersonName *a,
                      const CfPersonName *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return g_str_equal (a->first_name, b->first_name) && g_str_equal (a->last_name, b->last_name);
}

/**
 * cf_person_name_to_string:
 * @self: a name
 *
 * Returns: (transfer full): as people say it: "Kate Quinn"
 */
char *
cf_person_name_to_string (const CfPersonName *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (*self->first_name == '\0' || *self->last_name == '\0')
    return g_strconcat (self->first_name, self->last_name, NULL);

  return g_strconcat (self->first_name, " ", self->last_name, NULL);
}

static gboolean
reads_back (const CfPersonName *self,
            const char         *text)
{
  g_autoptr (CfPersonName) read = cf_person_name_parse (text);

  return read != NULL && cf_person_name_equal (self, read);
}

/**
 * cf_person_name_to_sort_string:
 * @self: a name
 *
 * Writes the name with the last name first: "Quinn, Kate", "Plato". cf_person_name_parse() reads it back, whatever is in the names; so
 * the last name of a firm, which has no first name, may end with a comma.
 *
 * Returns: (transfer full): the text
 */
char *
cf_person_name_to_sort_string (const CfPersonName *self)
{
  static const char *const dividers[] = { "", ",", ", ", ",, " };
  char *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = *self->first_name == '\0' ? 0 : 2; i < G_N_ELEMENTS (dividers); i++)
    {
      g_free (text);
      text = g_strchomp (g_strconcat (self->last_name, dividers[i], self->first_name, NULL));
      if (reads_back (self, text))
        break;
    }

  return text;
}

/**
 * cf_person_name_fold:
 * @self: a name
 *
 * Makes the key by which names are compared and sorted: that of cf_fold_name(), last name first.
 *
 * Returns: (transfer full): the key
 */
char *
cf_person_name_fold (const CfPersonName *self)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  first = cf_fold_name (self->first_name);
  last = cf_fold_name (self->last_name);

  return *first == '\0' ? g_steal_pointer (&last) : g_strconcat (last, ", ", first, NULL);
}

/**
 * cf_person_name_is_suffix:
 * @word: a word of a name
 *
 * Returns: whether it is one that stands behind a last name: "Jr.", "III"
 */
gboolean
cf_person_name_is_suffix (const char *word)
{
  g_autofree char *small = NULL;
  gsize length;

  g_return_val_if_fail (word != NULL, FALSE);

  length = strlen (word);
  if (length < 2 || length > 4)
    return FALSE;

  small = g_ascii_strdown (word, length - (word[length - 1] == '.'));
  return g_strv_contains (suffixes, small);
}
