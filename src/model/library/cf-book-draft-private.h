/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-book-draft.h"
#include "cf-db-params.h"

G_BEGIN_DECLS

/* What a draft says, as it is stored. The arrays have an element for each contributor that is not blank. */
typedef struct
{
  char      *title;             /* (nullable): left as it was, where it was none */
  char      *pages;             /* (nullable): a number; none */
  char      *year;              /* (nullable): a number; none */
  char      *isbn;              /* (nullable) */
  gboolean   isbn_unverified;
  GPtrArray *first_names;       /* (element-type utf8): as the four that follow, of nullable elements */
  GPtrArray *last_names;
  GPtrArray *roles;
  GPtrArray *author_ids;        /* a number: this author; 0: a new person; NULL: the name decides */
  GPtrArray *notes;
  GArray    *positions;         /* (element-type guint): where they stand in the draft */
} CfBookValues;

const CfPersonName *_cf_draft_contributor_get_name (CfDraftContributor *self);
gboolean      _cf_draft_contributor_has_name_of (CfDraftContributor *self, CfDraftContributor *other);

gboolean      _cf_book_draft_keeps              (CfBookDraft *self, CfBookField field);
char         *_cf_book_draft_find_obstacle      (CfBookDraft *self);
CfBook       *_cf_book_draft_get_original       (CfBookDraft *self);
CfBookValues *_cf_book_draft_read               (CfBookDraft *self, GError **error);
void          _cf_book_values_free              (CfBookValues *values);
void          _cf_book_values_add_fields        (const CfBookValues *values, CfDbParams *params);
void          _cf_book_values_add_contributors  (const CfBookValues *values, CfDbParams *params);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfBookValues, _cf_book_values_free)

G_END_DECLS
