/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-cart-line.h"
#include "cf-journal.h"

G_BEGIN_DECLS

/**
 * CfCart:
 *
 * The open order: a GListModel of #CfCartLine. Every change is shown at once and journalled; a line's
 * "saved" tells when it is durable. A change the journal refuses stays visible, unsaved, and is told
 * by "error" and tried again with the next change.
 *
 * Properties: "uuid", "n-items", "pieces" (sum of quantities), "gross" (before discounts), "discounts", "total" (CfDecimal, by getter; notify on
 * "total" for any of them), "saved" (all lines durable), "completable" (has lines, none incomplete), "error" (GError, nullable).
 */
#define CF_TYPE_CART (cf_cart_get_type ())
G_DECLARE_FINAL_TYPE (CfCart, cf_cart, CF, CART, GObject)

CfCart     *cf_cart_new                (CfJournal *journal, guint currency_digits);
const char *cf_cart_get_uuid           (CfCart *self);
CfDecimal   cf_cart_get_pieces         (CfCart *self);
CfDecimal   cf_cart_get_gross          (CfCart *self);
CfDecimal   cf_cart_get_discounts      (CfCart *self);
CfDecimal   cf_cart_get_total          (CfCart *self);
gboolean    cf_cart_get_saved          (CfCart *self);
gboolean    cf_cart_get_completable    (CfCart *self);

CfCartLine *cf_cart_add_product        (CfCart *self, CfProduct *product, CfDecimal quantity, GError **error);
CfCartLine *cf_cart_add_unknown        (CfCart *self, const char *code, CfDecimal quantity, GError **error);
gboolean    cf_cart_fill               (CfCart *self, CfCartLine *line, CfProduct *product);
void        cf_cart_set_typed          (CfCart *self, CfCartLine *line);
CfCartLine *cf_cart_get_typed          (CfCart *self);
gboolean    cf_cart_set_quantity       (CfCart *self, CfCartLine *line, CfDecimal quantity, GError **error);
gboolean    cf_cart_set_price          (CfCart *self, CfCartLine *line, CfDecimal price, GError **error);
gboolean    cf_cart_set_discount       (CfCart *self, CfCartLine *line, CfDecimal fraction, CfDecimal amount, GError **error);
gboolean    cf_cart_set_terms          (CfCart *self, CfCartLine *line, CfDecimal price, CfDecimal fraction, CfDecimal amount, GError **error);
gboolean    cf_cart_set_name           (CfCart *self, CfCartLine *line, const char *name, GError **error);
gboolean    cf_cart_set_note           (CfCart *self, CfCartLine *line, const char *note, GError **error);
void        cf_cart_set_keep           (CfCart *self, CfCartLine *line, gboolean keep);
void        cf_cart_remove             (CfCart *self, CfCartLine *line);
void        cf_cart_clear              (CfCart *self);
CfCartLine *cf_cart_undo               (CfCart *self);
gboolean    cf_cart_get_can_undo       (CfCart *self);

G_END_DECLS
