/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-currency.h"
#include "cf-product.h"

G_BEGIN_DECLS

/* What a person has typed about a product, as typed. */
typedef struct
{
  CfProduct *original;          /* nullable: a new product */
  char      *number;
  char      *name;
  char      *price;
  char      *description;
  GPtrArray *codes;             /* (element-type utf8) */
} CfProductDraft;

/* What a product has that a person may change. */
typedef enum
{
  CF_PRODUCT_NAME = 1 << 0,
  CF_PRODUCT_PRICE = 1 << 1,
  CF_PRODUCT_DESCRIPTION = 1 << 2,
  CF_PRODUCT_CODES = 1 << 3,
} CfProductParts;

CfProductDraft *cf_product_draft_new     (CfProduct            *original,
                                          const CfCurrency     *currency);
void            cf_product_draft_free    (CfProductDraft       *draft);
gint64          cf_product_draft_key     (const CfProductDraft *draft);
char          **cf_product_draft_dup_codes (const CfProductDraft *draft);
gboolean        cf_product_draft_changed (const CfProductDraft *draft,
                                          const CfCurrency     *currency);
gboolean        cf_product_draft_keeps_price (const CfProductDraft *draft,
                                          const CfCurrency     *currency,
                                          CfDecimal            *price);
CfProductParts  cf_product_draft_collisions (const CfProductDraft *draft,
                                          CfProduct            *stored,
                                          const CfCurrency     *currency);
void            cf_product_draft_rebase  (CfProductDraft       *draft,
                                          CfProduct            *original,
                                          const CfCurrency     *currency);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfProductDraft, cf_product_draft_free)

G_END_DECLS
