/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-error-words.h"
#include "cf-error.h"
#include "cf-product-pane-private.h"

/* A product is retired or put back, whatever stands in the form. */

typedef struct
{
  CfProductPane *pane;          /* owned */
  gboolean retired;             /* what it is to be */
  gboolean again;               /* somebody else changed the product meanwhile */
} Switch;

static void
switch_free (Switch *change)
{
  g_object_unref (change->pane);
  g_free (change);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Switch, switch_free)

static void store (Switch *change, CfProductRepository *repository, CfProduct *product);

/* The form as it is typed stays; only what it is compared with is the new state. Where somebody else changed the same, it is asked. */
static void
take_stored (Switch    *change,
             CfProduct *stored)
{
  CfProductPane *self = change->pane;
  g_autofree char *sentence = g_strdup_printf (change->retired ? _("%s retired") : _("%s is on sale again"), cf_product_get_number (stored));

  _cf_product_pane_set_busy (self, FALSE);
  if (!_cf_product_pane_rebase (self, stored))
    _cf_product_pane_show_conflict (self, stored);
  _cf_product_pane_told (self, sentence);
}

static void
tell_failure (CfProductPane *self,
              const GError  *error)
{
  _cf_product_pane_set_busy (self, FALSE);
  if (error != NULL)
    cf_record_pane_tell_error (CF_RECORD_PANE (self), error, CF_ERROR_SWITCHING);
  else
    cf_record_pane_tell (CF_RECORD_PANE (self), _("Somebody deleted this product meanwhile. What you typed is kept here."), NULL);
  _cf_product_pane_stay (self);
}

static void
on_loaded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Switch) change = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfProduct) product = cf_product_repository_load_finish (CF_PRODUCT_REPOSITORY (source), result, &error);

  if (product == NULL)
    tell_failure (change->pane, error);
  else if (cf_product_get_retired (product) == change->retired)
    take_stored (change, product);
  else
    store (g_steal_pointer (&change), CF_PRODUCT_REPOSITORY (source), product);
}

static void
on_stored_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Switch) change = user_data;
  CfProductPane *self = change->pane;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfProduct) stored = cf_product_repository_save_finish (CF_PRODUCT_REPOSITORY (source), result, &error);

  if (stored != NULL)
    take_stored (change, stored);
  else if (g_error_matches (error, CF_ERROR, CF_ERROR_CONFLICT) && !change->again)
    {
      /* What they stored stays: only whether it is on sale becomes another. */
      change->again = TRUE;
      cf_product_repository_load_async (CF_PRODUCT_REPOSITORY (source), cf_product_get_id (self->draft->original), NULL,
                                        on_loaded_cb, g_steal_pointer (&change));
    }
  else
    tell_failure (self, error);
}

/* @change: (transfer full) */
static void
store (Switch              *change,
       CfProductRepository *repository,
       CfProduct           *product)
{
  CfProductFields fields = {
    .number = cf_product_get_number (product),
    .name = cf_product_get_name (product),
    .description = cf_product_get_description (product),
    .price = cf_product_get_price (product),
    .codes = cf_product_get_codes (product),
    .retired = change->retired,
  };

  cf_product_repository_save_async (repository, product, &fields, on_stored_cb, change);
}

void
_cf_product_pane_set_retired (CfProductPane *self,
                              gboolean       retired)
{
  Switch *change;

  g_assert (CF_IS_PRODUCT_PANE (self));
  g_assert (self->draft != NULL && self->draft->original != NULL);

  _cf_product_pane_clear_errors (self);
  /* A code that was typed and not entered is part of the form, which is filled anew. */
  cf_code_list_enter (self->codes);
  change = g_new0 (Switch, 1);
  change->pane = g_object_ref (self);
  change->retired = retired;
  _cf_product_pane_set_busy (self, TRUE);
  store (change, cf_record_pane_get_repository (CF_RECORD_PANE (self)), self->draft->original);
}
