/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-product-pane-private.h"
#include "cf-sale-text.h"
#include "cf-ui.h"

/* What others make of the product that is shown: the form follows them, and where both changed the same it is asked. */

/* Whatever else is told meanwhile, this stands again after it. */
void
_cf_product_pane_tell_others (CfProductPane *self)
{
  const char *sentence = NULL;

  if (self->overtaken)
    sentence = _("Somebody changed this product meanwhile. What you typed is still here; when you save it, you are asked which values it shall have.");
  cf_record_pane_tell (CF_RECORD_PANE (self), sentence, NULL);
}

void
_cf_product_pane_set_overtaken (CfProductPane *self,
                                gboolean       overtaken)
{
  if (!overtaken && !self->overtaken)
    return;

  self->overtaken = overtaken;
  _cf_product_pane_tell_others (self);
}

/* FALSE: both made something else of the same, and the form stays as it is. */
gboolean
_cf_product_pane_rebase (CfProductPane *self,
                         CfProduct     *stored)
{
  if (cf_product_draft_collisions (self->draft, stored, self->currency) != 0)
    return FALSE;

  _cf_product_pane_follow (self, stored);
  return TRUE;
}

/* As the price will stand in the list; what is no amount yet, as it was typed. */
static char *
describe_price (CfProductPane *self,
                const char    *text)
{
  CfDecimal price;

  if (*text == '\0' || !_cf_product_pane_parse_price (self, text, &price, NULL))
    return g_strdup (text);
  return cf_sale_text_amount (price, self->currency);
}

/* What only one of both changed is no question. */
static void
add_collisions (CfProductPane  *self,
                CfProductParts  parts,
                CfProduct      *stored)
{
  g_autoptr (CfProductDraft) theirs = cf_product_draft_new (stored, self->currency);
  g_auto (GStrv) codes = cf_product_draft_dup_codes (self->draft);
  g_auto (GStrv) other_codes = cf_product_draft_dup_codes (theirs);
  g_autofree char *my_codes = g_strjoinv (", ", codes);
  g_autofree char *their_codes = g_strjoinv (", ", other_codes);
  g_autofree char *my_price = describe_price (self, self->draft->price);
  g_autofree char *their_price = describe_price (self, theirs->price);

  if (parts & CF_PRODUCT_NAME)
    cf_conflict_add (self->conflict, _("Name"), self->draft->name, theirs->name);
  if (parts & CF_PRODUCT_PRICE)
    cf_conflict_add (self->conflict, _("Price"), my_price, their_price);
  if (parts & CF_PRODUCT_DESCRIPTION)
    cf_conflict_add (self->conflict, _("Description"), self->draft->description, theirs->description);
  if (parts & CF_PRODUCT_CODES)
    cf_conflict_add (self->conflict, _("Codes"), my_codes, their_codes);
}

/* @stored is not what the form began with, and both changed the same: which of both is asked. */
void
_cf_product_pane_show_conflict (CfProductPane *self,
                                CfProduct     *stored)
{
  g_set_object (&self->theirs, stored);
  _cf_product_pane_set_overtaken (self, FALSE);
  _cf_product_pane_set_busy (self, FALSE);
  cf_ui_release_focus (self->form);
  gtk_widget_set_visible (self->form, FALSE);
  cf_conflict_begin (self->conflict, _("Somebody changed this product meanwhile. Nothing of yours is stored yet: which values shall it have?"));
  add_collisions (self, cf_product_draft_collisions (self->draft, stored, self->currency), stored);
  _cf_product_pane_stay (self);
}

static void
tell_gone (CfProductPane *self)
{
  const char *number;

  cf_record_pane_tell (CF_RECORD_PANE (self),
                       cf_product_pane_get_changed (self, &number) ? _("Somebody deleted this product meanwhile. What you typed is kept here.")
                                                                   : _("Somebody deleted this product. What is shown here is what it was."), NULL);
}

/* What they changed is there now, and what was typed goes on its way again. */
static void
save_on (CfProductPane *self)
{
  g_autofree char *sentence = NULL;

  _cf_product_pane_set_busy (self, FALSE);
  if (cf_product_draft_changed (self->draft, self->currency))
    {
      cf_product_pane_save (self);
      return;
    }
  /* They typed the very same. */
  sentence = g_strdup_printf (C_("product", "%s saved"), self->draft->number);
  _cf_product_pane_told (self, sentence, 0);
}

static void
on_theirs_loaded_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (CfProductPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfProduct) theirs = cf_product_repository_load_finish (CF_PRODUCT_REPOSITORY (source), result, &error);

  if (theirs != NULL && cf_product_draft_key (self->draft) == cf_product_get_id (theirs))
    {
      if (_cf_product_pane_rebase (self, theirs))
        save_on (self);
      else
        _cf_product_pane_show_conflict (self, theirs);
      return;
    }
  _cf_product_pane_set_busy (self, FALSE);
  if (g_error_matches (error, CF_ERROR, CF_ERROR_NOT_FOUND))
    tell_gone (self);
  else
    cf_record_pane_tell_error (CF_RECORD_PANE (self), error, CF_ERROR_READING);
  _cf_product_pane_stay (self);
}

/* The form stands still until it is known what they made of it. */
void
_cf_product_pane_load_theirs (CfProductPane *self)
{
  _cf_product_pane_set_busy (self, TRUE);
  cf_product_repository_load_async (cf_record_pane_get_repository (CF_RECORD_PANE (self)), cf_product_draft_key (self->draft), NULL,
                                    on_theirs_loaded_cb, g_object_ref (self));
}

static void
end_conflict (CfProductPane *self)
{
  g_clear_object (&self->theirs);
  gtk_widget_set_visible (self->form, TRUE);
  _cf_product_pane_set_busy (self, FALSE);
  /* Before its buttons go with it. */
  gtk_widget_grab_focus (self->name_row);
  cf_conflict_end (self->conflict);
}

void
_cf_product_pane_keep_mine (CfProductPane *self)
{
  g_autoptr (CfProduct) theirs = g_object_ref (self->theirs);

  end_conflict (self);
  _cf_product_pane_follow (self, theirs);
  cf_product_pane_save (self);
}

void
_cf_product_pane_take_theirs (CfProductPane *self)
{
  g_autoptr (CfProduct) theirs = g_object_ref (self->theirs);

  end_conflict (self);
  g_clear_pointer (&self->draft, cf_product_draft_free);
  _cf_product_pane_show_product (self, theirs);
}

/* Reading */

static void
on_read_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (CfProductPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfProduct) stored = cf_product_repository_load_finish (CF_PRODUCT_REPOSITORY (source), result, &error);
  gboolean gone = g_error_matches (error, CF_ERROR, CF_ERROR_NOT_FOUND);

  if (!cf_record_pane_take_answer (CF_RECORD_PANE (self), gone ? NULL : error))
    return;
  /* What is being stored or asked about is looked at by whoever does that. */
  if (self->draft == NULL || self->theirs != NULL || cf_record_pane_get_busy (CF_RECORD_PANE (self)))
    return;

  if (gone)
    tell_gone (self);
  else if (cf_product_get_id (stored) == cf_product_draft_key (self->draft) &&
           cf_product_get_version (stored) >= cf_product_get_version (self->draft->original) &&
           !_cf_product_pane_rebase (self, stored))
    _cf_product_pane_set_overtaken (self, TRUE);
}

gboolean
_cf_product_pane_read (CfRecordPane *pane,
                       GCancellable *cancellable)
{
  CfProductPane *self = CF_PRODUCT_PANE (pane);

  if (self->draft == NULL || self->draft->original == NULL)
    return FALSE;

  cf_product_repository_load_async (cf_record_pane_get_repository (pane), cf_product_draft_key (self->draft), cancellable,
                                    on_read_cb, g_object_ref (self));
  return TRUE;
}
