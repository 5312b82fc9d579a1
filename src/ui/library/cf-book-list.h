/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-book-repository.h"

G_BEGIN_DECLS

/**
 * CfBookList:
 *
 * All books of an author, or of several, however many: read as they come into sight.
 *
 * Signal "open" (CfBook book). Property "n-books" (guint): as far as they are known.
 */
#define CF_TYPE_BOOK_LIST (cf_book_list_get_type ())
G_DECLARE_FINAL_TYPE (CfBookList, cf_book_list, CF, BOOK_LIST, AdwBin)

void cf_book_list_set_authors (CfBookList *self, CfBookRepository *books, const gint64 *author_ids, guint n_authors);
void cf_book_list_refresh     (CfBookList *self);

G_END_DECLS
