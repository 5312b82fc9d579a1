/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfScanEntry: its keys, and whether a scanner sent what stands there when one of them ends it. */

#include "cf-config.h"

#include "cf-scan-entry-private.h"

#include <string.h>

#include "cf-scan-code.h"

/* A shorter run of keys is not told from a hand by its rhythm. */
#define MIN_SCAN 3
/* Tab ends no entry by hand: with it, less of a rhythm tells. */
#define MIN_SCAN_WITH_TAB 2
/* Behind what a hand has only just typed, more does with Enter, which that hand would end it with. */
#define MIN_CLEAR_CODE 5
/* What has stood there so long was left there: nobody stops so long within one code and then goes on as fast as a scanner. */
#define LEFT (G_TIME_SPAN_SECOND)
#define PAGE 5

/* Who sent what stands in the entry when a key ends it. */
typedef enum
{
  BY_HAND,
  SCANNED,                      /* all of it, or what stands behind a quantity */
  SCANNED_BEHIND,               /* what stands behind a text that was left there */
  GLUED,                        /* what stands behind a text that was typed just now: nobody can tell where it begins */
} Origin;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: what a scanner sent
 * ------------------------------------------------------------------------------------------------- */

/* Returns: the characters that came last, at a scanner's pace */
static int
count_fast (CfScanEntry *self)
{
  guint length = gtk_entry_get_text_length (GTK_ENTRY (self));

  return (int) cf_scan_gauge_get_n_fast (&self->gauge) - (int) cf_scan_signs_count_scanned (&self->signs, &self->gauge, length);
}

static gboolean
is_all_fast (CfScanEntry *self)
{
  return count_fast (self) >= gtk_entry_get_text_length (GTK_ENTRY (self));
}

/* Where what came last begins; it ends at the cursor. */
static int
get_start (CfScanEntry *self)
{
  int end = gtk_editable_get_position (GTK_EDITABLE (self));

  return end - CLAMP (count_fast (self), 0, end);
}

static char *
dup_head (CfScanEntry *self)
{
  return gtk_editable_get_chars (GTK_EDITABLE (self), 0, get_start (self));
}

static char *
dup_tail (CfScanEntry *self)
{
  return gtk_editable_get_chars (GTK_EDITABLE (self), get_start (self), gtk_editable_get_position (GTK_EDITABLE (self)));
}

/* Some hands type a word, or a short number, as fast as a scanner sends a code. */
static gboolean
is_clearly_code (const char *tail)
{
  return strlen (tail) >= MIN_CLEAR_CODE && cf_scan_code_stands_out (tail);
}

/* Nobody ends an entry with Tab by hand: with it, less tells. */
static Origin
judge (CfScanEntry *self,
       gint64       time,
       gboolean     tab)
{
  g_autofree char *head = dup_head (self);
  g_autofree char *tail = dup_tail (self);

  if (!cf_scan_gauge_is_fast (&self->gauge, time) || cf_scan_code_is_word (tail))
    return BY_HAND;
  if (is_all_fast (self))
    return cf_scan_gauge_get_n_fast (&self->gauge) >= (tab ? MIN_SCAN_WITH_TAB : MIN_SCAN) ? SCANNED : BY_HAND;
  if (g_utf8_strlen (tail, -1) < MIN_SCAN || (!tab && !cf_scan_code_is_possible (tail)))
    return BY_HAND;
  if (cf_scan_code_is_quantity (head))
    return SCANNED;
  if (cf_scan_gauge_get_pause (&self->gauge) >= LEFT)
    return SCANNED_BEHIND;

  return tab || is_clearly_code (tail) ? GLUED : BY_HAND;
}

/* What was left in the entry stays there, as if nothing had been scanned. */
static char *
take_tail (CfScanEntry *self)
{
  g_autofree char *tail = dup_tail (self);

  gtk_editable_delete_text (GTK_EDITABLE (self), get_start (self), gtk_editable_get_position (GTK_EDITABLE (self)));
  cf_scan_gauge_reset (&self->gauge);

  return g_steal_pointer (&tail);
}

static void
take_scan_behind (CfScanEntry *self)
{
  g_autofree char *code = take_tail (self);

  g_signal_emit_by_name (self, "scanned-behind", code);
}

/* Who does not look at the screen scans the code again. */
static void
refuse_scan (CfScanEntry *self)
{
  g_free (take_tail (self));
  g_signal_emit_by_name (self, "stood-in-the-way");
}

static void
end_with (CfScanEntry *self,
          Origin       origin)
{
  if (origin == SCANNED_BEHIND)
    take_scan_behind (self);
  else if (origin == GLUED)
    refuse_scan (self);
  else
    g_signal_emit_by_name (self, "entered", origin == SCANNED);
}

/* Some scanners end a code with Tab; a hand goes to the next widget with it. */
static gboolean
handle_tab (CfScanEntry     *self,
            guint            keyval,
            GdkModifierType  state)
{
  Origin origin;

  if ((keyval != GDK_KEY_Tab && keyval != GDK_KEY_KP_Tab) || !cf_scan_gauge_is_end (keyval, state))
    return FALSE;

  origin = judge (self, cf_scan_gauge_now (&self->gauge), TRUE);
  if (origin == BY_HAND)
    return FALSE;

  end_with (self, origin);
  return TRUE;
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: keys
 * ------------------------------------------------------------------------------------------------- */

/* Returns: how far @keyval moves, 0 where it does not */
static int
step_of (guint keyval)
{
  switch (keyval)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return -1;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return 1;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      return -PAGE;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      return PAGE;
    default:
      return 0;
    }
}

/* Whether it was a verb shows with what comes next. */
static void
step (CfScanEntry *self,
      char         sign,
      int          by)
{
  cf_scan_signs_add (&self->signs, sign, &self->gauge, cf_scan_gauge_now (&self->gauge));
  g_signal_emit_by_name (self, "change-quantity", by);
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
      step (self, '+', 1);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
    case 0x1002212: /* U+2212, the minus sign proper */
      step (self, '-', -1);
      return TRUE;
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      g_signal_emit_by_name (self, "remove");
      return TRUE;
    default:
      return FALSE;
    }
}

/* Scanners hold it for capitals. */
static gboolean
is_shift (guint keyval)
{
  return keyval == GDK_KEY_Shift_L || keyval == GDK_KEY_Shift_R || keyval == GDK_KEY_Caps_Lock || keyval == GDK_KEY_ISO_Level3_Shift;
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

  cf_scan_gauge_pressed (&self->gauge, GTK_EVENT_CONTROLLER (controller));
  /* A verb behind a sign says that the sign was one. */
  if (cf_scan_gauge_get_typed (keyval, state) == 0 && !is_shift (keyval))
    cf_scan_signs_end (&self->signs);
  if (modifiers == GDK_CONTROL_MASK && empty && (keyval == GDK_KEY_z || keyval == GDK_KEY_Z))
    {
      g_signal_emit_by_name (self, "undo");
      return TRUE;
    }
  if (modifiers != 0)
    return FALSE;
  if (keyval == GDK_KEY_Escape)
    {
      g_signal_emit_by_name (self, "escape");
      return TRUE;
    }
  if (keyval == GDK_KEY_F2)
    {
      g_signal_emit_by_name (self, "edit-price");
      return TRUE;
    }
  if (handle_tab (self, keyval, state))
    return TRUE;
  if (step_of (keyval) != 0)
    {
      g_signal_emit_by_name (self, "move", step_of (keyval));
      return TRUE;
    }

  return empty && handle_empty (self, keyval);
}

/* -------------------------------------------------------------------------------------------------
 * For the other part of the entry
 * ------------------------------------------------------------------------------------------------- */

/*
 * _cf_scan_entry_add_keys:
 *
 * Lets the entry hear its keys before anything in it does.
 */
void
_cf_scan_entry_add_keys (CfScanEntry *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/*
 * _cf_scan_entry_end:
 *
 * Enter came, at @time.
 */
void
_cf_scan_entry_end (CfScanEntry *self,
                    gint64       time)
{
  end_with (self, judge (self, time, FALSE));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

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
  /* Forwarding it passes by the entry's own controller. */
  cf_scan_gauge_pressed (&self->gauge, GTK_EVENT_CONTROLLER (controller));
  return gtk_event_controller_key_forward (controller, GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self))));
}

/**
 * cf_scan_entry_needs_results:
 * @self: the entry
 * @event: an event of its window
 *
 * Returns: whether @event is a key that means something else where products are found by what stands here: it adds one, or chooses
 *   among them, or closes them
 */
gboolean
cf_scan_entry_needs_results (CfScanEntry *self,
                             GdkEvent    *event)
{
  g_return_val_if_fail (CF_IS_SCAN_ENTRY (self), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  if (gdk_event_get_event_type (event) != GDK_KEY_PRESS || !cf_scan_entry_is_focused (self))
    return FALSE;

  switch (gdk_key_event_get_keyval (event))
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      /* What a scanner sent is entered as it is. */
      return judge (self, gdk_event_get_time (event) * G_TIME_SPAN_MILLISECOND, FALSE) == BY_HAND;
    case GDK_KEY_Escape:
      return TRUE;
    default:
      return step_of (gdk_key_event_get_keyval (event)) != 0;
    }
}
