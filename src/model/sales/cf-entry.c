/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The grammar of the entry: "code", "3*code", "2,5 x code", "3×code", "٣*code". */

#include "cf-config.h"

#include "cf-entry-private.h"
#include "cf-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TYPED_BYTES 1000
#define MULTIPLICATION_SIGN 0xd7
#define ARABIC_DECIMAL_SEPARATOR 0x66b

static const char *
skip_blanks (const char *p)
{
  while (g_unichar_isspace (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);

  return p;
}

/* The digits may be those of any script, as in a price; more than one sign before them is one too many, and said to be. */
static const char *
skip_number (const char *p,
             gboolean   *digits)
{
  gunichar c;

  *digits = FALSE;
  while (*p == '-' || *p == '+')
    p++;
  for (; g_unichar_isdigit (c = g_utf8_get_char (p)) || c == '.' || c == ',' || c == ARABIC_DECIMAL_SEPARATOR; p = g_utf8_next_char (p))
    *digits |= g_unichar_isdigit (c);

  return p;
}

static gboolean
is_star (gunichar c)
{
  return c == '*' || c == MULTIPLICATION_SIGN;
}

/* Of some scanners a code comes between the stars with which its bars begin and end. */
static gboolean
is_starred (const char *text)
{
  return *text == '*' && strlen (text) > 2 && g_str_has_suffix (text, "*");
}

/* Without any digit only a star shows that a quantity was meant: "x5" and ".x" are codes. Returns: the sign behind the quantity that
 * @text begins with; NULL where there is none */
static const char *
find_sign (const char *text)
{
  gboolean digits;
  const char *sign = skip_blanks (skip_number (text, &digits));
  gunichar c = g_utf8_get_char (sign);

  if (is_star (c))
    return digits || !is_starred (text) ? sign : NULL;

  return digits && (c == 'x' || c == 'X') ? sign : NULL;
}

static gboolean
has_quantity (const char *text)
{
  const char *sign = find_sign (text);

  return sign != NULL && is_star (g_utf8_get_char (sign));
}

/* Where a text is not a quantity, a sign and something behind them it is a code like any other. What stands before a star is meant for
 * a quantity also where nobody can read it. */
static void
split (CfEntry *entry)
{
  const char *sign = find_sign (entry->text);
  gboolean letter = sign != NULL && !is_star (g_utf8_get_char (sign));
  g_autofree char *number = NULL;
  gboolean digits;

  if (sign == NULL)
    return;

  number = g_strndup (entry->text, skip_number (entry->text, &digits) - entry->text);
  if (!cf_decimal_parse_typed (number, &entry->quantity, letter ? NULL : &entry->unreadable) && letter)
    return;

  entry->letter = letter;
  entry->rest = skip_blanks (g_utf8_next_char (sign));
  entry->twice = has_quantity (entry->rest);
}

/**
 * cf_entry_parse:
 * @entry: (out caller-allocates): the parts of @typed; to be cleared by cf_entry_clear() in any case
 * @typed: what was typed or scanned
 * @error: return location for a #GError
 *
 * Takes what was typed apart. Whether "3x5" is three of "5" or a code of its own only the catalogue can tell: the whole
 * text is to be looked up first.
 *
 * Fails with %CF_ERROR_INVALID where nothing readable was typed, and with %CF_ERROR_TOO_LARGE where a book was pasted.
 *
 * Returns: %TRUE if there is something to look up
 */
gboolean
cf_entry_parse (CfEntry     *entry,
                const char  *typed,
                GError     **error)
{
  *entry = (CfEntry) { .quantity = CF_DECIMAL_ONE };

  if (strnlen (typed, MAX_TYPED_BYTES + 1) > MAX_TYPED_BYTES)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_TOO_LARGE,
                           _("This is too long for a code or a name. The order was left as it is."));
      return FALSE;
    }

  if (!g_utf8_validate (typed, -1, NULL))
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID,
                           _("This is not readable text. The order was left as it is."));
      return FALSE;
    }

  entry->text = g_strdup (skip_blanks (typed));
  for (char *end = entry->text + strlen (entry->text); end > entry->text;)
    {
      char *last = g_utf8_prev_char (end);

      if (!g_unichar_isspace (g_utf8_get_char (last)))
        break;
      *last = '\0';
      end = last;
    }

  if (*entry->text == '\0')
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, _("Type or scan a code first."));
      return FALSE;
    }

  split (entry);

  return TRUE;
}

/**
 * cf_entry_clear:
 * @entry: an entry
 *
 * Frees what it holds.
 */
void
cf_entry_clear (CfEntry *entry)
{
  g_clear_pointer (&entry->text, g_free);
  g_clear_error (&entry->unreadable);
  entry->rest = NULL;
}
