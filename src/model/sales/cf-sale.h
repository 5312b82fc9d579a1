/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "cf-decimal.h"

G_BEGIN_DECLS

/**
 * CfSale:
 *
 * One stored line of an order: a row of the table sales. Immutable. Others write there too: any text may be
 * NULL, any number missing (NULL, NaN, beyond CfDecimal), which the has_… flags and the raw texts tell.
 */
#define CF_TYPE_SALE (cf_sale_get_type ())
G_DECLARE_FINAL_TYPE (CfSale, cf_sale, CF, SALE, GObject)

typedef struct
{
  gint64    id;
  gint64    order_id;
  int       line_number;
  int       version;
  gint64    sold_at;
  gint64    returned_line;      /* 0: none */
  char     *order_number;
  char     *product_number;
  char     *product_name;
  char     *clerk;
  char     *till;
  char     *note;
  char     *quantity_text;      /* as the server writes it */
  char     *price_text;
  char     *discount_text;
  char     *total_text;
  CfDecimal quantity, price, discount, discount_amount, total;
  gboolean  has_quantity, has_price, has_discount, has_total;
  gboolean  waiting;            /* still in the journal of this till */
} CfSaleFields;

/* The new values of a line; NULL keeps a value. */
typedef struct
{
  const CfDecimal *quantity;
  const CfDecimal *price;
  const CfDecimal *discount;
  const CfDecimal *total;
  const char      *product_name;
} CfSaleEdit;

/* Takes over what @fields points to and clears it. */
CfSale             *cf_sale_new    (CfSaleFields *fields);
const CfSaleFields *cf_sale_fields (CfSale *self);
gboolean            cf_sale_check_edit (CfSale *self, const CfSaleEdit *edit, GError **error);

G_END_DECLS
