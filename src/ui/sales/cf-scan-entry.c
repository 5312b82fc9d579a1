/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-scan-entry.h"

#include <glib/gi18n-lib.h>

#include "cf-scan-gauge.h"
#include "cf-text-limit.h"
#include "cf-ui.h"

/* More than any code or name has; what is pasted beyond is told and not taken. */
#define MAX_CHARS 200
/* A shorter run of keys is not told from a hand by its rhythm. */
#define MIN_SCAN 3
#define PAGE 5
/* What is typed so soon behind a minus belongs to it, as in "-2*code"; who takes one off a line and goes on looks first. */
#define SAME_WORD (G_TIME_SPAN_SECOND)

struct _CfScanEntry
{
  GtkEntry parent_instance;

  CfScanGauge gauge;
  gint64      minus_at;         /* when the minus came that took one off a line, µs; 0 where that is over */
  guint       setting : 1;      /* the program changes the text, not a person */
  guint       negative : 1;     /* the text began right behind that minus */
};

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
    self->negative = self->minus_at != 0 && now - self->minus_at <= SAME_WORD;
  self->minus_at = 0;
  cf_scan_gauge_typed (&self->gauge, now);
}

static void
on_cut_cb (GtkEditable *editable,
           guint        most_chars,
           gpointer     user_data)
{
  g_signal_emit (user_data, signals[TOO_LONG], 0, most_chars);
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
  gboolean scanned = cf_scan_gauge_ended (&self->gauge, cf_scan_gauge_now (&self->gauge), MIN_SCAN);

  g_signal_emit (self, signals[ENTERED], 0, scanned);
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

static gboolean
handle_move (CfScanEntry *self,
             guint        keyval)
{
  int step;

  switch (keyval)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      step = -1;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      step = 1;
      break;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      step = -PAGE;
      break;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      step = PAGE;
      break;
    default:
      return FALSE;
    }

  g_signal_emit (self, signals[MOVE], 0, step);
  return TRUE;
}

/* Keys that are verbs as long as nothing is typed. */
static gboolean
handle_empty (CfScanEntry *self,
              guint        keyval)
{
  switch (keyval)
    {
    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
      g_signal_emit (self, signals[CHANGE_QUANTITY], 0, 1);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
    case 0x1002212: /* U+2212, the minus sign proper */
      self->minus_at = cf_scan_gauge_now (&self->gauge);
      g_signal_emit (self, signals[CHANGE_QUANTITY], 0, -1);
      return TRUE;
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      g_signal_emit (self, signals[REMOVE], 0);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
on_key_pressed_cb (CfScanEntry           *self,
                   guint                  keyval,
                   guint                  keycode,
                   GdkModifierType        state,
                   GtkEventControllerKey *controller)
{
  GdkModifierType modifiers = state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK);
  gboolean empty = cf_scan_entry_is_empty (self);

  if (modifiers == GDK_CONTROL_MASK && empty && (keyval == GDK_KEY_z || keyval == GDK_KEY_Z))
    {
      g_signal_emit (self, signals[UNDO], 0);
      return TRUE;
    }
  if (modifiers != 0)
    return FALSE;
  if (keyval == GDK_KEY_Escape)
    {
      g_signal_emit (self, signals[ESCAPE], 0);
      return TRUE;
    }
  if (keyval == GDK_KEY_F2)
    {
      g_signal_emit (self, signals[EDIT_PRICE], 0);
      return TRUE;
    }
  if (handle_move (self, keyval))
    return TRUE;

  return empty && handle_empty (self, keyval);
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
                                    G_TYPE_NONE, 1, G_TYPE_UINT);
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
  GtkEventController *keys = gtk_event_controller_key_new ();

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

  cf_scan_gauge_watch (&self->gauge, GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
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
 * cf_scan_entry_get_negative:
 * @self: the entry
 *
 * Returns: whether what stands in it was typed right behind a minus that took one off a line, as in "-2*code"
 */
gboolean
cf_scan_entry_get_negative (CfScanEntry *self)
{
  g_return_val_if_fail (CF_IS_SCAN_ENTRY (self), FALSE);

  return self->negative && !cf_scan_entry_is_empty (self);
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

/**
 * cf_scan_entry_take_key:
 * @self: the entry
 * @controller: that has a key press which was meant for something else
 *
 * Takes the focus and the key.
 *
 * Returns: whether the key was taken
 */
gboolean
cf_scan_entry_take_key (CfScanEntry           *self,
                        GtkEventControllerKey *controller)
{
  g_return_val_if_fail (CF_IS_SCAN_ENTRY (self), FALSE);

  cf_scan_entry_focus (self);
  return gtk_event_controller_key_forward (controller, GTK_WIDGET (get_text_widget (self)));
}
