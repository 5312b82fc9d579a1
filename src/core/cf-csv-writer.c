/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-csv-writer.h"

#include <string.h>

static gboolean
needs_quotes (const char *field,
              char        separator)
{
  gsize length = strlen (field);

  return strchr (field, separator) != NULL || strpbrk (field, "\"\r\n") != NULL ||
         (length > 0 && (g_ascii_isspace (field[0]) || g_ascii_isspace (field[length - 1])));
}

static void
append_field (GString    *out,
              char        separator,
              const char *field)
{
  if (!needs_quotes (field, separator))
    {
      g_string_append (out, field);
      return;
    }

  g_string_append_c (out, '"');
  for (const char *p = field; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

/**
 * cf_csv_append_field:
 * @out: the text of a record so far
 * @field: a field in UTF-8
 *
 * Appends a field, in quotation marks where it needs them. Commas and line ends between fields are the caller's.
 */
void
cf_csv_append_field (GString    *out,
                     const char *field)
{
  g_return_if_fail (out != NULL);
  g_return_if_fail (field != NULL);

  append_field (out, ',', field);
}

/**
 * cf_csv_append_record:
 * @out: gets it
 * @separator: what stands between fields
 * @fields: (array length=n_fields): fields in UTF-8
 * @n_fields: how many
 *
 * Appends fields, in quotation marks where they need them, with @separator between them. The line end is the caller's.
 */
void
cf_csv_append_record (GString            *out,
                      char                separator,
                      const char *const  *fields,
                      guint               n_fields)
{
  g_return_if_fail (out != NULL);
  g_return_if_fail (fields != NULL || n_fields == 0);

  for (guint i = 0; i < n_fields; i++)
    {
      if (i > 0)
        g_string_append_c (out, separator);
      append_field (out, separator, fields[i]);
    }
}
