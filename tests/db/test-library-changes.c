/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How books and authors are changed, merged and taken back in the library's schema, by many at once, and not by half. */

#include "cf-error.h"
#include "cf-model.h"
#include "schema-fixture.h"

#include <string.h>

/* -------------------------------------------------------------------------------------------------
 * Changing
 * ------------------------------------------------------------------------------------------------- */

#define CHANGE(book, version, title, isbn, first, last, roles, ids, another) \
  "SELECT outcome, book_id, version, place, author_id, is_new, why FROM counterfoil.change_book (" \
  book ", " version ", " title ", 100, " isbn ", false, NULL, " first ", " last ", " roles ", " ids ", NULL, " another ")"

static void
test_change (SchemaFixture *fixture,
             gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_sql (fixture, ADD ("'Omens'", "NULL", "NULL", "'{Terry,Neil,Ann}'", "'{Pratchett,Gaiman,Lator}'", "'{NULL,NULL,translator}'", "NULL", "false"));
  schema_sql (fixture, ADD_PLAIN ("Dune", "Frank", "Herbert"));

  /* The order turned round, one out, one in; who stays is the same row. */
  schema_assert_rows (fixture, CHANGE ("1", "1", "'Good Omens'", "'0306406152'", "'{x,Terry,New}'", "'{x,Pratchett,One}'", "'{NULL,NULL,editor}'", "'{2,1,NULL}'", "false"),
               "changed|1|3|1|2|f|\nchanged|1|3|2|1|f|\nchanged|1|3|3|5|t|");
  schema_assert_rows (fixture, "SELECT bookauthor_id, author_id, position, role FROM bookauthors WHERE book_id = 1 ORDER BY position", "2|2|1|author\n1|1|2|author\n5|5|3|editor");
  schema_assert_rows (fixture, "SELECT title, author_line, isbn FROM books WHERE book_id = 1", "Good Omens|Neil Gaiman, Terry Pratchett|9780306406157");
  schema_assert_rows (fixture, STALE, "");

  /* The second of two is told. */
  schema_assert_rows (fixture, CHANGE ("1", "1", "'x'", "NULL", "NULL", "NULL", "NULL", "NULL", "false"), "conflict|1|3||||");
  schema_assert_rows (fixture, CHANGE ("99", "1", "'x'", "NULL", "NULL", "NULL", "NULL", "NULL", "false"), "gone|99|||||");
  schema_assert_rows (fixture, CHANGE ("1", "3", "'Dune'", "NULL", "'{x}'", "'{x}'", "NULL", "'{4}'", "false"), "duplicate|2|1||||title");
  schema_assert_rows (fixture, CHANGE ("2", "1", "'Dune'", "'9780306406157'", "'{x}'", "'{x}'", "NULL", "'{4}'", "false"), "duplicate|1|3||||isbn");
  schema_assert_rows (fixture, CHANGE ("1", "3", "'Good Omens'", "NULL", "'{x}'", "'{x}'", "NULL", "'{99}'", "false"), "gone|||1|99||");
  schema_assert_rows (fixture, BOOKS, "1|Good Omens|Neil Gaiman, Terry Pratchett|3\n2|Dune|Frank Herbert|1");
  /* Nothing of it is another. */
  schema_assert_rows (fixture, "SELECT outcome, version FROM counterfoil.change_book (2, 1, 'Dune', 100, NULL, false, NULL, '{x}', '{x}', '{author}', '{4}', NULL, false)", "changed|1");

  /* Contributors of others, there twice, without a person, without a role. */
  schema_sql (fixture, "INSERT INTO bookauthors (book_id, author_id, role) VALUES (2, 4, NULL), (2, NULL, NULL), (2, 1, NULL)");
  schema_assert_rows (fixture, "SELECT outcome, place, author_id FROM counterfoil.change_book (2, 2, 'Dune', 100, NULL, false, NULL, '{x,x}', '{x,x}', NULL, '{1,4}', NULL, false)", "changed|1|1\nchanged|2|4");
  schema_assert_rows (fixture, "SELECT author_id, position, role FROM bookauthors WHERE book_id = 2 ORDER BY position", "1|1|\n4|2|author\n||");

  /* These authors too. */
  schema_assert_rows (fixture, "SELECT outcome, place, author_id, is_new FROM counterfoil.add_authors (2, '{Frank,Kate,Kate}', '{Herbert,Quinn,Quinn}', '{author,NULL,editor}', NULL, NULL)",
               "changed|1|4|f\nchanged|2|6|t\nchanged|3|6|t");
  schema_assert_rows (fixture, "SELECT author_id, position, role FROM bookauthors WHERE book_id = 2 ORDER BY position", "1|1|\n4|2|author\n6|4|author\n6|5|editor\n||");
  schema_assert_rows (fixture, "SELECT outcome, book_id FROM counterfoil.add_authors (99, '{Frank}', '{Herbert}', NULL, NULL, NULL)", "gone|99");

  schema_assert_rows (fixture, "SELECT outcome, version FROM counterfoil.delete_book (2, 1)", "conflict|4");
  schema_assert_rows (fixture, "SELECT outcome, change IS NOT NULL FROM counterfoil.delete_book (2, 4)", "deleted|t");
  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.delete_book (2, 4)", "gone");
  schema_assert_rows (fixture, "SELECT count (*) FROM bookauthors WHERE book_id = 2", "0");
}

/* A role that another program has written is a contributor here, and stays what it was until somebody makes it another one. */
static void
test_roles_of_others (SchemaFixture *fixture,
                      gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_sql (fixture, "INSERT INTO authors (last_name) VALUES ('One'), ('Two'); INSERT INTO books (title) VALUES ('A')");
  schema_sql (fixture, "INSERT INTO bookauthors (book_id, author_id, position, role) VALUES (1, 1, 1, 'author'), (1, 2, 2, 'narrator'), (1, NULL, 3, 'ghost'), (1, 2, 2, 'aui')");
  schema_sql (fixture, "SELECT counterfoil.change_book (1, (SELECT version FROM books), 'A', 7, NULL, false, NULL, '{x,x}', '{x,x}', '{author,contributor}', '{1,2}', NULL, false)");
  schema_sql (fixture, "SELECT counterfoil.add_authors (1, '{x}', '{x}', '{contributor}', '{2}', NULL)");
  schema_assert_rows (fixture, "SELECT number_of_pages FROM books", "7");
  schema_assert_rows (fixture, "SELECT bookauthor_id, author_id, position, role FROM bookauthors ORDER BY 1", "1|1|1|author\n2|2|2|narrator\n3||3|ghost\n4|2|2|aui");
  schema_assert_rows (fixture, "SELECT operation FROM counterfoil.history WHERE relation = 'bookauthors' AND operation <> 'INSERT'", "");
  schema_sql (fixture, "SELECT counterfoil.change_book (1, (SELECT version FROM books), 'A', 7, NULL, false, NULL, '{x,x}', '{x,x}', '{author,editor}', '{1,2}', NULL, false)");
  schema_assert_rows (fixture, PAIRS, "1|1|1|author\n1|2|2|editor\n1||3|ghost");
}

static void
test_authors (SchemaFixture *fixture,
              gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_sql (fixture, ADD_PLAIN ("Carrie", "Stephen", "King"));
  schema_sql (fixture, ADD_PLAIN ("The Institute", "Steven", "King"));
  schema_sql (fixture, ADD ("'Talisman'", "NULL", "NULL", "'{Steven,Peter,Stephen}'", "'{King,Straub,King}'", "NULL", "NULL", "false"));

  /* Renamed everywhere, without making a version of each book. */
  schema_assert_rows (fixture, "SELECT outcome, version FROM counterfoil.change_author (3, 1, 'Peter F.', 'Straub', 'b. 1943')", "changed|2");
  schema_assert_rows (fixture, "SELECT outcome, version FROM counterfoil.change_author (3, 1, 'x', 'x', NULL)", "conflict|2");
  schema_assert_rows (fixture, "SELECT outcome, author_id FROM counterfoil.change_author (99, 1, 'x', 'x', NULL)", "gone|99");
  schema_assert_rows (fixture, BOOKS, "1|Carrie|Stephen King|1\n2|The Institute|Steven King|1\n3|Talisman|Steven King, Peter F. Straub, Stephen King|1");
  schema_assert_rows (fixture, "SELECT search_text FROM authors WHERE author_id = 3", " peter f. straub peter f straub b. 1943");

  /* Merged: once on each book, found by the other spelling. */
  schema_sql (fixture, "INSERT INTO authors (first_name, last_name) VALUES ('S.', 'King'), ('Stephen', 'Kind'); SELECT counterfoil.set_different (4, 5, true)");
  schema_sql (fixture, "INSERT INTO counterfoil.author_aliases (author_id, first_name, last_name) VALUES (2, 'Richard', 'Bachman')");
  schema_assert_rows (fixture, "SELECT outcome, author_id, version FROM counterfoil.merge_authors (1, 1, '{2,4}', '{1,7}')", "conflict|4|1");
  schema_assert_rows (fixture, "SELECT outcome, author_id FROM counterfoil.merge_authors (1, 1, '{2,99}', '{1,1}')", "gone|99");
  schema_assert_state (fixture, "postgres", "SELECT counterfoil.merge_authors (1, 1, '{1}', '{1}')", "22023");
  schema_assert_rows (fixture, "SELECT outcome, author_id, version FROM counterfoil.merge_authors (1, 1, '{2,4}', '{1,1}')", "merged|1|1");
  schema_assert_rows (fixture, "SELECT book_id, author_line, author_search FROM books ORDER BY book_id",
               "1|Stephen King| stephen king richard bachman s. king s king steven king\n2|Stephen King| stephen king richard bachman s. king s king steven king\n"
               "3|Peter F. Straub, Stephen King| peter f. straub peter f straub stephen king richard bachman s. king s king steven king");
  schema_assert_rows (fixture, AUTHORS, "1|Stephen|King|\n3|Peter F.|Straub|b. 1943\n5|Stephen|Kind|");
  schema_assert_rows (fixture, "SELECT author_id, first_name, last_name, former_id FROM counterfoil.author_aliases ORDER BY alias_id", "1|Richard|Bachman|\n1|Steven|King|2\n1|S.|King|4");
  schema_assert_rows (fixture, "SELECT least_id, greatest_id FROM counterfoil.different_authors", "1|5");
  schema_assert_rows (fixture, ADD_PLAIN ("It", "steven", "KING"), "added|4|1|1|1|f||t");
  /* Who was chosen before the merge is who is left of it. */
  schema_assert_rows (fixture, ADD ("'Misery'", "NULL", "NULL", "'{Steven}'", "'{King}'", "NULL", "'{2}'", "false"), "added|5|1|1|1|f||t");
  schema_assert_rows (fixture, STALE, "");

  /* Split. */
  schema_assert_rows (fixture, "SELECT outcome, author_id, version FROM counterfoil.split_author (1, 1, '{2,3,99}', 'the other one')", "split|1|1\nsplit|6|1");
  schema_assert_rows (fixture, "SELECT book_id, author_id FROM bookauthors WHERE author_id IN (1, 6) ORDER BY 1", "1|1\n2|6\n3|6\n4|1\n5|1");
  schema_assert_rows (fixture, "SELECT first_name, last_name, note FROM authors WHERE author_id = 6", "Stephen|King|the other one");
  schema_assert_rows (fixture, "SELECT string_agg (least_id || '-' || greatest_id, ' ' ORDER BY 1) FROM counterfoil.different_authors WHERE greatest_id = 6", "1-6");
  schema_assert_rows (fixture, STALE, "");

  schema_assert_rows (fixture, "SELECT outcome, version FROM counterfoil.delete_author (1, 1)", "used|3");
  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.delete_author (5, 1)", "deleted");
  schema_assert_rows (fixture, "SELECT count (*) FROM counterfoil.different_authors WHERE greatest_id = 5", "0");
  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.set_different (1, 5, true)", "gone");
  schema_assert_rows (fixture, "SELECT count (*) FROM counterfoil.set_different (6, 1, false)", "2");
  schema_assert_rows (fixture, "SELECT count (*) FROM counterfoil.different_authors", "0");
}

static void
test_suggestions (SchemaFixture *fixture,
                  gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_sql (fixture, ADD_PLAIN ("A", "Kate", "Quinn"));
  schema_sql (fixture, "INSERT INTO authors (first_name, last_name) VALUES ('K.', 'Quinn'), ('Quinn', 'Kate'), ('Kate', 'Quin'), ('Émile', 'Abécassis'), (NULL, 'Katerina'), ('KATE', 'Quinn'), ('Bob', 'Stone')");
  schema_sql (fixture, "INSERT INTO counterfoil.author_aliases (author_id, first_name, last_name) VALUES (8, 'Kate', 'Quinn'); SELECT counterfoil.set_different (1, 4, true)");
  schema_assert_rows (fixture, "SELECT author_id, how, spelling, n_books FROM counterfoil.complete_authors ('kate quinn', 6)", "1|exact||1\n7|exact||0\n8|alias|Kate Quinn|0\n3|prefix||0\n4|fuzzy||0\n2|fuzzy||0");
  schema_assert_rows (fixture, "SELECT string_agg (author_id || how, ' ') FROM counterfoil.complete_authors ('Quinn, Kate', 10)", "3exact 1prefix 7prefix 8prefix 4fuzzy 2fuzzy");
  schema_assert_rows (fixture, "SELECT author_id, how FROM counterfoil.complete_authors ('abecasis', 10)", "5|fuzzy");
  schema_assert_rows (fixture, "SELECT author_id, how FROM counterfoil.complete_authors ('E', 10)", "5|prefix");
  schema_assert_rows (fixture, "SELECT string_agg (author_id::text, ' ') FROM counterfoil.complete_authors ('kat', 3)", "1 3 4");
  schema_assert_rows (fixture, "SELECT count (*) FROM counterfoil.complete_authors ('  ', 10)", "0");
  schema_assert_rows (fixture, "SELECT count (*) FROM counterfoil.complete_authors ('100%_\\', 10)", "0");
  schema_assert_rows (fixture, "SELECT author_id, how FROM counterfoil.similar_authors (1, 10)", "7|exact\n3|swapped\n2|initials\n8|fuzzy");
  schema_sql (fixture, "INSERT INTO authors (first_name, last_name) VALUES ('Stephen', 'King'), ('Steven', 'King'), ('Stephen', 'Colbert'), ('Stephen', 'Crane')");
  schema_assert_rows (fixture, "SELECT b.last_name, b.first_name FROM authors a, counterfoil.similar_authors (a.author_id, 10) s JOIN authors b USING (author_id) WHERE a.first_name || a.last_name = 'StephenKing'", "King|Steven");
  schema_assert_rows (fixture, "SELECT count (*) FROM authors a, counterfoil.similar_authors (a.author_id, 10) s WHERE a.last_name IN ('Colbert', 'Crane')", "0");
}

/* -------------------------------------------------------------------------------------------------
 * Taking back
 * ------------------------------------------------------------------------------------------------- */

#define LAST_CHANGE "(SELECT max (h.change) FROM counterfoil.history h)"
#define UNDO_LAST "SELECT outcome FROM counterfoil.undo_change (" LAST_CHANGE ")"

static void
test_undo (SchemaFixture *fixture,
           gconstpointer  data)
{
  static const char *const changes[] = {
    "SELECT counterfoil.add_book ('New', 1, '9780306406157', false, 2000, '{Neil,Ann}', '{Gaiman,New}', '{NULL,editor}', NULL, NULL, false)",
    "SELECT counterfoil.change_book (1, 2, 'Turned', 1, '9780306406157', false, 1, '{x,Ann,x}', '{x,New,x}', '{NULL,NULL,translator}', '{2,NULL,2}', NULL, false)",
    "SELECT counterfoil.add_authors (1, '{Ann}', '{New}', NULL, NULL, NULL)",
    "SELECT counterfoil.delete_book (1, 2)",
    "SELECT counterfoil.change_author (1, 1, 'Catherine', 'Quinn', 'n')",
    "SELECT counterfoil.delete_author (5, 1)",
    "SELECT counterfoil.merge_authors (1, 1, '{2,4,5}', '{1,1,1}')",
    "SELECT counterfoil.split_author (1, 1, '{1,2}', 'other')",
    "INSERT INTO counterfoil.author_aliases (author_id, first_name, last_name) VALUES (2, 'Neville', 'Gaiman')",
    "SELECT counterfoil.set_different (1, 2, true)",
    "SELECT counterfoil.set_different (1, 3, false)",
    /* As others do. */
    "DELETE FROM bookauthors WHERE book_id = 2; DELETE FROM books WHERE book_id = 2; DELETE FROM authors WHERE author_id = 5",
    "UPDATE bookauthors SET author_id = NULL WHERE author_id = 2; DELETE FROM authors WHERE author_id = 2",
    "UPDATE books SET title = title || '!'; UPDATE books SET year = 7; UPDATE authors SET last_name = upper (last_name)",
    "INSERT INTO books (title) VALUES ('x'); INSERT INTO bookauthors (book_id) SELECT max (book_id) FROM books; UPDATE bookauthors SET author_id = 1 WHERE author_id IS NULL",
  };

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autofree char *transaction = g_strdup_printf ("BEGIN; %s; COMMIT", changes[i]);

      cf_test_server_fresh_database (fixture->server, SCHEMA_DATABASE);
      schema_migrate (fixture->server);
      schema_sql (fixture, "INSERT INTO authors (first_name, last_name, note) VALUES ('Kate', 'Quinn', NULL), ('Neil', 'Gaiman', 'x'), ('Terry', 'Pratchett', NULL), ('KATE', 'QUINN', NULL), ('Cate', 'Quinn', NULL)");
      schema_sql (fixture, "INSERT INTO books (title, year, isbn) VALUES ('Omens', 1990, NULL), ('Huntress', NULL, '0-441-17271-7')");
      schema_sql (fixture, "INSERT INTO bookauthors (book_id, author_id, position, role) VALUES (1, 2, 1, NULL), (1, 3, 2, 'author'), (2, 1, 1, 'author'), (2, 4, 2, 'author'), (1, 1, NULL, 'odd')");
      schema_sql (fixture, "INSERT INTO counterfoil.author_aliases (author_id, first_name, last_name) VALUES (4, 'Katie', 'Quinn'); SELECT counterfoil.set_different (1, 3, true), counterfoil.set_different (4, 2, true)");
      before = cf_test_server_rows (fixture->server, SCHEMA_DATABASE, WHOLE);
      schema_sql (fixture, transaction);
      after = cf_test_server_rows (fixture->server, SCHEMA_DATABASE, WHOLE);
      g_test_message ("%s", changes[i]);
      g_assert_cmpstr (before, !=, after);

      schema_assert_rows (fixture, UNDO_LAST, "undone");
      schema_assert_rows (fixture, WHOLE, g_strchomp (before));
      schema_assert_rows (fixture, STALE, "");
      /* And the undoing is undone, as often as one likes. */
      schema_assert_rows (fixture, UNDO_LAST, "undone");
      schema_assert_rows (fixture, WHOLE, g_strchomp (after));
      schema_assert_rows (fixture, UNDO_LAST, "undone");
      schema_assert_rows (fixture, WHOLE, before);
      schema_assert_rows (fixture, STALE, "");
    }
}

/* One change of a record after the other, from the last to the first; what was taken back and is there again stands in the way again. */
static void
test_undo_in_a_row (SchemaFixture *fixture,
                    gconstpointer  data)
{
  static const char *const changes[] = {
    ADD_PLAIN ("It", "Stephen", "King"),
    "UPDATE books SET title = 'It!'",
    "UPDATE books SET year = 1986",
    ADD_PLAIN ("Carrie", "Steven", "King"),
    "SELECT counterfoil.merge_authors (1, 1, '{2}', '{1}')",
    "UPDATE authors SET note = 'horror'",
    "DELETE FROM bookauthors WHERE book_id = 2; DELETE FROM books WHERE book_id = 2",
  };
  char *states[G_N_ELEMENTS (changes)];
  g_autofree char *redone = NULL;

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *transaction = g_strdup_printf ("BEGIN; %s; COMMIT", changes[i]);

      states[i] = cf_test_server_rows (fixture->server, SCHEMA_DATABASE, WHOLE);
      schema_sql (fixture, transaction);
    }
  for (guint i = G_N_ELEMENTS (changes); i > 0; i--)
    {
      g_autofree char *undo = g_strdup_printf ("SELECT outcome FROM counterfoil.undo_change (%u)", i);

      schema_assert_rows (fixture, undo, "undone");
      schema_assert_rows (fixture, WHOLE, g_strchomp (states[i - 1]));
      schema_assert_rows (fixture, STALE, "");
      g_free (states[i - 1]);
    }

  /* The addition is taken back, the change of the title too: one after the other both come again, and only the later goes. */
  redone = g_strdup_printf ("SELECT outcome FROM counterfoil.undo_change (%u)", 2 * (guint) G_N_ELEMENTS (changes));
  schema_assert_rows (fixture, redone, "undone");
  schema_assert_rows (fixture, "SELECT title, author_line FROM books", "It|Stephen King");
  g_free (g_steal_pointer (&redone));
  redone = g_strdup_printf ("SELECT outcome FROM counterfoil.undo_change (%u)", 2 * (guint) G_N_ELEMENTS (changes) - 1);
  schema_assert_rows (fixture, redone, "undone");
  schema_assert_rows (fixture, "SELECT title FROM books", "It!");
  schema_assert_rows (fixture, "SELECT outcome, relation, row_id FROM counterfoil.undo_change (1)", "changed|books|1");
  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change (2)", "undone");
  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change (1)", "undone");
  schema_assert_rows (fixture, BOOKS, "");
}

/* Who had read a book before a merge was taken back is told that others wrote it than it said. */
static void
test_undo_makes_versions (SchemaFixture *fixture,
                          gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_sql (fixture, ADD_PLAIN ("Carrie", "Stephen", "King"));
  schema_sql (fixture, ADD_PLAIN ("It", "Steven", "King"));
  schema_sql (fixture, "SELECT counterfoil.merge_authors (1, 1, '{2}', '{1}')");
  schema_assert_rows (fixture, BOOKS, "1|Carrie|Stephen King|1\n2|It|Stephen King|2");
  schema_assert_rows (fixture, UNDO_LAST, "undone");
  schema_assert_rows (fixture, BOOKS, "1|Carrie|Stephen King|1\n2|It|Steven King|3");
  schema_assert_rows (fixture, CHANGE ("2", "2", "'It'", "NULL", "'{x}'", "'{x}'", "NULL", "'{1}'", "false"), "conflict|2|3||||");
  /* Others do it in any order. */
  schema_sql (fixture, "BEGIN; UPDATE authors SET last_name = 'Kong' WHERE author_id = 1; UPDATE bookauthors SET author_id = 2 WHERE book_id = 1; COMMIT");
  schema_assert_rows (fixture, BOOKS, "1|Carrie|Steven King|2\n2|It|Steven King|3");
  schema_assert_rows (fixture, STALE, "");
}

static void
test_undo_refused (SchemaFixture *fixture,
                   gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change (7)", "unknown");
  schema_sql (fixture, ADD_PLAIN ("Omens", "Neil", "Gaiman"));
  schema_sql (fixture, "SELECT counterfoil.change_book (1, 1, 'Good Omens', 1, NULL, false, NULL, '{x}', '{x}', NULL, '{1}', NULL, false)");
  schema_sql (fixture, "BEGIN; SELECT set_config ('counterfoil.clerk', 'Anna', true); UPDATE books SET year = 1990; COMMIT");
  schema_assert_rows (fixture, "SELECT outcome, relation, row_id, book_id, who FROM counterfoil.undo_change (2)", "changed|books|1|1|Anna");
  schema_assert_rows (fixture, "SELECT outcome, relation, row_id FROM counterfoil.undo_change (1)", "changed|books|1");
  schema_assert_rows (fixture, BOOKS, "1|Good Omens|Neil Gaiman|3");
  /* The other way round it goes; and no change is taken back twice. */
  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change (3)", "undone");
  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change (2)", "undone");
  schema_assert_rows (fixture, "SELECT outcome, who FROM counterfoil.undo_change (2)", "changed|postgres");

  /* An author who came with a book and has others now stays; what has not only what it came with stays as a whole. */
  schema_sql (fixture, ADD ("'A'", "NULL", "NULL", "'{Ann,Bob}'", "'{One,Two}'", "NULL", "NULL", "false"));
  schema_sql (fixture, ADD_PLAIN ("B", "Ann", "One"));
  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change ((SELECT change FROM counterfoil.history WHERE relation = 'books' AND operation = 'INSERT' AND row_id = 2))", "undone");
  schema_assert_rows (fixture, "SELECT string_agg (last_name, ' ' ORDER BY author_id) FROM authors", "Gaiman One");
  schema_sql (fixture, ADD_PLAIN ("C", "Cid", "Three"));
  schema_sql (fixture, "SELECT counterfoil.add_authors (4, '{Ann}', '{One}', NULL, NULL, NULL)");
  schema_assert_rows (fixture, "SELECT outcome, relation, row_id, book_id FROM counterfoil.undo_change ((SELECT change FROM counterfoil.history WHERE relation = 'books' AND operation = 'INSERT' AND row_id = 4))",
               "changed|bookauthors|6|4");
  schema_sql (fixture, "INSERT INTO authors (last_name) VALUES ('Four')");
  schema_sql (fixture, "INSERT INTO bookauthors (book_id, author_id) VALUES (3, 5)");
  schema_assert_rows (fixture, "SELECT outcome, relation, row_id, book_id FROM counterfoil.undo_change ((SELECT change FROM counterfoil.history WHERE relation = 'authors' AND operation = 'INSERT' AND row_id = 5))",
               "in use|authors|5|3");
  /* One that was renamed stays too. */
  schema_sql (fixture, ADD_PLAIN ("E", "Eve", "Five"));
  schema_sql (fixture, "UPDATE authors SET first_name = 'Eva' WHERE last_name = 'Five'");
  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change ((SELECT change FROM counterfoil.history WHERE relation = 'books' AND operation = 'INSERT' AND row_id = 5))", "undone");
  schema_assert_rows (fixture, "SELECT first_name FROM authors WHERE last_name = 'Five'", "Eva");
}

#define CHANGE_OF(relation, operation, id) \
  "(SELECT max (h.change) FROM counterfoil.history h WHERE h.relation = '" relation "' AND h.operation = '" operation "' AND h.row_id = " #id ")"
#define UNDO(change) "SELECT outcome, relation, row_id, book_id, who FROM counterfoil.undo_change (" change ")"

/* Who was put back to a book by somebody else is not put back once more; nor is anything else that is there again. */
static void
test_undo_there_again (SchemaFixture *fixture,
                       gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_sql (fixture, ADD ("'B'", "NULL", "NULL", "'{Ann,Bob}'", "'{One,Two}'", "NULL", "NULL", "false"));
  schema_sql (fixture, CHANGE ("1", "1", "'B'", "NULL", "'{Ann}'", "'{One}'", "NULL", "'{1}'", "false"));
  schema_sql (fixture, "BEGIN; SELECT set_config ('counterfoil.clerk', 'Anna', true); SELECT counterfoil.add_authors (1, NULL, NULL, NULL, '{2}', NULL); COMMIT");
  schema_assert_rows (fixture, UNDO (CHANGE_OF ("bookauthors", "DELETE", 2)), "changed|bookauthors|2|1|Anna");
  schema_assert_rows (fixture, PAIRS, "1|1|1|author\n1|2|2|author");
  schema_sql (fixture, "SELECT counterfoil.set_different (1, 2, true)");
  schema_sql (fixture, "SELECT counterfoil.set_different (1, 2, false)");
  schema_sql (fixture, "SELECT counterfoil.set_different (1, 2, true)");
  schema_assert_rows (fixture, UNDO (CHANGE_OF ("different_authors", "DELETE", 1)), "changed|different_authors|1||postgres");
  /* What others wrote twice was there twice. */
  schema_sql (fixture, "INSERT INTO bookauthors (book_id, author_id) VALUES (1, 1)");
  schema_sql (fixture, "DELETE FROM bookauthors WHERE position IS NULL");
  schema_assert_rows (fixture, UNDO_LAST, "undone");
  schema_assert_rows (fixture, PAIRS, "1|1|1|author\n1|2|2|author\n1|1||author");
}

/* What something would be put back to may be gone itself. */
static void
test_undo_to_what_is_gone (SchemaFixture *fixture,
                           gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_sql (fixture, "INSERT INTO authors (last_name) VALUES ('One'), ('Two'), ('Three'); SELECT counterfoil.set_different (1, 3, true);"
                       "INSERT INTO counterfoil.author_aliases (author_id, last_name) VALUES (1, 'Uno')");
  schema_sql (fixture, "SELECT counterfoil.set_different (1, 3, false)");
  schema_sql (fixture, "DELETE FROM counterfoil.author_aliases");
  schema_sql (fixture, "INSERT INTO books (title) VALUES ('A'), ('B'); INSERT INTO bookauthors (book_id, author_id, position) VALUES (1, 1, 1), (2, 2, 1), (2, 3, 2)");
  schema_sql (fixture, "SELECT counterfoil.delete_book (1, (SELECT version FROM books WHERE book_id = 1))");
  schema_sql (fixture, "DELETE FROM bookauthors WHERE book_id = 2");
  schema_sql (fixture, "BEGIN; SELECT set_config ('counterfoil.clerk', 'Anna', true); SELECT counterfoil.delete_author (1, 1); DELETE FROM books; COMMIT");
  schema_assert_rows (fixture, UNDO (CHANGE_OF ("books", "DELETE", 1)), "gone|authors|1|1|Anna");
  schema_assert_rows (fixture, UNDO (CHANGE_OF ("bookauthors", "DELETE", 2)), "gone|books|2|2|Anna");
  schema_assert_rows (fixture, UNDO (CHANGE_OF ("different_authors", "DELETE", 1)), "gone|authors|1||Anna");
  schema_assert_rows (fixture, UNDO (CHANGE_OF ("author_aliases", "DELETE", 1)), "gone|authors|1||Anna");
  /* The last comes first. */
  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change (" CHANGE_OF ("authors", "DELETE", 1) ")", "undone");
  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change (" CHANGE_OF ("books", "DELETE", 1) ")", "undone");
  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change (" CHANGE_OF ("bookauthors", "DELETE", 2) ")", "undone");
  schema_assert_rows (fixture, "SELECT title, author_line FROM books ORDER BY book_id", "A|One\nB|Two, Three");
}

/* Who was merged meanwhile comes back as who is left, once. */
static void
test_undo_to_merged (SchemaFixture *fixture,
                     gconstpointer  data)
{
  g_autofree char *before = NULL;

  if (fixture->server == NULL)
    return;

  schema_sql (fixture, ADD ("'A'", "NULL", "NULL", "'{Stephen,Steven,Peter}'", "'{King,King,Straub}'", "'{NULL,NULL,editor}'", "NULL", "false"));
  schema_sql (fixture, ADD ("'B'", "NULL", "NULL", "'{Steven}'", "'{King}'", "'{editor}'", "NULL", "false"));
  schema_sql (fixture, "SELECT counterfoil.delete_book (1, 1)");
  schema_sql (fixture, "SELECT counterfoil.merge_authors (1, 1, '{2}', '{1}')");
  before = cf_test_server_rows (fixture->server, SCHEMA_DATABASE, WHOLE);
  schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change (" CHANGE_OF ("books", "DELETE", 1) ")", "undone");
  schema_assert_rows (fixture, PAIRS, "1|1|1|author\n1|3|3|editor\n2|1|1|editor");
  schema_assert_rows (fixture, STALE, "");
  schema_assert_rows (fixture, UNDO_LAST, "undone");
  schema_assert_rows (fixture, WHOLE, g_strchomp (before));
}

static void
test_history (SchemaFixture *fixture,
              gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_sql (fixture, "BEGIN; SELECT set_config ('counterfoil.clerk', 'Anna', true), set_config ('counterfoil.till', 'T7', true), set_config ('counterfoil.request', '00000000-0000-4000-8000-000000000001', true);"
                ADD_PLAIN ("Omens", "Neil", "Gaiman") "; COMMIT");
  schema_assert_rows (fixture, "SELECT relation, operation, row_id, book_id, who, till, old_row, change, request FROM counterfoil.history ORDER BY history_id",
               "authors|INSERT|1||Anna|T7||1|00000000-0000-4000-8000-000000000001\nbooks|INSERT|1|1|Anna|T7||1|00000000-0000-4000-8000-000000000001");
  schema_assert_rows (fixture, "SELECT b.added_by, a.added_by FROM books b, authors a", "Anna|Anna");
  schema_assert_state (fixture, "stranger", "UPDATE books SET year = 1990", NULL);
  schema_assert_state (fixture, "stranger", "UPDATE books SET year = 1990", NULL);
  schema_assert_rows (fixture, "SELECT operation, who, old_row ->> 'year', old_row ->> 'version', change FROM counterfoil.history WHERE history_id > 2", "UPDATE|stranger||1|2");
  schema_assert_rows (fixture, UNDO_LAST, "undone");
  schema_assert_rows (fixture, "SELECT operation, old_row ->> 'year', change, undoes FROM counterfoil.history WHERE history_id > 3", "UPDATE|1990|3|2");
  schema_sql (fixture, "INSERT INTO authors (last_name) VALUES ('x'); SELECT counterfoil.merge_authors (1, 1, '{2}', '{1}')");
  schema_assert_rows (fixture, "SELECT string_agg (relation || coalesce (act, ''), ' ' ORDER BY history_id) FROM counterfoil.history WHERE history_id > 4", "authors author_aliasesmerge authorsmerge");
  schema_assert_state (fixture, "postgres", "DELETE FROM counterfoil.history", "P0001");
}

/* -------------------------------------------------------------------------------------------------
 * At once, and halfway
 * ------------------------------------------------------------------------------------------------- */

static void
test_other_client (SchemaFixture *fixture,
                   gconstpointer  role)
{
  if (fixture->server == NULL)
    return;

  schema_run_client (fixture, strrchr (g_test_get_path (), '/') + 1, role);
  schema_assert_rows (fixture, STALE, "");
  schema_assert_rows (fixture, "SELECT count (*) FROM pg_stat_database WHERE datname = current_database () AND deadlocks > 0", "0");
}

#define N_WAITING "SELECT count (*) FROM pg_stat_activity WHERE datname = current_database () AND wait_event_type = 'Lock'"

static gboolean
is_waiting (gpointer server)
{
  return cf_test_server_count (server, SCHEMA_DATABASE, N_WAITING) > 0;
}

static gboolean
are_both_waiting (gpointer server)
{
  return cf_test_server_count (server, SCHEMA_DATABASE, N_WAITING) > 1;
}

static CfDbLease *
begin_with (CfDbPool   *pool,
            const char *first)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbLease) lease = db_lease (pool, &error);
  g_autofree char *begin = g_strconcat ("BEGIN; ", first, NULL);

  g_assert_no_error (error);
  db_script (lease, begin, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&lease);
}

/* What one does in a transaction that is open, and another meanwhile. */
static void
assert_in_turn (SchemaFixture *fixture,
                const char *first,
                const char *second)
{
  CfDbPool *pool = schema_pool_as (fixture, "stranger");
  g_autoptr(CfDbLease) lease = begin_with (pool, first);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(CfDbResult) answer = NULL;
  g_autoptr(GError) error = NULL;

  cf_db_pool_query_async (pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE, second, NULL, NULL, cf_test_await_cb, &result);
  cf_test_wait_for (is_waiting, fixture->server, "the second to wait");
  g_assert_null (result);
  db_script (lease, "COMMIT", &error);
  g_assert_no_error (error);
  answer = cf_db_pool_query_finish (pool, cf_test_await (&result), &error);
  g_assert_no_error (error);
  schema_assert_rows (fixture, STALE, "");

  g_clear_object (&lease);
  db_close (pool);
  g_object_unref (pool);
}

static void
test_in_turn (SchemaFixture *fixture,
              gconstpointer  data)
{
  static const char rename[] = "UPDATE authors SET last_name = last_name || 'x' WHERE author_id = 1";
  static const char pair[] = "INSERT INTO bookauthors (book_id, author_id, position) VALUES (1, 1, 1)";
  static const char other_pair[] = "INSERT INTO bookauthors (book_id, author_id, position) VALUES (1, 2, 2)";

  if (fixture->server == NULL)
    return;

  schema_sql (fixture, "INSERT INTO authors (last_name) VALUES ('One'), ('Two'); INSERT INTO books (title) VALUES ('A')");
  assert_in_turn (fixture, rename, pair);
  assert_in_turn (fixture, pair, rename);
  assert_in_turn (fixture, pair, other_pair);
  assert_in_turn (fixture, "UPDATE books SET title = 'B'", other_pair);
  assert_in_turn (fixture, other_pair, "UPDATE books SET title = 'C'");
  assert_in_turn (fixture, "UPDATE bookauthors SET author_id = NULL WHERE author_id = 2", "UPDATE authors SET first_name = 'y'; ");
  assert_in_turn (fixture, "DELETE FROM bookauthors WHERE author_id IS NULL", "DELETE FROM bookauthors WHERE book_id = 1");
  schema_assert_rows (fixture, BOOKS, "1|C||12");
}

/* Who is found by another spelling is merged, while a book waits for that, into somebody who comes before another author of the book: a
 * third who has that one and wants the other must not wait for ever. */
static void
test_merged_meanwhile (SchemaFixture *fixture,
                       gconstpointer  data)
{
  g_autoptr(CfDbPool) merging = NULL;
  g_autoptr(CfDbPool) adding = NULL;
  g_autoptr(CfDbPool) locking = NULL;
  g_autoptr(CfDbLease) lease = NULL;
  g_autoptr(GAsyncResult) added = NULL;
  g_autoptr(GAsyncResult) locked = NULL;
  g_autoptr(CfDbResult) book = NULL;
  g_autoptr(CfDbResult) rows = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;

  schema_sql (fixture, "INSERT INTO authors (last_name) VALUES ('One'), ('Two'), ('Three'), ('Yen'), ('Zed');"
                       "SELECT counterfoil.merge_authors (2, 1, '{4}', '{1}'); SELECT counterfoil.merge_authors (3, 1, '{5}', '{1}')");
  merging = schema_pool_as (fixture, "postgres");
  adding = schema_pool_as (fixture, "adder");
  locking = schema_pool_as (fixture, "postgres");
  lease = begin_with (merging, "SELECT counterfoil.merge_authors (1, 1, '{3}', ARRAY(SELECT version FROM authors WHERE author_id = 3))");
  cf_db_pool_query_async (adding, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE, ADD ("'A'", "NULL", "NULL", "'{NULL,NULL}'", "'{Yen,Zed}'", "NULL", "NULL", "false"),
                          NULL, NULL, cf_test_await_cb, &added);
  cf_test_wait_for (is_waiting, fixture->server, "the book to wait");
  cf_db_pool_query_async (locking, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE, "SELECT FROM authors WHERE author_id IN (1, 2) ORDER BY author_id FOR UPDATE",
                          NULL, NULL, cf_test_await_cb, &locked);
  cf_test_wait_for (are_both_waiting, fixture->server, "the third to wait");
  db_script (lease, "COMMIT", &error);
  g_assert_no_error (error);
  rows = cf_db_pool_query_finish (locking, cf_test_await (&locked), &error);
  g_assert_no_error (error);
  book = cf_db_pool_query_finish (adding, cf_test_await (&added), &error);
  g_assert_no_error (error);
  schema_assert_rows (fixture, PAIRS, "1|2|1|author\n1|1|2|author");
  schema_assert_rows (fixture, "SELECT author_line FROM books", "Two, One");

  g_clear_object (&lease);
  db_close (merging);
  db_close (adding);
  db_close (locking);
}

/* A third keeps who deletes a book from its contributors, while another of them is split. */
static void
test_split_and_delete (SchemaFixture *fixture,
                       gconstpointer  data)
{
  g_autoptr(CfDbPool) holding = NULL;
  g_autoptr(CfDbPool) deleting = NULL;
  g_autoptr(CfDbPool) splitting = NULL;
  g_autoptr(CfDbLease) lease = NULL;
  g_autoptr(GAsyncResult) deleted = NULL;
  g_autoptr(GAsyncResult) split = NULL;
  g_autoptr(CfDbResult) outcome = NULL;
  g_autoptr(CfDbResult) persons = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;

  schema_sql (fixture, "INSERT INTO authors (last_name) VALUES ('One'), ('Two'); INSERT INTO books (title) VALUES ('A');"
                       "INSERT INTO bookauthors (book_id, author_id, position) VALUES (1, 1, 1), (1, 2, 2)");
  holding = schema_pool_as (fixture, "postgres");
  deleting = schema_pool_as (fixture, "adder");
  splitting = schema_pool_as (fixture, "adder");
  lease = begin_with (holding, "SELECT FROM bookauthors WHERE author_id = 1 FOR UPDATE");
  cf_db_pool_query_async (deleting, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE, "SELECT outcome FROM counterfoil.delete_book (1, (SELECT version FROM books))", NULL, NULL, cf_test_await_cb, &deleted);
  cf_test_wait_for (is_waiting, fixture->server, "the deletion to wait");
  cf_db_pool_query_async (splitting, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE, "SELECT outcome FROM counterfoil.split_author (2, 1, '{1}', 'x')", NULL, NULL, cf_test_await_cb, &split);
  cf_test_wait_for (are_both_waiting, fixture->server, "the split to wait");
  db_script (lease, "COMMIT", &error);
  g_assert_no_error (error);
  outcome = cf_db_pool_query_finish (deleting, cf_test_await (&deleted), &error);
  g_assert_no_error (error);
  persons = cf_db_pool_query_finish (splitting, cf_test_await (&split), &error);
  g_assert_no_error (error);
  schema_assert_rows (fixture, "SELECT (SELECT count (*) FROM books), (SELECT count (*) FROM bookauthors), (SELECT count (*) FROM authors)", "0|0|3");

  g_clear_object (&lease);
  db_close (holding);
  db_close (deleting);
  db_close (splitting);
}

/* The server has room for some thousand locks; who takes back an import would need more. */
static void
test_many_locks (SchemaFixture *fixture,
                 gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_sql (fixture, "INSERT INTO books (title) SELECT 'Title ' || n FROM generate_series (1, 2000) AS n");
  schema_sql (fixture, "CREATE TABLE locks AS SELECT u.outcome, (SELECT count (*) FROM pg_locks l WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid ()) AS n"
                       " FROM counterfoil.undo_change (" LAST_CHANGE ") u");
  schema_assert_rows (fixture, "SELECT outcome, n FROM locks", "undone|1");
  schema_assert_rows (fixture, "SELECT count (*) FROM books", "0");
}

/* Whatever breaks on the way, there is nothing of it. */
static void
test_failure (SchemaFixture *fixture,
              gconstpointer  data)
{
  static const char *const places[] = { "public.authors", "public.books", "public.bookauthors", "counterfoil.history", "counterfoil.author_aliases", "counterfoil.different_authors" };
  static const char *const moments[] = { "BEFORE", "AFTER" };
  static const char *const units[] = {
    "SELECT counterfoil.add_book ('New', 1, NULL, false, NULL, '{Kate,Ann,Bob}', '{Quinn,New,New}', NULL, NULL, NULL, false)",
    "SELECT counterfoil.change_book (1, 1, 'Turned', 1, NULL, false, 1, '{x,Ann}', '{x,New}', NULL, '{2,NULL}', NULL, false)",
    "SELECT counterfoil.merge_authors (1, 1, '{2,3}', '{1,1}')",
    "SELECT counterfoil.split_author (1, 1, '{1}', 'other')",
    "SELECT counterfoil.undo_change (1)",
  };
  g_autofree char *before = NULL;

  if (fixture->server == NULL)
    return;

  schema_sql (fixture, "BEGIN; INSERT INTO authors (last_name) VALUES ('One'), ('Two'), ('Three'); INSERT INTO books (title) VALUES ('A');"
                "INSERT INTO bookauthors (book_id, author_id) VALUES (1, 1), (1, 2); COMMIT; SELECT counterfoil.set_different (2, 3, true)");
  schema_sql (fixture, "CREATE FUNCTION fail () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '58030', MESSAGE = 'broken'; END $$");
  before = cf_test_server_rows (fixture->server, SCHEMA_DATABASE, WHOLE);
  for (guint unit = 0; unit < G_N_ELEMENTS (units); unit++)
    for (guint place = 0; place < G_N_ELEMENTS (places); place++)
      for (guint moment = 0; moment < G_N_ELEMENTS (moments); moment++)
        {
          g_autofree char *make = g_strdup_printf ("CREATE TRIGGER zz_fail %s INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION fail ()", moments[moment], places[place]);
          g_autofree char *drop = g_strdup_printf ("DROP TRIGGER zz_fail ON %s", places[place]);
          g_autofree char *unit_in_block = g_strdup_printf ("DO $$ BEGIN PERFORM %s; RAISE EXCEPTION USING ERRCODE = 'P0004', MESSAGE = 'all of it was made'; END $$", units[unit] + strlen ("SELECT "));
          g_autofree char *state = NULL;

          schema_sql (fixture, make);
          state = schema_state_as (fixture, "postgres", unit_in_block);
          schema_sql (fixture, drop);
          /* Every unit comes by the first four. */
          if (place < 4 || g_strcmp0 (state, "P0004") != 0)
            g_assert_cmpstr (state, ==, "58030");
          schema_assert_rows (fixture, WHOLE, g_strchomp (before));
        }
}

int
main (int    argc,
      char **argv)
{
  cf_test_init (&argc, &argv);
  cf_model_init ();

#define TEST(path, data, func) g_test_add ("/library-changes/" path, SchemaFixture, data, schema_setup, func, schema_teardown)
  TEST ("at-once", "stranger", test_other_client);
  TEST ("thirty", "adder", test_other_client);
  TEST ("everything-at-once", "adder", test_other_client);
  TEST ("change", NULL, test_change);
  TEST ("roles-of-others", NULL, test_roles_of_others);
  TEST ("authors", NULL, test_authors);
  TEST ("suggestions", NULL, test_suggestions);
  TEST ("undo", NULL, test_undo);
  TEST ("undo-in-a-row", NULL, test_undo_in_a_row);
  TEST ("undo-makes-versions", NULL, test_undo_makes_versions);
  TEST ("undo-refused", NULL, test_undo_refused);
  TEST ("undo-there-again", NULL, test_undo_there_again);
  TEST ("undo-to-what-is-gone", NULL, test_undo_to_what_is_gone);
  TEST ("undo-to-merged", NULL, test_undo_to_merged);
  TEST ("history", NULL, test_history);
  TEST ("in-turn", NULL, test_in_turn);
  TEST ("merged-meanwhile", NULL, test_merged_meanwhile);
  TEST ("split-and-delete", NULL, test_split_and_delete);
  TEST ("many-locks", NULL, test_many_locks);
  TEST ("failure", NULL, test_failure);

  return g_test_run ();
}
