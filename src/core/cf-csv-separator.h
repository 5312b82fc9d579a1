/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *cf_csv_find_line_end   (const char *data, gsize length);
char        cf_csv_guess_separator (const char *data, gsize length);

G_END_DECLS
