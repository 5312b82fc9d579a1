/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-cell.h"

G_BEGIN_DECLS

/* One column of the table. The strings must stay. */
typedef struct
{
  const char *id;               /* what it is sorted by in the menu's action; nullable: cannot be sorted by */
  const char *title;
  int         sort;             /* the key of the order, where @id is set */
  gboolean    expand;
  CfCellStyle cell;
  gboolean    last_first;       /* sorted by for the first time, the last stands first: of times the newest */
} CfRecordsColumn;

/* Whether two items are states of one record. */
typedef gboolean (*CfRecordsSame) (GObject *a, GObject *b);

/**
 * CfRecords:
 *
 * A long list: a table whose titles choose the order, or a list of two-line rows where the table has no room.
 *
 * Signals: "open" (GObject item): a row was clicked or activated, or, while "follow" is set, selected; "sort-changed".
 * Properties: "narrow" (it is the list of two-line rows), "follow".
 */
#define CF_TYPE_RECORDS (cf_records_get_type ())
G_DECLARE_FINAL_TYPE (CfRecords, cf_records, CF, RECORDS, AdwBin)

void        cf_records_append_column   (CfRecords             *self,
                                        const CfRecordsColumn *column,
                                        gpointer               owner);
void        cf_records_set_rows        (CfRecords             *self,
                                        const CfCellRowStyle  *style,
                                        gpointer               owner);
void        cf_records_set_model       (CfRecords             *self,
                                        GListModel            *model);
void        cf_records_set_same        (CfRecords             *self,
                                        CfRecordsSame          same);
int         cf_records_get_sort        (CfRecords             *self,
                                        gboolean              *descending);
void        cf_records_set_sort        (CfRecords             *self,
                                        int                    sort,
                                        gboolean               descending);
const char *cf_records_get_sort_id     (CfRecords             *self);
gboolean    cf_records_find_sort       (CfRecords             *self,
                                        const char            *id,
                                        int                   *sort);
guint       cf_records_get_selected    (CfRecords             *self);
void        cf_records_select          (CfRecords             *self,
                                        guint                  position);
void        cf_records_open_selected   (CfRecords             *self);
gboolean    cf_records_shows_selected  (CfRecords             *self);
void        cf_records_follow_shown    (CfRecords             *self,
                                        GObject               *item,
                                        guint                  reach);
guint       cf_records_let_go          (CfRecords             *self,
                                        GObject               *item);
void        cf_records_forget_returning (CfRecords            *self);
void        cf_records_bring_back      (CfRecords             *self,
                                        GObject               *item,
                                        guint                  place);
void        cf_records_reselect        (CfRecords             *self,
                                        guint                  position);
void        cf_records_rewind          (CfRecords             *self);
void        cf_records_forget_awaited  (CfRecords             *self);
void        cf_records_focus           (CfRecords             *self);
void        cf_records_show_first      (CfRecords             *self);
gboolean    cf_records_get_scrolled    (CfRecords             *self);
gboolean    cf_records_get_narrow      (CfRecords             *self);
void        cf_records_set_follow      (CfRecords             *self,
                                        gboolean               follow);

G_END_DECLS
