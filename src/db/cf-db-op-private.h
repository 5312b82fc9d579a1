/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-db-statements-private.h"

G_BEGIN_DECLS

typedef struct _CfDbCore CfDbCore;
typedef struct _CfDbLine CfDbLine;

typedef enum
{
  CF_DB_OP_OPEN,
  CF_DB_OP_CLOSE,
  CF_DB_OP_RETRY,
  CF_DB_OP_NETWORK,
  CF_DB_OP_LEASE,
  CF_DB_OP_RELEASE,
  CF_DB_OP_UNIT,
  CF_DB_OP_SCRIPT,
  CF_DB_OP_COPY_BEGIN,
  CF_DB_OP_COPY_WRITE,
  CF_DB_OP_COPY_END,
  CF_DB_OP_COPY_ABORT,
  CF_DB_OP_PROBE,
  CF_DB_OP_FENCE,
} CfDbOpKind;

#define CF_DB_OP_INLINE 8

/*
 * CfDbOp:
 *
 * One thing that was asked for, on its way from the owner's thread to the database thread and back. The owner's
 * thread fills the first block before it submits and reads the answer after it came; everything between belongs to
 * the database thread.
 */
typedef struct
{
  gatomicrefcount  ref_count;
  CfDbOpKind       kind;
  CfDbCore        *core;          /* (owned) (nullable): NULL for what the layer asks for itself */
  GTask           *task;          /* (owned) (nullable): used in the owner's thread only */
  GCancellable    *cancellable;   /* (owned) (nullable) */
  gulong           cancel_id;
  CfDbUnit        *unit;          /* (owned) (nullable) */
  char            *sql;           /* (owned) (nullable): a script, a COPY, the reason of an abort */
  GBytes          *data;          /* (owned) (nullable): a block of a COPY */
  CfDbLine        *line;          /* where it goes */
  gint64           deadline;      /* monotonic time in µs; G_MAXINT64 for none */
  GList            cancel_link;   /* in the queue of cancels of the core, under its lock */
  gboolean         is_cancel_noted;

  GList            link;          /* in the queue it waits in */
  CfDbStatement  **steps;         /* one an answer: the statement whose Parse it answers, or NULL for a part that ran */
  guint            n_steps;
  guint            steps_capacity;
  guint            step;          /* the one that is answered next */
  gsize            offset;        /* of @data */
  gboolean         has_result;    /* of this step; its end is still to come */
  gboolean         is_waiting;    /* in the queue of its line */
  gboolean         is_sent;       /* the server may have seen all of it */
  gboolean         is_cancelled;
  gboolean         is_expired;
  gboolean         is_answered;
  gboolean         was_resent;
  gboolean         was_retried;
  gboolean         used_prepared;

  GList            out_link;      /* in the queue of answers of the core */
  GPtrArray       *results;       /* (owned) (nullable) (element-type CfDbResult): of a unit of the owner's */
  gint64           count;
  GError          *error;         /* (owned) (nullable) */

  CfDbStatement   *inline_steps[CF_DB_OP_INLINE];
} CfDbOp;

CfDbOp   *cf_db_op_new         (CfDbOpKind kind);
CfDbOp   *cf_db_op_new_unit    (CfDbUnit *unit);
CfDbOp   *cf_db_op_new_fence   (const char *sql);
CfDbOp   *cf_db_op_ref         (CfDbOp *self);
void      cf_db_op_unref       (CfDbOp *self);
void      cf_db_op_add_step    (CfDbOp *self, CfDbStatement *parse);
void      cf_db_op_reset       (CfDbOp *self);
gboolean  cf_db_op_is_read     (CfDbOp *self);
gboolean  cf_db_op_is_alone    (CfDbOp *self);
gboolean  cf_db_op_stops_copy  (CfDbOp *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfDbOp, cf_db_op_unref)

G_END_DECLS
