/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-format.h"
#include "cf-sale-rows.h"
#include "cf-sale-text.h"
#include "cf-ui.h"

/* What the pane of an order is built of. */

void
cf_sale_rows_clear (GtkWidget *parent)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (parent)) != NULL)
    gtk_widget_unparent (child);
}

/* A label that never asks for more room than there is; @css_class is nullable. */
GtkWidget *
cf_sale_rows_label (const char *text,
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

/* One line of an order: its name, how it was counted, its total. */
GtkWidget *
cf_sale_rows_line (const CfSaleFields *sale,
                   const CfCurrency   *currency)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *name = cf_sale_text_name (sale);
  g_autofree char *factors = cf_sale_text_factors (sale, currency);
  g_autofree char *total = cf_sale_text_total (sale, currency);
  GtkWidget *second = cf_sale_rows_label (factors, 0, "dim-label");
  GtkWidget *first = cf_sale_rows_label (name, 0, NULL);

  gtk_widget_add_css_class (second, "numeric");
  gtk_widget_add_css_class (second, "small");
  cf_ui_set_tooltip (first, name);
  gtk_box_append (GTK_BOX (words), first);
  gtk_box_append (GTK_BOX (words), second);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), cf_sale_rows_label (total, 1, "numeric"));
  gtk_widget_add_css_class (box, "sale-line");
  return box;
}

static const char *
change_icon (const CfSaleChange *change)
{
  if (g_strcmp0 (change->operation, "SOLD") == 0)
    return "cf-sell-symbolic";
  if (g_strcmp0 (change->operation, "DELETE") == 0)
    return "user-trash-symbolic";
  if (g_strcmp0 (change->operation, "UNDO") == 0)
    return "edit-undo-symbolic";
  return "document-edit-symbolic";
}

/* One entry of the record: what, when, who. */
GtkWidget *
cf_sale_rows_change (const CfSaleChange *change,
                     const CfCurrency   *currency,
                     GTimeZone          *zone)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *icon = gtk_image_new_from_icon_name (change_icon (change));
  g_autofree char *what = cf_sale_text_change (change, currency);
  g_autofree char *when = cf_format_when (change->at, zone);
  g_autofree char *by = change->who != NULL && *change->who != '\0' ? g_strdup_printf ("%s, %s", when, change->who) : g_strdup (when);
  GtkWidget *sentence = gtk_label_new (what);
  GtkWidget *author = cf_sale_rows_label (by, 0, "dim-label");

  gtk_label_set_wrap (GTK_LABEL (sentence), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (sentence), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (sentence), 20);
  gtk_label_set_xalign (GTK_LABEL (sentence), 0);
  gtk_widget_add_css_class (sentence, "numeric");
  gtk_widget_add_css_class (author, "numeric");
  gtk_widget_add_css_class (author, "small");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 2);
  gtk_widget_add_css_class (icon, "dim-label");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), sentence);
  gtk_box_append (GTK_BOX (words), author);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), words);
  return box;
}
