/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-currency.h"
#include "cf-decimal.h"

G_BEGIN_DECLS

/**
 * CfOrderSummary:
 * @caption: what @number is the number of
 * @number: (nullable): the order's number
 * @n_lines: its lines
 * @pieces: sum of the quantities
 * @gross: before discounts
 * @discounts: what is taken off
 * @total: what is due, or was paid
 *
 * What the page tells of an order beside its lines. Valid while the order lives.
 */
typedef struct
{
  const char *caption;
  const char *number;
  guint       n_lines;
  CfDecimal   pieces;
  CfDecimal   gross;
  CfDecimal   discounts;
  CfDecimal   total;
} CfOrderSummary;

/* Number and counts of the order, on the counterfoil. What is zero is not shown. */
#define CF_TYPE_ORDER_FACTS (cf_order_facts_get_type ())
G_DECLARE_FINAL_TYPE (CfOrderFacts, cf_order_facts, CF, ORDER_FACTS, GtkWidget)

void  cf_order_facts_show           (CfOrderFacts *self, const CfOrderSummary *summary, const CfCurrency *currency);
char *cf_order_summary_count_text   (const CfOrderSummary *summary);

G_END_DECLS
