/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-first-rows.h"
#include "cf-records.h"

G_BEGIN_DECLS

struct _CfRecords
{
  AdwBin parent_instance;

  /* Template */
  AdwSqueezer *squeezer;
  GtkWidget *table_scroll;
  GtkColumnView *table;
  GtkListView *list;

  /* Owned */
  CfFirstRows *first_rows;
  GtkSingleSelection *selection;
  GPtrArray *columns;           /* (element-type Column) */
  GObject *awaited;             /* nullable: the row to open when its record arrives */
  GObject *opened;              /* nullable: the record that is shown; none where what is shown is not in the list */
  GObject *chosen;              /* nullable: the record that is selected; until it arrives there is none */
  GSignalGroup *selected;       /* of the selected row */
  GObject *returning;           /* nullable: the record that comes back, to be selected as soon as it is there */
  GObject *beside;              /* nullable: the row where it is looked for */
  GSignalGroup *changing;       /* of that row */
  GObject *unread;              /* nullable: a row that may turn out to be the selected one, while that is nowhere */
  GSignalGroup *missing;        /* of that row */

  CfRecordsSame same;           /* nullable */
  guint squeeze_source;
  guint open_source;
  guint reach;                  /* how far the selected record is looked for */
  guint n_rows;                 /* when the list was changed last */
  guint last;                   /* where the selected record stands, or stood last */
  guint place;                  /* of what leaves */
  guint return_place;           /* of what comes back */
  int sort;
  gboolean descending;
  gboolean narrow;
  gboolean follow;
  gboolean setting_sort;
  gboolean following;           /* the selection moves with its record */
  gboolean leaving;             /* the selected record was deleted: what comes in its place is to be selected */
};

void       _cf_records_init_chosen  (CfRecords *self);
void       _cf_records_clear_chosen (CfRecords *self);
GtkWidget *_cf_records_get_view     (CfRecords *self);
gboolean   _cf_records_holds        (CfRecords *self, guint position, GObject *wanted);

G_END_DECLS
