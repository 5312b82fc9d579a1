/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-thread-private.h"
#include "db-fixture.h"

#include <string.h>

typedef struct
{
  CfTestServer *server;
  CfDbPool     *pool;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;
  cf_test_server_fresh_database (fixture->server, "pool");
  fixture->pool = db_pool_open (fixture->server, "pool");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->pool == NULL)
    return;
  db_close (fixture->pool);
  g_assert_finalize_object (fixture->pool);
}

#define NEED_SERVER(fixture) \
  G_STMT_START { \
    if ((fixture)->server == NULL) \
      return; \
  } G_STMT_END

static void
test_open (Fixture *fixture, gconstpointer data)
{
  NEED_SERVER (fixture);
  g_assert_cmpint (cf_db_pool_get_state (fixture->pool), ==, CF_DB_STATE_READY);
  g_assert_null (cf_db_pool_get_last_error (fixture->pool));
  g_assert_cmpint (cf_db_pool_get_lost_since (fixture->pool), ==, 0);
}

static void
test_query (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbResult) result = NULL;
  g_autoptr(GError) error = NULL;
  CfDbParams *params;

  NEED_SERVER (fixture);
  params = cf_db_params_new ();
  cf_db_params_add_int (params, 6);
  cf_db_params_add_int64 (params, 7);
  result = db_query (fixture->pool, CF_DB_UNIT_READ, "select $1 * $2, 'x', null", params, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cf_db_result_get_n_rows (result), ==, 1);
  g_assert_cmpuint (cf_db_result_get_n_columns (result), ==, 3);
  g_assert_cmpint (cf_db_result_get_int (result, 0, 0), ==, 42);
  g_assert_cmpstr (cf_db_result_get_text (result, 0, 1), ==, "x");
  g_assert_true (cf_db_result_is_null (result, 0, 2));
}

static void
test_unit (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  g_autoptr(CfDbUnit) bad = cf_db_unit_new (CF_DB_UNIT_WRITE);
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *count = NULL;

  NEED_SERVER (fixture);
  cf_db_unit_add (unit, "create table t (a int primary key)", NULL);
  cf_db_unit_add (unit, "insert into t values (1), (2)", NULL);
  cf_db_unit_add (unit, "select a from t order by a", NULL);
  results = db_run (fixture->pool, CF_DB_LANE_INTERACTIVE, unit, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 3);
  g_assert_cmpint (cf_db_result_get_n_affected (results->pdata[1]), ==, 2);
  g_assert_cmpuint (cf_db_result_get_n_rows (results->pdata[2]), ==, 2);

  cf_db_unit_add (bad, "insert into t values (3)", NULL);
  cf_db_unit_add (bad, "insert into t values (2)", NULL);
  cf_db_unit_add (bad, "insert into t values (4)", NULL);
  none = db_run (fixture->pool, CF_DB_LANE_INTERACTIVE, bad, &error);
  g_assert_null (none);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_UNIQUE);
  g_assert_cmpstr (cf_db_error_get_sqlstate (error), ==, "23505");
  g_assert_cmpstr (cf_db_error_get_constraint (error), ==, "t_pkey");
  g_assert_nonnull (cf_db_error_get_detail (error));
  count = db_value (fixture->pool, "select count(*) from t");
  g_assert_cmpstr (count, ==, "2");
}

static void
test_lease (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbLease) lease = NULL;
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *count = NULL;

  NEED_SERVER (fixture);
  lease = db_lease (fixture->pool, &error);
  g_assert_no_error (error);
  db_script (lease, "create table s (a int); insert into s values (1); insert into s values (2);", &error);
  g_assert_no_error (error);
  results = db_lease_run (lease, "insert into s values (3)", &error);
  g_assert_no_error (error);
  db_copy_begin (lease, "copy s from stdin", &error);
  g_assert_no_error (error);
  db_copy_write (lease, "4\n5\n", &error);
  g_assert_no_error (error);
  g_assert_cmpint (db_copy_end (lease, &error), ==, 2);
  g_assert_no_error (error);
  count = db_value (fixture->pool, "select count(*) from s");
  g_assert_cmpstr (count, ==, "5");
}

static void
run_ok (Fixture *fixture, const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) result = db_query (fixture->pool, CF_DB_UNIT_WRITE, sql, NULL, &error);

  g_assert_no_error (error);
}

static void
on_counted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  guint *n = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) rows = cf_db_pool_query_finish (CF_DB_POOL (object), result, &error);

  g_assert_no_error (error);
  /* In the order in which they were asked. */
  g_assert_cmpint (cf_db_result_get_int (rows, 0, 0), ==, *n);
  (*n)++;
}

static void
test_thousand (Fixture *fixture, gconstpointer data)
{
  CfDbLane lane = GPOINTER_TO_INT (data);
  guint n = 0;

  NEED_SERVER (fixture);
  for (int i = 0; i < 1000; i++)
    {
      CfDbParams *params = cf_db_params_new ();

      cf_db_params_add_int (params, i);
      cf_db_pool_query_async (fixture->pool, lane, CF_DB_UNIT_READ, "select $1", params, NULL, on_counted, &n);
    }
  cf_test_wait_until (n == 1000);
}

/* So many answers that one turn has no time for all of them, and then nothing more comes that would wake anybody. */
static void
test_long_unit (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_READ);
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GError) error = NULL;

  NEED_SERVER (fixture);
  for (int i = 0; i < 20000; i++)
    cf_db_unit_add (unit, "select 1", NULL);
  results = db_run (fixture->pool, CF_DB_LANE_INTERACTIVE, unit, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 20000);
}

/* A failed unit among others fails alone. */
static void
test_failure_is_isolated (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *results[20] = { NULL };

  NEED_SERVER (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    cf_db_pool_query_async (fixture->pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, i % 3 == 0 ? "select 1 / 0" : "select 1", NULL, NULL,
                            cf_test_await_cb, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(CfDbResult) rows = cf_db_pool_query_finish (fixture->pool, cf_test_await (&results[i]), &error);

      if (i % 3 == 0)
        g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_DATA);
      else
        g_assert_no_error (error);
      g_object_unref (results[i]);
    }
}

static void
test_big_parameter (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *big = NULL;
  const gsize size = 10 << 20;
  CfDbParams *params;

  NEED_SERVER (fixture);
  big = g_malloc (size + 1);
  memset (big, 'x', size);
  big[size] = '\0';
  params = cf_db_params_new ();
  cf_db_params_add_text (params, big);
  result = db_query (fixture->pool, CF_DB_UNIT_READ, "select length($1), $1", params, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_db_result_get_int (result, 0, 0), ==, (gint64) size);
  g_assert_cmpstr (cf_db_result_get_text (result, 0, 1), ==, big);
}

static void
test_many_parameters (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) sql = g_string_new ("select ''");
  g_autoptr(CfDbResult) result = NULL;
  g_autoptr(GError) error = NULL;
  CfDbParams *params = cf_db_params_new ();

  for (int i = 1; i <= 100; i++)
    {
      g_string_append_printf (sql, " || $%d", i);
      cf_db_params_add_text (params, i % 2 ? "a" : NULL);
    }
  g_string_append (sql, " is null");
  if (fixture->server == NULL)
    {
      cf_db_params_free (params);
      return;
    }
  result = db_query (fixture->pool, CF_DB_UNIT_READ, sql->str, params, &error);
  g_assert_no_error (error);
  g_assert_true (cf_db_result_get_bool (result, 0, 0));
}

static gint64
n_prepared (Fixture *fixture)
{
  g_autofree char *value = db_value (fixture->pool, "select count(*) from pg_prepared_statements");

  return g_ascii_strtoll (value, NULL, 10);
}

static void
test_statements_are_kept (Fixture *fixture, gconstpointer data)
{
  NEED_SERVER (fixture);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *value = db_value (fixture->pool, "select 17");

      g_assert_cmpstr (value, ==, "17");
    }
  g_assert_cmpint (n_prepared (fixture), ==, 2);
}

static void
test_statements_are_limited (Fixture *fixture, gconstpointer data)
{
  NEED_SERVER (fixture);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *sql = g_strdup_printf ("select %u", i);
      g_autofree char *value = db_value (fixture->pool, sql);
    }
  g_assert_cmpint (n_prepared (fixture), <=, 101);
}

static void
test_unprepared (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbResult) result = NULL;
  g_autoptr(GError) error = NULL;

  NEED_SERVER (fixture);
  result = db_query (fixture->pool, CF_DB_UNIT_READ | CF_DB_UNIT_UNPREPARED, "select 1", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_prepared (fixture), ==, 1);
}

/* Behind our back, as by a pooler or another program's DDL: the unit goes again with its text. */
static void
test_stale_statements (Fixture *fixture, gconstpointer data)
{
  NEED_SERVER (fixture);
  run_ok (fixture, "create table t (a int)");
  run_ok (fixture, "insert into t values (1)");
  run_ok (fixture, "select * from t");
  run_ok (fixture, "alter table t add b int");
  run_ok (fixture, "select * from t");
  run_ok (fixture, "insert into t values (1)");
  run_ok (fixture, "deallocate all");
  run_ok (fixture, "insert into t values (1)");
  g_assert_cmpint (cf_test_server_count (fixture->server, "pool", "select count(*) from t"), ==, 3);
}

/* The Parse that was skipped with its unit leaves no statement behind that the next one would rely on. */
static void
test_aborted_parse (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbUnit) bad = cf_db_unit_new (CF_DB_UNIT_READ);
  GAsyncResult *results[4] = { NULL };

  NEED_SERVER (fixture);
  cf_db_unit_add (bad, "select 1 / 0", NULL);
  cf_db_unit_add (bad, "select 5", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      if (i == 0)
        cf_db_pool_run_async (fixture->pool, CF_DB_LANE_INTERACTIVE, bad, NULL, cf_test_await_cb, &results[i]);
      else
        cf_db_pool_query_async (fixture->pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, "select 5", NULL, NULL, cf_test_await_cb,
                                &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(CfDbResult) rows = NULL;

      cf_test_await (&results[i]);
      if (i == 0)
        {
          g_assert_null (cf_db_pool_run_finish (fixture->pool, results[i], &error));
          g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_DATA);
        }
      else
        {
          rows = cf_db_pool_query_finish (fixture->pool, results[i], &error);
          g_assert_no_error (error);
        }
      g_object_unref (results[i]);
    }
}

/* Told off at the very end, when all statements had succeeded. */
static void
test_deferred_constraint (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  g_autoptr(GError) error = NULL;

  NEED_SERVER (fixture);
  run_ok (fixture, "create table p (a int primary key)");
  run_ok (fixture, "create table c (a int references p deferrable initially deferred)");
  cf_db_unit_add (unit, "insert into c values (1)", NULL);
  cf_db_unit_add (unit, "select 1", NULL);
  g_assert_null (db_run (fixture->pool, CF_DB_LANE_INTERACTIVE, unit, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_CONSTRAINT);
  g_assert_cmpstr (cf_db_error_get_constraint (error), ==, "c_a_fkey");
  run_ok (fixture, "select 1");
}

static void
test_empty_things (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GError) error = NULL;

  NEED_SERVER (fixture);
  results = db_run (fixture->pool, CF_DB_LANE_INTERACTIVE, unit, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 0);
  run_ok (fixture, "");
}

static void
test_not_for_units (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "select 1; select 2", "copy (select 1) to stdout", "vacuum", "nonsense" };

  NEED_SERVER (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(CfDbResult) result = db_query (fixture->pool, CF_DB_UNIT_WRITE, texts[i], NULL, &error);

      if (result == NULL)
        g_assert_nonnull (error);
      g_clear_error (&error);
      run_ok (fixture, "select 1");
    }
}

static void
test_error_codes (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char    *sqlstate;
    CfDbErrorCode  code;
  } cases[] = {
    { "40001", CF_DB_ERROR_SERIALIZATION }, { "40P01", CF_DB_ERROR_SERIALIZATION }, { "23505", CF_DB_ERROR_UNIQUE },
    { "23503", CF_DB_ERROR_CONSTRAINT }, { "22003", CF_DB_ERROR_DATA }, { "42501", CF_DB_ERROR_NO_RIGHT },
    { "42P01", CF_DB_ERROR_SCHEMA }, { "25006", CF_DB_ERROR_READ_ONLY }, { "53300", CF_DB_ERROR_BUSY },
    { "55P03", CF_DB_ERROR_BUSY }, { "P0001", CF_DB_ERROR_RAISED }, { "58030", CF_DB_ERROR_FAILED },
  };

  NEED_SERVER (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sql = g_strdup_printf ("do $$ begin raise exception 'no %%', 1 using errcode = '%s', detail = 'd', hint = 'h'; end $$",
                                              cases[i].sqlstate);
      g_autoptr(GError) error = NULL;

      g_assert_null (db_query (fixture->pool, CF_DB_UNIT_WRITE, sql, NULL, &error));
      g_assert_error (error, CF_DB_ERROR, (int) cases[i].code);
      g_assert_cmpstr (error->message, ==, "no 1");
      g_assert_cmpstr (cf_db_error_get_sqlstate (error), ==, cases[i].sqlstate);
      g_assert_cmpstr (cf_db_error_get_detail (error), ==, "d");
      g_assert_cmpstr (cf_db_error_get_hint (error), ==, "h");
      g_assert_nonnull (cf_db_error_get_context (error));
    }
}

static void
collect_log (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (message));
}

/* People read a sentence: what the server said in full is in the log, once, and nothing of what it was given. */
static void
test_error_log (Fixture *fixture, gconstpointer data)
{
  static const char raise[] =
    "do $$ begin raise exception 'no %', 1 using errcode = '58030', detail = 'the detail', hint = 'the hint'; end $$";
  g_autoptr(GPtrArray) log = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(CfDbResult) set = NULL;
  CfDbParams *params;
  guint handler;

  NEED_SERVER (fixture);
  handler = g_log_set_handler ("cf-db", G_LOG_LEVEL_MESSAGE, collect_log, log);
  for (guint i = 0; i < 3; i++)
    g_assert_null (db_query (fixture->pool, CF_DB_UNIT_WRITE, raise, NULL, NULL));
  g_assert_cmpuint (log->len, ==, 1);
  g_assert_nonnull (strstr (log->pdata[0], "58030: no 1\nDETAIL: the detail\nHINT: the hint\nCONTEXT: PL/pgSQL function inline_code_block line 1"));

  set = db_query (fixture->pool, CF_DB_UNIT_WRITE, "select set_config ('log_parameter_max_length_on_error', '-1', false)", NULL, NULL);
  g_assert_nonnull (set);
  params = cf_db_params_new ();
  cf_db_params_add_text (params, "secret\n$1 = 's3cret'");
  g_assert_null (db_query (fixture->pool, CF_DB_UNIT_WRITE, "select 1 / (length ($1) - length ($1))", params, NULL));
  g_assert_cmpuint (log->len, ==, 2);
  g_assert_nonnull (strstr (log->pdata[1], "22012: "));
  g_assert_null (strstr (log->pdata[1], "cret"));
  g_log_remove_handler ("cf-db", handler);
}

typedef struct
{
  Fixture  *fixture;
  guint     depth;
  guint     n_left;
} Chain;

static void next_in_chain (Chain *chain);

static void
on_link (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Chain *chain = user_data;
  g_autoptr(CfDbResult) rows = cf_db_pool_query_finish (CF_DB_POOL (object), result, NULL);

  /* Never from inside the call that asked, and never inside another answer. */
  g_assert_cmpuint (chain->depth, ==, 0);
  g_assert_nonnull (rows);
  chain->depth++;
  if (chain->n_left-- > 1)
    next_in_chain (chain);
  chain->depth--;
}

static void
next_in_chain (Chain *chain)
{
  cf_db_pool_query_async (chain->fixture->pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, "select 1", NULL, NULL, on_link, chain);
}

static void
test_no_reentrancy (Fixture *fixture, gconstpointer data)
{
  Chain chain = { fixture, 0, 200 };

  NEED_SERVER (fixture);
  chain.depth = 1;
  next_in_chain (&chain);
  chain.depth = 0;
  cf_test_wait_until (chain.n_left == 0);
}

/* The pool goes with its last user, in the middle of an answer. */
static void
on_last (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CfDbPool **pool = user_data;

  g_clear_object (pool);
}

static void
test_dropped_in_callback (Fixture *fixture, gconstpointer data)
{
  CfDbPool *pool;

  NEED_SERVER (fixture);
  pool = db_pool_open (fixture->server, "pool");
  g_object_add_weak_pointer (G_OBJECT (pool), (gpointer *) &pool);
  cf_db_pool_query_async (pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, "select 1", NULL, NULL, on_last, &pool);
  cf_test_wait_until (pool == NULL);
}

static void
test_without_opening (void)
{
  g_autoptr(CfDbPool) pool = db_pool_new ("host=/nonexistent user=x");
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (cf_db_pool_get_state (pool), ==, CF_DB_STATE_CLOSED);
  g_assert_null (db_query (pool, CF_DB_UNIT_READ, "select 1", NULL, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_null (db_lease (pool, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_CLOSED);
}

static void
test_open_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  NEED_SERVER (fixture);
  for (guint i = 0; i < 3; i++)
    {
      db_close (fixture->pool);
      g_assert_cmpint (cf_db_pool_get_state (fixture->pool), ==, CF_DB_STATE_CLOSED);
      g_assert_true (db_open (fixture->pool, &error));
      g_assert_true (db_open (fixture->pool, &error));
      run_ok (fixture, "select 1");
    }
}

/* No pool, no thread; and a new one for the next pool. */
static void
test_thread_ends (void)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr(CfDbPool) pool = db_pool_new ("host=/nonexistent user=x");
      g_autoptr(CfDbPool) other = i % 2 ? db_pool_new ("host=/nonexistent user=x") : NULL;

      g_assert_true (cf_db_thread_is_running ());
      if (i % 3 == 0)
        g_assert_false (db_open (pool, NULL));
      g_clear_object (&other);
      g_clear_object (&pool);
      if (i % 5 == 0)
        cf_test_wait_until (!cf_db_thread_is_running ());
    }
  cf_test_wait_until (!cf_db_thread_is_running ());
}

static void
test_sql_ascii (void)
{
  CfTestServer *server = cf_test_server_new (CF_TEST_SERVER_SQL_ASCII);
  g_autofree char *conninfo = NULL;
  g_autoptr(CfDbPool) pool = NULL;
  g_autoptr(CfDbResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (server == NULL)
    return;
  cf_test_server_create_database (server, "ascii");
  conninfo = cf_test_server_conninfo (server, "ascii client_encoding=SQL_ASCII");
  pool = db_pool_new (conninfo);
  g_assert_true (db_open (pool, &error));
  result = db_query (pool, CF_DB_UNIT_READ, "select convert_from('\\xff41fe'::bytea, 'SQL_ASCII'), 'fine'", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (cf_db_result_get_text (result, 0, 0), -1, NULL));
  g_assert_cmpstr (cf_db_result_get_text (result, 0, 0), ==, "\357\277\275A\357\277\275");
  g_assert_cmpstr (cf_db_result_get_text (result, 0, 1), ==, "fine");
  g_assert_null (db_query (pool, CF_DB_UNIT_READ, "do $$ begin raise exception '%', convert_from('\\xff'::bytea, 'SQL_ASCII'); end $$", NULL, &error));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  db_close (pool);
  g_clear_object (&pool);
  cf_test_server_free (server);
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);
#define ADD_WITH(name, data, func) g_test_add ("/db-pool/" name, Fixture, GINT_TO_POINTER (data), set_up, func, tear_down)
#define ADD(name, func) ADD_WITH (name, 0, func)
  ADD ("open", test_open);
  ADD ("query", test_query);
  ADD ("unit", test_unit);
  ADD ("lease", test_lease);
  ADD_WITH ("thousand/interactive", CF_DB_LANE_INTERACTIVE, test_thousand);
  ADD_WITH ("thousand/background", CF_DB_LANE_BACKGROUND, test_thousand);
  ADD_WITH ("thousand/send", CF_DB_LANE_SEND, test_thousand);
  ADD ("long-unit", test_long_unit);
  ADD ("failure-is-isolated", test_failure_is_isolated);
  ADD ("big-parameter", test_big_parameter);
  ADD ("many-parameters", test_many_parameters);
  ADD ("statements/kept", test_statements_are_kept);
  ADD ("statements/limited", test_statements_are_limited);
  ADD ("statements/unprepared", test_unprepared);
  ADD ("statements/stale", test_stale_statements);
  ADD ("statements/aborted-parse", test_aborted_parse);
  ADD ("deferred-constraint", test_deferred_constraint);
  ADD ("empty-things", test_empty_things);
  ADD ("not-for-units", test_not_for_units);
  ADD ("error-codes", test_error_codes);
  ADD ("error-log", test_error_log);
  ADD ("no-reentrancy", test_no_reentrancy);
  ADD ("dropped-in-callback", test_dropped_in_callback);
  ADD ("open-again", test_open_again);
  g_test_add_func ("/db-pool/without-opening", test_without_opening);
  g_test_add_func ("/db-pool/thread-ends", test_thread_ends);
  g_test_add_func ("/db-pool/sql-ascii", test_sql_ascii);
  return g_test_run ();
}
