/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Servers with certificates that are right, for another name, out of date, and from somebody unknown; one that does not encrypt, and one in
 * between that says so for it. */

#include "db-fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <unistd.h>

#include "cf-error-words.h"
#include "cf-error.h"

static char *folder;

/* Skips the test where something is missing. */
static CfTestServer *
get_server (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autofree char *script = g_build_filename (CF_TEST_SOURCE_ROOT, "tests", "db", "certificates.sh", NULL);
  const char *argv[] = { "/bin/sh", script, NULL, NULL };
  g_autoptr(GError) error = NULL;
  int status;

  if (server == NULL || folder != NULL)
    return server;
  if (openssl == NULL)
    {
      g_test_skip ("openssl is not installed");
      return NULL;
    }
  /* In the folder of the server's socket, which its account reads. */
  folder = g_build_filename (cf_test_server_get_socket_dir (server), "certificates", NULL);
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  argv[2] = folder;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));

  return server;
}

static gboolean
shows (CfTestServer *server, const char *name, const char *wanted)
{
  g_autofree char *sql = g_strdup_printf ("show %s", name);
  g_autofree char *value = cf_test_server_value (server, "postgres", sql);

  return g_strcmp0 (value, wanted) == 0;
}

/* A key is read only where nobody else can read it. */
static void
own_key (CfTestServer *server, const char *key)
{
  GStatBuf data;

  g_assert_cmpint (g_stat (cf_test_server_get_socket_dir (server), &data), ==, 0);
  g_assert_cmpint (g_chmod (key, 0600), ==, 0);
  g_assert_cmpint (chown (key, data.st_uid, data.st_gid), ==, 0);
}

static void
encrypt_nothing (CfTestServer *server)
{
  cf_test_server_sql (server, "postgres", "alter system set ssl = off");
  cf_test_server_sql (server, "postgres", "select pg_reload_conf()");
  cf_test_wait_until (shows (server, "ssl", "off"));
}

static void
encrypt (CfTestServer *server, const char *certificate)
{
  g_autofree char *file = g_strdup_printf ("%s/%s.crt", folder, certificate);
  g_autofree char *key = g_strdup_printf ("%s/%s.key", folder, certificate);
  g_autofree char *set_file = g_strdup_printf ("alter system set ssl_cert_file = '%s'", file);
  g_autofree char *set_key = g_strdup_printf ("alter system set ssl_key_file = '%s'", key);

  own_key (server, key);
  cf_test_server_sql (server, "postgres", set_file);
  cf_test_server_sql (server, "postgres", set_key);
  cf_test_server_sql (server, "postgres", "alter system set ssl = on");
  cf_test_server_sql (server, "postgres", "select pg_reload_conf()");
  cf_test_wait_until (shows (server, "ssl", "on") && shows (server, "ssl_cert_file", file));
}

/* By name, as the certificate has it; @more may hold a weaker setting. */
static CfDbPool *
new_pool (guint port, const char *more)
{
  g_autofree char *conninfo = g_strdup_printf ("host=localhost port=%u user=postgres dbname=postgres connect_timeout=30 %s", port, more);

  return db_pool_new (conninfo);
}

static char *
known (const char *more)
{
  return g_strdup_printf ("sslrootcert=%s/known.crt %s", folder, more);
}

static void
assert_works (guint port, const char *more)
{
  g_autoptr(CfDbPool) pool = new_pool (port, more);
  g_autoptr(GError) error = NULL;
  g_autofree char *encrypted = NULL;

  g_assert_true (db_open (pool, &error));
  g_assert_no_error (error);
  encrypted = db_value (pool, "select ssl from pg_stat_ssl where pid = pg_backend_pid()");
  g_assert_cmpstr (encrypted, ==, "t");
  db_close (pool);
}

/* It stops, and what a person reads names the reason. */
static void
assert_refused (guint port, const char *more, CfDbFailure failure, const char *words)
{
  g_autoptr(CfDbPool) pool = new_pool (port, more);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) told = NULL;

  g_assert_false (db_open (pool, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_TLS);
  g_assert_cmpint (cf_db_error_get_failure (error), ==, failure);
  cf_test_wait_until (cf_db_pool_get_state (pool) == CF_DB_STATE_STOPPED);
  told = cf_connection_error_new (error, cf_db_pool_get_config (pool), CF_CONNECTION_TYPED);
  g_assert_error (told, CF_ERROR, CF_ERROR_REFUSED);
  g_assert_nonnull (strstr (told->message, words));
  g_assert_nonnull (strstr (told->message, "localhost"));
  g_assert_nonnull (cf_error_get_details (told));
  db_close (pool);
}

static void
test_good (void)
{
  CfTestServer *server = get_server ();
  g_autofree char *more = NULL;

  if (server == NULL)
    return;
  more = known ("");
  encrypt (server, "good");
  assert_works (cf_test_server_get_port (server), more);
}

static void
test_bad (gconstpointer data)
{
  CfTestServer *server = get_server ();
  g_autofree char *more = NULL;

  if (server == NULL)
    return;
  more = known ("");
  encrypt (server, data);
  assert_refused (cf_test_server_get_port (server), more, CF_DB_FAILURE_CERTIFICATE, "The certificate of “localhost” is not trusted");
}

/* Without a file of its own, what the system trusts counts, and that is not our authority. */
static void
test_not_of_this_system (void)
{
  CfTestServer *server = get_server ();

  if (server == NULL)
    return;
  encrypt (server, "good");
  assert_refused (cf_test_server_get_port (server), "", CF_DB_FAILURE_CERTIFICATE, "is not trusted");
}

static void
test_weaker (void)
{
  CfTestServer *server = get_server ();
  g_autofree char *verify_ca = NULL;
  guint port;

  if (server == NULL)
    return;
  port = cf_test_server_get_port (server);
  verify_ca = known ("sslmode=verify-ca");
  encrypt (server, "other");
  assert_works (port, verify_ca);
  encrypt (server, "stranger");
  assert_refused (port, verify_ca, CF_DB_FAILURE_CERTIFICATE, "is not trusted");
  assert_works (port, "sslmode=require");
}

static void
test_plain (void)
{
  CfTestServer *server = get_server ();
  g_autofree char *more = NULL;

  if (server == NULL)
    return;
  more = known ("");
  encrypt_nothing (server);
  assert_refused (cf_test_server_get_port (server), more, CF_DB_FAILURE_NO_TLS, "does not offer an encrypted connection");
  assert_refused (cf_test_server_get_port (server), "sslmode=require", CF_DB_FAILURE_NO_TLS, "does not offer an encrypted connection");
}

typedef struct
{
  int n_asked;          /* (atomic) */
  int n_after;          /* (atomic): bytes that came after the refusal */
} Middle;

static gboolean
on_incoming (GThreadedSocketService *service,
             GSocketConnection      *connection,
             GObject                *source,
             Middle                 *middle)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  char buffer[512];
  gssize n;

  if (g_input_stream_read_all (in, buffer, 8, NULL, NULL, NULL))
    g_atomic_int_inc (&middle->n_asked);
  g_output_stream_write_all (out, "N", 1, NULL, NULL, NULL);
  while ((n = g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_atomic_int_add (&middle->n_after, (int) n);

  return TRUE;
}

/* Who stands in between says that the server does not encrypt: not one byte more comes, above all no name and no password. */
static void
test_downgrade (void)
{
  g_autoptr(GSocketService) service = g_threaded_socket_service_new (4);
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  Middle middle = { 0, 0 };

  g_signal_connect (service, "run", G_CALLBACK (on_incoming), &middle);
  g_socket_service_start (service);
  assert_refused (port, "password=secret", CF_DB_FAILURE_NO_TLS, "does not offer an encrypted connection");
  assert_refused (port, "password=secret sslmode=require", CF_DB_FAILURE_NO_TLS, "does not offer an encrypted connection");
  g_assert_cmpint (g_atomic_int_get (&middle.n_asked), >=, 2);
  g_socket_service_stop (service);
  g_assert_cmpint (g_atomic_int_get (&middle.n_after), ==, 0);
}

static gint64
count_sleepers (CfTestServer *server)
{
  cf_test_spin (10);
  return cf_test_server_count (server, "postgres", "select count(*) from pg_stat_activity where wait_event = 'PgSleep'");
}

static void
cancel (CfTestServer *server, CfDbPool *pool, CfDbUnitFlags flags, GError **error)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  gint64 before = count_sleepers (server);

  cf_db_pool_query_async (pool, CF_DB_LANE_INTERACTIVE, flags | CF_DB_UNIT_ALONE, "select pg_sleep(600)", NULL, cancellable, cf_test_await_cb, &result);
  cf_test_wait_until (count_sleepers (server) > before);
  g_cancellable_cancel (cancellable);
  g_assert_null (cf_db_pool_query_finish (pool, cf_test_await (&result), error));
}

/* Until version 17 libpq asks for the end of a statement in the clear. That is not done: the connection goes in its place, and the next
 * statement has another one. */
static void
test_cancel (void)
{
  CfTestServer *server = get_server ();
  g_autofree char *more = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(CfDbPool) pool = NULL;
  g_autoptr(GError) error = NULL;

  if (server == NULL)
    return;
  if (PQlibVersion () >= 170006)
    {
      g_test_skip ("this libpq encrypts it");
      return;
    }
  more = known ("");
  encrypt (server, "good");
  pool = new_pool (cf_test_server_get_port (server), more);
  g_assert_true (db_open (pool, &error));
  before = db_value (pool, "select pg_backend_pid()");
  cancel (server, pool, CF_DB_UNIT_READ, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  after = db_value (pool, "select pg_backend_pid()");
  g_assert_cmpstr (before, !=, after);
  g_assert_cmpint (count_sleepers (server), ==, 1);

  cancel (server, pool, CF_DB_UNIT_WRITE, &error);
  g_assert_true (cf_db_error_is_unknown (error));
  g_assert_cmpint (count_sleepers (server), ==, 2);
  cf_test_server_sql (server, "postgres", "select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'");
  db_close (pool);
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);
  g_test_add_func ("/db-tls/good", test_good);
  g_test_add_data_func ("/db-tls/other-name", "other", test_bad);
  g_test_add_data_func ("/db-tls/expired", "expired", test_bad);
  g_test_add_data_func ("/db-tls/unknown-authority", "stranger", test_bad);
  g_test_add_func ("/db-tls/not-of-this-system", test_not_of_this_system);
  g_test_add_func ("/db-tls/weaker", test_weaker);
  g_test_add_func ("/db-tls/plain", test_plain);
  g_test_add_func ("/db-tls/downgrade", test_downgrade);
  g_test_add_func ("/db-tls/cancel", test_cancel);
  return g_test_run ();
}
