/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-import.h"
#include "cf-test-server.h"

#define DATABASE "import"
#define HEADER "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"

G_BEGIN_DECLS

/* A shop to import into, empty. */
typedef struct
{
  CfTestServer *server;
  CfDbPool     *pool;
  char         *folder;
} ImportFixture;

void            import_setup          (ImportFixture *fixture, gconstpointer settings);
void            import_teardown       (ImportFixture *fixture, gconstpointer settings);
char           *import_write          (ImportFixture *fixture, const char *name, const char *bytes, gssize length);
CfImportReport *import_run            (ImportFixture *fixture, CfImportKind kind, const char *path, gboolean dry_run, GCancellable *cancellable, GError **error);
CfImportReport *import_file           (ImportFixture *fixture, CfImportKind kind, const char *path);
CfImportReport *import_text           (ImportFixture *fixture, CfImportKind kind, const char *text);
gint64          import_count          (ImportFixture *fixture, const char *sql);
void            import_assert_rows    (ImportFixture *fixture, const char *sql, const char *expected);
void            import_assert_nothing (ImportFixture *fixture);
void            import_assert_notes   (CfImportReport *report, const char *expected);

G_END_DECLS
