/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author.h"
#include "cf-book-check.h"
#include "cf-contributor.h"

G_BEGIN_DECLS

/**
 * CfDraftState:
 * @CF_DRAFT_TYPED: a name: the person of that name, or a new one where there is none; where there are several it is asked which
 * @CF_DRAFT_CHOSEN: this author of the catalogue
 * @CF_DRAFT_NEW: a new person, whoever has the same name
 */
typedef enum
{
  CF_DRAFT_TYPED,
  CF_DRAFT_CHOSEN,
  CF_DRAFT_NEW,
} CfDraftState;

/**
 * CfDraftContributor:
 *
 * Who is to be named in a book, as far as a person has typed or chosen it: a row of the dialog. Every change is told by
 * "notify" of its properties: "text" (the name as typed, never NULL), "state" (read-only; an int), "author" (read-only,
 * nullable), "role" (an int), "note" (of a new person, never NULL).
 */
#define CF_TYPE_DRAFT_CONTRIBUTOR (cf_draft_contributor_get_type ())
G_DECLARE_FINAL_TYPE (CfDraftContributor, cf_draft_contributor, CF, DRAFT_CONTRIBUTOR, GObject)

CfDraftContributor *cf_draft_contributor_new        (void);
CfDraftContributor *cf_draft_contributor_new_stored (CfContributor *contributor);
const char         *cf_draft_contributor_get_text   (CfDraftContributor *self);
/* Another text than it has makes it typed again. */
void                cf_draft_contributor_set_text   (CfDraftContributor *self, const char *text);
CfDraftState        cf_draft_contributor_get_state  (CfDraftContributor *self);
/* The text becomes the author's name. */
void                cf_draft_contributor_choose     (CfDraftContributor *self, CfAuthor *author);
/* TRUE: a new person, whoever has the same name; FALSE: typed. */
void                cf_draft_contributor_set_new    (CfDraftContributor *self, gboolean is_new);
/* NULL unless it is chosen. */
CfAuthor           *cf_draft_contributor_get_author (CfDraftContributor *self);
CfRole              cf_draft_contributor_get_role   (CfDraftContributor *self);
void                cf_draft_contributor_set_role   (CfDraftContributor *self, CfRole role);
const char         *cf_draft_contributor_get_note   (CfDraftContributor *self);
void                cf_draft_contributor_set_note   (CfDraftContributor *self, const char *note);
/* Nothing typed at all: a row that waits, which is passed over when the book is stored. */
gboolean            cf_draft_contributor_is_blank   (CfDraftContributor *self);
CfCheck             cf_draft_contributor_check      (CfDraftContributor *self, char **sentence);

G_END_DECLS
