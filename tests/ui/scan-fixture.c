/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keys of a scanner, or of a hand, to whatever has the focus. GTK lets nobody make an event: the controllers are called in the
 * order in which one would reach them. */

#include "scan-fixture.h"

#include "cf-scan-gauge-private.h"

/* Between two keys, of a scanner and of a hand. */
#define SCANNER_MS 5
#define HAND_MS 200

/* When the last key was pressed, µs: as long ago as it is, unless it was in a rhythm that a busy computer must not change. */
static gint64 pressed_at;

static void
advance (guint ms)
{
  pressed_at += ms * G_TIME_SPAN_MILLISECOND;
  _cf_scan_gauge_set_time (pressed_at);
}

/* Nothing is pressed for so long, at least. */
void
scan_pause (guint ms)
{
  pressed_at = MAX (pressed_at, g_get_monotonic_time ());
  advance (ms);
}

/* Only who asks for it sees the keys of a popover from outside of it. */
static gboolean
sees (GtkEventController *controller,
      GtkWidget          *focus)
{
  GtkWidget *widget = gtk_event_controller_get_widget (controller);

  return GTK_IS_EVENT_CONTROLLER_KEY (controller)
         && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE
         && (gtk_event_controller_get_propagation_limit (controller) == GTK_LIMIT_NONE
             || gtk_widget_get_native (widget) == gtk_widget_get_native (focus));
}

static gboolean
press_in (GtkWidget       *widget,
          GtkWidget       *focus,
          guint            keyval,
          GdkModifierType  state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (sees (controller, focus))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &taken);
    }

  return taken;
}

static gboolean
capture (GtkWidget       *widget,
         GtkWidget       *focus,
         guint            keyval,
         GdkModifierType  state)
{
  gboolean keeps = GTK_IS_POPOVER (widget) && gtk_popover_get_autohide (GTK_POPOVER (widget));
  GtkWidget *parent = keeps ? NULL : gtk_widget_get_parent (widget);

  return (parent != NULL && capture (parent, focus, keyval, state)) || press_in (widget, focus, keyval, state);
}

static gboolean
press (GtkWindow       *window,
       guint            keyval,
       GdkModifierType  state)
{
  GtkWidget *focused = gtk_window_get_focus (window);
  GtkWidget *focus = focused != NULL ? focused : GTK_WIDGET (window);
  gunichar character = gdk_keyval_to_unicode (keyval);

  if (capture (focus, focus, keyval, state))
    return TRUE;

  if (GTK_IS_TEXT (focus) && g_unichar_isprint (character))
    {
      char text[7] = "";
      int position;

      g_unichar_to_utf8 (character, text);
      gtk_editable_delete_selection (GTK_EDITABLE (focus));
      position = gtk_editable_get_position (GTK_EDITABLE (focus));
      gtk_editable_insert_text (GTK_EDITABLE (focus), text, -1, &position);
      gtk_editable_set_position (GTK_EDITABLE (focus), position);
    }
  else if (GTK_IS_TEXT (focus) && keyval == GDK_KEY_Return)
    g_signal_emit_by_name (focus, "activate");

  return FALSE;
}

/* A capital comes with Shift. */
static GdkModifierType
shift_of (guint keyval)
{
  return g_unichar_isupper (gdk_keyval_to_unicode (keyval)) ? GDK_SHIFT_MASK : 0;
}

/* Whether something took the key before what has the focus; where nothing did, a character is put into a text, and Enter activates it. */
gboolean
scan_press_with (GtkWindow       *window,
                 guint            keyval,
                 GdkModifierType  state)
{
  scan_pause (SCANNER_MS);
  return press (window, keyval, state);
}

gboolean
scan_press (GtkWindow *window,
            guint      keyval)
{
  return scan_press_with (window, keyval, shift_of (keyval));
}

/* A code, and the key that ends it; 0: none yet. */
void
scan_keys (GtkWindow  *window,
           const char *code,
           guint       end)
{
  scan_pause (0);
  scan_more (window, code, end);
}

/* The rest of a code: nothing was in between. */
void
scan_more (GtkWindow  *window,
           const char *code,
           guint       end)
{
  for (const char *p = code; *p != '\0'; p++)
    {
      guint keyval = gdk_unicode_to_keyval ((guint) *p);

      advance (SCANNER_MS);
      press (window, keyval, shift_of (keyval));
    }
  if (end != 0)
    {
      advance (SCANNER_MS);
      press (window, end, 0);
    }
}

/* As a hand does that knows its way. */
void
scan_type (GtkWindow  *window,
           const char *keys)
{
  scan_pause (0);
  for (const char *p = keys; *p != '\0'; p++)
    {
      guint keyval = gdk_unicode_to_keyval ((guint) *p);

      advance (HAND_MS);
      press (window, keyval, shift_of (keyval));
    }
}
