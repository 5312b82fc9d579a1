/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The grammar of the entry: "code", "3*code", "2,5 x code", "3×code". */

#include "cf-config.h"

#include "cf-entry-private.h"
#include "cf-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TYPED_BYTES 1000
#define MULTIPLICATION_SIGN 0xd7

static const char *
skip_blanks (const char *p)
{
  while (g_unichar_isspace (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);

  return p;
}

static const char *
skip_number (const char *p)
{
  if (*p == '-' || *p == '+')
    p++;

  return p + strspn (p, "0123456789.,");
}

/* Where a text is not a quantity, a sign and something behind them it is a code like any other. */
static void
split (CfEntry *entry)
{
  const char *end = skip_number (entry->text);
  const char *sign = skip_blanks (end);
  gunichar c = g_utf8_get_char (sign);
  g_autofree char *number = g_strndup (entry->text, end - entry->text);

  if (c != '*' && c != 'x' && c != 'X' && c != MULTIPLICATION_SIGN)
    return;

  if (strpbrk (number, "0123456789") == NULL || !cf_decimal_parse_typed (number, &entry->quantity, NULL))
    return;

  entry->letter = c == 'x' || c == 'X';
  entry->rest = skip_blanks (g_utf8_next_char (sign));
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
  entry->rest = NULL;
}
