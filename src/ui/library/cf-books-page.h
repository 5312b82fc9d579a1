/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-book-repository.h"
#include "cf-records-page.h"

G_BEGIN_DECLS

/**
 * CfBooksPage:
 *
 * The books of the catalogue.
 *
 * Signals: "add" (const char *text): the person wants to add a book, which may be the one that was searched for by @text; "edit"
 * (CfBook book); "make-product" (CfBook book); "written" (const char *done, const char *undone, gint64 change): as of #CfRecordPane, with
 * what is told where it is taken back; "retry": nobody wants to wait any longer for a server.
 */
#define CF_TYPE_BOOKS_PAGE (cf_books_page_get_type ())
G_DECLARE_FINAL_TYPE (CfBooksPage, cf_books_page, CF, BOOKS_PAGE, CfRecordsPage)

void cf_books_page_show_book  (CfBooksPage *self, gint64 id);
void cf_books_page_mark_added (CfBooksPage *self, CfBook *book);
void cf_books_page_refresh    (CfBooksPage *self);

G_END_DECLS
