/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "cf-role.h"

G_BEGIN_DECLS

/* Any text may be NULL. */
typedef struct
{
  gint64  author_id;
  char   *first_name;
  char   *last_name;
  char   *note;
  CfRole  role;
  gint64  n_books;              /* of the person, this one among them; -1: not counted */
} CfContributorFields;

/**
 * CfContributor:
 *
 * A person and what he or she did for one book, as stored. Immutable.
 */
#define CF_TYPE_CONTRIBUTOR (cf_contributor_get_type ())
G_DECLARE_FINAL_TYPE (CfContributor, cf_contributor, CF, CONTRIBUTOR, GObject)

/* Takes over what @fields points to and clears it. */
CfContributor             *cf_contributor_new      (CfContributorFields *fields);
const CfContributorFields *cf_contributor_fields   (CfContributor *self);
/* (transfer none): "Kate Quinn"; never NULL. */
const char                *cf_contributor_get_name (CfContributor *self);

G_END_DECLS
