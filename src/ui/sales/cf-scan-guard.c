/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-scan-guard.h"

#include <string.h>

#include "cf-scan-code.h"
#include "cf-scan-gauge.h"
#include "cf-text-limit.h"

/* So many characters at a scanner's pace are a code, and neither a name nor a price. */
#define SHORTEST 5
/* One letter chooses from a menu, and nobody types two there as fast. */
#define SHORTEST_IN_MENU 2
/* So long a letter waits in a menu for the rest of a code: longer than a scanner does, ms. */
#define HOLD_MS 100
/* No code is as long, and hardly a password: it is not moved in memory while it grows, and can be wiped out. */
#define ROOM_FOR_CODE 1024

/* What comes at a scanner's pace, over all windows that may get a part of it: which one has the keys changes while they come. */
typedef struct
{
  CfScanGauge  gauge;
  GString     *code;            /* (owned) */
  GPtrArray   *guards;          /* (owned) (element-type CfScanGuard): unowned; that saw some of it */
  gboolean     cut;             /* it went on where another guard had begun it */
} Run;

struct _CfScanGuard
{
  GObject parent_instance;

  GtkWidget          *widget;       /* (unowned) (nullable): has the controller */
  GtkEventController *keys;         /* (unowned): of the widget */
  GtkWidget          *popover;      /* (unowned) (nullable): in which the focus is, and its controller */
  GtkEventController *popover_keys;
  Run                *run;      /* (owned): shared by the guards of windows over one another */
  GtkEditable        *field;    /* (unowned) (nullable): where it went, as far as it came here */
  char               *before;   /* (owned) (nullable): what stood there before that */
  guint               end;      /* the key that ended what came last */
  GQueue              held;     /* (element-type GdkEvent): keys in a menu, a letter first, that are no code yet */
  guint               hold_source;
  gboolean            letting_go;
  const CfCurrency   *currency; /* (unowned) (nullable): of the amounts */
};

enum
{
  SCANNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfScanGuard, cf_scan_guard, G_TYPE_OBJECT)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* The whole of what the focus is in: an entry, or a row with one. */
static GtkEditable *
find_field (CfScanGuard *self)
{
  GtkWidget *found = NULL;

  for (GtkWidget *each = gtk_root_get_focus (gtk_widget_get_root (self->widget)); each != NULL; each = gtk_widget_get_parent (each))
    if (GTK_IS_EDITABLE (each))
      found = each;

  return found != NULL ? GTK_EDITABLE (found) : NULL;
}

static gboolean
is_for_numbers (GtkEditable *field)
{
  GtkEditable *delegate = field != NULL ? gtk_editable_get_delegate (field) : NULL;

  return GTK_IS_TEXT (delegate) && gtk_text_get_input_purpose (GTK_TEXT (delegate)) == GTK_INPUT_PURPOSE_NUMBER;
}

/* Nobody types words into a menu, or where a number belongs, and nothing at all into two windows. */
static gboolean
came_as_code (CfScanGuard *self,
              const char  *text)
{
  guint n_fast = cf_scan_gauge_get_n_fast (&self->run->gauge);

  if (!cf_scan_code_is_possible (text))
    return FALSE;
  if (cf_scan_guard_get_cut (self))
    return TRUE;
  if (GTK_IS_POPOVER_MENU (self->popover))
    return n_fast >= SHORTEST_IN_MENU;
  if (n_fast < SHORTEST || cf_scan_code_is_amount (text, self->currency))
    return FALSE;

  return is_for_numbers (self->field) ? cf_scan_code_is_no_price (text, self->currency) : cf_scan_code_stands_out (text);
}

/* What was typed may have been a password. */
static void
free_wiped (char *text) /* nullable */
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
clear_code (Run *run)
{
  explicit_bzero (run->code->str, run->code->len);
  g_string_truncate (run->code, 0);
}

static void
remember_field (CfScanGuard *self)
{
  g_set_weak_pointer (&self->field, find_field (self));
  free_wiped (self->before);
  self->before = self->field != NULL ? g_strdup (gtk_editable_get_text (self->field)) : NULL;
}

static void
take_character (CfScanGuard *self,
                gunichar     character,
                gint64       now)
{
  Run *run = self->run;
  gboolean goes_on = cf_scan_gauge_is_fast (&run->gauge, now);

  if (!goes_on)
    {
      cf_scan_gauge_reset (&run->gauge);
      clear_code (run);
      g_ptr_array_set_size (run->guards, 0);
      run->cut = FALSE;
    }
  if (!g_ptr_array_find (run->guards, self, NULL))
    {
      remember_field (self);
      g_ptr_array_add (run->guards, self);
      run->cut = goes_on;
    }
  g_string_append_unichar (run->code, character);
  cf_scan_gauge_typed (&run->gauge, now);
}

static gboolean
offer_code (CfScanGuard *self)
{
  char *code = g_strdup (self->run->code->str);
  gboolean taken = FALSE;

  if (came_as_code (self, code))
    g_signal_emit (self, signals[SCANNED], 0, code, &taken);
  free_wiped (code);

  return taken;
}

/* A blank counts as well: it stands between words. */
static gunichar
get_typed (guint           keyval,
           GdkModifierType state)
{
  return keyval == GDK_KEY_space || keyval == GDK_KEY_KP_Space ? ' ' : cf_scan_gauge_get_typed (keyval, state);
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: letters in menus
 * ------------------------------------------------------------------------------------------------- */

static void
drop_held (CfScanGuard *self)
{
  g_clear_handle_id (&self->hold_source, g_source_remove);
  g_queue_clear_full (&self->held, (GDestroyNotify) gdk_event_unref);
}

/* By the way on which they came first. */
static gboolean
on_hold_over_cb (gpointer user_data)
{
  g_autoptr(CfScanGuard) self = g_object_ref (user_data);
  GdkEvent *event;
  gboolean handled;

  self->hold_source = 0;
  self->letting_go = TRUE;
  while ((event = g_queue_pop_head (&self->held)) != NULL)
    {
      g_signal_emit_by_name (gdk_event_get_surface (event), "event", event, &handled);
      gdk_event_unref (event);
    }
  self->letting_go = FALSE;

  return G_SOURCE_REMOVE;
}

/* After everything that the window system has sent meanwhile: the rest of a code may be waiting there. */
static void
hold (CfScanGuard        *self,
      GtkEventController *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);

  if (event != NULL)
    g_queue_push_tail (&self->held, gdk_event_ref (event));
  if (self->hold_source == 0)
    self->hold_source = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, HOLD_MS, on_hold_over_cb, self, NULL);
}

/* Whether a code is under way, or may be. A letter without Shift chooses from a menu, Caps Lock or not, if none follows at a scanner's
 * pace; what comes behind it meanwhile keeps its place. */
static gboolean
keep_from_menu (CfScanGuard        *self,
                gunichar            character,
                GdkModifierType     state,
                GtkEventController *controller)
{
  gboolean of_code = cf_scan_code_may_contain (character);
  gboolean chooses = of_code && g_unichar_isalpha (character) && (state & GDK_SHIFT_MASK) == 0;

  if (of_code && cf_scan_gauge_get_n_fast (&self->run->gauge) >= SHORTEST_IN_MENU)
    drop_held (self);
  else if (chooses || self->hold_source != 0)
    hold (self, controller);
  else
    return of_code;

  return TRUE;
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: keys
 * ------------------------------------------------------------------------------------------------- */

/* What changes neither the text nor the focus may be in between: Shift, above all. */
static gboolean
on_key_pressed_cb (CfScanGuard           *self,
                   guint                  keyval,
                   guint                  keycode,
                   GdkModifierType        state,
                   GtkEventControllerKey *controller)
{
  g_autoptr(CfScanGuard) hold_self = g_object_ref (self);
  gunichar character = get_typed (keyval, state);
  gboolean taken = FALSE;
  gint64 now;

  if (self->letting_go)
    return FALSE;

  now = cf_scan_gauge_pressed (&self->run->gauge, GTK_EVENT_CONTROLLER (controller));
  if (character != 0)
    take_character (self, character, now);
  else if (cf_scan_gauge_is_end (keyval, state))
    {
      self->end = keyval;
      taken = cf_scan_gauge_is_fast (&self->run->gauge, now) && offer_code (self);
      cf_scan_gauge_reset (&self->run->gauge);
      clear_code (self->run);
    }

  return taken || (GTK_IS_POPOVER_MENU (self->popover) && keep_from_menu (self, character, state, GTK_EVENT_CONTROLLER (controller)));
}

static GtkEventController *
add_keys (CfScanGuard *self,
          GtkWidget   *widget)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, keys);

  return keys;
}

static void
watch_popover (CfScanGuard *self,
               GtkWidget   *popover)
{
  if (popover == self->popover)
    return;

  if (self->popover != NULL)
    gtk_widget_remove_controller (self->popover, self->popover_keys);
  drop_held (self);
  g_set_weak_pointer (&self->popover, popover);
  self->popover_keys = popover != NULL ? add_keys (self, popover) : NULL;
}

/* A popover that is open keeps the keys to itself: outside of it nothing sees them. */
static void
on_focus_moved_cb (CfScanGuard *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self->widget));

  watch_popover (self, focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) : NULL);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_scan_guard_dispose (GObject *object)
{
  CfScanGuard *self = CF_SCAN_GUARD (object);

  cf_scan_guard_watch (self, NULL);
  drop_held (self);
  g_ptr_array_remove (self->run->guards, self);
  g_clear_weak_pointer (&self->field);

  G_OBJECT_CLASS (cf_scan_guard_parent_class)->dispose (object);
}

static void
run_clear (Run *run)
{
  clear_code (run);
  g_string_free (run->code, TRUE);
  g_ptr_array_unref (run->guards);
}

static void
cf_scan_guard_finalize (GObject *object)
{
  CfScanGuard *self = CF_SCAN_GUARD (object);

  g_rc_box_release_full (self->run, (GDestroyNotify) run_clear);
  free_wiped (self->before);

  G_OBJECT_CLASS (cf_scan_guard_parent_class)->finalize (object);
}

static void
cf_scan_guard_class_init (CfScanGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_scan_guard_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_scan_guard_finalize;

  signals[SCANNED] = g_signal_new ("scanned", CF_TYPE_SCAN_GUARD, G_SIGNAL_RUN_LAST, 0,
                                   g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
}

static void
cf_scan_guard_init (CfScanGuard *self)
{
  self->run = g_rc_box_new0 (Run);
  self->run->code = g_string_sized_new (ROOM_FOR_CODE);
  self->run->guards = g_ptr_array_new ();
  g_queue_init (&self->held);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_scan_guard_new:
 *
 * Returns: (transfer full): a guard that watches nothing yet
 */
CfScanGuard *
cf_scan_guard_new (void)
{
  return g_object_new (CF_TYPE_SCAN_GUARD, NULL);
}

/**
 * cf_scan_guard_new_above:
 * @below: the guard of a window
 *
 * A code that begins while one of two windows has the keys, and ends in the other, is whole.
 *
 * Returns: (transfer full): a guard for a window that opens over that one
 */
CfScanGuard *
cf_scan_guard_new_above (CfScanGuard *below)
{
  CfScanGuard *self;

  g_return_val_if_fail (CF_IS_SCAN_GUARD (below), NULL);

  self = cf_scan_guard_new ();
  g_rc_box_release_full (self->run, (GDestroyNotify) run_clear);
  self->run = g_rc_box_acquire (below->run);

  return self;
}

/**
 * cf_scan_guard_watch:
 * @self: a guard
 * @widget: (nullable): a window, or a part of one, that is in its window as long as it is watched
 */
void
cf_scan_guard_watch (CfScanGuard *self,
                     GtkWidget   *widget)
{
  g_return_if_fail (CF_IS_SCAN_GUARD (self));

  watch_popover (self, NULL);
  if (self->widget != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->widget, on_focus_moved_cb, self);
      gtk_widget_remove_controller (self->widget, self->keys);
    }
  g_set_weak_pointer (&self->widget, widget);
  self->keys = widget != NULL ? add_keys (self, widget) : NULL;
  if (GTK_IS_WINDOW (widget))
    g_signal_connect_object (widget, "notify::focus-widget", G_CALLBACK (on_focus_moved_cb), self, G_CONNECT_SWAPPED);
}

/**
 * cf_scan_guard_get_widget:
 * @self: a guard
 *
 * Returns: (transfer none) (nullable): what it watches
 */
GtkWidget *
cf_scan_guard_get_widget (CfScanGuard *self)
{
  g_return_val_if_fail (CF_IS_SCAN_GUARD (self), NULL);

  return self->widget;
}

/**
 * cf_scan_guard_set_currency:
 * @self: a guard of fields for amounts
 * @currency: theirs
 */
void
cf_scan_guard_set_currency (CfScanGuard      *self,
                            const CfCurrency *currency)
{
  g_return_if_fail (CF_IS_SCAN_GUARD (self));
  g_return_if_fail (currency != NULL);

  self->currency = currency;
}

/**
 * cf_scan_guard_get_cut:
 * @self: a guard that has just told of a code
 *
 * Returns: whether a part of the code came into another window
 */
gboolean
cf_scan_guard_get_cut (CfScanGuard *self)
{
  g_return_val_if_fail (CF_IS_SCAN_GUARD (self), FALSE);

  return self->run->cut || !g_ptr_array_find (self->run->guards, self, NULL);
}

/**
 * cf_scan_guard_get_end:
 * @self: a guard that has just told of a code
 *
 * Returns: the key that ended it: Enter, or Tab
 */
guint
cf_scan_guard_get_end (CfScanGuard *self)
{
  g_return_val_if_fail (CF_IS_SCAN_GUARD (self), GDK_KEY_VoidSymbol);

  return self->end;
}

static void
put_back (CfScanGuard *self)
{
  char *before;

  if (self->field == NULL)
    return;

  before = g_strdup (self->before);
  cf_text_limit_fill (self->field, before);
  gtk_editable_set_position (self->field, -1);
  free_wiped (before);
}

/**
 * cf_scan_guard_take_back:
 * @self: a guard that has just told of a code
 *
 * Takes the code out of the fields it went to: in them stands what stood there before, also where the code was put in its place.
 */
void
cf_scan_guard_take_back (CfScanGuard *self)
{
  g_return_if_fail (CF_IS_SCAN_GUARD (self));

  for (guint i = 0; i < self->run->guards->len; i++)
    put_back (g_ptr_array_index (self->run->guards, i));
}

/**
 * cf_scan_guard_close_popover:
 * @self: a guard
 *
 * Closes the menu or the popover in which the focus is.
 *
 * Returns: whether there was one
 */
gboolean
cf_scan_guard_close_popover (CfScanGuard *self)
{
  g_return_val_if_fail (CF_IS_SCAN_GUARD (self), FALSE);

  if (self->popover == NULL)
    return FALSE;

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  return TRUE;
}
