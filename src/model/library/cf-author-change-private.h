/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author-repository.h"
#include "cf-repository-private.h"

G_BEGIN_DECLS

/**
 * CfAuthorVerb:
 * @write: how it comes to its end
 * @outcome: what the server answers where it is done
 * @conflict: what is said where one of the authors was changed since it was read
 * @gone: where one of them is not there any more
 * @not_stored: where the connection was lost before
 * @deleted_since: (nullable): where it was done, and by the time that was found out the author was not there any more; %NULL where no author
 *   is left by it, or needed
 *
 * Something that is done to authors by one statement. All texts are static, and to be translated.
 */
typedef struct
{
  CfRepositoryWrite write;
  const char       *outcome;
  const char       *conflict;
  const char       *gone;
  const char       *not_stored;
  const char       *deleted_since;
} CfAuthorVerb;

#define CF_AUTHOR_VERB_WRITE(sentence) \
  { .settle = _cf_author_settle, .look = _cf_author_look, .settle_look = _cf_author_settle_found, .not_known = sentence }

/* A statement of one; what is read behind it is the last author it answers with. */
#define CF_AUTHOR_CHANGE_SQL(function) \
  "SELECT s.outcome, s.version, s.change, set_config ('counterfoil.saved', s.author_id::text, true) FROM counterfoil." function " s"

void      _cf_author_settle       (GTask *task, GPtrArray *results);
void      _cf_author_look         (GTask *task, CfDbUnit *unit);
void      _cf_author_settle_found (GTask *task, GPtrArray *results);

void      _cf_author_change       (CfAuthorRepository *self, GTask *task, const CfAuthorVerb *verb, gint64 id, const char *sql, CfDbParams *params);
gboolean  _cf_author_finish       (GAsyncResult *result, CfAuthor **author, gint64 *change, GError **error);
CfAuthor *_cf_author_take_theirs  (GAsyncResult *result);

G_END_DECLS
