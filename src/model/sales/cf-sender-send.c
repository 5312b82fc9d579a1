/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfSender: sending, and what becomes of the answers. */

#include "cf-config.h"

#include "cf-error-words.h"
#include "cf-error.h"
#include "cf-sender-private.h"

#include <glib/gi18n-lib.h>

#define DEADLINE_MS 15000
/* An answer that takes longer is told of, long before it is given up. */
#define STALL_MS 4000
#define GENERAL_BACKOFF_MS 1000
#define LAST_BACKOFF_MS 30000
#define MAX_TRIES 3
#define BUDGET_US 2000

/* One order on its way. */
typedef struct
{
  CfSender *sender;             /* (owned) */
  CfPendingOrder *pending;      /* (owned) */
  CfOrder *order;               /* (owned) */
  GError *error;                /* (owned) (nullable): the server's refusal, while the reason is looked up */
} Sending;

static void
sending_free (Sending *sending)
{
  g_object_unref (sending->sender);
  g_object_unref (sending->pending);
  g_object_unref (sending->order);
  g_clear_error (&sending->error);
  g_free (sending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

/* -------------------------------------------------------------------------------------------------
 * Settling
 * ------------------------------------------------------------------------------------------------- */

static void
acknowledge (CfSender       *self,
             CfPendingOrder *pending,
             CfOrder        *order)
{
  cf_sender_unload_item (self, pending);
  cf_sender_hide (self, pending);
  cf_sender_note_acknowledged (self, cf_pending_order_get_uuid (pending));
  cf_sender_set_n_waiting (self, self->n_waiting - MIN (self->n_waiting, 1));
  cf_sender_tell_acknowledged (self, order);
}

static void
refuse (CfSender       *self,
        CfPendingOrder *pending,
        const char     *sqlstate,
        const char     *message)
{
  cf_sender_unload_item (self, pending);
  cf_sender_hide (self, pending);
  cf_pending_order_refuse (pending, sqlstate, message);
  cf_sender_show (self, pending);
  cf_sender_note_refused (self, cf_pending_order_get_uuid (pending), sqlstate, message);
  cf_sender_set_n_refused (self, self->n_refused + 1);
  cf_sender_set_n_waiting (self, self->n_waiting - MIN (self->n_waiting, 1));
}

/* -------------------------------------------------------------------------------------------------
 * Sending
 * ------------------------------------------------------------------------------------------------- */

static gboolean
on_timer_cb (gpointer user_data)
{
  CfSender *self = user_data;

  self->timer = 0;
  self->holding = FALSE;
  cf_sender_pump (self);

  return G_SOURCE_REMOVE;
}

/* Called when the last order in flight came back. Without a connection the pool's news starts the next attempt. */
static void
plan_next_attempt (CfSender *self)
{
  guint delay;

  if (!self->holding || self->n_in_flight > 0 || self->timer != 0 || !cf_sender_is_ready (self))
    return;

  delay = self->backoff_ms + g_random_int_range (0, self->backoff_ms / 2 + 1);
  self->backoff_ms = MIN (self->backoff_ms * 2, LAST_BACKOFF_MS);
  self->timer = g_timeout_add (delay, on_timer_cb, self);
}

static gboolean
on_idle_cb (gpointer user_data)
{
  CfSender *self = user_data;

  self->idle = 0;
  cf_sender_pump (self);

  return G_SOURCE_REMOVE;
}

static gboolean
on_stall_timer_cb (gpointer user_data)
{
  CfSender *self = user_data;

  self->stall_timer = 0;
  self->stalled_since = g_get_real_time () - STALL_MS * G_TIME_SPAN_MILLISECOND;
  cf_sender_update_offline (self);

  return G_SOURCE_REMOVE;
}

/* From the first that is sent, or from the last answer, as long as something is in flight. */
static void
watch_answers (CfSender *self)
{
  g_clear_handle_id (&self->stall_timer, g_source_remove);
  if (self->n_in_flight > 0 && self->stalled_since == 0)
    self->stall_timer = g_timeout_add (STALL_MS, on_stall_timer_cb, self);
}

/* The server said what it thinks of an order: it is there, and takes orders or would. */
static void
note_answer (CfSender *self)
{
  self->stalled_since = 0;
  watch_answers (self);
  cf_sender_set_error (self, NULL);
  cf_sender_update_offline (self);
}

static void
note_success (CfSender *self)
{
  self->backoff_ms = CF_SENDER_FIRST_BACKOFF_MS;
  note_answer (self);
}

/* The order goes back to its place. */
static void
hold (CfSender       *self,
      CfPendingOrder *pending,
      const GError   *error)
{
  CfSenderItem *item = cf_sender_find_item (self, pending);

  if (item != NULL)
    item->in_flight = FALSE;

  self->holding = TRUE;

  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT) && self->stalled_since == 0)
    self->stalled_since = g_get_real_time () - DEADLINE_MS * G_TIME_SPAN_MILLISECOND;

  cf_sender_update_offline (self);
}

/* A value that is too large for an index, or for a row. The same state stands for a server that is used up (no transaction
 * numbers are left): it tells the administrator what to do then, and names no index. */
static gboolean
is_too_large (const GError *error)
{
  return g_strcmp0 (cf_db_error_get_sqlstate (error), "54000") == 0 &&
         (cf_db_error_get_constraint (error) != NULL || cf_db_error_get_hint (error) == NULL);
}

/* Only what the server says of this very order's values refuses it. Any other reason lies with the server or the account
 * and would meet every order: refusing one by one would leave a person with a list of thousands. They wait, and the reason
 * is told once. */
static gboolean
is_about_order (const GError *error)
{
  return g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_UNIQUE) ||
         g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_CONSTRAINT) ||
         g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_DATA) ||
         g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_RAISED) ||
         is_too_large (error);
}

static gboolean
is_passing (const GError *error)
{
  return cf_db_error_is_connection (error) || cf_db_error_is_retryable (error) ||
         g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_CANCELLED);
}

static void
came_back (CfSender *self)
{
  self->n_in_flight--;
  if (self->n_in_flight == 0)
    watch_answers (self);
  plan_next_attempt (self);
  cf_sender_pump (self);
}

static char *
describe_refusal (const GError *error)
{
  const char *detail = cf_db_error_get_detail (error);

  return detail != NULL ? g_strdup_printf ("%s\n%s", error->message, detail) : g_strdup (error->message);
}

/* Neither the order nor its number is there: what was in the way has gone, or it is another key. */
static void
settle_unexplained (Sending *sending)
{
  CfSender *self = sending->sender;
  CfSenderItem *item = cf_sender_find_item (self, sending->pending);
  g_autofree char *message = NULL;

  if (item != NULL && ++item->n_tries < MAX_TRIES)
    {
      hold (self, sending->pending, sending->error);
      return;
    }

  message = describe_refusal (sending->error);
  refuse (self, sending->pending, cf_db_error_get_sqlstate (sending->error), message);
}

static void
on_looked_up_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Sending) sending = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);
  g_autofree char *message = NULL;
  CfSender *self = sending->sender;

  if (results == NULL)
    {
      hold (self, sending->pending, error);
      came_back (self);
      return;
    }

  note_answer (self);
  switch (cf_sender_lookup_read (sending->order, results, self->shop, sending->error->message, &message))
    {
    case CF_SENDER_FOUND_ITSELF:
      acknowledge (self, sending->pending, sending->order);
      break;
    case CF_SENDER_FOUND_ANOTHER:
      refuse (self, sending->pending, cf_db_error_get_sqlstate (sending->error), message);
      break;
    case CF_SENDER_FOUND_KEY_TAKEN:
      refuse (self, sending->pending, CF_SENDER_KEY_TAKEN, message);
      break;
    case CF_SENDER_FOUND_NOTHING:
    default:
      settle_unexplained (sending);
    }

  came_back (self);
}

/* Is it this very order that an earlier attempt stored, or another one? */
static void
look_up (Sending      *sending,
         CfDbPool     *pool,
         const GError *error)
{
  g_autoptr(CfDbUnit) unit = cf_sender_lookup_new (sending->order);

  sending->error = g_error_copy (error);
  cf_db_unit_set_deadline_ms (unit, DEADLINE_MS);
  cf_db_pool_run_async (pool, CF_DB_LANE_INTERACTIVE, unit, NULL, on_looked_up_cb, sending);
}

/* A clerk's account may store sales and yet not add products: the sale counts. */
static gboolean
sends_less (CfSender       *self,
            CfPendingOrder *pending,
            const GError   *error)
{
  CfSenderItem *item = cf_sender_find_item (self, pending);
  CfOrder *order = cf_pending_order_get_order (pending);

  if (!g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT) || item == NULL || item->plain)
    return FALSE;

  for (guint i = 0; i < cf_order_get_n_lines (order); i++)
    item->plain |= cf_order_get_line (order, i)->keep;

  return item->plain;
}

static void
settle_error (CfSender       *self,
              CfPendingOrder *pending,
              GError         *error)
{
  g_autofree char *message = NULL;

  if (is_passing (error) || sends_less (self, pending, error))
    {
      hold (self, pending, error);
      return;
    }

  if (!is_about_order (error))
    {
      CfDbConfig *config = self->pool != NULL ? cf_db_pool_get_config (self->pool) : NULL;
      g_autoptr(GError) words = cf_connection_error_new (error, config, CF_CONNECTION_SELLING);

      cf_pending_order_say (pending, words->message);
      cf_sender_set_error (self, words);
      self->backoff_ms = MAX (self->backoff_ms, GENERAL_BACKOFF_MS);
      hold (self, pending, error);
      return;
    }

  note_answer (self);
  message = describe_refusal (error);
  refuse (self, pending, cf_db_error_get_sqlstate (error), message);
}

static void
on_sent_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Sending) sending = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);
  CfSender *self = sending->sender;
  CfSenderOutcome outcome = results != NULL ? cf_sender_unit_read (results) : CF_SENDER_OTHER_SHOP;

  if (results != NULL && outcome == CF_SENDER_KNOWN)
    g_set_error_literal (&error, CF_DB_ERROR, CF_DB_ERROR_UNIQUE,
                         _("The server knew this order already, and then did not find it."));
  else if (results != NULL && outcome == CF_SENDER_OTHER_SHOP)
    g_set_error_literal (&error, CF_ERROR, CF_ERROR_OTHER_SHOP,
                         _("This database belongs to another shop. Nothing was sent there; the orders are kept."));

  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_UNIQUE))
    {
      look_up (g_steal_pointer (&sending), CF_DB_POOL (object), error);
      return;
    }

  if (error != NULL)
    {
      settle_error (self, sending->pending, error);
    }
  else
    {
      note_success (self);
      acknowledge (self, sending->pending, sending->order);
    }

  came_back (self);
}

static void
send_item (CfSender     *self,
           CfSenderItem *item)
{
  g_autoptr(CfDbUnit) unit = NULL;
  CfOrder *order = cf_pending_order_get_order (item->pending);
  Sending *sending;

  if (order == NULL)
    {
      g_autoptr(CfPendingOrder) pending = g_object_ref (item->pending);

      refuse (self, pending, NULL,
              _("This order’s record cannot be read by this version of Counterfoil. It is kept in the till’s journal."));
      return;
    }

  sending = g_new0 (Sending, 1);
  sending->sender = g_object_ref (self);
  sending->pending = g_object_ref (item->pending);
  sending->order = g_object_ref (order);

  item->in_flight = TRUE;
  self->n_in_flight++;
  if (self->stall_timer == 0)
    watch_answers (self);
  unit = cf_sender_unit_new (order, cf_shop_get_id (self->shop), !item->plain);
  cf_db_unit_set_deadline_ms (unit, DEADLINE_MS);
  cf_db_unit_set_n_losses (unit, self->n_losses);
  cf_db_pool_run_async (self->pool, CF_DB_LANE_SEND, unit, NULL, on_sent_cb, sending);
}

static CfSenderItem *
find_queued (CfSender *self)
{
  for (GList *l = self->items.head; l != NULL; l = l->next)
    if (!((CfSenderItem *) l->data)->in_flight)
      return l->data;

  return NULL;
}

/* -------------------------------------------------------------------------------------------------
 * Private API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sender_is_ready:
 * @self: a sender
 *
 * Returns: whether a server answers
 */
gboolean
cf_sender_is_ready (CfSender *self)
{
  return self->pool != NULL && cf_db_pool_get_state (self->pool) == CF_DB_STATE_READY;
}

/**
 * cf_sender_stop_timers:
 * @self: a sender
 *
 * Nothing is tried by itself any more.
 */
void
cf_sender_stop_timers (CfSender *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_handle_id (&self->stall_timer, g_source_remove);
}

/**
 * cf_sender_end_hold:
 * @self: a sender
 *
 * Does not wait for the next attempt, unless something is still on its way back.
 */
void
cf_sender_end_hold (CfSender *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->n_in_flight == 0)
    self->holding = FALSE;
}

/**
 * cf_sender_pump:
 * @self: a sender
 *
 * Sends what can be sent now. Any number of calls do no harm. A long order takes its time to be read: the rest waits for
 * the next turn of the loop then, so that no frame is late.
 */
void
cf_sender_pump (CfSender *self)
{
  gint64 end = g_get_monotonic_time () + BUDGET_US;
  CfSenderItem *item;

  if (!self->started)
    return;

  cf_sender_load_more (self);

  if (self->holding || self->shop == NULL || !cf_sender_is_ready (self))
    return;

  while (self->n_in_flight < CF_SENDER_MAX_IN_FLIGHT && (item = find_queued (self)) != NULL)
    {
      if (g_get_monotonic_time () > end)
        {
          if (self->idle == 0)
            self->idle = g_idle_add (on_idle_cb, self);
          break;
        }

      send_item (self, item);
    }
}

