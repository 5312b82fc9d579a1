/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CfBibEncoding:
 * @CF_BIB_ENCODING_UTF8: UTF-8, with or without a byte order mark
 * @CF_BIB_ENCODING_WINDOWS_1252: what spreadsheets of western Europe write
 * @CF_BIB_ENCODING_UTF16: UTF-16 with a byte order mark, the "Unicode text" of spreadsheets
 *
 * How the text of a file is written.
 */
typedef enum
{
  CF_BIB_ENCODING_UTF8,
  CF_BIB_ENCODING_WINDOWS_1252,
  CF_BIB_ENCODING_UTF16,
} CfBibEncoding;

/**
 * CfBibEncodingVotes:
 * @n_wide: characters of more than one byte that are right in UTF-8
 * @n_wrong: bytes that are not
 * @n_undefined: those of them that mean nothing in Windows-1252 either
 * @n_bytes: how many were counted
 * @mark: the first two of them
 * @n_missing: how many must follow until the character is complete
 *
 * What the bytes of a file tell; begins as zeros.
 */
typedef struct
{
  guint64 n_wide;
  guint64 n_wrong;
  guint64 n_undefined;
  guint64 n_bytes;
  guint8  mark[2];
  guint   n_missing;
} CfBibEncodingVotes;

void           cf_bib_encoding_count      (CfBibEncodingVotes *votes, const char *bytes, gsize length);
CfBibEncoding  cf_bib_encoding_decide     (const CfBibEncodingVotes *votes);
const char    *cf_bib_encoding_get_label  (CfBibEncoding encoding);
GInputStream  *cf_bib_encoding_read       (CfBibEncoding encoding, GInputStream *stream);
GBytes        *cf_bib_encoding_read_bytes (CfBibEncoding encoding, GBytes *bytes);

G_END_DECLS
