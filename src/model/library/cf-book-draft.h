/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-book.h"
#include "cf-draft-contributor.h"

G_BEGIN_DECLS

typedef enum
{
  CF_BOOK_TITLE,
  CF_BOOK_PAGES,
  CF_BOOK_YEAR,
  CF_BOOK_ISBN,
  CF_BOOK_N_FIELDS,
} CfBookField;

/**
 * CfBookDraft:
 *
 * A book as far as a person has typed it: what the dialog holds, and what survives every error. Knows of each field what is
 * wrong with it. Signal "changed": anything of it, or of one of its contributors.
 */
#define CF_TYPE_BOOK_DRAFT (cf_book_draft_get_type ())
G_DECLARE_FINAL_TYPE (CfBookDraft, cf_book_draft, CF, BOOK_DRAFT, GObject)

CfBookDraft *cf_book_draft_new                 (void);
/* @book: read by cf_book_repository_load_async(), with its contributors. */
CfBookDraft *cf_book_draft_new_from_book       (CfBook *book);
/* Never NULL. */
const char  *cf_book_draft_get_text            (CfBookDraft *self, CfBookField field);
void         cf_book_draft_set_text            (CfBookDraft *self, CfBookField field, const char *text);
/* Whether an ISBN is kept though its check digit is wrong; ends when another ISBN is typed. */
gboolean     cf_book_draft_get_insists         (CfBookDraft *self);
void         cf_book_draft_set_insists         (CfBookDraft *self, gboolean insists);
/* (transfer none) (element-type CfDraftContributor): in their order; follow its "items-changed". */
GListModel  *cf_book_draft_get_contributors    (CfBookDraft *self);
/* @position beyond the end: at the end. Returns (transfer none). */
CfDraftContributor *cf_book_draft_add_contributor (CfBookDraft *self, guint position);
void         cf_book_draft_remove_contributor  (CfBookDraft *self, guint position);
void         cf_book_draft_move_contributor    (CfBookDraft *self, guint from, guint to);
/* An ISBN that is insisted on is right. */
CfCheck      cf_book_draft_check               (CfBookDraft *self, CfBookField field, char **sentence);
/* As cf_draft_contributor_check(), and whether somebody is named twice in one role. */
CfCheck      cf_book_draft_check_contributor   (CfBookDraft *self, guint position, char **sentence);
/* Whether nothing stands in the way of storing it. */
/* (nullable): what is to be said of the first thing that does, until the draft is changed. */
const char  *cf_book_draft_get_obstacle        (CfBookDraft *self);
/* Whether it says something else than @original (nullable: than nothing at all): to be asked about before it is thrown away. */
gboolean     cf_book_draft_differs             (CfBookDraft *self, CfBook *original);
/* Somebody else made @stored of the book that is edited: whether both changed the same, each to something else. */
/* What is typed of a book that is in the catalogue already. */
gboolean     cf_book_draft_says_otherwise      (CfBookDraft *self, CfBook *book, CfBookField field);
gboolean     cf_book_draft_collides            (CfBookDraft *self, CfBook *stored, CfBookField field);
gboolean     cf_book_draft_people_collide      (CfBookDraft *self, CfBook *stored);
/* What was not typed over becomes theirs. */
void         cf_book_draft_rebase              (CfBookDraft *self, CfBook *stored);

G_END_DECLS
