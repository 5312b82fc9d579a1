/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-pool.h"
#include "cf-order.h"
#include "cf-test-journal.h"
#include "cf-test-server.h"
#include "cf-test-utils.h"

G_BEGIN_DECLS

/* A shop on a throwaway server: its database, migrated, with or without its settings. */
void      cf_test_shop_create        (CfTestServer *server, const char *database);
char     *cf_test_shop_set_up        (CfTestServer *server, const char *database, const char *currency);
void      cf_test_shop_fill          (CfTestServer *server, const char *database, guint n_sales);
void      cf_test_library_create     (CfTestServer *server, const char *database);
CfDbPool *cf_test_shop_connect       (const char *conninfo);
void      cf_test_shop_disconnect    (CfDbPool *pool);

/* An order of @n_lines lines of one product, at 1.25 each. */
CfOrder  *cf_test_order_new          (const char *number, const char *till, guint n_lines);

G_END_DECLS
