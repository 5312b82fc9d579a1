/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The library's schema: what it does with rows of others, how books are added, changed and taken back, who may do what. */

#include "cf-db-migrator.h"
#include "cf-error.h"
#include "cf-model.h"
#include "db-fixture.h"

#include <string.h>

#define DATABASE "library_schema"

typedef struct
{
  CfTestServer *server;
} Fixture;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static gboolean
migrate_as (CfTestServer  *server,
            const char    *role,
            const char    *track,
            const char    *folder,
            GError       **error)
{
  g_autofree char *conninfo = cf_test_server_conninfo (server, DATABASE);
  g_autofree char *other = g_strdup_printf ("%s user=%s", conninfo, role);
  CfDbPool *pool = db_pool_new (other);
  g_autoptr(CfDbMigrator) migrator = cf_db_migrator_new (pool, track, folder, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  gboolean ok;

  db_open (pool, error);
  cf_db_migrator_run_async (migrator, NULL, cf_test_await_cb, &result);
  ok = cf_db_migrator_run_finish (migrator, cf_test_await (&result), NULL, error);
  db_close (pool);
  g_object_unref (pool);

  return ok;
}

static void
migrate (CfTestServer *server)
{
  g_autoptr(GError) error = NULL;

  migrate_as (server, "postgres", CF_MODEL_LIBRARY_TRACK, CF_MODEL_LIBRARY_MIGRATIONS, &error);
  g_assert_no_error (error);
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;

  cf_test_server_fresh_database (fixture->server, DATABASE);
  migrate (fixture->server);
  cf_test_server_sql (fixture->server, DATABASE,
                      "DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
                      "DO $$ BEGIN CREATE ROLE adder LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT counterfoil_manager TO adder;"
                      "GRANT SELECT, INSERT, UPDATE, DELETE ON public.authors, public.books, public.bookauthors TO stranger");
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
}

static void
sql (Fixture    *fixture,
     const char *text)
{
  cf_test_server_sql (fixture->server, DATABASE, text);
}

static void
assert_rows (Fixture    *fixture,
             const char *text,
             const char *expected)
{
  g_autofree char *rows = cf_test_server_rows (fixture->server, DATABASE, text);

  if (g_strcmp0 (g_strchomp (rows), expected) != 0)
    g_test_message ("%s", text);
  g_assert_cmpstr (rows, ==, expected);
}

static CfDbPool *
pool_as (Fixture    *fixture,
         const char *role)
{
  g_autofree char *conninfo = cf_test_server_conninfo (fixture->server, DATABASE);
  g_autofree char *other = g_strdup_printf ("%s user=%s", conninfo, role);
  CfDbPool *pool = db_pool_new (other);
  g_autoptr(GError) error = NULL;

  db_open (pool, &error);
  g_assert_no_error (error);

  return pool;
}

/* What the server says to one statement of a role: NULL, or the SQLSTATE. */
static char *
state_as (Fixture    *fixture,
          const char *role,
          const char *text)
{
  CfDbPool *pool = pool_as (fixture, role);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) result = db_query (pool, CF_DB_UNIT_WRITE, text, NULL, &error);
  char *state = result == NULL ? g_strdup (cf_db_error_get_sqlstate (error)) : NULL;

  db_close (pool);
  g_object_unref (pool);

  return state;
}

static void
assert_state (Fixture    *fixture,
              const char *role,
              const char *text,
              const char *expected)
{
  g_autofree char *state = state_as (fixture, role, text);

  if (g_strcmp0 (state, expected) != 0)
    g_test_message ("%s: %s", role, text);
  g_assert_cmpstr (state, ==, expected);
}

/* Title, ISBN, year; contributors: first names, last names, roles, ids; whether it is another one. */
#define ADD(title, isbn, year, first, last, roles, ids, another) \
  "SELECT outcome, book_id, version, place, author_id, is_new, why, change IS NOT NULL FROM counterfoil.add_book (" \
  title ", 100, " isbn ", false, " year ", " first ", " last ", " roles ", " ids ", NULL, " another ")"
#define ADD_PLAIN(title, first, last) ADD ("'" title "'", "NULL", "NULL", "'{" first "}'", "'{" last "}'", "NULL", "NULL", "false")

#define BOOKS "SELECT book_id, title, author_line, version FROM books ORDER BY book_id"
#define AUTHORS "SELECT author_id, first_name, last_name, note FROM authors ORDER BY author_id"
#define PAIRS "SELECT book_id, author_id, position, role FROM bookauthors ORDER BY book_id, position NULLS LAST, bookauthor_id"
/* Whether what stands in a book of its contributors is what it would be if it were made now. */
#define STALE \
  "SELECT b.book_id, b.author_line, c.author_line FROM books b, LATERAL counterfoil.contributor_columns " \
  "(ARRAY(SELECT p.author_id FROM bookauthors p WHERE p.book_id = b.book_id ORDER BY p.position NULLS LAST, p.bookauthor_id), " \
  "ARRAY(SELECT p.role FROM bookauthors p WHERE p.book_id = b.book_id ORDER BY p.position NULLS LAST, p.bookauthor_id)) c " \
  "WHERE (b.author_line, b.author_search, b.author_sort) IS DISTINCT FROM (c.author_line, c.author_search, c.author_sort)"

/* -------------------------------------------------------------------------------------------------
 * Rows of others
 * ------------------------------------------------------------------------------------------------- */

static void
run_client (Fixture    *fixture,
            const char *mode,
            const char *role)
{
  g_autofree char *script = g_build_filename (CF_TEST_SOURCE_ROOT, "tests", "db", "library-clients.py", NULL);
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autofree char *port = NULL;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  port = g_strdup_printf ("%u", cf_test_server_get_port (fixture->server));
  g_subprocess_launcher_setenv (launcher, "PGPORT", port, TRUE);
  process = g_subprocess_launcher_spawn (launcher, NULL, "/usr/bin/python3", script, mode,
                                         cf_test_server_get_socket_dir (fixture->server), DATABASE, role, NULL);
  if (process == NULL)
    {
      g_test_skip ("no /usr/bin/python3");
      return;
    }

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL));
  if (g_subprocess_get_exit_status (process) == 77)
    {
      g_autofree char *reason = g_strdup_printf ("the Python module %s is not installed", g_strchomp (output));

      g_test_skip (reason);
      return;
    }
  g_assert_cmpstr (output, ==, "");
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_other_client (Fixture       *fixture,
                   gconstpointer  role)
{
  if (fixture->server == NULL)
    return;

  run_client (fixture, strrchr (g_test_get_path (), '/') + 1, role);
  assert_rows (fixture, STALE, "");
  assert_rows (fixture, "SELECT count (*) FROM pg_stat_database WHERE datname = current_database () AND deadlocks > 0", "0");
}

static void
test_completion (Fixture       *fixture,
                 gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, "INSERT INTO authors (first_name, last_name, note, version, added_at, added_by) VALUES ('  Émile ', E'O\\'Brien\\u200f', NULL, NULL, NULL, NULL), (NULL, NULL, NULL, 1, now (), 'me'),"
                " ('', 'Plato', 'the philosopher', 1, now (), 'me'), ('Jan', 'van der Berg', NULL, 1, now (), 'me'), ('...', NULL, NULL, 1, now (), 'me')");
  assert_rows (fixture, "SELECT name_key, sort_name, folded_names, search_text, version, added_by FROM authors ORDER BY author_id",
               "emile o brien|o brien emile| emile o'brien emile o brien| emile o'brien emile o brien|1|postgres\n|||"
               "|1|me\nplato|plato| plato| plato the philosopher|1|me\njan van der berg|van der berg jan| jan van der berg| jan van der berg|1|me\n...|...| ...| ...|1|me");

  sql (fixture, "INSERT INTO books (title, number_of_pages, isbn, isbn_unverified, year, version, added_by, sort_title, author_line, search_text) VALUES"
                " (E'\\tThe  \\u202eHuntréss\\u0007 ', -3, ' 0-306-40615-2', true, 2019, NULL, NULL, 'x', 'x', 'x'), (NULL, NULL, '978', NULL, NULL, 1, 'me', '', '', ''), ('', 0, ' ', NULL, NULL, 1, 'me', '', '', '')");
  assert_rows (fixture, "SELECT sort_title, number_of_pages, isbn, isbn_unverified, version, added_by, author_line, sort_authors, search_text FROM books ORDER BY book_id",
               "the huntress|-3|9780306406157|f|1|postgres||| the huntress 9780306406157 0306406152 2019\n||978|t|1|me|||  978\n|0||f|1|me|||");

  /* Gaps, equal and missing positions, roles nobody knows, the same twice, and pairs of nothing. */
  sql (fixture, "INSERT INTO bookauthors (book_id, author_id, position, role) VALUES (1, 4, NULL, NULL), (1, 3, 7, 'author'), (1, 1, 7, 'author'), (1, 1, 9, 'author'),"
                " (1, 5, 1, 'ghost writer'), (1, 2, 2, 'author'), (NULL, 1, 1, NULL), (1, NULL, 1, NULL), (NULL, NULL, NULL, NULL), (2, 5, 1, 'editor')");
  assert_rows (fixture, "SELECT book_id, author_line, sort_authors, author_search FROM books ORDER BY book_id",
               "1|Plato, Émile  O'Brien\u200f, Jan van der Berg|plato\tthe huntress| ... plato emile o'brien emile o brien jan van der berg\n2|...|...\t| ...\n3|||");
  sql (fixture, "UPDATE books SET author_line = 'x', author_search = 'x', author_sort = 'x', sort_title = 'x', search_text = 'x', version = 77; UPDATE authors SET name_key = 'x', search_text = 'x', version = 77");
  assert_rows (fixture, STALE, "");
  assert_rows (fixture, "SELECT string_agg (version::text, ' ' ORDER BY book_id), min (sort_title), max (sort_title) FROM books", "2 2 1||the huntress");
  assert_rows (fixture, "SELECT count (*) FROM authors WHERE version > 1 OR name_key = 'x'", "0");

  /* Others may have columns of their own. */
  sql (fixture, "ALTER TABLE books ADD shelf text DEFAULT 'A', ADD wing text DEFAULT 'B'; UPDATE books SET shelf = 'C' WHERE book_id = 3");
  assert_rows (fixture, "SELECT version FROM books WHERE book_id = 3", "2");
  assert_rows (fixture, "SELECT old_row ->> 'shelf', old_row ? 'search_text' FROM counterfoil.history WHERE relation = 'books' AND operation = 'UPDATE'", "A|f");
}

/* Texts of nothing but noise, which no index compresses. */
#define NOISE(n) "(SELECT string_agg (md5 (i::text || random ()), '') FROM generate_series (1, " n ") i)"

static void
test_long (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, "INSERT INTO books (title, isbn) VALUES (" NOISE ("320000") ", " NOISE ("3000") "), (repeat ('é', 100000), NULL), (repeat (chr (70000), 3000), repeat ('9', 5000))");
  sql (fixture, "INSERT INTO authors (first_name, last_name, note) VALUES (" NOISE ("3000") ", " NOISE ("3000") ", " NOISE ("3000") "), (repeat (chr (70000), 3000), repeat (chr (70001), 3000), repeat (chr (70002), 3000))");
  sql (fixture, "INSERT INTO bookauthors (book_id, author_id, position) SELECT book_id, author_id, 1 FROM books, authors; UPDATE authors SET last_name = last_name || 'x'; UPDATE books SET title = title || 'x'");
  assert_rows (fixture, "SELECT count (*) FROM books WHERE length (title) > 3000 AND octet_length (search_text) <= 1800 AND length (sort_title) <= 200", "3");
  assert_rows (fixture, "SELECT length (title) FROM books WHERE book_id = 1", "10240001");

  /* They are found, told apart, and stored once. */
  sql (fixture, "SELECT counterfoil.add_book (title, 1, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, false) FROM books ORDER BY book_id");
  assert_rows (fixture, "SELECT count (*) FROM books", "3");
  sql (fixture, "SELECT counterfoil.add_book (title || 'y', 1, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, false) FROM books ORDER BY book_id");
  assert_rows (fixture, "SELECT count (*) FROM books", "6");
  assert_rows (fixture, "SELECT string_agg (x.why, ' ') FROM authors a, LATERAL counterfoil.match_authors (ARRAY[a.first_name], ARRAY[a.last_name], ARRAY[NULL::bigint]) x WHERE x.author_id = a.author_id", "name name");
}

static void
test_keys (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct
  {
    const char *one, *other;
    gboolean    equal;
  } names[] = {
    { "'José', 'García'", "'JOSE', 'GARCIA'", TRUE },
    { "'José', 'García'", "'josé ', E'  garc\\u0131a'", TRUE },
    { "'J. R. R.', 'Tolkien'", "'J.R.R.', 'Tolkien'", TRUE },
    { "'Kate', 'Quinn'", "NULL, 'Kate Quinn'", TRUE },
    { "'Kate', 'Quinn'", "'Kate Quinn', ''", TRUE },
    { "'Kate', 'Quinn'", "'Quinn', 'Kate'", FALSE },
    { "'Kate', 'Quinn'", "'Katequinn', NULL", FALSE },
    { "'Kate', 'Quinn'", "E'\\u202aKate\\u202c', E'Qui\\u00adnn'", TRUE },
    { "'Søren', 'Straße'", "'Soren', 'STRASSE'", TRUE },
    { "NULL, '...'", "NULL, '…'", TRUE },
    { "NULL, '...'", "NULL, '!'", FALSE },
    { "NULL, 'Лев'", "NULL, 'ЛЕВ'", TRUE },
    { "NULL, '村上'", "NULL, '春樹'", FALSE },
  };

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *ask = g_strdup_printf ("SELECT counterfoil.name_key (%s) = counterfoil.name_key (%s)", names[i].one, names[i].other);

      assert_rows (fixture, ask, names[i].equal ? "t" : "f");
    }

  /* Titles keep their signs: they are what tells some of them apart. */
  assert_rows (fixture, "SELECT counterfoil.fold_title ('C++') = counterfoil.fold_title ('C'), counterfoil.fold_title (E' L\\'ÉTRANGER\\u200b ') = counterfoil.fold_title (E'l\\'etranger')", "f|t");
  assert_rows (fixture, "SELECT string_agg (counterfoil.search_pattern (w), ' ' ORDER BY place) FROM unnest (ARRAY['the', 'a', 'Quinn,', '978-0-06-27', '0-06-27', '1914-1918', '100%', 'a_b\\', '“Émile”', '...']) WITH ORDINALITY AS x (w, place)",
               "%the% % a% %quinn% %97800627% %00627% %1914-1918% %100\\%% %a\\_b\\\\% %emile% %...%");
}

static void
test_isbn (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct
  {
    const char *typed, *stored;
    gboolean    valid;
  } cases[] = {
    { "9780306406157", "9780306406157", TRUE },
    { "978-0-306-40615-7", "9780306406157", TRUE },
    { "0-306-40615-2", "9780306406157", TRUE },
    { "ISBN 0306406152", "9780306406157", TRUE },
    { "080442957X", "9780804429573", TRUE },
    { "0 8044 2957 x", "9780804429573", TRUE },
    { "979-10-90636-07-1", "9791090636071", TRUE },
    { "978‐0‐306‐40615‐7", "9780306406157", TRUE },
    { "9780306406158", "9780306406158", FALSE },
    { "0-306-40615-3", "0306406153", FALSE },
    { "080442957Y", "080442957Y", FALSE },
    { "9770306406157", "9770306406157", FALSE },
    { "X306406152", "X306406152", FALSE },
    { "ask Bob", "ask Bob", FALSE },
  };

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *add = g_strdup_printf ("INSERT INTO books (title, isbn) VALUES ('t', '%s')", cases[i].typed);
      g_autofree char *expected = g_strdup_printf ("%s|%s", cases[i].stored, cases[i].valid ? "f" : "t");

      sql (fixture, add);
      assert_rows (fixture, "SELECT isbn, isbn_unverified FROM books ORDER BY book_id DESC LIMIT 1", expected);
    }
  sql (fixture, "UPDATE books SET isbn = '0-306-40615-2' WHERE isbn = 'ask Bob'; UPDATE books SET isbn = NULL WHERE isbn = '9791090636071'");
  assert_rows (fixture, "SELECT count (*) FILTER (WHERE isbn_unverified), count (*) FILTER (WHERE isbn IS NULL) FROM books", "5|1");
}

/* -------------------------------------------------------------------------------------------------
 * Adding
 * ------------------------------------------------------------------------------------------------- */

static void
test_add (Fixture       *fixture,
          gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  /* The notes' examples. */
  assert_rows (fixture, ADD_PLAIN ("The Huntress", "Kate", "Quinn"), "added|1|1|1|1|t||t");
  assert_rows (fixture, ADD_PLAIN ("The Institute", "Steven", "King"), "added|2|1|1|2|t||t");
  assert_rows (fixture, ADD_PLAIN ("The Diamond Eye", "Kate", "Quinn"), "added|3|1|1|1|f||t");
  assert_rows (fixture, ADD_PLAIN ("The Huntress", "Kate", "Quinn"), "duplicate|1|1||||title|f");
  assert_rows (fixture, "SELECT (SELECT count (*) FROM books), (SELECT count (*) FROM authors), (SELECT count (*) FROM bookauthors)", "3|2|3");

  /* Several, in order, with roles: blanks are passed over, one in a role is taken once, one new name is one new person. */
  assert_rows (fixture, ADD ("'  Omens '", "'0-306-40615-2'", "1990", "'{Neil,\"\",KATE,Neil,Terry,Neil}'", "'{Gaiman,\" \",quinn,Gaiman,Pratchett,gaiman}'", "'{editor,NULL,NULL,author,translator,editor}'", "NULL", "false"),
               "added|4|1|1|3|t||t\nadded|4|1|3|1|f||t\nadded|4|1|4|3|t||t\nadded|4|1|5|4|t||t\nadded|4|1|6|3|t||t");
  assert_rows (fixture, "SELECT author_id, position, role FROM bookauthors WHERE book_id = 4 ORDER BY position", "3|1|editor\n1|2|author\n3|3|author\n4|4|translator");
  assert_rows (fixture, "SELECT title, author_line, author_sort, isbn, number_of_pages, year, version FROM books WHERE book_id = 4", "  Omens |Neil Gaiman, Kate Quinn|gaiman neil|9780306406157|100|1990|1");

  /* Without anybody, and without a title. */
  assert_rows (fixture, ADD ("'Beowulf'", "NULL", "NULL", "NULL", "NULL", "NULL", "NULL", "NULL"), "added|5|1||||" "|t");
  assert_rows (fixture, ADD ("'Edda'", "NULL", "NULL", "'{}'", "'{}'", "'{}'", "'{}'", "false"), "added|6|1||||" "|t");
  assert_state (fixture, "postgres", ADD_PLAIN (" ", "Kate", "Quinn"), "23502");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.history WHERE relation = 'books'", "6");
  assert_rows (fixture, STALE, "");
}

static void
test_duplicates (Fixture       *fixture,
                 gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, ADD ("'Dune'", "'0-441-17271-7'", "1965", "'{Frank}'", "'{Herbert}'", "NULL", "NULL", "false"));
  /* By the ISBN, in any form, whatever the rest. */
  assert_rows (fixture, ADD ("'Other'", "'978-0-441-17271-9'", "NULL", "'{A}'", "'{B}'", "NULL", "NULL", "false"), "duplicate|1|1||||isbn|f");
  /* By the title, unless something that both have tells them apart. */
  assert_rows (fixture, ADD ("'DUNE '", "NULL", "2021", "'{}'", "'{}'", "NULL", "NULL", "false"), "duplicate|1|1||||title|f");
  assert_rows (fixture, ADD ("'dune'", "NULL", "NULL", "'{FRANK}'", "'{herbert}'", "NULL", "NULL", "false"), "duplicate|1|1||||title|f");
  assert_rows (fixture, ADD ("'Dune'", "NULL", "NULL", "'{Frank,Brian}'", "'{Herbert,Herbert}'", "NULL", "NULL", "false"), "duplicate|1|1||||title|f");
  assert_rows (fixture, ADD ("'Dune'", "NULL", "NULL", "'{Frank,Ann}'", "'{Herbert,Lator}'", "'{NULL,translator}'", "NULL", "false"), "duplicate|1|1||||title|f");
  assert_rows (fixture, "SELECT count (*) FROM authors", "1");
  assert_rows (fixture, ADD ("'Dune'", "'9780306406157'", "NULL", "'{Frank}'", "'{Herbert}'", "NULL", "NULL", "false"), "added|2|1|1|1|f||t");
  assert_rows (fixture, ADD ("'Dune'", "NULL", "NULL", "'{Kate}'", "'{Quinn}'", "NULL", "NULL", "false"), "added|3|1|1|2|t||t");
  /* All of them, the likeliest first. */
  sql (fixture, ADD ("'Dune'", "NULL", "NULL", "NULL", "NULL", "NULL", "NULL", "true"));
  assert_rows (fixture, ADD ("'Dune'", "NULL", "NULL", "'{Frank}'", "'{Herbert}'", "NULL", "NULL", "false"),
               "duplicate|1|1||||title|f\nduplicate|2|1||||title|f\nduplicate|4|1||||title|f");
  assert_rows (fixture, ADD ("'Dune'", "NULL", "NULL", "'{Frank}'", "'{Herbert}'", "NULL", "NULL", "true"), "added|5|1|1|1|f||t");
  /* What a person insists on is compared too; and a title of nothing but an accent of another. */
  sql (fixture, ADD ("'Odd'", "'12 34'", "NULL", "NULL", "NULL", "NULL", "NULL", "false"));
  assert_rows (fixture, ADD ("'Odder'", "'1234'", "NULL", "NULL", "NULL", "NULL", "NULL", "false"), "duplicate|6|1||||isbn|f");
  /* Those of others, with an author twice, or of none. */
  sql (fixture, "INSERT INTO books (title) VALUES ('Twice'); INSERT INTO bookauthors (book_id, author_id) VALUES (7, 1), (7, 1), (7, NULL)");
  assert_rows (fixture, ADD_PLAIN ("Twice", "Frank", "Herbert"), "duplicate|7|1||||title|f");
  assert_rows (fixture, ADD_PLAIN ("Twice", "Kate", "Quinn"), "added|8|1|1|2|f||t");
}

static void
test_ambiguous (Fixture       *fixture,
                gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, "INSERT INTO authors (first_name, last_name, note) VALUES ('John', 'Smith', 'b. 1950'), ('John', 'SMITH', 'b. 1970'), ('Kate', 'Quinn', NULL)");
  assert_rows (fixture, ADD ("'New'", "NULL", "NULL", "'{Kate,John}'", "'{Quinn,Smith}'", "NULL", "NULL", "false"), "ambiguous|||2|1||name|f\nambiguous|||2|2||name|f");
  assert_rows (fixture, ADD_PLAIN ("New", "Quinn", "Kate"), "ambiguous|||1|3||swapped|f");
  assert_rows (fixture, "SELECT (SELECT count (*) FROM books), (SELECT count (*) FROM authors)", "0|3");
  /* What the person says. */
  assert_rows (fixture, ADD ("'New'", "NULL", "NULL", "'{Kate,John,Quinn}'", "'{Quinn,Smith,Kate}'", "NULL", "'{NULL,2,0}'", "false"), "added|1|1|1|3|f||t\nadded|1|1|2|2|f||t\nadded|1|1|3|4|t||t");
  assert_rows (fixture, "SELECT author_line FROM books", "Kate Quinn, John SMITH, Quinn Kate");
  sql (fixture, "SELECT counterfoil.add_book ('Third', NULL, NULL, false, NULL, '{John,John}', '{Smith,Smith}', NULL, '{0,0}', '{b. 1990,b. 2000}', false)");
  assert_rows (fixture, "SELECT note FROM authors WHERE name_key = 'john smith' ORDER BY author_id", "b. 1950\nb. 1970\nb. 1990\nb. 2000");
  /* Who is not there any more. */
  assert_rows (fixture, ADD ("'Next'", "NULL", "NULL", "'{Kate,Gone}'", "'{Quinn,One}'", "NULL", "'{NULL,99}'", "false"), "gone|||2|99||" "|f");
  /* A book that is there is told before anybody is asked who wrote it. */
  assert_rows (fixture, ADD_PLAIN ("New", "John", "Smith"), "duplicate|1|1||||title|f");
  /* By another spelling; and where that is somebody's own name, it is asked. */
  sql (fixture, "SELECT counterfoil.add_alias (3, 'Catherine', 'Quinn')");
  assert_rows (fixture, ADD_PLAIN ("By alias", "CATHERINE", "Quinn"), "added|3|1|1|3|f||t");
  sql (fixture, "INSERT INTO authors (first_name, last_name) VALUES ('Catherine', 'Quinn')");
  assert_rows (fixture, ADD_PLAIN ("By both", "Catherine", "Quinn"), "ambiguous|||1|3||alias|f\nambiguous|||1|7||name|f");
}

/* -------------------------------------------------------------------------------------------------
 * Changing
 * ------------------------------------------------------------------------------------------------- */

#define CHANGE(book, version, title, isbn, first, last, roles, ids, another) \
  "SELECT outcome, book_id, version, place, author_id, is_new, why FROM counterfoil.change_book (" \
  book ", " version ", " title ", 100, " isbn ", false, NULL, " first ", " last ", " roles ", " ids ", NULL, " another ")"

static void
test_change (Fixture       *fixture,
             gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, ADD ("'Omens'", "NULL", "NULL", "'{Terry,Neil,Ann}'", "'{Pratchett,Gaiman,Lator}'", "'{NULL,NULL,translator}'", "NULL", "false"));
  sql (fixture, ADD_PLAIN ("Dune", "Frank", "Herbert"));

  /* The order turned round, one out, one in; who stays is the same row. */
  assert_rows (fixture, CHANGE ("1", "1", "'Good Omens'", "'0306406152'", "'{x,Terry,New}'", "'{x,Pratchett,One}'", "'{NULL,NULL,editor}'", "'{2,1,NULL}'", "false"),
               "changed|1|3|1|2|f|\nchanged|1|3|2|1|f|\nchanged|1|3|3|5|t|");
  assert_rows (fixture, "SELECT bookauthor_id, author_id, position, role FROM bookauthors WHERE book_id = 1 ORDER BY position", "2|2|1|author\n1|1|2|author\n5|5|3|editor");
  assert_rows (fixture, "SELECT title, author_line, isbn FROM books WHERE book_id = 1", "Good Omens|Neil Gaiman, Terry Pratchett|9780306406157");
  assert_rows (fixture, STALE, "");

  /* The second of two is told. */
  assert_rows (fixture, CHANGE ("1", "1", "'x'", "NULL", "NULL", "NULL", "NULL", "NULL", "false"), "conflict|1|3||||");
  assert_rows (fixture, CHANGE ("99", "1", "'x'", "NULL", "NULL", "NULL", "NULL", "NULL", "false"), "gone|99|||||");
  assert_rows (fixture, CHANGE ("1", "3", "'Dune'", "NULL", "'{x}'", "'{x}'", "NULL", "'{4}'", "false"), "duplicate|2|1||||title");
  assert_rows (fixture, CHANGE ("2", "1", "'Dune'", "'9780306406157'", "'{x}'", "'{x}'", "NULL", "'{4}'", "false"), "duplicate|1|3||||isbn");
  assert_rows (fixture, CHANGE ("1", "3", "'Good Omens'", "NULL", "'{x}'", "'{x}'", "NULL", "'{99}'", "false"), "gone|||1|99||");
  assert_rows (fixture, BOOKS, "1|Good Omens|Neil Gaiman, Terry Pratchett|3\n2|Dune|Frank Herbert|1");
  /* Nothing of it is another. */
  assert_rows (fixture, "SELECT outcome, version FROM counterfoil.change_book (2, 1, 'Dune', 100, NULL, false, NULL, '{x}', '{x}', '{author}', '{4}', NULL, false)", "changed|1");

  /* Contributors of others, there twice, without a person, without a role. */
  sql (fixture, "INSERT INTO bookauthors (book_id, author_id, role) VALUES (2, 4, NULL), (2, NULL, NULL), (2, 1, NULL)");
  assert_rows (fixture, "SELECT outcome, place, author_id FROM counterfoil.change_book (2, 2, 'Dune', 100, NULL, false, NULL, '{x,x}', '{x,x}', NULL, '{1,4}', NULL, false)", "changed|1|1\nchanged|2|4");
  assert_rows (fixture, "SELECT author_id, position, role FROM bookauthors WHERE book_id = 2 ORDER BY position", "1|1|\n4|2|author");

  /* These authors too. */
  assert_rows (fixture, "SELECT outcome, place, author_id, is_new FROM counterfoil.add_authors (2, '{Frank,Kate,Kate}', '{Herbert,Quinn,Quinn}', '{author,NULL,editor}', NULL, NULL)",
               "changed|1|4|f\nchanged|2|6|t\nchanged|3|6|t");
  assert_rows (fixture, "SELECT author_id, position, role FROM bookauthors WHERE book_id = 2 ORDER BY position", "1|1|\n4|2|author\n6|3|author\n6|4|editor");
  assert_rows (fixture, "SELECT outcome, book_id FROM counterfoil.add_authors (99, '{Frank}', '{Herbert}', NULL, NULL, NULL)", "gone|99");

  assert_rows (fixture, "SELECT outcome, version FROM counterfoil.delete_book (2, 1)", "conflict|4");
  assert_rows (fixture, "SELECT outcome, change IS NOT NULL FROM counterfoil.delete_book (2, 4)", "deleted|t");
  assert_rows (fixture, "SELECT outcome FROM counterfoil.delete_book (2, 4)", "gone");
  assert_rows (fixture, "SELECT count (*) FROM bookauthors WHERE book_id = 2", "0");
}

static void
test_authors (Fixture       *fixture,
              gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, ADD_PLAIN ("Carrie", "Stephen", "King"));
  sql (fixture, ADD_PLAIN ("The Institute", "Steven", "King"));
  sql (fixture, ADD ("'Talisman'", "NULL", "NULL", "'{Steven,Peter,Stephen}'", "'{King,Straub,King}'", "NULL", "NULL", "false"));

  /* Renamed everywhere, without making a version of each book. */
  assert_rows (fixture, "SELECT outcome, version FROM counterfoil.change_author (3, 1, 'Peter F.', 'Straub', 'b. 1943')", "changed|2");
  assert_rows (fixture, "SELECT outcome, version FROM counterfoil.change_author (3, 1, 'x', 'x', NULL)", "conflict|2");
  assert_rows (fixture, "SELECT outcome, author_id FROM counterfoil.change_author (99, 1, 'x', 'x', NULL)", "gone|99");
  assert_rows (fixture, BOOKS, "1|Carrie|Stephen King|1\n2|The Institute|Steven King|1\n3|Talisman|Steven King, Peter F. Straub, Stephen King|1");
  assert_rows (fixture, "SELECT search_text FROM authors WHERE author_id = 3", " peter f. straub peter f straub b. 1943");

  /* Merged: once on each book, found by the other spelling. */
  sql (fixture, "INSERT INTO authors (first_name, last_name) VALUES ('S.', 'King'), ('Stephen', 'Kind'); SELECT counterfoil.set_different (4, 5, true)");
  sql (fixture, "SELECT counterfoil.add_alias (2, 'Richard', 'Bachman')");
  assert_rows (fixture, "SELECT outcome, author_id, version FROM counterfoil.merge_authors (1, 1, '{2,4}', '{1,7}')", "conflict|4|1");
  assert_rows (fixture, "SELECT outcome, author_id FROM counterfoil.merge_authors (1, 1, '{2,99}', '{1,1}')", "gone|99");
  assert_state (fixture, "postgres", "SELECT counterfoil.merge_authors (1, 1, '{1}', '{1}')", "22023");
  assert_rows (fixture, "SELECT outcome, author_id, version FROM counterfoil.merge_authors (1, 1, '{2,4}', '{1,1}')", "merged|1|1");
  assert_rows (fixture, "SELECT book_id, author_line, author_search FROM books ORDER BY book_id",
               "1|Stephen King| stephen king richard bachman s. king s king steven king\n2|Stephen King| stephen king richard bachman s. king s king steven king\n"
               "3|Peter F. Straub, Stephen King| peter f. straub peter f straub stephen king richard bachman s. king s king steven king");
  assert_rows (fixture, AUTHORS, "1|Stephen|King|\n3|Peter F.|Straub|b. 1943\n5|Stephen|Kind|");
  assert_rows (fixture, "SELECT author_id, first_name, last_name, former_id FROM counterfoil.author_aliases ORDER BY alias_id", "1|Richard|Bachman|\n1|Steven|King|2\n1|S.|King|4");
  assert_rows (fixture, "SELECT least_id, greatest_id FROM counterfoil.different_authors", "1|5");
  assert_rows (fixture, ADD_PLAIN ("It", "steven", "KING"), "added|4|1|1|1|f||t");
  /* Who was chosen before the merge is who is left of it. */
  assert_rows (fixture, ADD ("'Misery'", "NULL", "NULL", "'{Steven}'", "'{King}'", "NULL", "'{2}'", "false"), "added|5|1|1|1|f||t");
  assert_rows (fixture, STALE, "");

  /* Split. */
  assert_rows (fixture, "SELECT outcome, author_id, version FROM counterfoil.split_author (1, 1, '{2,3,99}', 'the other one')", "split|1|1\nsplit|6|1");
  assert_rows (fixture, "SELECT book_id, author_id FROM bookauthors WHERE author_id IN (1, 6) ORDER BY 1", "1|1\n2|6\n3|6\n4|1\n5|1");
  assert_rows (fixture, "SELECT first_name, last_name, note FROM authors WHERE author_id = 6", "Stephen|King|the other one");
  assert_rows (fixture, "SELECT string_agg (least_id || '-' || greatest_id, ' ' ORDER BY 1) FROM counterfoil.different_authors WHERE greatest_id = 6", "1-6");
  assert_rows (fixture, STALE, "");

  assert_rows (fixture, "SELECT outcome, version FROM counterfoil.delete_author (1, 1)", "used|3");
  assert_rows (fixture, "SELECT outcome FROM counterfoil.delete_author (5, 1)", "deleted");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.different_authors WHERE greatest_id = 5", "0");
  assert_rows (fixture, "SELECT outcome FROM counterfoil.set_different (1, 5, true)", "gone");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.set_different (6, 1, false)", "2");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.different_authors", "0");
  /* A spelling that is known is none. */
  assert_rows (fixture, "SELECT outcome, change IS NULL FROM counterfoil.add_alias (1, 'STEVEN', 'King')", "added|t");
  assert_rows (fixture, "SELECT outcome, change IS NULL FROM counterfoil.add_alias (1, 'Stephen', 'King')", "added|t");
}

static void
test_suggestions (Fixture       *fixture,
                  gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, ADD_PLAIN ("A", "Kate", "Quinn"));
  sql (fixture, "INSERT INTO authors (first_name, last_name) VALUES ('K.', 'Quinn'), ('Quinn', 'Kate'), ('Kate', 'Quin'), ('Émile', 'Abécassis'), (NULL, 'Katerina'), ('KATE', 'Quinn'), ('Bob', 'Stone')");
  sql (fixture, "SELECT counterfoil.add_alias (8, 'Kate', 'Quinn'), counterfoil.set_different (1, 4, true)");
  assert_rows (fixture, "SELECT author_id, how, spelling, n_books FROM counterfoil.complete_authors ('kate quinn', 6)", "1|exact||1\n7|exact||0\n8|alias|Kate Quinn|0\n3|prefix||0\n4|fuzzy||0\n2|fuzzy||0");
  assert_rows (fixture, "SELECT string_agg (author_id || how, ' ') FROM counterfoil.complete_authors ('Quinn, Kate', 10)", "3exact 1prefix 7prefix 8prefix 4fuzzy 2fuzzy");
  assert_rows (fixture, "SELECT author_id, how FROM counterfoil.complete_authors ('abecasis', 10)", "5|fuzzy");
  assert_rows (fixture, "SELECT author_id, how FROM counterfoil.complete_authors ('E', 10)", "5|prefix");
  assert_rows (fixture, "SELECT string_agg (author_id::text, ' ') FROM counterfoil.complete_authors ('kat', 3)", "1 3 4");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.complete_authors ('  ', 10)", "0");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.complete_authors ('100%_\\', 10)", "0");
  assert_rows (fixture, "SELECT author_id, how FROM counterfoil.similar_authors (1, 10)", "7|exact\n3|swapped\n2|initials\n8|fuzzy");
}

/* -------------------------------------------------------------------------------------------------
 * Taking back
 * ------------------------------------------------------------------------------------------------- */

/* All that there is, but for versions, which rise. */
#define WHOLE \
  "SELECT 'b' || book_id, title, isbn, year, author_line, search_text FROM books UNION ALL SELECT 'a' || author_id, first_name, last_name, NULL, note, search_text FROM authors UNION ALL " \
  "SELECT 'p' || bookauthor_id, role, NULL, position, author_id::text, book_id::text FROM bookauthors UNION ALL " \
  "SELECT 's' || alias_id, first_name, last_name, author_id::int, former_id::text, NULL FROM counterfoil.author_aliases UNION ALL " \
  "SELECT 'd' || different_id, NULL, NULL, least_id::int, greatest_id::text, NULL FROM counterfoil.different_authors ORDER BY 1"
#define LAST_CHANGE "(SELECT max (h.change) FROM counterfoil.history h)"
#define UNDO_LAST "SELECT outcome FROM counterfoil.undo_change (" LAST_CHANGE ")"

static void
test_undo (Fixture       *fixture,
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
    "SELECT counterfoil.add_alias (2, 'Neville', 'Gaiman')",
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

      cf_test_server_fresh_database (fixture->server, DATABASE);
      migrate (fixture->server);
      sql (fixture, "INSERT INTO authors (first_name, last_name, note) VALUES ('Kate', 'Quinn', NULL), ('Neil', 'Gaiman', 'x'), ('Terry', 'Pratchett', NULL), ('KATE', 'QUINN', NULL), ('Cate', 'Quinn', NULL)");
      sql (fixture, "INSERT INTO books (title, year, isbn) VALUES ('Omens', 1990, NULL), ('Huntress', NULL, '0-441-17271-7')");
      sql (fixture, "INSERT INTO bookauthors (book_id, author_id, position, role) VALUES (1, 2, 1, NULL), (1, 3, 2, 'author'), (2, 1, 1, 'author'), (2, 4, 2, 'author'), (1, 1, NULL, 'odd')");
      sql (fixture, "SELECT counterfoil.add_alias (4, 'Katie', 'Quinn'), counterfoil.set_different (1, 3, true), counterfoil.set_different (4, 2, true)");
      before = cf_test_server_rows (fixture->server, DATABASE, WHOLE);
      sql (fixture, transaction);
      after = cf_test_server_rows (fixture->server, DATABASE, WHOLE);
      g_test_message ("%s", changes[i]);
      g_assert_cmpstr (before, !=, after);

      assert_rows (fixture, UNDO_LAST, "undone");
      assert_rows (fixture, WHOLE, g_strchomp (before));
      assert_rows (fixture, STALE, "");
      /* And the undoing is undone, as often as one likes. */
      assert_rows (fixture, UNDO_LAST, "undone");
      assert_rows (fixture, WHOLE, g_strchomp (after));
      assert_rows (fixture, UNDO_LAST, "undone");
      assert_rows (fixture, WHOLE, before);
      assert_rows (fixture, STALE, "");
    }
}

static void
test_undo_refused (Fixture       *fixture,
                   gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change (7)", "unknown");
  sql (fixture, ADD_PLAIN ("Omens", "Neil", "Gaiman"));
  sql (fixture, "SELECT counterfoil.change_book (1, 1, 'Good Omens', 1, NULL, false, NULL, '{x}', '{x}', NULL, '{1}', NULL, false)");
  sql (fixture, "BEGIN; SELECT set_config ('counterfoil.clerk', 'Anna', true); UPDATE books SET year = 1990; COMMIT");
  assert_rows (fixture, "SELECT outcome, relation, row_id, book_id, who FROM counterfoil.undo_change (2)", "changed|books|1|1|Anna");
  assert_rows (fixture, "SELECT outcome, relation, row_id FROM counterfoil.undo_change (1)", "changed|books|1");
  assert_rows (fixture, BOOKS, "1|Good Omens|Neil Gaiman|3");
  /* The other way round it goes. */
  assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change (3)", "undone");
  assert_rows (fixture, "SELECT outcome, who FROM counterfoil.undo_change (2)", "changed|postgres");

  /* An author who came with a book and has others now stays; what has not only what it came with stays as a whole. */
  sql (fixture, ADD ("'A'", "NULL", "NULL", "'{Ann,Bob}'", "'{One,Two}'", "NULL", "NULL", "false"));
  sql (fixture, ADD_PLAIN ("B", "Ann", "One"));
  assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change ((SELECT change FROM counterfoil.history WHERE relation = 'books' AND operation = 'INSERT' AND row_id = 2))", "undone");
  assert_rows (fixture, "SELECT string_agg (last_name, ' ' ORDER BY author_id) FROM authors", "Gaiman One");
  sql (fixture, ADD_PLAIN ("C", "Cid", "Three"));
  sql (fixture, "SELECT counterfoil.add_authors (4, '{Ann}', '{One}', NULL, NULL, NULL)");
  assert_rows (fixture, "SELECT outcome, relation, row_id, book_id FROM counterfoil.undo_change ((SELECT change FROM counterfoil.history WHERE relation = 'books' AND operation = 'INSERT' AND row_id = 4))",
               "in use|books|4|4");
  sql (fixture, "INSERT INTO authors (last_name) VALUES ('Four')");
  sql (fixture, "INSERT INTO bookauthors (book_id, author_id) VALUES (3, 5)");
  assert_rows (fixture, "SELECT outcome, relation, row_id, book_id FROM counterfoil.undo_change ((SELECT change FROM counterfoil.history WHERE relation = 'authors' AND operation = 'INSERT' AND row_id = 5))",
               "in use|authors|5|3");
  /* One that was renamed stays too. */
  sql (fixture, ADD_PLAIN ("E", "Eve", "Five"));
  sql (fixture, "UPDATE authors SET first_name = 'Eva' WHERE last_name = 'Five'");
  assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change ((SELECT change FROM counterfoil.history WHERE relation = 'books' AND operation = 'INSERT' AND row_id = 5))", "undone");
  assert_rows (fixture, "SELECT first_name FROM authors WHERE last_name = 'Five'", "Eva");
}

static void
test_history (Fixture       *fixture,
              gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, "BEGIN; SELECT set_config ('counterfoil.clerk', 'Anna', true), set_config ('counterfoil.till', 'T7', true), set_config ('counterfoil.request', '00000000-0000-4000-8000-000000000001', true);"
                ADD_PLAIN ("Omens", "Neil", "Gaiman") "; COMMIT");
  assert_rows (fixture, "SELECT relation, operation, row_id, book_id, who, till, old_row, change, request FROM counterfoil.history ORDER BY history_id",
               "authors|INSERT|1||Anna|T7||1|00000000-0000-4000-8000-000000000001\nbooks|INSERT|1|1|Anna|T7||1|00000000-0000-4000-8000-000000000001\n"
               "bookauthors|INSERT|1|1|Anna|T7||1|00000000-0000-4000-8000-000000000001");
  assert_rows (fixture, "SELECT b.added_by, a.added_by FROM books b, authors a", "Anna|Anna");
  assert_state (fixture, "stranger", "UPDATE books SET year = 1990", NULL);
  assert_state (fixture, "stranger", "UPDATE books SET year = 1990", NULL);
  assert_rows (fixture, "SELECT operation, who, old_row ->> 'year', old_row ->> 'version', change FROM counterfoil.history WHERE history_id > 3", "UPDATE|stranger||1|2");
  assert_rows (fixture, UNDO_LAST, "undone");
  assert_rows (fixture, "SELECT operation, old_row ->> 'year', change, undoes FROM counterfoil.history WHERE history_id > 4", "UPDATE|1990|3|2");
  sql (fixture, "INSERT INTO authors (last_name) VALUES ('x'); SELECT counterfoil.merge_authors (1, 1, '{2}', '{1}')");
  assert_rows (fixture, "SELECT string_agg (relation || coalesce (act, ''), ' ' ORDER BY history_id) FROM counterfoil.history WHERE history_id > 5", "authors author_aliasesmerge authorsmerge");
  assert_state (fixture, "postgres", "DELETE FROM counterfoil.history", "P0001");
}

/* -------------------------------------------------------------------------------------------------
 * At once, and halfway
 * ------------------------------------------------------------------------------------------------- */

static gboolean
is_waiting (gpointer server)
{
  return cf_test_server_count (server, DATABASE, "SELECT count (*) FROM pg_stat_activity WHERE datname = current_database () AND wait_event_type = 'Lock'") > 0;
}

/* What one does in a transaction that is open, and another meanwhile. */
static void
assert_in_turn (Fixture    *fixture,
                const char *first,
                const char *second)
{
  CfDbPool *pool = pool_as (fixture, "stranger");
  g_autoptr(CfDbLease) lease = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(CfDbResult) answer = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *begin = g_strconcat ("BEGIN; ", first, NULL);

  lease = db_lease (pool, &error);
  g_assert_no_error (error);
  db_script (lease, begin, &error);
  g_assert_no_error (error);
  cf_db_pool_query_async (pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE, second, NULL, NULL, cf_test_await_cb, &result);
  cf_test_wait_for (is_waiting, fixture->server, "the second to wait");
  g_assert_null (result);
  db_script (lease, "COMMIT", &error);
  g_assert_no_error (error);
  answer = cf_db_pool_query_finish (pool, cf_test_await (&result), &error);
  g_assert_no_error (error);
  assert_rows (fixture, STALE, "");

  g_clear_object (&lease);
  db_close (pool);
  g_object_unref (pool);
}

static void
test_in_turn (Fixture       *fixture,
              gconstpointer  data)
{
  static const char rename[] = "UPDATE authors SET last_name = last_name || 'x' WHERE author_id = 1";
  static const char pair[] = "INSERT INTO bookauthors (book_id, author_id, position) VALUES (1, 1, 1)";
  static const char other_pair[] = "INSERT INTO bookauthors (book_id, author_id, position) VALUES (1, 2, 2)";

  if (fixture->server == NULL)
    return;

  sql (fixture, "INSERT INTO authors (last_name) VALUES ('One'), ('Two'); INSERT INTO books (title) VALUES ('A')");
  assert_in_turn (fixture, rename, pair);
  assert_in_turn (fixture, pair, rename);
  assert_in_turn (fixture, pair, other_pair);
  assert_in_turn (fixture, "UPDATE books SET title = 'B'", other_pair);
  assert_in_turn (fixture, other_pair, "UPDATE books SET title = 'C'");
  assert_in_turn (fixture, "UPDATE bookauthors SET author_id = NULL WHERE author_id = 2", "UPDATE authors SET first_name = 'y'; ");
  assert_in_turn (fixture, "DELETE FROM bookauthors WHERE author_id IS NULL", "DELETE FROM bookauthors WHERE book_id = 1");
  assert_rows (fixture, BOOKS, "1|C||12");
}

/* Whatever breaks on the way, there is nothing of it. */
static void
test_failure (Fixture       *fixture,
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

  sql (fixture, "BEGIN; INSERT INTO authors (last_name) VALUES ('One'), ('Two'), ('Three'); INSERT INTO books (title) VALUES ('A');"
                "INSERT INTO bookauthors (book_id, author_id) VALUES (1, 1), (1, 2); COMMIT; SELECT counterfoil.set_different (2, 3, true)");
  sql (fixture, "CREATE FUNCTION fail () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '58030', MESSAGE = 'broken'; END $$");
  before = cf_test_server_rows (fixture->server, DATABASE, WHOLE);
  for (guint unit = 0; unit < G_N_ELEMENTS (units); unit++)
    for (guint place = 0; place < G_N_ELEMENTS (places); place++)
      for (guint moment = 0; moment < G_N_ELEMENTS (moments); moment++)
        {
          g_autofree char *make = g_strdup_printf ("CREATE TRIGGER zz_fail %s INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION fail ()", moments[moment], places[place]);
          g_autofree char *drop = g_strdup_printf ("DROP TRIGGER zz_fail ON %s", places[place]);
          g_autofree char *unit_in_block = g_strdup_printf ("DO $$ BEGIN PERFORM %s; RAISE EXCEPTION USING ERRCODE = 'P0004', MESSAGE = 'all of it was made'; END $$", units[unit] + strlen ("SELECT "));
          g_autofree char *state = NULL;

          sql (fixture, make);
          state = state_as (fixture, "postgres", unit_in_block);
          sql (fixture, drop);
          /* Every unit comes by the first four. */
          if (place < 4 || g_strcmp0 (state, "P0004") != 0)
            g_assert_cmpstr (state, ==, "58030");
          assert_rows (fixture, WHOLE, g_strchomp (before));
        }
}

/* -------------------------------------------------------------------------------------------------
 * Rights, and where it stands
 * ------------------------------------------------------------------------------------------------- */

static void
test_rights (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *sql;
    int         least; /* 0 a stranger, 1 a clerk, 2 a manager, 3 an administrator, 4 the owner */
  } cases[] = {
    { "SELECT count (*) FROM public.books", 0 },
    { "SELECT counterfoil.add_book (gen_random_uuid ()::text, 1, NULL, false, NULL, '{Ann,Bob}', '{One,Two}', NULL, NULL, NULL, false)", 1 },
    { "SELECT counterfoil.add_authors (1, '{Cid}', '{Three}', NULL, NULL, NULL)", 1 },
    { "SELECT count (*) FROM counterfoil.history", 1 },
    { "SELECT counterfoil.complete_authors ('a', 10)", 1 },
    { "SELECT count (*) FROM counterfoil.author_aliases", 1 },
    { "SELECT counterfoil.change_book (1, (SELECT version FROM public.books WHERE book_id = 1), 'x', 1, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, true)", 2 },
    { "SELECT counterfoil.add_alias (1, random ()::text, 'x')", 2 },
    { "SELECT counterfoil.set_different (1, 2, true)", 2 },
    { "SELECT counterfoil.undo_change (1)", 2 },
    { "UPDATE public.authors SET note = 'x'", 2 },
    { "DELETE FROM public.bookauthors WHERE bookauthor_id < 0", 2 },
    { "INSERT INTO counterfoil.history (who, relation, operation, row_id) VALUES ('x', 'x', 'UNDO', 1)", 4 },
    { "SELECT counterfoil.refresh_books ('{1}', true)", 4 },
    { "ALTER TABLE public.books ADD x int", 4 },
  };
  static const char *const roles[] = { "cf_test_nobody", "cf_test_clerk", "cf_test_manager", "cf_test_administrator" };

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *make = g_strdup_printf ("DROP ROLE IF EXISTS %1$s; CREATE ROLE %1$s LOGIN", roles[i]);
      g_autofree char *join = g_strdup_printf ("GRANT counterfoil_%s TO %s", strrchr (roles[i], '_') + 1, roles[i]);

      sql (fixture, make);
      if (i > 0)
        sql (fixture, join);
    }
  sql (fixture, "GRANT SELECT ON public.books TO cf_test_nobody; INSERT INTO authors (last_name) VALUES ('One'), ('Two'); INSERT INTO books (title) VALUES ('A')");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int role = 0; role < (int) G_N_ELEMENTS (roles); role++)
      assert_state (fixture, roles[role], cases[i].sql, role < cases[i].least ? "42501" : NULL);

  assert_rows (fixture, "SELECT string_agg (DISTINCT tableowner, ' ') FROM pg_tables WHERE schemaname = 'counterfoil' OR tablename IN ('authors', 'books', 'bookauthors')", "counterfoil_owner");
  sql (fixture, "REVOKE ALL ON public.books FROM cf_test_nobody");
}

/* Sales and library in one database, whichever comes first. */
static void
test_both_tracks (Fixture       *fixture,
                  gconstpointer  data)
{
  static const struct
  {
    const char *track;
    const char *folder;
  } tracks[] = {
    { CF_MODEL_SALES_TRACK, CF_MODEL_SALES_MIGRATIONS },
    { CF_MODEL_LIBRARY_TRACK, CF_MODEL_LIBRARY_MIGRATIONS },
  };

  if (fixture->server == NULL)
    return;

  for (guint first = 0; first < 2; first++)
    {
      g_autoptr(GError) error = NULL;

      cf_test_server_fresh_database (fixture->server, DATABASE);
      for (guint i = 0; i < 2; i++)
        {
          migrate_as (fixture->server, "postgres", tracks[(first + i) % 2].track, tracks[(first + i) % 2].folder, &error);
          g_assert_no_error (error);
        }
      sql (fixture, "INSERT INTO counterfoil.settings (currency, digits, time_zone) VALUES ('GBP', 2, 'UTC')");
      assert_state (fixture, "adder", ADD_PLAIN ("A", "Ann", "One"), NULL);
      assert_state (fixture, "adder", "INSERT INTO sales (product, order_total) VALUES ('tea', 2)", NULL);
      assert_state (fixture, "adder", "UPDATE sales SET order_total = 3", NULL);
      assert_rows (fixture, "SELECT relation, operation, change FROM counterfoil.history ORDER BY history_id DESC LIMIT 2", "sales|UPDATE|2\nbookauthors|INSERT|1");
      assert_rows (fixture, "SELECT string_agg (DISTINCT tableowner, ' ') FROM pg_tables WHERE schemaname IN ('counterfoil', 'public')", "counterfoil_owner");
      /* A change of the shop is none of the library. */
      assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change (2)", "unknown");
      assert_rows (fixture, "SELECT left (counterfoil.make_groups (), 14)", "The groups are");
    }
}

/* A server may lack the extensions, and whoever migrates may make no roles. */
static void
test_poor_server (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;

  cf_test_server_fresh_database (fixture->server, DATABASE);
  sql (fixture, "DO $$ BEGIN CREATE ROLE poor LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT CREATE ON SCHEMA public TO poor;"
                "GRANT CREATE ON DATABASE " DATABASE " TO poor; CREATE SCHEMA counterfoil AUTHORIZATION poor");
  /* Neither of them can be made where a function of its name is. */
  sql (fixture, "CREATE FUNCTION counterfoil.similarity (text, text) RETURNS real LANGUAGE sql AS 'SELECT 0::real'; CREATE FUNCTION counterfoil.unaccent (text) RETURNS text LANGUAGE sql AS 'SELECT $1'");
  migrate_as (fixture->server, "poor", CF_MODEL_LIBRARY_TRACK, CF_MODEL_LIBRARY_MIGRATIONS, &error);
  g_assert_no_error (error);
  assert_rows (fixture, "SELECT count (*) FROM pg_extension WHERE extname IN ('pg_trgm', 'unaccent')", "0");
  assert_state (fixture, "poor", ADD_PLAIN ("Zoë", "Émile", "Abécassis"), NULL);
  assert_rows (fixture, "SELECT author_id, how FROM counterfoil.complete_authors ('ÉMI', 10)", "1|prefix");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.similar_authors (1, 10)", "0");
  assert_rows (fixture, "SELECT count (*) FROM books WHERE search_text LIKE counterfoil.search_pattern ('ZOË') AND search_text LIKE counterfoil.search_pattern ('cass')", "1");
  assert_state (fixture, "poor", "SELECT counterfoil.undo_change (1)", NULL);
  assert_rows (fixture, "SELECT count (*) FROM books", "0");
}

int
main (int    argc,
      char **argv)
{
  cf_test_init (&argc, &argv);
  cf_model_init ();

#define TEST(path, data, func) g_test_add ("/library-schema/" path, Fixture, data, setup, func, teardown)
  TEST ("other-clients/notes", "stranger", test_other_client);
  TEST ("other-clients/orm", "stranger", test_other_client);
  TEST ("other-clients/core", "stranger", test_other_client);
  TEST ("other-clients/hints", "stranger", test_other_client);
  TEST ("other-clients/at-once", "stranger", test_other_client);
  TEST ("other-clients/thirty", "adder", test_other_client);
  TEST ("other-clients/everything-at-once", "adder", test_other_client);
  TEST ("completion", NULL, test_completion);
  TEST ("long", NULL, test_long);
  TEST ("keys", NULL, test_keys);
  TEST ("isbn", NULL, test_isbn);
  TEST ("add", NULL, test_add);
  TEST ("duplicates", NULL, test_duplicates);
  TEST ("ambiguous", NULL, test_ambiguous);
  TEST ("change", NULL, test_change);
  TEST ("authors", NULL, test_authors);
  TEST ("suggestions", NULL, test_suggestions);
  TEST ("undo", NULL, test_undo);
  TEST ("undo-refused", NULL, test_undo_refused);
  TEST ("history", NULL, test_history);
  TEST ("in-turn", NULL, test_in_turn);
  TEST ("failure", NULL, test_failure);
  TEST ("rights", NULL, test_rights);
  TEST ("both-tracks", NULL, test_both_tracks);
  TEST ("poor-server", NULL, test_poor_server);

  return g_test_run ();
}
