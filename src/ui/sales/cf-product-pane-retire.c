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
  gint64 id;                    /* of the product, which need not be the one that is shown */
  gboolean retired;             /* what it is to be */
  gboolean undo;                /* takes back what was done before */
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

static gboolean
is_shown (Switch *change)
{
  CfProductDraft *draft = change->pane->draft;

  return draft != NULL && cf_product_draft_key (draft) == change->id;
}

/* The form as it is typed stays; only what it is compared with is the new state. Where somebody else changed the same, it is asked. */
static void
take_stored (Switch    *change,
             CfProduct *stored)
{
  CfProductPane *self = change->pane;
  CfProduct *last = change->undo ? NULL : stored;
  g_autofree char *sentence = g_strdup_printf (change->retired ? _("%s retired") : _("%s is on sale again"), cf_product_get_number (stored));

  _cf_product_pane_set_busy (self, FALSE);
  g_set_object (&self->switched, last);
  if (is_shown (change) && !_cf_product_pane_rebase (self, stored))
    _cf_product_pane_show_conflict (self, stored);
  _cf_product_pane_told (self, sentence, change->undo ? 0 : change->id);
}

static void
tell_failure (CfProductPane *self,
              const GError  *error)
{
  g_autofree char *sentence = cf_error_words_sentence (error, CF_ERROR_SWITCHING);

  _cf_product_pane_set_busy (self, FALSE);
  cf_record_pane_tell_failure (CF_RECORD_PANE (self), sentence, error);
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
  gint64 id = change->id;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfProduct) stored = cf_product_repository_save_finish (CF_PRODUCT_REPOSITORY (source), result, &error);

  if (stored != NULL)
    take_stored (change, stored);
  else if (g_error_matches (error, CF_ERROR, CF_ERROR_CONFLICT) && !change->again)
    {
      /* What they stored stays: only whether it is on sale becomes another. */
      change->again = TRUE;
      cf_product_repository_load_async (CF_PRODUCT_REPOSITORY (source), id, NULL, on_loaded_cb, g_steal_pointer (&change));
    }
  else
    tell_failure (change->pane, error);
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

static void
begin (CfProductPane *self,
       CfProduct     *product,
       gboolean       retired,
       gboolean       undo)
{
  Switch *change = g_new0 (Switch, 1);

  /* A code that was typed and not entered is part of the form, which is filled anew. */
  cf_code_list_enter (self->codes);
  _cf_product_pane_clear_errors (self);
  change->pane = g_object_ref (self);
  change->id = cf_product_get_id (product);
  change->retired = retired;
  change->undo = undo;
  _cf_product_pane_set_busy (self, TRUE);
  store (change, cf_record_pane_get_repository (CF_RECORD_PANE (self)), product);
}

void
_cf_product_pane_set_retired (CfProductPane *self,
                              gboolean       retired)
{
  g_assert (CF_IS_PRODUCT_PANE (self));
  g_assert (self->draft != NULL && self->draft->original != NULL);

  begin (self, self->draft->original, retired, FALSE);
}

/* Takes back that a product was retired or put back, if that was stored last; FALSE: nothing is left to take back. */
gboolean
cf_product_pane_undo (CfProductPane *self)
{
  CfRecordPane *pane = CF_RECORD_PANE (self);

  g_return_val_if_fail (CF_IS_PRODUCT_PANE (self), FALSE);

  if (self->switched == NULL)
    return FALSE;
  /* What is asked or on its way comes first. */
  if (cf_record_pane_get_repository (pane) != NULL && !cf_record_pane_get_busy (pane) && self->theirs == NULL)
    begin (self, self->switched, !cf_product_get_retired (self->switched), TRUE);
  return TRUE;
}
