/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-csv-separator.h"

/**
 * cf_csv_find_line_end:
 * @data: (array length=length): how a file begins
 * @length: how many bytes
 *
 * Returns: (transfer none) (nullable): the end of its first line with something on it, outside of quotes; %NULL where it goes on
 */
const char *
cf_csv_find_line_end (const char *data,
                      gsize       length)
{
  gboolean quoted = FALSE;
  gboolean blank = TRUE;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  for (gsize i = 0; i < length; i++)
    {
      gboolean is_end = (data[i] == '\n' || data[i] == '\r') && !quoted;

      if (is_end && !blank)
        return data + i;
      if (data[i] == '"')
        quoted = !quoted;
      blank = blank && is_end;
    }

  return NULL;
}

/**
 * cf_csv_guess_separator:
 * @data: (array length=length): how a file begins
 * @length: how many bytes; the first line is enough
 *
 * Returns: which of comma, semicolon and tab its first line has most of outside of quotes; a comma where it has none
 */
char
cf_csv_guess_separator (const char *data,
                        gsize       length)
{
  static const char separators[] = { ',', ';', '\t' };
  guint counts[G_N_ELEMENTS (separators)] = { 0 };
  const char *end = cf_csv_find_line_end (data, length);
  gboolean quoted = FALSE;
  guint best = 0;

  for (const char *at = data; at < (end != NULL ? end : data + length); at++)
    {
      quoted = quoted != (*at == '"');
      for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
        counts[i] += !quoted && *at == separators[i];
    }

  for (guint i = 1; i < G_N_ELEMENTS (separators); i++)
    if (counts[i] > counts[best])
      best = i;
  return separators[best];
}
