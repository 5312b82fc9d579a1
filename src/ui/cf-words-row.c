/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-words-row.h"

G_DEFINE_TYPE (CfWordsRow, cf_words_row, GTK_TYPE_LIST_BOX_ROW)

static GtkWidget *
next_row (GtkWidget        *row,
          GtkDirectionType  direction)
{
  gboolean backward = direction == GTK_DIR_TAB_BACKWARD || direction == GTK_DIR_UP;

  do
    row = backward ? gtk_widget_get_prev_sibling (row) : gtk_widget_get_next_sibling (row);
  while (row != NULL && !gtk_widget_get_visible (row));
  return row;
}

static gboolean
cf_words_row_focus (GtkWidget        *widget,
                    GtkDirectionType  direction)
{
  GtkWidget *next = next_row (widget, direction);

  return next != NULL && gtk_widget_child_focus (next, direction);
}

static void
cf_words_row_class_init (CfWordsRowClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = cf_words_row_focus;
}

static void
cf_words_row_init (CfWordsRow *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
}

GtkWidget *
cf_words_row_new (GtkWidget *words)
{
  return g_object_new (CF_TYPE_WORDS_ROW, "child", words, NULL);
}
