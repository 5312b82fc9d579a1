/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfTill: names that were typed for codes which nobody knew, and which another till had made products of before. */

#include "cf-config.h"

#include "cf-product-repository.h"
#include "cf-till-private.h"

/* The till believed what was typed here. */
static void
put_right (CfTill    *self,
           GPtrArray *others)
{
  g_autoptr(GPtrArray) products = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < others->len; i++)
    g_ptr_array_add (products, g_object_ref (((CfProductOtherName *) g_ptr_array_index (others, i))->product));
  if (products->len > 0 && self->opened && self->closing == NULL && self->cache_open)
    cf_product_cache_put_async (self->cache, products, -1, 0, NULL, NULL);
}

static void
on_compared_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(CfTill) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) others = cf_product_repository_other_names_finish (CF_PRODUCT_REPOSITORY (object), result, &error);

  /* Nothing is lost but the word of it: a server that has just gone is told of elsewhere. */
  if (others == NULL)
    {
      g_debug ("Cannot compare the names of new products: %s", error->message);
      return;
    }

  put_right (self, others);
  for (guint i = 0; i < others->len; i++)
    {
      const CfProductOtherName *other = g_ptr_array_index (others, i);

      cf_till_tell_other_name (self, other->code, other->name, cf_product_get_name (other->product));
    }
}

/**
 * cf_till_compare_names:
 * @self: a till
 * @order: an order that the server has now
 *
 * What was to be kept as a product is one now, or was one before: whoever typed its name is told of the other one. Nothing is asked where
 * no name was typed.
 */
void
cf_till_compare_names (CfTill  *self,
                       CfOrder *order)
{
  guint n_lines = cf_order_get_n_lines (order);
  g_autofree const char **codes = g_new0 (const char *, n_lines);
  g_autofree const char **names = g_new0 (const char *, n_lines);
  g_autoptr(CfProductRepository) products = NULL;
  guint n_names = 0;

  for (guint i = 0; i < n_lines; i++)
    {
      const CfOrderLine *line = cf_order_get_line (order, i);

      if (!line->keep || line->product_name == NULL || *line->product_name == '\0')
        continue;

      codes[n_names] = line->product_number;
      names[n_names++] = line->product_name;
    }

  if (n_names == 0 || self->pool == NULL)
    return;

  products = cf_product_repository_new (self->pool);
  cf_product_repository_other_names_async (products, codes, names, n_names, NULL, on_compared_cb, g_object_ref (self));
}
