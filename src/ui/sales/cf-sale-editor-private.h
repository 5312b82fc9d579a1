/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-conflict.h"
#include "cf-error-note.h"
#include "cf-sale-editor.h"
#include "cf-scan-guard.h"

G_BEGIN_DECLS

typedef enum
{
  FIELD_QUANTITY,
  FIELD_PRICE,
  FIELD_DISCOUNT,
  FIELD_TOTAL,
  N_FIELDS
} Field;

/* One row of the form. */
typedef struct
{
  GtkEditable *row;             /* unowned: of the template */
  GtkLabel *was;
  char *initial;                /* what the row showed at first */
} FormField;

struct _CfSaleEditor
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *product;
  CfConflict *conflict;
  GtkWidget *form;
  GtkWidget *quantity_row;
  GtkWidget *price_row;
  GtkWidget *discount_row;
  GtkWidget *total_row;
  GtkLabel *quantity_was;
  GtkLabel *price_was;
  GtkLabel *discount_was;
  GtkLabel *total_was;
  CfErrorNote *error_note;
  GtkWidget *hint;
  GtkLabel *hint_label;
  GtkWidget *use_button;

  /* Owned */
  CfSalesRepository *repository;
  CfSale *sale;                 /* nullable: what is corrected, as it was read */
  CfSale *theirs;               /* nullable: what somebody else made of it meanwhile */
  GTimeZone *zone;
  CfScanGuard *scans;
  FormField fields[N_FIELDS];

  const CfCurrency *currency;   /* nullable, static */
  CfDecimal calculated;
  gboolean has_calculated;
  gboolean total_typed;         /* the total no longer follows */
  gboolean filling;
  gboolean busy;
  gboolean deciding;
  gboolean savable;
  gboolean disposed;
};

/* The values of the form; a pointer of the edit is set for what changed. */
typedef struct
{
  CfDecimal values[N_FIELDS];
  CfSaleEdit edit;
} FormValues;

const char *_cf_sale_editor_field_text          (CfSaleEditor *self, Field field);
gboolean    _cf_sale_editor_is_changed          (CfSaleEditor *self, Field field);
gboolean    _cf_sale_editor_get_value           (CfSaleEditor *self, Field field, CfDecimal *out);
gboolean    _cf_sale_editor_calculate           (CfSaleEditor *self);
char       *_cf_sale_editor_get_following_total (CfSaleEditor *self);
gboolean    _cf_sale_editor_read_form           (CfSaleEditor *self, FormValues *form);
void        _cf_sale_editor_show_error          (CfSaleEditor *self, GtkWidget *row, const char *sentence);
void        _cf_sale_editor_leave_scan_out      (CfSaleEditor *self, const char *code);

G_END_DECLS
