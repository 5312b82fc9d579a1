/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "cf-db-environment.h"

G_BEGIN_DECLS

const char *cf_db_environment_replacement (const PQconninfoOption *option);

G_END_DECLS
