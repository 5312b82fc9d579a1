/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The private server is run once, whoever dies when, and however many start it. */

#include "private-server-fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "cf-error.h"
#include "cf-server-process-private.h"

#define N_AT_ONCE 20

static void
on_died_cb (CfServer *server,
            gpointer  user_data)
{
  (*(guint *) user_data)++;
}

static void
test_second_instance (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) first = NULL;
  g_autoptr (CfServer) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  guint n_died = 0;

  if (!fixture_has_postgres ())
    return;

  first = fixture_new_started (folder);
  second = cf_server_new (folder);
  g_signal_connect (second, "died", G_CALLBACK (on_died_cb), &n_died);
  fixture_start (second, &error);
  g_assert_no_error (error);
  g_assert_false (cf_server_get_is_owner (second));
  one = cf_server_get_conninfo (first, "red30");
  two = cf_server_get_conninfo (second, "red30");
  g_assert_cmpstr (one, ==, two);

  /* What is not ours is not stopped. */
  fixture_stop (second);
  fixture_assert_value (first, "SELECT 1", "1");
  g_assert_cmpuint (n_died, ==, 0);

  fixture_start (second, &error);
  g_assert_no_error (error);
  fixture_stop (first);
  cf_test_wait_until (n_died > 0);
  g_assert_cmpuint (n_died, ==, 1);
  g_assert_cmpint (cf_server_get_stage (second), ==, CF_SERVER_STAGE_STOPPED);
  fixture_start (second, &error);
  g_assert_no_error (error);
  g_assert_true (cf_server_get_is_owner (second));
  fixture_stop (second);
  fixture_clean (folder);
}

/* A server on the data of @folder that nobody's program has started: it holds no lock. */
static pid_t
start_by_hand (const char *folder)
{
  g_autoptr (CfServerPaths) paths = cf_server_paths_new (folder);
  g_autofree char *binaries = cf_test_server_find_binaries ();
  g_autofree char *program = g_build_filename (binaries, "postgres", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *socket_folder = cf_server_paths_make_socket (paths, &error);
  g_autofree char *sockets = g_strdup_printf ("unix_socket_directories=\"%s\"", socket_folder);
  const char *argv[] = { program, "-D", paths->data, "-c", sockets, NULL };
  CfServerProcessSpec spec = { .argv = argv, .paths = paths, .log = paths->log, .lock_fd = -1, .death_signal = SIGINT };
  pid_t pid;

  g_assert_no_error (error);
  pid = cf_server_process_start (&spec, &error);
  g_assert_no_error (error);
  return pid;
}

/* How often a file was opened since the last look. */
static guint
count_opened (int watch)
{
  struct inotify_event events[16];
  gssize length = read (watch, events, sizeof events);

  return length > 0 ? (guint) (length / sizeof events[0]) : 0;
}

/* It is used as any other, and left alone; that it does not hold the lock does not mean that it has ended. */
static void
test_started_by_hand (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  g_autofree char *lock = NULL;
  g_autoptr (GError) error = NULL;
  int watch = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  guint n_died = 0;
  guint n_looks = 0;
  int status;
  pid_t pid;

  if (!fixture_has_postgres ())
    return;

  server = fixture_new_started (folder);
  fixture_stop (server);
  g_signal_connect (server, "died", G_CALLBACK (on_died_cb), &n_died);
  pid = start_by_hand (folder);
  cf_test_wait_until (fixture_count_server (server) > 1);
  fixture_start (server, &error);
  g_assert_no_error (error);
  g_assert_false (cf_server_get_is_owner (server));

  lock = g_build_filename (cf_server_get_folder (server), "lock", NULL);
  g_assert_cmpint (inotify_add_watch (watch, lock, IN_OPEN), >=, 0);
  cf_test_wait_until ((n_looks += count_opened (watch)) > 1 || n_died > 0);
  g_assert_cmpuint (n_died, ==, 0);
  fixture_assert_value (server, "SELECT 1", "1");
  fixture_stop (server);
  g_assert_false (fixture_has_ended (pid));

  fixture_start (server, &error);
  g_assert_no_error (error);
  kill (pid, SIGINT);
  cf_test_wait_until (cf_server_process_has_ended (pid, &status));
  cf_test_wait_until (n_died > 0);
  g_assert_cmpuint (n_died, ==, 1);
  fixture_start (server, &error);
  g_assert_no_error (error);
  g_assert_true (cf_server_get_is_owner (server));
  fixture_stop (server);
  close (watch);
  fixture_clean (folder);
}

static void
test_many_at_once (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  Holder *holders[N_AT_ONCE];
  Holder *owner = NULL;
  guint n_owners = 0;

  if (!fixture_has_postgres ())
    return;

  for (guint i = 0; i < N_AT_ONCE; i++)
    holders[i] = holder_new (folder, NULL);
  for (guint i = 0; i < N_AT_ONCE; i++)
    {
      holder_wait (holders[i]);
      g_assert_cmpstr (holders[i]->error, ==, NULL);
      g_assert_cmpstr (holders[i]->conninfo, ==, holders[0]->conninfo);
      if (holders[i]->is_owner)
        {
          owner = holders[i];
          n_owners++;
        }
    }

  server = cf_server_new (folder);
  g_assert_cmpuint (n_owners, ==, 1);
  g_assert_cmpuint (fixture_count_names (cf_server_get_folder (server), "data"), ==, 1);

  for (guint i = 0; i < N_AT_ONCE; i++)
    if (holders[i] != owner)
      holder_end (holders[i]);
  g_assert_cmpuint (fixture_count_server (server), >, 0);
  holder_end (owner);
  cf_test_wait_until (fixture_count_server (server) == 0);

  for (guint i = 0; i < N_AT_ONCE; i++)
    holder_free (holders[i]);
  fixture_clean (folder);
}

/* The program is killed: its server ends by itself, and the next start needs no question. */
static void
test_killed_program (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  Holder *holder;
  CfDbPool *pool;
  g_autoptr (GError) error = NULL;

  if (!fixture_has_postgres ())
    return;

  holder = holder_new (folder, NULL);
  holder_wait (holder);
  g_assert_true (holder->is_owner);
  pool = db_pool_new (holder->conninfo);
  g_assert_true (db_open (pool, &error));
  g_clear_pointer (&pool, g_object_unref);

  server = cf_server_new (folder);
  fixture_start (server, &error);
  g_assert_no_error (error);
  fixture_ensure (server, "red30", &error);
  g_assert_no_error (error);
  g_free (fixture_value (server, "red30", "CREATE TABLE kept AS SELECT 1 AS a"));
  fixture_stop (server);

  holder_kill (holder);
  cf_test_wait_until (fixture_count_server (server) == 0);
  fixture_start (server, &error);
  g_assert_no_error (error);
  g_assert_true (cf_server_get_is_owner (server));
  {
    g_autofree char *value = fixture_value (server, "red30", "SELECT count (*) FROM kept");

    g_assert_cmpstr (value, ==, "1");
  }
  fixture_stop (server);
  holder_free (holder);
  fixture_clean (folder);
}

/* The next start comes while the server of the killed one is still ending. */
static void
test_killed_and_restarted (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;

  if (!fixture_has_postgres ())
    return;

  server = cf_server_new (folder);
  for (guint i = 0; i < 4; i++)
    {
      Holder *holder = holder_new (folder, NULL);
      g_autoptr (GError) error = NULL;

      holder_wait (holder);
      g_assert_true (holder->started);
      holder_kill (holder);
      holder_free (holder);

      fixture_start (server, &error);
      g_assert_no_error (error);
      fixture_stop (server);
    }
  fixture_clean (folder);
}

/* The server is killed, also while somebody writes: what was acknowledged is there. */
static void
test_killed_server (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  g_autoptr (GError) error = NULL;
  CfDbPool *pool;
  guint n_died = 0;
  gint64 n_acknowledged = 0;

  if (!fixture_has_postgres ())
    return;

  server = fixture_new_started (folder);
  g_signal_connect (server, "died", G_CALLBACK (on_died_cb), &n_died);
  fixture_ensure (server, "red30", &error);
  g_assert_no_error (error);
  g_free (fixture_value (server, "red30", "CREATE TABLE written (a bigint)"));

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *value = NULL;

      pool = fixture_connect (server, "red30");
      for (guint j = 0; error == NULL; j++)
        {
          g_autoptr (CfDbResult) result = NULL;

          if (j == 20)
            kill (fixture_pid (server), SIGKILL);
          result = db_query (pool, CF_DB_UNIT_WRITE, "INSERT INTO written VALUES (1)", NULL, &error);
          n_acknowledged += result != NULL;
        }
      g_clear_error (&error);
      db_close (pool);
      g_object_unref (pool);
      cf_test_wait_until (n_died == i + 1);
      g_assert_false (cf_server_get_is_owner (server));

      fixture_start (server, &error);
      g_assert_no_error (error);
      value = fixture_value (server, "red30", "SELECT count (*) FROM written");
      g_assert_cmpint (g_ascii_strtoll (value, NULL, 10), >=, n_acknowledged);
    }

  fixture_stop (server);
  g_assert_cmpuint (n_died, ==, 3);
  fixture_clean (folder);
}

/* One that was halted handles no signal, and its processes keep the lock: all of it goes, and nothing that it said is lost. */
static void
test_halted_server (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  g_autoptr (GError) error = NULL;
  pid_t pid;

  if (!fixture_has_postgres ())
    return;

  server = fixture_new_started (folder);
  fixture_ensure (server, "red30", &error);
  g_assert_no_error (error);
  g_free (fixture_value (server, "red30", "CREATE TABLE written AS SELECT 7 AS a"));

  pid = fixture_pid (server);
  fixture_halt (pid);
  g_assert_false (fixture_backup (server, "red30", NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  fixture_stop (server);
  g_assert_cmpint (kill (pid, 0), !=, 0);

  fixture_start (server, &error);
  g_assert_no_error (error);
  g_assert_true (cf_server_get_is_owner (server));
  {
    g_autofree char *value = fixture_value (server, "red30", "SELECT a FROM written");

    g_assert_cmpstr (value, ==, "7");
  }
  fixture_stop (server);
  fixture_clean (folder);
}

/* Where the one thread that works on the server does not come back, it is killed all the same, and gets the lock anew. */
static void
test_killed_at_once (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  g_autoptr (GAsyncResult) killed = NULL;
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (GError) error = NULL;
  pid_t pid;

  if (!fixture_has_postgres ())
    return;

  server = fixture_new_started (folder);
  pid = fixture_pid (server);
  fixture_halt (pid);
  fixture_hold_thread ();
  cf_server_kill_async (server, cf_test_await_cb, &killed);
  g_assert_true (cf_server_kill_finish (server, cf_test_await (&killed), &error));
  g_assert_true (fixture_has_ended (pid));
  fixture_let_go ();

  fixture_stop (server);
  fixture_start (server, &error);
  g_assert_no_error (error);
  g_assert_true (cf_server_get_is_owner (server));
  fixture_stop (server);

  /* Where none runs there is nothing to kill. */
  cf_server_kill_async (server, cf_test_await_cb, &again);
  g_assert_true (cf_server_kill_finish (server, cf_test_await (&again), &error));
  fixture_clean (folder);
}

static void
test_killed_in_creation (void)
{
  static const guint moments_ms[] = { 20, 100, 250, 400, 700 };

  if (!fixture_has_postgres ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (moments_ms); i++)
    {
      g_autofree char *folder = fixture_folder ("data");
      g_autoptr (CfServer) server = NULL;
      Holder *holder = holder_new (folder, NULL);

      g_usleep (moments_ms[i] * 1000);
      holder_kill (holder);
      holder_free (holder);
      server = fixture_new_started (folder);
      fixture_assert_value (server, "SELECT 1", "1");
      g_assert_cmpuint (fixture_count_names (cf_server_get_folder (server), "data"), ==, 1);
      fixture_stop (server);
      fixture_clean (folder);
    }
}

/* What a crash of the whole computer may leave. */
static void
test_stale_files (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (GSubprocess) sleeper = NULL;
  g_autoptr (CfServer) server = NULL;
  g_autofree char *pid_file = NULL;
  g_autofree char *socket_lock = NULL;
  g_autofree char *good = NULL;
  g_autofree char *living = NULL;
  g_auto (GStrv) lines = NULL;

  if (!fixture_has_postgres ())
    return;

  sleeper = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "sleep", "1000", NULL);
  server = fixture_new_started (folder);
  pid_file = fixture_data_file (server, "postmaster.pid");
  g_assert_true (g_file_get_contents (pid_file, &good, NULL, NULL));
  lines = g_strsplit (good, "\n", 2);
  living = g_strdup_printf ("%s\n%s", g_subprocess_get_identifier (sleeper), lines[1]);
  g_strfreev (g_steal_pointer (&lines));
  lines = g_strsplit (good, "\n", -1);
  socket_lock = g_build_filename (lines[4], ".s.PGSQL.5432.lock", NULL);
  fixture_stop (server);

  {
    const char *contents[] = { living, "", "nonsense", good };

    for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
      {
        g_autoptr (GError) error = NULL;

        cf_test_write_file (pid_file, contents[i], -1);
        cf_test_write_file (socket_lock, contents[i], -1);
        fixture_start (server, &error);
        g_assert_no_error (error);
        g_assert_true (cf_server_get_is_owner (server));
        fixture_stop (server);
      }
  }

  g_subprocess_force_exit (sleeper);
  fixture_clean (folder);
}

static void
add_tests (void)
{
  g_test_add_func ("/private-server/second-instance", test_second_instance);
  g_test_add_func ("/private-server/started-by-hand", test_started_by_hand);
  g_test_add_func ("/private-server/many-at-once", test_many_at_once);
  g_test_add_func ("/private-server/killed-program", test_killed_program);
  g_test_add_func ("/private-server/killed-and-restarted", test_killed_and_restarted);
  g_test_add_func ("/private-server/killed-server", test_killed_server);
  g_test_add_func ("/private-server/halted-server", test_halted_server);
  g_test_add_func ("/private-server/killed-at-once", test_killed_at_once);
  g_test_add_func ("/private-server/killed-in-creation", test_killed_in_creation);
  g_test_add_func ("/private-server/stale-files", test_stale_files);
}

int
main (int    argc,
      char **argv)
{
  return fixture_main (&argc, &argv, add_tests);
}
