/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The migrator: steps made once, in order, whole or not at all, whoever else is at it. */

#include "cf-db-migrator.h"
#include "cf-error.h"
#include "cf-model.h"
#include "db-fixture.h"

#include <string.h>

#define DATABASE "migrator"
#define N_STEPS 5

static CfDbMigrator *
migrator_new (CfDbPool   *pool,
              const char *folder)
{
  g_autoptr (GError) error = NULL;
  CfDbMigrator *migrator = cf_db_migrator_new (pool, "sales", folder, &error);

  g_assert_no_error (error);
  return migrator;
}

static gboolean
check (CfDbMigrator  *migrator,
       int           *n_missing,
       GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_db_migrator_check_async (migrator, NULL, cf_test_await_cb, &result);
  return cf_db_migrator_check_finish (migrator, cf_test_await (&result), n_missing, error);
}

static gboolean
run (CfDbMigrator  *migrator,
     GCancellable  *cancellable,
     guint         *n_done,
     GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_db_migrator_run_async (migrator, cancellable, cf_test_await_cb, &result);
  return cf_db_migrator_run_finish (migrator, cf_test_await (&result), n_done, error);
}

static CfTestServer *
fresh (void)
{
  CfTestServer *server = cf_test_server_get ();

  if (server != NULL)
    cf_test_server_fresh_database (server, DATABASE);
  return server;
}

static void
migrate (CfTestServer *server)
{
  CfDbPool *pool = db_pool_open (server, DATABASE);
  g_autoptr (CfDbMigrator) migrator = migrator_new (pool, CF_MODEL_SALES_MIGRATIONS);
  g_autoptr (GError) error = NULL;
  guint n_done = 0;

  run (migrator, NULL, &n_done, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_done, ==, N_STEPS);
  db_close (pool);
  g_object_unref (pool);
}

static void
test_fresh (void)
{
  CfTestServer *server = fresh ();
  CfDbPool *pool;
  g_autoptr (CfDbMigrator) migrator = NULL;
  g_autoptr (GError) error = NULL;
  int n_missing = 0;
  guint n_done = 0;

  if (server == NULL)
    return;

  pool = db_pool_open (server, DATABASE);
  migrator = migrator_new (pool, CF_MODEL_SALES_MIGRATIONS);
  g_assert_true (check (migrator, &n_missing, &error));
  g_assert_cmpint (n_missing, ==, N_STEPS);
  g_assert_cmpint (cf_test_server_count (server, DATABASE, "SELECT count (*) FROM pg_namespace WHERE nspname = 'counterfoil'"), ==, 0);

  g_assert_true (run (migrator, NULL, &n_done, &error));
  g_assert_cmpuint (n_done, ==, N_STEPS);
  g_assert_true (check (migrator, &n_missing, &error));
  g_assert_cmpint (n_missing, ==, 0);
  g_assert_true (run (migrator, NULL, &n_done, &error));
  g_assert_cmpuint (n_done, ==, 0);
  g_assert_no_error (error);

  g_assert_cmpint (cf_test_server_count (server, DATABASE,
                                         "SELECT count (*) FROM counterfoil.migrations WHERE track = 'sales' AND major = 1 "
                                         "AND length (checksum) = 64 AND program LIKE 'counterfoil %' AND applied_at <= now ()"), ==, N_STEPS);
  db_close (pool);
  g_object_unref (pool);
}

/* Two programs, each with its connections, neither knowing of the other. */
static void
test_two_at_once (void)
{
  CfTestServer *server = fresh ();
  CfDbPool *pools[2];
  CfDbMigrator *migrators[2];
  GAsyncResult *results[2] = { NULL, NULL };
  guint n_done[2] = { 0, 0 };
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;

  for (guint i = 0; i < 2; i++)
    {
      pools[i] = db_pool_open (server, DATABASE);
      migrators[i] = migrator_new (pools[i], "/test/slow");
      cf_db_migrator_run_async (migrators[i], NULL, cf_test_await_cb, &results[i]);
    }

  for (guint i = 0; i < 2; i++)
    {
      cf_db_migrator_run_finish (migrators[i], cf_test_await (&results[i]), &n_done[i], &error);
      g_assert_no_error (error);
      g_object_unref (results[i]);
      g_object_unref (migrators[i]);
      db_close (pools[i]);
      g_object_unref (pools[i]);
    }

  g_assert_cmpuint (n_done[0] + n_done[1], ==, 2);
  g_assert_cmpint (cf_test_server_count (server, DATABASE, "SELECT count (*) FROM counterfoil.migrations"), ==, 2);
}

static void
test_failing_step (void)
{
  CfTestServer *server = fresh ();
  CfDbPool *pool;
  g_autoptr (CfDbMigrator) migrator = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;

  pool = db_pool_open (server, DATABASE);
  migrator = migrator_new (pool, "/test/broken");
  g_assert_false (run (migrator, NULL, NULL, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_DATA);
  g_assert_cmpint (cf_test_server_count (server, DATABASE, "SELECT count (*) FROM counterfoil.migrations"), ==, 1);
  g_assert_cmpint (cf_test_server_count (server, DATABASE, "SELECT count (to_regclass ('public.second_step'))"), ==, 0);
  db_close (pool);
  g_object_unref (pool);
}

static gboolean
slow_step_runs (gpointer server)
{
  return cf_test_server_count (server, DATABASE,
                               "SELECT count (*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep (1)%' AND state = 'active' AND pid <> pg_backend_pid ()") > 0;
}

static void
test_cancel (void)
{
  CfTestServer *server = fresh ();
  CfDbPool *pool;
  g_autoptr (CfDbMigrator) migrator = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_done = 0;

  if (server == NULL)
    return;

  pool = db_pool_open (server, DATABASE);
  migrator = migrator_new (pool, "/test/slow");

  g_cancellable_cancel (cancellable);
  g_assert_false (run (migrator, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_cancellable_reset (cancellable);

  cf_db_migrator_run_async (migrator, cancellable, cf_test_await_cb, &result);
  cf_test_wait_for (slow_step_runs, server, "the slow step");
  g_cancellable_cancel (cancellable);
  g_assert_false (cf_db_migrator_run_finish (migrator, cf_test_await (&result), NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (cf_test_server_count (server, DATABASE, "SELECT count (*) FROM counterfoil.migrations"), ==, 1);
  g_clear_error (&error);

  g_assert_true (run (migrator, NULL, &n_done, &error));
  g_assert_cmpuint (n_done, ==, 1);
  db_close (pool);
  g_object_unref (pool);
}

static void
test_killed (void)
{
  CfTestServer *server = fresh ();
  CfDbPool *pool;
  g_autoptr (CfDbMigrator) migrator = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_done = 0;

  if (server == NULL)
    return;

  pool = db_pool_open (server, DATABASE);
  migrator = migrator_new (pool, "/test/slow");
  cf_db_migrator_run_async (migrator, NULL, cf_test_await_cb, &result);
  cf_test_wait_for (slow_step_runs, server, "the slow step");
  cf_test_server_kill (server);
  g_assert_false (cf_db_migrator_run_finish (migrator, cf_test_await (&result), NULL, &error));
  g_assert_true (cf_db_error_is_connection (error));
  g_clear_error (&error);

  cf_test_server_start (server);
  g_assert_cmpint (cf_test_server_count (server, DATABASE, "SELECT count (*) FROM counterfoil.migrations"), ==, 1);
  g_assert_cmpint (cf_test_server_count (server, DATABASE, "SELECT count (to_regclass ('public.second_step'))"), ==, 0);
  cf_db_pool_retry_now (pool);
  db_await_state (pool, CF_DB_STATE_READY);
  g_assert_true (run (migrator, NULL, &n_done, &error));
  g_assert_cmpuint (n_done, ==, 1);
  db_close (pool);
  g_object_unref (pool);
}

/* What is changed in the record, and what the check makes of it. */
static void
test_versions (void)
{
  static const struct
  {
    const char *sql;
    gboolean    refused;
    int         n_missing;
  } cases[] = {
    { "INSERT INTO counterfoil.migrations VALUES ('sales', 6, 1, 'minor', 'x', now (), 'later')", FALSE, -1 },
    { "UPDATE counterfoil.migrations SET major = 2 WHERE number = 6", TRUE, 0 },
    { "DELETE FROM counterfoil.migrations WHERE number = 6", FALSE, 0 },
    { "UPDATE counterfoil.migrations SET checksum = 'other' WHERE number = 2", TRUE, 0 },
    { "DELETE FROM counterfoil.migrations WHERE number = 2", TRUE, 0 },
    { "DELETE FROM counterfoil.migrations WHERE number > 1; INSERT INTO counterfoil.migrations VALUES ('library', 1, 9, 'x', 'x', now (), 'x')", FALSE, 4 },
  };
  CfTestServer *server = fresh ();
  CfDbPool *pool;
  g_autoptr (CfDbMigrator) migrator = NULL;

  if (server == NULL)
    return;

  migrate (server);
  pool = db_pool_open (server, DATABASE);
  migrator = migrator_new (pool, CF_MODEL_SALES_MIGRATIONS);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      int n_missing = 99;

      cf_test_server_sql (server, DATABASE, cases[i].sql);
      if (cases[i].refused)
        {
          g_assert_false (check (migrator, &n_missing, &error));
          g_assert_error (error, CF_ERROR, CF_ERROR_VERSION);
          g_clear_error (&error);
          g_assert_false (run (migrator, NULL, NULL, &error));
          g_assert_error (error, CF_ERROR, CF_ERROR_VERSION);
        }
      else
        {
          check (migrator, &n_missing, &error);
          g_assert_no_error (error);
          g_assert_cmpint (n_missing, ==, cases[i].n_missing);
        }
    }
  db_close (pool);
  g_object_unref (pool);
}

static void
assert_refused (CfTestServer *server,
                const char   *words)
{
  g_autofree char *conninfo = cf_test_server_conninfo (server, DATABASE);
  g_autofree char *other = g_strdup_printf ("%s user=newcomer", conninfo);
  CfDbPool *pool = db_pool_new (other);
  g_autoptr (CfDbMigrator) migrator = migrator_new (pool, CF_MODEL_SALES_MIGRATIONS);
  g_autoptr (GError) error = NULL;

  g_assert_true (db_open (pool, &error));
  g_assert_false (run (migrator, NULL, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
  db_close (pool);
  g_object_unref (pool);
}

static void
test_without_right (void)
{
  CfTestServer *server = fresh ();

  if (server == NULL)
    return;

  cf_test_server_sql (server, "postgres", "DROP ROLE IF EXISTS newcomer; CREATE ROLE newcomer LOGIN");
  assert_refused (server, "ALTER DATABASE \"" DATABASE "\" OWNER TO \"newcomer\";");

  migrate (server);
  assert_refused (server, "GRANT counterfoil_clerk TO \"newcomer\";");

  cf_test_server_sql (server, DATABASE, "DELETE FROM counterfoil.migrations WHERE number = 5; GRANT counterfoil_clerk TO newcomer");
  assert_refused (server, "GRANT counterfoil_owner TO \"newcomer\";");
  cf_test_server_sql (server, DATABASE, "REVOKE counterfoil_clerk FROM newcomer");
}

static char *
value_as (CfTestServer *server,
          const char   *role,
          const char   *sql)
{
  g_autofree char *conninfo = cf_test_server_conninfo (server, DATABASE);
  g_autofree char *other = g_strdup_printf ("%s user=%s", conninfo, role);
  CfDbPool *pool = db_pool_new (other);
  g_autoptr (GError) error = NULL;
  char *value;

  db_open (pool, &error);
  g_assert_no_error (error);
  value = db_value (pool, sql);
  db_close (pool);
  g_object_unref (pool);
  return value;
}

static void
migrate_track_as (CfTestServer *server,
                  const char   *role,
                  const char   *track,
                  const char   *folder)
{
  g_autofree char *conninfo = cf_test_server_conninfo (server, DATABASE);
  g_autofree char *other = g_strdup_printf ("%s user=%s", conninfo, role);
  CfDbPool *pool = db_pool_new (other);
  g_autoptr (GError) error = NULL;
  g_autoptr (CfDbMigrator) migrator = cf_db_migrator_new (pool, track, folder, &error);

  g_assert_no_error (error);
  g_assert_true (db_open (pool, &error));
  run (migrator, NULL, NULL, &error);
  g_assert_no_error (error);
  db_close (pool);
  g_object_unref (pool);
}

static void
migrate_as (CfTestServer *server,
            const char   *role)
{
  migrate_track_as (server, role, "sales", CF_MODEL_SALES_MIGRATIONS);
}

/* A role that may not make others makes the shop; an administrator makes the groups later, as often as he likes. */
static void
test_groups_later (void)
{
  static const char make_groups[] = "SELECT counterfoil.make_groups ();";
  CfTestServer *server = fresh ();
  g_autofree char *answer = NULL;
  g_autofree char *owners = NULL;

  if (server == NULL)
    return;

  cf_test_server_sql (server, "postgres",
                      "DROP ROLE IF EXISTS counterfoil_owner, counterfoil_clerk, counterfoil_manager, counterfoil_administrator, newcomer, landlord;"
                      "CREATE ROLE newcomer LOGIN; CREATE ROLE landlord LOGIN; ALTER DATABASE " DATABASE " OWNER TO landlord");
  migrate_as (server, "landlord");
  assert_refused (server, "SELECT counterfoil.make_groups (); GRANT counterfoil_clerk TO \"newcomer\";");
  answer = value_as (server, "landlord", make_groups);
  g_test_message ("%s", answer);
  g_assert_nonnull (strstr (answer, "“landlord” may not make roles"));

  cf_test_server_sql (server, DATABASE, "SELECT counterfoil.make_groups (); GRANT counterfoil_clerk TO \"newcomer\";");
  cf_test_server_sql (server, DATABASE, make_groups);
  migrate_as (server, "newcomer");
  g_free (value_as (server, "newcomer", "SELECT counterfoil.claim_till (gen_random_uuid (), NULL)"));
  g_free (value_as (server, "newcomer", "INSERT INTO public.products (product_number, name) VALUES ('a', 'Crème') RETURNING folded_name"));

  /* Who owned it until then loses nothing. */
  g_free (value_as (server, "landlord", "INSERT INTO counterfoil.settings (currency, digits, time_zone) VALUES ('GBP', 2, 'UTC') RETURNING 1"));
  g_free (value_as (server, "landlord", make_groups));
  migrate_as (server, "landlord");
  owners = cf_test_server_rows (server, DATABASE,
                                "SELECT DISTINCT pg_get_userbyid (c.relowner) FROM pg_class c WHERE c.relnamespace = 'counterfoil'::regnamespace OR c.relname IN ('sales', 'products')");
  g_assert_cmpstr (g_strchomp (owners), ==, "counterfoil_owner");
  cf_test_server_sql (server, DATABASE, "REVOKE counterfoil_clerk FROM newcomer");
}

/* Who sets the shop up may make roles, and is no superuser. */
static void
test_groups_at_once (void)
{
  CfTestServer *server = fresh ();
  g_autofree char *owners = NULL;

  if (server == NULL)
    return;

  cf_test_server_sql (server, "postgres",
                      "DROP ROLE IF EXISTS counterfoil_owner, counterfoil_clerk, counterfoil_manager, counterfoil_administrator, boss;"
                      "CREATE ROLE boss LOGIN CREATEROLE CREATEDB; ALTER DATABASE " DATABASE " OWNER TO boss");
  migrate_as (server, "boss");
  migrate_track_as (server, "boss", "library", CF_MODEL_LIBRARY_MIGRATIONS);
  owners = cf_test_server_rows (server, DATABASE,
                                "SELECT pg_get_userbyid (c.relowner) FROM pg_class c WHERE c.relkind = 'r' AND "
                                "(c.relnamespace = 'counterfoil'::regnamespace OR c.relname IN ('sales', 'products', 'books', 'authors')) UNION "
                                "SELECT pg_get_userbyid (p.proowner) FROM pg_proc p WHERE p.pronamespace = 'counterfoil'::regnamespace AND p.proname ~ 'sale|book' UNION "
                                "SELECT pg_get_userbyid (n.nspowner) FROM pg_namespace n WHERE n.nspname = 'counterfoil'");
  g_assert_cmpstr (g_strchomp (owners), ==, "counterfoil_owner");
  g_free (value_as (server, "boss", "INSERT INTO counterfoil.settings (currency, digits, time_zone) VALUES ('GBP', 2, 'UTC') RETURNING 1"));
}

/* A function that writes history for a trigger must not be hung on a table of one's own. */
static void
test_trigger_functions_are_closed (void)
{
  CfTestServer *server = fresh ();
  g_autofree char *open = NULL;
  g_autofree char *login = NULL;

  if (server == NULL)
    return;

  migrate_as (server, "postgres");
  migrate_track_as (server, "postgres", "library", CF_MODEL_LIBRARY_MIGRATIONS);
  open = cf_test_server_rows (server, DATABASE,
                              "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'counterfoil'::regnamespace "
                              "AND p.prorettype = 'trigger'::regtype AND has_function_privilege ('public', p.oid, 'EXECUTE')");
  g_assert_cmpstr (open, ==, "");

  /* Triggers fire all the same, and the history knows the login whatever the program says. */
  cf_test_server_sql (server, "postgres", "DROP ROLE IF EXISTS anna; CREATE ROLE anna LOGIN");
  cf_test_server_sql (server, DATABASE, "GRANT counterfoil_manager TO anna;"
                      "INSERT INTO public.sales (product, order_total) VALUES ('tea', 1)");
  g_free (value_as (server, "anna", "WITH said AS (SELECT set_config ('counterfoil.clerk', 'bob', false)) UPDATE public.sales SET order_total = 2 FROM said RETURNING 1"));
  login = cf_test_server_rows (server, DATABASE, "SELECT who, login FROM counterfoil.history WHERE operation = 'UPDATE'");
  g_assert_cmpstr (g_strchomp (login), ==, "bob|anna");

  /* What was never deleted is not put back, whatever version is made up for it. */
  g_free (value_as (server, "anna", "INSERT INTO public.sales (order_id, line_number, order_number, version, product, order_total) "
                                    "SELECT order_id, 2, order_number, 7, 'forged', 1 FROM public.sales RETURNING 1"));
  g_free (g_steal_pointer (&login));
  login = cf_test_server_rows (server, DATABASE, "SELECT count (*) FROM counterfoil.history WHERE operation = 'UNDO'");
  g_assert_cmpstr (g_strchomp (login), ==, "0");
  cf_test_server_sql (server, DATABASE, "REVOKE counterfoil_manager FROM anna");
}

/* Who waits for another sees what that has left, also where sessions see the past by default. */
static void
test_isolation (void)
{
  CfTestServer *server = fresh ();
  g_autofree char *isolation = NULL;

  if (server == NULL)
    return;

  cf_test_server_sql (server, "postgres", "ALTER DATABASE " DATABASE " SET default_transaction_isolation = 'repeatable read'");
  isolation = value_as (server, "postgres", "SHOW transaction_isolation");
  g_assert_cmpstr (isolation, ==, "read committed");
}

static void
test_folder (void)
{
  CfTestServer *server = fresh ();
  CfDbPool *pool;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;

  pool = db_pool_open (server, DATABASE);
  g_assert_null (cf_db_migrator_new (pool, "sales", "/test/gap", &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (cf_db_migrator_new (pool, "sales", "/test/nothing", &error));
  g_assert_nonnull (error);
  db_close (pool);
  g_object_unref (pool);
}

int
main (int    argc,
      char **argv)
{
  cf_test_init (&argc, &argv);
  cf_model_init ();

  g_test_add_func ("/migrator/fresh", test_fresh);
  g_test_add_func ("/migrator/two-at-once", test_two_at_once);
  g_test_add_func ("/migrator/failing-step", test_failing_step);
  g_test_add_func ("/migrator/cancel", test_cancel);
  g_test_add_func ("/migrator/killed", test_killed);
  g_test_add_func ("/migrator/versions", test_versions);
  g_test_add_func ("/migrator/without-right", test_without_right);
  g_test_add_func ("/migrator/groups-later", test_groups_later);
  g_test_add_func ("/migrator/groups-at-once", test_groups_at_once);
  g_test_add_func ("/migrator/trigger-functions-are-closed", test_trigger_functions_are_closed);
  g_test_add_func ("/migrator/isolation", test_isolation);
  g_test_add_func ("/migrator/folder", test_folder);

  return g_test_run ();
}
