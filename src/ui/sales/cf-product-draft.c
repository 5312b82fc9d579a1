/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-conflict.h"
#include "cf-product-draft.h"
#include "cf-sale-text.h"

static char *
price_text (CfProduct        *product,
            const CfCurrency *currency)
{
  const CfDecimal *price = product != NULL ? cf_product_get_price (product) : NULL;

  return price != NULL ? cf_sale_text_bare (*price, currency) : g_strdup ("");
}

static char *
copy (const char *text)
{
  return g_strdup (text != NULL ? text : "");
}

/* What is stored of @original; NULL: nothing yet. @currency is nullable. */
CfProductDraft *
cf_product_draft_new (CfProduct        *original,
                      const CfCurrency *currency)
{
  CfProductDraft *draft = g_new0 (CfProductDraft, 1);
  const char *const *codes = original != NULL ? cf_product_get_codes (original) : NULL;

  draft->original = original != NULL ? g_object_ref (original) : NULL;
  draft->number = copy (original != NULL ? cf_product_get_number (original) : NULL);
  draft->name = copy (original != NULL ? cf_product_get_name (original) : NULL);
  draft->description = copy (original != NULL ? cf_product_get_description (original) : NULL);
  draft->price = price_text (original, currency);
  draft->codes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; codes != NULL && codes[i] != NULL; i++)
    g_ptr_array_add (draft->codes, g_strdup (codes[i]));
  return draft;
}

void
cf_product_draft_free (CfProductDraft *draft)
{
  g_clear_object (&draft->original);
  g_free (draft->number);
  g_free (draft->name);
  g_free (draft->price);
  g_free (draft->description);
  g_ptr_array_unref (draft->codes);
  g_free (draft);
}

/* Which product it is about; 0: a new one. */
gint64
cf_product_draft_key (const CfProductDraft *draft)
{
  return draft->original != NULL ? cf_product_get_id (draft->original) : 0;
}

static gboolean
same_codes (GPtrArray *a,
            GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (g_strcmp0 (g_ptr_array_index (a, i), g_ptr_array_index (b, i)) != 0)
      return FALSE;
  return TRUE;
}

/* (transfer full): its codes, ended by NULL. */
char **
cf_product_draft_dup_codes (const CfProductDraft *draft)
{
  char **codes = g_new0 (char *, draft->codes->len + 1);

  for (guint i = 0; i < draft->codes->len; i++)
    codes[i] = g_strdup (g_ptr_array_index (draft->codes, i));
  return codes;
}

/* Whether something typed would be lost. */
gboolean
cf_product_draft_changed (const CfProductDraft *draft,
                          const CfCurrency     *currency)
{
  g_autoptr (CfProductDraft) stored = cf_product_draft_new (draft->original, currency);

  return g_strcmp0 (draft->number, stored->number) != 0 ||
         g_strcmp0 (draft->name, stored->name) != 0 ||
         g_strcmp0 (draft->price, stored->price) != 0 ||
         g_strcmp0 (draft->description, stored->description) != 0 ||
         !same_codes (draft->codes, stored->codes);
}

/* Whether the price is as it is stored, which may have more decimals than the currency: @price is that one then. */
gboolean
cf_product_draft_keeps_price (const CfProductDraft *draft,
                              const CfCurrency     *currency,
                              CfDecimal            *price)
{
  const CfDecimal *stored = draft->original != NULL ? cf_product_get_price (draft->original) : NULL;
  g_autofree char *text = price_text (draft->original, currency);

  if (stored == NULL || g_strcmp0 (draft->price, text) != 0)
    return FALSE;

  *price = *stored;
  return TRUE;
}

static void
rebase_text (char       **text,
             const char  *was,
             const char  *now)
{
  if (g_strcmp0 (*text, was) != 0)
    return;

  g_free (*text);
  *text = g_strdup (now);
}

/* What is typed here and was stored otherwise by somebody else, who made @stored of the same original. */
CfProductParts
cf_product_draft_collisions (const CfProductDraft *draft,
                             CfProduct            *stored,
                             const CfCurrency     *currency)
{
  g_autoptr (CfProductDraft) was = cf_product_draft_new (draft->original, currency);
  g_autoptr (CfProductDraft) now = cf_product_draft_new (stored, currency);
  CfProductParts parts = 0;

  if (cf_conflict_collides (draft->name, was->name, now->name))
    parts |= CF_PRODUCT_NAME;
  if (cf_conflict_collides (draft->price, was->price, now->price))
    parts |= CF_PRODUCT_PRICE;
  if (cf_conflict_collides (draft->description, was->description, now->description))
    parts |= CF_PRODUCT_DESCRIPTION;
  if (!same_codes (draft->codes, was->codes) && !same_codes (now->codes, was->codes) && !same_codes (draft->codes, now->codes))
    parts |= CF_PRODUCT_CODES;
  return parts;
}

/* @original was stored meanwhile: what was not typed over follows it, what was typed stays. */
void
cf_product_draft_rebase (CfProductDraft   *draft,
                         CfProduct        *original,
                         const CfCurrency *currency)
{
  g_autoptr (CfProductDraft) was = cf_product_draft_new (draft->original, currency);
  g_autoptr (CfProductDraft) now = cf_product_draft_new (original, currency);

  rebase_text (&draft->number, was->number, now->number);
  rebase_text (&draft->name, was->name, now->name);
  rebase_text (&draft->price, was->price, now->price);
  rebase_text (&draft->description, was->description, now->description);
  if (same_codes (draft->codes, was->codes))
    {
      g_ptr_array_unref (draft->codes);
      draft->codes = g_ptr_array_ref (now->codes);
    }
  g_set_object (&draft->original, original);
}
