/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-cart-line.h"

G_BEGIN_DECLS

/* The numbers of a line, passed by value: a change is computed on a copy and taken over as a whole, or not at all. */
typedef struct
{
  CfDecimal quantity;
  CfDecimal price;
  CfDecimal discount;
  CfDecimal discount_amount;
  CfDecimal gross;
  CfDecimal total;
  gboolean  has_price;
} CfLineAmounts;

gboolean             cf_line_amounts_compute      (CfLineAmounts *amounts, guint digits, GError **error);

CfCartLine          *cf_cart_line_new             (const char *code, const char *name, const CfLineAmounts *amounts, gboolean known, gboolean keep);
CfCartLine          *cf_cart_line_new_from_json   (const char *uuid, const char *json, guint digits, GError **error);
char                *cf_cart_line_to_json         (CfCartLine *self);
const CfLineAmounts *cf_cart_line_get_amounts     (CfCartLine *self);
void                 cf_cart_line_set_amounts     (CfCartLine *self, const CfLineAmounts *amounts);
void                 cf_cart_line_set_name        (CfCartLine *self, const char *name);
void                 cf_cart_line_set_note        (CfCartLine *self, const char *note);
void                 cf_cart_line_set_keep        (CfCartLine *self, gboolean keep);
void                 cf_cart_line_set_known       (CfCartLine *self, const char *code, const char *name);
int                  cf_cart_line_get_position    (CfCartLine *self);
void                 cf_cart_line_set_position    (CfCartLine *self, int position);

/* Every change raises the revision; only the journal's answer to the latest one makes the line saved. */
guint64              cf_cart_line_get_revision    (CfCartLine *self);
void                 cf_cart_line_mark_changed    (CfCartLine *self);
gboolean             cf_cart_line_mark_saved      (CfCartLine *self, guint64 revision);
gboolean             cf_cart_line_get_failed      (CfCartLine *self);
void                 cf_cart_line_set_failed      (CfCartLine *self, gboolean failed);

G_END_DECLS
