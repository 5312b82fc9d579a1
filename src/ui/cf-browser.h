/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-records.h"

G_BEGIN_DECLS

typedef enum
{
  CF_BROWSER_ROWS,
  CF_BROWSER_OUTDATED,          /* rows of what was asked for before, until the others are there */
  CF_BROWSER_LOADING,
  CF_BROWSER_EMPTY,
} CfBrowserState;

/**
 * CfBrowser:
 *
 * The one shape of the pages that show a long list: search and chips, count and sum, a table that is a list of two-line rows where
 * there is no room, and a pane with the details beside or over it.
 *
 * Signals: "query-changed": another text or order; "open" (GObject item): show this item in the pane; "open-first": what is
 * searched for is the first row, once it is found; "closed": the pane was
 * closed; "retry": read the list again; "empty-action": the button of the empty state.
 * Properties: "search-hint", "chips", "pane" (GtkWidget), "pane-open", "folded" (the pane lies over the table), "sort-by" (a column's id),
 * "descending".
 */
#define CF_TYPE_BROWSER (cf_browser_get_type ())
G_DECLARE_FINAL_TYPE (CfBrowser, cf_browser, CF, BROWSER, AdwBin)

void        cf_browser_set_columns   (CfBrowser             *self,
                                      const CfRecordsColumn *columns,
                                      guint                  n_columns,
                                      const CfCellRowStyle  *rows,
                                      CfRecordsSame          same,
                                      gpointer               owner);
void        cf_browser_set_model     (CfBrowser             *self,
                                      GListModel            *model);
const char *cf_browser_get_text      (CfBrowser             *self);
void        cf_browser_set_text      (CfBrowser             *self,
                                      const char            *text);
int         cf_browser_get_sort      (CfBrowser             *self,
                                      gboolean              *descending);
void        cf_browser_set_sort      (CfBrowser             *self,
                                      int                    sort,
                                      gboolean               descending);
void        cf_browser_set_summary   (CfBrowser             *self,
                                      const char            *count,
                                      const char            *sum);
void        cf_browser_set_deaf      (CfBrowser             *self,
                                      gboolean               deaf);
void        cf_browser_set_state     (CfBrowser             *self,
                                      CfBrowserState         state);
void        cf_browser_set_empty     (CfBrowser             *self,
                                      const char            *icon_name,
                                      const char            *title,
                                      const char            *description,
                                      const char            *button);
void        cf_browser_set_trouble   (CfBrowser             *self,
                                      const char            *sentence,
                                      const GError          *error);
void        cf_browser_set_failed    (CfBrowser             *self,
                                      const char            *title,
                                      const GError          *error);
void        cf_browser_set_partly    (CfBrowser             *self,
                                      guint                  n_known);
guint       cf_browser_get_selected  (CfBrowser             *self);
void        cf_browser_rewind        (CfBrowser             *self);
void        cf_browser_show_first    (CfBrowser             *self);
gboolean    cf_browser_get_scrolled  (CfBrowser             *self);
void        cf_browser_select        (CfBrowser             *self,
                                      guint                  position);
void        cf_browser_reselect      (CfBrowser             *self,
                                      guint                  position);
gboolean    cf_browser_get_pane_open (CfBrowser             *self);
void        cf_browser_set_pane_open (CfBrowser             *self,
                                      gboolean               open);
gboolean    cf_browser_get_folded    (CfBrowser             *self);
void        cf_browser_focus_search  (CfBrowser             *self);
void        cf_browser_focus_rows    (CfBrowser             *self);
void        cf_browser_restore_focus (CfBrowser             *self);
void        cf_browser_open_selected (CfBrowser             *self);
gboolean    cf_browser_show_for_key  (CfBrowser             *self);
void        cf_browser_follow_pane   (CfBrowser             *self,
                                      GObject               *item,
                                      guint                  n_together);
guint       cf_browser_let_go        (CfBrowser             *self,
                                      GObject               *item);
void        cf_browser_forget_returning (CfBrowser          *self);
void        cf_browser_bring_back    (CfBrowser             *self,
                                      GObject               *item,
                                      guint                  place);
void        cf_browser_tell          (CfBrowser             *self,
                                      const char            *sentence);
void        cf_browser_offer         (CfBrowser             *self,
                                      const char            *label,
                                      const char            *action,
                                      GVariant              *target);
void        cf_browser_offer_undo    (CfBrowser             *self,
                                      const char            *sentence,
                                      const char            *action,
                                      gint64                 change);
gboolean    cf_browser_get_typed_last (CfBrowser            *self);

G_END_DECLS
