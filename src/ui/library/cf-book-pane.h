/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-book-repository.h"
#include "cf-record-pane.h"

G_BEGIN_DECLS

/**
 * CfBookPane:
 *
 * One book: who made it, its facts, what was done to the record. Its people are links.
 *
 * Signals, beside those of #CfRecordPane: "edit" (CfBook book), "make-product" (CfBook book). The actions "library.open-author" (x)
 * and "library.undo" (x) are those of its window.
 */
#define CF_TYPE_BOOK_PANE (cf_book_pane_get_type ())
G_DECLARE_FINAL_TYPE (CfBookPane, cf_book_pane, CF, BOOK_PANE, CfRecordPane)

void     cf_book_pane_show    (CfBookPane *self, CfBook *book);
void     cf_book_pane_show_id (CfBookPane *self, gint64 id);
gboolean cf_book_pane_edit    (CfBookPane *self);
gboolean cf_book_pane_delete  (CfBookPane *self);
const char *cf_book_pane_get_undone (CfBookPane *self);

G_END_DECLS
