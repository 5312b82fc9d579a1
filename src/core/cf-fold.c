/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-fold.h"

#include <string.h>

/* Letters that no decomposition takes apart but that people type without their strokes; after case folding. */
static const struct
{
  gunichar    letter;
  const char *plain;
} plain_letters[] = {
  { 0x00e6, "ae" }, /* æ */
  { 0x00f0, "d" },  /* ð */
  { 0x00f8, "o" },  /* ø */
  { 0x00fe, "th" }, /* þ */
  { 0x0111, "d" },  /* đ */
  { 0x0127, "h" },  /* ħ */
  { 0x0131, "i" },  /* ı */
  { 0x0138, "k" },  /* ĸ */
  { 0x0142, "l" },  /* ł */
  { 0x014b, "n" },  /* ŋ */
  { 0x0153, "oe" }, /* œ */
  { 0x0167, "t" },  /* ŧ */
  { 0x0180, "b" },  /* ƀ */
  { 0x0192, "f" },  /* ƒ */
  { 0x019a, "l" },  /* ƚ */
  { 0x01e5, "g" },  /* ǥ */
  { 0x023c, "c" },  /* ȼ */
};

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* Accents, and the vowel points of Hebrew and Arabic. Marks that make another letter (the voicing of kana, the
 * vowels of Indic scripts) stay. */
static gboolean
is_accent (gunichar c)
{
  int class = g_unichar_combining_class (c);

  return (class >= 10 && class <= 36) || (class >= 200 && class <= 240);
}

static const char *
plain_letter (gunichar c)
{
  if (c < 0x00e6 || c > 0x023c)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (plain_letters); i++)
    if (plain_letters[i].letter == c)
      return plain_letters[i].plain;

  return NULL;
}

static void
append_folded (GString  *out,
               gunichar  c)
{
  const char *plain = plain_letter (c);

  if (plain != NULL)
    g_string_append (out, plain);
  else if (!is_accent (c) && g_unichar_type (c) != G_UNICODE_FORMAT)
    g_string_append_unichar (out, c);
}

static gboolean
is_edge (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iscntrl (c) || c == 0xfeff;
}

static gboolean
is_apostrophe (gunichar c)
{
  return c == '\'' || c == '`' || c == 0x00b4 || (c >= 0x02b9 && c <= 0x02bf) || (c >= 0x2018 && c <= 0x201b) || c == 0x2032;
}

static gboolean
is_initial (const char *word)
{
  return *g_utf8_next_char (word) == '\0';
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_fold_code:
 * @code: a product number or a barcode, as scanned or typed
 *
 * Makes the key by which codes are compared: no blanks around it (a scanner may send a tab or a return) and
 * every letter small, one by one, as the server's `lower(btrim(code))` has it.
 *
 * Returns: (transfer full): the key, in UTF-8 whatever @code was
 */
char *
cf_fold_code (const char *code)
{
  g_autofree char *valid = NULL;
  const char *start, *end;
  GString *out;

  g_return_val_if_fail (code != NULL, NULL);

  valid = g_utf8_make_valid (code, -1);
  start = valid;
  end = valid + strlen (valid);

  while (start < end && is_edge (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start && is_edge (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);

  out = g_string_sized_new (end - start + 1);
  for (const char *p = start; p < end; p = g_utf8_next_char (p))
    g_string_append_unichar (out, g_unichar_tolower (g_utf8_get_char (p)));

  return g_string_free (out, FALSE);
}

/**
 * cf_fold_text:
 * @text: a name or what somebody searches for
 *
 * Makes the form in which texts are searched: compatibility characters resolved, accents gone, case folded,
 * letters with strokes and ligatures spelt plainly ("Straße" and "STRASSE", "Ærø" and "aero" are the same).
 *
 * Returns: (transfer full): the folded text, in UTF-8 whatever @text was
 */
char *
cf_fold_text (const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *small = NULL;
  g_autofree char *apart = NULL;
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  small = g_utf8_casefold (valid, -1);
  apart = g_utf8_normalize (small, -1, G_NORMALIZE_ALL);

  out = g_string_sized_new (strlen (apart));
  for (const char *p = apart; *p != '\0'; p = g_utf8_next_char (p))
    append_folded (out, g_unichar_tolower (g_utf8_get_char (p)));

  return g_string_free (out, FALSE);
}

/**
 * cf_fold_words:
 * @text: a name or what somebody searches for
 *
 * Takes the folded text apart into its words: letters, digits and the marks on them; everything else separates.
 *
 * Returns: (transfer full) (array zero-terminated=1): the words in their order
 */
char **
cf_fold_words (const char *text)
{
  g_autofree char *folded = NULL;
  g_autoptr (GStrvBuilder) words = NULL;
  const char *word = NULL;
  const char *p;

  g_return_val_if_fail (text != NULL, NULL);

  folded = cf_fold_text (text);
  words = g_strv_builder_new ();

  for (p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c) || g_unichar_ismark (c))
        {
          if (word == NULL)
            word = p;
        }
      else if (word != NULL)
        {
          g_autofree char *copy = g_strndup (word, p - word);

          g_strv_builder_add (words, copy);
          word = NULL;
        }
    }

  if (word != NULL)
    g_strv_builder_add (words, word);

  return g_strv_builder_end (words);
}

/**
 * cf_fold_name:
 * @name: a person's name or a part of it
 *
 * Makes the form in which names are compared: folded as cf_fold_text() does, words with one blank between them, apostrophes gone
 * ("O'Brien" and "OBrien" are the same), initials together ("J.R.R.", "J. R. R.", "J R R" and "JRR" too).
 *
 * Returns: (transfer full): the folded name; what has no word in it stays as it is
 */
char *
cf_fold_name (const char *name)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) plain = NULL;
  g_auto (GStrv) words = NULL;
  GString *out;

  g_return_val_if_fail (name != NULL, NULL);

  valid = g_utf8_make_valid (name, -1);
  plain = g_string_sized_new (strlen (valid) + 1);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    if (!is_apostrophe (g_utf8_get_char (p)))
      g_string_append_unichar (plain, g_utf8_get_char (p));

  words = cf_fold_words (plain->str);
  if (words[0] == NULL)
    return g_strstrip (cf_fold_text (valid));

  out = g_string_new (words[0]);
  for (guint i = 1; words[i] != NULL; i++)
    {
      if (!is_initial (words[i - 1]) || !is_initial (words[i]))
        g_string_append_c (out, ' ');
      g_string_append (out, words[i]);
    }

  return g_string_free (out, FALSE);
}

/**
 * cf_fold_is_blank:
 * @text: (nullable): a text
 *
 * Returns: whether there is nothing to see in it: it is %NULL, empty, or blanks alone
 */
gboolean
cf_fold_is_blank (const char *text)
{
  for (; text != NULL && *text != '\0'; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;

  return TRUE;
}
