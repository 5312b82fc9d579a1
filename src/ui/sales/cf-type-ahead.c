/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-type-ahead.h"

/* What waits: a key, or a click on what a key can do as well. */
typedef struct
{
  GdkEvent   *event;            /* (owned) (nullable) */
  GtkWidget  *widget;           /* (owned) (nullable) */
  const char *action;           /* (unowned): static */
} Waiting;

struct _CfTypeAhead
{
  GObject parent_instance;

  CfTypeAheadBusy     busy;
  gpointer            user_data;  /* (unowned): lives longer */
  GtkWidget          *window;     /* (unowned) (nullable): has the controller */
  GtkEventController *keys;       /* (unowned) (nullable): of the window */
  GQueue              waiting;    /* (element-type Waiting) */
  const Waiting      *handed_on;  /* (nullable): on its way through the window now */
  guint               source;
};

G_DEFINE_FINAL_TYPE (CfTypeAhead, cf_type_ahead, G_TYPE_OBJECT)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
waiting_free (Waiting *waiting)
{
  g_clear_pointer (&waiting->event, gdk_event_unref);
  g_clear_object (&waiting->widget);
  g_free (waiting);
}

static gboolean
must_wait (CfTypeAhead *self,
           GdkEvent    *event)
{
  return !g_queue_is_empty (&self->waiting) || self->busy (event, self->user_data);
}

static gboolean
may_go_on (CfTypeAhead *self)
{
  const Waiting *first = g_queue_peek_head (&self->waiting);

  return first != NULL && !self->busy (first->event, self->user_data);
}

static gboolean
is_handed_on (CfTypeAhead *self,
              GdkEvent    *event)
{
  return self->handed_on != NULL && self->handed_on->event == event;
}

/* Releases wait as well: an input method sees them in their order. */
static gboolean
on_event_cb (CfTypeAhead *self,
             GdkEvent    *event)
{
  GdkEventType type = gdk_event_get_event_type (event);
  Waiting *waiting;

  if ((type != GDK_KEY_PRESS && type != GDK_KEY_RELEASE) || is_handed_on (self, event) || !must_wait (self, event))
    return GDK_EVENT_PROPAGATE;

  waiting = g_new0 (Waiting, 1);
  waiting->event = gdk_event_ref (event);
  g_queue_push_tail (&self->waiting, waiting);

  return GDK_EVENT_STOP;
}

/* By the way on which it came first, to what has the focus now. */
static void
hand_on (CfTypeAhead   *self,
         const Waiting *waiting)
{
  gboolean handled;

  self->handed_on = waiting;
  if (waiting->event != NULL)
    g_signal_emit_by_name (gdk_event_get_surface (waiting->event), "event", waiting->event, &handled);
  else
    gtk_widget_activate_action (waiting->widget, waiting->action, NULL);
  self->handed_on = NULL;
}

static gboolean
on_due_cb (gpointer user_data)
{
  g_autoptr(CfTypeAhead) self = g_object_ref (user_data);

  while (may_go_on (self))
    {
      Waiting *first = g_queue_pop_head (&self->waiting);

      hand_on (self, first);
      waiting_free (first);
    }

  self->source = 0;
  return G_SOURCE_REMOVE;
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_type_ahead_dispose (GObject *object)
{
  CfTypeAhead *self = CF_TYPE_AHEAD (object);

  cf_type_ahead_watch (self, NULL);
  g_clear_handle_id (&self->source, g_source_remove);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) waiting_free);

  G_OBJECT_CLASS (cf_type_ahead_parent_class)->dispose (object);
}

static void
cf_type_ahead_class_init (CfTypeAheadClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_type_ahead_dispose;
}

static void
cf_type_ahead_init (CfTypeAhead *self)
{
  g_queue_init (&self->waiting);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_type_ahead_new:
 * @busy: asked at each key whether it must wait
 * @user_data: passed to @busy; must live longer than what is returned is used
 *
 * Returns: (transfer full): a new, empty buffer that watches no window yet
 */
CfTypeAhead *
cf_type_ahead_new (CfTypeAheadBusy busy,
                   gpointer        user_data)
{
  CfTypeAhead *self;

  g_return_val_if_fail (busy != NULL, NULL);

  self = g_object_new (CF_TYPE_TYPE_AHEAD, NULL);
  self->busy = busy;
  self->user_data = user_data;

  return self;
}

/**
 * cf_type_ahead_watch:
 * @self: the buffer
 * @window: (nullable): whose keys may have to wait; before anything else gets them, shortcuts too
 */
void
cf_type_ahead_watch (CfTypeAhead *self,
                     GtkWidget   *window)
{
  g_return_if_fail (CF_IS_TYPE_AHEAD (self));

  if (self->window != NULL)
    gtk_widget_remove_controller (self->window, self->keys);
  self->window = window;
  self->keys = NULL;
  if (window == NULL)
    return;

  self->keys = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->keys, "event", G_CALLBACK (on_event_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (window, self->keys);
}

/**
 * cf_type_ahead_defer:
 * @self: the buffer
 * @widget: that has @action
 * @action: what was clicked on; a static string
 *
 * Where keys must wait, what is clicked on after them does as well.
 *
 * Returns: whether @action is carried out later
 */
gboolean
cf_type_ahead_defer (CfTypeAhead *self,
                     GtkWidget   *widget,
                     const char  *action)
{
  Waiting *waiting;

  g_return_val_if_fail (CF_IS_TYPE_AHEAD (self), FALSE);
  g_return_val_if_fail (GTK_IS_WIDGET (widget) && action != NULL, FALSE);

  if (self->handed_on != NULL || !must_wait (self, NULL))
    return FALSE;

  waiting = g_new0 (Waiting, 1);
  waiting->widget = g_object_ref (widget);
  waiting->action = action;
  g_queue_push_tail (&self->waiting, waiting);

  return TRUE;
}

/**
 * cf_type_ahead_get_waiting:
 * @self: the buffer
 *
 * Returns: whether anything waits
 */
gboolean
cf_type_ahead_get_waiting (CfTypeAhead *self)
{
  g_return_val_if_fail (CF_IS_TYPE_AHEAD (self), FALSE);

  return !g_queue_is_empty (&self->waiting);
}

/**
 * cf_type_ahead_go_on:
 * @self: the buffer
 *
 * What the keys wait for may be done: they come in as soon as the caller is through.
 */
void
cf_type_ahead_go_on (CfTypeAhead *self)
{
  g_return_if_fail (CF_IS_TYPE_AHEAD (self));

  if (self->source == 0 && !g_queue_is_empty (&self->waiting))
    self->source = g_idle_add_full (G_PRIORITY_DEFAULT, on_due_cb, self, NULL);
}
