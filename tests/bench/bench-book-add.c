/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Adding a book with four authors: what the whole layer adds to bare libpq that sends the same unit, how many round trips it takes on a
 * slow line, and how it stands to SQLAlchemy's ORM on the same schema. All ways take turns, and the figure is the median of the turns. */

#define _GNU_SOURCE

#include <libpq-fe.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "cf-book-repository.h"
#include "cf-fault-proxy.h"
#include "cf-model.h"
#include "cf-test-server.h"
#include "cf-test-utils.h"
#include "yardstick.h"

#define DATABASE "bench"
#define N_TURNS 15
#define N_BOOKS 200
#define N_SLOW 20
#define N_NAMES 500             /* so many last names there are for each first name */
#define N_ORM "300"

/* The statements of the unit, as our connection has prepared them. */
enum
{
  STATEMENT_WHO,
  STATEMENT_ADD,
  STATEMENT_BOOK,
  STATEMENT_CONTRIBUTORS,
  N_STATEMENTS
};

static const char *const beginnings[N_STATEMENTS] = {
  "SELECT set_config ('counterfoil.clerk'", "SELECT s.outcome", "SELECT t.book_id", "SELECT p.author_id",
};

typedef struct
{
  CfTestServer     *server;
  PGconn           *pg;
  CfDbPool         *pool;
  CfBookRepository *books;
  guint             n_added;
  double            processor;  /* of the last run, for each book */
  double            slower;     /* than where the goals were set */
} Bench;

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* Of this process, in µs: what a busy machine makes longer is not in it. */
static double
processor_time (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec * 1e6 + usage.ru_utime.tv_usec + usage.ru_stime.tv_sec * 1e6 + usage.ru_stime.tv_usec;
}

/* --- ours ----------------------------------------------------------------------------------- */

static const char *const first_names[] = { "Kate", "Steven", "Terry", "Neil" };

/* What a person has typed, and the window has looked at with every letter. */
static CfBookDraft *
draft_new (Bench *self)
{
  CfBookDraft *draft = cf_book_draft_new ();
  g_autofree char *title = g_strdup_printf ("Book %08u of many", ++self->n_added);

  cf_book_draft_set_text (draft, CF_BOOK_TITLE, title);
  cf_book_draft_set_text (draft, CF_BOOK_PAGES, "560");
  cf_book_draft_set_text (draft, CF_BOOK_YEAR, "2019");
  for (guint i = 0; i < G_N_ELEMENTS (first_names); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s Author%u", first_names[i], (self->n_added + i) % N_NAMES);

      cf_draft_contributor_set_text (cf_book_draft_add_contributor (draft, i), name);
    }
  g_assert_null (cf_book_draft_get_obstacle (draft));
  return draft;
}

static void
on_added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CfBookOutcome) outcome = cf_book_repository_add_finish (CF_BOOK_REPOSITORY (object), result, &error);

  g_assert_no_error (error);
  g_assert_cmpint (outcome->result, ==, CF_BOOK_STORED);
  *(gboolean *) user_data = TRUE;
}

static double
run_ours (Bench *self, guint n)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func (g_object_unref);
  double before;
  gint64 start;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (drafts, draft_new (self));
  before = processor_time ();
  start = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++)
    {
      gboolean is_done = FALSE;

      cf_book_repository_add_async (self->books, g_ptr_array_index (drafts, i), CF_ADD_UNLESS_THERE, on_added_cb, &is_done);
      while (!is_done)
        g_main_context_iteration (NULL, TRUE);
    }
  self->processor = (processor_time () - before) / n;
  return (double) (g_get_monotonic_time () - start) / n;
}

/* --- bare libpq ----------------------------------------------------------------------------- */

static void
read_bare (Bench *self)
{
  for (;;)
    {
      PGresult *result = PQgetResult (self->pg);
      ExecStatusType status = result != NULL ? PQresultStatus (result) : PGRES_TUPLES_OK;

      if (status != PGRES_TUPLES_OK && status != PGRES_PIPELINE_SYNC)
        g_error ("%s", PQresultErrorMessage (result));
      PQclear (result);
      if (status == PGRES_PIPELINE_SYNC)
        return;
    }
}

static void
send_bare (Bench *self)
{
  g_autofree char *request = g_uuid_string_random ();
  g_autofree char *title = g_strdup_printf ("Book %08u of many", ++self->n_added);
  g_autofree char *last_names = g_strdup_printf ("{\"Author%u\",\"Author%u\",\"Author%u\",\"Author%u\"}", self->n_added % N_NAMES,
                                                 (self->n_added + 1) % N_NAMES, (self->n_added + 2) % N_NAMES, (self->n_added + 3) % N_NAMES);
  const char *who[] = { "", "", "", request };
  const char *add[] = { title, "560", NULL, "f", "2019", "{\"Kate\",\"Steven\",\"Terry\",\"Neil\"}", last_names,
                        "{\"author\",\"author\",\"author\",\"author\"}", "{NULL,NULL,NULL,NULL}", "{NULL,NULL,NULL,NULL}", "f" };

  g_assert_true (PQsendQueryPrepared (self->pg, "0", G_N_ELEMENTS (who), who, NULL, NULL, 0));
  g_assert_true (PQsendQueryPrepared (self->pg, "1", G_N_ELEMENTS (add), add, NULL, NULL, 0));
  g_assert_true (PQsendQueryPrepared (self->pg, "2", 0, NULL, NULL, NULL, 0));
  g_assert_true (PQsendQueryPrepared (self->pg, "3", 0, NULL, NULL, NULL, 0));
  g_assert_true (PQpipelineSync (self->pg));
}

static double
run_bare (Bench *self, guint n)
{
  double before = processor_time ();
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    {
      send_bare (self);
      read_bare (self);
    }
  self->processor = (processor_time () - before) / n;
  return (double) (g_get_monotonic_time () - start) / n;
}

static void
check (PGresult *result)
{
  if (PQresultStatus (result) != PGRES_COMMAND_OK)
    g_error ("%s", PQresultErrorMessage (result));
  PQclear (result);
}

static CfDbResult *
query (Bench *self, const char *sql)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CfDbResult *rows;

  cf_db_pool_query_async (self->pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, sql, NULL, NULL, cf_test_await_cb, &result);
  rows = cf_db_pool_query_finish (self->pool, cf_test_await (&result), &error);
  g_assert_no_error (error);
  return rows;
}

/* The very statements that our connection has prepared, with the same types. */
static void
connect_bare (Bench *self, const char *conninfo)
{
  g_autoptr (CfDbResult) rows = query (self, "SELECT statement, parameter_types::oid[]::text[] FROM pg_prepared_statements ORDER BY prepare_time");

  self->pg = PQconnectdb (conninfo);
  g_assert_cmpint (PQstatus (self->pg), ==, CONNECTION_OK);
  check (PQexec (self->pg, "SET timezone = 'UTC'"));
  check (PQexec (self->pg, "SET plan_cache_mode = force_generic_plan"));
  for (guint i = 0; i < N_STATEMENTS; i++)
    for (guint row = 0; row < cf_db_result_get_n_rows (rows); row++)
      {
        const char *sql = cf_db_result_get_text (rows, row, 0);
        g_auto (GStrv) types = cf_db_result_get_texts (rows, row, 1);
        Oid oids[16] = { 0 };
        char name[2] = { '0' + (char) i, '\0' };

        if (!g_str_has_prefix (sql, beginnings[i]) || (i == STATEMENT_WHO) != (strstr (sql, "counterfoil.request") != NULL))
          continue;
        for (guint k = 0; types[k] != NULL; k++)
          oids[k] = (Oid) g_ascii_strtoull (types[k], NULL, 10);
        check (PQprepare (self->pg, name, sql, (int) g_strv_length (types), oids));
        break;
      }
  self->slower = yardstick_switches (self->pg);
  g_assert_true (PQenterPipelineMode (self->pg));
}

static void
against_bare (Bench *self)
{
  double ours[N_TURNS], theirs[N_TURNS], our_processor[N_TURNS], their_processor[N_TURNS];

  run_bare (self, N_BOOKS);
  run_ours (self, N_BOOKS);
  for (guint i = 0; i < N_TURNS; i++)
    {
      theirs[i] = run_bare (self, N_BOOKS);
      their_processor[i] = self->processor;
      ours[i] = run_ours (self, N_BOOKS);
      our_processor[i] = self->processor;
    }
  g_print ("add a book, four authors\t%.1f\t%.1f\tµs\t<=+%.1f\n", median (ours, N_TURNS), median (theirs, N_TURNS), 15 * self->slower);
  g_print ("add a book, four authors, processor time of the client\t%.1f\t%.1f\tµs\t-\n", median (our_processor, N_TURNS), median (their_processor, N_TURNS));
}

/* --- a slow line ---------------------------------------------------------------------------- */

static double
round_trip (const char *conninfo)
{
  PGconn *pg = PQconnectdb (conninfo);
  double times[N_SLOW];

  g_assert_cmpint (PQstatus (pg), ==, CONNECTION_OK);
  for (guint i = 0; i < N_SLOW; i++)
    {
      gint64 start = g_get_monotonic_time ();

      PQclear (PQexec (pg, "SELECT 1"));
      times[i] = (double) (g_get_monotonic_time () - start) / 1000;
    }
  PQfinish (pg);
  return median (times, N_SLOW);
}

static void
on_slow_line (Bench *self, CfFaultProxy *proxy, const char *conninfo)
{
  CfFaultPlan plan = CF_FAULT_PLAN_NONE;
  double ours[N_SLOW];
  double theirs;

  plan.delay_us[CF_FAULT_TO_SERVER] = plan.delay_us[CF_FAULT_TO_CLIENT] = 10000;
  cf_fault_proxy_set_plan (proxy, &plan);
  theirs = round_trip (conninfo);
  for (guint i = 0; i < N_SLOW; i++)
    ours[i] = run_ours (self, 1) / 1000;
  g_print ("add a book, four authors, round trips of 20 ms\t%.2f\t%.2f\tms\t<=1.15x\n", median (ours, N_SLOW), theirs);
}

/* --- SQLAlchemy ----------------------------------------------------------------------------- */

static void
against_orm (Bench *self)
{
  g_autofree char *script = g_build_filename (CF_TEST_SOURCE_ROOT, "tests", "bench", "orm-book-add.py", NULL);
  const char *argv[] = { "/usr/bin/python3", script, cf_test_server_get_socket_dir (self->server), NULL, DATABASE, N_ORM, NULL };
  g_autofree char *port = g_strdup_printf ("%u", cf_test_server_get_port (self->server));
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  argv[3] = port;
  g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  if (WEXITSTATUS (status) == 77)
    g_printerr ("SQLAlchemy is not here to be measured\n");
  else
    g_print ("books added a second, four authors, beside SQLAlchemy's ORM\t%.0f\t%.0f\t/s\t>=8x\n",
             1e6 / run_ours (self, 500), 1e6 / g_ascii_strtod (output, NULL));
}

/* --- the library ---------------------------------------------------------------------------- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static void
migrate (CfTestServer *server)
{
  g_auto (GStrv) steps = NULL;

  cf_model_init ();
  steps = g_resources_enumerate_children (CF_MODEL_LIBRARY_MIGRATIONS, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  qsort (steps, g_strv_length (steps), sizeof (char *), compare_names);
  for (guint i = 0; steps[i] != NULL; i++)
    {
      g_autofree char *path = g_build_path ("/", CF_MODEL_LIBRARY_MIGRATIONS, steps[i], NULL);
      g_autoptr (GBytes) sql = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

      cf_test_server_sql (server, DATABASE, g_bytes_get_data (sql, NULL));
    }
  cf_test_server_sql (server, DATABASE, "ALTER DATABASE " DATABASE " SET synchronous_commit = off");
}

static void
open_ours (Bench *self, const char *conninfo)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CfDbConfig) config = cf_db_config_new (conninfo, &error);

  g_assert_no_error (error);
  self->pool = cf_db_pool_new (config);
  cf_db_pool_open_async (self->pool, NULL, cf_test_await_cb, &result);
  cf_db_pool_open_finish (self->pool, cf_test_await (&result), &error);
  g_assert_no_error (error);
  self->books = cf_book_repository_new (self->pool);
  run_ours (self, 1);
}

static void
close_ours (Bench *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_clear_object (&self->books);
  cf_db_pool_close_async (self->pool, NULL, cf_test_await_cb, &result);
  cf_db_pool_close_finish (self->pool, cf_test_await (&result), NULL);
  g_clear_object (&self->pool);
}

static void
pin (cpu_set_t *before)
{
  cpu_set_t set;

  CPU_ZERO (&set);
  CPU_SET (sched_getcpu (), &set);
  sched_getaffinity (0, sizeof *before, before);
  if (sched_setaffinity (0, sizeof set, &set) != 0)
    g_printerr ("cannot stay on one core: the figures will scatter\n");
}

int
main (int argc, char *argv[])
{
  Bench self = { 0 };
  g_autoptr (CfFaultProxy) proxy = NULL;
  g_autofree char *conninfo = NULL;
  g_autofree char *tcp = NULL;
  g_autofree char *slow = NULL;
  cpu_set_t cores;

  cf_test_init (&argc, &argv);
  pin (&cores);
  self.server = cf_test_server_new (CF_TEST_SERVER_TCP);
  if (self.server == NULL)
    return 77;
  cf_test_server_create_database (self.server, DATABASE);
  migrate (self.server);
  conninfo = cf_test_server_conninfo (self.server, DATABASE);
  open_ours (&self, conninfo);
  connect_bare (&self, conninfo);
  against_bare (&self);
  against_orm (&self);
  close_ours (&self);

  sched_setaffinity (0, sizeof cores, &cores);
  proxy = cf_fault_proxy_new (NULL, cf_test_server_get_port (self.server));
  tcp = cf_test_server_tcp_conninfo (self.server, DATABASE);
  slow = g_strdup_printf ("%s port=%u", tcp, cf_fault_proxy_get_port (proxy));
  open_ours (&self, slow);
  on_slow_line (&self, proxy, slow);
  close_ours (&self);

  PQfinish (self.pg);
  cf_test_server_free (self.server);
  return EXIT_SUCCESS;
}
