/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-sell-input.h"

/* One thing the clerk did: an entry (with the product where one was chosen), or a completion (both NULL). */
typedef struct
{
  char      *typed;
  CfProduct *product;
} Deed;

struct _CfSellInput
{
  GObject parent_instance;

  CfTill *till;
  GQueue  deeds;                /* (element-type Deed) */
  guint   n_entering;
  guint   completing : 1;
};

enum
{
  ENTERED,
  REFUSED,
  COMPLETED,
  NOT_COMPLETED,
  N_SIGNALS
};

/* What an answer of the till needs: the input may be gone by then. */
typedef struct
{
  CfSellInput *self;
  char        *typed;
} Waiting;

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfSellInput, cf_sell_input, G_TYPE_OBJECT)

static void carry_out (CfSellInput *self);

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
deed_free (Deed *deed)
{
  g_free (deed->typed);
  g_clear_object (&deed->product);
  g_free (deed);
}

static void
add_deed (CfSellInput *self,
          const char  *typed,
          CfProduct   *product)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->typed = g_strdup (typed);
  g_set_object (&deed->product, product);
  g_queue_push_tail (&self->deeds, deed);
  carry_out (self);
}

/* The order that was to be completed is another one without what was refused: whoever asked for it looks again. */
static void
drop_completion (CfSellInput *self)
{
  for (GList *link = self->deeds.head; link != NULL; link = link->next)
    {
      Deed *deed = link->data;

      if (deed->typed != NULL)
        continue;
      g_queue_delete_link (&self->deeds, link);
      deed_free (deed);
      return;
    }
}

static void
on_entered_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autofree Waiting *waiting = user_data;
  g_autoptr(CfSellInput) self = g_steal_pointer (&waiting->self);
  g_autofree char *typed = g_steal_pointer (&waiting->typed);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfCartLine) line = cf_till_enter_finish (CF_TILL (source), result, &error);

  self->n_entering--;
  if (error == NULL)
    g_signal_emit (self, signals[ENTERED], 0, line);
  else
    {
      drop_completion (self);
      g_signal_emit (self, signals[REFUSED], 0, typed, error);
    }
  carry_out (self);
}

static void
enter (CfSellInput *self,
       const Deed  *deed)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->self = g_object_ref (self);
  waiting->typed = g_strdup (deed->typed);
  self->n_entering++;
  if (deed->product != NULL)
    cf_till_enter_product_async (self->till, deed->product, deed->typed, on_entered_cb, waiting);
  else
    cf_till_enter_async (self->till, deed->typed, NULL, on_entered_cb, waiting);
}

static void
on_completed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(CfSellInput) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfOrder) order = cf_till_complete_finish (CF_TILL (source), result, &error);

  self->completing = FALSE;
  if (order != NULL)
    g_signal_emit (self, signals[COMPLETED], 0, order);
  else
    g_signal_emit (self, signals[NOT_COMPLETED], 0, error);
  carry_out (self);
}

static void
complete (CfSellInput *self)
{
  self->completing = TRUE;
  cf_till_complete_async (self->till, on_completed_cb, g_object_ref (self));
}

/* A completion holds back all that was done after it until it has begun: what comes later belongs to the next order. */
static void
carry_out (CfSellInput *self)
{
  g_autoptr(CfSellInput) hold = g_object_ref (self);

  while (!g_queue_is_empty (&self->deeds) && cf_till_get_ready (self->till))
    {
      const Deed *head = g_queue_peek_head (&self->deeds);
      Deed *deed;

      if (head->typed == NULL && (self->n_entering > 0 || self->completing))
        break;

      deed = g_queue_pop_head (&self->deeds);
      if (deed->typed == NULL)
        complete (self);
      else
        enter (self, deed);
      deed_free (deed);
    }
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_sell_input_finalize (GObject *object)
{
  CfSellInput *self = CF_SELL_INPUT (object);

  g_queue_clear_full (&self->deeds, (GDestroyNotify) deed_free);
  g_clear_object (&self->till);

  G_OBJECT_CLASS (cf_sell_input_parent_class)->finalize (object);
}

static void
cf_sell_input_class_init (CfSellInputClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cf_sell_input_finalize;

  signals[ENTERED] = g_signal_new ("entered", CF_TYPE_SELL_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, CF_TYPE_CART_LINE);
  signals[REFUSED] = g_signal_new ("refused", CF_TYPE_SELL_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
  signals[COMPLETED] = g_signal_new ("completed", CF_TYPE_SELL_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, CF_TYPE_ORDER);
  signals[NOT_COMPLETED] = g_signal_new ("not-completed", CF_TYPE_SELL_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
cf_sell_input_init (CfSellInput *self)
{
  g_queue_init (&self->deeds);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sell_input_new:
 * @till: the till that carries the deeds out
 *
 * Returns: (transfer full): a new input; UI thread
 */
CfSellInput *
cf_sell_input_new (CfTill *till)
{
  CfSellInput *self;

  g_return_val_if_fail (CF_IS_TILL (till), NULL);

  self = g_object_new (CF_TYPE_SELL_INPUT, NULL);
  self->till = g_object_ref (till);
  g_signal_connect_object (till, "notify::ready", G_CALLBACK (carry_out), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * cf_sell_input_enter:
 * @self: the input
 * @typed: what was typed or scanned
 *
 * Enters @typed after all that was done before. Answers by "entered" or "refused".
 */
void
cf_sell_input_enter (CfSellInput *self,
                     const char  *typed)
{
  g_return_if_fail (CF_IS_SELL_INPUT (self));
  g_return_if_fail (typed != NULL);

  add_deed (self, typed, NULL);
}

/**
 * cf_sell_input_product:
 * @self: the input
 * @product: what was chosen from the results
 * @typed: what had been typed to find it; a leading "3*" counts
 *
 * Enters a product that was chosen, after all that was done before.
 */
void
cf_sell_input_product (CfSellInput *self,
                       CfProduct   *product,
                       const char  *typed)
{
  g_return_if_fail (CF_IS_SELL_INPUT (self));
  g_return_if_fail (CF_IS_PRODUCT (product));
  g_return_if_fail (typed != NULL);

  add_deed (self, typed, product);
}

/**
 * cf_sell_input_complete:
 * @self: the input
 *
 * Completes the order as it is when all entries before are in it.
 */
void
cf_sell_input_complete (CfSellInput *self)
{
  g_return_if_fail (CF_IS_SELL_INPUT (self));

  add_deed (self, NULL, NULL);
}

/**
 * cf_sell_input_get_busy:
 * @self: the input
 *
 * Returns: whether entries are still on their way into the order
 */
gboolean
cf_sell_input_get_busy (CfSellInput *self)
{
  g_return_val_if_fail (CF_IS_SELL_INPUT (self), FALSE);

  return self->n_entering > 0 || !g_queue_is_empty (&self->deeds);
}
