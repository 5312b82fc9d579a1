/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-first-rows.h"

/* More than a screen of the usual window holds. */
#define N_FIRST 40
/* The rows are made in the first frame, and seen after it. */
#define N_FRAMES 2

/* GTK's lists make some two hundred rows before they draw the first of them, whatever there is to see. So a list that was empty
 * starts with a screen of rows, and gets the others when that was drawn. */
struct _CfFirstRows
{
  GObject parent_instance;

  GtkWidget         *view;      /* (unowned): outlives it, or takes its tick with it */
  GtkSliceListModel *slice;     /* (owned) */
  guint              tick;
  guint              n_frames;
};

G_DEFINE_FINAL_TYPE (CfFirstRows, cf_first_rows, G_TYPE_OBJECT)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
stop_waiting (CfFirstRows *self)
{
  if (self->tick != 0 && self->view != NULL)
    gtk_widget_remove_tick_callback (self->view, self->tick);
  self->tick = 0;
  self->n_frames = 0;
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
  gtk_slice_list_model_set_size (self->slice, G_MAXUINT);
  return G_SOURCE_REMOVE;
}

static void
on_items_changed_cb (CfFirstRows *self)
{
  GListModel *model = gtk_slice_list_model_get_model (self->slice);

  if (model == NULL || g_list_model_get_n_items (model) == 0)
    {
      stop_waiting (self);
      gtk_slice_list_model_set_size (self->slice, N_FIRST);
    }
  else if (gtk_slice_list_model_get_size (self->slice) == N_FIRST && self->tick == 0 && self->view != NULL)
    {
      self->tick = gtk_widget_add_tick_callback (self->view, on_frame_cb, self, NULL);
    }
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_first_rows_dispose (GObject *object)
{
  CfFirstRows *self = CF_FIRST_ROWS (object);

  stop_waiting (self);
  g_clear_weak_pointer (&self->view);
  g_clear_object (&self->slice);

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
  self->slice = gtk_slice_list_model_new (NULL, 0, N_FIRST);
  /* By the slice, and so after it: what it makes of the change is in the view by then. */
  g_signal_connect_object (self->slice, "items-changed", G_CALLBACK (on_items_changed_cb), self, G_CONNECT_SWAPPED);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/* For the list that @view shows. */
CfFirstRows *
cf_first_rows_new (GtkWidget *view)
{
  CfFirstRows *self;

  g_return_val_if_fail (GTK_IS_WIDGET (view), NULL);

  self = g_object_new (CF_TYPE_FIRST_ROWS, NULL);
  g_set_weak_pointer (&self->view, view);
  return self;
}

/* The list for the view; every row has the position that it has in the whole list. */
GListModel *
cf_first_rows_get_model (CfFirstRows *self)
{
  g_return_val_if_fail (CF_IS_FIRST_ROWS (self), NULL);

  return G_LIST_MODEL (self->slice);
}

/* The whole list. */
void
cf_first_rows_set_model (CfFirstRows *self,
                         GListModel  *model)
{
  g_return_if_fail (CF_IS_FIRST_ROWS (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  gtk_slice_list_model_set_model (self->slice, model);
}
