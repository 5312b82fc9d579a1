/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-journal-run-private.h"
#include "cf-journal.h"

/**
 * CfJournal:
 *
 * The till's own durable memory: one SQLite file and one thread that works on it. Every write is on disk when its
 * callback comes. Writes are carried out in the order in which they were asked for, several waiting ones in one
 * transaction, and are never cancelled once asked. One that the disk refuses changes nothing and does not keep later
 * ones from being carried out.
 *
 * Each transaction is synced before the next begins: so a loss of power leaves one half written at most, and whatever
 * else is missing from the log is damage, which is told.
 *
 * Only one process at a time has a journal open; a lock on a file beside it makes sure of that.
 */
struct _CfJournal
{
  GObject      parent_instance;

  CfJobThread *thread;
};

G_DEFINE_FINAL_TYPE (CfJournal, cf_journal, G_TYPE_OBJECT)

/* What a write needs; which of it depends on the write. Everything is a copy. */
typedef struct
{
  char   *uuid;                 /* of the cart, the order or the shop */
  char   *line;                 /* or the new UUID of an order */
  char   *number;               /* or the till, or the SQLSTATE */
  char   *document;             /* or the message */
  char  **uuids;                /* of several orders */
  gint64  counter;
  gint64  completed_at;
  int     position;
} Write;

typedef struct
{
  CfJournalState state;
  gint64         after;
  guint          limit;
} List;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
write_free (Write *write)
{
  g_free (write->uuid);
  g_free (write->line);
  g_free (write->number);
  g_free (write->document);
  g_strfreev (write->uuids);
  g_free (write);
}

static Write *
write_new (const char *uuid,
           const char *line,
           const char *number,
           const char *document)
{
  Write *write = g_new0 (Write, 1);

  write->uuid = g_strdup (uuid);
  write->line = g_strdup (line);
  write->number = g_strdup (number);
  write->document = g_strdup (document);

  return write;
}

/* Returns: (transfer none): the job, which is not pushed yet. @write: (transfer full) */
static CfJob *
write_job (CfJournal           *self,
           gpointer             source_tag,
           GAsyncReadyCallback  callback,
           gpointer             user_data,
           CfJobFunc            func,
           Write               *write)
{
  CfJob *job = _cf_job_new (self, source_tag, NULL, callback, user_data, func);

  g_task_set_task_data (job->task, write, (GDestroyNotify) write_free);
  job->groups = TRUE;

  return job;
}

/* @write: (transfer full) */
static void
push_write (CfJournal           *self,
            gpointer             source_tag,
            GAsyncReadyCallback  callback,
            gpointer             user_data,
            CfJobFunc            func,
            Write               *write)
{
  _cf_job_thread_push (self->thread, write_job (self, source_tag, callback, user_data, func, write));
}

/* -------------------------------------------------------------------------------------------------
 * Jobs, on the journal's thread
 * ------------------------------------------------------------------------------------------------- */

static gboolean
do_open (gpointer   store,
         CfJob     *job,
         GError   **error)
{
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), error))
    return FALSE;

  job->result = _cf_journal_store_open (store, error);

  return job->result != NULL;
}

static gboolean
do_close (gpointer   store,
          CfJob     *job,
          GError   **error)
{
  _cf_journal_store_close (store);

  return TRUE;
}

static gboolean
do_bind (gpointer   store,
         CfJob     *job,
         GError   **error)
{
  Write *write = g_task_get_task_data (job->task);

  return _cf_journal_store_bind (store, write->uuid, write->number, write->counter, write->document, error);
}

static gboolean
do_put_cart (gpointer   store,
             CfJob     *job,
             GError   **error)
{
  Write *write = g_task_get_task_data (job->task);

  return _cf_journal_store_put_cart (store, write->uuid, write->document, error);
}

static gboolean
do_put_line (gpointer   store,
             CfJob     *job,
             GError   **error)
{
  Write *write = g_task_get_task_data (job->task);

  return _cf_journal_store_put_line (store, write->uuid, write->line, write->position, write->document, error);
}

static gboolean
do_remove_line (gpointer   store,
                CfJob     *job,
                GError   **error)
{
  Write *write = g_task_get_task_data (job->task);

  return _cf_journal_store_remove_line (store, write->uuid, write->line, error);
}

static gboolean
do_clear_cart (gpointer   store,
               CfJob     *job,
               GError   **error)
{
  Write *write = g_task_get_task_data (job->task);

  return _cf_journal_store_clear_cart (store, write->uuid, error);
}

static gboolean
do_complete (gpointer   store,
             CfJob     *job,
             GError   **error)
{
  Write *write = g_task_get_task_data (job->task);

  return _cf_journal_store_complete (store, write->uuid, write->counter, write->number, write->completed_at,
                                     write->document, error);
}

static gboolean
do_list (gpointer   store,
         CfJob     *job,
         GError   **error)
{
  List *list = g_task_get_task_data (job->task);

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), error))
    return FALSE;

  job->result = _cf_journal_store_list (store, list->state, list->after, list->limit, error);

  return job->result != NULL;
}

static gboolean
do_acknowledge (gpointer   store,
                CfJob     *job,
                GError   **error)
{
  Write *write = g_task_get_task_data (job->task);

  return _cf_journal_store_acknowledge (store, write->uuid, error);
}

static gboolean
do_refuse (gpointer   store,
           CfJob     *job,
           GError   **error)
{
  Write *write = g_task_get_task_data (job->task);

  return _cf_journal_store_refuse (store, write->uuid, write->number, write->document, error);
}

static gboolean
do_recall (gpointer   store,
           CfJob     *job,
           GError   **error)
{
  Write *write = g_task_get_task_data (job->task);

  return _cf_journal_store_recall (store, (const char *const *) write->uuids, error);
}

static gboolean
do_requeue (gpointer   store,
            CfJob     *job,
            GError   **error)
{
  Write *write = g_task_get_task_data (job->task);

  return _cf_journal_store_requeue (store, write->uuid, write->line, write->number, write->counter, write->document, error);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_journal_finalize (GObject *object)
{
  CfJournal *self = CF_JOURNAL (object);

  g_clear_pointer (&self->thread, _cf_job_thread_free);

  G_OBJECT_CLASS (cf_journal_parent_class)->finalize (object);
}

static void
cf_journal_class_init (CfJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_journal_finalize;
}

static void
cf_journal_init (CfJournal *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_journal_new:
 * @path: (type filename): the file; it and its folder are made when the journal is opened
 *
 * Makes a journal that is not open yet. Nothing is read or written before cf_journal_open_async().
 *
 * All callbacks come in the thread-default main context of the thread that asked.
 *
 * Returns: (transfer full): a journal
 */
CfJournal *
cf_journal_new (const char *path)
{
  CfJournal *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (CF_TYPE_JOURNAL, NULL);
  self->thread = _cf_job_thread_new ("cf-journal", _cf_journal_store_new (path),
                                     (GDestroyNotify) _cf_journal_store_free,
                                     _cf_journal_run_jobs, _cf_journal_run_idle);

  return self;
}

/**
 * cf_journal_open_async:
 * @self: a journal
 * @cancellable: (nullable): has an effect until the journal's thread begins
 * @callback: called when the journal is open
 * @user_data: for @callback
 *
 * Opens the journal, or makes it. A journal that is damaged is kept aside under another name, and a new one is
 * made of what can be read of it. A journal that was copied to another place gets a new name and no till code.
 */
void
cf_journal_open_async (CfJournal           *self,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  CfJob *job;

  g_return_if_fail (CF_IS_JOURNAL (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  /* Once it is open, a cancellation that comes late does not leave it open unnoticed. */
  job = _cf_job_new (self, cf_journal_open_async, cancellable, callback, user_data, do_open);
  job->result_free = (GDestroyNotify) cf_journal_snapshot_free;
  _cf_job_thread_push (self->thread, job);
}

/**
 * cf_journal_open_finish:
 * @self: a journal
 * @result: the result of cf_journal_open_async()
 * @error: return location for a #GError
 *
 * Fails with %CF_ERROR_IN_USE where another process has it open, %CF_ERROR_VERSION where a newer program wrote
 * it (the file is left as it is), %CF_ERROR_STORAGE where the disk refuses. It may be opened again after a
 * failure.
 *
 * Returns: (transfer full): all that is needed to go on, or %NULL
 */
CfJournalSnapshot *
cf_journal_open_finish (CfJournal     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return _cf_job_finish_pointer (self, result, cf_journal_open_async, error);
}

/**
 * cf_journal_close_async:
 * @self: a journal
 * @callback: called when it is closed
 * @user_data: for @callback
 *
 * Closes the journal after everything that was asked before, and lets other processes open it. Closing a
 * journal that is not open does nothing.
 */
void
cf_journal_close_async (CfJournal           *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (CF_IS_JOURNAL (self));

  _cf_job_thread_push (self->thread, _cf_job_new (self, cf_journal_close_async, NULL, callback, user_data, do_close));
}

/**
 * cf_journal_close_finish:
 * @self: a journal
 * @result: the result of cf_journal_close_async()
 * @error: return location for a #GError
 *
 * Returns: %TRUE when it is closed
 */
gboolean
cf_journal_close_finish (CfJournal     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return _cf_job_finish (self, result, cf_journal_close_async, error);
}

/**
 * cf_journal_bind_async:
 * @self: a journal
 * @shop_id: the shop
 * @till: (nullable): the till's code, %NULL to leave it
 * @next_counter: the number of the next order at least
 * @shop_document: (nullable): what is known of the shop, %NULL to leave it
 * @callback: called when it is durable
 * @user_data: for @callback
 *
 * Binds the journal to a shop, for ever, and to the till's code in it. The counter only rises.
 */
void
cf_journal_bind_async (CfJournal           *self,
                       const char          *shop_id,
                       const char          *till,
                       gint64               next_counter,
                       const char          *shop_document,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  Write *write;

  g_return_if_fail (CF_IS_JOURNAL (self));
  g_return_if_fail (shop_id != NULL);

  write = write_new (shop_id, NULL, till, shop_document);
  write->counter = next_counter;
  push_write (self, cf_journal_bind_async, callback, user_data, do_bind, write);
}

/**
 * cf_journal_bind_finish:
 * @self: a journal
 * @result: the result of cf_journal_bind_async()
 * @error: return location for a #GError
 *
 * Fails with %CF_ERROR_REFUSED where the journal belongs to another shop, and with %CF_ERROR_STORAGE where the
 * disk refuses.
 *
 * Returns: %TRUE when it is durable
 */
gboolean
cf_journal_bind_finish (CfJournal     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return _cf_job_finish (self, result, cf_journal_bind_async, error);
}

/**
 * cf_journal_put_cart_async:
 * @self: a journal
 * @cart_uuid: the open order
 * @document: (nullable): what is to be kept of it besides its lines
 * @callback: called when it is durable; ends in cf_journal_write_finish()
 * @user_data: for @callback
 *
 * Adds the open order or replaces its document.
 */
void
cf_journal_put_cart_async (CfJournal           *self,
                           const char          *cart_uuid,
                           const char          *document,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (CF_IS_JOURNAL (self));
  g_return_if_fail (cart_uuid != NULL);

  push_write (self, cf_journal_put_cart_async, callback, user_data, do_put_cart,
              write_new (cart_uuid, NULL, NULL, document));
}

/**
 * cf_journal_put_line_async:
 * @self: a journal
 * @cart_uuid: the open order, which need not have been put before
 * @line_uuid: the line
 * @position: where the line stands among the others
 * @document: the line
 * @callback: called when it is durable; ends in cf_journal_write_finish()
 * @user_data: for @callback
 *
 * Adds a line to the open order or replaces it.
 */
void
cf_journal_put_line_async (CfJournal           *self,
                           const char          *cart_uuid,
                           const char          *line_uuid,
                           int                  position,
                           const char          *document,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  Write *write;

  g_return_if_fail (CF_IS_JOURNAL (self));
  g_return_if_fail (cart_uuid != NULL);
  g_return_if_fail (line_uuid != NULL);
  g_return_if_fail (document != NULL);

  write = write_new (cart_uuid, line_uuid, NULL, document);
  write->position = position;
  push_write (self, cf_journal_put_line_async, callback, user_data, do_put_line, write);
}

/**
 * cf_journal_remove_line_async:
 * @self: a journal
 * @cart_uuid: the open order
 * @line_uuid: the line; it need not be there
 * @callback: called when it is durable; ends in cf_journal_write_finish()
 * @user_data: for @callback
 *
 * Removes a line from the open order.
 */
void
cf_journal_remove_line_async (CfJournal           *self,
                              const char          *cart_uuid,
                              const char          *line_uuid,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (CF_IS_JOURNAL (self));
  g_return_if_fail (cart_uuid != NULL);
  g_return_if_fail (line_uuid != NULL);

  push_write (self, cf_journal_remove_line_async, callback, user_data, do_remove_line,
              write_new (cart_uuid, line_uuid, NULL, NULL));
}

/**
 * cf_journal_clear_cart_async:
 * @self: a journal
 * @cart_uuid: the open order; it need not be there
 * @callback: called when it is durable; ends in cf_journal_write_finish()
 * @user_data: for @callback
 *
 * Forgets the open order and its lines. Lines may be put into it again.
 */
void
cf_journal_clear_cart_async (CfJournal           *self,
                             const char          *cart_uuid,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (CF_IS_JOURNAL (self));
  g_return_if_fail (cart_uuid != NULL);

  push_write (self, cf_journal_clear_cart_async, callback, user_data, do_clear_cart,
              write_new (cart_uuid, NULL, NULL, NULL));
}

/**
 * cf_journal_write_finish:
 * @self: a journal
 * @result: the result of a write of the cart or of an order's state
 * @error: return location for a #GError
 *
 * Fails with %CF_ERROR_STORAGE where the disk refuses, with %CF_ERROR_CONFLICT for an order that is past such a
 * change (a line of a completed order, the refusal of an acknowledged one), and with %CF_ERROR_NOT_FOUND for an
 * order that is not there. Nothing has changed then, and later writes are carried out all the same.
 *
 * Returns: %TRUE when it is durable
 */
gboolean
cf_journal_write_finish (CfJournal     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cf_journal_complete_async:
 * @self: a journal
 * @order_uuid: the order; the open order of the same UUID is gone with it
 * @counter: its number under this till's code, which must be the next one
 * @number: the whole number
 * @completed_at: when, in microseconds since 1970
 * @document: the order
 * @callback: called when it is durable
 * @user_data: for @callback
 *
 * Keeps a completed order until the server has it.
 */
void
cf_journal_complete_async (CfJournal           *self,
                           const char          *order_uuid,
                           gint64               counter,
                           const char          *number,
                           gint64               completed_at,
                           const char          *document,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  Write *write;

  g_return_if_fail (CF_IS_JOURNAL (self));
  g_return_if_fail (order_uuid != NULL);
  g_return_if_fail (number != NULL);
  g_return_if_fail (document != NULL);

  write = write_new (order_uuid, NULL, number, document);
  write->counter = counter;
  write->completed_at = completed_at;
  push_write (self, cf_journal_complete_async, callback, user_data, do_complete, write);
}

/**
 * cf_journal_complete_finish:
 * @self: a journal
 * @result: the result of cf_journal_complete_async()
 * @error: return location for a #GError
 *
 * Fails with %CF_ERROR_CONFLICT where the counter is not the next one or the order is completed already, with
 * %CF_ERROR_NOT_READY where the till has no code, and with %CF_ERROR_STORAGE where the disk refuses. Nothing
 * has changed then.
 *
 * Returns: %TRUE when it is durable
 */
gboolean
cf_journal_complete_finish (CfJournal     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return _cf_job_finish (self, result, cf_journal_complete_async, error);
}

/**
 * cf_journal_list_async:
 * @self: a journal
 * @state: which orders
 * @after: the sequence of the last one that is known, 0 for all; negative: the newest ones
 * @limit: how many at most
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called with the orders
 * @user_data: for @callback
 *
 * Lists the orders in one state, oldest first; where @after is negative newest first.
 */
void
cf_journal_list_async (CfJournal           *self,
                       CfJournalState       state,
                       gint64               after,
                       guint                limit,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  List *list;
  CfJob *job;

  g_return_if_fail (CF_IS_JOURNAL (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  list = g_new (List, 1);
  *list = (List) { state, after, limit };

  job = _cf_job_new (self, cf_journal_list_async, cancellable, callback, user_data, do_list);
  g_task_set_check_cancellable (job->task, TRUE);
  g_task_set_task_data (job->task, list, g_free);
  job->result_free = (GDestroyNotify) g_ptr_array_unref;
  _cf_job_thread_push (self->thread, job);
}

/**
 * cf_journal_list_finish:
 * @self: a journal
 * @result: the result of cf_journal_list_async()
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type CfJournalOrder): the orders, or %NULL
 */
GPtrArray *
cf_journal_list_finish (CfJournal     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return _cf_job_finish_pointer (self, result, cf_journal_list_async, error);
}

/**
 * cf_journal_acknowledge_async:
 * @self: a journal
 * @order_uuid: the order
 * @callback: called when it is written; ends in cf_journal_write_finish()
 * @user_data: for @callback
 *
 * Notes that the server has an order. It is kept for 30 days.
 *
 * Nobody waits for this, so it is held back for a moment, and shares the sync of the next line that is sold where that
 * comes first: it does not delay a sale. Where the computer loses its power right then, the order is sent once more, and
 * the server knows it by its UUID.
 */
void
cf_journal_acknowledge_async (CfJournal           *self,
                              const char          *order_uuid,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  CfJob *job;

  g_return_if_fail (CF_IS_JOURNAL (self));
  g_return_if_fail (order_uuid != NULL);

  job = write_job (self, cf_journal_acknowledge_async, callback, user_data, do_acknowledge,
                   write_new (order_uuid, NULL, NULL, NULL));
  job->lazy = TRUE;
  _cf_job_thread_push (self->thread, job);
}

/**
 * cf_journal_refuse_async:
 * @self: a journal
 * @order_uuid: the order
 * @sqlstate: (nullable): the server's code
 * @message: (nullable): the server's words
 * @callback: called when it is durable; ends in cf_journal_write_finish()
 * @user_data: for @callback
 *
 * Notes that the server refused an order, so that a person looks at it. It does not stand in the way of others.
 */
void
cf_journal_refuse_async (CfJournal           *self,
                         const char          *order_uuid,
                         const char          *sqlstate,
                         const char          *message,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (CF_IS_JOURNAL (self));
  g_return_if_fail (order_uuid != NULL);

  push_write (self, cf_journal_refuse_async, callback, user_data, do_refuse,
              write_new (order_uuid, NULL, sqlstate, message));
}

/**
 * cf_journal_recall_async:
 * @self: a journal
 * @order_uuids: (array zero-terminated=1): orders that the server has acknowledged, and does not have any more
 * @callback: called when it is durable; ends in cf_journal_write_finish()
 * @user_data: for @callback
 *
 * Lets acknowledged orders wait for the server again, in their old places. Others among them are left as they are.
 */
void
cf_journal_recall_async (CfJournal           *self,
                         const char *const   *order_uuids,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  Write *write;

  g_return_if_fail (CF_IS_JOURNAL (self));
  g_return_if_fail (order_uuids != NULL);

  write = write_new (NULL, NULL, NULL, NULL);
  write->uuids = g_strdupv ((char **) order_uuids);
  push_write (self, cf_journal_recall_async, callback, user_data, do_recall, write);
}

/**
 * cf_journal_requeue_async:
 * @self: a journal
 * @order_uuid: the order
 * @new_uuid: (nullable): another UUID for it
 * @number: (nullable): another number for it
 * @next_counter: the counter is at least this afterwards
 * @document: (nullable): another document for it
 * @callback: called when it is durable; ends in cf_journal_write_finish()
 * @user_data: for @callback
 *
 * Lets a refused order wait for the server again, in its old place among the others.
 */
void
cf_journal_requeue_async (CfJournal           *self,
                          const char          *order_uuid,
                          const char          *new_uuid,
                          const char          *number,
                          gint64               next_counter,
                          const char          *document,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  Write *write;

  g_return_if_fail (CF_IS_JOURNAL (self));
  g_return_if_fail (order_uuid != NULL);

  write = write_new (order_uuid, new_uuid, number, document);
  write->counter = next_counter;
  push_write (self, cf_journal_requeue_async, callback, user_data, do_requeue, write);
}
