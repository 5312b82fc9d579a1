/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether the words of a language fit where they stand: reported as cases of a test. */

#include "shots.h"

#include <glib/gi18n.h>

static guint n_reported;
static guint n_failed;

static void
report (const char *name,
        GPtrArray  *problems)
{
  g_print ("%s %u /labels/%s\n", problems->len > 0 ? "not ok" : "ok", ++n_reported, name);
  for (guint i = 0; i < problems->len; i++)
    g_print ("# %s\n", (const char *) g_ptr_array_index (problems, i));
  n_failed += problems->len > 0;
}

static gboolean
is_shortened (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget)));
}

static void
find_shortened (GtkWidget *widget,
                gboolean   in_button,
                GPtrArray *problems)
{
  in_button = in_button || GTK_IS_BUTTON (widget);
  if (in_button && is_shortened (widget))
    g_ptr_array_add (problems, g_strdup_printf ("the button “%s” is shortened", gtk_label_get_text (GTK_LABEL (widget))));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    find_shortened (child, in_button, problems);
}

/* Looks at @window and its dialogs; a window that its words make wider than @width goes beyond a small screen. */
void
shots_check_labels (const char *name,
                    GtkWindow  *window,
                    int         width)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  GListModel *windows = gtk_window_get_toplevels ();

  if (gtk_widget_get_width (GTK_WIDGET (window)) > width)
    g_ptr_array_add (problems, g_strdup_printf ("the window is %d pixels wide", gtk_widget_get_width (GTK_WIDGET (window))));
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) each = g_list_model_get_item (windows, i);

      find_shortened (each, FALSE, problems);
    }
  report (name, problems);
}

/* Without its translation, or the wrong way round, a language proves nothing. */
static void
check_language (void)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  const char *word = gettext ("Products");
  gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;

  if (g_getenv ("CF_LANGUAGE") != NULL && g_str_equal (word, "Products"))
    g_ptr_array_add (problems, g_strdup ("nothing is translated"));
  if (rtl != (g_unichar_get_script (g_utf8_get_char (word)) == G_UNICODE_SCRIPT_ARABIC))
    g_ptr_array_add (problems, g_strdup ("the windows do not run the way the language does"));
  report ("language", problems);
}

/* Returns: the status of the program */
int
shots_end_labels (void)
{
  check_language ();
  g_print ("1..%u\n", n_reported);

  return n_failed > 0 ? 1 : 0;
}
