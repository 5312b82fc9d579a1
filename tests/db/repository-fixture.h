/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-page-source.h"
#include "db-fixture.h"

G_BEGIN_DECLS

/* A shop on the shared test server, a pool on it, and waiting forms of what repositories share. */
typedef struct
{
  CfTestServer *server;         /* NULL: there is none, and the test is skipped */
  const char   *database;
  CfDbPool     *pool;
} Shop;

void        database_open     (CfTestServer *server, const char *database, const char *migrations);
void        shop_open         (Shop *shop, const char *database);
void        shop_close        (Shop *shop);
void        shop_sql          (Shop *shop, const char *sql);
char       *shop_rows         (Shop *shop, const char *sql);
gint64      shop_count        (Shop *shop, const char *sql);
char       *shop_quote        (const char *text);

GPtrArray  *source_fetch      (CfPageSource *source, guint start, guint n_records, guint n_total, GObject *before, GObject *after, GError **error);
gint64      source_count      (CfPageSource *source, GError **error);

G_END_DECLS
