/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-order-facts.h"
#include "cf-order-list.h"
#include "cf-result-list.h"
#include "cf-scan-entry.h"
#include "cf-sell-input.h"
#include "cf-sell-layout.h"
#include "cf-sell-page.h"
#include "cf-toast.h"
#include "cf-total-label.h"
#include "cf-type-ahead.h"

G_BEGIN_DECLS

/**
 * CfSellState:
 * @CF_SELL_UNREADY: nothing can be sold (yet)
 * @CF_SELL_EMPTY: ready, no line yet
 * @CF_SELL_OPEN: the order has lines
 * @CF_SELL_SAVING: completed, not durable yet: all stays as it was
 * @CF_SELL_DONE: completed and durable: the last order, to be read until the next scan
 *
 * What the page shows.
 */
typedef enum
{
  CF_SELL_UNREADY,
  CF_SELL_EMPTY,
  CF_SELL_OPEN,
  CF_SELL_SAVING,
  CF_SELL_DONE,
} CfSellState;

struct _CfSellPage
{
  GtkWidget parent_instance;

  /* Template children */
  CfSellLayout    *layout;
  CfOrderFacts    *facts;
  GtkWidget       *body;
  CfToast         *toast;
  CfOrderList     *order;
  GtkWidget       *note;
  GtkLabel        *note_title;
  GtkLabel        *note_text;
  CfScanEntry     *entry;
  GtkWidget       *hints;
  GtkLabel        *hint_start;
  GtkLabel        *hint_end;
  GtkWidget       *saved;
  GtkLabel        *saved_text;
  GtkWidget       *caption;
  GtkLabel        *counts;
  CfTotalLabel    *total;
  CfTotalLabel    *narrow_total;
  GtkWidget       *complete;
  GtkWidget       *more_buttons;
  GtkWidget       *clear;
  GtkWidget       *show_order;
  GtkWidget       *more_menu;
  GMenuModel      *more_model;
  GtkWidget       *message;
  GtkLabel        *message_text;
  CfResultList    *results;

  CfTill       *till;           /* (nullable) */
  CfCart       *cart;           /* (nullable): of the till, as followed */
  CfSellInput  *input;          /* (nullable) */
  CfTypeAhead  *type_ahead;
  CfScanGuard  *scans;          /* (owned): of the whole window */
  guint         placing;        /* the line on which the keys act has no place on the screen yet */
  GtkWidget    *popover;        /* (unowned) (nullable): for the price, a child; made when first needed */
  GCancellable *searching;      /* (nullable) */
  char         *found_for;      /* (nullable): the text to which the results belong */
  gint64        completed_at;   /* monotonic, of the last completion by the person, or of the Enter that closed a list */
  gboolean              scanned;        /* what was entered last came from a scanner */
  char         *notice;         /* (owned) (nullable): of an order that was sent, until the next one is completed */
  guint         search_source;
  guint         late_source;
  guint         n_more;
  guint64       stepped;        /* one bit for each + and − that came last, the newest lowest: whether it is what would be undone next */
  guint            n_browsed;   /* how many are shown to somebody who browses; 0 where no more follow */
  CfSellState   state;
  guint         chosen : 1;     /* a person chose among the results */
  guint         saving : 1;
  guint         late : 1;       /* the till has not been ready for longer than it takes to open it */
  guint         filling : 1;    /* the focus is in the form of a line */
  guint         answered : 1;   /* the message is about what the clerk just did, and goes with the next key */
};

const CfCurrency *cf_sell_page_get_currency (CfSellPage *self);

guint    cf_sell_page_count_lines     (CfSellPage *self);
void     cf_sell_page_update          (CfSellPage *self);
void     cf_sell_page_update_hints    (CfSellPage *self);
void     cf_sell_page_show_message    (CfSellPage *self, const char *text);
void     cf_sell_page_hide_message    (CfSellPage *self);
void     cf_sell_page_tell_other_name (CfSellPage *self, const char *code, const char *name, const char *kept);
void     cf_sell_page_drop_notice     (CfSellPage *self);
void     cf_sell_page_cover_order     (CfSellPage *self);
void     cf_sell_page_close_results   (CfSellPage *self);
void     cf_sell_page_search          (CfSellPage *self);
void     cf_sell_page_browse          (CfSellPage *self);
void     cf_sell_page_browse_on       (CfSellPage *self);
gboolean cf_sell_page_has_results     (CfSellPage *self);
gboolean cf_sell_page_is_searching    (CfSellPage *self);
void     cf_sell_page_complete        (CfSellPage *self);
void     cf_sell_page_remove_line     (CfSellPage *self, CfCartLine *line);
void     cf_sell_page_edit_price      (CfSellPage *self, CfCartRow *row);
gboolean cf_sell_page_counts          (CfSellPage *self);
void     cf_sell_page_install_actions (GtkWidgetClass *widget_class);
void     cf_sell_page_bind_entry      (GtkWidgetClass *widget_class);

G_END_DECLS
