/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CfCsvFault:
 * @CF_CSV_FAULT_NONE: it can be read
 * @CF_CSV_FAULT_NUL: there is a zero byte in it
 * @CF_CSV_FAULT_UTF8: there are bytes in it that are no UTF-8
 * @CF_CSV_FAULT_STRAY_QUOTE: text stands behind a closing quotation mark
 * @CF_CSV_FAULT_OPEN_QUOTE: a quotation mark is never closed
 * @CF_CSV_FAULT_TOO_LONG: a field is longer than the reader takes
 * @CF_CSV_FAULT_TOO_MANY_FIELDS: it has more fields than the reader takes
 *
 * Why a record of CSV cannot be read.
 */
typedef enum
{
  CF_CSV_FAULT_NONE,
  CF_CSV_FAULT_NUL,
  CF_CSV_FAULT_UTF8,
  CF_CSV_FAULT_STRAY_QUOTE,
  CF_CSV_FAULT_OPEN_QUOTE,
  CF_CSV_FAULT_TOO_LONG,
  CF_CSV_FAULT_TOO_MANY_FIELDS,
} CfCsvFault;

GError   *cf_csv_fault_to_error (CfCsvFault fault);
gboolean  cf_csv_is_byte_fault  (const char *message);
char     *cf_csv_escape         (const char *text);
gboolean  cf_csv_is_escaped     (const char *text);

G_END_DECLS
