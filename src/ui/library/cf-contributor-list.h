/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-author-repository.h"
#include "cf-book-draft.h"

G_BEGIN_DECLS

/**
 * CfContributorList:
 *
 * The people of a book that is typed, in their order.
 *
 * Signals: "left": Enter where no name was typed: the person goes on to what follows; "looked": what cf_contributor_list_look()
 * waits for has come, or cannot come.
 */
#define CF_TYPE_CONTRIBUTOR_LIST (cf_contributor_list_get_type ())
G_DECLARE_FINAL_TYPE (CfContributorList, cf_contributor_list, CF, CONTRIBUTOR_LIST, AdwBin)

void     cf_contributor_list_set_authors (CfContributorList *self, CfAuthorRepository *authors);
void     cf_contributor_list_set_draft   (CfContributorList *self, CfBookDraft *draft);
void     cf_contributor_list_focus_first (CfContributorList *self);
void     cf_contributor_list_ask         (CfContributorList *self, guint position, GPtrArray *candidates);
void     cf_contributor_list_focus_question (CfContributorList *self, guint position);
gboolean cf_contributor_list_look        (CfContributorList *self);
gboolean cf_contributor_list_check       (CfContributorList *self);

G_END_DECLS
