/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The library on the server: what adding a book costs beside bare libpq that sends the same unit, and beside SQLAlchemy's ORM on the
 * same schema; how long it takes to copy books in; and what each key of a search costs the server at a million books, beside what it may. */

#include <libpq-fe.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "cf-author-repository.h"
#include "cf-book-repository.h"
#include "cf-db-migrator.h"
#include "cf-db-pool.h"
#include "cf-model.h"
#include "cf-test-server.h"
#include "cf-test-utils.h"

#define N_TURNS 9
#define N_BOOKS 200
#define N_AUTHORS 4
#define N_KNOWN 1000
#define N_THERE 10000
#define N_COPIED 100000

static const char who_sql[] =
  "SELECT set_config ('counterfoil.clerk', $1, true), set_config ('counterfoil.till', '', true), set_config ('counterfoil.request', $2, true)";

static const char add_sql[] =
  "SELECT * FROM counterfoil.add_book ($1, $2, NULL, false, $3, $4, $5, $6, NULL, NULL, false)";

typedef struct
{
  CfTestServer *server;
  PGconn       *pg;
  CfDbPool     *pool;
  guint         n_added;
} Bench;

/* A book: of four of a thousand authors who are there. */
typedef struct
{
  char  title[32];
  char *first[N_AUTHORS];       /* (owned) */
  char *last[N_AUTHORS];        /* (owned) */
} Book;

/* Which of some turns others on this machine disturbed least. */
static double
best_of (const double *values, guint n)
{
  double best = values[0];

  for (guint i = 1; i < n; i++)
    best = MIN (best, values[i]);
  return best;
}

/* --- the database ------------------------------------------------------------------------- */

static void
migrate (Bench *self, const char *database)
{
  g_autofree char *conninfo = cf_test_server_conninfo (self->server, database);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbConfig) config = cf_db_config_new (conninfo, &error);
  g_autoptr(CfDbMigrator) migrator = NULL;
  g_autoptr(GAsyncResult) opened = NULL;
  g_autoptr(GAsyncResult) made = NULL;

  cf_test_server_fresh_database (self->server, database);
  self->pool = cf_db_pool_new (config);
  cf_db_pool_open_async (self->pool, NULL, cf_test_await_cb, &opened);
  cf_db_pool_open_finish (self->pool, cf_test_await (&opened), &error);
  g_assert_no_error (error);
  migrator = cf_db_migrator_new (self->pool, CF_MODEL_LIBRARY_TRACK, CF_MODEL_LIBRARY_MIGRATIONS, &error);
  g_assert_no_error (error);
  cf_db_migrator_run_async (migrator, NULL, cf_test_await_cb, &made);
  cf_db_migrator_run_finish (migrator, cf_test_await (&made), NULL, &error);
  g_assert_no_error (error);

  self->pg = PQconnectdb (conninfo);
  g_assert_cmpint (PQstatus (self->pg), ==, CONNECTION_OK);
}

static void
leave (Bench *self)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_db_pool_close_async (self->pool, NULL, cf_test_await_cb, &result);
  cf_db_pool_close_finish (self->pool, cf_test_await (&result), NULL);
  g_clear_object (&self->pool);
  g_clear_pointer (&self->pg, PQfinish);
}

static PGresult *
run_sql (Bench *self, const char *sql)
{
  PGresult *result = PQexec (self->pg, sql);
  ExecStatusType status = PQresultStatus (result);

  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_COPY_IN)
    g_error ("%s\n%s", PQerrorMessage (self->pg), sql);
  return result;
}

/* --- adding ------------------------------------------------------------------------------- */

static void
book_init (Book *book, Bench *self)
{
  guint first = g_random_int_range (0, N_KNOWN);

  g_snprintf (book->title, sizeof book->title, "Title %u", self->n_added++);
  for (guint i = 0; i < N_AUTHORS; i++)
    {
      book->first[i] = g_strdup_printf ("First %u", (first + i * 251) % N_KNOWN);
      book->last[i] = g_strdup_printf ("Last %u", (first + i * 251) % N_KNOWN);
    }
}

static void
book_clear (Book *book)
{
  for (guint i = 0; i < N_AUTHORS; i++)
    {
      g_free (book->first[i]);
      g_free (book->last[i]);
    }
}

static double
run_ours (Bench *self)
{
  static const char *const roles[N_AUTHORS] = { "author", "author", "author", "translator" };
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < N_BOOKS; i++)
    {
      g_autoptr(CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GPtrArray) results = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *request = g_uuid_string_random ();
      CfDbParams *who = cf_db_params_new ();
      CfDbParams *params = cf_db_params_new ();
      Book book;

      book_init (&book, self);
      cf_db_params_add_text (who, "anna");
      cf_db_params_add_text (who, request);
      cf_db_params_add_text (params, book.title);
      cf_db_params_add_int (params, 320);
      cf_db_params_add_int (params, 1990);
      cf_db_params_add_texts (params, (const char *const *) book.first, N_AUTHORS);
      cf_db_params_add_texts (params, (const char *const *) book.last, N_AUTHORS);
      cf_db_params_add_texts (params, roles, N_AUTHORS);
      cf_db_unit_add (unit, who_sql, who);
      cf_db_unit_add (unit, add_sql, params);
      cf_db_pool_run_async (self->pool, CF_DB_LANE_INTERACTIVE, unit, NULL, cf_test_await_cb, &result);
      results = cf_db_pool_run_finish (self->pool, cf_test_await (&result), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (cf_db_result_get_text (g_ptr_array_index (results, 1), 0, 0), ==, "added");
      book_clear (&book);
    }
  return (double) (g_get_monotonic_time () - start) / N_BOOKS;
}

/* What a unit of two statements answers in a pipeline. */
static void
read_added (Bench *self)
{
  guint n_results = 0;

  for (;;)
    {
      PGresult *result = PQgetResult (self->pg);
      ExecStatusType status = result != NULL ? PQresultStatus (result) : PGRES_TUPLES_OK;

      g_assert_true (status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_SYNC);
      if (result != NULL && status == PGRES_TUPLES_OK && ++n_results == 2)
        g_assert_cmpstr (PQgetvalue (result, 0, 0), ==, "added");
      PQclear (result);
      if (status == PGRES_PIPELINE_SYNC)
        return;
    }
}

static double
run_bare (Bench *self)
{
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < N_BOOKS; i++)
    {
      g_autofree char *request = g_uuid_string_random ();
      g_autofree char *first = NULL;
      g_autofree char *last = NULL;
      const char *who[] = { "anna", request };
      Book book;

      book_init (&book, self);
      first = g_strdup_printf ("{\"%s\",\"%s\",\"%s\",\"%s\"}", book.first[0], book.first[1], book.first[2], book.first[3]);
      last = g_strdup_printf ("{\"%s\",\"%s\",\"%s\",\"%s\"}", book.last[0], book.last[1], book.last[2], book.last[3]);
      {
        const char *values[] = { book.title, "320", "1990", first, last, "{author,author,author,translator}" };

        g_assert_true (PQsendQueryPrepared (self->pg, "who", 2, who, NULL, NULL, 0));
        g_assert_true (PQsendQueryPrepared (self->pg, "add", 6, values, NULL, NULL, 0));
        g_assert_true (PQpipelineSync (self->pg));
      }
      read_added (self);
      book_clear (&book);
    }
  return (double) (g_get_monotonic_time () - start) / N_BOOKS;
}

static double
run_orm (Bench *self)
{
  g_autofree char *script = g_build_filename (CF_TEST_SOURCE_ROOT, "tests", "bench", "library-orm.py", NULL);
  g_autofree char *number = g_strdup_printf ("%u", N_BOOKS);
  g_autofree char *first = g_strdup_printf ("%u", self->n_added);
  g_autofree char *output = NULL;
  g_autofree char *port = g_strdup_printf ("%u", cf_test_server_get_port (self->server));
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GSubprocess) process = NULL;

  g_subprocess_launcher_setenv (launcher, "PGPORT", port, TRUE);
  process = g_subprocess_launcher_spawn (launcher, NULL, "/usr/bin/python3", script, cf_test_server_get_socket_dir (self->server), "bench", number, first, NULL);
  self->n_added += N_BOOKS;
  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL) || !g_subprocess_get_successful (process))
    return 0;
  return g_ascii_strtod (output, NULL);
}

static void
compare_adding (Bench *self)
{
  double ours[N_TURNS], bare[N_TURNS], orm[N_TURNS];

  migrate (self, "bench");
  PQclear (run_sql (self, "INSERT INTO authors (first_name, last_name) SELECT 'First ' || n, 'Last ' || n FROM generate_series (0, " G_STRINGIFY (N_KNOWN) " - 1) n"));
  PQclear (run_sql (self, "INSERT INTO books (title) SELECT 'A book that is there, number ' || n FROM generate_series (1, " G_STRINGIFY (N_THERE) ") n"));
  PQclear (run_sql (self, "VACUUM ANALYZE"));
  PQclear (PQprepare (self->pg, "who", who_sql, 0, NULL));
  PQclear (PQprepare (self->pg, "add", add_sql, 0, NULL));
  g_assert_true (PQenterPipelineMode (self->pg));
  run_bare (self);
  run_ours (self);
  for (guint i = 0; i < N_TURNS; i++)
    {
      bare[i] = run_bare (self);
      ours[i] = run_ours (self);
      orm[i] = run_orm (self);
    }
  g_print ("add-book, four authors, the same unit\t%.1f\t%.1f\tµs\t<=+15\n", best_of (ours, N_TURNS), best_of (bare, N_TURNS));
  if (orm[0] > 0)
    g_print ("add-book, four authors, SQLAlchemy's ORM\t%.1f\t%.1f\tµs\t<=0.125x\n", best_of (ours, N_TURNS), best_of (orm, N_TURNS));
  leave (self);
}

/* --- searching ---------------------------------------------------------------------------- */

#define N_READINGS 7
#define FIRST_PAGE 200

/* What somebody has typed so far, and what the server may take for it. */
typedef struct
{
  const char *typed;
  double      limit;
} Search;

#define PREFIX 2
#define MIDDLE 10
#define FUZZY 20

static void
forget_server_time (Bench *self)
{
  PQclear (run_sql (self, "SELECT pg_stat_statements_reset ()"));
}

/* What the server was busy with since then, planning included, in milliseconds. A statement is counted when its transaction ends, which may
 * be a moment after its answer. */
static double
take_server_time (Bench *self)
{
  for (;;)
    {
      PGresult *result = run_sql (self, "SELECT coalesce (sum (s.total_plan_time + s.total_exec_time), 0), "
                                        "(SELECT count (*) FROM pg_stat_activity a WHERE a.backend_type = 'client backend' AND a.pid <> pg_backend_pid () AND a.state <> 'idle') "
                                        "FROM pg_stat_statements s WHERE s.query NOT LIKE '%pg_stat_%'");
      double ms = g_ascii_strtod (PQgetvalue (result, 0, 0), NULL);
      gboolean is_quiet = g_str_equal (PQgetvalue (result, 0, 1), "0");

      PQclear (result);
      if (is_quiet && ms > 0)
        return ms;
    }
}

static void
print_server_time (const char *kind, const char *typed, double ms, double limit)
{
  g_print ("%s%s%s%s\t%.2f\t%.0f\tms\t<=1x\n", kind, typed[0] != '\0' ? " “" : "", typed, typed[0] != '\0' ? "”" : "", ms, limit);
}

/* The first page as the window asks for it: the best of some readings, which others on this machine disturbed least. @source: (transfer full) */
static double
read_first_page (Bench *self, CfPageSource *source)
{
  const CfPageRequest request = { .n_records = FIRST_PAGE };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GError) error = NULL;

  forget_server_time (self);
  cf_page_source_fetch_async (source, &request, NULL, cf_test_await_cb, &result);
  records = cf_page_source_fetch_finish (source, cf_test_await (&result), &error);
  g_assert_no_error (error);
  g_object_unref (source);
  return take_server_time (self);
}

static void
time_books (Bench *self, CfBookRepository *books, const char *kind, CfBooksQuery query, double limit)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < N_READINGS; i++)
    best = MIN (best, read_first_page (self, cf_book_repository_list (books, &query)));
  print_server_time (kind, query.text != NULL ? query.text : "", best, limit);
}

static void
time_authors (Bench *self, CfAuthorRepository *authors, const char *kind, CfAuthorsQuery query, double limit)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < N_READINGS; i++)
    best = MIN (best, read_first_page (self, cf_author_repository_list (authors, &query)));
  print_server_time (kind, query.text != NULL ? query.text : "", best, limit);
}

static void
time_completion (Bench *self, CfAuthorRepository *authors, const char *typed)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < N_READINGS; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GPtrArray) found = NULL;
      g_autoptr(GError) error = NULL;

      forget_server_time (self);
      cf_author_repository_complete_async (authors, typed, 8, NULL, cf_test_await_cb, &result);
      found = cf_author_repository_complete_finish (authors, cf_test_await (&result), &error);
      g_assert_no_error (error);
      best = MIN (best, take_server_time (self));
    }
  print_server_time ("author, did you mean", typed, best, FUZZY);
}

/* As the server does by itself within some minutes. While another transaction runs that began before, the rows are not known to be seen by
 * everybody, and an index alone is not enough to read. */
static void
clean_up (Bench *self)
{
  gboolean is_clean = FALSE;

  for (guint i = 0; i < 60 && !is_clean; i++)
    {
      PGresult *result;

      if (i > 0)
        g_usleep (G_USEC_PER_SEC);
      PQclear (run_sql (self, "VACUUM ANALYZE"));
      result = run_sql (self, "SELECT bool_and (c.relallvisible >= c.relpages) FROM pg_class c WHERE c.oid IN ('books'::regclass, 'authors'::regclass, 'bookauthors'::regclass)");
      is_clean = PQgetvalue (result, 0, 0)[0] == 't';
      PQclear (result);
    }
  g_assert_true (is_clean);
}

static void
fill (Bench *self, guint n_books)
{
  g_autofree char *path = g_build_filename (CF_TEST_SOURCE_ROOT, "tests", "bench", "library-data.sql", NULL);
  g_autofree char *set = g_strdup_printf ("SET bench.books = %u; SET bench.authors = %u", n_books, n_books / 5);
  g_autofree char *sql = NULL;
  gint64 start = g_get_monotonic_time ();

  g_assert_true (g_file_get_contents (path, &sql, NULL, NULL));
  PQclear (run_sql (self, set));
  PQclear (run_sql (self, sql));
  clean_up (self);
  g_printerr ("%u books made in %.0f s\n", n_books, (g_get_monotonic_time () - start) / 1e6);
}

static void
time_searching (Bench *self)
{
  static const Search searches[] = {
    { "t", PREFIX }, { "j", PREFIX }, { "q", PREFIX }, { "th", PREFIX }, { "hu", PREFIX }, { "qu", PREFIX }, { "wi", PREFIX }, { "zz", FUZZY },
    { "the", MIDDLE }, { "john", MIDDLE }, { "mary", MIDDLE }, { "king", MIDDLE }, { "smith", MIDDLE }, { "hist", MIDDLE }, { "history", MIDDLE },
    { "ford", MIDDLE }, { "williams", MIDDLE }, { "abecassis", MIDDLE }, { "wodehouse", MIDDLE }, { "9780", MIDDLE }, { "1984", MIDDLE },
    { "van der", MIDDLE }, { "van der berg", MIDDLE }, { "mary james", MIDDLE }, { "john smith", MIDDLE }, { "the king", MIDDLE }, { "of the", MIDDLE },
    { "de la", MIDDLE }, { "kate quinn", FUZZY }, { "history of", MIDDLE }, { "saint exupery", MIDDLE },
  };
  static const Search persons[] = {
    { "j", PREFIX }, { "wi", PREFIX }, { "john", MIDDLE }, { "smith", MIDDLE }, { "williams", MIDDLE }, { "van der", MIDDLE }, { "mary james", MIDDLE },
    { "abecasis", FUZZY }, { "dostoyevski", FUZZY },
  };
  static const char *const typed[] = {
    "j", "john", "john s", "mary james", "smith", "williams", "van der", "van der brg", "abecassis", "abecasis", "dostoyevski", "haruki bramack", "stphen",
    "katte", "marry", "jonson", "jurgen", "george r r", "zoee",
  };
  const char *n_books = g_getenv ("CF_BENCH_BOOKS");
  g_autoptr(CfBookRepository) books = NULL;
  g_autoptr(CfAuthorRepository) authors = NULL;

  migrate (self, "library");
  PQclear (run_sql (self, "CREATE EXTENSION pg_stat_statements"));
  fill (self, n_books != NULL ? atoi (n_books) : 1000000);
  books = cf_book_repository_new (self->pool);
  authors = cf_author_repository_new (self->pool);
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    time_books (self, books, "books, search", (CfBooksQuery) { .text = searches[i].typed }, searches[i].limit);
  for (guint i = 0; i < G_N_ELEMENTS (persons); i++)
    time_authors (self, authors, "authors, search", (CfAuthorsQuery) { .text = persons[i].typed }, persons[i].limit);
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    time_completion (self, authors, typed[i]);
  time_books (self, books, "books of an author with 5,000", (CfBooksQuery) { .author_id = 1 }, FUZZY);
  time_authors (self, authors, "authors by number of books", (CfAuthorsQuery) { .sort = CF_AUTHORS_SORT_BOOKS, .descending = TRUE }, 500);
  leave (self);
}

/* It counts what the server does, whoever asks. */
static void
watch_statements (Bench *self)
{
  cf_test_server_sql (self->server, "postgres", "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
  cf_test_server_restart (self->server);
  cf_test_server_sql (self->server, "postgres", "ALTER SYSTEM SET pg_stat_statements.track_planning = on");
  cf_test_server_sql (self->server, "postgres", "SELECT pg_reload_conf ()");
}

/* --- copying ------------------------------------------------------------------------------ */

static void
copy (Bench *self, const char *sql, const char *text)
{
  PGresult *result;

  PQclear (run_sql (self, sql));
  g_assert_cmpint (PQputCopyData (self->pg, text, strlen (text)), ==, 1);
  g_assert_cmpint (PQputCopyEnd (self->pg, NULL), ==, 1);
  result = PQgetResult (self->pg);
  if (PQresultStatus (result) != PGRES_COMMAND_OK)
    g_error ("%s", PQerrorMessage (self->pg));
  PQclear (result);
  g_assert_null (PQgetResult (self->pg));
}

/* What \copy takes for these rows, in the same schema: what an import is measured by. */
static void
time_copying (Bench *self)
{
  g_autoptr(GString) authors = g_string_new (NULL);
  g_autoptr(GString) books = g_string_new (NULL);
  g_autoptr(GString) pairs = g_string_new (NULL);
  gint64 start;

  for (guint i = 1; i <= N_COPIED * 2 / 5; i++)
    g_string_append_printf (authors, "%u\tFirst%u\tLast %u\n", i, i % 97, i);
  for (guint i = 1; i <= N_COPIED; i++)
    {
      g_string_append_printf (books, "%u\tThe %u. title of the %u\t%u\n", i, i * 7919u % N_COPIED, i % 1000, i % 900);
      g_string_append_printf (pairs, "%u\t%u\n", i, 1 + i % (N_COPIED * 2 / 5));
      if (i % 2 == 0)
        g_string_append_printf (pairs, "%u\t%u\n", i, 1 + i * 31 % (N_COPIED * 2 / 5));
    }
  migrate (self, "copied");
  start = g_get_monotonic_time ();
  PQclear (run_sql (self, "BEGIN"));
  copy (self, "COPY authors (author_id, first_name, last_name) FROM STDIN", authors->str);
  copy (self, "COPY books (book_id, title, number_of_pages) FROM STDIN", books->str);
  copy (self, "COPY bookauthors (book_id, author_id) FROM STDIN", pairs->str);
  PQclear (run_sql (self, "COMMIT"));
  g_print ("copy of 100,000 books, 150,000 authorships\t%.2f\t-\ts\t\n", (g_get_monotonic_time () - start) / 1e6);
  leave (self);
}

int
main (int argc, char **argv)
{
  Bench self = { .server = cf_test_server_get () };

  if (self.server == NULL)
    return 77;
  setlocale (LC_ALL, "C.UTF-8");
  cf_model_init ();
  cf_test_server_sql (self.server, "postgres", "ALTER SYSTEM SET synchronous_commit = off");
  cf_test_server_sql (self.server, "postgres", "SELECT pg_reload_conf ()");
  compare_adding (&self);
  time_copying (&self);
  watch_statements (&self);
  time_searching (&self);
  return 0;
}
