/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-history-page.h"
#include "cf-sale-columns.h"
#include "cf-sale-pane.h"
#include "cf-undo.h"
#include "cf-unsent-lines.h"

G_BEGIN_DECLS

struct _CfHistoryPage
{
  CfRecordsPage parent_instance;

  CfBrowser *browser;           /* (unowned): the page's; NULL once disposed */

  /* Template */
  CfSalePane *pane;
  GtkToggleButton *today_chip;
  GtkToggleButton *week_chip;
  GtkToggleButton *returns_chip;
  GtkToggleButton *unsent_chip;

  /* Owned */
  CfTill *till;
  CfSender *sender;                     /* nullable: the till is not open yet */
  CfUnsentLines *unsent;
  GCancellable *summary;                /* nullable: count and sum are asked for */
  CfPagedListModel *sent_list;          /* nullable: the stored lines of the order that the pane shows as not sent */
  CfSale *sent;                         /* nullable: the line of it to select */
  CfUndo *undo;                         /* what can be taken back */
  CfSale *deleting;                     /* nullable: the line that was deleted last, or is being */
  char *sum_text;                       /* nullable: as the server writes it */

  CfSaleColumns columns;
  guint place;                          /* of that line */
  gint64 count;                         /* -1: not known */
  gboolean setting_chips;
};

void     _cf_history_page_follow_sent (CfHistoryPage *self, CfOrder *order);
gboolean _cf_history_page_seek        (CfRecordsPage *page, GListModel *rows);
void     _cf_history_page_note        (CfHistoryPage *self, gint64 change, CfSaleUndo *told);
void     _cf_history_page_init_undo   (CfHistoryPage *self);
void     _cf_history_page_take_back   (CfHistoryPage *self, gint64 change);
void     _cf_history_page_undo        (CfRecordsPage *page);

G_END_DECLS
