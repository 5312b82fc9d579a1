/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-config.h"

G_BEGIN_DECLS

char       *cf_db_config_to_conninfo   (CfDbConfig *self);
void        cf_db_config_free_conninfo (char *conninfo);
CfDbConfig *cf_db_config_complete      (CfDbConfig *self, GPtrArray *more);
guint       cf_db_config_connect_s     (CfDbConfig *self);

G_END_DECLS
