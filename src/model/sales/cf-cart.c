/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-cart-private.h"
#include "cf-error.h"
#include "cf-property-private.h"
#include "cf-uuid.h"

#include <glib/gi18n-lib.h>

#define MAX_UNDO 100

enum
{
  PROP_0,
  PROP_UUID,
  PROP_N_ITEMS,
  PROP_PIECES,
  PROP_GROSS,
  PROP_DISCOUNTS,
  PROP_TOTAL,
  PROP_SAVED,
  PROP_COMPLETABLE,
  PROP_CAN_UNDO,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CfCart, cf_cart, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* -------------------------------------------------------------------------------------------------
 * State, for the files of this class
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_cart_sums_add:
 * @sums: sums
 * @amounts: the numbers of a line
 *
 * Adds a line to sums.
 *
 * Returns: %FALSE where a sum would be too large
 */
gboolean
cf_cart_sums_add (CfCartSums          *sums,
                  const CfLineAmounts *amounts)
{
  return cf_decimal_add (sums->pieces, amounts->quantity, &sums->pieces) &&
         cf_decimal_add (sums->gross, amounts->gross, &sums->gross) &&
         cf_decimal_add (sums->total, amounts->total, &sums->total);
}

/**
 * cf_cart_compute_sums:
 * @self: a cart
 * @changed: (nullable): a line that is to have other numbers
 * @amounts: (nullable): those, or the numbers of a further line
 * @out: (out caller-allocates): the sums
 * @error: return location for a #GError
 *
 * Computes the sums as they would be.
 *
 * Fails with %CF_ERROR_TOO_LARGE.
 *
 * Returns: %TRUE if @out was set
 */
gboolean
cf_cart_compute_sums (CfCart               *self,
                      CfCartLine           *changed,
                      const CfLineAmounts  *amounts,
                      CfCartSums           *out,
                      GError              **error)
{
  CfCartSums sums = { CF_DECIMAL_ZERO, { 0, self->digits }, { 0, self->digits }, { 0, self->digits }, 0 };
  gboolean fits = TRUE;

  for (guint i = 0; fits && i < self->lines->len; i++)
    {
      CfCartLine *line = g_ptr_array_index (self->lines, i);

      fits = cf_cart_sums_add (&sums, line == changed ? amounts : cf_cart_line_get_amounts (line));
    }

  if (fits && changed == NULL && amounts != NULL)
    fits = cf_cart_sums_add (&sums, amounts);

  if (!fits || !cf_decimal_subtract (sums.gross, sums.total, &sums.discounts))
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_TOO_LARGE,
                           _("The order’s total would be too large. The order was left as it is."));
      return FALSE;
    }

  *out = sums;

  return TRUE;
}

/**
 * cf_cart_count_incomplete:
 * @self: a cart
 *
 * Returns: how many lines lack something
 */
guint
cf_cart_count_incomplete (CfCart *self)
{
  guint n = 0;

  for (guint i = 0; i < self->lines->len; i++)
    n += cf_cart_line_get_incomplete (g_ptr_array_index (self->lines, i));

  return n;
}

/**
 * cf_cart_take_sums:
 * @self: a cart
 *
 * Takes over the sums of the lines as they are. What could fail was tried before anything changed.
 */
void
cf_cart_take_sums (CfCart *self)
{
  gboolean completable = cf_cart_get_completable (self);
  CfCartSums old = self->sums;

  if (!cf_cart_compute_sums (self, NULL, NULL, &self->sums, NULL))
    self->sums = old;
  self->sums.n_incomplete = cf_cart_count_incomplete (self);

  if (!cf_decimal_equal (old.total, self->sums.total) || !cf_decimal_equal (old.gross, self->sums.gross) ||
      !cf_decimal_equal (old.pieces, self->sums.pieces))
    {
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PIECES]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GROSS]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DISCOUNTS]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);
    }

  if (cf_cart_get_completable (self) != completable)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETABLE]);
}

/**
 * cf_cart_update_saved:
 * @self: a cart
 *
 * Tells whether all is durable, where that changed.
 */
void
cf_cart_update_saved (CfCart *self)
{
  gboolean saved = cf_cart_get_saved (self);

  if (self->was_saved == saved)
    return;

  self->was_saved = saved;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAVED]);
}

/**
 * cf_cart_set_error:
 * @self: a cart
 * @error: (nullable): why the journal refuses
 *
 * Changes what is wrong.
 */
void
cf_cart_set_error (CfCart *self,
                   GError *error)
{
  _cf_property_set_error (self, properties[PROP_ERROR], &self->error, error);
}

/**
 * cf_cart_contains:
 * @self: a cart
 * @line: a line
 *
 * Returns: whether the line is in the cart
 */
gboolean
cf_cart_contains (CfCart     *self,
                  CfCartLine *line)
{
  return g_ptr_array_find (self->lines, line, NULL);
}

/**
 * cf_cart_undo_free:
 * @undo: (transfer full): a step
 *
 * Frees a step that can be undone.
 */
void
cf_cart_undo_free (CfCartUndo *undo)
{
  g_ptr_array_unref (undo->lines);
  g_free (undo);
}

/**
 * cf_cart_push_undo:
 * @self: a cart
 * @undo: (transfer full): how to take the last change back
 *
 * Remembers a step, and forgets the oldest beyond a hundred. That another step is the last one now is told as "can-undo".
 */
void
cf_cart_push_undo (CfCart     *self,
                   CfCartUndo *undo)
{
  g_ptr_array_add (self->undo, undo);
  if (self->undo->len > MAX_UNDO)
    g_ptr_array_remove_index (self->undo, 0);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
}

/**
 * cf_cart_pop_undo:
 * @self: a cart
 *
 * Returns: (transfer full) (nullable): the last step
 */
CfCartUndo *
cf_cart_pop_undo (CfCart *self)
{
  CfCartUndo *undo;

  if (self->undo->len == 0)
    return NULL;

  undo = g_ptr_array_steal_index (self->undo, self->undo->len - 1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);

  return undo;
}

/**
 * cf_cart_begin_anew:
 * @self: a cart that gets a line
 *
 * Whoever goes on after clearing sells to somebody else: nothing of what was cleared comes back into that order.
 */
void
cf_cart_begin_anew (CfCart *self)
{
  const CfCartUndo *last = self->undo->len > 0 ? g_ptr_array_index (self->undo, self->undo->len - 1) : NULL;

  if (last == NULL || last->kind != CF_CART_UNDO_CLEAR)
    return;

  g_ptr_array_set_size (self->undo, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
}

/* -------------------------------------------------------------------------------------------------
 * Interface implementations
 * ------------------------------------------------------------------------------------------------- */

static GType
cf_cart_get_item_type (GListModel *model)
{
  return CF_TYPE_CART_LINE;
}

static guint
cf_cart_get_n_items (GListModel *model)
{
  return CF_CART (model)->lines->len;
}

static gpointer
cf_cart_get_item (GListModel *model,
                  guint       position)
{
  CfCart *self = CF_CART (model);

  return position < self->lines->len ? g_object_ref (g_ptr_array_index (self->lines, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = cf_cart_get_item_type;
  iface->get_n_items = cf_cart_get_n_items;
  iface->get_item = cf_cart_get_item;
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_cart_finalize (GObject *object)
{
  CfCart *self = CF_CART (object);

  g_clear_object (&self->journal);
  g_free (self->uuid);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->undo);
  g_hash_table_unref (self->unremoved);
  g_clear_error (&self->error);
  g_clear_object (&self->typed);
  g_clear_object (&self->offered);

  G_OBJECT_CLASS (cf_cart_parent_class)->finalize (object);
}

static void
cf_cart_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  CfCart *self = CF_CART (object);

  switch (prop_id)
    {
    case PROP_UUID:
      g_value_set_string (value, self->uuid);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->lines->len);
      break;
    case PROP_PIECES:
      g_value_take_string (value, cf_decimal_to_string (self->sums.pieces));
      break;
    case PROP_GROSS:
      g_value_take_string (value, cf_decimal_to_string (self->sums.gross));
      break;
    case PROP_DISCOUNTS:
      g_value_take_string (value, cf_decimal_to_string (self->sums.discounts));
      break;
    case PROP_TOTAL:
      g_value_take_string (value, cf_decimal_to_string (self->sums.total));
      break;
    case PROP_SAVED:
      g_value_set_boolean (value, cf_cart_get_saved (self));
      break;
    case PROP_COMPLETABLE:
      g_value_set_boolean (value, cf_cart_get_completable (self));
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, cf_cart_get_can_undo (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_cart_class_init (CfCartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cf_cart_finalize;
  object_class->get_property = cf_cart_get_property;

  properties[PROP_UUID] = _cf_property_text ("uuid");
  properties[PROP_N_ITEMS] = _cf_property_count ("n-items");
  properties[PROP_PIECES] = _cf_property_text ("pieces");
  properties[PROP_GROSS] = _cf_property_text ("gross");
  properties[PROP_DISCOUNTS] = _cf_property_text ("discounts");
  properties[PROP_TOTAL] = _cf_property_text ("total");
  properties[PROP_SAVED] = _cf_property_flag ("saved");
  properties[PROP_COMPLETABLE] = _cf_property_flag ("completable");
  properties[PROP_CAN_UNDO] = _cf_property_flag ("can-undo");
  properties[PROP_ERROR] = _cf_property_error ("error");

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cf_cart_init (CfCart *self)
{
  self->lines = g_ptr_array_new_with_free_func (g_object_unref);
  self->undo = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_cart_undo_free);
  self->unremoved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->was_saved = TRUE;
}

/**
 * cf_cart_set_closed:
 * @self: a cart
 * @closed: whether it is becoming an order
 *
 * A closed cart refuses every change. Where the journal refuses the order it is opened again, as it was.
 */
void
cf_cart_set_closed (CfCart   *self,
                    gboolean  closed)
{
  self->closed = closed;
}

/**
 * cf_cart_set_digits:
 * @self: an empty cart
 * @currency_digits: decimals of the shop's currency
 *
 * The shop became known after the cart was made.
 */
void
cf_cart_set_digits (CfCart *self,
                    guint   currency_digits)
{
  g_assert (self->lines->len == 0);

  self->digits = currency_digits;
  cf_cart_take_sums (self);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_cart_new:
 * @journal: the till's journal, open
 * @currency_digits: decimals of the shop's currency
 *
 * Makes an empty order. Its UUID is that of the order it becomes. Nothing is written before the first line.
 *
 * Returns: (transfer full): the cart
 */
CfCart *
cf_cart_new (CfJournal *journal,
             guint      currency_digits)
{
  CfCart *self;

  g_return_val_if_fail (CF_IS_JOURNAL (journal), NULL);

  self = g_object_new (CF_TYPE_CART, NULL);
  self->journal = g_object_ref (journal);
  self->uuid = cf_uuid_new ();
  self->digits = currency_digits;
  cf_cart_compute_sums (self, NULL, NULL, &self->sums, NULL);

  return self;
}

/**
 * cf_cart_get_uuid:
 * @self: a cart
 *
 * Returns: the UUID, also of the later order: sent twice, it is stored once
 */
const char *
cf_cart_get_uuid (CfCart *self)
{
  g_return_val_if_fail (CF_IS_CART (self), NULL);

  return self->uuid;
}

/**
 * cf_cart_get_pieces:
 * @self: a cart
 *
 * Returns: the sum of all quantities
 */
CfDecimal
cf_cart_get_pieces (CfCart *self)
{
  g_return_val_if_fail (CF_IS_CART (self), CF_DECIMAL_ZERO);

  return self->sums.pieces;
}

/**
 * cf_cart_get_gross:
 * @self: a cart
 *
 * Returns: the sum before discounts
 */
CfDecimal
cf_cart_get_gross (CfCart *self)
{
  g_return_val_if_fail (CF_IS_CART (self), CF_DECIMAL_ZERO);

  return self->sums.gross;
}

/**
 * cf_cart_get_discounts:
 * @self: a cart
 *
 * Returns: what all discounts take off together
 */
CfDecimal
cf_cart_get_discounts (CfCart *self)
{
  g_return_val_if_fail (CF_IS_CART (self), CF_DECIMAL_ZERO);

  return self->sums.discounts;
}

/**
 * cf_cart_get_total:
 * @self: a cart
 *
 * Returns: what is to be paid: the sum of the lines' totals
 */
CfDecimal
cf_cart_get_total (CfCart *self)
{
  g_return_val_if_fail (CF_IS_CART (self), CF_DECIMAL_ZERO);

  return self->sums.total;
}

/**
 * cf_cart_get_saved:
 * @self: a cart
 *
 * Returns: whether the journal has the order as it is shown, on disk
 */
gboolean
cf_cart_get_saved (CfCart *self)
{
  g_return_val_if_fail (CF_IS_CART (self), FALSE);

  return self->n_unsaved == 0 && self->n_removing == 0 && g_hash_table_size (self->unremoved) == 0;
}

/**
 * cf_cart_get_completable:
 * @self: a cart
 *
 * Returns: whether it has lines and none lacks anything
 */
gboolean
cf_cart_get_completable (CfCart *self)
{
  g_return_val_if_fail (CF_IS_CART (self), FALSE);

  return self->lines->len > 0 && self->sums.n_incomplete == 0;
}

/**
 * cf_cart_get_can_undo:
 * @self: a cart
 *
 * Returns: whether there is something to undo
 */
gboolean
cf_cart_get_can_undo (CfCart *self)
{
  g_return_val_if_fail (CF_IS_CART (self), FALSE);

  return self->undo->len > 0;
}
