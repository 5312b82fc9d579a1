/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-browser.h"
#include "cf-paged-list-model.h"

G_BEGIN_DECLS

/**
 * CfRecordsPage:
 *
 * What the pages of long lists have in common: a #CfBrowser over a list that is read from a repository, with what it says while
 * there are no rows, its keys, its pane, and the rows that are waited for.
 *
 * A page derives from it. Its template fills the browser, which is an internal child: search hint, chips and the pane, whose "close" is
 * cf_records_page_close_pane(). Its instance init appends the columns.
 */
#define CF_TYPE_RECORDS_PAGE (cf_records_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (CfRecordsPage, cf_records_page, CF, RECORDS_PAGE, AdwBin)

/**
 * CfRecordsPageClass:
 * @repository_type: what it reads from; its signal "changed" has the list read again
 * @no_server: (N_) why there is nothing as long as no server was reached
 * @not_all: (N_) (nullable): the same where rows that are not the server's are there all the same
 * @unreadable: (N_) a title: the list could not be read
 * @none_selected: (N_) a key was pressed that is about one record, and none is selected
 * @list: (transfer full) (nullable): the list that search, chips and order ask for; %NULL: none, as without a repository
 * @describe_nothing: says why there is no row, although the list was read; @text is what is searched for
 * @open: shows a record in the pane; %FALSE: the pane keeps what it shows
 * @enter: Enter on a row whose record the pane shows
 * @edit: F2, about the record that the pane shows
 * @repository_changed: the pane gets the other one, or none
 * @listed: (nullable): another list is being read
 * @refreshed: (nullable): the same list is being read again
 * @updated: (nullable): the rows, or what is known of them, changed
 * @retry: (nullable): a person does not want to wait any longer, the list is about to be read again
 * @empty_action: (nullable): the button that @describe_nothing gave
 * @closed: (nullable): the pane was closed
 * @undo: (nullable): Ctrl+Z
 * @is_wanted: (nullable): whether a record is the one that cf_records_page_find() looks for by @text
 * @seek: (nullable): looks for something else among the first @rows; %FALSE: there is nothing to look for any more
 */
struct _CfRecordsPageClass
{
  AdwBinClass parent_class;

  GType       repository_type;
  const char *no_server;
  const char *not_all;
  const char *unreadable;
  const char *none_selected;

  CfPageSource *(*list)               (CfRecordsPage *self);
  void          (*describe_nothing)   (CfRecordsPage *self, const char *text);
  gboolean      (*open)               (CfRecordsPage *self, GObject *item);
  void          (*enter)              (CfRecordsPage *self);
  void          (*edit)               (CfRecordsPage *self);
  void          (*repository_changed) (CfRecordsPage *self, gpointer repository);
  void          (*listed)             (CfRecordsPage *self);
  void          (*refreshed)          (CfRecordsPage *self);
  void          (*updated)            (CfRecordsPage *self);
  void          (*retry)              (CfRecordsPage *self);
  void          (*empty_action)       (CfRecordsPage *self);
  void          (*closed)             (CfRecordsPage *self);
  void          (*undo)               (CfRecordsPage *self);
  gboolean      (*is_wanted)          (CfRecordsPage *self, GObject *item, const char *text);
  gboolean      (*seek)               (CfRecordsPage *self, GListModel *rows);
};

CfBrowser        *cf_records_page_get_browser    (CfRecordsPage *self);
CfPagedListModel *cf_records_page_get_list       (CfRecordsPage *self);
void              cf_records_page_set_rows       (CfRecordsPage *self,
                                                  GListModel    *rows);
gpointer          cf_records_page_get_repository (CfRecordsPage *self);
void              cf_records_page_set_repository (CfRecordsPage *self,
                                                  gpointer       repository);
void              cf_records_page_read           (CfRecordsPage *self);
void              cf_records_page_refresh        (CfRecordsPage *self);
void              cf_records_page_refresh_soon   (CfRecordsPage *self);
void              cf_records_page_find           (CfRecordsPage *self,
                                                  const char    *text);
void              cf_records_page_seek           (CfRecordsPage *self);
gboolean          cf_records_page_open_pane      (CfRecordsPage *self);
gboolean          cf_records_page_fill_pane      (CfRecordsPage *self);
gboolean          cf_records_page_get_key_repeats (CfRecordsPage *self);
void              cf_records_page_close_pane     (CfRecordsPage *self);
gboolean          cf_records_page_undo           (CfRecordsPage *self);
void              cf_records_page_tell           (CfRecordsPage *self,
                                                  const char    *sentence);

G_END_DECLS
