/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-line-limits-private.h"
#include "cf-sale.h"

struct _CfSale
{
  GObject      parent_instance;

  CfSaleFields fields;
};

G_DEFINE_FINAL_TYPE (CfSale, cf_sale, G_TYPE_OBJECT)

static void
cf_sale_finalize (GObject *object)
{
  CfSaleFields *fields = &CF_SALE (object)->fields;

  g_free (fields->order_number);
  g_free (fields->product_number);
  g_free (fields->product_name);
  g_free (fields->clerk);
  g_free (fields->till);
  g_free (fields->note);
  g_free (fields->quantity_text);
  g_free (fields->price_text);
  g_free (fields->discount_text);
  g_free (fields->total_text);

  G_OBJECT_CLASS (cf_sale_parent_class)->finalize (object);
}

static void
cf_sale_class_init (CfSaleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_sale_finalize;
}

static void
cf_sale_init (CfSale *self)
{
}

/**
 * cf_sale_new:
 * @fields: (transfer full): the values; all it points to is taken over and @fields is cleared
 *
 * Returns: (transfer full): the line
 */
CfSale *
cf_sale_new (CfSaleFields *fields)
{
  CfSale *self;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_object_new (CF_TYPE_SALE, NULL);
  self->fields = *fields;
  *fields = (CfSaleFields) { 0 };
  return self;
}

/**
 * cf_sale_fields:
 * @self: a line
 *
 * Returns: (transfer none): its values, which live as long as @self
 */
const CfSaleFields *
cf_sale_fields (CfSale *self)
{
  g_return_val_if_fail (CF_IS_SALE (self), NULL);

  return &self->fields;
}

static gboolean
refuse (GError     **error,
        int          code,
        const char  *sentence)
{
  g_set_error_literal (error, CF_ERROR, code, sentence);
  return FALSE;
}

/* A line that came with a sign, as a return of an import does, may keep it. */
static gboolean
check_sign (CfDecimal    value,
            gboolean     has,
            CfDecimal    stored,
            const char  *sentence,
            GError     **error)
{
  if (cf_decimal_sign (value) >= 0 || (has && cf_decimal_sign (stored) < 0))
    return TRUE;
  return refuse (error, CF_ERROR_INVALID, sentence);
}

static CfDecimal
size_of (CfDecimal value)
{
  return cf_decimal_sign (value) < 0 ? cf_decimal_negate (value) : value;
}

static gboolean
check_quantity (const CfSaleFields  *stored,
                CfDecimal            quantity,
                GError             **error)
{
  if (stored->has_quantity && cf_decimal_equal (quantity, stored->quantity))
    return TRUE;
  if (cf_decimal_sign (quantity) == 0)
    return refuse (error, CF_ERROR_INVALID, _("A line of no pieces is none. Nothing was stored: cancel, and delete the line instead."));
  if (cf_decimal_trim (quantity).scale > CF_LINE_QUANTITY_DECIMALS)
    return refuse (error, CF_ERROR_INVALID, _("A quantity has at most three decimals. Nothing was stored: type it rounded."));
  if (cf_decimal_compare (size_of (quantity), CF_LINE_MOST_PIECES) > 0)
    return refuse (error, CF_ERROR_TOO_LARGE, _("This quantity is too large. Nothing was stored; was a code scanned where the quantity belongs?"));
  return check_sign (quantity, stored->has_quantity, stored->quantity,
                     _("A quantity below zero is a return, and this line is a sale. Nothing was stored: type how many were sold."), error);
}

static gboolean
check_price (const CfSaleFields  *stored,
             CfDecimal            price,
             GError             **error)
{
  if (stored->has_price && cf_decimal_equal (price, stored->price))
    return TRUE;
  if (cf_decimal_compare (size_of (price), CF_LINE_MOST_PRICE) > 0)
    return refuse (error, CF_ERROR_TOO_LARGE, _("This price is too large. Nothing was stored: type what one costs."));
  return check_sign (price, stored->has_price, stored->price,
                     _("A price cannot be below zero. Nothing was stored: type what one costs, 0 where it was free."), error);
}

static gboolean
check_discount (CfDecimal   discount,
                GError    **error)
{
  if (cf_decimal_sign (discount) >= 0 && cf_decimal_compare (discount, CF_DECIMAL_ONE) <= 0)
    return TRUE;
  return refuse (error, CF_ERROR_INVALID, _("A discount is between 0 and 100\u202f%. Nothing was stored."));
}

/**
 * cf_sale_check_edit:
 * @self: a line as it is stored
 * @edit: what it is to become
 * @error: return location for a #GError
 *
 * A line that is corrected keeps the rules by which it was sold. What others stored against them may stay as it is, and a line that
 * has a quantity or a price below zero may have another one below zero.
 *
 * Fails with %CF_ERROR_INVALID or %CF_ERROR_TOO_LARGE, whose message says what to do instead.
 *
 * Returns: whether @self may become that
 */
gboolean
cf_sale_check_edit (CfSale            *self,
                    const CfSaleEdit  *edit,
                    GError           **error)
{
  const CfSaleFields *stored;

  g_return_val_if_fail (CF_IS_SALE (self), FALSE);
  g_return_val_if_fail (edit != NULL, FALSE);

  stored = &self->fields;
  return (edit->quantity == NULL || check_quantity (stored, *edit->quantity, error)) &&
         (edit->price == NULL || check_price (stored, *edit->price, error)) &&
         (edit->discount == NULL || check_discount (*edit->discount, error));
}
