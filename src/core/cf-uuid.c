/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-uuid.h"

#include <unistd.h>

G_LOCK_DEFINE_STATIC (last_stamp);
static guint64 last_stamp;

/* Milliseconds since 1970 and twelve bits more, greater than any before in this process: a clock that stands
 * still or is set back only makes it run ahead. */
static guint64
next_stamp (void)
{
  gint64 now = g_get_real_time ();
  guint64 stamp = (guint64) (now / 1000) << 12 | (guint64) ((now % 1000) * 4096 / 1000);

  G_LOCK (last_stamp);
  stamp = MAX (stamp, last_stamp + 1);
  last_stamp = stamp;
  G_UNLOCK (last_stamp);

  return stamp;
}

static void
fill_random (guint8 *bytes,
             gsize   length)
{
  if (getentropy (bytes, length) == 0)
    return;

  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) g_random_int_range (0, 256);
}

/**
 * cf_uuid_new:
 *
 * Makes a UUID of version 7 (RFC 9562): it begins with the time, so that keys made one after the other lie side
 * by side in an index, and within one process each is greater than the one before. 62 bits are random, so that
 * no two tills make the same.
 *
 * May be called from any thread.
 *
 * Returns: (transfer full): 36 characters, in lower case
 */
char *
cf_uuid_new (void)
{
  guint64 stamp = next_stamp ();
  guint64 time_part = stamp >> 12;
  guint8 r[8];

  fill_random (r, sizeof r);
  r[0] = (r[0] & 0x3f) | 0x80;

  return g_strdup_printf ("%08x-%04x-7%03x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          (guint) (time_part >> 16), (guint) (time_part & 0xffff), (guint) (stamp & 0xfff),
                          r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]);
}
