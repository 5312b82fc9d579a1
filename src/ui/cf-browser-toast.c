/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-browser-private.h"
#include "cf-record-pane.h"

/* What is told for a moment, and where it stands: it covers neither rows nor what a pane offers to do. */

static int
actions_height (CfBrowser *self)
{
  GtkWidget *pane = adw_bin_get_child (ADW_BIN (self->stub));

  return CF_IS_RECORD_PANE (pane) ? cf_record_pane_get_actions_height (CF_RECORD_PANE (pane)) : 0;
}

/* The list ends above it, and so the last rows can be scrolled to. Rows that are seen stay where they are. */
static void
make_room (CfBrowser *self)
{
  int room = 0;

  if (gtk_widget_get_visible (GTK_WIDGET (self->toast)) && !_cf_browser_is_covered (self))
    room = cf_toast_get_height (self->toast);
  if (gtk_widget_get_visible (self->bottom))
    room -= gtk_widget_get_height (self->bottom);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->records), MAX (room, 0));
}

/* Beside a pane it stands below the list, and in one that lies over the list above the pane's actions. */
void
_cf_browser_place_toast (CfBrowser *self)
{
  gboolean beside, covered;
  int width;

  /* Its parts go one by one. */
  if (self->stub == NULL || self->records == NULL)
    return;

  covered = _cf_browser_is_covered (self);
  beside = self->pane_open && !covered;
  gtk_widget_get_size_request (self->stub, &width, NULL);
  gtk_widget_set_margin_end (GTK_WIDGET (self->toast), beside ? width : 0);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->toast), covered ? actions_height (self) : 0);
  cf_toast_arrange (self->toast);
  make_room (self);
}

/* Tells @sentence for a moment. */
void
cf_browser_tell (CfBrowser  *self,
                 const char *sentence)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  self->offers_undo = FALSE;
  cf_toast_show (self->toast, sentence);
  _cf_browser_place_toast (self);
}

/* Adds a button to what was just told; @target is nullable, a floating reference of it is taken. */
void
cf_browser_offer (CfBrowser  *self,
                  const char *label,
                  const char *action,
                  GVariant   *target)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  cf_toast_offer (self->toast, label, action, target);
  _cf_browser_place_toast (self);
}

/* Tells @sentence, with a button that takes back what it tells by the action "@action (@change)". */
void
cf_browser_offer_undo (CfBrowser  *self,
                       const char *sentence,
                       const char *action,
                       gint64      change)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  g_free (self->text_at_change);
  self->text_at_change = g_strdup (cf_browser_get_text (self));
  cf_browser_tell (self, sentence);
  cf_browser_offer (self, _("_Undo"), action, g_variant_new_int64 (change));
  self->offers_undo = TRUE;
}

/* Something is being stored: a button that takes back what was done before would be taken for one of that. */
void
_cf_browser_withdraw_undo (CfBrowser *self)
{
  if (self->offers_undo && self->toast != NULL)
    cf_toast_dismiss (self->toast);
}

/* Whether what stands in the search was typed after the change that was done last. */
gboolean
cf_browser_get_typed_last (CfBrowser *self)
{
  const char *text;

  g_return_val_if_fail (CF_IS_BROWSER (self), FALSE);

  text = cf_browser_get_text (self);
  return *text != '\0' && g_strcmp0 (text, self->text_at_change) != 0;
}
