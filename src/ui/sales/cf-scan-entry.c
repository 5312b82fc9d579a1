/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-scan-entry-private.h"

#include <glib/gi18n-lib.h>

#include "cf-text-limit.h"
#include "cf-text-limits.h"
#include "cf-ui.h"

/* One more than a code has, which shows that something was left out: the beginning of what is longer is another code. */
#define MAX_CHARS (CF_MOST_TYPED_CODE + 1)

enum
{
  ENTERED,
  MOVE,
  CHANGE_QUANTITY,
  REMOVE,
  EDIT_PRICE,
  UNDO,
  ESCAPE,
  BROWSE,
  TOO_LONG,
  STOOD_IN_THE_WAY,
  SCANNED_BEHIND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfScanEntry, cf_scan_entry, GTK_TYPE_ENTRY)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static GtkText *
get_text_widget (CfScanEntry *self)
{
  return GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self)));
}

static void
on_insert_text_cb (CfScanEntry *self)
{
  gint64 now = cf_scan_gauge_now (&self->gauge);

  if (self->setting)
    return;

  if (cf_scan_entry_is_empty (self))
    cf_scan_signs_begin (&self->signs, &self->gauge, now);
  else
    cf_scan_signs_typed (&self->signs, &self->gauge, gtk_editable_get_text (GTK_EDITABLE (self)), now);
  cf_scan_gauge_typed (&self->gauge, now);
}

static void
on_cut_cb (GtkEditable *editable,
           guint        most_chars,
           gpointer     user_data)
{
  g_signal_emit (user_data, signals[TOO_LONG], 0);
}

static void
on_text_changed_cb (CfScanEntry *self)
{
  gboolean empty = cf_scan_entry_is_empty (self);

  if (empty)
    cf_scan_gauge_reset (&self->gauge);
  if (empty == (gtk_entry_get_icon_name (GTK_ENTRY (self), GTK_ENTRY_ICON_SECONDARY) == NULL))
    return;

  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self), GTK_ENTRY_ICON_SECONDARY, empty ? NULL : "edit-clear-symbolic");
  if (!empty)
    gtk_entry_set_icon_tooltip_text (GTK_ENTRY (self), GTK_ENTRY_ICON_SECONDARY, C_("field", "Clear"));
}

static void
on_activate_cb (CfScanEntry *self)
{
  _cf_scan_entry_end (self, cf_scan_gauge_now (&self->gauge));
}

static void
on_icon_press_cb (CfScanEntry          *self,
                  GtkEntryIconPosition  position)
{
  if (position == GTK_ENTRY_ICON_SECONDARY)
    cf_scan_entry_clear (self);
  else
    g_signal_emit (self, signals[BROWSE], 0);
  cf_scan_entry_focus (self);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
install_signals (void)
{
  signals[ENTERED] = g_signal_new ("entered", CF_TYPE_SCAN_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[MOVE] = g_signal_new ("move", CF_TYPE_SCAN_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT);
  signals[CHANGE_QUANTITY] = g_signal_new ("change-quantity", CF_TYPE_SCAN_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_INT);
  signals[REMOVE] = g_signal_new ("remove", CF_TYPE_SCAN_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[EDIT_PRICE] = g_signal_new ("edit-price", CF_TYPE_SCAN_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);
  signals[UNDO] = g_signal_new ("undo", CF_TYPE_SCAN_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[ESCAPE] = g_signal_new ("escape", CF_TYPE_SCAN_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[BROWSE] = g_signal_new ("browse", CF_TYPE_SCAN_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[TOO_LONG] = g_signal_new ("too-long", CF_TYPE_SCAN_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
  signals[STOOD_IN_THE_WAY] = g_signal_new ("stood-in-the-way", CF_TYPE_SCAN_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);
  signals[SCANNED_BEHIND] = g_signal_new ("scanned-behind", CF_TYPE_SCAN_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cf_scan_entry_class_init (CfScanEntryClass *klass)
{
  install_signals ();
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "entry");

  /* Assistive technology activates a widget, and GtkEntry says nothing of how that is done. */
  gtk_widget_class_set_activate_signal_from_name (GTK_WIDGET_CLASS (klass), "activate");
}

static void
cf_scan_entry_init (CfScanEntry *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "scan");
  gtk_entry_set_placeholder_text (GTK_ENTRY (self), _("Scan, or type a code or a name"));
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self), GTK_ENTRY_ICON_PRIMARY, "cf-barcode-symbolic");
  gtk_entry_set_icon_tooltip_text (GTK_ENTRY (self), GTK_ENTRY_ICON_PRIMARY, _("Show Products"));
  gtk_text_set_truncate_multiline (get_text_widget (self), TRUE);
  cf_ui_keep_at_start (GTK_EDITABLE (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Code or Name"), -1);

  cf_text_limit_add (GTK_EDITABLE (self), MAX_CHARS, on_cut_cb, self);
  g_signal_connect_object (get_text_widget (self), "insert-text", G_CALLBACK (on_insert_text_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self, "changed", G_CALLBACK (on_text_changed_cb), self);
  g_signal_connect_swapped (self, "activate", G_CALLBACK (on_activate_cb), self);
  g_signal_connect_swapped (self, "icon-press", G_CALLBACK (on_icon_press_cb), self);
  _cf_scan_entry_add_keys (self);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_scan_entry_dup_text:
 * @self: the entry
 *
 * Returns: (transfer full): what stands in it, without blanks around
 */
char *
cf_scan_entry_dup_text (CfScanEntry *self)
{
  g_return_val_if_fail (CF_IS_SCAN_ENTRY (self), NULL);

  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self))));
}

/**
 * cf_scan_entry_is_empty:
 * @self: the entry
 *
 * Returns: whether nothing stands in it
 */
gboolean
cf_scan_entry_is_empty (CfScanEntry *self)
{
  g_return_val_if_fail (CF_IS_SCAN_ENTRY (self), TRUE);

  return gtk_entry_get_text_length (GTK_ENTRY (self)) == 0;
}

/**
 * cf_scan_entry_is_too_long:
 * @self: the entry
 *
 * Returns: whether more stands in it, or came, than a code has
 */
gboolean
cf_scan_entry_is_too_long (CfScanEntry *self)
{
  g_return_val_if_fail (CF_IS_SCAN_ENTRY (self), FALSE);

  return gtk_entry_get_text_length (GTK_ENTRY (self)) >= MAX_CHARS;
}

/**
 * cf_scan_entry_get_signs:
 * @self: the entry
 * @scanned: what stands in it came from a scanner
 *
 * A sign changes the quantity of a line as soon as it comes; what comes right behind it may show that it was none of its own.
 *
 * Returns: (nullable): the signs that belong to what stands in it: of a code that was scanned, as in "+A123BJC5D6E71", or of a
 *   quantity, as in "-2*code"
 */
const char *
cf_scan_entry_get_signs (CfScanEntry *self,
                         gboolean     scanned)
{
  guint n_scanned;

  g_return_val_if_fail (CF_IS_SCAN_ENTRY (self), NULL);

  n_scanned = cf_scan_signs_count_scanned (&self->signs, &self->gauge, gtk_entry_get_text_length (GTK_ENTRY (self)));
  return cf_scan_signs_find (&self->signs, gtk_editable_get_text (GTK_EDITABLE (self)), scanned && n_scanned > 0);
}

/**
 * cf_scan_entry_clear:
 * @self: the entry
 *
 * Empties it for the next code.
 */
void
cf_scan_entry_clear (CfScanEntry *self)
{
  g_return_if_fail (CF_IS_SCAN_ENTRY (self));

  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self), "");
  self->setting = FALSE;
  cf_scan_gauge_reset (&self->gauge);
  self->signs = (CfScanSigns) { 0 };
}

/**
 * cf_scan_entry_give_back:
 * @self: the entry
 * @text: what could not be entered
 *
 * Puts @text back, selected, so that the next key replaces it; not where the next code already comes in.
 */
void
cf_scan_entry_give_back (CfScanEntry *self,
                         const char  *text)
{
  g_return_if_fail (CF_IS_SCAN_ENTRY (self));
  g_return_if_fail (text != NULL);

  if (!cf_scan_entry_is_empty (self))
    return;

  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self), text);
  gtk_editable_select_region (GTK_EDITABLE (self), 0, -1);
  self->setting = FALSE;
}

/**
 * cf_scan_entry_focus:
 * @self: the entry
 *
 * Gives it the focus and leaves selection and cursor as they are.
 */
void
cf_scan_entry_focus (CfScanEntry *self)
{
  g_return_if_fail (CF_IS_SCAN_ENTRY (self));

  if (!cf_scan_entry_is_focused (self))
    gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self));
}

/**
 * cf_scan_entry_is_focused:
 * @self: the entry
 *
 * Returns: whether what is typed now arrives in it by itself
 */
gboolean
cf_scan_entry_is_focused (CfScanEntry *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_return_val_if_fail (CF_IS_SCAN_ENTRY (self), FALSE);

  return root != NULL && gtk_root_get_focus (root) == GTK_WIDGET (get_text_widget (self));
}
