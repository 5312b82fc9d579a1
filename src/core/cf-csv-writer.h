/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void cf_csv_append_field  (GString *out, const char *field);
void cf_csv_append_record (GString *out, char separator, const char *const *fields, guint n_fields);

G_END_DECLS
