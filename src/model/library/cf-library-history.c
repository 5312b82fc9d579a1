/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-author-repository.h"
#include "cf-book-repository.h"
#include "cf-history-words-private.h"
#include "cf-repository-private.h"

/* The latest so many entries are told. */
#define MAX_ENTRIES "1000"

/* The name of an author, who may be gone. */
#define NAME_OF(id) \
  "coalesce ((SELECT counterfoil.display_name (a.first_name, a.last_name) FROM public.authors a WHERE a.author_id = " id "), " \
  "(SELECT counterfoil.display_name (g.old_row ->> 'first_name', g.old_row ->> 'last_name') FROM counterfoil.history g " \
  "WHERE g.relation = 'authors' AND g.row_id = " id " AND g.operation = 'DELETE' ORDER BY g.history_id DESC LIMIT 1))"

/* The row as an entry left it is what the next one found there. */
#define LEFT_BY(entry, table, key) \
  "LATERAL (SELECT CASE WHEN " entry ".operation <> 'DELETE' THEN coalesce (" \
  "(SELECT n.old_row FROM counterfoil.history n WHERE n.relation = " entry ".relation AND n.row_id = " entry ".row_id " \
  "AND n.history_id > " entry ".history_id AND n.old_row IS NOT NULL ORDER BY n.history_id LIMIT 1), " \
  "(SELECT to_jsonb (x) FROM " table " x WHERE x." key " = " entry ".row_id)) END AS new_row) w"

/* The act of a person is taken back as a whole; of what else one transaction did not more than the record that one looks at. Of that
 * nothing was changed again since, but for authors who came with a book: they may stay. It is asked once a change, and what ends it early
 * comes first. An import, which is an act too, has as many entries as books: what stands in its way is looked for when it is taken back. */
#define CAN_UNDO(of_others) \
  "undoable AS MATERIALIZED (SELECT c.change, CASE WHEN c.is_import THEN NOT counterfoil.is_undone (c.change) " \
  "WHEN c.is_plain AND EXISTS (SELECT FROM counterfoil.history h WHERE h.change = c.change AND " of_others ") THEN false " \
  "ELSE NOT EXISTS (SELECT FROM counterfoil.history o JOIN counterfoil.history n ON n.relation = o.relation AND n.row_id = o.row_id " \
  "AND n.history_id > o.history_id AND n.change <> o.change AND NOT counterfoil.leaves_as_it_was (n.change, n.undoes, o.change) " \
  "WHERE o.change = c.change " \
  "AND o.relation IN ('authors', 'books', 'bookauthors', 'author_aliases', 'different_authors') " \
  "AND NOT (o.relation = 'authors' AND o.operation = 'INSERT' AND o.act IS DISTINCT FROM 'split')) END AS can_undo " \
  "FROM (SELECT e.change, bool_and (e.act IS NULL AND e.undoes IS NULL) AS is_plain, coalesce (bool_or (e.act = 'import'), false) AS is_import " \
  "FROM entry e GROUP BY e.change) c) "

#define OF_ENTRY "e.history_id, e.change, e.at, e.who, e.till, e.act, e.undoes, e.relation, e.operation"
#define VALUE(place, name) "(" place ", '" name "', left (e.old_row ->> '" name "', 200), left (w.new_row ->> '" name "', 200))"

/* The values of an entry that became others; an entry without any is told all the same. */
#define DIFFERENCES(values) \
  "LEFT JOIN LATERAL (SELECT v.* FROM (VALUES " values ") AS v (place, field, before, after) WHERE v.before IS DISTINCT FROM v.after) d ON true"

#define IN_WORDS(told) \
  "SELECT e.change, e.at, e.who, e.till, e.act, e.undoes IS NOT NULL, u.can_undo, e.relation, e.operation, e.field, e.before, e.after, e.person, e.role " \
  "FROM (" told ") e JOIN undoable u ON u.change = e.change ORDER BY e.change DESC, e.history_id, e.place"

static const char book_sql[] =
  "WITH entry AS MATERIALIZED (SELECT h.* FROM counterfoil.history h WHERE h.book_id = $1 ORDER BY h.history_id DESC LIMIT " MAX_ENTRIES "), "
  CAN_UNDO ("h.book_id <> $1")
  IN_WORDS (
    "SELECT " OF_ENTRY ", d.*, NULL AS person, NULL AS role FROM entry e, " LEFT_BY ("e", "public.books", "book_id") " "
    DIFFERENCES (VALUE ("1", "title") ", " VALUE ("2", "number_of_pages") ", " VALUE ("3", "year") ", " VALUE ("4", "isbn")) " "
    "WHERE e.relation = 'books' "
    "UNION ALL "
    "SELECT " OF_ENTRY ", d.place, d.field, " NAME_OF ("CASE d.field WHEN 'author_id' THEN d.before::bigint END") ", "
    NAME_OF ("CASE d.field WHEN 'author_id' THEN d.after::bigint END") ", "
    NAME_OF ("(coalesce (w.new_row, e.old_row) ->> 'author_id')::bigint") ", coalesce (w.new_row, e.old_row) ->> 'role' "
    "FROM entry e, " LEFT_BY ("e", "public.bookauthors", "bookauthor_id") " "
    DIFFERENCES (VALUE ("1", "author_id") ", " VALUE ("2", "role") ", " VALUE ("3", "position")) " "
    "WHERE e.relation = 'bookauthors'");

/* Entries of a table whose rows belong to the author, or did. */
#define ENTRIES_OF(relation, key, condition) \
  "SELECT h.* FROM counterfoil.history h WHERE h.relation = '" relation "' AND h.row_id IN (" \
  "SELECT x." key " FROM counterfoil." relation " x WHERE " condition " UNION " \
  "SELECT g.row_id FROM counterfoil.history g, jsonb_populate_record (NULL::counterfoil." relation ", g.old_row) x " \
  "WHERE g.relation = '" relation "' AND g.old_row IS NOT NULL AND " condition ")"

#define OTHER_OF(row) "nullif ((" row " ->> 'least_id')::bigint + (" row " ->> 'greatest_id')::bigint - $1, 0)"
#define ALIAS_OF(row) \
  "CASE WHEN (" row " ->> 'author_id')::bigint = $1 THEN counterfoil.display_name (" row " ->> 'first_name', " row " ->> 'last_name') END"

/* Books that a merge or a split gave to somebody else are counted, for each who had them or has them now. */
static const char author_sql[] =
  "WITH entry AS MATERIALIZED (SELECT * FROM ("
  "SELECT h.* FROM counterfoil.history h WHERE h.relation = 'authors' AND h.row_id = $1 UNION ALL "
  ENTRIES_OF ("author_aliases", "alias_id", "x.author_id = $1") " UNION ALL "
  ENTRIES_OF ("different_authors", "different_id", "$1 IN (x.least_id, x.greatest_id)")
  ") h ORDER BY h.history_id DESC LIMIT " MAX_ENTRIES "), "
  "given AS MATERIALIZED (SELECT e.*, (e.old_row ->> 'author_id')::bigint AS before, (w.new_row ->> 'author_id')::bigint AS after "
  "FROM counterfoil.history e, " LEFT_BY ("e", "public.bookauthors", "bookauthor_id") " "
  "WHERE e.relation = 'bookauthors' AND e.operation = 'UPDATE' AND e.change IN (SELECT x.change FROM entry x WHERE x.act IS NOT NULL OR x.undoes IS NOT NULL)), "
  CAN_UNDO ("(h.relation IN ('books', 'bookauthors') OR h.relation = 'authors' AND h.row_id <> $1)")
  IN_WORDS (
    "SELECT " OF_ENTRY ", d.*, NULL AS person, NULL AS role FROM entry e, " LEFT_BY ("e", "public.authors", "author_id") " "
    DIFFERENCES (VALUE ("1", "first_name") ", " VALUE ("2", "last_name") ", " VALUE ("3", "note")) " "
    "WHERE e.relation = 'authors' "
    "UNION ALL "
    "SELECT " OF_ENTRY ", 1, 'alias', " ALIAS_OF ("e.old_row") ", " ALIAS_OF ("w.new_row") ", NULL, NULL "
    "FROM entry e, " LEFT_BY ("e", "counterfoil.author_aliases", "alias_id") " WHERE e.relation = 'author_aliases' "
    "UNION ALL "
    "SELECT " OF_ENTRY ", 1, 'different', " NAME_OF (OTHER_OF ("e.old_row")) ", " NAME_OF (OTHER_OF ("w.new_row")) ", NULL, NULL "
    "FROM entry e, " LEFT_BY ("e", "counterfoil.different_authors", "different_id") " WHERE e.relation = 'different_authors' "
    "UNION ALL "
    "SELECT min (m.history_id), m.change, min (m.at), m.who, m.till, min (m.act), min (m.undoes), 'bookauthors', 'UPDATE', 1, "
    "CASE WHEN m.after = $1 THEN 'taken' ELSE 'given' END, NULL, count (DISTINCT m.book_id)::text, "
    NAME_OF ("CASE WHEN m.after = $1 THEN m.before ELSE m.after END") ", NULL "
    "FROM given m WHERE m.before <> m.after AND $1 IN (m.before, m.after) GROUP BY m.change, m.who, m.till, m.before, m.after");

static void
history_async (gpointer            self,
               const char         *sql,
               gint64              id,
               gpointer            source_tag,
               GCancellable       *cancellable,
               GAsyncReadyCallback callback,
               gpointer            user_data)
{
  _cf_repository_query (self, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, sql, _cf_repository_id_params (id),
                        _cf_repository_new_task (self, source_tag, cancellable, callback, user_data));
}

static GListModel *
history_finish (GAsyncResult *result, const char *relation, GError **error)
{
  g_autoptr (GPtrArray) results = g_task_propagate_pointer (G_TASK (result), error);

  return results != NULL ? _cf_history_words (g_ptr_array_index (results, 0), relation) : NULL;
}

/**
 * cf_book_repository_history_async:
 * @self: the repository
 * @id: the id of a book, which may be deleted
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Reads what was done to a book and to who is named in it.
 */
void
cf_book_repository_history_async (CfBookRepository *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_BOOK_REPOSITORY (self));

  history_async (self, book_sql, id, cf_book_repository_history_async, cancellable, callback, user_data);
}

/**
 * cf_book_repository_history_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong
 *
 * Returns: (transfer full) (nullable): a list of #CfRecordChange, the newest first
 */
GListModel *
cf_book_repository_history_finish (CfBookRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return history_finish (result, "books", error);
}

/**
 * cf_author_repository_history_async:
 * @self: the repository
 * @id: the id of an author, who may be deleted or merged
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Reads what was done to an author; not in which books somebody named it.
 */
void
cf_author_repository_history_async (CfAuthorRepository *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_AUTHOR_REPOSITORY (self));

  history_async (self, author_sql, id, cf_author_repository_history_async, cancellable, callback, user_data);
}

/**
 * cf_author_repository_history_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong
 *
 * Returns: (transfer full) (nullable): a list of #CfRecordChange, the newest first
 */
GListModel *
cf_author_repository_history_finish (CfAuthorRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return history_finish (result, "authors", error);
}
