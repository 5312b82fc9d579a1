/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "cf-db-params.h"

G_BEGIN_DECLS

guint              cf_db_params_get_n      (CfDbParams *self);
const Oid         *cf_db_params_get_types  (CfDbParams *self);
const char *const *cf_db_params_get_values (CfDbParams *self);

/* Enough for any gint64 with sign, point and leading zeros; for any time that a gint64 of µs holds. */
#define CF_DB_MAX_DIGITS 40
#define CF_DB_MAX_TIME 48

/* Both write backwards from @end and return where the text begins. */
char              *cf_db_format_int        (char *end, gint64 value);
char              *cf_db_format_decimal    (char *end, const CfDecimal *value);
gsize              cf_db_format_time       (char *out, gint64 unix_us);

G_END_DECLS
