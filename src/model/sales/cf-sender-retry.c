/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfSender: refused orders, once more. */

#include "cf-config.h"

#include "cf-error.h"
#include "cf-sender-private.h"
#include "cf-uuid.h"

#include <glib/gi18n-lib.h>

/* -------------------------------------------------------------------------------------------------
 * Retry
 * ------------------------------------------------------------------------------------------------- */

typedef struct
{
  CfPendingOrder *pending;      /* (owned) */
  CfOrder *order;               /* (owned) */
  char *new_number;             /* (owned) (nullable) */
} Retry;

static void
retry_free (Retry *retry)
{
  g_object_unref (retry->pending);
  g_clear_object (&retry->order);
  g_free (retry->new_number);
  g_free (retry);
}

static void
on_requeued_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  CfSender *self = g_task_get_source_object (task);
  Retry *retry = g_task_get_task_data (task);

  g_hash_table_remove (self->retrying, cf_pending_order_get_uuid (retry->pending));

  if (!cf_journal_write_finish (CF_JOURNAL (object), result, &error))
    {
      if (retry->new_number != NULL && self->number_func != NULL)
        self->number_func (retry->new_number, TRUE, NULL, self->number_data);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  cf_sender_hide (self, retry->pending);
  cf_pending_order_requeue (retry->pending, retry->order);
  cf_sender_load_item (self, retry->pending, 0);
  cf_sender_show (self, retry->pending);
  cf_sender_set_n_refused (self, self->n_refused - 1);
  cf_sender_set_n_waiting (self, self->n_waiting + 1);
  cf_sender_pump (self);

  g_task_return_boolean (task, TRUE);
}

static CfOrder *
with_number (CfOrder    *order,
             const char *uuid,
             const char *number)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_order_line_free);

  for (guint i = 0; i < cf_order_get_n_lines (order); i++)
    g_ptr_array_add (lines, cf_order_line_copy (cf_order_get_line (order, i)));

  return cf_order_new (uuid, number, cf_order_get_till (order), cf_order_get_clerk (order),
                       cf_order_get_sold_at (order), lines);
}

static gboolean
check_retry (CfSender        *self,
             CfPendingOrder  *order,
             const char      *new_number,
             gint64          *next_counter,
             GError         **error)
{
  if (!cf_pending_order_get_refused (order) || g_hash_table_contains (self->retrying, cf_pending_order_get_uuid (order)))
    g_set_error_literal (error, CF_ERROR, CF_ERROR_REFUSED, _("This order is already on its way again."));
  else if (cf_pending_order_get_order (order) == NULL)
    g_set_error_literal (error, CF_ERROR, CF_ERROR_VERSION,
                         _("This order’s record cannot be read by this version of Counterfoil. It is kept in the till’s journal."));
  else if (new_number != NULL &&
           (self->number_func == NULL || !self->number_func (new_number, FALSE, next_counter, self->number_data)))
    g_set_error (error, CF_ERROR, CF_ERROR_REFUSED, _("%s is not the till’s next number. The order was left as it is."), new_number);
  else
    return TRUE;

  return FALSE;
}

/* Another order has its UUID: it needs one of its own as well. */
static char *
new_uuid_for (CfPendingOrder *pending,
              const char     *number)
{
  gboolean taken = g_strcmp0 (cf_pending_order_get_sqlstate (pending), CF_SENDER_KEY_TAKEN) == 0;

  return number != NULL && taken ? cf_uuid_new () : NULL;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sender_retry_async:
 * @self: a sender
 * @order: a refused order
 * @new_number: (nullable): the till's next number; %NULL sends the order as it is
 * @callback: called when the journal has the change on disk
 * @user_data: passed to @callback
 *
 * Puts a refused order back among the waiting ones. One in whose place the server has another order gets, with the new
 * number, a new UUID.
 */
void
cf_sender_retry_async (CfSender            *self,
                       CfPendingOrder      *order,
                       const char          *new_number,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *number = g_strdup (new_number);
  g_autofree char *uuid = NULL;
  g_autofree char *document = NULL;
  GError *error = NULL;
  gint64 next_counter = 0;
  Retry *retry;

  g_return_if_fail (CF_IS_SENDER (self));
  g_return_if_fail (CF_IS_PENDING_ORDER (order));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cf_sender_retry_async);
  g_task_set_check_cancellable (task, FALSE);

  /* The till's own text of its next number, which may well be what @new_number is, is replaced in here. */
  if (!check_retry (self, order, number, &next_counter, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  uuid = new_uuid_for (order, number);
  retry = g_new0 (Retry, 1);
  retry->pending = g_object_ref (order);
  retry->order = number != NULL ? with_number (cf_pending_order_get_order (order),
                                               uuid != NULL ? uuid : cf_pending_order_get_uuid (order), number)
                                : g_object_ref (cf_pending_order_get_order (order));
  retry->new_number = g_strdup (number);
  g_task_set_task_data (task, retry, (GDestroyNotify) retry_free);

  document = number != NULL ? cf_order_to_json (retry->order) : NULL;
  g_hash_table_add (self->retrying, g_strdup (cf_pending_order_get_uuid (order)));
  cf_journal_requeue_async (self->journal, cf_pending_order_get_uuid (order), uuid, number, next_counter, document,
                            on_requeued_cb, g_steal_pointer (&task));
}

/**
 * cf_sender_retry_finish:
 * @self: a sender
 * @result: the result
 * @error: return location for a #GError
 *
 * Fails with %CF_ERROR_REFUSED where the order is not refused (any more) or @new_number is not the till's next one,
 * and with %CF_ERROR_STORAGE where the disk refuses; nothing is changed then.
 *
 * Returns: %TRUE if the order waits again
 */
gboolean
cf_sender_retry_finish (CfSender      *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
