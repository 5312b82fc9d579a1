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
  char *trouble_text;           /* owned, nullable */
  guint n_known;                /* rows that are there while the rest is read */
  gboolean loading;
  gboolean slow;                /* nothing has come for a while */
  guint slow_source;
  guint folded_source;
};

void _cf_browser_place_skeleton (CfBrowser *self);

G_END_DECLS
