/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-property-private.h"
#include "cf-till-private.h"

enum
{
  PROP_0,
  PROP_READY,
  PROP_SHOP,
  PROP_CODE,
  PROP_NEXT_NUMBER,
  PROP_CART,
  PROP_LAST_ORDER,
  PROP_SENDER,
  PROP_TROUBLE,
  PROP_CONNECTION_TROUBLE,
  PROP_CLERK,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint other_name_signal;

G_DEFINE_FINAL_TYPE (CfTill, cf_till, G_TYPE_OBJECT)

/* -------------------------------------------------------------------------------------------------
 * State, for the files of this class
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_till_get_digits:
 * @self: a till
 *
 * Returns: decimals of the shop's currency
 */
guint
cf_till_get_digits (CfTill *self)
{
  return self->shop != NULL ? cf_shop_get_currency (self->shop)->digits : 2;
}

/**
 * cf_till_update_ready:
 * @self: a till
 *
 * Tells whether something can be sold, where that changed.
 */
void
cf_till_update_ready (CfTill *self)
{
  gboolean ready = cf_till_get_ready (self);

  if (self->was_ready == ready)
    return;

  self->was_ready = ready;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

static void
on_cart_changed_cb (CfCart *cart,
                    guint   position,
                    guint   n_removed,
                    guint   n_added,
                    CfTill *self)
{
  if (cart == self->cart && n_added > 0)
    cf_till_take_last_order (self, NULL);
}

/**
 * cf_till_take_cart:
 * @self: a till
 * @cart: the open order from now on
 *
 * Replaces the cart.
 */
void
cf_till_take_cart (CfTill *self,
                   CfCart *cart)
{
  if (self->cart != NULL)
    g_signal_handlers_disconnect_by_func (self->cart, on_cart_changed_cb, self);

  g_set_object (&self->cart, cart);
  g_signal_connect_object (cart, "items-changed", G_CALLBACK (on_cart_changed_cb), self, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CART]);
}

/**
 * cf_till_take_last_order:
 * @self: a till
 * @order: (nullable): the order that was just sold; %NULL when the next one begins
 *
 * Replaces the order that stays readable.
 */
void
cf_till_take_last_order (CfTill  *self,
                         CfOrder *order)
{
  if (g_set_object (&self->last_order, order))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_ORDER]);
}

/**
 * cf_till_set_counter:
 * @self: a till
 * @next_counter: the counter of the next order
 *
 * Changes the next number.
 */
void
cf_till_set_counter (CfTill *self,
                     gint64  next_counter)
{
  g_autofree char *number = NULL;

  self->next_counter = next_counter;
  if (self->code != NULL)
    number = g_strdup_printf ("%s-%" G_GINT64_FORMAT, self->code, next_counter);

  if (g_strcmp0 (number, self->next_number) == 0)
    return;

  g_free (self->next_number);
  self->next_number = g_steal_pointer (&number);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEXT_NUMBER]);
}

/**
 * cf_till_take_shop:
 * @self: a till
 * @shop: the shop
 * @code: (nullable): the till's code in it; a journal that was copied has none before it reaches the server
 * @next_counter: the counter of the next order
 *
 * The journal is bound to this shop. It is taken at each connection; where it says what was known nothing is told.
 */
void
cf_till_take_shop (CfTill     *self,
                   CfShop     *shop,
                   const char *code,
                   gint64      next_counter)
{
  guint digits = cf_till_get_digits (self);

  if (self->shop == NULL || !cf_shop_equal (self->shop, shop))
    {
      g_set_object (&self->shop, shop);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOP]);
    }

  if (g_strcmp0 (self->code, code) != 0)
    {
      g_free (self->code);
      self->code = g_strdup (code);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CODE]);
    }

  cf_till_set_counter (self, next_counter);

  if (self->cart != NULL && digits != cf_till_get_digits (self) && g_list_model_get_n_items (G_LIST_MODEL (self->cart)) == 0)
    cf_cart_set_digits (self->cart, cf_till_get_digits (self));

  cf_sender_set_shop (self->sender, shop);
  cf_till_update_ready (self);
}

static void
on_sender_error_cb (CfTill *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TROUBLE]);
}

static gboolean
take_number (const char *new_number,
             gboolean    give_back,
             gint64     *next_counter,
             gpointer    user_data)
{
  CfTill *self = user_data;

  /* The journal refused this one; whatever was asked for after it meets the same counter and is refused as well. */
  if (give_back)
    {
      cf_till_set_counter (self, self->next_counter - 1);
      return TRUE;
    }

  if (g_strcmp0 (new_number, self->next_number) != 0)
    return FALSE;

  cf_till_set_counter (self, self->next_counter + 1);
  *next_counter = self->next_counter;

  return TRUE;
}

/**
 * cf_till_tell_other_name:
 * @self: a till
 * @code: what was sold
 * @name: under which name
 * @kept: the name that its product has
 *
 * Emits "other-name".
 */
void
cf_till_tell_other_name (CfTill     *self,
                         const char *code,
                         const char *name,
                         const char *kept)
{
  g_signal_emit (self, other_name_signal, 0, code, name, kept);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_till_dispose (GObject *object)
{
  CfTill *self = CF_TILL (object);

  cf_till_stop_sync (self);
  g_clear_object (&self->pool);
  if (self->sender != NULL)
    {
      cf_sender_set_number_func (self->sender, NULL, NULL);
      cf_sender_set_pool (self->sender, NULL, 0);
    }

  G_OBJECT_CLASS (cf_till_parent_class)->dispose (object);
}

static void
cf_till_finalize (GObject *object)
{
  CfTill *self = CF_TILL (object);

  g_clear_object (&self->sender);
  g_clear_object (&self->cart);
  g_clear_object (&self->completing);
  g_clear_object (&self->set_aside);
  g_clear_object (&self->shop);
  g_clear_object (&self->last_order);
  g_clear_object (&self->journal);
  g_clear_object (&self->cache);
  g_clear_error (&self->server_trouble);
  g_clear_error (&self->connection_trouble);
  g_clear_error (&self->pool_trouble);
  g_clear_error (&self->local_trouble);
  g_free (self->journal_id);
  g_free (self->code);
  g_free (self->next_number);
  g_free (self->clerk);

  G_OBJECT_CLASS (cf_till_parent_class)->finalize (object);
}

static void
cf_till_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  CfTill *self = CF_TILL (object);

  switch (prop_id)
    {
    case PROP_READY:
      g_value_set_boolean (value, cf_till_get_ready (self));
      break;
    case PROP_SHOP:
      g_value_set_object (value, self->shop);
      break;
    case PROP_CODE:
      g_value_set_string (value, self->code);
      break;
    case PROP_NEXT_NUMBER:
      g_value_set_string (value, self->next_number);
      break;
    case PROP_CART:
      g_value_set_object (value, self->cart);
      break;
    case PROP_LAST_ORDER:
      g_value_set_object (value, self->last_order);
      break;
    case PROP_SENDER:
      g_value_set_object (value, self->sender);
      break;
    case PROP_TROUBLE:
      g_value_set_boxed (value, cf_till_get_trouble (self));
      break;
    case PROP_CONNECTION_TROUBLE:
      g_value_set_boxed (value, cf_till_get_connection_trouble (self));
      break;
    case PROP_CLERK:
      g_value_set_string (value, self->clerk);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_till_class_init (CfTillClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cf_till_dispose;
  object_class->finalize = cf_till_finalize;
  object_class->get_property = cf_till_get_property;

  properties[PROP_READY] = _cf_property_flag ("ready");
  properties[PROP_SHOP] = _cf_property_object ("shop", CF_TYPE_SHOP);
  properties[PROP_CODE] = _cf_property_text ("code");
  properties[PROP_NEXT_NUMBER] = _cf_property_text ("next-number");
  properties[PROP_CART] = _cf_property_object ("cart", CF_TYPE_CART);
  properties[PROP_LAST_ORDER] = _cf_property_object ("last-order", CF_TYPE_ORDER);
  properties[PROP_SENDER] = _cf_property_object ("sender", CF_TYPE_SENDER);
  properties[PROP_TROUBLE] = _cf_property_error ("trouble");
  properties[PROP_CONNECTION_TROUBLE] = _cf_property_error ("connection-trouble");
  properties[PROP_CLERK] = _cf_property_text ("clerk");

  g_object_class_install_properties (object_class, N_PROPS, properties);

  other_name_signal = g_signal_new ("other-name", CF_TYPE_TILL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
}

static void
cf_till_init (CfTill *self)
{
  g_queue_init (&self->requests);
  self->next_counter = 1;
  self->clerk = g_strdup (g_get_user_name ());
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_till_new:
 * @journal: the till's journal, not yet open
 * @cache: the products as the till knows them, not yet open
 *
 * Makes a till that has to be opened. It belongs to the thread that made it.
 *
 * Returns: (transfer full): the till
 */
CfTill *
cf_till_new (CfJournal      *journal,
             CfProductCache *cache)
{
  CfTill *self;

  g_return_val_if_fail (CF_IS_JOURNAL (journal), NULL);
  g_return_val_if_fail (CF_IS_PRODUCT_CACHE (cache), NULL);

  self = g_object_new (CF_TYPE_TILL, NULL);
  self->journal = g_object_ref (journal);
  self->cache = g_object_ref (cache);
  self->cart = cf_cart_new (journal, 2);
  self->sender = cf_sender_new (journal);
  cf_sender_set_number_func (self->sender, take_number, self);
  g_signal_connect_object (self->sender, "notify::error", G_CALLBACK (on_sender_error_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sender, "acknowledged", G_CALLBACK (cf_till_compare_names), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * cf_till_get_ready:
 * @self: a till
 *
 * Returns: whether something can be sold: the journal is open and a shop was reached at least once
 */
gboolean
cf_till_get_ready (CfTill *self)
{
  g_return_val_if_fail (CF_IS_TILL (self), FALSE);

  return self->opened && self->shop != NULL && self->code != NULL && !self->unreadable;
}

/**
 * cf_till_get_shop:
 * @self: a till
 *
 * Returns: (transfer none) (nullable): the shop that the till belongs to
 */
CfShop *
cf_till_get_shop (CfTill *self)
{
  g_return_val_if_fail (CF_IS_TILL (self), NULL);

  return self->shop;
}

/**
 * cf_till_get_code:
 * @self: a till
 *
 * Returns: (nullable): the till's code, "T1"
 */
const char *
cf_till_get_code (CfTill *self)
{
  g_return_val_if_fail (CF_IS_TILL (self), NULL);

  return self->code;
}

/**
 * cf_till_get_next_number:
 * @self: a till
 *
 * Returns: (nullable): the number that the next order gets, "T1-1048"
 */
const char *
cf_till_get_next_number (CfTill *self)
{
  g_return_val_if_fail (CF_IS_TILL (self), NULL);

  return self->next_number;
}

/**
 * cf_till_get_cart:
 * @self: a till
 *
 * Returns: (transfer none): the open order; another object after each completion
 */
CfCart *
cf_till_get_cart (CfTill *self)
{
  g_return_val_if_fail (CF_IS_TILL (self), NULL);

  return self->cart;
}

/**
 * cf_till_get_last_order:
 * @self: a till
 *
 * Returns: (transfer none) (nullable): the order that was sold last, once it is on disk and until the next line
 */
CfOrder *
cf_till_get_last_order (CfTill *self)
{
  g_return_val_if_fail (CF_IS_TILL (self), NULL);

  return self->last_order;
}

/**
 * cf_till_get_sender:
 * @self: a till
 *
 * Returns: (transfer none): what carries the orders to the server
 */
CfSender *
cf_till_get_sender (CfTill *self)
{
  g_return_val_if_fail (CF_IS_TILL (self), NULL);

  return self->sender;
}

/**
 * cf_till_get_clerk:
 * @self: a till
 *
 * Returns: who sells
 */
const char *
cf_till_get_clerk (CfTill *self)
{
  g_return_val_if_fail (CF_IS_TILL (self), NULL);

  return self->clerk;
}

/**
 * cf_till_set_clerk:
 * @self: a till
 * @clerk: (nullable): who sells from now on; %NULL or "": the user of this computer
 *
 * Names the person on the orders that follow.
 */
void
cf_till_set_clerk (CfTill     *self,
                   const char *clerk)
{
  const char *name = clerk != NULL && *clerk != '\0' ? clerk : g_get_user_name ();

  g_return_if_fail (CF_IS_TILL (self));

  if (g_strcmp0 (self->clerk, name) == 0)
    return;

  g_free (self->clerk);
  self->clerk = g_utf8_make_valid (name, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLERK]);
}
