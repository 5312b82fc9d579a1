/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "look-through.h"

#define LOOKS_MS 100
#define N_FOUND 1000

typedef struct
{
  const LookedAt *at;
  guint           n_looks;
} Looker;

static gboolean
look_further (gpointer user_data)
{
  Looker *looker = user_data;
  const LookedAt *at = looker->at;
  GtkAdjustment *rows = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (at->view));
  double upper = gtk_adjustment_get_upper (rows);

  switch (looker->n_looks++ % 50)
    {
    case 10:
      gtk_adjustment_set_value (rows, upper);
      break;
    case 20:
      gtk_adjustment_set_value (rows, upper / 3);
      break;
    case 25:
      at->sort (at->user_data, TRUE);
      break;
    case 35:
      at->search (at->user_data, TRUE);
      break;
    case 40:
      at->search (at->user_data, FALSE);
      break;
    case 45:
      at->sort (at->user_data, FALSE);
      break;
    default:
      gtk_adjustment_set_value (rows, gtk_adjustment_get_value (rows) + gtk_adjustment_get_page_size (rows));
    }

  return G_SOURCE_CONTINUE;
}

/**
 * look_through_start:
 * @looked_at: a list on the screen; it outlives the source
 *
 * Returns: the source that looks through it
 */
guint
look_through_start (const LookedAt *looked_at)
{
  Looker *looker = g_new0 (Looker, 1);

  looker->at = looked_at;

  return g_timeout_add_full (G_PRIORITY_DEFAULT, LOOKS_MS, look_further, looker, g_free);
}

/* -------------------------------------------------------------------------------------------------
 * The peer: what GTK needs for as many rows that are there already, in as many columns
 * ------------------------------------------------------------------------------------------------- */

static void
on_setup (GtkListItemFactory *factory,
          GtkListItem        *item)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), 4);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), 12);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_list_item_set_child (item, cell);
}

static void
on_bind (GtkListItemFactory *factory,
         GtkListItem        *item)
{
  GtkStringObject *string = gtk_list_item_get_item (item);

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), gtk_string_object_get_string (string));
}

static GtkSelectionModel *
strings_new (guint n)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    gtk_string_list_take (list, g_strdup_printf ("Product no. %u", i));

  return GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (list)));
}

/* Made beforehand: a sorted list of strings would be sorted in the callback. */
static struct
{
  GtkSelectionModel *all;
  GtkSelectionModel *sorted;
  GtkSelectionModel *found;
} strings;

static void
sort_strings (gpointer view,
              gboolean otherwise)
{
  gtk_column_view_set_model (view, otherwise ? strings.sorted : strings.all);
}

static void
search_strings (gpointer view,
                gboolean anything)
{
  gtk_column_view_set_model (view, anything ? strings.found : strings.sorted);
}

/**
 * look_through_strings:
 * @n: how many
 * @n_columns: how many cells a row has
 * @looked_at: (out caller-allocates): the list
 *
 * Returns: (transfer full): a window with a #GtkColumnView over a #GtkStringList, not yet presented
 */
GtkWidget *
look_through_strings (guint     n,
                      guint     n_columns,
                      LookedAt *looked_at)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_column_view_new (NULL);

  for (guint i = 0; i < n_columns; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr(GtkColumnViewColumn) column = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
      g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
      column = gtk_column_view_column_new ("Column", factory);
      gtk_column_view_column_set_expand (column, i == 0);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_window_set_child (GTK_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 720);

  strings.all = strings_new (n);
  strings.sorted = strings_new (n);
  strings.found = strings_new (N_FOUND);
  sort_strings (view, FALSE);
  *looked_at = (LookedAt) { view, sort_strings, search_strings, view };

  return window;
}
