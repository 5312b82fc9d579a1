/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-book-draft.h"
#include "cf-book-repository.h"

G_BEGIN_DECLS

/**
 * CfIsbnField:
 *
 * The ISBN of a book that is typed: checked while it is typed, with what will be stored, and looked for in the catalogue.
 *
 * Signals: "found" (CfBook book): another book has this ISBN; NULL: none has; "next": Enter.
 */
#define CF_TYPE_ISBN_FIELD (cf_isbn_field_get_type ())
G_DECLARE_FINAL_TYPE (CfIsbnField, cf_isbn_field, CF, ISBN_FIELD, AdwBin)

void     cf_isbn_field_set_books (CfIsbnField *self, CfBookRepository *books);
void     cf_isbn_field_set_draft (CfIsbnField *self, CfBookDraft *draft, gint64 book_id);
gboolean cf_isbn_field_check     (CfIsbnField *self);

G_END_DECLS
