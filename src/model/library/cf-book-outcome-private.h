/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-book-repository.h"
#include "cf-db-result.h"

G_BEGIN_DECLS

/* What a statement that stores a book answers, of a function with the alias "s". */
#define CF_BOOK_ANSWER "s.outcome, s.book_id, s.place, s.author_id, s.is_new, s.why, s.change"

enum
{
  CF_BOOK_ANSWER_OUTCOME,
  CF_BOOK_ANSWER_BOOK,
  CF_BOOK_ANSWER_PLACE,
  CF_BOOK_ANSWER_AUTHOR,
  CF_BOOK_ANSWER_IS_NEW,
  CF_BOOK_ANSWER_WHY,
  CF_BOOK_ANSWER_CHANGE,
};

gboolean _cf_book_answer_is                (CfDbResult *answer, const char *outcome);
guint    _cf_book_answer_count_new_authors (CfDbResult *answer);
void     _cf_book_outcome_return_stored    (GTask *task, gint64 change, guint n_new_authors, CfBook *book);
void     _cf_book_outcome_ask              (GTask *task, CfDbResult *answer, GArray *positions);

G_END_DECLS
