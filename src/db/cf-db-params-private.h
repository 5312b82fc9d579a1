/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "cf-db-params.h"

G_BEGIN_DECLS

guint              cf_db_params_get_n      (CfDbParams *self);
const Oid         *cf_db_params_get_types  (CfDbParams *self);
const char *const *cf_db_params_get_values (CfDbParams *self);

void               cf_db_append_time       (GString *text, gint64 unix_us);

G_END_DECLS
