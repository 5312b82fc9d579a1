/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-sale-editor.h"
#include "cf-sale-pane.h"

G_BEGIN_DECLS

struct _CfSalePane
{
  CfRecordPane parent_instance;

  /* Template */
  GtkStack *stack;
  GtkStack *actions;
  GtkScrolledWindow *order_scroll;
  GtkListBox *lines;
  GtkLabel *total_label;
  GtkGrid *facts;
  GtkWidget *separator;
  GtkBox *changes;
  GtkWidget *edit_button;
  CfSaleEditor *editor;

  /* Owned */
  GPtrArray *sales;             /* (element-type CfSale): the lines shown */
  GPtrArray *record;            /* (element-type CfSaleChange), nullable: what was done to them */
  GTimeZone *zone;
  CfPendingOrder *pending;      /* nullable: what is shown is not sent yet */

  const CfCurrency *currency;   /* nullable, static */
  gint64 order_id;              /* 0: none, or not sent yet */
  gint64 wanted_id;             /* the line to select */
  gint64 deleted_id;            /* the line that this person deleted last, also while that is under way; 0: none */
  int wanted_line;              /* the same, where it has no id yet */
  guint n_built;                /* lines that have their row */
  guint n_told;                 /* changes that have theirs */
  guint build_source;
  guint reveal_tick;
  graphene_rect_t revealed;     /* where that line was in the last frame, with the height of what is seen for its width */
  gboolean whole;               /* the order as it is stored is shown, and not only what is known of it */
  gboolean reveal;              /* the selected line is to be scrolled to */
  GtkWidget *begun;             /* (unowned): where the correction was begun: the lines, the button, or NULL: elsewhere */
  gboolean refocus;             /* the rows had the focus, the selected one is to have it again */
  char    *deleting;            /* (owned) (nullable): the order whose line is being deleted */
  char    *deleting_name;       /* (owned) (nullable): and what was sold */
  CfSaleUndo *undo;             /* (owned) (nullable): the last change */
};

void    _cf_sale_pane_show_lines      (CfSalePane *self);
void    _cf_sale_pane_show_changes    (CfSalePane *self, GPtrArray *changes);
CfSale *_cf_sale_pane_get_selected    (CfSalePane *self);
gboolean _cf_sale_pane_select_line    (CfSalePane *self, gint64 id);
void    _cf_sale_pane_reveal_selected (CfSalePane *self);
void    _cf_sale_pane_update_actions  (CfRecordPane *pane);

G_END_DECLS
