/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-document-private.h"
#include "cf-error.h"
#include "cf-money.h"
#include "cf-order.h"

#include <glib/gi18n-lib.h>

/* The version of the document that is written. A new member that old programs may ignore needs no new version; whatever
 * changes the meaning of an order does; read_order() then takes the older ones as well: they wait in journals. */
#define ORDER_VERSION 1

struct _CfOrder
{
  GObject parent_instance;

  char *uuid;
  char *number;
  char *till;
  char *clerk;
  gint64 sold_at;               /* µs since 1970 */
  GPtrArray *lines;             /* (element-type CfOrderLine) */
  CfDecimal pieces;
  CfDecimal gross;
  CfDecimal discounts;
  CfDecimal total;
};

G_DEFINE_FINAL_TYPE (CfOrder, cf_order, G_TYPE_OBJECT)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* The cart rounded its totals to the currency's digits; they tell how many those are. */
static guint
find_digits (GPtrArray *lines)
{
  guint digits = 0;

  for (guint i = 0; i < lines->len; i++)
    digits = MAX (digits, ((CfOrderLine *) g_ptr_array_index (lines, i))->total.scale);

  return digits;
}

static gboolean
sum_up (CfOrder *self)
{
  guint digits = find_digits (self->lines);

  self->pieces = CF_DECIMAL_ZERO;
  self->gross = self->total = (CfDecimal) { 0, digits };

  for (guint i = 0; i < self->lines->len; i++)
    {
      const CfOrderLine *line = g_ptr_array_index (self->lines, i);
      CfDecimal gross = line->total;

      if ((line->has_price && !cf_money_line_total (line->quantity, line->price, CF_DECIMAL_ZERO, CF_DECIMAL_ZERO,
                                                    digits, &gross, NULL)) ||
          !cf_decimal_add (self->pieces, line->quantity, &self->pieces) ||
          !cf_decimal_add (self->gross, gross, &self->gross) ||
          !cf_decimal_add (self->total, line->total, &self->total))
        return FALSE;
    }

  return cf_decimal_subtract (self->gross, self->total, &self->discounts);
}

static void
append_line (GString           *out,
             const CfOrderLine *line)
{
  g_string_append_c (out, '{');
  cf_document_append_text (out, "product_number", line->product_number);
  cf_document_append_text (out, "product_name", line->product_name);
  if (line->note != NULL)
    cf_document_append_text (out, "note", line->note);
  cf_document_append_decimal (out, "quantity", line->quantity);
  if (line->has_price)
    cf_document_append_decimal (out, "price", line->price);
  cf_document_append_decimal (out, "discount", line->discount);
  cf_document_append_decimal (out, "discount_amount", line->discount_amount);
  cf_document_append_decimal (out, "total", line->total);
  if (line->keep)
    cf_document_append_bool (out, "keep", TRUE);
  g_string_append_c (out, '}');
}

static CfOrderLine *
read_line (JsonObject  *object,
           GError     **error)
{
  g_autoptr(CfOrderLine) line = g_new0 (CfOrderLine, 1);

  line->product_number = g_strdup (cf_document_get_text (object, "product_number"));
  line->product_name = g_strdup (cf_document_get_text (object, "product_name"));
  line->note = g_strdup (cf_document_get_text (object, "note"));
  line->has_price = cf_document_get_decimal (object, "price", &line->price);
  line->keep = cf_document_get_bool (object, "keep");

  if (line->product_number == NULL ||
      !cf_document_get_decimal (object, "quantity", &line->quantity) ||
      !cf_document_get_decimal (object, "discount", &line->discount) ||
      !cf_document_get_decimal (object, "discount_amount", &line->discount_amount) ||
      !cf_document_get_decimal (object, "total", &line->total))
    return cf_document_fail (error), NULL;

  return g_steal_pointer (&line);
}

static GPtrArray *
read_lines (JsonObject  *object,
            GError     **error)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_order_line_free);
  JsonArray *array = cf_document_get_array (object, "lines");

  if (array == NULL)
    return cf_document_fail (error), NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      CfOrderLine *line;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return cf_document_fail (error), NULL;

      line = read_line (json_node_get_object (node), error);
      if (line == NULL)
        return NULL;

      g_ptr_array_add (lines, line);
    }

  return g_steal_pointer (&lines);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_order_finalize (GObject *object)
{
  CfOrder *self = CF_ORDER (object);

  g_free (self->uuid);
  g_free (self->number);
  g_free (self->till);
  g_free (self->clerk);
  g_ptr_array_unref (self->lines);

  G_OBJECT_CLASS (cf_order_parent_class)->finalize (object);
}

static void
cf_order_class_init (CfOrderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_order_finalize;
}

static void
cf_order_init (CfOrder *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_order_line_copy:
 * @line: a line
 *
 * Returns: (transfer full): a line of its own with the same values
 */
CfOrderLine *
cf_order_line_copy (const CfOrderLine *line)
{
  CfOrderLine *copy = g_memdup2 (line, sizeof *line);

  copy->product_number = g_strdup (line->product_number);
  copy->product_name = g_strdup (line->product_name);
  copy->note = g_strdup (line->note);

  return copy;
}

/**
 * cf_order_line_free:
 * @line: (transfer full): a line
 *
 * Frees a line and its texts.
 */
void
cf_order_line_free (CfOrderLine *line)
{
  g_free (line->product_number);
  g_free (line->product_name);
  g_free (line->note);
  g_free (line);
}

/**
 * cf_order_new:
 * @uuid: the idempotency key: an order with it is stored once
 * @number: "T1-1048"
 * @till: the till's code
 * @clerk: who sold
 * @sold_at: when, in microseconds since 1970
 * @lines: (element-type CfOrderLine): the lines, not to be changed any more
 *
 * Makes a completed order. What its sums cannot hold counts as zero; a cart never gets there.
 *
 * Returns: (transfer full): the order
 */
CfOrder *
cf_order_new (const char *uuid,
              const char *number,
              const char *till,
              const char *clerk,
              gint64      sold_at,
              GPtrArray  *lines)
{
  CfOrder *self;

  g_return_val_if_fail (uuid != NULL, NULL);
  g_return_val_if_fail (number != NULL, NULL);
  g_return_val_if_fail (till != NULL, NULL);
  g_return_val_if_fail (lines != NULL, NULL);

  self = g_object_new (CF_TYPE_ORDER, NULL);
  self->uuid = g_strdup (uuid);
  self->number = g_strdup (number);
  self->till = g_strdup (till);
  self->clerk = g_strdup (clerk != NULL ? clerk : "");
  self->sold_at = sold_at;
  self->lines = g_ptr_array_ref (lines);

  if (!sum_up (self))
    self->pieces = self->gross = self->discounts = self->total = CF_DECIMAL_ZERO;

  return self;
}

/**
 * cf_order_new_from_json:
 * @json: the document of cf_order_to_json(), of this or an older version
 * @error: return location for a #GError
 *
 * Reads an order back.
 *
 * Fails with %CF_ERROR_VERSION where a newer program wrote it, and with %CF_ERROR_INVALID where it is damaged.
 *
 * Returns: (transfer full) (nullable): the order
 */
CfOrder *
cf_order_new_from_json (const char  *json,
                        GError     **error)
{
  g_autoptr(JsonParser) parser = NULL;
  g_autoptr(GPtrArray) lines = NULL;
  JsonObject *object;
  const char *uuid, *number, *till;

  g_return_val_if_fail (json != NULL, NULL);

  parser = cf_document_parse (json, ORDER_VERSION, error);
  if (parser == NULL)
    return NULL;

  object = json_node_get_object (json_parser_get_root (parser));
  uuid = cf_document_get_text (object, "uuid");
  number = cf_document_get_text (object, "number");
  till = cf_document_get_text (object, "till");

  if (uuid == NULL || number == NULL || till == NULL || !g_uuid_string_is_valid (uuid))
    return cf_document_fail (error), NULL;

  lines = read_lines (object, error);
  if (lines == NULL)
    return NULL;

  return cf_order_new (uuid, number, till, cf_document_get_text (object, "clerk"),
                       cf_document_get_int (object, "sold_at"), lines);
}

/**
 * cf_order_to_json:
 * @self: an order
 *
 * Returns: (transfer full): the document by which the journal keeps the order
 */
char *
cf_order_to_json (CfOrder *self)
{
  GString *out;

  g_return_val_if_fail (CF_IS_ORDER (self), NULL);

  out = g_string_sized_new (256 + 192 * self->lines->len);
  g_string_append_c (out, '{');
  cf_document_append_int (out, "version", ORDER_VERSION);
  cf_document_append_text (out, "uuid", self->uuid);
  cf_document_append_text (out, "number", self->number);
  cf_document_append_text (out, "till", self->till);
  cf_document_append_text (out, "clerk", self->clerk);
  cf_document_append_int (out, "sold_at", self->sold_at);
  g_string_append (out, ",\"lines\":[");

  for (guint i = 0; i < self->lines->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_line (out, g_ptr_array_index (self->lines, i));
    }

  g_string_append (out, "]}");

  return g_string_free (out, FALSE);
}

/**
 * cf_order_get_uuid:
 * @self: an order
 *
 * Returns: the UUID
 */
const char *
cf_order_get_uuid (CfOrder *self)
{
  g_return_val_if_fail (CF_IS_ORDER (self), NULL);

  return self->uuid;
}

/**
 * cf_order_get_number:
 * @self: an order
 *
 * Returns: the number people use, "T1-1048"
 */
const char *
cf_order_get_number (CfOrder *self)
{
  g_return_val_if_fail (CF_IS_ORDER (self), NULL);

  return self->number;
}

/**
 * cf_order_get_till:
 * @self: an order
 *
 * Returns: the code of the till that sold
 */
const char *
cf_order_get_till (CfOrder *self)
{
  g_return_val_if_fail (CF_IS_ORDER (self), NULL);

  return self->till;
}

/**
 * cf_order_get_clerk:
 * @self: an order
 *
 * Returns: who sold
 */
const char *
cf_order_get_clerk (CfOrder *self)
{
  g_return_val_if_fail (CF_IS_ORDER (self), NULL);

  return self->clerk;
}

/**
 * cf_order_get_sold_at:
 * @self: an order
 *
 * Returns: when it was completed by the till's clock, in microseconds since 1970
 */
gint64
cf_order_get_sold_at (CfOrder *self)
{
  g_return_val_if_fail (CF_IS_ORDER (self), 0);

  return self->sold_at;
}

/**
 * cf_order_get_n_lines:
 * @self: an order
 *
 * Returns: the count of lines
 */
guint
cf_order_get_n_lines (CfOrder *self)
{
  g_return_val_if_fail (CF_IS_ORDER (self), 0);

  return self->lines->len;
}

/**
 * cf_order_get_line:
 * @self: an order
 * @i: which line, from 0
 *
 * Returns: (transfer none): the line, owned by the order
 */
const CfOrderLine *
cf_order_get_line (CfOrder *self,
                   guint    i)
{
  g_return_val_if_fail (CF_IS_ORDER (self), NULL);
  g_return_val_if_fail (i < self->lines->len, NULL);

  return g_ptr_array_index (self->lines, i);
}

/**
 * cf_order_get_total:
 * @self: an order
 *
 * Returns: the sum of the lines' totals
 */
CfDecimal
cf_order_get_total (CfOrder *self)
{
  g_return_val_if_fail (CF_IS_ORDER (self), CF_DECIMAL_ZERO);

  return self->total;
}

/**
 * cf_order_get_gross:
 * @self: an order
 *
 * Returns: the sum before discounts
 */
CfDecimal
cf_order_get_gross (CfOrder *self)
{
  g_return_val_if_fail (CF_IS_ORDER (self), CF_DECIMAL_ZERO);

  return self->gross;
}

/**
 * cf_order_get_discounts:
 * @self: an order
 *
 * Returns: what all discounts took off together
 */
CfDecimal
cf_order_get_discounts (CfOrder *self)
{
  g_return_val_if_fail (CF_IS_ORDER (self), CF_DECIMAL_ZERO);

  return self->discounts;
}

/**
 * cf_order_get_pieces:
 * @self: an order
 *
 * Returns: the sum of all quantities
 */
CfDecimal
cf_order_get_pieces (CfOrder *self)
{
  g_return_val_if_fail (CF_IS_ORDER (self), CF_DECIMAL_ZERO);

  return self->pieces;
}
