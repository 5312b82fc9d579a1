/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-unit.h"

G_BEGIN_DECLS

/* @sql is interned: two equal texts have one address. */
typedef struct
{
  GRefString *sql;
  CfDbParams *params;
} CfDbUnitPart;

#define CF_DB_UNIT_INLINE 4

struct _CfDbUnit
{
  gatomicrefcount  ref_count;
  CfDbUnitFlags    flags;
  guint            deadline_ms;
  gboolean         is_sealed;
  gboolean         has_n_losses;
  guint            n_losses;    /* with more it is not sent */
  guint            n_parts;
  guint            capacity;
  CfDbUnitPart    *parts;
  CfDbUnitPart     inline_parts[CF_DB_UNIT_INLINE];
};

G_END_DECLS
