/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "cf-config.h"

G_BEGIN_DECLS

/**
 * CF_MODEL_SALES_TRACK:
 *
 * The name of the sales schema among the migrations of a database.
 */
#define CF_MODEL_SALES_TRACK "sales"

/**
 * CF_MODEL_SALES_MIGRATIONS:
 *
 * The resource folder of the steps of the sales schema, for cf_db_migrator_new().
 */
#define CF_MODEL_SALES_MIGRATIONS CF_RESOURCE_PATH "/sql/sales"

/**
 * CF_MODEL_LIBRARY_TRACK:
 *
 * The name of the library schema among the migrations of a database, which may be that of the shop.
 */
#define CF_MODEL_LIBRARY_TRACK "library"

/**
 * CF_MODEL_LIBRARY_MIGRATIONS:
 *
 * The resource folder of the steps of the library schema, for cf_db_migrator_new().
 */
#define CF_MODEL_LIBRARY_MIGRATIONS CF_RESOURCE_PATH "/sql/library"

/**
 * CF_MODEL_CHANNEL:
 *
 * Where the shop's database tells which of its tables was changed, for cf_db_listener_new().
 */
#define CF_MODEL_CHANNEL "counterfoil"

void cf_model_init (void);

G_END_DECLS
