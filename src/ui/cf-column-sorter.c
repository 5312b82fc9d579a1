/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-column-sorter.h"

/**
 * CfColumnSorter:
 *
 * Makes the title of a column clickable without sorting anything: the order is made by the server.
 *
 * The sorter of a GtkColumnView cannot be asked for its column before GTK 4.10, but it can be asked to compare: it
 * passes the question to the sorter of the column clicked last, and turns the answer round where the order is descending.
 * This sorter answers "smaller" to everything and remembers that it was the one asked.
 */
struct _CfColumnSorter
{
  GtkSorter parent_instance;

  int key;
};

G_DEFINE_FINAL_TYPE (CfColumnSorter, cf_column_sorter, GTK_TYPE_SORTER)

/* GTK compares in the UI thread only. */
static CfColumnSorter *last_asked;

static GtkOrdering
cf_column_sorter_compare (GtkSorter *sorter,
                          gpointer   item1,
                          gpointer   item2)
{
  last_asked = CF_COLUMN_SORTER (sorter);

  return GTK_ORDERING_SMALLER;
}

static GtkSorterOrder
cf_column_sorter_get_order (GtkSorter *sorter)
{
  return GTK_SORTER_ORDER_TOTAL;
}

static void
cf_column_sorter_class_init (CfColumnSorterClass *klass)
{
  GtkSorterClass *sorter_class = GTK_SORTER_CLASS (klass);

  sorter_class->compare = cf_column_sorter_compare;
  sorter_class->get_order = cf_column_sorter_get_order;
}

static void
cf_column_sorter_init (CfColumnSorter *self)
{
}

/* The sorter of a column that the server can sort by as @key. */
GtkSorter *
cf_column_sorter_new (int key)
{
  CfColumnSorter *self = g_object_new (CF_TYPE_COLUMN_SORTER, NULL);

  self->key = key;

  return GTK_SORTER (self);
}

/* What a click on a title has chosen; FALSE: nothing. */
gboolean
cf_column_sorter_query (GtkSorter *view_sorter,
                        int       *key,
                        gboolean  *descending)
{
  g_autoptr (GObject) other = g_object_new (G_TYPE_OBJECT, NULL);
  GtkOrdering answer;

  g_return_val_if_fail (GTK_IS_SORTER (view_sorter), FALSE);

  last_asked = NULL;
  answer = gtk_sorter_compare (view_sorter, view_sorter, other);
  if (last_asked == NULL)
    return FALSE;

  *key = last_asked->key;
  *descending = answer == GTK_ORDERING_LARGER;
  return TRUE;
}
