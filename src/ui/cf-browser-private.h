/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-browser.h"
#include "cf-error-note.h"
#include "cf-skeleton.h"
#include "cf-toast.h"

G_BEGIN_DECLS

struct _CfBrowser
{
  AdwBin parent_instance;

  /* Template */
  CfToast *toast;
  AdwLeaflet *leaflet;
  GtkWidget *main;
  GtkWidget *search;
  GtkWidget *filters;
  AdwBin *chips_bin;
  GtkWidget *sort_button;
  GtkMenuButton *deaf_button;
  GtkWidget *summary;
  GtkLabel *count_label;
  GtkLabel *sum_label;
  GtkWidget *trouble;
  CfErrorNote *trouble_note;
  GtkStack *stack;
  CfRecords *records;
  GtkWidget *skeleton;
  AdwStatusPage *empty;
  GtkButton *empty_button;
  CfErrorNote *empty_note;
  GtkWidget *bottom;
  GtkLabel *bottom_count_label;
  GtkLabel *bottom_sum_label;
  GtkWidget *stub;
  GMenu *sort_section;

  char *hint;                   /* owned */
  char *taken;                  /* owned: the text that was last asked for */
  char *count_text;             /* owned, nullable: what is known of all rows, and the sum of them */
  char *sum_text;               /* owned, nullable */
  char *trouble_text;           /* owned, nullable */
  char *text_at_change;         /* owned, nullable: what stood in the search when a way to take something back was offered */
  guint n_known;                /* rows that are there while the rest is read */
  gboolean pane_open;           /* one that is being closed is seen a little longer */
  gboolean outdated;            /* the rows are those of what was asked for before */
  gboolean waiting;             /* for what was asked for */
  gboolean slow;                /* nothing has come for a while */
  gboolean offers_undo;         /* what is told has a button that takes it back */
  guint slow_source;
  guint folded_source;
};

void     _cf_browser_bind_pane      (GtkWidgetClass *widget_class);
gboolean _cf_browser_is_covered     (CfBrowser *self);
void     _cf_browser_place_skeleton (CfBrowser *self);
void     _cf_browser_place_toast    (CfBrowser *self);
void     _cf_browser_withdraw_undo  (CfBrowser *self);

G_END_DECLS
