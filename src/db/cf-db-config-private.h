/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-config.h"

G_BEGIN_DECLS

void      cf_db_config_add_all   (CfDbConfig *self, GPtrArray *keywords, GPtrArray *values);
guint     cf_db_config_connect_s (CfDbConfig *self);

G_END_DECLS
