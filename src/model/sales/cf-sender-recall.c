/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfSender: orders that the server has acknowledged and does not have any more, as after a restore from a backup or a failover to
 * a standby that was behind.
 *
 * The journal keeps what was acknowledged for 30 days. Whether anything is missing tells the highest number: the server knows one
 * of this till at least as high as the highest that it ever acknowledged. Only where it does not is it asked for all of them. */

#include "cf-config.h"

#include "cf-sender-private.h"

#include <string.h>

#define N_NEWEST 100
#define PAGE 1000
#define DEADLINE_MS 30000

typedef struct
{
  CfDbPool *pool;               /* (owned) */
  char *code;                   /* (owned) (nullable) */
  gint64 next_counter;
  GPtrArray *page;              /* (owned) (nullable) (element-type CfJournalOrder): what is being asked for */
  guint n_absent;
} Recall;

static void
recall_free (Recall *recall)
{
  g_object_unref (recall->pool);
  g_free (recall->code);
  g_clear_pointer (&recall->page, g_ptr_array_unref);
  g_free (recall);
}

static void list_page (GTask *task, gint64 after);

/* -------------------------------------------------------------------------------------------------
 * Page by page
 * ------------------------------------------------------------------------------------------------- */

static void
end_page (GTask *task)
{
  Recall *recall = g_task_get_task_data (task);
  const CfJournalOrder *last = g_ptr_array_index (recall->page, recall->page->len - 1);

  if (recall->page->len < PAGE)
    g_task_return_boolean (task, TRUE);
  else
    list_page (g_object_ref (task), last->sequence);
}

static void
on_recalled_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Recall *recall = g_task_get_task_data (task);

  if (!cf_journal_write_finish (CF_JOURNAL (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  cf_sender_add_recalled (g_task_get_source_object (task), recall->n_absent);
  end_page (task);
}

static void
on_absent_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);
  g_autoptr(GPtrArray) uuids = NULL;
  CfSender *self = g_task_get_source_object (task);
  Recall *recall = g_task_get_task_data (task);

  if (results == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  uuids = cf_sender_absent_read (results, recall->page);
  recall->n_absent = uuids->len;
  if (uuids->len == 0)
    {
      end_page (task);
      return;
    }

  g_message ("Acknowledged orders that the server does not have any more, and that are sent again: %u", uuids->len);
  g_ptr_array_add (uuids, NULL);
  cf_journal_recall_async (self->journal, (const char *const *) uuids->pdata, on_recalled_cb, g_steal_pointer (&task));
}

static void
on_page_listed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) orders = cf_journal_list_finish (CF_JOURNAL (object), result, &error);
  g_autoptr(CfDbUnit) unit = NULL;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Recall *recall = g_task_get_task_data (task);

  if (orders == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (orders->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_clear_pointer (&recall->page, g_ptr_array_unref);
  recall->page = g_steal_pointer (&orders);
  unit = cf_sender_absent_new (recall->page);
  cf_db_unit_set_deadline_ms (unit, DEADLINE_MS);
  cf_db_pool_run_async (recall->pool, CF_DB_LANE_INTERACTIVE, unit, cancellable, on_absent_cb, g_steal_pointer (&task));
}

/* @task: (transfer full) */
static void
list_page (GTask  *task,
           gint64  after)
{
  CfSender *self = g_task_get_source_object (task);

  cf_journal_list_async (self->journal, CF_JOURNAL_ACKNOWLEDGED, after, PAGE, NULL, on_page_listed_cb, task);
}

/* -------------------------------------------------------------------------------------------------
 * Whether to ask
 * ------------------------------------------------------------------------------------------------- */

/* Returns: what is counted in "T1-1048"; 0 where it is not a number of @code */
static gint64
read_counter (const char *number,
              const char *code)
{
  gsize length = strlen (code);

  if (!g_str_has_prefix (number, code) || number[length] != '-')
    return 0;

  return g_ascii_strtoll (number + length + 1, NULL, 10);
}

/* An order that got another number stands among older ones, hence not the newest alone. */
static gboolean
may_be_absent (Recall    *recall,
               GPtrArray *newest)
{
  gint64 highest = 0;

  if (recall->code == NULL)
    return newest->len > 0;

  for (guint i = 0; i < newest->len; i++)
    highest = MAX (highest, read_counter (((CfJournalOrder *) g_ptr_array_index (newest, i))->number, recall->code));

  return highest >= recall->next_counter;
}

static void
on_newest_listed_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) newest = cf_journal_list_finish (CF_JOURNAL (object), result, &error);

  if (newest == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (may_be_absent (g_task_get_task_data (task), newest))
    list_page (g_steal_pointer (&task), 0);
  else
    g_task_return_boolean (task, TRUE);
}

/* -------------------------------------------------------------------------------------------------
 * Private API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sender_recall_async:
 * @self: a sender
 * @pool: the shop's database
 * @code: (nullable): the till's code; %NULL where the server gave it a new one, and all is to be asked for
 * @next_counter: one above the highest number that the server has of @code
 * @cancellable: (nullable): ends it
 * @callback: called when the journal has it on disk
 * @user_data: passed to @callback
 *
 * Lets the orders wait again that the server has acknowledged and does not have. To be called before anything is sent to a server
 * that is new or connected anew: what is sent hides by its number what is missing.
 */
void
cf_sender_recall_async (CfSender            *self,
                        CfDbPool            *pool,
                        const char          *code,
                        gint64               next_counter,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Recall *recall;

  g_return_if_fail (CF_IS_SENDER (self));
  g_return_if_fail (CF_IS_DB_POOL (pool));

  recall = g_new0 (Recall, 1);
  recall->pool = g_object_ref (pool);
  recall->code = g_strdup (code);
  recall->next_counter = next_counter;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_sender_recall_async);
  g_task_set_task_data (task, recall, (GDestroyNotify) recall_free);

  cf_journal_list_async (self->journal, CF_JOURNAL_ACKNOWLEDGED, -1, N_NEWEST, NULL, on_newest_listed_cb,
                         g_steal_pointer (&task));
}

/**
 * cf_sender_recall_finish:
 * @self: a sender
 * @result: the result
 * @error: return location for a #GError of the db layer or of the journal
 *
 * Returns: %TRUE when nothing is missing any more, or waits again
 */
gboolean
cf_sender_recall_finish (CfSender      *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
