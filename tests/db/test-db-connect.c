/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db-fixture.h"

#include "cf-db-error.h"
#include "cf-error-words.h"
#include "cf-error.h"

/* A person reads a sentence of ours; what libpq or the server said is beside it. */
static void
assert_words (CfDbPool *pool, const GError *error)
{
  g_autoptr(GError) told = cf_connection_error_new (error, cf_db_pool_get_config (pool), CF_CONNECTION_TYPED);

  g_assert_cmpuint (told->domain, ==, CF_ERROR);
  g_assert_null (strstr (told->message, error->message));
  g_assert_null (strstr (told->message, "%"));
  g_assert_nonnull (strstr (told->message, "what you typed is kept"));
  g_assert_cmpstr (cf_error_get_details (told), ==, error->message);
}

static void
assert_fails (const char *conninfo, CfDbErrorCode code, CfDbFailure failure, CfDbState state)
{
  CfDbPool *pool = db_pool_new (conninfo);
  g_autoptr(GError) error = NULL;

  g_assert_false (db_open (pool, &error));
  g_assert_error (error, CF_DB_ERROR, (int) code);
  g_assert_cmpint (cf_db_error_get_failure (error), ==, failure);
  assert_words (pool, error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpint (cf_db_pool_get_state (pool), ==, state);
  g_assert_error (cf_db_pool_get_last_error (pool), CF_DB_ERROR, (int) code);
  db_close (pool);
  g_assert_finalize_object (pool);
}

static char *
with (const char *conninfo, const char *more)
{
  return g_strdup_printf ("%s %s", conninfo, more);
}

static void
test_wrong_database (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *conninfo = NULL;

  if (server == NULL)
    return;
  conninfo = cf_test_server_conninfo (server, "nowhere");
  assert_fails (conninfo, CF_DB_ERROR_NO_DATABASE, CF_DB_FAILURE_NO_DATABASE, CF_DB_STATE_STOPPED);
}

static void
test_wrong_password (gconstpointer data)
{
  const char *method = data;
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *hba = g_strdup_printf ("host all clerk 127.0.0.1/32 %s\nhost all all 127.0.0.1/32 trust", method);
  g_autofree char *sql = g_strdup_printf ("drop role if exists clerk; set password_encryption = '%s'; "
                                          "create role clerk login password 'right'", method);
  g_autofree char *base = NULL;
  g_autofree char *without = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *right = NULL;
  g_autoptr(CfDbPool) pool = NULL;
  g_autoptr(GError) error = NULL;

  if (server == NULL)
    return;
  cf_test_server_sql (server, "postgres", sql);
  cf_test_server_set_hba (server, hba);
  base = cf_test_server_tcp_conninfo (server, "postgres");
  without = with (base, "user=clerk");
  wrong = with (base, "user=clerk password=wrong");
  right = with (base, "user=clerk password=right");
  assert_fails (without, CF_DB_ERROR_AUTHENTICATION, CF_DB_FAILURE_NO_PASSWORD, CF_DB_STATE_STOPPED);
  assert_fails (wrong, CF_DB_ERROR_AUTHENTICATION, CF_DB_FAILURE_PASSWORD_WRONG, CF_DB_STATE_STOPPED);
  pool = db_pool_new (right);
  g_assert_true (db_open (pool, &error));
  g_assert_no_error (error);
  db_close (pool);
}

static void
test_no_right_to_connect (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *base = NULL;
  g_autofree char *conninfo = NULL;

  if (server == NULL)
    return;
  cf_test_server_fresh_database (server, "private");
  cf_test_server_sql (server, "private", "drop role if exists stranger; create role stranger login; "
                      "revoke connect on database private from public");
  base = cf_test_server_conninfo (server, "private");
  conninfo = with (base, "user=stranger");
  assert_fails (conninfo, CF_DB_ERROR_NO_RIGHT, CF_DB_FAILURE_NO_RIGHT, CF_DB_STATE_STOPPED);
}

static void
test_nobody_listens (void)
{
  assert_fails ("host=127.0.0.1 port=1 sslmode=disable user=x dbname=x", CF_DB_ERROR_UNREACHABLE,
                CF_DB_FAILURE_REFUSED, CF_DB_STATE_WAITING);
  assert_fails ("host=/nonexistent/folder user=x dbname=x", CF_DB_ERROR_UNREACHABLE, CF_DB_FAILURE_NO_SOCKET,
                CF_DB_STATE_WAITING);
}

static void
test_unknown_name (void)
{
  assert_fails ("host=name.invalid sslmode=disable user=x dbname=x connect_timeout=10", CF_DB_ERROR_UNREACHABLE,
                CF_DB_FAILURE_NAME, CF_DB_STATE_WAITING);
}

static void
test_tls_is_wanted (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *conninfo = NULL;

  if (server == NULL)
    return;
  conninfo = g_strdup_printf ("host=127.0.0.1 port=%u user=postgres dbname=postgres", cf_test_server_get_port (server));
  assert_fails (conninfo, CF_DB_ERROR_TLS, CF_DB_FAILURE_NO_TLS, CF_DB_STATE_STOPPED);
}

static void
test_wrong_option (void)
{
  assert_fails ("host=/tmp user=x dbname=x sslmode=perhaps", CF_DB_ERROR_CONFIG, CF_DB_FAILURE_CONFIG, CF_DB_STATE_STOPPED);
  assert_fails ("host=127.0.0.1 port=99999 user=x dbname=x sslmode=disable", CF_DB_ERROR_CONFIG, CF_DB_FAILURE_CONFIG,
                CF_DB_STATE_STOPPED);
}

static void
test_unknown_role (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *base = NULL;
  g_autofree char *conninfo = NULL;

  if (server == NULL)
    return;
  base = cf_test_server_conninfo (server, "postgres");
  conninfo = with (base, "user=nobody_of_this_name");
  assert_fails (conninfo, CF_DB_ERROR_AUTHENTICATION, CF_DB_FAILURE_NO_ROLE, CF_DB_STATE_STOPPED);
}

static void
test_access_rules (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *base = NULL;
  g_autofree char *conninfo = NULL;

  if (server == NULL)
    return;
  cf_test_server_set_hba (server, "host all postgres 127.0.0.1/32 reject");
  base = cf_test_server_tcp_conninfo (server, "postgres");
  conninfo = with (base, "user=postgres");
  assert_fails (conninfo, CF_DB_ERROR_AUTHENTICATION, CF_DB_FAILURE_ACCESS_RULES, CF_DB_STATE_STOPPED);
}

static void
test_read_only (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *base = NULL;
  g_autofree char *conninfo = NULL;

  if (server == NULL)
    return;
  cf_test_server_fresh_database (server, "frozen");
  cf_test_server_sql (server, "postgres", "alter database frozen set default_transaction_read_only = on");
  base = cf_test_server_conninfo (server, "frozen");
  conninfo = with (base, "target_session_attrs=read-write");
  assert_fails (conninfo, CF_DB_ERROR_UNREACHABLE, CF_DB_FAILURE_STANDBY, CF_DB_STATE_WAITING);
}

/* What a server says to everybody who comes; NULL hangs up. */
typedef struct
{
  const char    *answer;
  gsize          length;
  CfDbErrorCode  code;
  CfDbFailure    failure;
  CfDbState      state;
} Answer;

#define REFUSAL(sqlstate) "E\0\0\0\x23SFATAL\0VFATAL\0C" sqlstate "\0MNot now\0\0"
#define ANSWER(text) text, sizeof text - 1

static const Answer answers[] = {
  { ANSWER (REFUSAL ("57P03")), CF_DB_ERROR_BUSY, CF_DB_FAILURE_NOT_READY, CF_DB_STATE_WAITING },
  { ANSWER (REFUSAL ("53300")), CF_DB_ERROR_BUSY, CF_DB_FAILURE_TOO_MANY, CF_DB_STATE_WAITING },
  { ANSWER (REFUSAL ("XX000")), CF_DB_ERROR_UNREACHABLE, CF_DB_FAILURE_OTHER, CF_DB_STATE_WAITING },
  { ANSWER ("R\0\0\0\x08\0\0\0\0" "S\0\0\0\x18server_version\0" "12.4\0" "K\0\0\0\x0c\0\0\0\1\0\0\0\1" "Z\0\0\0\x05I"),
    CF_DB_ERROR_TOO_OLD, CF_DB_FAILURE_TOO_OLD, CF_DB_STATE_STOPPED },
  { ANSWER ("HTTP/1.1 400 Bad Request\r\n\r\n"), CF_DB_ERROR_UNREACHABLE, CF_DB_FAILURE_NOT_POSTGRESQL, CF_DB_STATE_WAITING },
  { NULL, 0, CF_DB_ERROR_UNREACHABLE, CF_DB_FAILURE_HUNG_UP, CF_DB_STATE_WAITING },
};

/* The stream is kept open, so that what libpq sent does not turn the answer into a reset. */
static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  const Answer *answer = user_data;
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  if (answer->answer == NULL)
    return g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_assert_true (g_output_stream_write_all (output, answer->answer, answer->length, NULL, NULL, NULL));
  g_object_set_data_full (G_OBJECT (service), "connection", g_object_ref (connection), g_object_unref);
  return TRUE;
}

static void
test_answer (gconstpointer data)
{
  const Answer *answer = data;
  g_autoptr(GSocketService) service = g_socket_service_new ();
  g_autoptr(GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_autofree char *conninfo = g_strdup_printf ("host=127.0.0.1 port=%u user=x dbname=x sslmode=disable", port);

  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (on_incoming), (gpointer) answer);
  assert_fails (conninfo, answer->code, answer->failure, answer->state);
}

/* The classes are found whatever language libpq speaks. Its translations may not be installed; then this is the same once more. */
static void
test_language (void)
{
  if (!g_test_subprocess ())
    {
      g_setenv ("LANGUAGE", "de", TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_unsetenv ("LANGUAGE");
      g_test_trap_assert_passed ();
      return;
    }
  test_nobody_listens ();
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    test_answer (&answers[i]);
}

/* Somebody accepts and says nothing. */
static void
test_silence (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  g_autoptr(GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *conninfo = g_strdup_printf ("host=127.0.0.1 port=%u user=x dbname=x sslmode=disable connect_timeout=1", port);

  g_assert_no_error (error);
  assert_fails (conninfo, CF_DB_ERROR_UNREACHABLE, CF_DB_FAILURE_TIMEOUT, CF_DB_STATE_WAITING);
}

static void
test_dead_first_host (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *conninfo = NULL;
  g_autoptr(CfDbPool) pool = NULL;
  g_autoptr(GError) error = NULL;

  if (server == NULL)
    return;
  conninfo = g_strdup_printf ("host=127.0.0.1,/nonexistent,localhost port=1,5432,%u user=postgres dbname=postgres "
                              "sslmode=disable target_session_attrs=read-write", cf_test_server_get_port (server));
  cf_test_server_set_hba (server, "host all all all trust");
  pool = db_pool_new (conninfo);
  g_assert_true (db_open (pool, &error));
  g_assert_no_error (error);
  db_close (pool);
}

static void
test_prefer_standby (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *base = NULL;
  g_autofree char *conninfo = NULL;
  g_autofree char *impossible = NULL;
  g_autoptr(CfDbPool) pool = NULL;
  g_autoptr(GError) error = NULL;

  if (server == NULL)
    return;
  base = cf_test_server_conninfo (server, "postgres");
  conninfo = with (base, "target_session_attrs=prefer-standby");
  impossible = with (base, "target_session_attrs=standby");
  pool = db_pool_new (conninfo);
  g_assert_true (db_open (pool, &error));
  g_assert_no_error (error);
  db_close (pool);
  assert_fails (impossible, CF_DB_ERROR_UNREACHABLE, CF_DB_FAILURE_NO_STANDBY, CF_DB_STATE_WAITING);
}

static void
test_too_many_connections (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *base = NULL;
  g_autofree char *conninfo = NULL;
  g_autoptr(CfDbPool) pool = NULL;
  g_autoptr(CfDbPool) second = NULL;
  g_autoptr(GError) error = NULL;

  if (server == NULL)
    return;
  cf_test_server_sql (server, "postgres", "drop role if exists single; create role single login connection limit 1");
  base = cf_test_server_conninfo (server, "postgres");
  conninfo = with (base, "user=single");
  pool = db_pool_new (conninfo);
  g_assert_true (db_open (pool, &error));
  second = db_pool_new (conninfo);
  g_assert_false (db_open (second, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_BUSY);
  g_assert_cmpint (cf_db_error_get_failure (error), ==, CF_DB_FAILURE_TOO_MANY);
  g_assert_cmpint (cf_db_pool_get_state (second), ==, CF_DB_STATE_WAITING);
  db_close (pool);
  db_await_state (second, CF_DB_STATE_READY);
  db_close (second);
}

/* A lane that gets no connection does not stop the others. */
static void
test_lane_without_connection (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *base = NULL;
  g_autofree char *conninfo = NULL;
  g_autofree char *value = NULL;
  g_autoptr(CfDbPool) pool = NULL;
  g_autoptr(CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  g_autoptr(GError) error = NULL;

  if (server == NULL)
    return;
  cf_test_server_sql (server, "postgres", "drop role if exists single; create role single login connection limit 1");
  base = cf_test_server_conninfo (server, "postgres");
  conninfo = with (base, "user=single");
  pool = db_pool_new (conninfo);
  g_assert_true (db_open (pool, &error));
  cf_db_unit_add (unit, "select 1", NULL);
  g_assert_null (db_run (pool, CF_DB_LANE_SEND, unit, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_UNREACHABLE);
  g_assert_cmpint (cf_db_pool_get_state (pool), ==, CF_DB_STATE_READY);
  value = db_value (pool, "select 1");
  g_assert_cmpstr (value, ==, "1");
  g_assert_null (db_lease (pool, NULL));
  db_close (pool);
}

static void
test_session (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autoptr(CfDbPool) pool = NULL;
  g_autofree char *value = NULL;

  if (server == NULL)
    return;
  cf_test_server_fresh_database (server, "odd");
  cf_test_server_sql (server, "postgres", "alter database odd set datestyle = 'German'; alter database odd set timezone = 'Asia/Kathmandu'");
  pool = db_pool_open (server, "odd");
  value = db_value (pool, "select concat_ws(' ', left(current_setting('datestyle'), 3), current_setting('timezone'), "
                    "current_setting('client_encoding'), current_setting('application_name'))");
  g_assert_cmpstr (value, ==, "ISO UTC UTF8 Counterfoil");
  db_close (pool);
}

static void
test_cancel_open (gconstpointer data)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *conninfo = g_strdup_printf ("host=127.0.0.1 port=%u user=x dbname=x sslmode=disable", port);
  g_autoptr(CfDbPool) pool = db_pool_new (conninfo);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) lease_result = NULL;
  g_autoptr(GError) error = NULL;
  gint turns = GPOINTER_TO_INT (data);

  if (turns < 0)
    g_cancellable_cancel (cancellable);
  else
    cf_test_cancel_in_turns (cancellable, (guint) turns);
  cf_db_pool_open_async (pool, cancellable, cf_test_await_cb, &result);
  cf_db_pool_lease_async (pool, cancellable, cf_test_await_cb, &lease_result);
  g_assert_false (cf_db_pool_open_finish (pool, cf_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (cf_db_pool_lease_finish (pool, cf_test_await (&lease_result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_password_is_fixed (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *base = NULL;
  g_autofree char *conninfo = NULL;
  g_autoptr(CfDbPool) pool = NULL;
  g_autoptr(GError) error = NULL;

  if (server == NULL)
    return;
  cf_test_server_sql (server, "postgres", "drop role if exists late");
  base = cf_test_server_conninfo (server, "postgres");
  conninfo = with (base, "user=late");
  pool = db_pool_new (conninfo);
  g_assert_false (db_open (pool, &error));
  g_assert_cmpint (cf_db_pool_get_state (pool), ==, CF_DB_STATE_STOPPED);
  cf_test_server_sql (server, "postgres", "create role late login");
  cf_db_pool_retry_now (pool);
  db_await_state (pool, CF_DB_STATE_READY);
  db_close (pool);
}

/* A certificate of its own for "localhost", in the server's folder, where it finds it. */
static gboolean
enable_tls (CfTestServer *server, const char *folder)
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autofree char *command = NULL;
  g_autofree char *set_certificate = g_strdup_printf ("alter system set ssl_cert_file = '%s/cert.pem'", folder);
  g_autofree char *set_key = g_strdup_printf ("alter system set ssl_key_file = '%s/key.pem'", folder);
  int status;

  if (openssl == NULL)
    {
      g_test_skip ("no openssl to make a certificate with");
      return FALSE;
    }
  command = g_strdup_printf ("sh -c \"cd %s && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost "
                             "-addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem 2>/dev/null && "
                             "chown --reference=. key.pem && chmod 600 key.pem && chmod 644 cert.pem\"", folder);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  cf_test_server_sql (server, "postgres", set_certificate);
  cf_test_server_sql (server, "postgres", set_key);
  cf_test_server_sql (server, "postgres", "alter system set ssl = on");
  cf_test_server_restart (server);
  return TRUE;
}

static void
on_counted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) rows = cf_db_pool_query_finish (CF_DB_POOL (object), result, &error);

  g_assert_no_error (error);
  (*(guint *) user_data)++;
}

/* More than a TLS record, and many small ones: bytes wait inside the TLS library, where poll() does not see them. */
static void
use_tls (const char *conninfo)
{
  g_autoptr(CfDbPool) pool = db_pool_new (conninfo);
  g_autoptr(CfDbResult) big = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *is_tls = NULL;
  guint n = 0;

  g_assert_true (db_open (pool, &error));
  g_assert_no_error (error);
  is_tls = db_value (pool, "select ssl from pg_stat_ssl where pid = pg_backend_pid()");
  g_assert_cmpstr (is_tls, ==, "t");
  big = db_query (pool, CF_DB_UNIT_READ, "select repeat('x', 5000000)", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (cf_db_result_get_text (big, 0, 0)), ==, 5000000);
  for (guint i = 0; i < 500; i++)
    cf_db_pool_query_async (pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, "select repeat('x', 3000)", NULL, NULL, on_counted, &n);
  cf_test_wait_until (n == 500);
  db_close (pool);
}

static void
test_tls (void)
{
  CfTestServer *server = cf_test_server_new (CF_TEST_SERVER_TCP);
  g_autofree char *folder = NULL;
  g_autofree char *named = NULL;
  g_autofree char *unnamed = NULL;
  g_autofree char *unknown = NULL;

  if (server == NULL)
    return;
  folder = g_strdup (cf_test_server_get_socket_dir (server));
  if (enable_tls (server, folder))
    {
      named = g_strdup_printf ("host=localhost port=%u user=postgres dbname=postgres sslrootcert=%s/cert.pem",
                               cf_test_server_get_port (server), folder);
      unnamed = g_strdup_printf ("host=127.0.0.1 port=%u user=postgres dbname=postgres sslrootcert=%s/cert.pem",
                                 cf_test_server_get_port (server), folder);
      unknown = g_strdup_printf ("host=localhost port=%u user=postgres dbname=postgres", cf_test_server_get_port (server));
      use_tls (named);
      assert_fails (unnamed, CF_DB_ERROR_TLS, CF_DB_FAILURE_CERTIFICATE, CF_DB_STATE_STOPPED);
      assert_fails (unknown, CF_DB_ERROR_TLS, CF_DB_FAILURE_CERTIFICATE, CF_DB_STATE_STOPPED);
    }
  cf_test_server_free (server);
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);
  g_test_add_func ("/db-connect/wrong-database", test_wrong_database);
  g_test_add_data_func ("/db-connect/wrong-password/scram", "scram-sha-256", test_wrong_password);
  g_test_add_data_func ("/db-connect/wrong-password/md5", "md5", test_wrong_password);
  g_test_add_func ("/db-connect/no-right", test_no_right_to_connect);
  g_test_add_func ("/db-connect/nobody-listens", test_nobody_listens);
  g_test_add_func ("/db-connect/unknown-name", test_unknown_name);
  g_test_add_func ("/db-connect/tls-is-wanted", test_tls_is_wanted);
  g_test_add_func ("/db-connect/tls", test_tls);
  g_test_add_func ("/db-connect/wrong-option", test_wrong_option);
  g_test_add_func ("/db-connect/unknown-role", test_unknown_role);
  g_test_add_func ("/db-connect/access-rules", test_access_rules);
  g_test_add_func ("/db-connect/read-only", test_read_only);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/db-connect/answer/%u", i);

      g_test_add_data_func (path, &answers[i], test_answer);
    }
  g_test_add_func ("/db-connect/language", test_language);
  g_test_add_func ("/db-connect/silence", test_silence);
  g_test_add_func ("/db-connect/dead-first-host", test_dead_first_host);
  g_test_add_func ("/db-connect/prefer-standby", test_prefer_standby);
  g_test_add_func ("/db-connect/too-many-connections", test_too_many_connections);
  g_test_add_func ("/db-connect/lane-without-connection", test_lane_without_connection);
  g_test_add_func ("/db-connect/session", test_session);
  g_test_add_data_func ("/db-connect/cancel/before", GINT_TO_POINTER (-1), test_cancel_open);
  g_test_add_data_func ("/db-connect/cancel/during", GINT_TO_POINTER (0), test_cancel_open);
  g_test_add_data_func ("/db-connect/cancel/later", GINT_TO_POINTER (5), test_cancel_open);
  g_test_add_func ("/db-connect/stopped-until-told", test_password_is_fixed);
  return g_test_run ();
}
