/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-code-list.h"
#include "cf-conflict.h"
#include "cf-field-error.h"
#include "cf-product-draft.h"
#include "cf-product-pane.h"
#include "cf-scan-guard.h"

G_BEGIN_DECLS

typedef enum
{
  FIELD_NUMBER,
  FIELD_NAME,
  FIELD_PRICE,
  FIELD_DESCRIPTION,
  N_FIELDS
} Field;

/* One row of the form and the words under it when it is wrong. */
typedef struct
{
  GtkWidget *row;               /* unowned, as both: of the template */
  CfFieldError *error;
} FormField;

struct _CfProductPane
{
  CfRecordPane parent_instance;

  /* Template */
  CfConflict *conflict;
  GtkWidget *form;
  GtkWidget *number_row;
  CfFieldError *number_error;
  GtkWidget *name_row;
  CfFieldError *name_error;
  GtkWidget *price_row;
  CfFieldError *price_error;
  GtkLabel *price_was;
  GtkWidget *description_row;
  CfFieldError *description_error;
  CfCodeList *codes;
  GtkWidget *save_button;
  GtkWidget *discard_button;
  GtkWidget *menu_button;

  /* Owned */
  CfProductDraft *draft;                /* nullable: nothing is shown */
  GHashTable *drafts;                   /* what is typed and not saved, by product id; 0: a new one */
  CfProduct *theirs;                    /* nullable: what somebody else stored meanwhile */
  CfProduct *next;                      /* nullable, with @has_next: a new one; to be shown after the answer */
  CfProduct *switched;                  /* nullable: what was retired or put back last, which can be taken back */
  FormField fields[N_FIELDS];
  CfScanGuard *scans;                   /* owned */

  const CfCurrency *currency;           /* nullable, static */
  gboolean overtaken;                   /* somebody else stored something else of what is typed */
  gboolean filling;
  gboolean has_next;
};

void     _cf_product_pane_clear_errors  (CfProductPane *self);
gboolean _cf_product_pane_parse_price   (CfProductPane *self, const char *text, CfDecimal *price, GError **error);
void     _cf_product_pane_follow        (CfProductPane *self, CfProduct *stored);
void     _cf_product_pane_set_busy      (CfProductPane *self, gboolean busy);
void     _cf_product_pane_show_product  (CfProductPane *self, CfProduct *product);
void     _cf_product_pane_stay          (CfProductPane *self);
void     _cf_product_pane_told          (CfProductPane *self, const char *sentence, gint64 change);

/* cf-product-pane-others.c */
gboolean _cf_product_pane_read          (CfRecordPane *pane, GCancellable *cancellable);
gboolean _cf_product_pane_rebase        (CfProductPane *self, CfProduct *stored);
void     _cf_product_pane_set_overtaken (CfProductPane *self, gboolean overtaken);
void     _cf_product_pane_tell_others   (CfProductPane *self);
void     _cf_product_pane_load_theirs   (CfProductPane *self);
void     _cf_product_pane_show_conflict (CfProductPane *self, CfProduct *stored);
void     _cf_product_pane_keep_mine     (CfProductPane *self);
void     _cf_product_pane_take_theirs   (CfProductPane *self);

/* cf-product-pane-retire.c */
void     _cf_product_pane_set_retired   (CfProductPane *self, gboolean retired);

G_END_DECLS
