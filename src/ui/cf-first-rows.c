/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-first-rows.h"

/* More than a screen of the usual window holds. */
#define N_FIRST 40
/* The rows are made in the first frame, and seen after it. */
#define N_FRAMES 2

/* GTK's lists make some two hundred rows before they draw the first of them, whatever there is to see. So a list that was empty
 * starts with a screen of rows, and gets the others when that was drawn.
 *
 * GtkSliceListModel would do for that, but when it has grown it tells of each change as one of all rows behind it: a view then
 * asks for every one of a million. */
struct _CfFirstRows
{
  GObject parent_instance;

  GtkWidget  *view;     /* (unowned) (nullable) */
  GListModel *model;    /* (owned) (nullable): the whole list */
  guint       n_shown;  /* as last told */
  guint       tick;
  guint       n_frames;
  gboolean    is_whole;
};

static void cf_first_rows_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CfFirstRows, cf_first_rows, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, cf_first_rows_list_model_init))

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static guint
count_all (CfFirstRows *self)
{
  return self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
}

static void
stop_waiting (CfFirstRows *self)
{
  if (self->tick != 0 && self->view != NULL)
    gtk_widget_remove_tick_callback (self->view, self->tick);
  self->tick = 0;
  self->n_frames = 0;
}

static void
tell (CfFirstRows *self,
      guint        position,
      guint        removed,
      guint        added)
{
  self->n_shown += added - removed;
  if (removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static gboolean
on_frame_cb (GtkWidget     *view,
             GdkFrameClock *clock,
             gpointer       user_data)
{
  CfFirstRows *self = user_data;

  if (self->n_frames++ < N_FRAMES)
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  self->is_whole = TRUE;
  tell (self, self->n_shown, 0, count_all (self) - self->n_shown);
  return G_SOURCE_REMOVE;
}

/* While only the first rows are shown, all of them from @position on may have moved. */
static void
tell_of_first (CfFirstRows *self,
               guint        position)
{
  guint n = MIN (count_all (self), N_FIRST);

  if (position < N_FIRST)
    tell (self, position, self->n_shown - position, n - position);
  if (n > 0 && self->tick == 0 && self->view != NULL)
    self->tick = gtk_widget_add_tick_callback (self->view, on_frame_cb, self, NULL);
}

static void
on_items_changed_cb (GListModel  *model,
                     guint        position,
                     guint        removed,
                     guint        added,
                     CfFirstRows *self)
{
  if (self->is_whole)
    tell (self, position, removed, added);
  else
    tell_of_first (self, position);
  if (g_list_model_get_n_items (model) > 0)
    return;

  stop_waiting (self);
  self->is_whole = FALSE;
}

/* -------------------------------------------------------------------------------------------------
 * Interface implementations
 * ------------------------------------------------------------------------------------------------- */

static GType
cf_first_rows_get_item_type (GListModel *list)
{
  return G_TYPE_OBJECT;
}

static guint
cf_first_rows_get_n_items (GListModel *list)
{
  return CF_FIRST_ROWS (list)->n_shown;
}

static gpointer
cf_first_rows_get_item (GListModel *list,
                        guint       position)
{
  CfFirstRows *self = CF_FIRST_ROWS (list);

  return position < self->n_shown ? g_list_model_get_item (self->model, position) : NULL;
}

static void
cf_first_rows_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = cf_first_rows_get_item_type;
  iface->get_n_items = cf_first_rows_get_n_items;
  iface->get_item = cf_first_rows_get_item;
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_first_rows_dispose (GObject *object)
{
  CfFirstRows *self = CF_FIRST_ROWS (object);

  stop_waiting (self);
  self->n_shown = 0;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, on_items_changed_cb, self);
  g_clear_object (&self->model);
  g_clear_weak_pointer (&self->view);

  G_OBJECT_CLASS (cf_first_rows_parent_class)->dispose (object);
}

static void
cf_first_rows_class_init (CfFirstRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_first_rows_dispose;
}

static void
cf_first_rows_init (CfFirstRows *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/* A list for @view; every row has the position that it has in the whole list. */
CfFirstRows *
cf_first_rows_new (GtkWidget *view)
{
  CfFirstRows *self;

  g_return_val_if_fail (GTK_IS_WIDGET (view), NULL);

  self = g_object_new (CF_TYPE_FIRST_ROWS, NULL);
  g_set_weak_pointer (&self->view, view);
  return self;
}

/* The whole list. */
void
cf_first_rows_set_model (CfFirstRows *self,
                         GListModel  *model)
{
  g_return_if_fail (CF_IS_FIRST_ROWS (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  stop_waiting (self);
  self->is_whole = FALSE;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, on_items_changed_cb, self);
  tell (self, 0, self->n_shown, 0);
  g_set_object (&self->model, model);
  if (model == NULL)
    return;

  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed_cb), self, 0);
  tell_of_first (self, 0);
}

/* Of the whole list, whether they are shown yet or not. */
guint
cf_first_rows_get_n_all (CfFirstRows *self)
{
  g_return_val_if_fail (CF_IS_FIRST_ROWS (self), 0);

  return count_all (self);
}
