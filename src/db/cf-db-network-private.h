/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-core-private.h"

G_BEGIN_DECLS

void cf_db_network_add    (CfDbCore *core);
void cf_db_network_remove (CfDbCore *core);

G_END_DECLS
