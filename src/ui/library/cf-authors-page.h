/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author-repository.h"
#include "cf-book-repository.h"
#include "cf-records-page.h"

G_BEGIN_DECLS

/**
 * CfAuthorsPage:
 *
 * The people of the catalogue.
 *
 * Signals: "edit", "merge", "split": as of #CfAuthorPane; "written" (const char *done, const char *undone, gint64 change): as of
 * #CfRecordPane, with what is told where it is taken back; "retry": nobody wants to wait any longer for a server.
 */
#define CF_TYPE_AUTHORS_PAGE (cf_authors_page_get_type ())
G_DECLARE_FINAL_TYPE (CfAuthorsPage, cf_authors_page, CF, AUTHORS_PAGE, CfRecordsPage)

void cf_authors_page_set_books   (CfAuthorsPage *self, CfBookRepository *books);
void cf_authors_page_show_author (CfAuthorsPage *self, gint64 id);
void cf_authors_page_refresh     (CfAuthorsPage *self);

G_END_DECLS
