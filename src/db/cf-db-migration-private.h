/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CfDbMigration:
 * @number: 1, 2, 3 …, in order without gaps
 * @major: a program that knows a lower major must not write after this step
 * @name: for the record, "orders and sales"
 * @sql: the script, one transaction
 */
typedef struct
{
  guint       number;
  guint       major;
  char       *name;
  char       *sql;
} CfDbMigration;

GPtrArray *_cf_db_migrations_load        (const char           *folder,
                                          GError              **error);
char      *_cf_db_migration_get_checksum (const CfDbMigration  *migration);

G_END_DECLS
