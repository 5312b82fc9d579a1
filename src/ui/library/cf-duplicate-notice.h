/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-book.h"

G_BEGIN_DECLS

/**
 * CfDuplicateNotice:
 *
 * The catalogue has the book that is typed already, or so it seems: which it is, and what can be done. Hidden until it is needed.
 *
 * Signals: "open", "add-authors": to the book that was found; "another": it is another one.
 */
#define CF_TYPE_DUPLICATE_NOTICE (cf_duplicate_notice_get_type ())
G_DECLARE_FINAL_TYPE (CfDuplicateNotice, cf_duplicate_notice, CF, DUPLICATE_NOTICE, AdwBin)

void    cf_duplicate_notice_set_books       (CfDuplicateNotice *self, GPtrArray *books);
CfBook *cf_duplicate_notice_get_book        (CfDuplicateNotice *self);
void    cf_duplicate_notice_set_has_authors (CfDuplicateNotice *self, gboolean has_authors, const char *left);

G_END_DECLS
