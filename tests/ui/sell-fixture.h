/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-order-list.h"
#include "cf-result-list.h"
#include "cf-scan-entry.h"
#include "cf-sell-page.h"
#include "cf-test-utils.h"
#include "till-fixture.h"

G_BEGIN_DECLS

/* The Sell page in its window against a real till, without a server. */
typedef struct
{
  TillFixture   base;
  GtkWindow    *window;
  CfSellPage   *page;
  CfScanEntry  *entry;
  CfOrderList  *order;
  CfResultList *results;
} SellFixture;

CfCart      *sell_get_cart       (SellFixture *fixture);
guint        sell_count_lines    (SellFixture *fixture);
CfCartLine  *sell_get_line       (SellFixture *fixture, guint position);
void         sell_enter          (SellFixture *fixture);
void         sell_type           (SellFixture *fixture, const char *text);
void         sell_type_and_enter (SellFixture *fixture, const char *text);
void         sell_scan           (SellFixture *fixture, const char *code);
gboolean     sell_has_focus      (SellFixture *fixture);
GtkWidget   *sell_get_message    (SellFixture *fixture);
gboolean     sell_says           (GtkWidget *widget, const char *text);
void         sell_assert_total   (SellFixture *fixture, const char *expected);
void         sell_assert_wrong   (GtkWidget *entry, const char *sentence);
void         sell_assert_right   (GtkWidget *entry);
void         sell_complete       (SellFixture *fixture);
void         sell_set_up         (SellFixture *fixture, gconstpointer data);
void         sell_tear_down      (SellFixture *fixture, gconstpointer data);

G_END_DECLS
