/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-pane-rows.h"

#include "cf-ui.h"

/* What the panes of one record are built of. */

void
cf_pane_rows_clear (GtkWidget *parent)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (parent)) != NULL)
    gtk_widget_unparent (child);
}

/* A label that never asks for more room than there is; @css_class is nullable. */
GtkWidget *
cf_pane_rows_label (const char *text,
                    float       xalign,
                    const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
attach_fact (GtkGrid    *facts,
             const char *name,
             const char *value,
             const char *css_class)
{
  GtkWidget *label = cf_pane_rows_label (value, 1, css_class);
  int row = 0;

  while (gtk_grid_get_child_at (facts, 0, row) != NULL)
    row++;
  gtk_widget_set_hexpand (label, TRUE);
  gtk_grid_attach (facts, cf_pane_rows_label (name, 0, "dim-label"), 0, row, 1, 1);
  gtk_grid_attach (facts, label, 1, row, 1, 1);
}

/* One more value below those that are there; nothing where there is none. */
void
cf_pane_rows_add_fact (GtkGrid    *facts,
                       const char *name,
                       const char *value)
{
  if (value != NULL && *value != '\0')
    attach_fact (facts, name, value, "numeric");
}

/* The same for a value that nobody knows: @words say so. */
void
cf_pane_rows_add_unknown (GtkGrid    *facts,
                          const char *name,
                          const char *words)
{
  attach_fact (facts, name, words, "dim-label");
}

static GtkWidget *
new_words (const char *what,
           const char *by)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *sentence = gtk_label_new (what);
  GtkWidget *author = cf_pane_rows_label (by, 0, "dim-label");

  gtk_label_set_wrap (GTK_LABEL (sentence), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (sentence), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (sentence), 20);
  gtk_label_set_xalign (GTK_LABEL (sentence), 0);
  gtk_widget_add_css_class (sentence, "numeric");
  gtk_widget_add_css_class (author, "numeric");
  gtk_widget_add_css_class (author, "small");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), sentence);
  gtk_box_append (GTK_BOX (words), author);
  return words;
}

/* One entry of a record: what was done, when, and by whom (nullable). */
GtkWidget *
cf_pane_rows_change (const char *icon_name,
                     const char *what,
                     const char *when,
                     const char *who)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);
  g_autofree char *by = who != NULL && *who != '\0' ? g_strdup_printf ("%s, %s", when, who) : g_strdup (when);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 2);
  gtk_widget_add_css_class (icon, "dim-label");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), new_words (what, by));
  return box;
}
