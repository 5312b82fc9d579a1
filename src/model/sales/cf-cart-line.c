/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-cart-line-private.h"
#include "cf-document-private.h"
#include "cf-error.h"
#include "cf-fold.h"
#include "cf-money.h"
#include "cf-property-private.h"
#include "cf-uuid.h"

#include <glib/gi18n-lib.h>

#define LINE_VERSION 1

struct _CfCartLine
{
  GObject parent_instance;

  char *uuid;
  char *code;
  char *name;
  char *note;
  CfLineAmounts amounts;
  guint64 revision;
  int position;
  guint known : 1;
  guint keep : 1;
  guint saved : 1;
  guint failed : 1;
};

enum
{
  PROP_0,
  PROP_UUID,
  PROP_CODE,
  PROP_NAME,
  PROP_NOTE,
  PROP_QUANTITY,
  PROP_PRICE,
  PROP_DISCOUNT,
  PROP_DISCOUNT_AMOUNT,
  PROP_TOTAL,
  PROP_SAVED,
  PROP_KNOWN,
  PROP_INCOMPLETE,
  PROP_KEEP,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (CfCartLine, cf_cart_line, G_TYPE_OBJECT)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
notify_incomplete (CfCartLine *self,
                   gboolean    before)
{
  if (cf_cart_line_get_incomplete (self) != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INCOMPLETE]);
}

static void
replace_text (CfCartLine  *self,
              char       **field,
              const char  *value,
              guint        prop)
{
  gboolean incomplete = cf_cart_line_get_incomplete (self);

  if (g_strcmp0 (*field, value) == 0)
    return;

  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
  notify_incomplete (self, incomplete);
}

static char *
price_to_text (CfCartLine *self)
{
  return self->amounts.has_price ? cf_decimal_to_string (self->amounts.price) : NULL;
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_cart_line_finalize (GObject *object)
{
  CfCartLine *self = CF_CART_LINE (object);

  g_free (self->uuid);
  g_free (self->code);
  g_free (self->name);
  g_free (self->note);

  G_OBJECT_CLASS (cf_cart_line_parent_class)->finalize (object);
}

static void
cf_cart_line_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  CfCartLine *self = CF_CART_LINE (object);

  switch (prop_id)
    {
    case PROP_UUID:
      g_value_set_string (value, self->uuid);
      break;
    case PROP_CODE:
      g_value_set_string (value, self->code);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_NOTE:
      g_value_set_string (value, self->note);
      break;
    case PROP_QUANTITY:
      g_value_take_string (value, cf_decimal_to_string (self->amounts.quantity));
      break;
    case PROP_PRICE:
      g_value_take_string (value, price_to_text (self));
      break;
    case PROP_DISCOUNT:
      g_value_take_string (value, cf_decimal_to_string (self->amounts.discount));
      break;
    case PROP_DISCOUNT_AMOUNT:
      g_value_take_string (value, cf_decimal_to_string (self->amounts.discount_amount));
      break;
    case PROP_TOTAL:
      g_value_take_string (value, cf_decimal_to_string (self->amounts.total));
      break;
    case PROP_SAVED:
      g_value_set_boolean (value, self->saved);
      break;
    case PROP_KNOWN:
      g_value_set_boolean (value, self->known);
      break;
    case PROP_INCOMPLETE:
      g_value_set_boolean (value, cf_cart_line_get_incomplete (self));
      break;
    case PROP_KEEP:
      g_value_set_boolean (value, self->keep);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_cart_line_class_init (CfCartLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cf_cart_line_finalize;
  object_class->get_property = cf_cart_line_get_property;

  properties[PROP_UUID] = _cf_property_text ("uuid");
  properties[PROP_CODE] = _cf_property_text ("code");
  properties[PROP_NAME] = _cf_property_text ("name");
  properties[PROP_NOTE] = _cf_property_text ("note");
  properties[PROP_QUANTITY] = _cf_property_text ("quantity");
  properties[PROP_PRICE] = _cf_property_text ("price");
  properties[PROP_DISCOUNT] = _cf_property_text ("discount");
  properties[PROP_DISCOUNT_AMOUNT] = _cf_property_text ("discount-amount");
  properties[PROP_TOTAL] = _cf_property_text ("total");
  properties[PROP_SAVED] = _cf_property_flag ("saved");
  properties[PROP_KNOWN] = _cf_property_flag ("known");
  properties[PROP_INCOMPLETE] = _cf_property_flag ("incomplete");
  properties[PROP_KEEP] = _cf_property_flag ("keep");

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cf_cart_line_init (CfCartLine *self)
{
  self->amounts.quantity = CF_DECIMAL_ONE;
  self->position = -1;
}

/* -------------------------------------------------------------------------------------------------
 * Private API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_line_amounts_compute:
 * @amounts: quantity, price and discounts of a line; its gross and total are set
 * @digits: decimals of the shop's currency
 * @error: return location for a #GError
 *
 * Computes what a line costs before and after its discounts. A line without a price costs nothing yet.
 *
 * Fails with %CF_ERROR_TOO_LARGE where a result is beyond a #CfDecimal, and with %CF_ERROR_INVALID where
 * the amount taken off is more than the line; @amounts is not to be used then.
 *
 * Returns: %TRUE if the amounts are consistent
 */
gboolean
cf_line_amounts_compute (CfLineAmounts  *amounts,
                         guint           digits,
                         GError        **error)
{
  amounts->gross = amounts->total = (CfDecimal) { 0, digits };

  if (!amounts->has_price)
    return TRUE;

  if (!cf_money_line_total (amounts->quantity, amounts->price, CF_DECIMAL_ZERO, CF_DECIMAL_ZERO,
                            digits, &amounts->gross, error) ||
      !cf_money_line_total (amounts->quantity, amounts->price, amounts->discount, amounts->discount_amount,
                            digits, &amounts->total, error))
    return FALSE;

  if (cf_decimal_sign (amounts->discount_amount) > 0 && cf_decimal_sign (amounts->total) < 0)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID,
                           _("The amount taken off would be more than the line itself. The line was left as it is."));
      return FALSE;
    }

  return TRUE;
}

/**
 * cf_cart_line_new:
 * @code: what the line is sold under
 * @name: (nullable): its name
 * @amounts: its numbers, computed
 * @known: whether the catalogue has it
 * @keep: whether to make it a product when sold
 *
 * Makes a line that is in no cart yet.
 *
 * Returns: (transfer full): the line
 */
CfCartLine *
cf_cart_line_new (const char          *code,
                  const char          *name,
                  const CfLineAmounts *amounts,
                  gboolean             known,
                  gboolean             keep)
{
  CfCartLine *self = g_object_new (CF_TYPE_CART_LINE, NULL);

  self->uuid = cf_uuid_new ();
  self->code = g_strdup (code);
  self->name = g_strdup (name != NULL ? name : "");
  self->amounts = *amounts;
  self->known = known;
  self->keep = keep;

  return self;
}

/**
 * cf_cart_line_to_json:
 * @self: a line
 *
 * Returns: (transfer full): the document by which the journal keeps the line
 */
char *
cf_cart_line_to_json (CfCartLine *self)
{
  GString *out = g_string_sized_new (256);

  g_string_append_c (out, '{');
  cf_document_append_int (out, "version", LINE_VERSION);
  cf_document_append_text (out, "code", self->code);
  cf_document_append_text (out, "name", self->name);
  if (self->note != NULL)
    cf_document_append_text (out, "note", self->note);
  cf_document_append_decimal (out, "quantity", self->amounts.quantity);
  if (self->amounts.has_price)
    cf_document_append_decimal (out, "price", self->amounts.price);
  cf_document_append_decimal (out, "discount", self->amounts.discount);
  cf_document_append_decimal (out, "discount_amount", self->amounts.discount_amount);
  cf_document_append_bool (out, "known", self->known);
  cf_document_append_bool (out, "keep", self->keep);
  g_string_append_c (out, '}');

  return g_string_free (out, FALSE);
}

static gboolean
read_line (CfCartLine  *self,
           JsonObject  *object,
           guint        digits,
           GError     **error)
{
  CfLineAmounts *amounts = &self->amounts;

  self->code = g_strdup (cf_document_get_text (object, "code"));
  self->name = g_strdup (cf_document_get_text (object, "name"));
  self->note = g_strdup (cf_document_get_text (object, "note"));
  self->known = cf_document_get_bool (object, "known");
  self->keep = cf_document_get_bool (object, "keep");

  amounts->has_price = cf_document_get_decimal (object, "price", &amounts->price);

  if (self->code == NULL || self->name == NULL ||
      !cf_document_get_decimal (object, "quantity", &amounts->quantity) ||
      !cf_document_get_decimal (object, "discount", &amounts->discount) ||
      !cf_document_get_decimal (object, "discount_amount", &amounts->discount_amount))
    return cf_document_fail (error);

  return cf_line_amounts_compute (amounts, digits, error);
}

/**
 * cf_cart_line_new_from_json:
 * @uuid: the line's UUID
 * @json: the document of cf_cart_line_to_json()
 * @digits: decimals of the shop's currency
 * @error: return location for a #GError
 *
 * Reads a line back as the journal has it: it is saved.
 *
 * Fails with %CF_ERROR_VERSION or %CF_ERROR_INVALID as cf_document_parse() does.
 *
 * Returns: (transfer full) (nullable): the line
 */
CfCartLine *
cf_cart_line_new_from_json (const char  *uuid,
                            const char  *json,
                            guint        digits,
                            GError     **error)
{
  g_autoptr(CfCartLine) self = g_object_new (CF_TYPE_CART_LINE, NULL);
  g_autoptr(JsonParser) parser = cf_document_parse (json, LINE_VERSION, error);

  if (parser == NULL || !read_line (self, json_node_get_object (json_parser_get_root (parser)), digits, error))
    return NULL;

  self->uuid = g_strdup (uuid);
  self->saved = TRUE;

  return g_steal_pointer (&self);
}

/**
 * cf_cart_line_get_amounts:
 * @self: a line
 *
 * Returns: (transfer none): all numbers of the line, valid until the next change
 */
const CfLineAmounts *
cf_cart_line_get_amounts (CfCartLine *self)
{
  return &self->amounts;
}

/**
 * cf_cart_line_set_amounts:
 * @self: a line
 * @amounts: its new numbers, computed
 *
 * Takes over new numbers and notifies of those that changed.
 */
void
cf_cart_line_set_amounts (CfCartLine          *self,
                          const CfLineAmounts *amounts)
{
  CfLineAmounts old = self->amounts;
  gboolean incomplete = cf_cart_line_get_incomplete (self);

  g_object_freeze_notify (G_OBJECT (self));
  self->amounts = *amounts;

  if (!cf_decimal_equal (old.quantity, amounts->quantity))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUANTITY]);
  if (old.has_price != amounts->has_price || !cf_decimal_equal (old.price, amounts->price))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRICE]);
  if (!cf_decimal_equal (old.discount, amounts->discount))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DISCOUNT]);
  if (!cf_decimal_equal (old.discount_amount, amounts->discount_amount))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DISCOUNT_AMOUNT]);
  if (!cf_decimal_equal (old.total, amounts->total))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);

  notify_incomplete (self, incomplete);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * cf_cart_line_set_name:
 * @self: a line
 * @name: its name
 *
 * Takes over a name.
 */
void
cf_cart_line_set_name (CfCartLine *self,
                       const char *name)
{
  replace_text (self, &self->name, name, PROP_NAME);
}

/**
 * cf_cart_line_set_note:
 * @self: a line
 * @note: (nullable): a note
 *
 * Takes over a note.
 */
void
cf_cart_line_set_note (CfCartLine *self,
                       const char *note)
{
  replace_text (self, &self->note, note, PROP_NOTE);
}

/**
 * cf_cart_line_set_keep:
 * @self: a line
 * @keep: whether to make it a product when sold
 *
 * Takes over the choice.
 */
void
cf_cart_line_set_keep (CfCartLine *self,
                       gboolean    keep)
{
  if (self->keep == !!keep)
    return;

  self->keep = !!keep;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEP]);
}

/**
 * cf_cart_line_set_known:
 * @self: a line
 * @code: the product's number
 * @name: the product's name
 *
 * The catalogue knows the line's code after all.
 */
void
cf_cart_line_set_known (CfCartLine *self,
                        const char *code,
                        const char *name)
{
  gboolean incomplete = cf_cart_line_get_incomplete (self);

  replace_text (self, &self->code, code, PROP_CODE);
  replace_text (self, &self->name, name, PROP_NAME);
  cf_cart_line_set_keep (self, FALSE);
  self->known = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KNOWN]);
  notify_incomplete (self, incomplete);
}

/**
 * cf_cart_line_get_position:
 * @self: a line
 *
 * Returns: where the journal sorts the line; rises from line to line, with gaps
 */
int
cf_cart_line_get_position (CfCartLine *self)
{
  return self->position;
}

/**
 * cf_cart_line_set_position:
 * @self: a line
 * @position: where the journal is to sort it
 *
 * Sets the place, once, before the line is shown.
 */
void
cf_cart_line_set_position (CfCartLine *self,
                           int         position)
{
  self->position = position;
}

/**
 * cf_cart_line_get_revision:
 * @self: a line
 *
 * Returns: how often the line was changed
 */
guint64
cf_cart_line_get_revision (CfCartLine *self)
{
  return self->revision;
}

/**
 * cf_cart_line_mark_changed:
 * @self: a line
 *
 * The line differs from what the journal has.
 */
void
cf_cart_line_mark_changed (CfCartLine *self)
{
  self->revision++;
  self->failed = FALSE;

  if (!self->saved)
    return;

  self->saved = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAVED]);
}

/**
 * cf_cart_line_mark_saved:
 * @self: a line
 * @revision: the state that the journal has now
 *
 * The journal answered. Answers to states that were changed since do not count.
 *
 * Returns: %TRUE if the line became saved
 */
gboolean
cf_cart_line_mark_saved (CfCartLine *self,
                         guint64     revision)
{
  if (self->saved || self->revision != revision)
    return FALSE;

  self->saved = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAVED]);

  return TRUE;
}

/**
 * cf_cart_line_get_failed:
 * @self: a line
 *
 * Returns: whether the journal refused the latest state
 */
gboolean
cf_cart_line_get_failed (CfCartLine *self)
{
  return self->failed;
}

/**
 * cf_cart_line_set_failed:
 * @self: a line
 * @failed: whether the journal refused the latest state
 *
 * Remembers that the line is to be written again.
 */
void
cf_cart_line_set_failed (CfCartLine *self,
                         gboolean    failed)
{
  self->failed = failed;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_cart_line_get_uuid:
 * @self: a line
 *
 * Returns: the line's UUID in the journal
 */
const char *
cf_cart_line_get_uuid (CfCartLine *self)
{
  g_return_val_if_fail (CF_IS_CART_LINE (self), NULL);

  return self->uuid;
}

/**
 * cf_cart_line_get_code:
 * @self: a line
 *
 * Returns: the product number, or what was typed where the catalogue does not know it
 */
const char *
cf_cart_line_get_code (CfCartLine *self)
{
  g_return_val_if_fail (CF_IS_CART_LINE (self), NULL);

  return self->code;
}

/**
 * cf_cart_line_get_name:
 * @self: a line
 *
 * Returns: the name; "" where there is none
 */
const char *
cf_cart_line_get_name (CfCartLine *self)
{
  g_return_val_if_fail (CF_IS_CART_LINE (self), NULL);

  return self->name;
}

/**
 * cf_cart_line_get_note:
 * @self: a line
 *
 * Returns: (nullable): the note
 */
const char *
cf_cart_line_get_note (CfCartLine *self)
{
  g_return_val_if_fail (CF_IS_CART_LINE (self), NULL);

  return self->note;
}

/**
 * cf_cart_line_get_quantity:
 * @self: a line
 *
 * Returns: how many, above zero, with up to three decimals
 */
CfDecimal
cf_cart_line_get_quantity (CfCartLine *self)
{
  g_return_val_if_fail (CF_IS_CART_LINE (self), CF_DECIMAL_ZERO);

  return self->amounts.quantity;
}

/**
 * cf_cart_line_get_price:
 * @self: a line
 * @out: (out caller-allocates): the price of one; zero where there is none yet
 *
 * Returns: %FALSE where there is no price yet
 */
gboolean
cf_cart_line_get_price (CfCartLine *self,
                        CfDecimal  *out)
{
  g_return_val_if_fail (CF_IS_CART_LINE (self), FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  *out = self->amounts.has_price ? self->amounts.price : CF_DECIMAL_ZERO;

  return self->amounts.has_price;
}

/**
 * cf_cart_line_get_discount:
 * @self: a line
 *
 * Returns: the discount as a fraction, 0 to 1
 */
CfDecimal
cf_cart_line_get_discount (CfCartLine *self)
{
  g_return_val_if_fail (CF_IS_CART_LINE (self), CF_DECIMAL_ZERO);

  return self->amounts.discount;
}

/**
 * cf_cart_line_get_discount_amount:
 * @self: a line
 *
 * Returns: the amount taken off the whole line, after the fraction
 */
CfDecimal
cf_cart_line_get_discount_amount (CfCartLine *self)
{
  g_return_val_if_fail (CF_IS_CART_LINE (self), CF_DECIMAL_ZERO);

  return self->amounts.discount_amount;
}

/**
 * cf_cart_line_get_total:
 * @self: a line
 *
 * Returns: what the line costs; zero while it has no price
 */
CfDecimal
cf_cart_line_get_total (CfCartLine *self)
{
  g_return_val_if_fail (CF_IS_CART_LINE (self), CF_DECIMAL_ZERO);

  return self->amounts.total;
}

/**
 * cf_cart_line_get_saved:
 * @self: a line
 *
 * Returns: whether the journal has the line as it is shown, on disk
 */
gboolean
cf_cart_line_get_saved (CfCartLine *self)
{
  g_return_val_if_fail (CF_IS_CART_LINE (self), FALSE);

  return self->saved;
}

/**
 * cf_cart_line_get_known:
 * @self: a line
 *
 * Returns: whether the catalogue has the product
 */
gboolean
cf_cart_line_get_known (CfCartLine *self)
{
  g_return_val_if_fail (CF_IS_CART_LINE (self), FALSE);

  return self->known;
}

/**
 * cf_cart_line_get_incomplete:
 * @self: a line
 *
 * Odd products are sold as they are: one that the catalogue knows without a name lacks nothing.
 *
 * Returns: whether a price, or the name of an unknown code, is still to be filled in
 */
gboolean
cf_cart_line_get_incomplete (CfCartLine *self)
{
  g_return_val_if_fail (CF_IS_CART_LINE (self), FALSE);

  return !self->amounts.has_price || (!self->known && cf_fold_is_blank (self->name));
}

/**
 * cf_cart_line_get_keep:
 * @self: a line
 *
 * Returns: whether the unknown code becomes a product when it is sold
 */
gboolean
cf_cart_line_get_keep (CfCartLine *self)
{
  g_return_val_if_fail (CF_IS_CART_LINE (self), FALSE);

  return self->keep;
}
