/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the database does in an import of books: what counterfoil.add_book () does for one, for all rows at once.
 *
 * A row is known where a book has all that it says. Where add_book would ask whether it is the same book, since the ISBN is the same or the
 * title, and the row says something else (another title, another year, an ISBN that the book has not), a person must judge. An ISBN that is
 * wrong or damaged proves nothing, neither that two rows are one book nor that they are two.
 *
 * Who adds a book holds the lock 7166112 shared; the import holds it alone, from where it looks for what is there. Who only wants to know
 * what an import would do keeps nobody waiting: that locks nothing, and stores nothing. */

#include "cf-book-import-private.h"
#include "cf-file-import-private.h"

const char cf_book_import_stage_sql[] =
  CF_FILE_IMPORT_BEGIN
  "CREATE TEMP TABLE cf_stage (n bigint, title text, pages int, isbn text COLLATE \"C\", year int, first_names text[], last_names text[], roles text[],"
  " notes text[], numbers text[], other_names text[], is_another boolean)"
  " ON COMMIT DROP;"
  "CREATE TEMP TABLE cf_spellings (first_name text COLLATE \"C\", last_name text COLLATE \"C\", note text COLLATE \"C\", number text COLLATE \"C\", other_names text, key text COLLATE \"C\","
  " name_key text COLLATE \"C\", swapped text COLLATE \"C\", n bigint)"
  " ON COMMIT DROP;"
  "CREATE TEMP TABLE cf_names (key text COLLATE \"C\" PRIMARY KEY, name_key text COLLATE \"C\", swapped text COLLATE \"C\", first_name text, last_name text,"
  " note text COLLATE \"C\", number text COLLATE \"C\", other_names text, n bigint,"
  " ids bigint[], main_key text COLLATE \"C\", doubt text, author_id bigint) ON COMMIT DROP;"
  "CREATE TEMP TABLE cf_contributors (n bigint, key text COLLATE \"C\", role text COLLATE \"C\", place int) ON COMMIT DROP;"
  "CREATE TEMP TABLE cf_books (n bigint PRIMARY KEY, title text, title_key text COLLATE \"C\", isbn text COLLATE \"C\", unverified boolean, pages int, year int,"
  " writers text[] COLLATE \"C\", is_another boolean, same_as bigint, outcome text, book_id bigint) WITH (fillfactor = 50) ON COMMIT DROP;"
  "CREATE TEMP TABLE cf_pairs (later bigint, earlier bigint, by_isbn boolean, known boolean) ON COMMIT DROP;"
  "CREATE TEMP TABLE cf_counts (n_authors bigint) ON COMMIT DROP";

const char cf_book_import_name_clerk_sql[] =
  "SELECT set_config ('counterfoil.clerk', $1, true), set_config ('counterfoil.till', $2, true), set_config ('counterfoil.act', 'import', true)";

const char cf_book_import_copy_sql[] =
  "COPY cf_stage (n, title, pages, isbn, year, first_names, last_names, roles, notes, numbers, other_names, is_another) FROM STDIN";

/* -------------------------------------------------------------------------------------------------
 * What the rows say
 * ------------------------------------------------------------------------------------------------- */

/* Notes are '' where the file says nothing, '=' where it says that there is none, and else '=' with the note. A person is told by the name
 * and by what the file says of the note; and by a number, where it has one, that counts within this file alone. */
static const char spellings_sql[] =
  "INSERT INTO cf_spellings (first_name, last_name, note, number, other_names, key, name_key, swapped, n) "
  "SELECT d.first_name, d.last_name, d.note, d.number, d.other_names,"
  " CASE WHEN d.note || d.number = '' THEN d.name_key"
  "  ELSE d.name_key || E'\\n' || coalesce (counterfoil.fold_title (substr (d.note, 2)), '') || CASE WHEN d.number = '' THEN '' ELSE E'\\n' || d.number END END, d.name_key,"
  " counterfoil.name_key (d.last_name, d.first_name), d.n "
  "FROM (SELECT g.*, counterfoil.name_key (g.first_name, g.last_name) AS name_key FROM ("
  " SELECT p.first_name, p.last_name, coalesce (p.note, '') AS note, coalesce (p.number, '') AS number, max (p.other_names) AS other_names, min (s.n) AS n"
  " FROM cf_stage s, unnest (s.first_names, s.last_names, s.notes, s.numbers, s.other_names) AS p (first_name, last_name, note, number, other_names)"
  " GROUP BY 1, 2, 3, 4 OFFSET 0) g OFFSET 0) d";

static const char names_sql[] =
  "INSERT INTO cf_names (key, name_key, swapped, first_name, last_name, note, number, other_names, n, main_key) "
  "SELECT DISTINCT ON (p.key) p.key, p.name_key, p.swapped, p.first_name, p.last_name, p.note, p.number, p.other_names, p.n, p.key "
  "FROM cf_spellings p WHERE p.name_key <> '' ORDER BY p.key, p.n, p.last_name";

static const char contributors_sql[] =
  "INSERT INTO cf_contributors (n, key, role, place) "
  "SELECT s.n, k.key, p.role, min (p.place)::int "
  "FROM cf_stage s, unnest (s.first_names, s.last_names, s.roles, s.notes, s.numbers) WITH ORDINALITY AS p (first_name, last_name, role, note, number, place)"
  " JOIN cf_spellings k ON k.first_name = p.first_name AND k.last_name = p.last_name AND k.note = coalesce (p.note, '') AND k.number = coalesce (p.number, '') "
  "WHERE k.name_key <> '' GROUP BY s.n, k.key, p.role";

/* Where nobody is named as author, all are taken for that. Rows that say the same have the fate of the first of them. */
static const char books_sql[] =
  "WITH named AS ("
  " SELECT c.n, array_agg (DISTINCT c.key) AS everybody, array_agg (DISTINCT c.key) FILTER (WHERE c.role = 'author') AS writers,"
  "  array_agg (c.role || ' ' || c.key ORDER BY c.place, c.role) AS in_order"
  " FROM cf_contributors c GROUP BY c.n), "
  "told AS ("
  " SELECT s.n, s.title, counterfoil.fold_title (s.title) AS title_key, counterfoil.stored_isbn (s.isbn) AS isbn,"
  "  s.isbn IS NOT NULL AND counterfoil.isbn13 (s.isbn) IS NULL AS unverified, s.pages, s.year, coalesce (m.writers, m.everybody) AS writers, m.in_order, s.is_another"
  " FROM cf_stage s LEFT JOIN named m ON m.n = s.n) "
  "INSERT INTO cf_books (n, title, title_key, isbn, unverified, pages, year, writers, is_another, same_as) "
  "SELECT t.n, t.title, t.title_key, t.isbn, t.unverified, t.pages, t.year, t.writers, t.is_another, CASE WHEN t.is_another THEN t.n"
  " ELSE min (t.n) OVER (PARTITION BY t.is_another, t.title_key, t.isbn, t.pages, t.year, t.in_order) END FROM told t";

/* -------------------------------------------------------------------------------------------------
 * Who is there
 * ------------------------------------------------------------------------------------------------- */

static const char find_people_sql[] =
  "UPDATE cf_names k SET ids = f.ids, main_key = f.main_key FROM ("
  " SELECT x.key, array_agg (DISTINCT x.author_id) AS ids, min (CASE WHEN x.note || x.number = '' THEN x.main_key ELSE x.key END) AS main_key FROM ("
  "  SELECT n.key, n.note, n.number, a.author_id, a.name_key AS main_key, a.note AS known_note FROM cf_names n JOIN public.authors a ON a.name_key = n.name_key"
  "  UNION ALL"
  "  SELECT n.key, n.note, n.number, a.author_id, a.name_key, a.note FROM cf_names n JOIN counterfoil.author_aliases s ON s.name_key = n.name_key"
  "   JOIN public.authors a ON a.author_id = s.author_id) x"
  " WHERE x.note = '' OR coalesce (counterfoil.fold_title (substr (x.note, 2)), '') = coalesce (counterfoil.fold_title (x.known_note), '')"
  " GROUP BY x.key) f WHERE f.key = k.key";

/* Of the two orders of a new name that are in one file the first is taken for the right one. */
static const char doubt_people_sql[] =
  "UPDATE cf_names k SET doubt = CASE WHEN k.ids IS NULL THEN 'swapped' ELSE 'several' END "
  "WHERE cardinality (k.ids) > 1 OR k.ids IS NULL AND k.swapped <> k.name_key AND k.key IN ("
  "SELECT x.key FROM cf_names x JOIN public.authors a ON a.name_key = x.swapped UNION ALL "
  "SELECT x.key FROM cf_names x JOIN cf_names e ON e.name_key = x.swapped AND e.n < x.n)";

/* A name alone does not say which of those it means that the file tells apart by notes or numbers, nor whether a note is of somebody who has
 * none; and a number does not say whom of the library it means. */
static const char doubt_notes_sql[] =
  "UPDATE cf_names k SET doubt = 'several' "
  "WHERE k.note || k.number = '' AND k.name_key IN (SELECT e.name_key FROM cf_names e WHERE e.note || e.number <> '')"
  " OR k.number <> '' AND k.ids IS NOT NULL"
  " OR k.ids IS NULL AND length (k.note) > 1"
  "  AND EXISTS (SELECT FROM public.authors a WHERE a.name_key = k.name_key AND coalesce (btrim (a.note), '') = '')";

/* A book by another spelling of an author is a book by that author. */
static const char unite_writers_sql[] =
  "UPDATE cf_books b SET writers = ARRAY(SELECT DISTINCT k.main_key FROM unnest (b.writers) AS w (key) JOIN cf_names k ON k.key = w.key) "
  "WHERE b.outcome IS NULL AND b.n IN (SELECT c.n FROM cf_contributors c JOIN cf_names k ON k.key = c.key WHERE k.main_key <> k.key)";

static const char leave_out_people_sql[] =
  "UPDATE cf_books b SET outcome = 'people' "
  "WHERE b.outcome IS NULL AND b.same_as = b.n AND b.n IN (SELECT c.n FROM cf_contributors c JOIN cf_names k ON k.key = c.key WHERE k.doubt IS NOT NULL)";

/* -------------------------------------------------------------------------------------------------
 * Which books are there
 * ------------------------------------------------------------------------------------------------- */

#define WRITER_WITHOUT(ids) \
  "EXISTS (SELECT FROM unnest (b.writers) AS w (key) JOIN cf_names k ON k.key = w.key WHERE NOT coalesce (k.ids && " ids ", false))"

#define SAME_TITLE "(t.sort_title = left (b.title_key, 200) AND (char_length (t.title) <= 200 OR counterfoil.fold_title (t.title) = b.title_key))"

/* Books of the same ISBN; and those of the same title, where nothing that both have tells them apart. */
static const char find_books_sql[] =
  "WITH found AS MATERIALIZED ("
  " SELECT b.n, t.book_id, t.isbn, t.number_of_pages AS pages, t.year, true AS by_isbn, " SAME_TITLE " AS same_title FROM cf_books b JOIN public.books t ON t.isbn = b.isbn"
  " WHERE b.same_as = b.n AND NOT b.unverified AND length (t.isbn) <= 100"
  " UNION ALL"
  " SELECT b.n, t.book_id, t.isbn, t.number_of_pages, t.year, false, true FROM cf_books b JOIN public.books t ON t.sort_title = left (b.title_key, 200)"
  " WHERE b.same_as = b.n AND " SAME_TITLE " AND (t.isbn IS NULL OR b.isbn IS NULL OR t.isbn_unverified OR b.unverified)), "
  "writer AS MATERIALIZED ("
  " SELECT p.book_id, coalesce (array_agg (p.author_id) FILTER (WHERE coalesce (p.role, 'author') = 'author'), array_agg (p.author_id)) AS ids"
  " FROM public.bookauthors p WHERE p.book_id IN (SELECT f.book_id FROM found f) AND p.author_id IS NOT NULL GROUP BY p.book_id), "
  "same AS ("
  " SELECT b.n, bool_or (f.by_isbn) AS by_isbn,"
  "  bool_or (f.same_title AND (b.isbn IS NULL OR b.isbn IS NOT DISTINCT FROM f.isbn) AND (b.pages IS NULL OR b.pages IS NOT DISTINCT FROM f.pages)"
  "   AND (b.year IS NULL OR b.year IS NOT DISTINCT FROM f.year) AND (b.writers IS NULL OR NOT " WRITER_WITHOUT ("m.ids") ")) AS known"
  " FROM found f JOIN cf_books b ON b.n = f.n LEFT JOIN writer m ON m.book_id = f.book_id"
  " WHERE f.by_isbn OR m.ids IS NULL OR b.writers IS NULL OR NOT " WRITER_WITHOUT ("m.ids")
  "  OR m.ids <@ ARRAY(SELECT i.id FROM unnest (b.writers) AS w (key) JOIN cf_names k ON k.key = w.key, unnest (k.ids) AS i (id))"
  " GROUP BY b.n) "
  "UPDATE cf_books b SET outcome = CASE WHEN s.known THEN 'known' WHEN s.by_isbn THEN 'isbn' ELSE 'edition' END FROM same s WHERE s.n = b.n";

/* Whether two rows may be the same book follows from title, writers and ISBN alone. So of rows that have all of these in common (one
 * that is wrong or damaged counts as none) at most the first is stored, and only firsts need be compared with. They are found by the ISBN, by
 * the title and one who wrote it, or by the title where nobody is named; of very many who are alike in that, by the earliest. */
static const char pair_books_sql[] =
  "WITH open AS MATERIALIZED ("
  " SELECT b.*, CASE WHEN NOT b.unverified THEN b.isbn END AS sure FROM cf_books b WHERE b.outcome IS NULL AND b.same_as = b.n AND NOT b.is_another), "
  "alike AS MATERIALIZED ("
  " SELECT o.* FROM open o WHERE o.title_key IN (SELECT x.title_key FROM open x GROUP BY x.title_key HAVING count (*) > 1)"
  "  OR o.sure IN (SELECT x.sure FROM open x WHERE x.sure IS NOT NULL GROUP BY x.sure HAVING count (*) > 1)), "
  "first AS MATERIALIZED ("
  " SELECT DISTINCT ON (l.title_key, l.writers, l.sure) l.* FROM alike l ORDER BY l.title_key, l.writers, l.sure, l.n), "
  "found AS MATERIALIZED ("
  " SELECT f.n, k.key, row_number () OVER (PARTITION BY k.key ORDER BY f.n) AS place FROM first f, LATERAL ("
  "  SELECT 'isbn ' || f.sure WHERE f.sure IS NOT NULL"
  "  UNION ALL SELECT 'any ' || (f.sure IS NULL) || ' ' || f.title_key"
  "  UNION ALL SELECT 'nobody ' || (f.sure IS NULL) || ' ' || f.title_key WHERE f.writers IS NULL"
  "  UNION ALL SELECT 'by ' || (f.sure IS NULL) || ' ' || f.title_key || E'\\t' || w.key FROM unnest (f.writers) AS w (key)) AS k (key)), "
  "wanted AS MATERIALIZED ("
  " SELECT l.n, k.key FROM alike l, LATERAL ("
  "  SELECT 'isbn ' || l.sure WHERE l.sure IS NOT NULL"
  "  UNION ALL SELECT t.kind || v.sure || ' ' || l.title_key || t.writer FROM (VALUES ('true'), ('false')) AS v (sure),"
  "   LATERAL (SELECT 'any ', '' WHERE l.writers IS NULL UNION ALL SELECT 'nobody ', '' WHERE l.writers IS NOT NULL"
  "    UNION ALL SELECT 'by ', E'\\t' || w.key FROM unnest (l.writers) AS w (key)) AS t (kind, writer)"
  "   WHERE v.sure = 'true' OR l.sure IS NULL) AS k (key)) "
  "INSERT INTO cf_pairs (later, earlier, by_isbn, known) "
  "SELECT b.n, a.n, coalesce (a.sure = b.sure, false), b.title_key = a.title_key AND (b.isbn IS NULL OR b.isbn IS NOT DISTINCT FROM a.isbn)"
  " AND (b.pages IS NULL OR b.pages IS NOT DISTINCT FROM a.pages) AND (b.year IS NULL OR b.year IS NOT DISTINCT FROM a.year)"
  " AND (b.writers IS NULL OR coalesce (b.writers <@ a.writers, false)) "
  "FROM wanted w JOIN found f ON f.key = w.key AND f.n < w.n AND f.place <= 100 JOIN open a ON a.n = f.n JOIN open b ON b.n = w.n "
  "WHERE a.sure = b.sure OR a.writers IS NULL OR b.writers IS NULL OR a.writers <@ b.writers OR b.writers <@ a.writers";

/* One after another: a row that is left out is in nobody's way. */
static const char judge_pairs_sql[] =
  "DO $$ "
  "DECLARE"
  " turn record; "
  "BEGIN"
  " CREATE INDEX ON cf_pairs (later);"
  " FOR turn IN SELECT DISTINCT p.later FROM cf_pairs p ORDER BY p.later LOOP"
  "  UPDATE cf_books b SET outcome = f.outcome FROM ("
  "   SELECT CASE WHEN bool_or (p.known) THEN 'known' WHEN bool_or (p.by_isbn) THEN 'isbn' ELSE 'edition' END AS outcome"
  "   FROM cf_pairs p JOIN cf_books e ON e.n = p.earlier WHERE p.later = turn.later AND e.outcome IS NULL HAVING count (*) > 0) f"
  "  WHERE b.n = turn.later;"
  " END LOOP; "
  "END $$";

static const char follow_first_sql[] =
  "UPDATE cf_books b SET outcome = coalesce (f.outcome, 'known') FROM cf_books f WHERE b.same_as <> b.n AND f.n = b.same_as";

/* -------------------------------------------------------------------------------------------------
 * Storing
 * ------------------------------------------------------------------------------------------------- */

/* Asks for the right alone. */
static const char *const may_add_sql = "EXPLAIN INSERT INTO public.books (title) VALUES ('')";

#define NEW_PEOPLE "k.ids IS NULL AND k.key IN (SELECT c.key FROM cf_contributors c JOIN cf_books b ON b.n = c.n WHERE b.outcome IS NULL)"

static const char count_authors_sql[] = "INSERT INTO cf_counts (n_authors) SELECT count (*) FROM cf_names k WHERE " NEW_PEOPLE;

/* Numbers are given in the order of the rows; of those whom a number tells apart, in its order. */
static const char add_authors_sql[] =
  "WITH wanted AS MATERIALIZED ("
  " SELECT k.*, row_number () OVER (ORDER BY k.first_n, k.name_key, length (k.number), k.number, k.key) AS place FROM ("
  "  SELECT k.*, CASE WHEN k.number = '' THEN k.n ELSE min (k.n) OVER (PARTITION BY k.name_key, k.note, k.number <> '') END AS first_n FROM cf_names k"
  "  WHERE " NEW_PEOPLE ") k), "
  "added AS ("
  " INSERT INTO public.authors (first_name, last_name, note)"
  " SELECT nullif (k.first_name, ''), nullif (k.last_name, ''), nullif (substr (k.note, 2), '') FROM wanted k ORDER BY k.place RETURNING author_id), "
  "numbered AS ("
  " SELECT a.author_id, row_number () OVER (ORDER BY a.author_id) AS place FROM added a) "
  "UPDATE cf_names k SET author_id = a.author_id FROM wanted w JOIN numbered a ON a.place = w.place WHERE k.key = w.key";

/* Who may not give a person other names adds the person all the same. */
static const char add_other_names_sql[] =
  "DO $$ "
  "BEGIN"
  " IF has_table_privilege ('counterfoil.author_aliases', 'INSERT') THEN"
  "  INSERT INTO counterfoil.author_aliases (author_id, first_name, last_name)"
  "  SELECT k.author_id, nullif (split_part (o.name, E'\\x1f', 1), ''), nullif (split_part (o.name, E'\\x1f', 2), '')"
  "  FROM cf_names k, unnest (string_to_array (k.other_names, E'\\x1e')) WITH ORDINALITY AS o (name, place)"
  "  WHERE k.ids IS NULL AND k.author_id IS NOT NULL AND k.other_names <> '' ORDER BY k.n, k.key, o.place;"
  " END IF; "
  "END $$";

#define AUTHOR_OF(name) "coalesce (" name ".author_id, " name ".ids[1])"

static const char *const begin_books_sql = "SELECT set_config ('counterfoil.refreshes', 'yes', true)";
static const char *const end_books_sql = "SELECT set_config ('counterfoil.refreshes', '', true)";

/* Books come with what they show of their contributors, so that they are not written twice; the trigger of the pairs looks whether it is
 * right. Numbers are given in the order of the rows. */
static const char add_books_sql[] =
  "WITH person AS ("
  " SELECT c.n, " AUTHOR_OF ("k") " AS author_id, min (c.place) AS place, bool_or (c.role = 'author') AS writes"
  " FROM cf_books b JOIN cf_contributors c ON c.n = b.n JOIN cf_names k ON k.key = c.key WHERE b.outcome IS NULL GROUP BY 1, 2), "
  "named AS ("
  " SELECT p.n, p.place, p.writes, bool_or (p.writes) OVER (PARTITION BY p.n) AS somebody_writes,"
  "  nullif (counterfoil.display_name (a.first_name, a.last_name), '') AS name, a.folded_names, a.sort_name"
  " FROM person p JOIN public.authors a ON a.author_id = p.author_id), "
  "shown AS ("
  " SELECT m.n, coalesce (string_agg (m.name, ', ' ORDER BY m.place) FILTER (WHERE m.writes = m.somebody_writes), '') AS author_line,"
  "  coalesce (string_agg (m.folded_names, '' ORDER BY m.place), '') AS author_search,"
  "  (array_agg (m.sort_name ORDER BY m.writes DESC, m.place) FILTER (WHERE m.name <> ''))[1] AS author_sort"
  " FROM named m GROUP BY m.n), "
  "added AS ("
  " INSERT INTO public.books (title, number_of_pages, isbn, year, author_line, author_search, author_sort)"
  " SELECT b.title, b.pages, b.isbn, b.year, coalesce (s.author_line, ''), coalesce (s.author_search, ''), s.author_sort"
  " FROM cf_books b LEFT JOIN shown s ON s.n = b.n WHERE b.outcome IS NULL ORDER BY b.n RETURNING book_id), "
  "numbered AS ("
  " SELECT a.book_id, row_number () OVER (ORDER BY a.book_id) AS place FROM added a), "
  "wanted AS ("
  " SELECT b.n, row_number () OVER (ORDER BY b.n) AS place FROM cf_books b WHERE b.outcome IS NULL) "
  "UPDATE cf_books b SET book_id = m.book_id FROM wanted w JOIN numbered m ON m.place = w.place WHERE b.n = w.n";

static const char add_pairs_sql[] =
  "INSERT INTO public.bookauthors (book_id, author_id, position, role) "
  "SELECT c.book_id, c.author_id, row_number () OVER (PARTITION BY c.book_id ORDER BY c.place, c.role), c.role "
  "FROM (SELECT b.book_id, " AUTHOR_OF ("k") " AS author_id, c.role, min (c.place) AS place"
  " FROM cf_books b JOIN cf_contributors c ON c.n = b.n JOIN cf_names k ON k.key = c.key WHERE b.outcome IS NULL GROUP BY 1, 2, 3) c "
  "ORDER BY c.book_id, c.place, c.role";

const CfBookImportStatement cf_book_import_store[] = {
  { "ANALYZE cf_stage", 1 },
  { spellings_sql, 5 },
  { names_sql, 1 },
  { "ANALYZE cf_spellings", 1 },
  { contributors_sql, 2 },
  { books_sql, 4 },
  { "ANALYZE cf_names, cf_contributors, cf_books", 1 },
  { "SELECT pg_advisory_xact_lock (7166112, 0)", 1, TRUE },
  { find_people_sql, 1 },
  { doubt_people_sql, 1 },
  { doubt_notes_sql, 0 },
  { find_books_sql, 3 },
  { leave_out_people_sql, 1 },
  { unite_writers_sql, 1 },
  { pair_books_sql, 2 },
  { judge_pairs_sql, 1 },
  { follow_first_sql, 1 },
  { may_add_sql, 0 },
  { count_authors_sql, 1 },
  { add_authors_sql, 9, TRUE },
  { add_other_names_sql, 0, TRUE },
  { begin_books_sql, 0, TRUE },
  { add_books_sql, 33, TRUE },
  { end_books_sql, 0, TRUE },
  { add_pairs_sql, 30, TRUE },
  { NULL, 0 },
};

/* -------------------------------------------------------------------------------------------------
 * What was done
 * ------------------------------------------------------------------------------------------------- */

const char cf_book_import_count_sql[] =
  "SELECT count (*) FILTER (WHERE outcome IS NULL), count (*) FILTER (WHERE outcome = 'known'), count (*) FILTER (WHERE outcome <> 'known'),"
  " count (*) FILTER (WHERE outcome IS NULL AND unverified), (SELECT sum (n_authors) FROM cf_counts), coalesce (counterfoil.this_change (), 0) FROM cf_books";

const char cf_book_import_judged_sql[] =
  "DECLARE cf_judged NO SCROLL CURSOR FOR "
  "SELECT b.n, coalesce (d.doubt, b.outcome), CASE WHEN d.n IS NULL THEN b.title ELSE counterfoil.display_name (d.first_name, d.last_name) END "
  "FROM cf_books b LEFT JOIN ("
  " SELECT DISTINCT ON (c.n) c.n, k.doubt, k.first_name, k.last_name FROM cf_contributors c JOIN cf_names k ON k.key = c.key"
  " WHERE k.doubt IS NOT NULL ORDER BY c.n, c.place) d ON d.n = b.n AND b.outcome = 'people' "
  "WHERE b.outcome <> 'known' ORDER BY b.n";

const char cf_book_import_more_judged_sql[] = "FETCH 1000 FROM cf_judged";
