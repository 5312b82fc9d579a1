/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-decimal.h"

G_BEGIN_DECLS

/* One line of a completed order; plain, owned by its order. */
typedef struct
{
  char     *product_number;
  char     *product_name;
  char     *note;               /* nullable */
  CfDecimal quantity;
  CfDecimal price;
  gboolean  has_price;
  CfDecimal discount;           /* fraction */
  CfDecimal discount_amount;
  CfDecimal total;
  gboolean  keep;               /* make it a product */
} CfOrderLine;

/**
 * CfOrder:
 *
 * A completed order as the journal keeps it and the sender carries it; immutable.
 */
#define CF_TYPE_ORDER (cf_order_get_type ())
G_DECLARE_FINAL_TYPE (CfOrder, cf_order, CF, ORDER, GObject)

CfOrder           *cf_order_new           (const char *uuid, const char *number, const char *till, const char *clerk, gint64 sold_at, GPtrArray *lines);
CfOrder           *cf_order_new_from_json (const char *json, GError **error);
char              *cf_order_to_json       (CfOrder *self);
const char        *cf_order_get_uuid      (CfOrder *self);
const char        *cf_order_get_number    (CfOrder *self);
const char        *cf_order_get_till      (CfOrder *self);
const char        *cf_order_get_clerk     (CfOrder *self);
gint64             cf_order_get_sold_at   (CfOrder *self);
guint              cf_order_get_n_lines   (CfOrder *self);
const CfOrderLine *cf_order_get_line      (CfOrder *self, guint i);
CfDecimal          cf_order_get_total     (CfOrder *self);
CfDecimal          cf_order_get_gross     (CfOrder *self);
CfDecimal          cf_order_get_discounts (CfOrder *self);
CfDecimal          cf_order_get_pieces    (CfOrder *self);

CfOrderLine       *cf_order_line_copy     (const CfOrderLine *line);
void               cf_order_line_free     (CfOrderLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfOrderLine, cf_order_line_free)

G_END_DECLS
