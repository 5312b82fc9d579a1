/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

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
