/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-config.h"

G_BEGIN_DECLS

CfDbConfig *cf_db_service_apply (CfDbConfig *config, GError **error);

G_END_DECLS
