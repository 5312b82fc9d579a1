/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-db-config.h"
#include "cf-db-error.h"
#include "cf-db-result.h"
#include "cf-db-unit.h"

G_BEGIN_DECLS

/**
 * CfDbState:
 * @CF_DB_STATE_CLOSED: not opened, or closed
 * @CF_DB_STATE_CONNECTING: the first connection, or one after a loss, is being made
 * @CF_DB_STATE_READY: at least one connection is up
 * @CF_DB_STATE_WAITING: no answer; the pool tries again by itself, with back-off
 * @CF_DB_STATE_STOPPED: a person must act (password, certificate, database, rights): no more tries by itself
 */
typedef enum
{
  CF_DB_STATE_CLOSED,
  CF_DB_STATE_CONNECTING,
  CF_DB_STATE_READY,
  CF_DB_STATE_WAITING,
  CF_DB_STATE_STOPPED,
} CfDbState;

#define CF_TYPE_DB_STATE (cf_db_state_get_type ())
GType cf_db_state_get_type (void) G_GNUC_CONST;

/**
 * CfDbLane:
 * @CF_DB_LANE_INTERACTIVE: short statements a person waits for; pipelined, kept open
 * @CF_DB_LANE_BACKGROUND: counts, sums, milestones: one at a time, cancellable; closed after 5 idle minutes
 * @CF_DB_LANE_SEND: the sender's: in order, a sync each, up to 50 in flight; kept open once it was used
 */
typedef enum
{
  CF_DB_LANE_INTERACTIVE,
  CF_DB_LANE_BACKGROUND,
  CF_DB_LANE_SEND,
} CfDbLane;

/**
 * CfDbPool:
 *
 * All connections to one database. The object lives in the thread that made it and answers there;
 * libpq runs in the database thread, which all pools of a process share.
 *
 * Properties: "state" (#CfDbState), "last-error" (GError, nullable): why the last try failed,
 * "lost-since" (gint64 µs real time, 0 while ready). All notify in the owner's thread.
 */
#define CF_TYPE_DB_POOL (cf_db_pool_get_type ())
G_DECLARE_FINAL_TYPE (CfDbPool, cf_db_pool, CF, DB_POOL, GObject)

CfDbPool     *cf_db_pool_new            (CfDbConfig *config);
CfDbConfig   *cf_db_pool_get_config     (CfDbPool *self);
CfDbState     cf_db_pool_get_state      (CfDbPool *self);
const GError *cf_db_pool_get_last_error (CfDbPool *self);
gint64        cf_db_pool_get_lost_since (CfDbPool *self);
guint         cf_db_pool_get_n_losses   (CfDbPool *self);

/* Makes the first connection. Ends with its result, but where that is worth trying again the pool goes on by itself. */
void          cf_db_pool_open_async     (CfDbPool *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean      cf_db_pool_open_finish    (CfDbPool *self, GAsyncResult *result, GError **error);
void          cf_db_pool_close_async    (CfDbPool *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean      cf_db_pool_close_finish   (CfDbPool *self, GAsyncResult *result, GError **error);
/* Tries again at once where it is waiting or stopped; a connection that idled is probed. */
void          cf_db_pool_retry_now      (CfDbPool *self);

/* Runs @unit. While there is no connection a READ unit waits for one until its deadline, a WRITE unit only while the first try is under
 * way; then it fails at once with CF_DB_ERROR_UNREACHABLE. Result: (element-type CfDbResult), one a statement. */
void          cf_db_pool_run_async      (CfDbPool *self, CfDbLane lane, CfDbUnit *unit, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
GPtrArray    *cf_db_pool_run_finish     (CfDbPool *self, GAsyncResult *result, GError **error);

/* One statement; @params is taken over. */
void          cf_db_pool_query_async    (CfDbPool *self, CfDbLane lane, CfDbUnitFlags flags, const char *sql, CfDbParams *params,
                                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfDbResult   *cf_db_pool_query_finish   (CfDbPool *self, GAsyncResult *result, GError **error);

G_END_DECLS
