/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-pool-private.h"

struct _CfDbLease
{
  GObject   parent_instance;

  CfDbPool *pool; /* (owned) */
  CfDbLine *line; /* belongs to the database thread until our release arrives there */
};

G_DEFINE_FINAL_TYPE (CfDbLease, cf_db_lease, G_TYPE_OBJECT)

static void
cf_db_lease_dispose (GObject *object)
{
  CfDbLease *self = CF_DB_LEASE (object);

  if (self->line != NULL)
    {
      CfDbOp *op = cf_db_op_new (CF_DB_OP_RELEASE);

      op->line = g_steal_pointer (&self->line);
      cf_db_pool_submit (self->pool, op, NULL);
    }
  g_clear_object (&self->pool);
  G_OBJECT_CLASS (cf_db_lease_parent_class)->dispose (object);
}

static void
cf_db_lease_class_init (CfDbLeaseClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_db_lease_dispose;
}

static void
cf_db_lease_init (CfDbLease *self)
{
}

/*
 * cf_db_lease_new:
 * @line: its half in the database thread
 *
 * Returns: (transfer full): the lease
 */
CfDbLease *
cf_db_lease_new (CfDbPool *pool, CfDbLine *line)
{
  CfDbLease *self = g_object_new (CF_TYPE_DB_LEASE, NULL);

  self->pool = g_object_ref (pool);
  self->line = line;
  return self;
}

/**
 * cf_db_pool_lease_async:
 * @pool: an open pool
 * @cancellable: (nullable): gives up the attempt
 * @callback: called in the owner's thread
 * @user_data: for @callback
 *
 * Makes a connection for one user alone. It is tried once, also while the pool itself waits: the errors are those of
 * cf_db_pool_open_async(), and %CF_DB_ERROR_CLOSED.
 */
void
cf_db_pool_lease_async (CfDbPool *pool, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CF_IS_DB_POOL (pool));

  task = g_task_new (pool, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_db_pool_lease_async);
  cf_db_pool_submit (pool, cf_db_op_new (CF_DB_OP_LEASE), g_steal_pointer (&task));
}

/**
 * cf_db_pool_lease_finish:
 * @pool: a pool
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): the lease; %NULL with @error set
 */
CfDbLease *
cf_db_pool_lease_finish (CfDbPool *pool, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, pool), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_db_pool_lease_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static GTask *
new_task (CfDbLease *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data, gpointer tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

static void
submit (CfDbLease *self, CfDbOpKind kind, const char *sql, GBytes *data, GTask *task)
{
  CfDbOp *op = cf_db_op_new (kind);

  op->line = self->line;
  op->sql = g_strdup (sql);
  op->data = data != NULL ? g_bytes_ref (data) : NULL;
  cf_db_pool_submit (self->pool, op, task);
}

static gboolean
finish (CfDbLease *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cf_db_lease_run_async:
 * @self: a lease
 * @unit: what to do
 * @cancellable: (nullable): a cancel reaches the server where @unit is the only one under way
 * @callback: called in the owner's thread
 * @user_data: for @callback
 *
 * Runs @unit on this connection. In a transaction that was begun by BEGIN a failed unit fails the transaction: run
 * ROLLBACK, or drop the lease.
 */
void
cf_db_lease_run_async (CfDbLease *self, CfDbUnit *unit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  CfDbOp *op;

  g_return_if_fail (CF_IS_DB_LEASE (self));
  g_return_if_fail (unit != NULL);

  op = cf_db_op_new_unit (unit);
  op->line = self->line;
  cf_db_pool_submit (self->pool, op, new_task (self, cancellable, callback, user_data, cf_db_lease_run_async));
}

/**
 * cf_db_lease_run_finish:
 * @self: a lease
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer container) (element-type CfDbResult): one a statement; %NULL with @error set
 */
GPtrArray *
cf_db_lease_run_finish (CfDbLease *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_db_lease_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cf_db_lease_script_async:
 * @self: a lease
 * @sql: statements, separated by semicolons
 * @cancellable: (nullable): a cancel reaches the server
 * @callback: called in the owner's thread
 * @user_data: for @callback
 *
 * Runs a script by the simple protocol; its rows are dropped. One implicit transaction unless it says BEGIN. It has no
 * deadline.
 */
void
cf_db_lease_script_async (CfDbLease *self, const char *sql, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_DB_LEASE (self));
  g_return_if_fail (sql != NULL);

  submit (self, CF_DB_OP_SCRIPT, sql, NULL, new_task (self, cancellable, callback, user_data, cf_db_lease_script_async));
}

/**
 * cf_db_lease_script_finish:
 * @self: a lease
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether all of it succeeded
 */
gboolean
cf_db_lease_script_finish (CfDbLease *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, cf_db_lease_script_async, error);
}

/**
 * cf_db_lease_copy_begin_async:
 * @self: a lease
 * @sql: a `COPY … FROM STDIN`
 * @cancellable: (nullable): ends the COPY without effect
 * @callback: called in the owner's thread
 * @user_data: for @callback
 *
 * Begins a COPY. Then write blocks one after another, and end it; until then nothing else can be done here.
 */
void
cf_db_lease_copy_begin_async (CfDbLease *self, const char *sql, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_DB_LEASE (self));
  g_return_if_fail (sql != NULL);

  submit (self, CF_DB_OP_COPY_BEGIN, sql, NULL, new_task (self, cancellable, callback, user_data, cf_db_lease_copy_begin_async));
}

/**
 * cf_db_lease_copy_begin_finish:
 * @self: a lease
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the server waits for rows
 */
gboolean
cf_db_lease_copy_begin_finish (CfDbLease *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, cf_db_lease_copy_begin_async, error);
}

/**
 * cf_db_lease_copy_write_async:
 * @self: a lease with a COPY under way
 * @data: any piece of its input, not necessarily whole rows; some ten or hundred KiB at a time
 * @cancellable: (nullable): ends the COPY without effect
 * @callback: called in the owner's thread
 * @user_data: for @callback
 *
 * Answers when the block has left our memory: who waits for that is never faster than the server. What the server
 * has against a row is known at the end.
 */
void
cf_db_lease_copy_write_async (CfDbLease *self, GBytes *data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_DB_LEASE (self));
  g_return_if_fail (data != NULL);

  submit (self, CF_DB_OP_COPY_WRITE, NULL, data, new_task (self, cancellable, callback, user_data, cf_db_lease_copy_write_async));
}

/**
 * cf_db_lease_copy_write_finish:
 * @self: a lease
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the block is on its way; otherwise the COPY is over and has no effect
 */
gboolean
cf_db_lease_copy_write_finish (CfDbLease *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, cf_db_lease_copy_write_async, error);
}

/**
 * cf_db_lease_copy_end_async:
 * @self: a lease with a COPY under way
 * @cancellable: (nullable): as for cf_db_lease_copy_write_async(); once sent, the answer says what became of it
 * @callback: called in the owner's thread
 * @user_data: for @callback
 *
 * Ends the COPY. Outside of a transaction its rows are there when this succeeds.
 */
void
cf_db_lease_copy_end_async (CfDbLease *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_DB_LEASE (self));

  submit (self, CF_DB_OP_COPY_END, NULL, NULL, new_task (self, cancellable, callback, user_data, cf_db_lease_copy_end_async));
}

/**
 * cf_db_lease_copy_end_finish:
 * @self: a lease
 * @result: what the callback got
 * @error: return location
 *
 * Returns: how many rows were copied; -1 with @error set: none
 */
gint64
cf_db_lease_copy_end_finish (CfDbLease *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_db_lease_copy_end_async), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

/**
 * cf_db_lease_copy_abort_async:
 * @self: a lease with a COPY under way
 * @reason: (nullable): for the server's log
 * @callback: called in the owner's thread
 * @user_data: for @callback
 *
 * Ends the COPY without effect; in a transaction that fails the transaction.
 */
void
cf_db_lease_copy_abort_async (CfDbLease *self, const char *reason, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_DB_LEASE (self));

  submit (self, CF_DB_OP_COPY_ABORT, reason != NULL ? reason : "aborted", NULL,
          new_task (self, NULL, callback, user_data, cf_db_lease_copy_abort_async));
}

/**
 * cf_db_lease_copy_abort_finish:
 * @self: a lease
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the connection is ready for something else
 */
gboolean
cf_db_lease_copy_abort_finish (CfDbLease *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, cf_db_lease_copy_abort_async, error);
}
