/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-author.h"

G_BEGIN_DECLS

/**
 * CfSuggestionKind:
 * @CF_SUGGESTION_COMPLETION: the name goes on so
 * @CF_SUGGESTION_DID_YOU_MEAN: a name that is like the one typed
 * @CF_SUGGESTION_WHICH: one of several people of the name
 * @CF_SUGGESTION_SOMEBODY_ELSE: none of them
 */
typedef enum
{
  CF_SUGGESTION_COMPLETION,
  CF_SUGGESTION_DID_YOU_MEAN,
  CF_SUGGESTION_WHICH,
  CF_SUGGESTION_SOMEBODY_ELSE,
} CfSuggestionKind;

/**
 * CfSuggestionRow:
 *
 * Below a name that is typed: who it may mean.
 *
 * Signals: "use": it means this author; "new-person": it means somebody who is not in the catalogue yet.
 */
#define CF_TYPE_SUGGESTION_ROW (cf_suggestion_row_get_type ())
G_DECLARE_FINAL_TYPE (CfSuggestionRow, cf_suggestion_row, CF, SUGGESTION_ROW, GtkListBoxRow)

GtkWidget *cf_suggestion_row_new        (CfSuggestionKind  kind,
                                         CfAuthor         *author,
                                         const char       *typed);
CfAuthor  *cf_suggestion_row_get_author (CfSuggestionRow  *self);
void       cf_suggestion_row_take       (CfSuggestionRow  *self);

G_END_DECLS
