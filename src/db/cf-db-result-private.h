/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "cf-db-result.h"

G_BEGIN_DECLS

CfDbResult *cf_db_result_new      (PGresult *result, gboolean may_be_invalid);

gboolean    cf_db_parse_time      (const char *text, gint64 *unix_us);
char      **cf_db_parse_texts     (const char *text);

G_END_DECLS
