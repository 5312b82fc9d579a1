/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author-repository.h"
#include "cf-book-repository.h"
#include "cf-record-pane.h"

G_BEGIN_DECLS

/**
 * CfAuthorPane:
 *
 * One person: other spellings, who may be the same, all the books, what was done to the record. The books are links.
 *
 * Signals, beside those of #CfRecordPane: "edit" (CfAuthor author); "merge" (CfAuthor author, CfAuthor other): the two are to
 * become one; @other may be %NULL: it is still to be said with whom; "split" (CfAuthor author). The actions "library.open-book" (x) and
 * "library.undo" (x) are those of its window.
 */
#define CF_TYPE_AUTHOR_PANE (cf_author_pane_get_type ())
G_DECLARE_FINAL_TYPE (CfAuthorPane, cf_author_pane, CF, AUTHOR_PANE, CfRecordPane)

void     cf_author_pane_set_books (CfAuthorPane *self, CfBookRepository *books);
void     cf_author_pane_show      (CfAuthorPane *self, CfAuthor *author);
void     cf_author_pane_show_id   (CfAuthorPane *self, gint64 id);
gboolean cf_author_pane_edit      (CfAuthorPane *self);
gboolean cf_author_pane_delete    (CfAuthorPane *self);
const char *cf_author_pane_get_undone (CfAuthorPane *self);

G_END_DECLS
