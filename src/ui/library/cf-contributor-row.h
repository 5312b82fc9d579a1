/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-author-repository.h"
#include "cf-draft-contributor.h"

G_BEGIN_DECLS

/**
 * CfContributorRow:
 *
 * One person of a book that is typed: the name, who that is, what he or she did. What is to be said or asked about it stands in
 * rows below, which the list takes from it.
 *
 * Signals: "below-changed": cf_contributor_row_get_below() are others now; "move" (int by), "drop" (CfContributorRow dragged,
 * gboolean after), "remove": what the person wants of the list; "next": Enter; "looked": what cf_contributor_row_look() waits for
 * has come, or cannot come.
 */
#define CF_TYPE_CONTRIBUTOR_ROW (cf_contributor_row_get_type ())
G_DECLARE_FINAL_TYPE (CfContributorRow, cf_contributor_row, CF, CONTRIBUTOR_ROW, AdwEntryRow)

GtkWidget          *cf_contributor_row_new             (CfDraftContributor *contributor);
void                cf_contributor_row_set_authors     (CfContributorRow *self, CfAuthorRepository *authors);
CfDraftContributor *cf_contributor_row_get_contributor (CfContributorRow *self);
GPtrArray          *cf_contributor_row_get_below       (CfContributorRow *self);
void                cf_contributor_row_set_place       (CfContributorRow *self, guint position, guint n_rows);
void                cf_contributor_row_set_narrow      (CfContributorRow *self, gboolean narrow);
void                cf_contributor_row_ask             (CfContributorRow *self, GPtrArray *candidates);
gboolean            cf_contributor_row_look            (CfContributorRow *self);
gboolean            cf_contributor_row_is_looking      (CfContributorRow *self);
gboolean            cf_contributor_row_is_asking       (CfContributorRow *self);
gboolean            cf_contributor_row_has_question    (CfContributorRow *self);
void                cf_contributor_row_focus_question  (CfContributorRow *self);
void                cf_contributor_row_show_error      (CfContributorRow *self, const char *sentence);
void                cf_contributor_row_update          (CfContributorRow *self);

G_END_DECLS
