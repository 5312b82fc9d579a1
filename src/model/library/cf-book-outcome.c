/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-outcome-private.h"
#include "cf-library-row-private.h"
#include "cf-repository-private.h"

static const char books_sql[] =
  "SELECT " CF_BOOK_LIST_COLUMNS " FROM public.books t JOIN unnest ($1::bigint[]) WITH ORDINALITY AS w (id, place) ON w.id = t.book_id ORDER BY w.place";

static const char authors_sql[] =
  "SELECT " CF_AUTHOR_OFFERED_COLUMNS (CF_COUNT_BOOKS ("t.author_id")) " FROM public.authors t WHERE t.author_id = ANY ($1)";

/* --- what became of it -------------------------------------------------------------------- */

static void
question_free (CfAuthorQuestion *question)
{
  g_ptr_array_unref (question->candidates);
  g_free (question);
}

static CfBookOutcome *
outcome_new (CfBookResult result)
{
  CfBookOutcome *outcome = g_new0 (CfBookOutcome, 1);

  outcome->result = result;
  return outcome;
}

/**
 * cf_book_outcome_free:
 * @outcome: (transfer full): an outcome
 *
 * Frees it.
 */
void
cf_book_outcome_free (CfBookOutcome *outcome)
{
  g_return_if_fail (outcome != NULL);

  g_clear_object (&outcome->book);
  g_clear_pointer (&outcome->books, g_ptr_array_unref);
  g_clear_pointer (&outcome->questions, g_ptr_array_unref);
  g_free (outcome);
}

static void
return_outcome (GTask *task, CfBookOutcome *outcome)
{
  g_task_return_pointer (task, outcome, (GDestroyNotify) cf_book_outcome_free);
}

/*< private >
 * _cf_book_answer_is:
 * @answer: rows of %CF_BOOK_ANSWER
 * @outcome: what the server may have answered
 *
 * Returns: whether it did
 */
gboolean
_cf_book_answer_is (CfDbResult *answer, const char *outcome)
{
  return cf_db_result_get_n_rows (answer) > 0 && g_str_equal (cf_db_result_get_text (answer, 0, CF_BOOK_ANSWER_OUTCOME), outcome);
}

/*< private >
 * _cf_book_answer_count_new_authors:
 * @answer: rows of %CF_BOOK_ANSWER
 *
 * Returns: how many people were not in the catalogue before; one may stand at several places
 */
guint
_cf_book_answer_count_new_authors (CfDbResult *answer)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < cf_db_result_get_n_rows (answer); i++)
    if (cf_db_result_get_bool (answer, i, CF_BOOK_ANSWER_IS_NEW))
      g_hash_table_add (seen, (gpointer) cf_db_result_get_text (answer, i, CF_BOOK_ANSWER_AUTHOR));
  return g_hash_table_size (seen);
}

/*< private >
 * _cf_book_outcome_return_stored:
 * @task: is answered with a #CfBookOutcome
 * @change: by what it is undone
 * @n_new_authors: how many people were not in the catalogue before
 * @book: (transfer full): as it is stored now
 *
 * Says that a book is stored.
 */
void
_cf_book_outcome_return_stored (GTask *task, gint64 change, guint n_new_authors, CfBook *book)
{
  CfBookOutcome *outcome = outcome_new (CF_BOOK_STORED);

  outcome->book = book;
  outcome->change = change;
  outcome->n_new_authors = n_new_authors;
  return_outcome (task, outcome);
}

/* --- asking ------------------------------------------------------------------------------- */

/* What the person has to see before anything is stored. */
typedef struct
{
  GTask      *task;             /* (owned) */
  CfDbResult *answer;           /* (owned) */
  GArray     *positions;        /* (owned) */
} Question;

static void
asked_free (Question *question)
{
  g_object_unref (question->task);
  cf_db_result_unref (question->answer);
  g_array_unref (question->positions);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, asked_free)

/* The row of an author; -1: there is none. */
static int
row_of (CfDbResult *rows, gint64 id)
{
  for (guint i = 0; i < cf_db_result_get_n_rows (rows); i++)
    if (cf_db_result_get_int (rows, i, 0) == id)
      return i;
  return -1;
}

/* The question of a position, made where it is not there yet. */
static CfAuthorQuestion *
question_at (GPtrArray *questions, guint position)
{
  CfAuthorQuestion *question = questions->len > 0 ? g_ptr_array_index (questions, questions->len - 1) : NULL;

  if (question != NULL && question->position == position)
    return question;
  question = g_new0 (CfAuthorQuestion, 1);
  question->position = position;
  question->candidates = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (questions, question);
  return question;
}

static void
answer_ambiguous (Question *question, CfDbResult *rows)
{
  CfBookOutcome *outcome = outcome_new (CF_BOOK_AMBIGUOUS);

  outcome->questions = g_ptr_array_new_with_free_func ((GDestroyNotify) question_free);
  for (guint i = 0; i < cf_db_result_get_n_rows (question->answer); i++)
    {
      guint place = cf_db_result_get_int (question->answer, i, CF_BOOK_ANSWER_PLACE);
      gint64 id = cf_db_result_get_int (question->answer, i, CF_BOOK_ANSWER_AUTHOR);
      CfAuthorQuestion *asked = question_at (outcome->questions, g_array_index (question->positions, guint, place - 1));
      int row = row_of (rows, id);

      if (row >= 0)
        g_ptr_array_add (asked->candidates, _cf_author_read_found (rows, row, cf_db_result_get_text (question->answer, i, CF_BOOK_ANSWER_WHY), NULL));
    }
  return_outcome (question->task, outcome);
}

static void
answer_duplicate (Question *question, CfDbResult *rows)
{
  CfBookOutcome *outcome = outcome_new (CF_BOOK_DUPLICATE);

  outcome->books = _cf_books_read (rows);
  return_outcome (question->task, outcome);
}

static void
on_question_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfDbResult) rows = cf_db_pool_query_finish (CF_DB_POOL (object), result, &error);

  if (rows == NULL)
    g_task_return_error (question->task, g_steal_pointer (&error));
  else if (_cf_book_answer_is (question->answer, "duplicate"))
    answer_duplicate (question, rows);
  else
    answer_ambiguous (question, rows);
}

/*< private >
 * _cf_book_outcome_ask:
 * @task: is answered with a #CfBookOutcome
 * @answer: rows of %CF_BOOK_ANSWER: a duplicate, or people of whom it is not known which is meant
 * @positions: (element-type guint): where the contributors that were sent stand in the draft
 *
 * Reads what @answer tells the ids of, for the person to see.
 */
void
_cf_book_outcome_ask (GTask *task, CfDbResult *answer, GArray *positions)
{
  gboolean is_duplicate = _cf_book_answer_is (answer, "duplicate");
  guint n_rows = cf_db_result_get_n_rows (answer);
  g_autofree gint64 *ids = g_new (gint64, n_rows);
  CfDbParams *params = cf_db_params_new ();
  Question *question = g_new0 (Question, 1);

  for (guint i = 0; i < n_rows; i++)
    ids[i] = cf_db_result_get_int (answer, i, is_duplicate ? CF_BOOK_ANSWER_BOOK : CF_BOOK_ANSWER_AUTHOR);
  cf_db_params_add_int64s (params, ids, n_rows);
  question->task = g_object_ref (task);
  question->answer = cf_db_result_ref (answer);
  question->positions = g_array_ref (positions);
  cf_db_pool_query_async (_cf_repository_get_pool (g_task_get_source_object (task)), CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ,
                          is_duplicate ? books_sql : authors_sql, params, NULL, on_question_read_cb, question);
}
