/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char   *cf_database_create_statement (const char *database);
char   *cf_database_grant_statement  (const char *database, const char *role);
GError *cf_database_missing_error    (const char *database, const char *reason);

G_END_DECLS
