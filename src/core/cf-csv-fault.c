/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-csv-fault.h"
#include "cf-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * cf_csv_fault_to_error:
 * @fault: a fault, not %CF_CSV_FAULT_NONE
 *
 * Returns: (transfer full): a sentence about it
 */
GError *
cf_csv_fault_to_error (CfCsvFault fault)
{
  switch (fault)
    {
    case CF_CSV_FAULT_NUL:
      /* Translators: "it" is the record of the file that is read */
      return g_error_new_literal (CF_ERROR, CF_ERROR_INVALID, _("There is a zero byte in it, which is no text."));

    case CF_CSV_FAULT_UTF8:
      return g_error_new_literal (CF_ERROR, CF_ERROR_INVALID,
                                  /* Translators: "it" is the record of the file that is read */
                                  _("It is not in UTF-8. Save the file with the encoding UTF-8 and read it again."));

    case CF_CSV_FAULT_STRAY_QUOTE:
      return g_error_new_literal (CF_ERROR, CF_ERROR_INVALID,
                                  _("There is text between a closing quotation mark and the end of the column."));

    case CF_CSV_FAULT_OPEN_QUOTE:
      return g_error_new_literal (CF_ERROR, CF_ERROR_INVALID, _("A quotation mark is opened and never closed."));

    case CF_CSV_FAULT_TOO_LONG:
      /* Translators: "it" is the record of the file that is read */
      return g_error_new_literal (CF_ERROR, CF_ERROR_TOO_LARGE, _("A field of it is longer than 10 megabytes."));

    case CF_CSV_FAULT_TOO_MANY_FIELDS:
      /* Translators: "it" is the record of the file that is read */
      return g_error_new_literal (CF_ERROR, CF_ERROR_TOO_LARGE, _("It has more than 10,000 fields."));

    case CF_CSV_FAULT_NONE:
    default:
      g_assert_not_reached ();
    }
}

/**
 * cf_csv_is_byte_fault:
 * @message: a sentence
 *
 * Returns: whether it is one of the faults about bytes that are no text, of which cf_csv_escape() writes something else
 */
gboolean
cf_csv_is_byte_fault (const char *message)
{
  g_autoptr (GError) zero = cf_csv_fault_to_error (CF_CSV_FAULT_NUL);
  g_autoptr (GError) encoding = cf_csv_fault_to_error (CF_CSV_FAULT_UTF8);

  g_return_val_if_fail (message != NULL, FALSE);

  return g_str_equal (message, zero->message) || g_str_equal (message, encoding->message);
}

/**
 * cf_csv_escape:
 * @text: bytes
 *
 * Returns: (transfer full): @text as UTF-8, with "\xE9" for a byte that is none, so that it is seen
 */
char *
cf_csv_escape (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *end;

  g_return_val_if_fail (text != NULL, NULL);

  while (!g_utf8_validate (text, -1, &end))
    {
      g_string_append_len (out, text, end - text);
      g_string_append_printf (out, "\\x%02X", (guchar) *end);
      text = end + 1;
    }
  g_string_append (out, text);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * cf_csv_is_escaped:
 * @text: a text
 *
 * Returns: whether there is something in it as cf_csv_escape() writes it
 */
gboolean
cf_csv_is_escaped (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (const char *at = strstr (text, "\\x"); at != NULL; at = strstr (at + 1, "\\x"))
    if (g_ascii_isxdigit (at[2]) && g_ascii_isxdigit (at[3]))
      return TRUE;
  return FALSE;
}
