/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Characters of an excerpt. */
#define EXCERPT 40

static gboolean
is_blank (gunichar c)
{
  return g_unichar_isspace (c) || c == '\v' || c == 0x0085;
}

/* Within a word these two join or part letters, as Persian and Indic names need it; never beside a letter of ASCII. */
static gboolean
is_joiner (gunichar c)
{
  return c == 0x200c || c == 0x200d;
}

static gboolean
ends_beyond_ascii (GString *text)
{
  return text->len > 0 && (guchar) text->str[text->len - 1] > 0x7f;
}

static gboolean
is_unseen (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT;
}

/* Most texts are, and need no look at their letters. */
static gboolean
is_tidy_ascii (const char *text)
{
  char before = ' ';

  for (const char *p = text; *p != '\0'; before = *p++)
    if (*p < ' ' || *p > '~' || (*p == ' ' && before == ' '))
      return FALSE;

  return *text == '\0' || before != ' ';
}

/**
 * cf_text_tidy:
 * @text: a title or a name, as typed, pasted or read from a file
 *
 * Makes one line of it as a person sees it: runs of blanks and line ends are one blank, none stands at the ends, control characters and
 * marks of direction are gone, and every letter is in its composed form (NFC).
 *
 * Returns: (transfer full): the text, in UTF-8 whatever @text was, empty where there is nothing to see
 */
char *
cf_text_tidy (const char *text)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) out = NULL;
  gboolean blank = FALSE;
  gunichar joiner = 0;

  g_return_val_if_fail (text != NULL, NULL);

  if (is_tidy_ascii (text))
    return g_strdup (text);

  valid = g_utf8_make_valid (text, -1);
  out = g_string_sized_new (strlen (valid) + 1);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_blank (c))
        blank = TRUE;
      else if (is_joiner (c))
        joiner = c;
      else if (!is_unseen (c))
        {
          if (out->len > 0 && blank)
            g_string_append_c (out, ' ');
          else if (joiner != 0 && c > 0x7f && ends_beyond_ascii (out))
            g_string_append_unichar (out, joiner);
          g_string_append_unichar (out, c);
          blank = FALSE;
          joiner = 0;
        }
    }

  return g_utf8_normalize (out->str, out->len, G_NORMALIZE_DEFAULT_COMPOSE);
}

/**
 * cf_text_excerpt:
 * @text: a text in UTF-8, perhaps megabytes of anything
 *
 * Returns: (transfer full): what a sentence quotes of it: all, or its beginning and an ellipsis
 */
char *
cf_text_excerpt (const char *text)
{
  g_autofree char *head = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (g_utf8_strlen (text, -1) <= EXCERPT)
    return g_strdup (text);

  head = g_utf8_substring (text, 0, EXCERPT - 1);
  return g_strconcat (head, "…", NULL);
}

/**
 * cf_text_digits:
 * @text: a text with numbers in it
 *
 * People write numbers with the digits of their own script. Any thread.
 *
 * Returns: (transfer full): @text with each digit of any script as one from 0 to 9
 */
char *
cf_text_digits (const char *text)
{
  g_autofree char *valid = NULL;
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  out = g_string_sized_new (strlen (valid));
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (out, g_unichar_isdigit (c) ? '0' + (gunichar) g_unichar_digit_value (c) : c);
    }
  return g_string_free (out, FALSE);
}

/* The blocks of Unicode whose letters run from right to left. */
static gboolean
runs_from_right (gunichar c)
{
  return (c >= 0x0590 && c <= 0x08ff) || (c >= 0xfb1d && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfefe) ||
         (c >= 0x10800 && c <= 0x10fff) || (c >= 0x1e800 && c <= 0x1efff);
}

/* Embeddings, overrides and isolates. */
static gboolean
turns_what_follows (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
has_letters (const char *text,
             gboolean    from_right)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isalpha (c) && runs_from_right (c) == from_right)
        return TRUE;
    }
  return FALSE;
}

/**
 * cf_text_embed:
 * @text: a title, a name or whatever else somebody typed, which is to stand within a sentence
 *
 * What is written in the other direction than the program’s language stands by itself (U+2068 … U+2069): else its marks, and the numbers
 * behind it, change places with the words around it. What would turn the sentence, were it left open, is gone. Any thread.
 *
 * Returns: (transfer full): @text for a sentence, the same where it needs nothing
 */
char *
cf_text_embed (const char *text)
{
  g_autofree char *valid = NULL;
  GString *out;
  gboolean apart;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  /* A word of the program tells which way its language is written. */
  apart = has_letters (valid, !has_letters (_("Title"), TRUE));
  out = g_string_new (apart ? "\u2068" : NULL);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    if (!turns_what_follows (g_utf8_get_char (at)))
      g_string_append_unichar (out, g_utf8_get_char (at));
  if (apart)
    g_string_append (out, "\u2069");
  return g_string_free (out, FALSE);
}

/**
 * cf_text_list:
 * @list: what was named so far, or nothing
 * @item: what is named next
 *
 * Appends @item behind the comma of the language. Any thread.
 */
void
cf_text_list (GString    *list,
              const char *item)
{
  g_autofree char *longer = NULL;

  g_return_if_fail (list != NULL);
  g_return_if_fail (item != NULL);

  if (list->len == 0)
    {
      g_string_append (list, item);
      return;
    }

  /* Translators: a list of things, and one more of them: "price, quantity" */
  longer = g_strdup_printf (C_("list", "%s, %s"), list->str, item);
  g_string_assign (list, longer);
}
