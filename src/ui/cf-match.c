/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-match.h"

#include <string.h>

#include "cf-fold.h"

/* The longest beginning of a word that is compared: nobody types more. */
#define MAX_CHARS 40

static gboolean
is_word_char (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

/* Bytes of the beginning of @start that read as @word once folded; 0: it does not begin so. */
static gsize
match_word (const char *start,
            const char *word)
{
  const char *end = start;

  for (guint i = 0; i < MAX_CHARS && *end != '\0' && is_word_char (g_utf8_get_char (end)); i++)
    {
      g_autofree char *begin = NULL;
      g_autofree char *folded = NULL;

      end = g_utf8_next_char (end);
      begin = g_strndup (start, end - start);
      folded = cf_fold_text (begin);
      if (g_str_equal (folded, word))
        return end - start;
      if (!g_str_has_prefix (word, folded))
        return 0;
    }

  return 0;
}

static gsize
match_any (const char        *start,
           const char *const *words)
{
  gsize best = 0;

  for (guint i = 0; words[i] != NULL; i++)
    best = MAX (best, match_word (start, words[i]));

  return best;
}

static void
embolden (PangoAttrList *list,
          gsize          from,
          gsize          to)
{
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  bold->start_index = (guint) from;
  bold->end_index = (guint) to;
  pango_attr_list_insert (list, bold);
}

/**
 * cf_match_attributes:
 * @text: a name
 * @words: (array zero-terminated=1): folded words that were searched for
 *
 * Returns: (transfer full): attributes that make each beginning of a word of @text that matches bold, and the
 *   single character between two matching words
 */
PangoAttrList *
cf_match_attributes (const char        *text,
                     const char *const *words)
{
  PangoAttrList *list = pango_attr_list_new ();
  gboolean inside = FALSE;
  const char *bold_end = NULL;

  g_return_val_if_fail (text != NULL && words != NULL, list);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gboolean word_char = is_word_char (g_utf8_get_char (p));

      if (word_char && !inside)
        {
          gsize length = match_any (p, words);

          if (length > 0 && bold_end != NULL && g_utf8_next_char (bold_end) == p)
            embolden (list, bold_end - text, p - text);
          if (length > 0)
            {
              embolden (list, p - text, p - text + length);
              bold_end = p + length;
            }
        }
      inside = word_char;
    }

  return list;
}
