/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char      *cf_format_count     (gint64     n);
gboolean   cf_format_is_known  (gint64     at);
char      *cf_format_date_time (gint64     at,
                                GTimeZone *zone);
char      *cf_format_when      (gint64     at,
                                GTimeZone *zone);
char      *cf_format_when_whole (gint64     at,
                                 GTimeZone *zone);

G_END_DECLS
