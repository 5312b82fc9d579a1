/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest entry or field that is read, as in CfCsvReader. */
#define CF_BIB_MAX_BYTES (10 * 1024 * 1024)

gboolean cf_bib_bytes_check (const char *bytes, gsize length, GError **error);

G_END_DECLS
