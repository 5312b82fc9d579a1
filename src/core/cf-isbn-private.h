/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean _cf_isbn_measure (const char *isbn, guint *group, guint *publisher);

G_END_DECLS
