/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-conflict.h"
#include "cf-ui.h"
#include "cf-wrap-layout.h"

struct _CfConflict
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *sentence;
  GtkGrid *grid;

  int n_rows;
};

enum
{
  SIGNAL_MINE,
  SIGNAL_THEIRS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfConflict, cf_conflict, ADW_TYPE_BIN)

static void
add_cell (CfConflict *self,
          const char *text,
          int         column,
          const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  cf_ui_set_tooltip (label, text);
  gtk_widget_set_hexpand (label, column > 0);
  gtk_widget_add_css_class (label, css_class);
  gtk_grid_attach (self->grid, label, column, self->n_rows, 1, 1);
}

static void
clear (CfConflict *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  self->n_rows = 0;
}

static void
on_mine_cb (CfConflict *self)
{
  g_signal_emit (self, signals[SIGNAL_MINE], 0);
}

static void
on_theirs_cb (CfConflict *self)
{
  g_signal_emit (self, signals[SIGNAL_THEIRS], 0);
}

static void
cf_conflict_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_CONFLICT);

  G_OBJECT_CLASS (cf_conflict_parent_class)->dispose (object);
}

static void
cf_conflict_class_init (CfConflictClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_conflict_dispose;
  signals[SIGNAL_MINE] = g_signal_new ("mine", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_THEIRS] = g_signal_new ("theirs", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CF_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-conflict.ui");
  gtk_widget_class_bind_template_child (widget_class, CfConflict, sentence);
  gtk_widget_class_bind_template_child (widget_class, CfConflict, grid);
  gtk_widget_class_bind_template_callback (widget_class, on_mine_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_theirs_cb);
}

static void
cf_conflict_init (CfConflict *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Shows itself with who did it; the values follow by cf_conflict_add(). */
void
cf_conflict_begin (CfConflict *self,
                   const char *sentence)
{
  g_return_if_fail (CF_IS_CONFLICT (self));

  clear (self);
  gtk_label_set_text (self->sentence, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->grid), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  /* It comes unasked, while somebody types: the next Enter must find no button to press. */
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* One value of the record; what is the same on both sides is left out. */
void
cf_conflict_add (CfConflict *self,
                 const char *title,
                 const char *mine,
                 const char *theirs)
{
  g_return_if_fail (CF_IS_CONFLICT (self));

  if (g_strcmp0 (mine, theirs) == 0)
    return;
  if (self->n_rows == 0)
    {
      add_cell (self, C_("value", "Mine"), 1, "heading");
      add_cell (self, C_("value", "Theirs"), 2, "heading");
      self->n_rows = 1;
    }

  add_cell (self, title, 0, "dim-label");
  add_cell (self, mine != NULL && *mine != '\0' ? mine : "—", 1, "numeric");
  add_cell (self, theirs != NULL && *theirs != '\0' ? theirs : "—", 2, "numeric");
  self->n_rows++;
  gtk_widget_set_visible (GTK_WIDGET (self->grid), TRUE);
}

void
cf_conflict_end (CfConflict *self)
{
  g_return_if_fail (CF_IS_CONFLICT (self));

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* Whether both made something else of what it was: what only one of them changed is no question. */
gboolean
cf_conflict_collides (const char *mine,
                      const char *was,
                      const char *theirs)
{
  return g_strcmp0 (mine, was) != 0 && g_strcmp0 (theirs, was) != 0 && g_strcmp0 (mine, theirs) != 0;
}
