/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "cf-db-params.h"

G_BEGIN_DECLS

/**
 * CfDbUnit:
 *
 * Statements that travel together: one sync, one round trip, one implicit transaction. All have
 * their effect, or none.
 */
typedef struct _CfDbUnit CfDbUnit;

/**
 * CfDbUnitFlags:
 * @CF_DB_UNIT_WRITE: changes data: never reported as cancelled once sent, never sent again by the pool
 * @CF_DB_UNIT_READ: only reads: may be sent again after a lost connection, answers a cancel at once
 * @CF_DB_UNIT_ALONE: of unknown length: nothing else shares its pipeline, and a cancel reaches the server
 * @CF_DB_UNIT_UNPREPARED: a text that will not be seen again: not kept as a prepared statement
 */
typedef enum
{
  CF_DB_UNIT_WRITE      = 0,
  CF_DB_UNIT_READ       = 1 << 0,
  CF_DB_UNIT_ALONE      = 1 << 1,
  CF_DB_UNIT_UNPREPARED = 1 << 2,
} CfDbUnitFlags;

CfDbUnit *cf_db_unit_new             (CfDbUnitFlags flags);
CfDbUnit *cf_db_unit_ref             (CfDbUnit *self);
void      cf_db_unit_unref           (CfDbUnit *self);
/* @sql is one statement, copied unless it is a static string seen before; @params is taken over, may be NULL. */
void      cf_db_unit_add             (CfDbUnit *self, const char *sql, CfDbParams *params);
/* The client's deadline from submission, 30 s unless set; 0 for none. */
void      cf_db_unit_set_deadline_ms (CfDbUnit *self, guint deadline_ms);
/* Only while the pool has lost no more connections than that. */
void      cf_db_unit_set_n_losses    (CfDbUnit *self, guint n_losses);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfDbUnit, cf_db_unit_unref)

G_END_DECLS
