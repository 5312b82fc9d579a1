/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db-fixture.h"

typedef struct
{
  CfTestServer *server;
  CfDbPool     *pool;
  CfDbLease    *lease;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;
  cf_test_server_fresh_database (fixture->server, "copy");
  cf_test_server_sql (fixture->server, "copy", "create table t (key int, name text)");
  fixture->pool = db_pool_open (fixture->server, "copy");
  fixture->lease = db_lease (fixture->pool, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->pool == NULL)
    return;
  g_clear_object (&fixture->lease);
  db_close (fixture->pool);
  g_assert_finalize_object (fixture->pool);
}

static gint64
count (Fixture *fixture)
{
  return cf_test_server_count (fixture->server, "copy", "select count(*) from t");
}

static void
begin (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (db_copy_begin (fixture->lease, "copy t from stdin", &error));
  g_assert_no_error (error);
}

static char *
rows (guint from, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = from; i < from + n; i++)
    g_string_append_printf (text, "%u\tthe name of row %u\n", i, i);
  return g_string_free (text, FALSE);
}

static void
assert_usable (Fixture *fixture)
{
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GError) error = NULL;

  results = db_lease_run (fixture->lease, "select 1", &error);
  g_assert_no_error (error);
}

static void
test_many_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  begin (fixture);
  for (guint i = 0; i < 100000; i += 5000)
    {
      g_autofree char *text = rows (i, 5000);

      g_assert_true (db_copy_write (fixture->lease, text, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpint (db_copy_end (fixture->lease, &error), ==, 100000);
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture), ==, 100000);
  assert_usable (fixture);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  begin (fixture);
  g_assert_true (db_copy_write (fixture->lease, "", &error));
  g_assert_cmpint (db_copy_end (fixture->lease, &error), ==, 0);
  g_assert_no_error (error);
}

static void
test_bad_row (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  begin (fixture);
  g_assert_true (db_copy_write (fixture->lease, "1\tone\nwhat\ttwo\n3\tthree\n", &error));
  g_assert_cmpint (db_copy_end (fixture->lease, &error), ==, -1);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_DATA);
  g_assert_nonnull (strstr (cf_db_error_get_context (error), "line 2"));
  g_assert_cmpint (count (fixture), ==, 0);
  assert_usable (fixture);
}

/* The server has refused the rows long before their end is sent. */
static void
test_bad_row_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  begin (fixture);
  g_assert_true (db_copy_write (fixture->lease, "what\tone\n", &error));
  cf_test_wait_until (cf_test_server_count (fixture->server, "postgres",
                                            "select count(*) from pg_stat_activity where query ~* '^copy' and state = 'active'") == 0);
  g_usleep (G_USEC_PER_SEC / 5);
  g_assert_cmpint (db_copy_end (fixture->lease, &error), ==, -1);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_DATA);
  assert_usable (fixture);
}

static void
test_abort (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  begin (fixture);
  g_assert_true (db_copy_write (fixture->lease, "1\tone\n", &error));
  cf_db_lease_copy_abort_async (fixture->lease, "no more", cf_test_await_cb, &result);
  g_assert_true (cf_db_lease_copy_abort_finish (fixture->lease, cf_test_await (&result), &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture), ==, 0);
  assert_usable (fixture);
}

static void
test_no_such_table (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  g_assert_false (db_copy_begin (fixture->lease, "copy nowhere from stdin", &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA);
  assert_usable (fixture);
}

static void
test_wrong_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  g_assert_false (db_copy_write (fixture->lease, "1\tone\n", &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpint (db_copy_end (fixture->lease, &error), ==, -1);
  g_clear_error (&error);
  begin (fixture);
  g_assert_null (db_lease_run (fixture->lease, "select 1", &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (db_copy_write (fixture->lease, "1\tone\n", &error));
  g_assert_cmpint (db_copy_end (fixture->lease, &error), ==, 1);
  g_assert_no_error (error);
}

static void
test_copy_in_script (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  g_assert_false (db_script (fixture->lease, "copy t from stdin", &error));
  g_assert_nonnull (error);
  assert_usable (fixture);
}

static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  begin (fixture);
  g_assert_true (db_copy_write (fixture->lease, "1\tone\n", &error));
  g_clear_object (&fixture->lease);
  cf_test_wait_until (cf_test_server_count (fixture->server, "postgres", "select count(*) from pg_stat_activity "
                                            "where datname = 'copy' and query like 'copy%'") == 0);
  g_assert_cmpint (count (fixture), ==, 0);
}

static void
write_cancelled (Fixture *fixture, guint turns, gsize size)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = rows (0, (guint) (size / 20));
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  begin (fixture);
  cf_test_cancel_in_turns (cancellable, turns);
  cf_db_lease_copy_write_async (fixture->lease, bytes, cancellable, cf_test_await_cb, &result);
  if (cf_db_lease_copy_write_finish (fixture->lease, cf_test_await (&result), &error))
    {
      g_autoptr(GAsyncResult) aborted = NULL;

      cf_db_lease_copy_abort_async (fixture->lease, NULL, cf_test_await_cb, &aborted);
      g_assert_true (cf_db_lease_copy_abort_finish (fixture->lease, cf_test_await (&aborted), NULL));
      return;
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  begin (fixture);
  g_assert_true (db_copy_write (fixture->lease, "1\tone\n", &error));
  g_cancellable_cancel (cancellable);
  cf_db_lease_copy_end_async (fixture->lease, cancellable, cf_test_await_cb, &result);
  g_assert_cmpint (cf_db_lease_copy_end_finish (fixture->lease, cf_test_await (&result), &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (count (fixture), ==, 0);
  assert_usable (fixture);
}

static void
test_cancel_write (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;
  for (guint turns = 0; turns < 10; turns++)
    {
      write_cancelled (fixture, turns, 8 << 20);
      assert_usable (fixture);
    }
  g_assert_cmpint (count (fixture), ==, 0);
}

/* Nobody takes the rows: what is written waits in our hands, not in memory that grows. */
static void
test_back_pressure (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  text = rows (0, 200000);
  bytes = g_bytes_new (text, strlen (text));
  begin (fixture);
  cf_test_server_freeze (fixture->server);
  cf_db_lease_copy_write_async (fixture->lease, bytes, NULL, cf_test_await_cb, &result);
  for (guint i = 0; i < 20; i++)
    cf_test_spin (1000);
  g_assert_null (result);
  cf_test_server_thaw (fixture->server);
  g_assert_true (cf_db_lease_copy_write_finish (fixture->lease, cf_test_await (&result), &error));
  g_assert_no_error (error);
  g_assert_cmpint (db_copy_end (fixture->lease, &error), ==, 200000);
}

static void
test_session_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  begin (fixture);
  g_assert_true (db_copy_write (fixture->lease, "1\tone\n", &error));
  cf_test_server_sql (fixture->server, "postgres",
                      "select pg_terminate_backend(pid) from pg_stat_activity where query like 'copy%'");
  while (db_copy_write (fixture->lease, "1\tone\n", &error))
    ;
  g_assert_true (cf_db_error_is_connection (error));
  g_clear_error (&error);
  g_assert_cmpint (db_copy_end (fixture->lease, &error), ==, -1);
  g_assert_true (cf_db_error_is_connection (error));
  g_assert_cmpint (count (fixture), ==, 0);
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/db-copy/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("many-rows", test_many_rows);
  ADD ("nothing", test_nothing);
  ADD ("bad-row", test_bad_row);
  ADD ("bad-row-first", test_bad_row_first);
  ADD ("abort", test_abort);
  ADD ("no-such-table", test_no_such_table);
  ADD ("wrong-order", test_wrong_order);
  ADD ("copy-in-script", test_copy_in_script);
  ADD ("dropped", test_dropped);
  ADD ("cancel-write", test_cancel_write);
  ADD ("cancel-end", test_cancel_end);
  ADD ("back-pressure", test_back_pressure);
  ADD ("session-ends", test_session_ends);
  return g_test_run ();
}
