/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "cf-db-op-private.h"

G_BEGIN_DECLS

typedef struct _CfDbConnection CfDbConnection;
typedef struct _CfDbCancel CfDbCancel;

/*
 * CfDbConnectionClient:
 * @pull: (transfer full) (nullable): the next thing to send now
 * @again: takes back, to be sent again, what the server refused for a reason that is gone
 * @lost: the connection is gone; @unfinished is what was in flight, in order, to be taken over
 * @notified: somebody told something to all who listen, among them this session
 * @rest: the end of a turn
 *
 * Who gives a connection its work. None of these is called while libpq is at work on an answer.
 */
typedef struct
{
  CfDbOp *(*pull)     (gpointer client, CfDbConnection *self);
  void    (*again)    (gpointer client, CfDbOp *op);
  void    (*lost)     (gpointer client, CfDbConnection *self, GQueue *unfinished, const GError *cause);
  void    (*notified) (gpointer client, const char *channel, const char *payload);
  void    (*rest)     (gpointer client);
} CfDbConnectionClient;

/*
 * CfDbMode:
 * @CF_DB_MODE_PIPELINE: units, any number in flight
 * @CF_DB_MODE_SIMPLE: one script or the beginning or the end of a COPY, by the simple protocol
 * @CF_DB_MODE_COPY: the server waits for rows
 */
typedef enum
{
  CF_DB_MODE_PIPELINE,
  CF_DB_MODE_SIMPLE,
  CF_DB_MODE_COPY,
} CfDbMode;

/*
 * CfDbConnection:
 *
 * One PGconn and the one GSource that drives it, in the database thread. A connection that was lost is never mended:
 * its client makes a new one.
 */
struct _CfDbConnection
{
  grefcount                   ref_count;
  PGconn                     *pg;         /* (owned) (nullable): NULL once dead and settled */
  GSource                    *source;     /* (owned) (nullable): NULL once dead */
  gpointer                    tag;
  int                         fd;
  const CfDbConnectionClient *client;
  gpointer                    client_data;
  CfDbStatements             *statements; /* (owned) */
  GQueue                      sent;       /* (owned): in flight, the one the server is at first */
  CfDbMode                    mode;
  CfDbCancel                 *cancel;     /* (nullable): a cancel request on its way */
  GError                     *fatal;      /* (owned) (nullable): the last thing the server said before it went away */
  gint64                      heard_at;   /* when something came last */
  gint64                      answered_at; /* when the last answer came, unless the server then had nothing left to do */
  gint64                      wake_at;    /* what the source's ready time is */
  guint                       n_stale;    /* how often a prepared statement was not there any more */
  gboolean                    wants_out;
  gboolean                    is_dead;
  gboolean                    is_driving;
  gboolean                    has_more;    /* libpq holds answers that a turn had no time for */
  gboolean                    wants_writer; /* a server that has become read-only is to be left */
  gboolean                    is_retiring;
  gboolean                    was_useful;  /* it has answered something */
  gboolean                    needs_fence;
  gboolean                    is_single;   /* one unit at a time: a cancel hits no other */
  gboolean                    is_plain;    /* a pooler's: the next unit may run in another session, so nothing is prepared */
  gboolean                    reads_twice; /* bytes may lie in the TLS library where poll() does not see them */
  gboolean                    may_be_invalid;
};

CfDbConnection *cf_db_connection_new          (PGconn *pg, const CfDbConnectionClient *client, gpointer client_data);
CfDbConnection *cf_db_connection_ref          (CfDbConnection *self);
void            cf_db_connection_unref        (CfDbConnection *self);
void            cf_db_connection_close        (CfDbConnection *self);
void            cf_db_connection_pump         (CfDbConnection *self);
void            cf_db_connection_turn         (CfDbConnection *self, gboolean is_ready, gint64 now);
void            cf_db_connection_probe        (CfDbConnection *self);
void            cf_db_connection_suspect      (CfDbConnection *self);
void            cf_db_connection_cancel       (CfDbConnection *self, CfDbOp *op);
gboolean        cf_db_connection_is_idle      (CfDbConnection *self);

/* Between the files of the class. */
void            cf_db_connection_die          (CfDbConnection *self, GError *cause);
gboolean        cf_db_connection_check        (CfDbConnection *self);
void            cf_db_connection_finish_head  (CfDbConnection *self);
void            cf_db_connection_take_error   (CfDbConnection *self, CfDbOp *op, const PGresult *result);
void            cf_db_connection_watch_out    (CfDbConnection *self);
void            cf_db_connection_wake_by      (CfDbConnection *self, gint64 when);
void            cf_db_connection_start_cancel (CfDbConnection *self);
gboolean        cf_db_connection_send_unit    (CfDbConnection *self, CfDbOp *op);
void            cf_db_connection_take_result  (CfDbConnection *self, CfDbOp *op, PGresult *result);
gboolean        cf_db_connection_send_simple  (CfDbConnection *self, CfDbOp *op);
void            cf_db_connection_take_simple  (CfDbConnection *self, CfDbOp *op, PGresult *result);
gboolean        cf_db_connection_send_copy    (CfDbConnection *self, CfDbOp *op);
void            cf_db_connection_feed_copy    (CfDbConnection *self);
void            cf_db_connection_stop_copy    (CfDbConnection *self, const char *reason);

void            cf_db_connection_settle       (CfDbConnection *self);

gboolean        cf_db_cancel_is_protected     (PGconn *pg);
CfDbCancel     *cf_db_cancel_start            (PGconn *pg, GFunc done, CfDbConnection *connection);

G_END_DECLS
