/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns: the number in the first @n bytes, four at most, as the files of SQLite keep it: the highest byte first */
static inline guint32
_cf_bytes_read_be (const guint8 *bytes,
                   guint         n)
{
  guint32 value = 0;

  while (n-- > 0)
    value = value << 8 | *bytes++;

  return value;
}

G_END_DECLS
