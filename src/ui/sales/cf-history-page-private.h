/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-browser.h"
#include "cf-history-page.h"
#include "cf-sale-columns.h"
#include "cf-sale-pane.h"
#include "cf-unsent-lines.h"

G_BEGIN_DECLS

struct _CfHistoryPage
{
  AdwBin parent_instance;

  /* Template */
  CfBrowser *browser;
  CfSalePane *pane;
  GtkToggleButton *today_chip;
  GtkToggleButton *week_chip;
  GtkToggleButton *returns_chip;
  GtkToggleButton *unsent_chip;

  /* Owned */
  CfTill *till;
  CfSalesRepository *repository;        /* nullable: no server was reached yet */
  CfSender *sender;                     /* nullable: the till is not open yet */
  CfPagedListModel *sales;
  CfUnsentLines *unsent;
  GListModel *rows;                     /* unsent, then sales */
  GCancellable *summary;                /* nullable: count and sum are asked for */
  CfPagedListModel *sent_list;          /* nullable: the stored lines of the order that the pane shows as not sent */
  CfSale *sent;                         /* nullable: the line of it to select */
  char *awaited_number;                 /* nullable: the order to open when it is found */
  GHashTable *told;                     /* what was told of each change that can be taken back */
  char *sum_text;                       /* nullable: as the server writes it */

  CfSaleColumns columns;
  gint64 count;                         /* -1: not known */
  gint64 last_change;                   /* what Undo takes back, 0: nothing */
  gint64 undoing;                       /* what it is taking back */
  guint refresh_source;
  gboolean stale;
  gboolean setting_chips;
};

void _cf_history_page_update_state (CfHistoryPage *self);
void _cf_history_page_follow_sent  (CfHistoryPage *self, CfOrder *order);
void _cf_history_page_select_sent  (CfHistoryPage *self);

G_END_DECLS
