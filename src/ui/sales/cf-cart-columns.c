/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-cart-columns.h"

struct _CfCartColumns
{
  GObject parent_instance;

  int   tools;
  int   price;
  int   total;
  guint source;
};

enum
{
  GROWN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfCartColumns, cf_cart_columns, G_TYPE_OBJECT)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static gboolean
on_due_cb (gpointer user_data)
{
  CfCartColumns *self = CF_CART_COLUMNS (user_data);

  self->source = 0;
  g_signal_emit (self, signals[GROWN], 0);

  return G_SOURCE_REMOVE;
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_cart_columns_dispose (GObject *object)
{
  g_clear_handle_id (&CF_CART_COLUMNS (object)->source, g_source_remove);

  G_OBJECT_CLASS (cf_cart_columns_parent_class)->dispose (object);
}

static void
cf_cart_columns_class_init (CfCartColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_cart_columns_dispose;

  signals[GROWN] = g_signal_new ("grown", CF_TYPE_CART_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
cf_cart_columns_init (CfCartColumns *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_cart_columns_new:
 *
 * Returns: (transfer full): columns in which nothing stands yet
 */
CfCartColumns *
cf_cart_columns_new (void)
{
  return g_object_new (CF_TYPE_CART_COLUMNS, NULL);
}

/**
 * cf_cart_columns_take:
 * @self: the columns
 * @tools: the width of a line's buttons and quantity, px
 * @price: that of its price
 * @total: that of its total
 *
 * Makes room for a line. The others hear of it when what is laid out now is through.
 */
void
cf_cart_columns_take (CfCartColumns *self,
                      int            tools,
                      int            price,
                      int            total)
{
  g_return_if_fail (CF_IS_CART_COLUMNS (self));

  if (tools <= self->tools && price <= self->price && total <= self->total)
    return;

  self->tools = MAX (self->tools, tools);
  self->price = MAX (self->price, price);
  self->total = MAX (self->total, total);
  if (self->source == 0)
    self->source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_due_cb, self, NULL);
}

/**
 * cf_cart_columns_get_tools:
 * @self: the columns
 *
 * Returns: the width of the widest buttons with their quantity, px
 */
int
cf_cart_columns_get_tools (CfCartColumns *self)
{
  g_return_val_if_fail (CF_IS_CART_COLUMNS (self), 0);

  return self->tools;
}

/**
 * cf_cart_columns_get_price:
 * @self: the columns
 *
 * Returns: the width of the widest price, px
 */
int
cf_cart_columns_get_price (CfCartColumns *self)
{
  g_return_val_if_fail (CF_IS_CART_COLUMNS (self), 0);

  return self->price;
}

/**
 * cf_cart_columns_get_total:
 * @self: the columns
 *
 * Returns: the width of the widest total, px
 */
int
cf_cart_columns_get_total (CfCartColumns *self)
{
  g_return_val_if_fail (CF_IS_CART_COLUMNS (self), 0);

  return self->total;
}
