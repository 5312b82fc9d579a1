/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables of authors and books that others made: shown, completed as a whole, nothing of them lost; and whatever cannot be, refused. */

#include "cf-db-migrator.h"
#include "cf-error.h"
#include "cf-library-adoption.h"
#include "cf-model.h"
#include "db-fixture.h"

#include <string.h>

#define DATABASE "library_adoption"

/* What create_all of the notes makes. */
#define CREATE_ALL \
  "CREATE TABLE authors (author_id SERIAL NOT NULL, first_name VARCHAR, last_name VARCHAR, PRIMARY KEY (author_id));" \
  "CREATE TABLE books (book_id SERIAL NOT NULL, title VARCHAR, number_of_pages INTEGER, PRIMARY KEY (book_id));" \
  "CREATE TABLE bookauthors (bookauthor_id SERIAL NOT NULL, author_id INTEGER, book_id INTEGER, PRIMARY KEY (bookauthor_id)," \
  " FOREIGN KEY(author_id) REFERENCES authors (author_id), FOREIGN KEY(book_id) REFERENCES books (book_id));"

/* What a database is like, without what may differ between two looks at it. */
#define PICTURE_SQL \
  "SELECT n.nspname, c.relname, c.relkind, pg_get_userbyid (c.relowner), c.relacl, a.attname, format_type (a.atttypid, a.atttypmod), a.attnotnull FROM pg_class c " \
  "JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped " \
  "WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1, 2, a.attnum"

typedef struct
{
  const char *name;
  const char *sql;              /* makes and fills the tables */
  const char *books;            /* what Counterfoil has of them afterwards */
  const char *authors;
  const char *pairs;
} Shape;

static const Shape shapes[] = {
  {
    "create-all",
    CREATE_ALL
    "INSERT INTO authors (first_name, last_name) VALUES ('Kate', 'Quinn'), ('Steven', 'King'), ('Kate', 'Quinn'), (NULL, 'Plato'), (NULL, NULL);"
    "INSERT INTO books (title, number_of_pages) VALUES ('The Huntress', 560), ('The Institute', 576), ('The Huntress', 560), (NULL, NULL), ('Alone', -3);"
    "INSERT INTO bookauthors (author_id, book_id) VALUES (1, 1), (2, 2), (3, 3), (3, 3), (4, 1), (NULL, 2), (5, 4), (1, NULL)",
    "1|The Huntress|560|||1|Kate Quinn, Plato|the huntress\n2|The Institute|576|||1|Steven King|the institute\n"
    "3|The Huntress|560|||1|Kate Quinn|the huntress\n4|||||1||\n5|Alone|-3|||1||alone",
    "1|Kate|Quinn|kate quinn\n2|Steven|King|steven king\n3|Kate|Quinn|kate quinn\n4||Plato|plato\n5|||",
    "1|1|1||author\n2|2|2||author\n3|3|3||author\n4|3|3||author\n5|4|1||author\n6||2||author\n7|5|4||author\n8|1|||author"
  },
  {
    "psql", /* without keys, and with types of all sorts */
    "CREATE TABLE authors (author_id integer, first_name char(20) NOT NULL, last_name varchar(30) NOT NULL, remark text NOT NULL DEFAULT '-');"
    "CREATE TABLE books (book_id integer, title varchar(50) NOT NULL, number_of_pages varchar DEFAULT '1', isbn varchar(20), year smallint);"
    "CREATE TABLE bookauthors (author_id integer, book_id integer, role varchar(10), position smallint, PRIMARY KEY (author_id, book_id));"
    "INSERT INTO authors VALUES (7, 'José', 'García'), (NULL, 'van der', 'Berg');"
    "INSERT INTO books VALUES (3, 'Uno', '120', '0-306-40615-2', 1999), (NULL, 'Dos', ' 99.0 ', '9780306406158', NULL), (9, 'Tres', '', NULL, 2001);"
    "INSERT INTO bookauthors VALUES (7, 3, 'editor', 1), (8, 3, NULL, 2), (7, 99, NULL, NULL)",
    "3|Uno|120|9780306406157|1999|2|José García|uno\n9|Tres|||2001|1||tres\n100|Dos|99|9780306406158||2||dos",
    "7|José|García|jose garcia\n9|van der|Berg|van der berg",
    "1|7|3|1|editor\n2|8|3|2|\n3|7|99||"
  },
  {
    "books-alone",
    "CREATE TABLE books (book_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text, number_of_pages double precision, isbn bigint);"
    "INSERT INTO books (title, number_of_pages, isbn) VALUES ('One', 12, 9780306406157), ('Two', NULL, NULL)",
    "1|One|12|9780306406157||1||one\n2|Two||||1||two", "", ""
  },
  { "empty", CREATE_ALL, "", "", "" },
};

typedef struct
{
  CfTestServer *server;
  CfDbPool     *pool;
} Fixture;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;

  cf_test_server_fresh_database (fixture->server, DATABASE);
  cf_test_server_sql (fixture->server, DATABASE,
                      "DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
                      "DO $$ BEGIN CREATE ROLE anna LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT ALL ON SCHEMA public TO anna");
  fixture->pool = db_pool_open (fixture->server, DATABASE);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  if (fixture->pool == NULL)
    return;

  db_close (fixture->pool);
  g_object_unref (fixture->pool);
}

static void
sql (Fixture    *fixture,
     const char *text)
{
  cf_test_server_sql (fixture->server, DATABASE, text);
}

static char *
rows (Fixture    *fixture,
      const char *text)
{
  return g_strchomp (cf_test_server_rows (fixture->server, DATABASE, text));
}

static void
assert_rows (Fixture    *fixture,
             const char *text,
             const char *expected)
{
  g_autofree char *found = rows (fixture, text);

  g_assert_cmpstr (found, ==, expected);
}

static CfAdoption *
find (CfDbPool  *pool,
      GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  CfAdoption *adoption = NULL;

  cf_library_adoption_find_async (pool, NULL, cf_test_await_cb, &result);
  cf_library_adoption_find_finish (pool, cf_test_await (&result), &adoption, error);

  return adoption;
}

static gboolean
run (CfDbPool    *pool,
     const char  *track,
     const char  *folder,
     gboolean     adopting,
     GError     **error)
{
  g_autoptr(CfDbMigrator) migrator = cf_db_migrator_new (pool, track, folder, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  cf_db_migrator_set_adopting (migrator, adopting);
  cf_db_migrator_run_async (migrator, NULL, cf_test_await_cb, &result);

  return cf_db_migrator_run_finish (migrator, cf_test_await (&result), NULL, error);
}

static void
adopt (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  run (fixture->pool, CF_MODEL_LIBRARY_TRACK, CF_MODEL_LIBRARY_MIGRATIONS, TRUE, &error);
  g_assert_no_error (error);
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

static void
sql_as (Fixture    *fixture,
        const char *role,
        const char *text)
{
  CfDbPool *pool = pool_as (fixture, role);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) result = db_query (pool, CF_DB_UNIT_WRITE, text, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  db_close (pool);
  g_object_unref (pool);
}

/* -------------------------------------------------------------------------------------------------
 * Shapes
 * ------------------------------------------------------------------------------------------------- */

static void
test_shape (Fixture       *fixture,
            gconstpointer  data)
{
  const Shape *shape = data;
  g_autoptr(CfAdoption) adoption = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;

  sql (fixture, shape->sql);
  adoption = find (fixture->pool, &error);
  g_assert_no_error (error);
  g_assert_nonnull (adoption);

  adopt (fixture);
  assert_rows (fixture, "SELECT book_id, title, number_of_pages, isbn, year, version, author_line, sort_title FROM books ORDER BY book_id", shape->books);
  assert_rows (fixture, "SELECT author_id, trim (first_name), trim (last_name), name_key FROM authors ORDER BY author_id", shape->authors);
  assert_rows (fixture, "SELECT bookauthor_id, author_id, book_id, position, role FROM bookauthors ORDER BY bookauthor_id", shape->pairs);
  g_assert_cmpint (cf_adoption_get_n_rows (adoption), ==,
                   cf_test_server_count (fixture->server, DATABASE, "SELECT (SELECT count (*) FROM books) + (SELECT count (*) FROM authors) + (SELECT count (*) FROM bookauthors)"));

  /* They are as Counterfoil makes them, and nothing is left to ask. */
  assert_rows (fixture, "SELECT count (*) FROM books WHERE added_at <> 'epoch' OR added_by <> ''", "0");
  assert_rows (fixture, "SELECT string_agg (format_type (atttypid, atttypmod), ' ' ORDER BY attrelid::regclass::text, attname) FROM pg_attribute"
                        " WHERE attrelid IN ('books'::regclass, 'authors'::regclass, 'bookauthors'::regclass) AND attname IN ('author_id', 'book_id', 'bookauthor_id', 'title',"
                        " 'first_name', 'last_name', 'note', 'number_of_pages', 'year', 'isbn', 'position', 'role')",
               "bigint text text text bigint bigint bigint integer text bigint text integer text integer");
  assert_rows (fixture, "SELECT string_agg (conrelid::regclass || pg_get_constraintdef (oid), ' ' ORDER BY conrelid::regclass::text) FROM pg_constraint"
                        " WHERE contype = 'p' AND connamespace = 'public'::regnamespace",
               "authorsPRIMARY KEY (author_id) bookauthorsPRIMARY KEY (bookauthor_id) booksPRIMARY KEY (book_id)");
  assert_rows (fixture, "SELECT count (*) FROM pg_constraint WHERE contype = 'f' AND conrelid = 'bookauthors'::regclass", "2");
  g_assert_null (find (fixture->pool, &error));
  g_assert_no_error (error);

  /* And go on from there: no number is given twice. */
  assert_rows (fixture, "SELECT a.outcome, a.is_new FROM counterfoil.add_book"
                        " ('Something new', 1, NULL, false, NULL, '{Nobody}', '{Else}', NULL, NULL, NULL, false) a", "added|t");
  sql (fixture, "INSERT INTO authors (first_name) VALUES ('x'); INSERT INTO books (title) VALUES ('y'); INSERT INTO bookauthors (author_id) VALUES (NULL)");
}

/* The history keeps what an ISBN was. */
static void
test_isbn (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, shapes[1].sql);
  adopt (fixture);
  assert_rows (fixture, "SELECT h.operation, h.old_row ->> 'isbn', b.isbn, b.isbn_unverified FROM counterfoil.history h JOIN books b ON b.book_id = h.book_id WHERE h.relation = 'books'",
               "UPDATE|0-306-40615-2|9780306406157|f");
  assert_rows (fixture, "SELECT isbn, isbn_unverified FROM books WHERE title = 'Dos'", "9780306406158|t");
}

static void
test_programs (Fixture       *fixture,
               gconstpointer  data)
{
  const char *mode = strrchr (g_test_get_path (), '/') + 1;
  g_autofree char *script = g_build_filename (CF_TEST_SOURCE_ROOT, "tests", "db", "library-clients.py", NULL);
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autofree char *port = NULL;

  if (fixture->server == NULL)
    return;

  sql_as (fixture, "anna", "SELECT 1");
  sql (fixture, CREATE_ALL "ALTER TABLE authors OWNER TO anna; ALTER TABLE books OWNER TO anna; ALTER TABLE bookauthors OWNER TO anna;"
                "GRANT SELECT, INSERT, UPDATE, DELETE ON authors, books, bookauthors TO stranger");
  adopt (fixture);

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  port = g_strdup_printf ("%u", cf_test_server_get_port (fixture->server));
  g_subprocess_launcher_setenv (launcher, "PGPORT", port, TRUE);
  process = g_subprocess_launcher_spawn (launcher, NULL, "/usr/bin/python3", script, mode,
                                         cf_test_server_get_socket_dir (fixture->server), DATABASE, "stranger", NULL);
  if (process == NULL)
    {
      g_test_skip ("no /usr/bin/python3");
      return;
    }
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL));
  if (g_subprocess_get_exit_status (process) == 77)
    {
      g_test_skip ("a Python module is not installed");
      return;
    }
  g_assert_cmpstr (output, ==, "");
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);

  /* Whoever had the tables goes on with them. */
  sql_as (fixture, "anna", "INSERT INTO books (title) VALUES ('Of Anna')");
  assert_rows (fixture, "SELECT DISTINCT pg_get_userbyid (relowner) FROM pg_class WHERE relname IN ('authors', 'books', 'bookauthors')", "counterfoil_owner");
}

/* Views over several of the tables, and over views, and triggers of others, stay as they are and do not run. */
static void
test_surroundings (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char picture[] =
    "SELECT 'view', viewname || viewowner, definition FROM pg_views WHERE schemaname = 'public' UNION ALL "
    "SELECT 'acl', relname, relacl::text FROM pg_class WHERE relname IN ('whole', 'lines', 'counts') UNION ALL "
    "SELECT 'trigger', tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'their%' UNION ALL "
    "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'their%' UNION ALL "
    "SELECT 'row', title, full_name FROM whole UNION ALL SELECT 'loan', l.who, b.title FROM loans l JOIN books b USING (book_id) ORDER BY 1, 2, 3";
  g_autofree char *before = NULL;

  if (fixture->server == NULL)
    return;

  sql (fixture, shapes[0].sql);
  sql (fixture,
       "CREATE TABLE log (what text); CREATE FUNCTION note () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.log VALUES (TG_OP); RETURN NEW; END $$;"
       "GRANT SELECT ON books TO anna; CREATE VIEW lines AS SELECT book_id, title FROM books; ALTER VIEW lines OWNER TO anna; GRANT SELECT ON lines TO PUBLIC;"
       "CREATE VIEW whole AS SELECT l.title, a.first_name || ' ' || a.last_name AS full_name FROM lines l JOIN bookauthors p USING (book_id) JOIN authors a USING (author_id);"
       "CREATE MATERIALIZED VIEW counts AS SELECT title, count (*) FROM whole GROUP BY title; CREATE UNIQUE INDEX their_counts ON counts (title);"
       "CREATE INDEX their_titles ON books (lower (title));"
       "CREATE TABLE loans (book_id integer REFERENCES books (book_id), who text); INSERT INTO loans VALUES (1, 'Bob');"
       "CREATE TRIGGER their_audit AFTER INSERT OR UPDATE ON books FOR EACH ROW EXECUTE FUNCTION note ();"
       "CREATE TRIGGER their_old BEFORE INSERT ON authors FOR EACH ROW EXECUTE FUNCTION note (); ALTER TABLE authors DISABLE TRIGGER their_old");
  before = rows (fixture, picture);
  adopt (fixture);
  assert_rows (fixture, "SELECT count (*) FROM log", "0");
  {
    g_autofree char *after = rows (fixture, picture);
    /* Text needs no cast any more. */
    g_auto(GStrv) parts = g_strsplit (before, "::text", -1);
    g_autofree char *expected = g_strjoinv ("", parts);
    g_auto(GStrv) parts_after = g_strsplit (after, "::text", -1);
    g_autofree char *found = g_strjoinv ("", parts_after);
    g_autoptr(GRegex) brackets = g_regex_new ("[()]", 0, 0, NULL);
    g_autofree char *plain_expected = g_regex_replace_literal (brackets, expected, -1, 0, "", 0, NULL);
    g_autofree char *plain_found = g_regex_replace_literal (brackets, found, -1, 0, "", 0, NULL);

    g_assert_cmpstr (plain_found, ==, plain_expected);
  }
  sql (fixture, "INSERT INTO books (title) VALUES ('z')");
  assert_rows (fixture, "SELECT string_agg (what, ' ') FROM log", "INSERT");
}

/* -------------------------------------------------------------------------------------------------
 * Refusals
 * ------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *sql;
  const char *words;
} refused[] = {
  { "CREATE TABLE authors (id serial, name text)", "something else" },
  { "CREATE TABLE bookauthors (author_id int, title text)", "something else" },
  { "CREATE VIEW books AS SELECT 'x' AS title", "no plain table" },
  { "CREATE TABLE authors (id serial PRIMARY KEY, first_name text, last_name text)", "ALTER TABLE authors RENAME id TO author_id;" },
  { "CREATE TABLE books (title text, version int)", "ALTER TABLE books RENAME version TO version_before;" },
  { "CREATE TABLE books (book_id uuid PRIMARY KEY, title text)", "“book_id” is of the type uuid" },
  { "CREATE TABLE books (title text, number_of_pages date)", "“number_of_pages” is of the type date" },
  { "CREATE TABLE books (title text UNIQUE)", "ALTER TABLE books DROP CONSTRAINT books_title_key;" },
  { "CREATE TABLE authors (first_name text, last_name text); CREATE UNIQUE INDEX once ON authors (first_name, last_name)", "DROP INDEX once;" },
  { "CREATE TABLE books (title text, shelf text NOT NULL)", "ALTER TABLE books ALTER shelf SET DEFAULT" },
  { "CREATE TABLE books (title text, number_of_pages text); INSERT INTO books VALUES ('a', '12'), ('b', 'many')", "“many”" },
  { "CREATE TABLE books (title text, number_of_pages numeric); INSERT INTO books VALUES ('a', 12.5)", "“12.5”" },
  { "CREATE TABLE books (title text, number_of_pages bigint); INSERT INTO books VALUES ('a', 12345678901)", "“12345678901”" },
  { "CREATE TABLE books (book_id int, title text); INSERT INTO books VALUES (7, 'a'), (7, 'b')", "the number 7 more than once" },
  { CREATE_ALL "CREATE FUNCTION f () RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
    "CREATE TRIGGER complete BEFORE INSERT ON authors FOR EACH ROW EXECUTE FUNCTION f ()", "ALTER TRIGGER complete ON authors RENAME TO complete_before;" },
  { CREATE_ALL "ALTER TABLE bookauthors ENABLE ROW LEVEL SECURITY", "rules or policies" },
};

/* Why, what was kept and what to do are sentences, each of which is translated as a whole. */
static void
assert_sentences (const char *message)
{
  static const char before[] = "that Counterfoil cannot work with. ";
  const char *why = strstr (message, before);

  g_assert_nonnull (why);
  g_assert_true (g_ascii_isupper (why[strlen (before)]));
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autoptr(GError) error = NULL;

      sql (fixture, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
      sql (fixture, refused[i].sql);
      before = rows (fixture, PICTURE_SQL);
      g_assert_null (find (fixture->pool, &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, refused[i].words));
      g_assert_nonnull (strstr (error->message, "Nothing was changed."));
      assert_sentences (error->message);
      after = rows (fixture, PICTURE_SQL);
      g_assert_cmpstr (after, ==, before);
    }
}

/* Nobody said yes: the schema itself keeps its hands off, and leaves nothing behind. Nor does adopting another track mean this one. */
static void
test_not_asked (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;

  sql (fixture, CREATE_ALL);
  before = rows (fixture, PICTURE_SQL);
  g_assert_false (run (fixture->pool, CF_MODEL_LIBRARY_TRACK, CF_MODEL_LIBRARY_MIGRATIONS, FALSE, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_RAISED);
  g_assert_nonnull (strstr (error->message, "“authors”, “bookauthors”, “books”"));
  assert_rows (fixture, PICTURE_SQL, before);
  g_clear_error (&error);

  g_assert_true (run (fixture->pool, CF_MODEL_SALES_TRACK, CF_MODEL_SALES_MIGRATIONS, TRUE, &error));
  g_assert_no_error (error);
  assert_rows (fixture, "SELECT count (*) FROM pg_attribute WHERE attrelid = 'books'::regclass AND attname = 'version'", "0");
}

/* Each of these lets a later moment of it fail. */
static void
test_failure (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const hindrances[] = {
    "CREATE INDEX books_by_time ON books (title)",
    "CREATE FUNCTION f () RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT count (*)::int FROM authors WHERE author_id > 1; END",
    "ALTER TABLE books ADD CHECK (number_of_pages IS NULL OR current_setting ('application_name') = 'x') NOT VALID",
  };

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (hindrances); i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *content = NULL;
      g_autoptr(GError) error = NULL;

      sql (fixture, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
      sql (fixture, shapes[0].sql);
      sql (fixture, hindrances[i]);
      before = rows (fixture, PICTURE_SQL);
      content = rows (fixture, "SELECT ctid, * FROM books");
      g_assert_false (run (fixture->pool, CF_MODEL_LIBRARY_TRACK, CF_MODEL_LIBRARY_MIGRATIONS, TRUE, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
      assert_rows (fixture, PICTURE_SQL, before);
      assert_rows (fixture, "SELECT ctid, * FROM books", content);
    }
}

static void
test_without_right (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfAdoption) adoption = NULL;
  CfDbPool *pool;

  if (fixture->server == NULL)
    return;

  sql (fixture, CREATE_ALL "ALTER TABLE books OWNER TO anna; ALTER TABLE authors OWNER TO anna; ALTER TABLE bookauthors OWNER TO anna");
  pool = pool_as (fixture, "stranger");
  g_assert_null (find (pool, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "GRANT anna TO stranger; GRANT CREATE ON SCHEMA public TO stranger; GRANT CREATE ON DATABASE " DATABASE " TO stranger;"));
  g_clear_error (&error);

  /* What an administrator is told to run is enough. */
  sql (fixture, "GRANT anna TO stranger; GRANT CREATE ON SCHEMA public TO stranger; GRANT CREATE ON DATABASE " DATABASE " TO stranger");
  adoption = find (pool, &error);
  g_assert_no_error (error);
  g_assert_nonnull (adoption);
  run (pool, CF_MODEL_LIBRARY_TRACK, CF_MODEL_LIBRARY_MIGRATIONS, TRUE, &error);
  g_assert_no_error (error);
  sql_as (fixture, "anna", "INSERT INTO books (title) VALUES ('new')");
  db_close (pool);
  g_object_unref (pool);
  sql (fixture, "REVOKE anna FROM stranger");
}

/* -------------------------------------------------------------------------------------------------
 * Many, and words
 * ------------------------------------------------------------------------------------------------- */

static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, CREATE_ALL
                "INSERT INTO authors (first_name, last_name) SELECT 'First ' || n % 97, 'Last ' || n % 1000 FROM generate_series (1, 5000) n;"
                "INSERT INTO books (title, number_of_pages) SELECT 'Title ' || n % 15000, n % 900 FROM generate_series (1, 20000) n;"
                "INSERT INTO bookauthors (author_id, book_id) SELECT 1 + n % 4999, 1 + n % 20000 FROM generate_series (1, 30000) n;"
                "CREATE TABLE before AS SELECT b.book_id, b.title, b.number_of_pages, string_agg (a.first_name || ' ' || a.last_name, ', ' ORDER BY p.bookauthor_id) AS line"
                " FROM books b LEFT JOIN bookauthors p USING (book_id) LEFT JOIN authors a USING (author_id) GROUP BY b.book_id");
  adopt (fixture);
  assert_rows (fixture, "SELECT count (*) FROM before x JOIN books b USING (book_id) WHERE b.title = x.title AND b.number_of_pages = x.number_of_pages AND b.author_line = x.line", "20000");
  assert_rows (fixture, "SELECT (SELECT count (*) FROM authors), (SELECT count (*) FROM bookauthors), (SELECT count (*) FROM counterfoil.history)", "5000|30000|0");
}

/* What a person reads before anything is done. */
static void
test_words (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(CfAdoption) adoption = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (fixture->server == NULL)
    return;

  g_assert_null (find (fixture->pool, &error));
  g_assert_no_error (error);

  sql (fixture, shapes[1].sql);
  adoption = find (fixture->pool, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_adoption_get_table (adoption), ==, "authors, books, bookauthors");
  text = cf_adoption_to_text (adoption);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "“" DATABASE "” already has tables of other programs: authors (2 rows), books (3 rows), bookauthors (3 rows)."));
  g_assert_nonnull (strstr (text, "missing: authors.note, bookauthors.bookauthor_id."));
  g_assert_nonnull (strstr (text, "whole numbers, with the same values: bookauthors.position, books.number_of_pages, books.year."));
  g_assert_nonnull (strstr (text, "The key on bookauthors.author_id, book_id is replaced"));
  g_assert_nonnull (strstr (text, "as its key: authors.author_id, books.book_id."));
  g_assert_nonnull (strstr (text, "1 ISBN is written as its 13 digits"));
  g_assert_nonnull (strstr (text, "2 rows of “bookauthors” name"));
  g_assert_nonnull (strstr (text, "No row is removed"));
}

int
main (int    argc,
      char **argv)
{
  static const char *const modes[] = { "notes", "orm", "core", "hints" };

  cf_test_init (&argc, &argv);
  cf_model_init ();

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *path = g_strconcat ("/library-adoption/shape/", shapes[i].name, NULL);

      g_test_add (path, Fixture, &shapes[i], setup, test_shape, teardown);
    }
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autofree char *path = g_strconcat ("/library-adoption/programs/", modes[i], NULL);

      g_test_add (path, Fixture, NULL, setup, test_programs, teardown);
    }
  g_test_add ("/library-adoption/isbn", Fixture, NULL, setup, test_isbn, teardown);
  g_test_add ("/library-adoption/surroundings", Fixture, NULL, setup, test_surroundings, teardown);
  g_test_add ("/library-adoption/refused", Fixture, NULL, setup, test_refused, teardown);
  g_test_add ("/library-adoption/not-asked", Fixture, NULL, setup, test_not_asked, teardown);
  g_test_add ("/library-adoption/failure", Fixture, NULL, setup, test_failure, teardown);
  g_test_add ("/library-adoption/without-right", Fixture, NULL, setup, test_without_right, teardown);
  g_test_add ("/library-adoption/many", Fixture, NULL, setup, test_many, teardown);
  g_test_add ("/library-adoption/words", Fixture, NULL, setup, test_words, teardown);

  return g_test_run ();
}
