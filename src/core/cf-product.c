/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-product.h"

/**
 * CfProduct:
 *
 * A product as the catalogue and the till's cache know it. It never changes: another state of the same product
 * is another object. So it may be used from any thread.
 */
struct _CfProduct
{
  GObject    parent_instance;

  gint64     id;
  char      *number;
  char      *name;
  char      *description;       /* nullable */
  CfDecimal  price;
  gboolean   has_price;
  char     **codes;
  gboolean   retired;
  gboolean   deleted;
  int        version;
};

G_DEFINE_FINAL_TYPE (CfProduct, cf_product, G_TYPE_OBJECT)

static void
cf_product_finalize (GObject *object)
{
  CfProduct *self = CF_PRODUCT (object);

  g_free (self->number);
  g_free (self->name);
  g_free (self->description);
  g_strfreev (self->codes);

  G_OBJECT_CLASS (cf_product_parent_class)->finalize (object);
}

static void
cf_product_class_init (CfProductClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_product_finalize;
}

static void
cf_product_init (CfProduct *self)
{
}

/**
 * cf_product_new:
 * @id: the catalogue's key, 0 where it has none yet
 * @number: the product number
 * @name: the name
 * @description: (nullable): more about it
 * @price: (nullable): the price of one, %NULL where it is not known
 * @codes: (nullable) (array zero-terminated=1): further codes (barcodes), without the number itself
 * @retired: whether it is no longer sold
 * @version: the catalogue's version of this state
 *
 * Returns: (transfer full): a product
 */
CfProduct *
cf_product_new (gint64             id,
                const char        *number,
                const char        *name,
                const char        *description,
                const CfDecimal   *price,
                const char *const *codes,
                gboolean           retired,
                int                version)
{
  CfProduct *self;

  g_return_val_if_fail (number != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (CF_TYPE_PRODUCT, NULL);
  self->id = id;
  self->number = g_strdup (number);
  self->name = g_strdup (name);
  self->description = g_strdup (description);
  self->codes = codes != NULL ? g_strdupv ((char **) codes) : g_new0 (char *, 1);
  self->retired = !!retired;
  self->version = version;

  if (price != NULL)
    {
      self->price = *price;
      self->has_price = TRUE;
    }

  return self;
}

/**
 * cf_product_new_deleted:
 * @id: the catalogue's key
 *
 * Returns: (transfer full): what is left of a product that was deleted: no code leads to it any more
 */
CfProduct *
cf_product_new_deleted (gint64 id)
{
  CfProduct *self = cf_product_new (id, "", "", NULL, NULL, NULL, TRUE, 0);

  self->deleted = TRUE;

  return self;
}

/**
 * cf_product_get_id:
 * @self: a product
 *
 * Returns: the catalogue's key
 */
gint64
cf_product_get_id (CfProduct *self)
{
  g_return_val_if_fail (CF_IS_PRODUCT (self), 0);

  return self->id;
}

/**
 * cf_product_get_number:
 * @self: a product
 *
 * Returns: the product number, as it is written
 */
const char *
cf_product_get_number (CfProduct *self)
{
  g_return_val_if_fail (CF_IS_PRODUCT (self), NULL);

  return self->number;
}

/**
 * cf_product_get_name:
 * @self: a product
 *
 * Returns: the name
 */
const char *
cf_product_get_name (CfProduct *self)
{
  g_return_val_if_fail (CF_IS_PRODUCT (self), NULL);

  return self->name;
}

/**
 * cf_product_get_description:
 * @self: a product
 *
 * Returns: (nullable): more about the product
 */
const char *
cf_product_get_description (CfProduct *self)
{
  g_return_val_if_fail (CF_IS_PRODUCT (self), NULL);

  return self->description;
}

/**
 * cf_product_get_price:
 * @self: a product
 *
 * Returns: (nullable) (transfer none): the price of one, %NULL where it is not known
 */
const CfDecimal *
cf_product_get_price (CfProduct *self)
{
  g_return_val_if_fail (CF_IS_PRODUCT (self), NULL);

  return self->has_price ? &self->price : NULL;
}

/**
 * cf_product_get_codes:
 * @self: a product
 *
 * Returns: (transfer none) (array zero-terminated=1): the further codes, without the number itself
 */
const char *const *
cf_product_get_codes (CfProduct *self)
{
  g_return_val_if_fail (CF_IS_PRODUCT (self), NULL);

  return (const char *const *) self->codes;
}

/**
 * cf_product_get_retired:
 * @self: a product
 *
 * Returns: %TRUE if it is no longer sold
 */
gboolean
cf_product_get_retired (CfProduct *self)
{
  g_return_val_if_fail (CF_IS_PRODUCT (self), FALSE);

  return self->retired;
}

/**
 * cf_product_get_deleted:
 * @self: a product
 *
 * Returns: %TRUE if the catalogue does not have it any more
 */
gboolean
cf_product_get_deleted (CfProduct *self)
{
  g_return_val_if_fail (CF_IS_PRODUCT (self), FALSE);

  return self->deleted;
}

/**
 * cf_product_get_version:
 * @self: a product
 *
 * Returns: the catalogue's version of this state
 */
int
cf_product_get_version (CfProduct *self)
{
  g_return_val_if_fail (CF_IS_PRODUCT (self), 0);

  return self->version;
}
