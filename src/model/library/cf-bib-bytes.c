/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-bib-bytes-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-error.h"

/**
 * cf_bib_bytes_check:
 * @bytes: (array length=length): a piece of a file
 * @length: how many
 * @error: %CF_ERROR_INVALID
 *
 * Returns: whether they are text
 */
gboolean
cf_bib_bytes_check (const char  *bytes,
                    gsize        length,
                    GError     **error)
{
  if (memchr (bytes, '\0', length) != NULL)
    {
      /* Translators: "it" is the record of the file that is read */
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, _("There is a zero byte in it, which is no text."));
      return FALSE;
    }

  if (!g_utf8_validate_len (bytes, length, NULL))
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID,
                           /* Translators: "it" is the record of the file that is read */
                           _("It is not in UTF-8. Save the file with the encoding UTF-8 and read it again."));
      return FALSE;
    }

  return TRUE;
}
