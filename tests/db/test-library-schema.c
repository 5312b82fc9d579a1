/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The library's schema: what it does with rows of others, how books are added, who may do what. */

#include "../isbn-vectors.h"
#include "cf-error.h"
#include "cf-isbn.h"
#include "cf-model.h"
#include "schema-fixture.h"

#include <string.h>

/* -------------------------------------------------------------------------------------------------
 * Rows of others
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

static void
test_completion (SchemaFixture *fixture,
                 gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_sql (fixture, "INSERT INTO authors (first_name, last_name, note, version, added_at, added_by) VALUES ('  Émile ', E'O\\'Brien\\u200f', NULL, NULL, NULL, NULL), (NULL, NULL, NULL, 1, now (), 'me'),"
                " ('', 'Plato', 'the philosopher', 1, now (), 'me'), ('Jan', 'van der Berg', NULL, 1, now (), 'me'), ('...', NULL, NULL, 1, now (), 'me')");
  schema_assert_rows (fixture, "SELECT name_key, sort_name, folded_names, search_text, version, added_by FROM authors ORDER BY author_id",
               "emile o brien|o brien emile| emile o'brien emile o brien| emile o'brien emile o brien|1|postgres\n|||"
               "|1|me\nplato|plato| plato| plato the philosopher|1|me\njan van der berg|van der berg jan| jan van der berg| jan van der berg|1|me\n...|...| ...| ...|1|me");

  schema_sql (fixture, "INSERT INTO books (title, number_of_pages, isbn, isbn_unverified, year, version, added_by, sort_title, author_line, search_text) VALUES"
                " (E'\\tThe  \\u202eHuntréss\\u0007 ', -3, ' 0-306-40615-2', true, 2019, NULL, NULL, 'x', 'x', 'x'), (NULL, NULL, '978', NULL, NULL, 1, 'me', '', '', ''), ('', 0, ' ', NULL, NULL, 1, 'me', '', '', '')");
  schema_assert_rows (fixture, "SELECT sort_title, number_of_pages, isbn, isbn_unverified, version, added_by, author_line, sort_authors, search_text FROM books ORDER BY book_id",
               "the huntress|-3|9780306406157|f|1|postgres||| the huntress 9780306406157 0306406152 2019\n||978|t|1|me|||  978\n|0||f|1|me|||");

  /* Gaps, equal and missing positions, roles nobody knows, the same twice, and pairs of nothing. */
  schema_sql (fixture, "INSERT INTO bookauthors (book_id, author_id, position, role) VALUES (1, 4, NULL, NULL), (1, 3, 7, 'author'), (1, 1, 7, 'author'), (1, 1, 9, 'author'),"
                " (1, 5, 1, 'ghost writer'), (1, 2, 2, 'author'), (NULL, 1, 1, NULL), (1, NULL, 1, NULL), (NULL, NULL, NULL, NULL), (2, 5, 1, 'editor')");
  schema_assert_rows (fixture, "SELECT book_id, author_line, sort_authors, author_search FROM books ORDER BY book_id",
               "1|Plato, Émile  O'Brien\u200f, Jan van der Berg|plato\tthe huntress| ... plato emile o'brien emile o brien jan van der berg\n2|...|...\t| ...\n3|||");
  schema_sql (fixture, "UPDATE books SET author_line = 'x', author_search = 'x', author_sort = 'x', sort_title = 'x', search_text = 'x', version = 77; UPDATE authors SET name_key = 'x', search_text = 'x', version = 77");
  schema_assert_rows (fixture, STALE, "");
  schema_assert_rows (fixture, "SELECT string_agg (version::text, ' ' ORDER BY book_id), min (sort_title), max (sort_title) FROM books", "2 2 1||the huntress");
  schema_assert_rows (fixture, "SELECT count (*) FROM authors WHERE version > 1 OR name_key = 'x'", "0");

  /* Others may have columns of their own. */
  schema_sql (fixture, "ALTER TABLE books ADD shelf text DEFAULT 'A', ADD wing text DEFAULT 'B'; UPDATE books SET shelf = 'C' WHERE book_id = 3");
  schema_assert_rows (fixture, "SELECT version FROM books WHERE book_id = 3", "2");
  schema_assert_rows (fixture, "SELECT old_row ->> 'shelf', old_row ? 'search_text' FROM counterfoil.history WHERE relation = 'books' AND operation = 'UPDATE'", "A|f");
}

/* Texts of nothing but noise, which no index compresses. */
#define NOISE(n) "(SELECT string_agg (md5 (i::text || random ()), '') FROM generate_series (1, " n ") i)"

static void
test_long (SchemaFixture *fixture,
           gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_sql (fixture, "INSERT INTO books (title, isbn) VALUES (" NOISE ("320000") ", " NOISE ("3000") "), (repeat ('é', 100000), NULL), (repeat (chr (70000), 3000), repeat ('9', 5000))");
  schema_sql (fixture, "INSERT INTO authors (first_name, last_name, note) VALUES (" NOISE ("3000") ", " NOISE ("3000") ", " NOISE ("3000") "), (repeat (chr (70000), 3000), repeat (chr (70001), 3000), repeat (chr (70002), 3000))");
  schema_sql (fixture, "INSERT INTO bookauthors (book_id, author_id, position) SELECT book_id, author_id, 1 FROM books, authors; UPDATE authors SET last_name = last_name || 'x'; UPDATE books SET title = title || 'x'");
  schema_assert_rows (fixture, "SELECT count (*) FROM books WHERE length (title) > 3000 AND octet_length (search_text) <= 1800 AND length (sort_title) <= 200", "3");
  schema_assert_rows (fixture, "SELECT length (title) FROM books WHERE book_id = 1", "10240001");

  /* They are found, told apart, and stored once. */
  schema_sql (fixture, "SELECT counterfoil.add_book (title, 1, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, false) FROM books ORDER BY book_id");
  schema_assert_rows (fixture, "SELECT count (*) FROM books", "3");
  schema_sql (fixture, "SELECT counterfoil.add_book (title || 'y', 1, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, false) FROM books ORDER BY book_id");
  schema_assert_rows (fixture, "SELECT count (*) FROM books", "6");
  schema_assert_rows (fixture, "SELECT string_agg (x.whys[1], ' ') FROM authors a, LATERAL counterfoil.match_authors (ARRAY[a.name_key], ARRAY[a.first_name], ARRAY[a.last_name], NULL) x WHERE x.authors = ARRAY[a.author_id]", "name name");
}

static void
test_keys (SchemaFixture *fixture,
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

      schema_assert_rows (fixture, ask, names[i].equal ? "t" : "f");
    }

  /* Titles keep their signs: they are what tells some of them apart. */
  schema_assert_rows (fixture, "SELECT counterfoil.fold_title ('C++') = counterfoil.fold_title ('C'), counterfoil.fold_title (E' L\\'ÉTRANGER\\u200b ') = counterfoil.fold_title (E'l\\'etranger')", "f|t");
  schema_assert_rows (fixture, "SELECT string_agg (counterfoil.search_pattern (w), ' ' ORDER BY place) FROM unnest (ARRAY['the', 'a', 'Quinn,', '978-0-06-27', '0-06-27', '1914-1918', '100%', 'a_b\\', '“Émile”', '...']) WITH ORDINALITY AS x (w, place)",
               "%the% % a% %quinn% %97800627% %00627% %1914-1918% %100\\%% %a\\_b\\\\% %emile% %...%");
}

static void
test_isbn (SchemaFixture *fixture,
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

      schema_sql (fixture, add);
      schema_assert_rows (fixture, "SELECT isbn, isbn_unverified FROM books ORDER BY book_id DESC LIMIT 1", expected);
    }
  schema_sql (fixture, "UPDATE books SET isbn = '0-306-40615-2' WHERE isbn = 'ask Bob'; UPDATE books SET isbn = NULL WHERE isbn = '9791090636071'");
  schema_assert_rows (fixture, "SELECT count (*) FILTER (WHERE isbn_unverified), count (*) FILTER (WHERE isbn IS NULL) FROM books", "5|1");
}

static void
test_isbn_vectors (SchemaFixture *fixture,
                   gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (isbn_vectors); i++)
    {
      g_auto (GStrv) parts = g_strsplit (isbn_vectors[i].text, "'", -1);
      g_autofree char *quoted = g_strjoinv ("''", parts);
      g_autofree char *select = g_strdup_printf ("SELECT counterfoil.isbn13 ('%s')", quoted);

      g_test_message ("%s", isbn_vectors[i].text);
      schema_assert_rows (fixture, select, isbn_vectors[i].isbn != NULL ? isbn_vectors[i].isbn : "");
    }
}

/* (transfer full) */
static char *
put (const char *place,
     const char *text)
{
  g_auto (GStrv) parts = g_strsplit (place, "%s", 2);

  return g_strjoinv (text, parts);
}

/* Ideographs and Hangul are left out, of which each is as the other. */
static gboolean
is_worth_a_try (gunichar c)
{
  return c < 0x3100 || (c >= 0xa600 && c < 0xac00) || (c >= 0xfd00 && c < 0x10000);
}

/* Every character, where it may be a digit, stand between digits, before them, and behind. */
static void
test_isbn_characters (SchemaFixture *fixture,
                      gconstpointer  data)
{
  static const char *const places[] = { "978-0-439-%s2348-1", "978-0%s439-02348-1", "%s9780439023481", "9780439023481%s", "043965548%s" };

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *select = g_strdup_printf ("SELECT c FROM generate_series (1, 65535) AS c WHERE (c < 12544 OR c BETWEEN 42496 AND 44031 OR c >= 64768)"
                                                 " AND counterfoil.isbn13 (format ('%s', chr (c))) IS NOT NULL ORDER BY c", places[i]);
      g_autoptr (GString) valid = g_string_new (NULL);

      for (gunichar c = 1; c < 65536; c++)
        {
          char text[7] = "";
          g_autofree char *isbn = NULL;

          if (!is_worth_a_try (c))
            continue;
          g_unichar_to_utf8 (c, text);
          isbn = put (places[i], text);
          if (cf_isbn_parse (isbn, NULL, NULL) == CF_ISBN_VALID)
            g_string_append_printf (valid, "%s%u", valid->len > 0 ? "\n" : "", c);
        }
      g_assert_cmpuint (valid->len, >, 0);
      schema_assert_rows (fixture, select, valid->str);
    }
}

/* -------------------------------------------------------------------------------------------------
 * Adding
 * ------------------------------------------------------------------------------------------------- */

static void
test_add (SchemaFixture *fixture,
          gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  /* The notes' examples. */
  schema_assert_rows (fixture, ADD_PLAIN ("The Huntress", "Kate", "Quinn"), "added|1|1|1|1|t||t");
  schema_assert_rows (fixture, ADD_PLAIN ("The Institute", "Steven", "King"), "added|2|1|1|2|t||t");
  schema_assert_rows (fixture, ADD_PLAIN ("The Diamond Eye", "Kate", "Quinn"), "added|3|1|1|1|f||t");
  schema_assert_rows (fixture, ADD_PLAIN ("The Huntress", "Kate", "Quinn"), "duplicate|1|1||||title|f");
  schema_assert_rows (fixture, "SELECT (SELECT count (*) FROM books), (SELECT count (*) FROM authors), (SELECT count (*) FROM bookauthors)", "3|2|3");

  /* Several, in order, with roles: blanks are passed over, one in a role is taken once, one new name is one new person. */
  schema_assert_rows (fixture, ADD ("'  Omens '", "'0-306-40615-2'", "1990", "'{Neil,\"\",KATE,Neil,Terry,Neil}'", "'{Gaiman,\" \",quinn,Gaiman,Pratchett,gaiman}'", "'{editor,NULL,NULL,author,translator,editor}'", "NULL", "false"),
               "added|4|1|1|3|t||t\nadded|4|1|3|1|f||t\nadded|4|1|4|3|t||t\nadded|4|1|5|4|t||t\nadded|4|1|6|3|t||t");
  schema_assert_rows (fixture, "SELECT author_id, position, role FROM bookauthors WHERE book_id = 4 ORDER BY position", "3|1|editor\n1|2|author\n3|3|author\n4|4|translator");
  schema_assert_rows (fixture, "SELECT title, author_line, author_sort, isbn, number_of_pages, year, version FROM books WHERE book_id = 4", "  Omens |Neil Gaiman, Kate Quinn|gaiman neil|9780306406157|100|1990|1");

  /* Without anybody, and without a title. */
  schema_assert_rows (fixture, ADD ("'Beowulf'", "NULL", "NULL", "NULL", "NULL", "NULL", "NULL", "NULL"), "added|5|1||||" "|t");
  schema_assert_rows (fixture, ADD ("'Edda'", "NULL", "NULL", "'{}'", "'{}'", "'{}'", "'{}'", "false"), "added|6|1||||" "|t");
  schema_assert_state (fixture, "postgres", ADD_PLAIN (" ", "Kate", "Quinn"), "23502");
  schema_assert_rows (fixture, "SELECT count (*) FROM counterfoil.history WHERE relation = 'books'", "6");
  schema_assert_rows (fixture, STALE, "");
}

static void
test_duplicates (SchemaFixture *fixture,
                 gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_sql (fixture, ADD ("'Dune'", "'0-441-17271-7'", "1965", "'{Frank}'", "'{Herbert}'", "NULL", "NULL", "false"));
  /* By the ISBN, in any form, whatever the rest. */
  schema_assert_rows (fixture, ADD ("'Other'", "'978-0-441-17271-9'", "NULL", "'{A}'", "'{B}'", "NULL", "NULL", "false"), "duplicate|1|1||||isbn|f");
  /* By the title, unless something that both have tells them apart. */
  schema_assert_rows (fixture, ADD ("'DUNE '", "NULL", "2021", "'{}'", "'{}'", "NULL", "NULL", "false"), "duplicate|1|1||||title|f");
  schema_assert_rows (fixture, ADD ("'dune'", "NULL", "NULL", "'{FRANK}'", "'{herbert}'", "NULL", "NULL", "false"), "duplicate|1|1||||title|f");
  schema_assert_rows (fixture, ADD ("'Dune'", "NULL", "NULL", "'{Frank,Brian}'", "'{Herbert,Herbert}'", "NULL", "NULL", "false"), "duplicate|1|1||||title|f");
  schema_assert_rows (fixture, ADD ("'Dune'", "NULL", "NULL", "'{Frank,Ann}'", "'{Herbert,Lator}'", "'{NULL,translator}'", "NULL", "false"), "duplicate|1|1||||title|f");
  schema_assert_rows (fixture, "SELECT count (*) FROM authors", "1");
  schema_assert_rows (fixture, ADD ("'Dune'", "'9780306406157'", "NULL", "'{Frank}'", "'{Herbert}'", "NULL", "NULL", "false"), "added|2|1|1|1|f||t");
  schema_assert_rows (fixture, ADD ("'Dune'", "NULL", "NULL", "'{Kate}'", "'{Quinn}'", "NULL", "NULL", "false"), "added|3|1|1|2|t||t");
  /* All of them, the likeliest first. */
  schema_sql (fixture, ADD ("'Dune'", "NULL", "NULL", "NULL", "NULL", "NULL", "NULL", "true"));
  schema_assert_rows (fixture, ADD ("'Dune'", "NULL", "NULL", "'{Frank}'", "'{Herbert}'", "NULL", "NULL", "false"),
               "duplicate|1|1||||title|f\nduplicate|2|1||||title|f\nduplicate|4|1||||title|f");
  schema_assert_rows (fixture, ADD ("'Dune'", "NULL", "NULL", "'{Frank}'", "'{Herbert}'", "NULL", "NULL", "true"), "added|5|1|1|1|f||t");
  /* What a person insists on is compared too; and a title of nothing but an accent of another. */
  schema_sql (fixture, ADD ("'Odd'", "'12 34'", "NULL", "NULL", "NULL", "NULL", "NULL", "false"));
  schema_assert_rows (fixture, ADD ("'Odder'", "'1234'", "NULL", "NULL", "NULL", "NULL", "NULL", "false"), "duplicate|6|1||||isbn|f");
  /* Those of others, with an author twice, or of none. */
  schema_sql (fixture, "INSERT INTO books (title) VALUES ('Twice'); INSERT INTO bookauthors (book_id, author_id) VALUES (7, 1), (7, 1), (7, NULL)");
  schema_assert_rows (fixture, ADD_PLAIN ("Twice", "Frank", "Herbert"), "duplicate|7|1||||title|f");
  schema_assert_rows (fixture, ADD_PLAIN ("Twice", "Kate", "Quinn"), "added|8|1|1|2|f||t");
}

static void
test_ambiguous (SchemaFixture *fixture,
                gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  schema_sql (fixture, "INSERT INTO authors (first_name, last_name, note) VALUES ('John', 'Smith', 'b. 1950'), ('John', 'SMITH', 'b. 1970'), ('Kate', 'Quinn', NULL)");
  schema_assert_rows (fixture, ADD ("'New'", "NULL", "NULL", "'{Kate,John}'", "'{Quinn,Smith}'", "NULL", "NULL", "false"), "ambiguous|||2|1||name|f\nambiguous|||2|2||name|f");
  schema_assert_rows (fixture, ADD_PLAIN ("New", "Quinn", "Kate"), "ambiguous|||1|3||swapped|f");
  schema_assert_rows (fixture, "SELECT (SELECT count (*) FROM books), (SELECT count (*) FROM authors)", "0|3");
  /* What the person says. */
  schema_assert_rows (fixture, ADD ("'New'", "NULL", "NULL", "'{Kate,John,Quinn}'", "'{Quinn,Smith,Kate}'", "NULL", "'{NULL,2,0}'", "false"), "added|1|1|1|3|f||t\nadded|1|1|2|2|f||t\nadded|1|1|3|4|t||t");
  schema_assert_rows (fixture, "SELECT author_line FROM books", "Kate Quinn, John SMITH, Quinn Kate");
  schema_sql (fixture, "SELECT counterfoil.add_book ('Third', NULL, NULL, false, NULL, '{John,John}', '{Smith,Smith}', NULL, '{0,0}', '{b. 1990,b. 2000}', false)");
  schema_assert_rows (fixture, "SELECT note FROM authors WHERE name_key = 'john smith' ORDER BY author_id", "b. 1950\nb. 1970\nb. 1990\nb. 2000");
  /* Who is not there any more. */
  schema_assert_rows (fixture, ADD ("'Next'", "NULL", "NULL", "'{Kate,Gone}'", "'{Quinn,One}'", "NULL", "'{NULL,99}'", "false"), "gone|||2|99||" "|f");
  /* A book that is there is told before anybody is asked who wrote it. */
  schema_assert_rows (fixture, ADD_PLAIN ("New", "John", "Smith"), "duplicate|1|1||||title|f");
  /* By another spelling; and where that is somebody's own name, it is asked. */
  schema_sql (fixture, "INSERT INTO counterfoil.author_aliases (author_id, first_name, last_name) VALUES (3, 'Catherine', 'Quinn')");
  schema_assert_rows (fixture, ADD_PLAIN ("By alias", "CATHERINE", "Quinn"), "added|3|1|1|3|f||t");
  schema_sql (fixture, "INSERT INTO authors (first_name, last_name) VALUES ('Catherine', 'Quinn')");
  schema_assert_rows (fixture, ADD_PLAIN ("By both", "Catherine", "Quinn"), "ambiguous|||1|7||name|f\nambiguous|||1|3||alias|f");
}

/* -------------------------------------------------------------------------------------------------
 * Rights, and where it stands
 * ------------------------------------------------------------------------------------------------- */

static void
test_rights (SchemaFixture *fixture,
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
    { "INSERT INTO counterfoil.author_aliases (author_id, first_name, last_name) VALUES (1, random ()::text, 'x')", 2 },
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

      schema_sql (fixture, make);
      if (i > 0)
        schema_sql (fixture, join);
    }
  schema_sql (fixture, "GRANT SELECT ON public.books TO cf_test_nobody; INSERT INTO authors (last_name) VALUES ('One'), ('Two'); INSERT INTO books (title) VALUES ('A')");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int role = 0; role < (int) G_N_ELEMENTS (roles); role++)
      schema_assert_state (fixture, roles[role], cases[i].sql, role < cases[i].least ? "42501" : NULL);

  schema_assert_rows (fixture, "SELECT string_agg (DISTINCT tableowner, ' ') FROM pg_tables WHERE schemaname = 'counterfoil' OR tablename IN ('authors', 'books', 'bookauthors')", "counterfoil_owner");
  schema_sql (fixture, "REVOKE ALL ON public.books FROM cf_test_nobody");
}

/* Sales and library in one database, whichever comes first. */
static void
test_both_tracks (SchemaFixture *fixture,
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

      cf_test_server_fresh_database (fixture->server, SCHEMA_DATABASE);
      for (guint i = 0; i < 2; i++)
        {
          schema_migrate_as (fixture->server, "postgres", tracks[(first + i) % 2].track, tracks[(first + i) % 2].folder, &error);
          g_assert_no_error (error);
        }
      schema_sql (fixture, "INSERT INTO counterfoil.settings (currency, digits, time_zone) VALUES ('GBP', 2, 'UTC')");
      schema_assert_state (fixture, "adder", ADD_PLAIN ("A", "Ann", "One"), NULL);
      schema_assert_state (fixture, "adder", "INSERT INTO sales (product, order_total) VALUES ('tea', 2)", NULL);
      schema_assert_state (fixture, "adder", "UPDATE sales SET order_total = 3", NULL);
      schema_assert_rows (fixture, "SELECT relation, operation, change FROM counterfoil.history ORDER BY history_id DESC LIMIT 2", "sales|UPDATE|2\nbooks|INSERT|1");
      schema_assert_rows (fixture, "SELECT string_agg (DISTINCT tableowner, ' ') FROM pg_tables WHERE schemaname IN ('counterfoil', 'public')", "counterfoil_owner");
      /* A change of the shop is none of the library. */
      schema_assert_rows (fixture, "SELECT outcome FROM counterfoil.undo_change (2)", "unknown");
      schema_assert_rows (fixture, "SELECT left (counterfoil.make_groups (), 14)", "The groups are");
    }
}

/* A server may lack the extensions, and whoever migrates may make no roles. */
static void
test_poor_server (SchemaFixture *fixture,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;

  cf_test_server_fresh_database (fixture->server, SCHEMA_DATABASE);
  schema_sql (fixture, "DO $$ BEGIN CREATE ROLE poor LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT CREATE ON SCHEMA public TO poor;"
                "GRANT CREATE ON DATABASE " SCHEMA_DATABASE " TO poor; CREATE SCHEMA counterfoil AUTHORIZATION poor");
  /* Neither of them can be made where a function of its name is. */
  schema_sql (fixture, "CREATE FUNCTION counterfoil.similarity (text, text) RETURNS real LANGUAGE sql AS 'SELECT 0::real'; CREATE FUNCTION counterfoil.unaccent (text) RETURNS text LANGUAGE sql AS 'SELECT $1'");
  schema_migrate_as (fixture->server, "poor", CF_MODEL_LIBRARY_TRACK, CF_MODEL_LIBRARY_MIGRATIONS, &error);
  g_assert_no_error (error);
  schema_assert_rows (fixture, "SELECT count (*) FROM pg_extension WHERE extname IN ('pg_trgm', 'unaccent')", "0");
  schema_assert_state (fixture, "poor", ADD_PLAIN ("Zoë", "Émile", "Abécassis"), NULL);
  schema_assert_rows (fixture, "SELECT author_id, how FROM counterfoil.complete_authors ('ÉMI', 10)", "1|prefix");
  schema_assert_rows (fixture, "SELECT count (*) FROM counterfoil.similar_authors (1, 10)", "0");
  schema_assert_rows (fixture, "SELECT count (*) FROM books WHERE search_text LIKE counterfoil.search_pattern ('ZOË') AND search_text LIKE counterfoil.search_pattern ('cass')", "1");
  schema_assert_state (fixture, "poor", "SELECT counterfoil.undo_change (1)", NULL);
  schema_assert_rows (fixture, "SELECT count (*) FROM books", "0");
}

int
main (int    argc,
      char **argv)
{
  cf_test_init (&argc, &argv);
  cf_model_init ();

#define TEST(path, data, func) g_test_add ("/library-schema/" path, SchemaFixture, data, schema_setup, func, schema_teardown)
  TEST ("other-clients/notes", "stranger", test_other_client);
  TEST ("other-clients/orm", "stranger", test_other_client);
  TEST ("other-clients/core", "stranger", test_other_client);
  TEST ("other-clients/hints", "stranger", test_other_client);
  TEST ("completion", NULL, test_completion);
  TEST ("long", NULL, test_long);
  TEST ("keys", NULL, test_keys);
  TEST ("isbn", NULL, test_isbn);
  TEST ("isbn-vectors", NULL, test_isbn_vectors);
  TEST ("isbn-characters", NULL, test_isbn_characters);
  TEST ("add", NULL, test_add);
  TEST ("duplicates", NULL, test_duplicates);
  TEST ("ambiguous", NULL, test_ambiguous);
  TEST ("rights", NULL, test_rights);
  TEST ("both-tracks", NULL, test_both_tracks);
  TEST ("poor-server", NULL, test_poor_server);

  return g_test_run ();
}
