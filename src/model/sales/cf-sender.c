/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-property-private.h"
#include "cf-sender-private.h"

#define MAX_LOADED 600

enum
{
  PROP_0,
  PROP_N_WAITING,
  PROP_N_REFUSED,
  PROP_OFFLINE_SINCE,
  PROP_STALLED,
  PROP_PENDING,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint acknowledged_signal;
static guint try_now_signal;

G_DEFINE_FINAL_TYPE (CfSender, cf_sender, G_TYPE_OBJECT)

/* -------------------------------------------------------------------------------------------------
 * State, for the files of this class
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sender_set_n_waiting:
 * @self: a sender
 * @n_waiting: how many orders wait
 *
 * Changes the count.
 */
void
cf_sender_set_n_waiting (CfSender *self,
                         guint     n_waiting)
{
  if (self->n_waiting == n_waiting)
    return;

  self->n_waiting = n_waiting;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_WAITING]);
}

/**
 * cf_sender_set_n_refused:
 * @self: a sender
 * @n_refused: how many orders were refused
 *
 * Changes the count.
 */
void
cf_sender_set_n_refused (CfSender *self,
                         guint     n_refused)
{
  if (self->n_refused == n_refused)
    return;

  self->n_refused = n_refused;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_REFUSED]);
}

/**
 * cf_sender_set_error:
 * @self: a sender
 * @error: (nullable): why the server takes nothing at all
 *
 * Changes what is wrong.
 */
void
cf_sender_set_error (CfSender     *self,
                     const GError *error)
{
  _cf_property_set_error (self, properties[PROP_ERROR], &self->error, error);
}

static void
update_stalled (CfSender *self)
{
  gboolean stalled = self->stalled_since != 0;

  if (self->was_stalled == stalled)
    return;

  self->was_stalled = stalled;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STALLED]);
}

/**
 * cf_sender_update_offline:
 * @self: a sender
 *
 * Finds out since when no server answers.
 */
void
cf_sender_update_offline (CfSender *self)
{
  gint64 since = 0;

  update_stalled (self);
  if (cf_sender_is_ready (self))
    since = self->stalled_since;
  else if (self->started)
    since = self->pool != NULL ? cf_db_pool_get_lost_since (self->pool) : self->unconnected_since;

  if (since == 0 && self->started && !cf_sender_is_ready (self))
    since = self->unconnected_since;

  if (self->offline_since == since)
    return;

  self->offline_since = since;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFLINE_SINCE]);
}

/**
 * cf_sender_tell_acknowledged:
 * @self: a sender
 * @order: an order that the server has now
 *
 * Emits "acknowledged".
 */
void
cf_sender_tell_acknowledged (CfSender *self,
                             CfOrder  *order)
{
  g_signal_emit (self, acknowledged_signal, 0, order);
}

static void
on_state_changed_cb (CfDbPool   *pool,
                     GParamSpec *pspec,
                     CfSender   *self)
{
  cf_sender_update_offline (self);

  if (!cf_sender_is_ready (self))
    return;

  cf_sender_end_hold (self);
  cf_sender_pump (self);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_sender_dispose (GObject *object)
{
  CfSender *self = CF_SENDER (object);

  cf_sender_set_pool (self, NULL, 0);
  cf_sender_stop_timers (self);

  G_OBJECT_CLASS (cf_sender_parent_class)->dispose (object);
}

static void
cf_sender_finalize (GObject *object)
{
  CfSender *self = CF_SENDER (object);

  g_clear_object (&self->journal);
  g_clear_object (&self->shop);
  g_queue_clear_full (&self->items, (GDestroyNotify) cf_sender_item_free);
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->unwritten);
  g_hash_table_unref (self->shown_by_uuid);
  g_object_unref (self->shown);
  g_hash_table_unref (self->retrying);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (cf_sender_parent_class)->finalize (object);
}

static void
cf_sender_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  CfSender *self = CF_SENDER (object);

  switch (prop_id)
    {
    case PROP_N_WAITING:
      g_value_set_uint (value, self->n_waiting);
      break;
    case PROP_N_REFUSED:
      g_value_set_uint (value, self->n_refused);
      break;
    case PROP_OFFLINE_SINCE:
      g_value_set_int64 (value, self->offline_since);
      break;
    case PROP_STALLED:
      g_value_set_boolean (value, cf_sender_get_stalled (self));
      break;
    case PROP_PENDING:
      g_value_set_object (value, self->shown);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_sender_class_init (CfSenderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cf_sender_dispose;
  object_class->finalize = cf_sender_finalize;
  object_class->get_property = cf_sender_get_property;

  properties[PROP_N_WAITING] = _cf_property_count ("n-waiting");
  properties[PROP_N_REFUSED] = _cf_property_count ("n-refused");
  properties[PROP_OFFLINE_SINCE] = _cf_property_time ("offline-since");
  properties[PROP_STALLED] = _cf_property_flag ("stalled");
  properties[PROP_PENDING] = _cf_property_object ("pending", G_TYPE_LIST_MODEL);
  properties[PROP_ERROR] = _cf_property_error ("error");

  g_object_class_install_properties (object_class, N_PROPS, properties);

  acknowledged_signal = g_signal_new ("acknowledged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, CF_TYPE_ORDER);
  try_now_signal = g_signal_new ("try-now", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
cf_sender_init (CfSender *self)
{
  g_queue_init (&self->items);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unwritten = g_ptr_array_new_with_free_func (g_free);
  self->shown = g_list_store_new (CF_TYPE_PENDING_ORDER);
  self->shown_by_uuid = g_hash_table_new (g_str_hash, g_str_equal);
  self->retrying = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->backoff_ms = CF_SENDER_FIRST_BACKOFF_MS;
}

/* -------------------------------------------------------------------------------------------------
 * Private API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sender_start:
 * @self: a sender
 * @n_waiting: how many orders wait in the journal
 * @n_refused: how many were refused
 *
 * The journal is open: what it has is counted, shown and sent.
 */
void
cf_sender_start (CfSender *self,
                 guint     n_waiting,
                 guint     n_refused)
{
  g_return_if_fail (CF_IS_SENDER (self));
  g_return_if_fail (!self->started);

  self->started = TRUE;
  self->unconnected_since = g_get_real_time ();
  cf_sender_set_n_waiting (self, n_waiting);
  cf_sender_set_n_refused (self, n_refused);
  cf_sender_update_offline (self);

  if (n_waiting > 0)
    cf_sender_load_newest (self);
  if (n_refused > 0)
    cf_sender_load_refused (self);

  cf_sender_pump (self);
}

/**
 * cf_sender_stop:
 * @self: a sender
 *
 * The journal is being closed. An answer that comes now is not noted any more: the order is sent again after the next
 * start, and stored once.
 */
void
cf_sender_stop (CfSender *self)
{
  g_return_if_fail (CF_IS_SENDER (self));

  cf_sender_set_pool (self, NULL, 0);
  cf_sender_stop_timers (self);
  self->started = FALSE;
}

/**
 * cf_sender_set_shop:
 * @self: a sender
 * @shop: the shop that the journal belongs to
 *
 * Each unit asks the database for this very shop before it stores anything, so that an order never lands in another,
 * wherever a name or a failover leads to.
 */
void
cf_sender_set_shop (CfSender *self,
                    CfShop   *shop)
{
  g_return_if_fail (CF_IS_SENDER (self));
  g_return_if_fail (CF_IS_SHOP (shop));

  if (g_set_object (&self->shop, shop))
    cf_sender_pump (self);
}

/**
 * cf_sender_set_number_func:
 * @self: a sender
 * @func: asked before an order gets another number
 * @user_data: passed to @func; must outlive the sender
 *
 * The counter belongs to the till.
 */
void
cf_sender_set_number_func (CfSender           *self,
                           CfSenderNumberFunc  func,
                           gpointer            user_data)
{
  g_return_if_fail (CF_IS_SENDER (self));

  self->number_func = func;
  self->number_data = user_data;
}

/**
 * cf_sender_add:
 * @self: a sender
 * @order: an order that the journal has as waiting
 *
 * Takes an order straight from the till, without reading the journal again. Where many wait already it is only counted
 * and shown, and read when its turn comes.
 */
void
cf_sender_add (CfSender *self,
               CfOrder  *order)
{
  g_autoptr(CfPendingOrder) pending = NULL;

  g_return_if_fail (CF_IS_SENDER (self));
  g_return_if_fail (CF_IS_ORDER (order));

  pending = cf_pending_order_new (cf_order_get_uuid (order), NULL, order, cf_order_get_sold_at (order));

  if (cf_sender_count_unloaded (self) == 0 && self->items.length < MAX_LOADED)
    cf_sender_load_item (self, pending, G_MAXINT64);
  else if (self->listing)
    self->n_added_while_listing++;

  cf_sender_show (self, pending);
  cf_sender_set_n_waiting (self, self->n_waiting + 1);
  cf_sender_pump (self);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sender_new:
 * @journal: where the orders are
 *
 * Makes a sender that sends nothing yet.
 *
 * Returns: (transfer full): the sender
 */
CfSender *
cf_sender_new (CfJournal *journal)
{
  CfSender *self;

  g_return_val_if_fail (CF_IS_JOURNAL (journal), NULL);

  self = g_object_new (CF_TYPE_SENDER, NULL);
  self->journal = g_object_ref (journal);

  return self;
}

/**
 * cf_sender_set_pool:
 * @self: a sender
 * @pool: (nullable): the database to send to
 * @n_losses: how many connections @pool had lost when it was looked at
 *
 * Sending begins when the pool is ready and the shop is known, and ends with the next connection that is lost: the server must be
 * looked at then before it is given again. %NULL stops it; what is in flight comes to its end.
 */
void
cf_sender_set_pool (CfSender *self,
                    CfDbPool *pool,
                    guint     n_losses)
{
  g_return_if_fail (CF_IS_SENDER (self));
  g_return_if_fail (pool == NULL || CF_IS_DB_POOL (pool));

  if (self->pool == pool && self->n_losses == n_losses)
    return;

  self->n_losses = n_losses;
  if (self->pool != NULL)
    g_signal_handlers_disconnect_by_data (self->pool, self);

  g_set_object (&self->pool, pool);
  self->unconnected_since = g_get_real_time ();

  if (pool != NULL)
    {
      g_signal_connect_object (pool, "notify::state", G_CALLBACK (on_state_changed_cb), self, 0);
      g_signal_connect_object (pool, "notify::lost-since", G_CALLBACK (cf_sender_update_offline), self, G_CONNECT_SWAPPED);
      cf_sender_end_hold (self);
    }

  cf_sender_update_offline (self);
  cf_sender_pump (self);
}

/**
 * cf_sender_try_now:
 * @self: a sender
 *
 * A person does not want to wait for the next attempt. Emits "try-now", for the one who connects
 * where no pool has been given yet.
 */
void
cf_sender_try_now (CfSender *self)
{
  g_return_if_fail (CF_IS_SENDER (self));

  self->backoff_ms = CF_SENDER_FIRST_BACKOFF_MS;
  cf_sender_end_hold (self);

  if (self->pool != NULL)
    cf_db_pool_retry_now (self->pool);
  g_signal_emit (self, try_now_signal, 0);

  cf_sender_pump (self);
}

/**
 * cf_sender_get_n_waiting:
 * @self: a sender
 *
 * Returns: how many orders the server has not acknowledged yet
 */
guint
cf_sender_get_n_waiting (CfSender *self)
{
  g_return_val_if_fail (CF_IS_SENDER (self), 0);

  return self->n_waiting;
}

/**
 * cf_sender_get_n_refused:
 * @self: a sender
 *
 * Returns: how many orders the server refused
 */
guint
cf_sender_get_n_refused (CfSender *self)
{
  g_return_val_if_fail (CF_IS_SENDER (self), 0);

  return self->n_refused;
}

/**
 * cf_sender_get_offline_since:
 * @self: a sender
 *
 * Returns: since when no server answers, in microseconds since 1970; 0 while one does
 */
gint64
cf_sender_get_offline_since (CfSender *self)
{
  g_return_val_if_fail (CF_IS_SENDER (self), 0);

  return self->offline_since;
}

/**
 * cf_sender_get_stalled:
 * @self: a sender
 *
 * Returns: whether what was sent is not answered for so long that it must be told; it is so until the server answers
 */
gboolean
cf_sender_get_stalled (CfSender *self)
{
  g_return_val_if_fail (CF_IS_SENDER (self), FALSE);

  return self->stalled_since != 0;
}

/**
 * cf_sender_get_error:
 * @self: a sender
 *
 * Returns: (nullable): why the server takes nothing at all from this till; the orders wait
 */
const GError *
cf_sender_get_error (CfSender *self)
{
  g_return_val_if_fail (CF_IS_SENDER (self), NULL);

  return self->error;
}

/**
 * cf_sender_get_pending:
 * @self: a sender
 *
 * Returns: (transfer none): the waiting and refused orders, a list model of #CfPendingOrder
 */
GListModel *
cf_sender_get_pending (CfSender *self)
{
  g_return_val_if_fail (CF_IS_SENDER (self), NULL);

  return G_LIST_MODEL (self->shown);
}
