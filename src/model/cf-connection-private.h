/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-connection.h"
#include "cf-db-config.h"

G_BEGIN_DECLS

CfDbConfig *_cf_connection_get_config (CfConnection *self);

G_END_DECLS
