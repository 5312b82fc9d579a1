/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-listener.h"
#include "cf-fault-proxy.h"
#include "db-fixture.h"

#define DATABASE "listener"
#define TELL(payload) "SELECT pg_notify ('news', '" payload "')"
/* The session of the listener, which has subscribed. */
#define SESSION "SELECT pid FROM pg_stat_activity WHERE datname = '" DATABASE "' AND query LIKE 'LISTEN%'"

typedef struct
{
  CfTestServer *server;
  CfFaultProxy *proxy;          /* (nullable) */
  CfDbPool     *pool;
  CfDbListener *listener;
  GString      *heard;          /* payloads, and "!" for each resync */
} Fixture;

static void
on_notification (CfDbListener *listener, const char *payload, Fixture *fixture)
{
  g_string_append (fixture->heard, payload);
}

static void
on_resync (CfDbListener *listener, Fixture *fixture)
{
  g_assert_cmpint (cf_db_listener_get_state (listener), ==, CF_DB_LISTENER_LISTENING);
  g_string_append_c (fixture->heard, '!');
}

static void
listen_on (Fixture *fixture, const char *conninfo)
{
  g_autoptr (GError) error = NULL;

  fixture->pool = db_pool_new (conninfo);
  db_open (fixture->pool, &error);
  g_assert_no_error (error);
  fixture->listener = cf_db_listener_new (fixture->pool, "news");
  g_signal_connect (fixture->listener, "notification", G_CALLBACK (on_notification), fixture);
  g_signal_connect (fixture->listener, "resync", G_CALLBACK (on_resync), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;
  cf_test_server_fresh_database (fixture->server, DATABASE);
  fixture->heard = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;
  if (fixture->pool != NULL)
    {
      g_assert_finalize_object (g_steal_pointer (&fixture->listener));
      db_close (fixture->pool);
      g_assert_finalize_object (g_steal_pointer (&fixture->pool));
    }
  g_clear_pointer (&fixture->proxy, cf_fault_proxy_free);
  g_string_free (fixture->heard, TRUE);
}

static void
begin (Fixture *fixture)
{
  g_autofree char *conninfo = cf_test_server_conninfo (fixture->server, DATABASE);

  listen_on (fixture, conninfo);
  cf_test_wait_until (g_str_equal (fixture->heard->str, "!"));
  g_string_truncate (fixture->heard, 0);
}

/* By a line that can be cut. */
static void
begin_by_proxy (Fixture *fixture)
{
  g_autofree char *socket = g_strdup_printf ("%s/.s.PGSQL.%u", cf_test_server_get_socket_dir (fixture->server),
                                             cf_test_server_get_port (fixture->server));
  g_autofree char *conninfo = NULL;

  fixture->proxy = cf_fault_proxy_new (socket, 0);
  conninfo = g_strdup_printf ("host=127.0.0.1 port=%u user=postgres dbname=" DATABASE " sslmode=disable",
                              cf_fault_proxy_get_port (fixture->proxy));
  listen_on (fixture, conninfo);
  cf_test_wait_until (g_str_equal (fixture->heard->str, "!"));
  g_string_truncate (fixture->heard, 0);
}

static void
tell (Fixture *fixture, const char *sql)
{
  cf_test_server_sql (fixture->server, DATABASE, sql);
}

#define await_heard(fixture, text) cf_test_wait_until (g_str_equal ((fixture)->heard->str, text))

/* --- hearing ------------------------------------------------------------------------------ */

/* What is told is heard once it is committed, whatever stands in it; what is told elsewhere, or taken back, is not. */
static void
test_notification (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;
  begin (fixture);
  tell (fixture, TELL ("a"));
  await_heard (fixture, "a");
  tell (fixture, "SELECT pg_notify ('other', 'x'), pg_notify ('news_echo', 'x')");
  tell (fixture, "BEGIN; " TELL ("x") "; ROLLBACK");
  tell (fixture, TELL ("é’\n"));
  await_heard (fixture, "aé’\n");
  tell (fixture, TELL (""));
  tell (fixture, TELL ("end"));
  await_heard (fixture, "aé’\nend");
}

static guint
count_heard (Fixture *fixture)
{
  guint n = 0;

  for (const char *p = fixture->heard->str; *p != '\0'; p++)
    n += *p == 'n';
  return n;
}

/* What is told a thousand times before anybody looks is one piece of news. */
static void
test_flood (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;
  begin (fixture);
  tell (fixture, "CREATE PROCEDURE flood () LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1..1000 LOOP PERFORM pg_notify ('news', 'n'); COMMIT; END LOOP; "
                 "PERFORM pg_notify ('news', '.'); END $$");
  tell (fixture, "CALL flood ()");
  cf_test_wait_until (g_str_has_suffix (fixture->heard->str, "."));
  g_assert_cmpuint (count_heard (fixture), >=, 1);
  g_assert_cmpuint (count_heard (fixture), <, 100);
}

/* The session in which it listens is one of its own: what the pool does, however long it takes, keeps nothing back. */
static void
test_own_session (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CfDbLease) lease = NULL;

  if (fixture->server == NULL)
    return;
  begin (fixture);
  lease = db_lease (fixture->pool, NULL);
  g_assert_true (db_script (lease, "BEGIN; CREATE TABLE t (i int); " TELL ("late"), NULL));
  tell (fixture, TELL ("early "));
  await_heard (fixture, "early ");
  g_assert_true (db_script (lease, "COMMIT", NULL));
  await_heard (fixture, "early late");
}

/* --- losing ------------------------------------------------------------------------------- */

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;
  begin (fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_string_truncate (fixture->heard, 0);
      tell (fixture, "SELECT pg_terminate_backend (pid) FROM (" SESSION ") s");
      await_heard (fixture, "!");
      tell (fixture, TELL ("again"));
      await_heard (fixture, "!again");
    }
}

/* What is told while there is no connection is made good by reading again. */
static void
test_missed (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;
  begin_by_proxy (fixture);
  cf_fault_proxy_set_refusing (fixture->proxy, TRUE);
  cf_fault_proxy_cut_all (fixture->proxy, CF_FAULT_RESET);
  cf_test_wait_until (cf_db_listener_get_state (fixture->listener) == CF_DB_LISTENER_WAITING);
  tell (fixture, TELL ("missed"));
  cf_fault_proxy_set_refusing (fixture->proxy, FALSE);
  await_heard (fixture, "!");
  tell (fixture, TELL ("heard"));
  await_heard (fixture, "!heard");
}

/* Another connection has taken the place of the first before the owner hears of either. */
static void
test_between_two_turns (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;
  begin_by_proxy (fixture);
  tell (fixture, "CREATE TABLE old AS " SESSION);
  cf_fault_proxy_cut_all (fixture->proxy, CF_FAULT_RESET);
  while (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM pg_stat_activity WHERE datname = '" DATABASE "' AND state = 'idle' "
                                                          "AND application_name = 'Counterfoil' AND pid NOT IN (SELECT pid FROM old)") < 1)
    g_thread_yield ();
  await_heard (fixture, "!");
  tell (fixture, TELL ("on"));
  await_heard (fixture, "!on");
}

/* A link that is dead and says nothing: the listener asks by itself whether it still is there. */
static void
test_black_hole (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;
  if (g_getenv ("CF_TEST_LONG") == NULL)
    {
      g_test_skip ("takes 20 seconds; ./dev test --long does it");
      return;
    }
  begin_by_proxy (fixture);
  cf_fault_proxy_cut_all (fixture->proxy, CF_FAULT_BLACKHOLE);
  await_heard (fixture, "!");
  tell (fixture, TELL ("on"));
  await_heard (fixture, "!on");
}

/* --- ending ------------------------------------------------------------------------------- */

/* At any moment, and without a word after it. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;
  begin (fixture);
  for (guint i = 0; i < 40; i++)
    {
      CfDbListener *other = cf_db_listener_new (fixture->pool, "news");

      for (guint turn = 0; turn < i; turn++)
        g_main_context_iteration (NULL, FALSE);
      g_assert_finalize_object (other);
    }
  g_string_truncate (fixture->heard, 0);
  tell (fixture, TELL ("still"));
  await_heard (fixture, "still");
  /* None of them stays behind. */
  cf_test_wait_until (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM (" SESSION ") s") == 1);
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/db-listener/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("notification", test_notification);
  ADD ("flood", test_flood);
  ADD ("own-session", test_own_session);
  ADD ("killed", test_killed);
  ADD ("missed", test_missed);
  ADD ("between-two-turns", test_between_two_turns);
  ADD ("black-hole", test_black_hole);
  ADD ("given-up", test_given_up);
#undef ADD

  return g_test_run ();
}
