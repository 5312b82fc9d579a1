/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-change-list.h"

#include <glib/gi18n-lib.h>

#include "cf-format.h"
#include "cf-pane-rows.h"
#include "cf-record-change.h"
#include "cf-ui.h"

/* Rows that are made in one go. */
#define ROWS_AT_ONCE 40

struct _CfChangeList
{
  AdwBin parent_instance;

  GtkWidget *rows;              /* (unowned) */
  GListModel *changes;          /* (owned) (nullable) (element-type CfRecordChange) */
  GTimeZone *zone;              /* (owned) */
  guint n_rows;
  guint build_source;
};

enum
{
  SIGNAL_UNDO,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfChangeList, cf_change_list, ADW_TYPE_BIN)

static const char *
icon_of (CfRecordVerb verb)
{
  switch (verb)
    {
    case CF_RECORD_ADDED:
      return "list-add-symbolic";
    case CF_RECORD_DELETED:
      return "user-trash-symbolic";
    case CF_RECORD_UNDONE:
      return "edit-undo-symbolic";
    case CF_RECORD_MERGED:
    case CF_RECORD_SPLIT:
      return "cf-authors-symbolic";
    case CF_RECORD_CHANGED:
    default:
      return "document-edit-symbolic";
    }
}

static void
on_undo_cb (GtkWidget    *button,
            CfChangeList *self)
{
  const gint64 *change = g_object_get_data (G_OBJECT (button), "cf-change");

  g_signal_emit (self, signals[SIGNAL_UNDO], 0, *change);
}

static GtkWidget *
new_undo_button (CfChangeList               *self,
                 const CfRecordChangeFields *fields,
                 const char                 *what)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  g_autofree char *name = g_strdup_printf (_("Take back: %s"), what);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  cf_ui_set_tooltip (button, fields->is_import ? _("Take Back the Import…") : _("Take Back"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (fields->is_import)
    {
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", fields->change);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "library.undo-import");
      return button;
    }
  g_object_set_data_full (G_OBJECT (button), "cf-change", g_memdup2 (&fields->change, sizeof fields->change), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_undo_cb), self, 0);
  return button;
}

static GtkWidget *
new_row (CfChangeList   *self,
         CfRecordChange *change)
{
  const CfRecordChangeFields *fields = cf_record_change_fields (change);
  g_autofree char *what = g_strjoinv ("\n", fields->lines);
  g_autofree char *when = cf_format_when (fields->at, self->zone);
  GtkWidget *row = cf_pane_rows_change (icon_of (fields->verb), what, when, fields->who);

  if (fields->can_undo)
    gtk_box_append (GTK_BOX (row), new_undo_button (self, fields, what));
  return row;
}

static gboolean
build (gpointer user_data)
{
  CfChangeList *self = user_data;
  guint n = self->changes != NULL ? g_list_model_get_n_items (self->changes) : 0;
  guint end = MIN (self->n_rows + ROWS_AT_ONCE, n);

  for (; self->n_rows < end; self->n_rows++)
    {
      g_autoptr (CfRecordChange) change = g_list_model_get_item (self->changes, self->n_rows);

      gtk_box_append (GTK_BOX (self->rows), new_row (self, change));
    }
  if (self->n_rows < n)
    return G_SOURCE_CONTINUE;

  self->build_source = 0;
  return G_SOURCE_REMOVE;
}

static void
cf_change_list_dispose (GObject *object)
{
  CfChangeList *self = CF_CHANGE_LIST (object);

  g_clear_handle_id (&self->build_source, g_source_remove);
  g_clear_object (&self->changes);

  G_OBJECT_CLASS (cf_change_list_parent_class)->dispose (object);
}

static void
cf_change_list_finalize (GObject *object)
{
  g_time_zone_unref (CF_CHANGE_LIST (object)->zone);

  G_OBJECT_CLASS (cf_change_list_parent_class)->finalize (object);
}

static void
cf_change_list_class_init (CfChangeListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_change_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_change_list_finalize;
  signals[SIGNAL_UNDO] = g_signal_new ("undo", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
cf_change_list_init (CfChangeList *self)
{
  self->zone = g_time_zone_new_local ();
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  adw_bin_set_child (ADW_BIN (self), self->rows);
}

/* (element-type CfRecordChange), newest first; NULL: not known yet. */
void
cf_change_list_set_changes (CfChangeList *self,
                            GListModel   *changes)
{
  g_return_if_fail (CF_IS_CHANGE_LIST (self));

  g_clear_handle_id (&self->build_source, g_source_remove);
  cf_ui_release_focus (self->rows);
  cf_pane_rows_clear (self->rows);
  g_set_object (&self->changes, changes);
  self->n_rows = 0;
  if (build (self))
    self->build_source = g_idle_add (build, self);
}
