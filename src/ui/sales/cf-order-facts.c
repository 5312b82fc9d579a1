/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-order-facts.h"

#include <glib/gi18n-lib.h>

#include "cf-money.h"
#include "cf-ui-text.h"

struct _CfOrderFacts
{
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *grid;              /* bound: what is bound is taken away in dispose */
  GtkLabel *caption;
  GtkLabel *number;
  GtkLabel *lines;
  GtkLabel *pieces;
  GtkLabel *gross;
  GtkLabel *discounts;
};

G_DEFINE_FINAL_TYPE (CfOrderFacts, cf_order_facts, GTK_TYPE_WIDGET)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
show_fact (GtkLabel *label,
           gboolean  shown,
           char     *text)
{
  g_autofree char *owned = text;

  gtk_label_set_text (label, owned);
  gtk_widget_set_visible (GTK_WIDGET (label), shown);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_order_facts_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_ORDER_FACTS);

  G_OBJECT_CLASS (cf_order_facts_parent_class)->dispose (object);
}

static void
cf_order_facts_class_init (CfOrderFactsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_order_facts_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-order-facts.ui");
  gtk_widget_class_bind_template_child (widget_class, CfOrderFacts, grid);
  gtk_widget_class_bind_template_child (widget_class, CfOrderFacts, caption);
  gtk_widget_class_bind_template_child (widget_class, CfOrderFacts, number);
  gtk_widget_class_bind_template_child (widget_class, CfOrderFacts, lines);
  gtk_widget_class_bind_template_child (widget_class, CfOrderFacts, pieces);
  gtk_widget_class_bind_template_child (widget_class, CfOrderFacts, gross);
  gtk_widget_class_bind_template_child (widget_class, CfOrderFacts, discounts);
}

static void
cf_order_facts_init (CfOrderFacts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_order_facts_show:
 * @self: the facts
 * @summary: of the order
 * @currency: of the shop
 */
void
cf_order_facts_show (CfOrderFacts         *self,
                     const CfOrderSummary *summary,
                     const CfCurrency     *currency)
{
  gboolean discounted = cf_decimal_sign (summary->discounts) != 0;

  g_return_if_fail (CF_IS_ORDER_FACTS (self));

  gtk_label_set_text (self->caption, summary->caption);
  gtk_label_set_text (self->number, summary->number != NULL ? summary->number : "");
  show_fact (self->lines, summary->n_lines > 0, g_strdup_printf ("%u", summary->n_lines));
  show_fact (self->pieces, cf_decimal_sign (summary->pieces) != 0, cf_ui_format_count (summary->pieces));
  show_fact (self->gross, discounted, cf_ui_format_amount (summary->gross, currency));
  show_fact (self->discounts, discounted,
             cf_ui_format_amount (cf_decimal_negate (summary->discounts), currency));
}

/* What a plural goes by. What has decimals takes the form of hundreds, which in no language leaves the number out. */
static gulong
plural_number (CfDecimal n)
{
  CfDecimal whole = cf_decimal_trim (n);

  return whole.scale == 0 ? (gulong) ABS (whole.units) : 100;
}

/**
 * cf_order_summary_count_text:
 * @summary: of an order
 *
 * Returns: (transfer full): "5 lines, 15 pieces"
 */
char *
cf_order_summary_count_text (const CfOrderSummary *summary)
{
  g_autofree char *lines = g_strdup_printf (ngettext ("%u line", "%u lines", summary->n_lines), summary->n_lines);
  g_autofree char *pieces = cf_ui_format_count (summary->pieces);
  /* Translators: the number of pieces may have decimals */
  g_autofree char *all = g_strdup_printf (ngettext ("%s piece", "%s pieces", plural_number (summary->pieces)), pieces);

  /* Translators: "5 lines, 15 pieces" */
  return g_strdup_printf (C_("order", "%s, %s"), lines, all);
}
