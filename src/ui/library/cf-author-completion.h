/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author-repository.h"

G_BEGIN_DECLS

/**
 * CfAuthorCompletion:
 *
 * Asks who a name may mean while it is typed: a moment after the last key, and about the last text only. What was asked before is
 * given up, and its answer is never told.
 *
 * Signals: "found" (const char *text, GPtrArray *authors): who @text may mean, the best first (element-type CfAuthor); "failed": that
 * cannot be told.
 */
#define CF_TYPE_AUTHOR_COMPLETION (cf_author_completion_get_type ())
G_DECLARE_FINAL_TYPE (CfAuthorCompletion, cf_author_completion, CF, AUTHOR_COMPLETION, GObject)

CfAuthorCompletion *cf_author_completion_new            (void);
void                cf_author_completion_set_repository (CfAuthorCompletion *self, CfAuthorRepository *repository);
void                cf_author_completion_ask            (CfAuthorCompletion *self, const char *text);
gboolean            cf_author_completion_ask_now        (CfAuthorCompletion *self, const char *text);
void                cf_author_completion_stop           (CfAuthorCompletion *self);

G_END_DECLS
