/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-result-row.h"

#include "cf-match.h"
#include "cf-ui-text.h"

struct _CfResultRow
{
  GtkListBoxRow parent_instance;

  /* Template children */
  GtkLabel *name;
  GtkLabel *code;
  GtkLabel *code_below;
  GtkLabel *price;

  CfProduct *product;           /* (nullable) */
};

G_DEFINE_FINAL_TYPE (CfResultRow, cf_result_row, GTK_TYPE_LIST_BOX_ROW)

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_result_row_dispose (GObject *object)
{
  CfResultRow *self = CF_RESULT_ROW (object);

  g_clear_object (&self->product);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_RESULT_ROW);

  G_OBJECT_CLASS (cf_result_row_parent_class)->dispose (object);
}

static void
cf_result_row_class_init (CfResultRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_result_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-result-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CfResultRow, name);
  gtk_widget_class_bind_template_child (widget_class, CfResultRow, code);
  gtk_widget_class_bind_template_child (widget_class, CfResultRow, code_below);
  gtk_widget_class_bind_template_child (widget_class, CfResultRow, price);
}

static void
cf_result_row_init (CfResultRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_result_row_new:
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
cf_result_row_new (void)
{
  return g_object_new (CF_TYPE_RESULT_ROW, NULL);
}

/**
 * cf_result_row_set_product:
 * @self: a row
 * @product: what was found
 * @words: (array zero-terminated=1): the folded words that were searched for
 * @currency: of the shop
 * @brief: with its number below its name: the window is narrow
 *
 * Shows another product.
 */
void
cf_result_row_set_product (CfResultRow       *self,
                           CfProduct         *product,
                           const char *const *words,
                           const CfCurrency  *currency,
                           gboolean           brief)
{
  const char *name = cf_product_get_name (product);
  const char *number = cf_product_get_number (product);
  const CfDecimal *amount = cf_product_get_price (product);
  g_autofree char *price = amount != NULL ? cf_ui_format_amount (*amount, currency) : g_strdup ("–");
  g_autofree char *text = NULL;
  g_autoptr(PangoAttrList) attributes = NULL;

  g_return_if_fail (CF_IS_RESULT_ROW (self));
  g_return_if_fail (words != NULL && currency != NULL);

  g_set_object (&self->product, product);
  if (name == NULL || *name == '\0')
    name = number;
  text = g_strdup_printf ("%s, %s, %s", name, number, price);
  attributes = cf_match_attributes (name, words);

  gtk_label_set_attributes (self->name, attributes);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->code, number);
  gtk_widget_set_visible (GTK_WIDGET (self->code), !brief);
  gtk_label_set_text (self->code_below, number);
  gtk_widget_set_visible (GTK_WIDGET (self->code_below), brief);
  gtk_label_set_text (self->price, price);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/**
 * cf_result_row_get_product:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
CfProduct *
cf_result_row_get_product (CfResultRow *self)
{
  g_return_val_if_fail (CF_IS_RESULT_ROW (self), NULL);

  return self->product;
}
