/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-connection-private.h"
#include "cf-db-connector-private.h"
#include "cf-db-pool.h"

G_BEGIN_DECLS

#define CF_DB_N_LANES 3
#define CF_DB_WINDOW 32
#define CF_DB_SEND_WINDOW 50

/*
 * CfDbLine:
 *
 * A queue of work and the connection that does it: a lane of the pool, which connects again by itself, or a lease,
 * which does not.
 */
struct _CfDbLine
{
  CfDbCore       *core;
  const char     *options;       /* (nullable): of its sessions, static */
  guint           window;        /* how many units may be in flight */
  gboolean        is_lease;
  gboolean        is_kept;       /* connected even where there is nothing to do */
  gboolean        is_over;       /* a lease that lost its connection */
  gboolean        is_touched;    /* in this turn of the inbox */
  GQueue          waiting;       /* (owned): not sent yet */
  CfDbConnection *connection;    /* (owned) (nullable) */
  CfDbConnector  *connector;     /* (owned) (nullable) */
  CfDbOp         *lease_op;      /* (owned) (nullable): waits for the connection */
  GError         *cause;         /* (owned) (nullable): why a lease is over */
  gint64          due_at;        /* the earliest deadline of what waits */
  gint64          used_at;
};

/* What a session heard that listens. */
typedef struct
{
  char *channel;
  char *payload;
} CfDbNotification;

typedef struct
{
  CfDbState  state;
  GError    *error;
  gint64     lost_since;
  guint      n_losses;
} CfDbStatus;

/*
 * CfDbCore:
 *
 * The half of a pool that lives in the database thread. The two halves speak by two queues under one lock, each of
 * which wakes the other side only when it was empty.
 */
struct _CfDbCore
{
  gatomicrefcount  ref_count;
  CfDbConfig      *config;       /* (owned) */

  GMutex           mutex;
  GQueue           inbox;        /* (owned) (locked): of CfDbOp, by link */
  GQueue           cancels;      /* (owned) (locked): of CfDbOp, by cancel_link */
  gboolean         is_awake;     /* (locked): the inbox source will look again */
  GQueue           outbox;       /* (owned) (locked): of CfDbOp, by out_link */
  gboolean         owner_awake;  /* (locked) */
  gboolean         is_gone;      /* (locked): the pool has gone */
  CfDbStatus       status;       /* (locked) */
  gboolean         has_news;     /* (locked): of the status */
  GPtrArray       *heard;        /* (owned) (nullable) (locked) (element-type CfDbNotification): each once */
  GSource         *inbox_source; /* (owned) */
  int              inbox_fd;
  int              outbox_fd;    /* watched by the owner's half */

  GQueue           done;         /* (owned): answers of this turn, by out_link */
  gboolean         must_ring;
  gboolean         is_watched;   /* the inbox, by the thread's short cut */
  gboolean         is_gone_now;  /* what the database thread knows of is_gone */
  CfDbLine         lanes[CF_DB_N_LANES];
  GPtrArray       *leases;       /* (owned) (element-type CfDbLine) */
  GQueue           opening;      /* (owned): of CfDbOp that wait for the first connection */
  CfDbOp          *closing;      /* (owned) (nullable) */
  gint64           close_by;
  GSource         *timer;        /* (owned) */
  gint64           timer_at;
  gint64           retry_at;     /* when to connect again; 0 for at once */
  guint            n_failures;
  gboolean         is_open;
  gboolean         is_stopped;
  GError          *error;        /* (owned) (nullable): why there is no connection */
  gint64           lost_since;
  gulong           network_id;
};

CfDbCore *cf_db_core_new        (CfDbConfig *config);
CfDbCore *cf_db_core_ref        (CfDbCore *self);
void      cf_db_core_unref      (CfDbCore *self);
void      cf_db_core_submit     (CfDbCore *self, CfDbOp *op);
void      cf_db_core_cancel     (CfDbCore *self, CfDbOp *op);
void      cf_db_core_shut_down  (CfDbCore *self);

int       cf_db_core_bell       (void);
void      cf_db_core_hush       (int fd);

/* In the database thread. */
void      cf_db_core_answer     (CfDbOp *op, GError *error);
void      cf_db_core_deliver    (CfDbCore *self);
void      cf_db_core_hear       (CfDbCore *self, const char *channel, const char *payload);
gboolean  cf_db_core_is_up      (CfDbCore *self);
void      cf_db_core_publish    (CfDbCore *self);
void      cf_db_core_wake_by    (CfDbCore *self, gint64 when);
void      cf_db_core_connected  (CfDbCore *self, CfDbLine *line);
void      cf_db_core_failed     (CfDbCore *self, CfDbLine *line, const GError *error);
void      cf_db_core_lost       (CfDbCore *self, CfDbLine *line, gboolean was_useful, const GError *cause);
void      cf_db_core_end_lease  (CfDbCore *self, CfDbLine *line);

void      cf_db_line_init       (CfDbLine *self, CfDbCore *core, guint window);
void      cf_db_line_clear      (CfDbLine *self);
void      cf_db_line_push       (CfDbLine *self, CfDbOp *op);
void      cf_db_line_pump       (CfDbLine *self);
void      cf_db_line_cancel     (CfDbLine *self, CfDbOp *op);
void      cf_db_line_connect    (CfDbLine *self);
void      cf_db_line_refuse     (CfDbLine *self, gboolean reads_too, const GError *error);
gint64    cf_db_line_expire     (CfDbLine *self, gint64 now);
gboolean  cf_db_line_is_wanted  (CfDbLine *self);
void      cf_db_line_disconnect (CfDbLine *self, const GError *cause);

G_END_DECLS
