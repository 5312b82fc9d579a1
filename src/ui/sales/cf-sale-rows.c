/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-format.h"
#include "cf-pane-rows.h"
#include "cf-sale-rows.h"
#include "cf-sale-text.h"
#include "cf-ui-text.h"
#include "cf-ui.h"

/* What the pane of an order is built of. */

/* One line of an order, a row of a list: its name, how it was counted, its total. */
GtkWidget *
cf_sale_rows_line (const CfSaleFields *sale,
                   const CfCurrency   *currency)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *name = cf_sale_text_name (sale);
  g_autofree char *factors = cf_ui_isolate (cf_sale_text_factors (sale, currency));
  g_autofree char *detail = cf_ui_code_and_note (factors, sale->note);
  g_autofree char *total = cf_sale_text_total (sale, currency);
  g_autofree char *spoken = g_strdup_printf ("%s, %s, %s", name, detail, total);
  GtkWidget *second = cf_pane_rows_label (detail, 0, "dim-label");
  GtkWidget *first = cf_pane_rows_label (name, 0, NULL);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_widget_add_css_class (second, "numeric");
  gtk_widget_add_css_class (second, "small");
  cf_ui_set_tooltip (first, name);
  if (sale->note != NULL)
    cf_ui_set_tooltip (second, sale->note);
  gtk_box_append (GTK_BOX (words), first);
  gtk_box_append (GTK_BOX (words), second);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), cf_pane_rows_label (total, 1, "numeric"));
  gtk_widget_add_css_class (box, "sale-line");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  /* As the rows of an order that is being sold are named. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
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
  g_autofree char *what = cf_sale_text_change (change, currency);
  g_autofree char *when = cf_format_when_whole (change->at, zone);

  return cf_pane_rows_change (change_icon (change), what, when, change->who);
}
