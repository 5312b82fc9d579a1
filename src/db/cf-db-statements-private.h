/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "cf-db-unit-private.h"

G_BEGIN_DECLS

/*
 * CfDbStatement:
 *
 * A named prepared statement of one connection. It exists on the server only once the answer to its Parse came.
 */
typedef struct
{
  grefcount    ref_count;
  GRefString  *sql;
  guint        n_types;
  Oid         *types;
  char         name[32];
  gboolean     is_ready;
  GList        link;
} CfDbStatement;

void                cf_db_statement_unref          (CfDbStatement *self);

/*
 * CfDbStatements:
 *
 * The prepared statements of one connection, least recently used ones forgotten first.
 */
typedef struct _CfDbStatements CfDbStatements;

CfDbStatements *cf_db_statements_new      (void);
void            cf_db_statements_free     (CfDbStatements *self);
CfDbStatement  *cf_db_statements_find     (CfDbStatements *self, const CfDbUnitPart *part);
CfDbStatement  *cf_db_statements_add      (CfDbStatements *self, const CfDbUnitPart *part);
void            cf_db_statements_commit   (CfDbStatements *self, CfDbStatement *statement);
void            cf_db_statements_forget   (CfDbStatements *self, CfDbStatement *statement);
void            cf_db_statements_clear    (CfDbStatements *self);
char           *cf_db_statements_steal_old (CfDbStatements *self);

G_END_DECLS
