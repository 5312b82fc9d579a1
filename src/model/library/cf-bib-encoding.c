/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that are not in UTF-8. */

#include "cf-config.h"

#include "cf-bib-encoding.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* -------------------------------------------------------------------------------------------------
 * Finding it out
 * ------------------------------------------------------------------------------------------------- */

/* How many bytes follow this one in UTF-8; -1: none begins with it. */
static int
n_following (guint8 byte)
{
  if (byte >= 0xc2 && byte <= 0xdf)
    return 1;
  if (byte >= 0xe0 && byte <= 0xef)
    return 2;
  if (byte >= 0xf0 && byte <= 0xf4)
    return 3;

  return -1;
}

static void
count_wrong (CfBibEncodingVotes *votes,
             guint8              byte)
{
  votes->n_wrong++;
  if (memchr ("\x81\x8d\x8f\x90\x9d", byte, 5) != NULL)
    votes->n_undefined++;
}

static void
count_byte (CfBibEncodingVotes *votes,
            guint8              byte)
{
  if (votes->n_missing > 0 && (byte & 0xc0) == 0x80)
    {
      if (--votes->n_missing == 0)
        votes->n_wide++;
      return;
    }

  votes->n_wrong += votes->n_missing > 0;
  votes->n_missing = 0;
  if (byte < 0x80)
    return;

  if (n_following (byte) > 0)
    votes->n_missing = n_following (byte);
  else
    count_wrong (votes, byte);
}

/**
 * cf_bib_encoding_count:
 * @votes: what the bytes before have told
 * @bytes: (array length=length): the next bytes of a file, cut anywhere
 * @length: how many
 *
 * Counts what the bytes of a file tell of its encoding.
 */
void
cf_bib_encoding_count (CfBibEncodingVotes *votes,
                       const char         *bytes,
                       gsize               length)
{
  g_return_if_fail (votes != NULL);
  g_return_if_fail (bytes != NULL || length == 0);

  for (gsize i = 0; i < length && votes->n_bytes + i < sizeof votes->mark; i++)
    votes->mark[votes->n_bytes + i] = (guint8) bytes[i];
  votes->n_bytes += length;

  for (gsize i = 0; i < length; i++)
    if (((guint8) bytes[i] & 0x80) != 0 || votes->n_missing > 0)
      count_byte (votes, (guint8) bytes[i]);
}

/**
 * cf_bib_encoding_decide:
 * @votes: what the bytes of a file have told
 *
 * A file in UTF-8 with a few broken letters stays one: what is broken is told with its line. Where more is wrong than right, the bytes
 * are those of another encoding.
 *
 * Returns: how the file is written, as far as that can be known
 */
CfBibEncoding
cf_bib_encoding_decide (const CfBibEncodingVotes *votes)
{
  g_return_val_if_fail (votes != NULL, CF_BIB_ENCODING_UTF8);

  if (votes->n_bytes >= 2 && (memcmp (votes->mark, "\xff\xfe", 2) == 0 || memcmp (votes->mark, "\xfe\xff", 2) == 0))
    return CF_BIB_ENCODING_UTF16;

  return votes->n_wrong + (votes->n_missing > 0) > votes->n_wide && votes->n_undefined == 0 ? CF_BIB_ENCODING_WINDOWS_1252 : CF_BIB_ENCODING_UTF8;
}

/* -------------------------------------------------------------------------------------------------
 * Reading it
 * ------------------------------------------------------------------------------------------------- */

static const char *
charset_of (CfBibEncoding encoding)
{
  switch (encoding)
    {
    case CF_BIB_ENCODING_WINDOWS_1252: return "WINDOWS-1252";
    case CF_BIB_ENCODING_UTF16: return "UTF-16";
    case CF_BIB_ENCODING_UTF8:
    default: return NULL;
    }
}

/**
 * cf_bib_encoding_get_label:
 * @encoding: an encoding
 *
 * Returns: (transfer none) (nullable): what people call it, translated; %NULL for UTF-8, of which nobody needs to hear
 */
const char *
cf_bib_encoding_get_label (CfBibEncoding encoding)
{
  switch (encoding)
    {
    case CF_BIB_ENCODING_WINDOWS_1252: return _("Western European (Windows-1252)");
    case CF_BIB_ENCODING_UTF16: return _("Unicode (UTF-16)");
    case CF_BIB_ENCODING_UTF8:
    default: return NULL;
    }
}

/**
 * cf_bib_encoding_read:
 * @encoding: how @stream is written
 * @stream: a stream
 *
 * Returns: (transfer full): the same text in UTF-8
 */
GInputStream *
cf_bib_encoding_read (CfBibEncoding  encoding,
                      GInputStream  *stream)
{
  g_autoptr (GCharsetConverter) converter = NULL;

  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), NULL);

  if (charset_of (encoding) != NULL)
    converter = g_charset_converter_new ("UTF-8", charset_of (encoding), NULL);

  return converter != NULL ? g_converter_input_stream_new (stream, G_CONVERTER (converter)) : g_object_ref (stream);
}

/**
 * cf_bib_encoding_read_bytes:
 * @encoding: how @bytes are written
 * @bytes: how a file begins
 *
 * Returns: (transfer full): the same text in UTF-8, up to what cannot be read
 */
GBytes *
cf_bib_encoding_read_bytes (CfBibEncoding  encoding,
                            GBytes        *bytes)
{
  gsize n_read, n_written;
  char *text;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (charset_of (encoding) == NULL)
    return g_bytes_ref (bytes);

  text = g_convert (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "UTF-8", charset_of (encoding), &n_read, &n_written, NULL);
  return text != NULL ? g_bytes_new_take (text, n_written) : g_bytes_ref (bytes);
}
